//! Games: one row a title and platform of Metacritic.

use model::{
    EntityKind, ExternalId, Format as WorkFormat, Medium, Namespace, Record, RecordKind, Score, SourceId,
};

use super::{Claim, Format, Key, Opening, RawRow, Reason, Reject, Row, Shape, checks};

/// The format `games`.
pub struct Games;

impl Format for Games {
    fn name(&self) -> &'static str {
        "games"
    }

    fn source(&self) -> SourceId {
        SourceId::known("metacritic")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Table]
    }

    fn required(&self) -> &'static [&'static str] {
        &["title", "url"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Table && opening.has(&["title", "url", "platforms"])
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let cells = raw.cells()?;
        let url = cells.get("url");
        let id = checks::provider_url("url", url)?;
        if *id.namespace() != Namespace::known("metacritic") {
            return Err(Reject::new(
                Reason::UnknownHost,
                format!("`url` is no game's page: {}", checks::shorten(url)),
            ));
        }
        let mut record = Record::new(self.source(), RecordKind::Work, id.clone());
        record.url = checks::address("url", url)?;
        record.medium = Some(Medium::Game);
        record.format = Some(WorkFormat::Game);
        record.title = Some(checks::name("title", cells.get("title"))?);
        // The users' verdict; the critics' only where users gave none.
        let scores = [("user_score", cells.get("user_score")), ("meta_score", cells.get("meta_score"))];
        let given = scores.into_iter().find(|(_, text)| !matches!(*text, "" | "nan" | "tbd"));
        record.score = given.map(|(field, text)| score(field, text)).transpose()?;
        record.genres = checks::names("genres", cells.get("genres").split('|'))?;
        record.tags = checks::names("platforms", cells.get("platforms").split('|'))?;
        record.tags.extend(checks::optional_name("play_mode", cells.get("play_mode"))?);
        record.studios = checks::names("developer", [cells.get("developer")])?;
        record.synopsis = checks::text("description", cells.get("description"))?;
        record.rating = checks::optional_name("age_rating", cells.get("age_rating"))?;
        record.adult = (record.rating.as_deref() == Some("AO")).then_some(true);
        Ok(claim(self.source(), id, record))
    }
}

fn claim(source: SourceId, id: ExternalId, record: Record) -> Row {
    let (key, ids) = (Key::Own(id.clone()), vec![id]);
    Row::Claim(Box::new(Claim { source, kind: EntityKind::Work, key, ids, records: vec![record] }))
}

fn score(field: &str, text: &str) -> Result<Score, Reject> {
    let value = checks::decimal(field, text)?;
    Score::new(value, 100.0, None)
        .ok_or_else(|| Reject::new(Reason::BadValue, format!("`{field}` is {value}, not 0 to 100")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::table::{Cells, Header};

    const TABLE: &str = include_str!("../../fixtures/games/table.csv");

    fn read(row: &str) -> Result<Record, Reject> {
        let header = Header::read(TABLE.lines().next().expect("a header")).expect("sound");
        match Games.row(RawRow::Cells(&Cells::read(&header, row)?))? {
            Row::Claim(mut claim) => Ok(claim.records.remove(0)),
            other => panic!("no claim but {other:?}"),
        }
    }

    #[test]
    fn a_game_in_normal_form() {
        let record = read(TABLE.lines().nth(1).expect("a row")).expect("sound");
        insta::assert_json_snapshot!(record);
    }

    #[test]
    fn each_fault_has_its_reason() {
        for (row, reason) in [
            ("A,,,,,,,,,https://games.example/game/pc/a", Reason::UnknownHost),
            ("A,,,,,,,,,https://vndb.org/v1", Reason::UnknownHost),
            (",,,,,,,,,https://www.metacritic.com/game/pc/a", Reason::MissingField),
            ("A,,many,,,,,,,https://www.metacritic.com/game/pc/a", Reason::WrongType),
            ("A,,101,,,,,,,https://www.metacritic.com/game/pc/a", Reason::BadValue),
        ] {
            assert_eq!(read(row).map_err(|r| r.reason).err(), Some(reason), "{row}");
        }
    }
}
