//! Rows that are no records: relations, ratings and id maps, each with file and line.

use sources::datasets::{Row, split::Place};
use store::{IdMapRow, RatingRow, RelationRow, StoreError};

use super::batch::Batch;
use crate::Counts;

/// The typed rows of one batch.
#[derive(Default)]
pub(super) struct Typed {
    relations: Vec<RelationRow>,
    ratings: Vec<RatingRow>,
    id_maps: Vec<IdMapRow>,
}

impl Typed {
    /// Adds a row; claims and preambles are none of these.
    pub(super) fn add(&mut self, batch: &Batch<'_>, place: Place, row: Row) {
        let (source, file, line) = (batch.format.source(), batch.file.to_owned(), place.number);
        match row {
            Row::Relation(tie) => {
                let (from, to, kind) = (tie.from, tie.to, tie.kind);
                self.relations.push(RelationRow { source, from, to, kind, file, line });
            }
            Row::Rating(rating) => self.ratings.push(RatingRow {
                source,
                part: rating.part,
                user: rating.user.to_string(),
                subject: rating.subject,
                score: rating.score,
                file,
                line,
            }),
            Row::IdMap(map) => {
                let Some(key) = map.ids.first().cloned() else { return };
                let (ids, title_known) = (map.ids, map.title_known);
                self.id_maps.push(IdMapRow { source, key, ids, title_known, file, line });
            }
            Row::Claim(_) | Row::Nothing => {}
        }
    }

    /// Writes all of them and counts what is new or different.
    pub(super) async fn write(self, batch: &Batch<'_>, counts: &mut Counts) -> Result<(), StoreError> {
        counts.relations += batch.tx.save_relations(&self.relations).await? as u64;
        counts.ratings += batch.tx.save_ratings(&self.ratings).await? as u64;
        counts.id_maps += batch.tx.save_id_map(&self.id_maps).await? as u64;
        Ok(())
    }
}
