//! Relations: one row a tie between two anime, by MAL's numbers.

use model::{Namespace, RelationType, SourceId};

use super::{Format, Opening, RawRow, Reason, Reject, RelationRow, Row, Shape, checks};

/// The format `relations`.
pub struct Relations;

impl Format for Relations {
    fn name(&self) -> &'static str {
        "relations"
    }

    fn source(&self) -> SourceId {
        SourceId::known("relations")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Table]
    }

    fn required(&self) -> &'static [&'static str] {
        &["mal_id", "related_mal_id", "relation_type"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Table && opening.has(self.required())
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let cells = raw.cells()?;
        let id = |column: &str| checks::number_id(column, Namespace::known("mal"), cells.get(column));
        let (from, to) = (id("mal_id")?, id("related_mal_id")?);
        if from == to {
            return Err(Reject::new(Reason::BadValue, format!("{from} is related to itself")));
        }
        let word = checks::optional_name("relation_type", cells.get("relation_type"))?;
        Ok(Row::Relation(RelationRow { from, to, kind: RelationType::parse(&word.unwrap_or_default()) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::table::{Cells, Header};

    const TABLE: &str = include_str!("../../fixtures/relations/table.csv");

    fn read(row: &str) -> Result<Row, Reject> {
        let header = Header::read(TABLE.lines().next().expect("a header")).expect("sound");
        Relations.row(RawRow::Cells(&Cells::read(&header, row)?))
    }

    #[test]
    fn ties_and_faults() {
        let kinds: Vec<_> = TABLE
            .lines()
            .skip(1)
            .map(|row| match read(row) {
                Ok(Row::Relation(tie)) => (tie.from.to_string(), tie.to.to_string(), tie.kind.to_string()),
                other => panic!("no relation but {other:?}"),
            })
            .collect();
        assert_eq!(kinds[0], ("mal:90001".into(), "mal:90002".into(), "SEQUEL".into()));
        assert_eq!(kinds[1].2, "CROSSOVER");
        assert_eq!(read("1,1,SEQUEL").map_err(|r| r.reason), Err(Reason::BadValue));
        assert_eq!(read("one,2,SEQUEL").map_err(|r| r.reason), Err(Reason::WrongType));
    }
}
