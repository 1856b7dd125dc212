//! Ratings: one row a user's verdict on one anime.

use model::{Namespace, SourceId};

use super::{Format, Opening, RatingRow, RawRow, Reason, Reject, Row, Shape, checks};

/// The format `ratings`.
pub struct Ratings;

impl Format for Ratings {
    fn name(&self) -> &'static str {
        "ratings"
    }

    fn source(&self) -> SourceId {
        SourceId::known("ratings")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Table]
    }

    fn required(&self) -> &'static [&'static str] {
        &["user_id", "mal_anime_id", "score"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Table && opening.has(self.required())
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let cells = raw.cells()?;
        let score = checks::decimal("score", cells.get("score"))?;
        if !(1.0..=10.0).contains(&score) {
            return Err(Reject::new(Reason::BadValue, format!("`score` is {score}, not 1 to 10")));
        }
        let subject = checks::number_id("mal_anime_id", Namespace::known("mal"), cells.get("mal_anime_id"))?;
        let part = checks::optional_name("part", cells.get("part"))?.unwrap_or_default();
        let user = checks::count("user_id", cells.get("user_id"))?;
        Ok(Row::Rating(RatingRow { part, user, subject, score }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::table::{Cells, Header};

    const TABLE: &str = include_str!("../../fixtures/ratings/table.csv");

    fn read(row: &str) -> Result<Row, Reject> {
        let header = Header::read(TABLE.lines().next().expect("a header")).expect("sound");
        Ratings.row(RawRow::Cells(&Cells::read(&header, row)?))
    }

    #[test]
    fn verdicts_and_faults() {
        let subject = "mal:90001".parse().expect("an id");
        let rating = RatingRow { part: "made-up".into(), user: 7, subject, score: 9.0 };
        assert_eq!(read(TABLE.lines().nth(1).expect("a row")), Ok(Row::Rating(rating)));
        for (row, reason) in [
            ("7,90001,0,x", Reason::BadValue),
            ("7,90001,NaN,x", Reason::WrongType),
            ("-7,90001,5,x", Reason::WrongType),
            ("7,,5,x", Reason::WrongType),
        ] {
            assert_eq!(read(row).map_err(|r| r.reason), Err(reason), "{row}");
        }
    }
}
