//! Leases: one hash each, taken and renewed by a script.

use model::Instant;
use sea_orm_migration::async_trait::async_trait;

use super::{RedisEngine, number, scripts, time_to_live};
use crate::cache::{CacheError, Lease, engine::Leases};

#[async_trait]
impl Leases for RedisEngine {
    async fn lease(
        &self,
        name: &str,
        owner: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Lease, CacheError> {
        let mut script = self.script(&scripts::LEASE);
        script.arg(name).arg(owner).arg(now.as_micros()).arg(until.as_micros()).arg(time_to_live(now, until));
        let held: Option<String> = self.run("taking a lease", &script).await?;
        Ok(match held {
            Some(until) => Lease::Held { until: Instant::from_micros(number(&until)?) },
            None => Lease::Taken,
        })
    }

    async fn release(&self, name: &str, owner: &str) -> Result<bool, CacheError> {
        let mut script = self.script(&scripts::RELEASE);
        script.arg(name).arg(owner);
        self.run("giving a lease back", &script).await
    }
}
