//! Leases: one row each, taken and renewed by one statement.

use model::Instant;
use sea_orm_migration::async_trait::async_trait;

use super::SqlEngine;
use crate::{
    cache::{CacheError, Lease, engine::Leases},
    sql::Cells,
};

/// How often it is tried again when the lease was given back between asking and taking.
const TRIES: usize = 4;

#[async_trait]
impl Leases for SqlEngine {
    async fn lease(
        &self,
        name: &str,
        owner: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Lease, CacheError> {
        let doing = "taking a lease";
        let look = "SELECT owner, until FROM cache_leases WHERE name = $1";
        let take = "INSERT INTO cache_leases (name, owner, until) VALUES ($1, $2, $4) \
                    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until \
                    WHERE cache_leases.until <= $3 OR cache_leases.owner = excluded.owner RETURNING owner";
        for _ in 0..TRIES {
            // Followers only look, so that they do not wait in the line of those who write.
            if let Some(row) = self.query_one(&self.reader, doing, look, [name.into()]).await? {
                let held_until = Cells(&row).time(1)?;
                if Cells(&row).text(0)? != owner && held_until > now {
                    return Ok(Lease::Held { until: held_until });
                }
            }
            let values = [name.into(), owner.into(), now.as_micros().into(), until.as_micros().into()];
            if self.query_one(&self.writer, doing, take, values).await?.is_some() {
                return Ok(Lease::Taken);
            }
        }
        Err(CacheError::Busy)
    }

    async fn release(&self, name: &str, owner: &str) -> Result<bool, CacheError> {
        let delete = "DELETE FROM cache_leases WHERE name = $1 AND owner = $2";
        let values = [name.into(), owner.into()];
        Ok(self.execute(&self.writer, "giving a lease back", delete, values).await? > 0)
    }
}
