//! Manga and novels: one row a title, of sites that are not merged with each other.

use model::{
    EntityKind, Format as WorkFormat, Image, ImageKind, Medium, Namespace, Record, RecordKind, Score,
    SourceId, Status,
};

use super::{Cells, Claim, Format, Key, Opening, RawRow, Reason, Reject, Row, Shape, checks};

/// The format `manga`.
pub struct MangaTable;

/// A site's word in `source`, who says it, and its id space.
const SITES: &[(&str, SourceId, Namespace)] = &[
    ("myanimelist", SourceId::known("mal"), Namespace::known("mal_manga")),
    ("animenewsnetwork", SourceId::known("ann"), Namespace::known("ann_manga")),
    ("manganelo", SourceId::known("manganelo"), Namespace::known("manganelo")),
];

impl Format for MangaTable {
    fn name(&self) -> &'static str {
        "manga"
    }

    fn source(&self) -> SourceId {
        SourceId::known("manga")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Table]
    }

    fn required(&self) -> &'static [&'static str] {
        &["source", "id", "title"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Table && opening.has(&["source", "id", "title", "volumes"])
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let cells = raw.cells()?;
        let word = cells.get("source");
        let Some((_, source, namespace)) = SITES.iter().find(|(site, ..)| *site == word) else {
            let message = format!("`source` is no site whose manga are known: {}", checks::shorten(word));
            return Err(Reject::new(Reason::BadValue, message));
        };
        let id = checks::id("id", namespace.clone(), cells.get("id"))?;
        let mut record = Record::new(source.clone(), RecordKind::Work, id.clone());
        fill(&mut record, cells)?;
        Ok(Row::Claim(Box::new(Claim {
            source: source.clone(),
            kind: EntityKind::Work,
            key: Key::Own(id.clone()),
            ids: vec![id],
            records: vec![record],
        })))
    }
}

fn fill(record: &mut Record, cells: &Cells<'_>) -> Result<(), Reject> {
    record.title = Some(checks::name("title", cells.get("title"))?);
    let format = format_of(&checks::optional_name("type", cells.get("type"))?.unwrap_or_default());
    let prose = matches!(format, WorkFormat::LightNovel | WorkFormat::Novel);
    record.medium = Some(if prose { Medium::Novel } else { Medium::Manga });
    record.format = Some(format).filter(|format| *format != WorkFormat::Unknown);
    record.status = status_of(cells.get("status"))?;
    // Manganelo's date is the day of its last upload, which says nothing about the work.
    if record.source.as_str() != "manganelo" {
        let released = cells.get("released").replace(" To ", " to ");
        let (start, end) = released.split_once(" to ").unwrap_or((&released, cells.get("ended")));
        record.start_date = checks::date("released", start)?;
        record.end_date = checks::date("ended", end)?;
        record.year = record.start_date.map(model::FuzzyDate::year);
    }
    record.genres = checks::names("genres", cells.get("genres").split(','))?;
    let rating = cells.get("rating");
    if !matches!(rating, "" | "nan") {
        let value = checks::decimal("rating", rating)?;
        let score = Score::new(value, 5.0, None);
        record.score = Some(
            score.ok_or_else(|| Reject::new(Reason::BadValue, format!("`rating` is {value}, not 0 to 5")))?,
        );
    }
    record.url = checks::address("url", cells.get("url"))?;
    if let Some(url) = checks::address("image_url", cells.get("image_url"))? {
        record.images.push(Image { url, kind: ImageKind::Poster });
    }
    Ok(())
}

/// ANN adds numbers and authors to its `manga`: `manga 2`, `manga, S. Author`.
fn format_of(word: &str) -> WorkFormat {
    match word.strip_prefix("manga") {
        Some(rest) if rest.starts_with([' ', ',']) => WorkFormat::Manga,
        _ => WorkFormat::parse(word),
    }
}

/// Manganelo writes what it knows behind the word: `Ongoing - Dropped`.
fn status_of(words: &str) -> Result<Option<Status>, Reject> {
    let words = checks::optional_name("status", words)?.unwrap_or_default();
    Ok(match words.to_lowercase().as_str() {
        "" | "nan" => None,
        "ongoing - dropped" | "ongoing - dropped and" => Some(Status::Cancelled),
        text if text.starts_with("completed") || text == "finished" => Some(Status::Finished),
        text if text.starts_with("ongoing") || text == "updating" || text == "publishing" => {
            Some(Status::Ongoing)
        }
        _ => Some(Status::parse(&words)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::table::Header;

    const TABLE: &str = include_str!("../../fixtures/manga/table.csv");

    fn read(row: &str) -> Result<Record, Reject> {
        let header = Header::read(TABLE.lines().next().expect("a header")).expect("sound");
        match MangaTable.row(RawRow::Cells(&Cells::read(&header, row)?))? {
            Row::Claim(mut claim) => Ok(claim.records.remove(0)),
            other => panic!("no claim but {other:?}"),
        }
    }

    #[test]
    fn rows_of_each_site() {
        let seen: Vec<String> = TABLE
            .lines()
            .skip(1)
            .map(|row| {
                let r = read(row).expect("sound");
                let dates =
                    [r.start_date, r.end_date].map(|date| date.map_or("?".into(), |date| date.to_string()));
                format!(
                    "{} {:?} {:?} {:?} {dates:?} {:?}",
                    r.external_id,
                    r.medium,
                    r.format,
                    r.status,
                    r.score.map(|s| s.normalized)
                )
            })
            .collect();
        insta::assert_snapshot!(seen.join("\n"));
    }

    #[test]
    fn each_fault_has_its_reason() {
        for (row, reason) in [
            ("elsewhere,1,A,,,,,,,,,", Reason::BadValue),
            ("myanimelist,,A,,,,,,,,,", Reason::BadValue),
            ("myanimelist,1,,,,,,,,,,", Reason::MissingField),
            ("myanimelist,1,A,,,3013,,,,,,", Reason::ImpossibleDate),
            ("myanimelist,1,A,,,2013-13,,,,,,", Reason::ImpossibleDate),
            ("manganelo,a,A,,,,,,,7,,", Reason::BadValue),
            ("manganelo,a,A,,,,,,,,ftp://x,", Reason::BadValue),
        ] {
            assert_eq!(read(row).map_err(|r| r.reason).err(), Some(reason), "{row}");
        }
    }
}
