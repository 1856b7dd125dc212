//! Characters: one row a figure, of several sites, some without ids.

use model::{
    CharacterRole, EntityKind, ExternalId, Image, ImageKind, Namespace, Record, RecordKind, SourceId, Title,
    TitleKind,
};

use super::{Cells, Claim, Format, Key, Opening, RawRow, Reason, Reject, Row, Shape, checks};

/// The format `characters`.
pub struct Characters;

/// How a site's rows are read: its word in `source`, who says it, the characters' id space, and the one
/// of works that a number alone in `series_ids` belongs to.
const SITES: &[(&str, SourceId, Namespace, Namespace)] = &[
    ("myanimelist", SourceId::known("mal"), Namespace::known("mal_character"), Namespace::known("mal")),
    ("mal_manga", SourceId::known("mal"), Namespace::known("mal_character"), Namespace::known("mal_manga")),
    (
        "anilist",
        SourceId::known("anilist"),
        Namespace::known("anilist_character"),
        Namespace::known("anilist"),
    ),
    ("animenewsnetwork", SourceId::known("ann"), Namespace::known("ann_character"), Namespace::known("ann")),
    ("vndb", SourceId::known("vndb"), Namespace::known("vndb"), Namespace::known("vndb")),
    ("vndb-names", SourceId::known("vndb"), Namespace::known("vndb_character"), Namespace::known("vndb")),
];

impl Format for Characters {
    fn name(&self) -> &'static str {
        "characters"
    }

    fn source(&self) -> SourceId {
        SourceId::known("characters")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Table]
    }

    fn required(&self) -> &'static [&'static str] {
        &["source", "id", "name"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Table && opening.has(&["source", "id", "name", "series_ids"])
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let cells = raw.cells()?;
        let word = cells.get("source");
        let Some((_, source, namespace, works)) = SITES.iter().find(|(site, ..)| *site == word) else {
            let message =
                format!("`source` is no site whose characters are known: {}", checks::shorten(word));
            return Err(Reject::new(Reason::BadValue, message));
        };
        let id = identity(cells, word, namespace)?;
        let record = record(cells, source, works, id.clone())?;
        Ok(Row::Claim(Box::new(Claim {
            source: source.clone(),
            kind: EntityKind::Character,
            key: Key::Own(id.clone()),
            ids: vec![id],
            records: vec![record],
        })))
    }
}

fn identity(cells: &Cells<'_>, site: &str, namespace: &Namespace) -> Result<ExternalId, Reject> {
    let id = cells.get("id");
    if id.is_empty() {
        let name = checks::name("name", cells.get("name"))?;
        let series = [cells.get("series_ids"), cells.get("series_title")];
        let series = series[0].split(';').chain([series[1]]).find(|text| !text.is_empty()).unwrap_or("");
        // VNDB's own space holds real ids only; a stand-in belongs to the space of rows without one.
        let namespace = if site == "vndb" { &Namespace::known("vndb_character") } else { namespace };
        return Ok(ExternalId::without_id(namespace.clone(), site, series, &name, cells.get("name_native")));
    }
    if site == "vndb" {
        let id = checks::id("id", namespace.clone(), id)?;
        if id.kind() == EntityKind::Character {
            return Ok(id);
        }
        return Err(Reject::new(Reason::BadValue, format!("`id` is no character of VNDB: {id}")));
    }
    checks::number_id("id", namespace.clone(), id)
}

fn record(cells: &Cells<'_>, source: &SourceId, works: &Namespace, id: ExternalId) -> Result<Record, Reject> {
    let mut record = Record::new(source.clone(), RecordKind::Character, id);
    record.title = Some(display_name(source, &checks::name("name", cells.get("name"))?));
    if let Some(native) = checks::optional_name("name_native", cells.get("name_native"))? {
        record.titles.push(Title::new(native, TitleKind::Official));
    }
    record.synonyms = checks::names("nicknames", list(cells.get("nicknames")))?;
    record.gender = checks::optional_name("gender", cells.get("gender"))?;
    record.synopsis = checks::text("about", cells.get("about"))?;
    let favorites = cells.get("favorites");
    record.favorites = (!favorites.is_empty()).then(|| checks::count("favorites", favorites)).transpose()?;
    if let Some(url) = checks::address("image_url", cells.get("image_url"))? {
        record.images.push(Image { url, kind: ImageKind::Poster });
    }
    record.appearances = appearances(cells, works)?;
    Ok(record)
}

