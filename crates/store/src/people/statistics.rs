//! What PostgreSQL plans by: how much there is of what.

use crate::{Engine, Store, StoreError, sql};

impl Store {
    /// Counts what the tables of people hold, after much was written into them. PostgreSQL does so by itself within a
    /// minute or so; until then it takes a listing for a handful of rows, and sorts all of them. SQLite goes by its
    /// indexes alone.
    pub async fn count_people_anew(&self) -> Result<(), StoreError> {
        if self.engine == Engine::Postgres {
            sql::execute(&self.db, "counting the tables of people", "ANALYZE people, assets", []).await?;
        }
        Ok(())
    }
}
