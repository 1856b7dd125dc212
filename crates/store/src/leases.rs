//! Who may do what only one process at a time should, by name and until when.
//!
//! A lease runs out by itself, so that nobody has to clean up after a process that was killed. The rows stand among the
//! store's settings, each gone once it was given back.

use model::Instant;

use crate::{Store, StoreError, sql};

impl Store {
    /// Takes a lease, or holds it longer; `false` while somebody else holds it.
    pub async fn hold_lease(
        &self,
        name: &str,
        owner: &str,
        now: Instant,
        until: Instant,
    ) -> Result<bool, StoreError> {
        // Twenty digits, so that texts sort as the times in them do.
        let value = format!("{:020} {owner}", until.as_micros());
        let insert = "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE \
             SET value = excluded.value WHERE settings.value < $3 OR substr(settings.value, 22) = $4";
        let values =
            [row(name).into(), value.into(), format!("{:020}", now.as_micros()).into(), owner.into()];
        let tx = self.begin().await?;
        let taken = sql::execute(&tx.tx, "taking a lease", insert, values).await?;
        tx.commit().await?;
        Ok(taken > 0)
    }

    /// Until when somebody holds a lease, whether that moment has passed or not; `None` where it was given back.
    pub async fn lease_until(&self, name: &str) -> Result<Option<Instant>, StoreError> {
        let select = "SELECT substr(value, 1, 20) FROM settings WHERE name = $1";
        let found = sql::query_one(&self.db, "reading a lease", select, [row(name).into()]).await?;
        let until = found.map(|found| sql::Cells(&found).text(0)).transpose()?;
        Ok(until.and_then(|until| until.parse().ok()).map(Instant::from_micros))
    }

    /// Gives a lease back; one that somebody else holds by now is left alone.
    pub async fn end_lease(&self, name: &str, owner: &str) -> Result<(), StoreError> {
        let delete = "DELETE FROM settings WHERE name = $1 AND substr(value, 22) = $2";
        let tx = self.begin().await?;
        sql::execute(&tx.tx, "giving a lease back", delete, [row(name).into(), owner.into()]).await?;
        tx.commit().await
    }
}

fn row(name: &str) -> String {
    format!("lease {name}")
}