/// `Last, First` becomes the field's order; a suffix that only tells the medium is dropped.
fn display_name(source: &SourceId, name: &str) -> String {
    let name = name.strip_suffix(" (Manga)").or_else(|| name.strip_suffix(" (VN)")).unwrap_or(name);
    match name.split_once(", ") {
        Some((last, first)) if source.as_str() == "mal" && !first.contains(',') => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => name.to_owned(),
    }
}

/// Nicknames are joined by `|` in one origin and by `, ` in the other.
fn list(cell: &str) -> impl Iterator<Item = &str> {
    let separator = if cell.contains('|') { "|" } else { ", " };
    cell.split(separator)
}

fn appearances(cells: &Cells<'_>, works: &Namespace) -> Result<Vec<(ExternalId, CharacterRole)>, Reject> {
    let works_of_site: Vec<&str> =
        cells.get("series_ids").split(';').map(str::trim).filter(|id| !id.is_empty()).collect();
    let roles: Vec<&str> = cells.get("role").split(';').map(str::trim).collect();
    let mut appearances: Vec<(ExternalId, CharacterRole)> = Vec::new();
    for (at, id) in works_of_site.iter().enumerate() {
        let (namespace, number) = match id.split_once(':') {
            Some(("anime", number)) => (works.clone(), number),
            Some(("mal-anime", number)) => (Namespace::known("mal"), number),
            Some(("manga", number)) if works.as_str() == "ann" => (Namespace::known("ann_manga"), number),
            Some(("manga", number)) => (Namespace::known("mal_manga"), number),
            Some(_) => {
                let message = format!("`series_ids` has an id of no known kind: {}", checks::shorten(id));
                return Err(Reject::new(Reason::BadValue, message));
            }
            None => (works.clone(), *id),
        };
        let id = checks::id("series_ids", namespace, number)?;
        // As many roles as works stand side by side; otherwise the first, larger one is meant for all.
        let role = if roles.len() == works_of_site.len() { roles[at] } else { roles[0] };
        if !appearances.iter().any(|(known, _)| *known == id) {
            appearances.push((id, CharacterRole::parse(role)));
        }
    }
    Ok(appearances)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::table::Header;

    const TABLE: &str = include_str!("../../fixtures/characters/table.csv");

    fn read(row: &str) -> Result<Claim, Reject> {
        let header = Header::read(TABLE.lines().next().expect("a header")).expect("sound");
        let cells = Cells::read(&header, row)?;
        match Characters.row(RawRow::Cells(&cells))? {
            Row::Claim(claim) => Ok(*claim),
            other => panic!("no claim but {other:?}"),
        }
    }

    #[test]
    fn rows_of_each_site() {
        let rows = TABLE.lines().skip(1).map(|row| read(row).expect("sound"));
        let seen: Vec<String> = rows
            .map(|claim| {
                let record = &claim.records[0];
                let works: Vec<String> =
                    record.appearances.iter().map(|(id, role)| format!("{id} {role}")).collect();
                format!(
                    "{} {} | {} | {}",
                    claim.source,
                    claim.ids[0],
                    record.title.clone().unwrap_or_default(),
                    works.join(", ")
                )
            })
            .collect();
        insta::assert_snapshot!(seen.join("\n"));
    }

    #[test]
    fn each_fault_has_its_reason() {
        let cases = [
            ("mysite,1,A,,,,,,,,,,,", Reason::BadValue),
            ("myanimelist,x1,A,,,,,,,,,,,", Reason::WrongType),
            ("myanimelist,1,,,,,,,,,,,,", Reason::MissingField),
            ("vndb,v1,A,,,,,,,,,,,", Reason::BadValue),
            ("myanimelist,1,A,,,,,,,,many,,,", Reason::WrongType),
            ("myanimelist,1,A,,,,film:3,,,,,,,", Reason::BadValue),
            ("myanimelist,1,A\u{7},,,,,,,,,,,", Reason::ControlCharacters),
            ("myanimelist,1,A", Reason::WrongColumns),
        ];
        for (row, reason) in cases {
            assert_eq!(read(row).map_err(|r| r.reason).err(), Some(reason), "{row}");
        }
    }
}
