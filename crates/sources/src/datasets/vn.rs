//! Visual novels: one row a title of VNDB.

use model::{
    EntityKind, Format as WorkFormat, Image, ImageKind, Language, Medium, Namespace, Record, RecordKind,
    SourceId, Title, TitleKind,
};

use super::{Cells, Claim, Format, Key, Opening, RawRow, Reason, Reject, Row, Shape, checks};

/// The format `vn`.
pub struct VisualNovels;

impl Format for VisualNovels {
    fn name(&self) -> &'static str {
        "vn"
    }

    fn source(&self) -> SourceId {
        SourceId::known("vndb")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Table]
    }

    fn required(&self) -> &'static [&'static str] {
        &["vndb_id", "title"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Table && opening.has(self.required())
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let cells = raw.cells()?;
        let number = cells.get("vndb_id");
        let sound =
            number.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if !sound {
            let message = format!("`vndb_id` is not of the form v17: {}", checks::shorten(number));
            return Err(Reject::new(Reason::BadValue, message));
        }
        let id = checks::id("vndb_id", Namespace::known("vndb"), number)?;
        let mut record = Record::new(self.source(), RecordKind::Work, id.clone());
        record.medium = Some(Medium::VisualNovel);
        record.format = Some(WorkFormat::VisualNovel);
        record.title = Some(checks::name("title", cells.get("title"))?);
        record.titles = titles(cells)?;
        record.synonyms = checks::names("aliases", cells.get("aliases").split(" | "))?;
        record.studios = checks::names("developers", cells.get("developers").split(" | "))?;
        record.synopsis = checks::text("description", cells.get("description"))?;
        if let Some(url) = checks::address("image_url", cells.get("image_url"))? {
            record.images.push(Image { url, kind: ImageKind::Poster });
        }
        Ok(Row::Claim(Box::new(Claim {
            source: self.source(),
            kind: EntityKind::Work,
            key: Key::Own(id.clone()),
            ids: vec![id],
            records: vec![record],
        })))
    }
}

fn titles(cells: &Cells<'_>) -> Result<Vec<Title>, Reject> {
    let mut titles = Vec::new();
    for (column, language) in [("title_en", "en"), ("title_ja", "ja"), ("title_ja_latin", "ja-Latn")] {
        if let Some(text) = checks::optional_name(column, cells.get(column))? {
            titles.push(Title::new(text, TitleKind::Official).in_language(language));
        }
    }
    for part in cells.get("other_titles").split(" | ").filter(|part| !part.trim().is_empty()) {
        // A title may itself hold a colon, or a bar that looks like the separator.
        let tagged = part.split_once(':').and_then(|(tag, text)| Some((Language::parse(tag.trim())?, text)));
        let (language, text) = tagged.map_or((None, part), |(tag, text)| (Some(tag), text));
        if let Some(text) = checks::optional_name("other_titles", text)? {
            titles.push(Title { text, language, kind: TitleKind::Official });
        }
    }
    Ok(titles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::table::Header;

    const TABLE: &str = include_str!("../../fixtures/vn/table.csv");

    fn read(row: &str) -> Result<Record, Reject> {
        let header = Header::read(TABLE.lines().next().expect("a header")).expect("sound");
        match VisualNovels.row(RawRow::Cells(&Cells::read(&header, row)?))? {
            Row::Claim(mut claim) => Ok(claim.records.remove(0)),
            other => panic!("no claim but {other:?}"),
        }
    }

    #[test]
    fn titles_carry_their_languages() {
        let record = read(TABLE.lines().nth(1).expect("a row")).expect("sound");
        insta::assert_json_snapshot!(record);
    }

    #[test]
    fn each_fault_has_its_reason() {
        for (row, reason) in [
            ("17,A,,,,,,,,,", Reason::BadValue),
            ("c17,A,,,,,,,,,", Reason::BadValue),
            ("v17,,,,,,,,,,", Reason::MissingField),
            ("v17,A,\u{1b},,,,,,,,", Reason::ControlCharacters),
        ] {
            assert_eq!(read(row).map_err(|r| r.reason).err(), Some(reason), "{row}");
        }
    }
}
