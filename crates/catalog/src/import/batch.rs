//! One batch: its rows sorted by what they say, each sort written in bulk.

use model::Instant;
use sources::datasets::{Format, Reject, Row, Shape, split::Place};
use store::{RejectRow, StoreError, WriteTx};

use super::{
    claims::{ClaimRow, Claims},
    reading::{Parsed, Said},
    typed::Typed,
};
use crate::Counts;

/// What all rows of a batch share.
pub(super) struct Batch<'a> {
    pub tx: &'a WriteTx,
    pub format: &'static dyn Format,
    /// The file's SHA-256 in hex.
    pub file: &'a str,
    pub shape: Shape,
    pub at: Instant,
    /// The update that this batch is part of, which can be undone.
    pub update: Option<i64>,
}

impl Batch<'_> {
    /// Writes the rows and adds to the counts.
    pub(super) async fn write(&self, rows: Vec<Parsed>, counts: &mut Counts) -> Result<(), StoreError> {
        let mut claims: Vec<ClaimRow> = Vec::with_capacity(rows.len());
        let mut typed = Typed::default();
        let mut rejects: Vec<RejectRow> = Vec::new();
        for Parsed { place, said } in rows {
            match said {
                Err(reject) => rejects.push(self.reject(place, &reject)),
                Ok(Said { row: Row::Claim(claim), kept, hash }) => {
                    claims.push(ClaimRow { place, claim: *claim, kept, hash });
                }
                Ok(Said { row: Row::Nothing, .. }) => continue, // a preamble is no row
                Ok(Said { row, .. }) => typed.add(self, place, row),
            }
            counts.rows += 1;
        }
        let refused = Claims::write(self, claims, counts).await?;
        rejects.extend(refused.iter().map(|(place, reject)| self.reject(*place, reject)));
        typed.write(self, counts).await?;
        counts.rejected += rejects.len() as u64;
        self.tx.add_rejects(&rejects).await?;
        Ok(())
    }

    fn reject(&self, place: Place, reject: &Reject) -> RejectRow {
        RejectRow {
            file: self.file.to_owned(),
            line: place.number,
            // In lines and tables the line says it all.
            offset: matches!(self.shape, Shape::Document(_)).then_some(place.offset),
            code: reject.reason.as_str().to_owned(),
            message: reject.message.clone(),
        }
    }
}
