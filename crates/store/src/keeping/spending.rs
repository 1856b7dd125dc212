//! The ledger of what calls of a language model cost.

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// One call.
#[derive(Debug, Clone, PartialEq)]
pub struct Spending {
    /// What it was for: `stats`, …
    pub purpose: String,
    /// Which model.
    pub model: String,
    /// Tokens sent.
    pub tokens_in: i64,
    /// Tokens received.
    pub tokens_out: i64,
    /// The price in the currency that the settings name; 0 when no price is set.
    pub cost: f64,
    /// `done`, or what went wrong.
    pub outcome: String,
    /// When.
    pub at: Instant,
}

impl Store {
    /// Calls for a purpose since `since`, oldest first; for every purpose when it is none.
    pub async fn spending(&self, purpose: Option<&str>, since: Instant) -> Result<Vec<Spending>, StoreError> {
        let select = "SELECT purpose, model, tokens_in, tokens_out, cost, outcome, at FROM spending \
                      WHERE ($1 = '' OR purpose = $1) AND at >= $2 ORDER BY id";
        let read = |row| {
            let cells = Cells(row);
            Ok(Spending {
                purpose: cells.text(0)?,
                model: cells.text(1)?,
                tokens_in: cells.int(2)?,
                tokens_out: cells.int(3)?,
                cost: cells.real(4)?,
                outcome: cells.text(5)?,
                at: cells.time(6)?,
            })
        };
        let values = [purpose.unwrap_or_default().into(), since.as_micros().into()];
        sql::query(&self.db, "reading the ledger", select, values).await?.iter().map(read).collect()
    }
}

impl WriteTx {
    /// Notes one call.
    pub async fn spend(&self, call: &Spending) -> Result<(), StoreError> {
        let id = self.allocate("spending", 1).await?;
        let insert = "INSERT INTO spending (id, purpose, model, tokens_in, tokens_out, cost, outcome, at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = [
            id.into(),
            call.purpose.as_str().into(),
            call.model.as_str().into(),
            call.tokens_in.into(),
            call.tokens_out.into(),
            call.cost.into(),
            call.outcome.as_str().into(),
            call.at.as_micros().into(),
        ];
        sql::execute(&self.tx, "writing the ledger", insert, values).await.map(|_| ())
    }
}
