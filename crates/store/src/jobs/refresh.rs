//! What is asked for, and what was asked for again when: the books of the scheduler.

use model::{Instant, WorkId};

use super::{Enqueued, NewJob, enqueue};
use crate::{
    Store, StoreError,
    sql::{self, Cells, Rows},
};

const DAY: i64 = 86_400_000_000;
const HOUR: i64 = 3_600_000_000;

/// A wish to ask again for what a policy covers, and the job that does so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRefresh {
    /// The policy.
    pub policy: String,
    /// The work.
    pub work: WorkId,
    /// It is due when the last time lies at or before this.
    pub not_since: Instant,
    /// The sources that one refresh asks, once each.
    pub sources: Vec<String>,
    /// The job.
    pub job: NewJob,
}

/// What refreshing may spend of a source in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshBudget {
    /// The source.
    pub source: String,
    /// Requests an hour.
    pub per_hour: u64,
}

impl Store {
    /// Counts how often works were asked for.
    pub async fn add_asks(&self, asks: &[(WorkId, u64)], now: Instant) -> Result<(), StoreError> {
        let rows = Rows::new()
            .int("work", asks.iter().map(|(work, _)| work.get()))
            .int("times", asks.iter().map(|(_, times)| *times as i64))
            .value(now.as_micros().div_euclid(DAY));
        let insert = "INSERT INTO asks (day, work, times) SELECT CAST(#1 AS BIGINT), r.work, r.times FROM r \
                      WHERE true ON CONFLICT (day, work) DO UPDATE SET times = asks.times + excluded.times";
        let tx = self.begin_jobs().await?;
        rows.execute(&tx.tx, "counting asks", insert).await?;
        tx.commit().await
    }

    /// The works that were asked for most in the last `days`, today included, and how often.
    pub async fn most_asked(
        &self,
        days: u32,
        limit: usize,
        now: Instant,
    ) -> Result<Vec<(WorkId, u64)>, StoreError> {
        let select = "SELECT work, CAST(SUM(times) AS BIGINT) FROM asks WHERE day > $1 GROUP BY work \
                      ORDER BY 2 DESC, 1 LIMIT $2";
        let since = now.as_micros().div_euclid(DAY) - i64::from(days);
        let rows =
            sql::query(&self.db, "reading asks", select, [since.into(), (limit as i64).into()]).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok((cells.entity(0)?.into(), u64::try_from(cells.int(1)?).unwrap_or(0)))
        };
        rows.iter().map(read).collect()
    }

    /// Enqueues those refreshes that are due and fit into what is left of each source's budget, the first of
    /// the list first. Looking, booking and enqueuing are one transaction, so that several schedulers
    /// together do it once.
    pub async fn schedule_refreshes(
        &self,
        wishes: &[DueRefresh],
        budgets: &[RefreshBudget],
        now: Instant,
    ) -> Result<Vec<Enqueued>, StoreError> {
        let what = "scheduling refreshes";
        if wishes.is_empty() {
            return Ok(Vec::new());
        }
        let hour = now.as_micros().div_euclid(HOUR);
        // Under the writers' lock, because the budget is read before it is spent.
        let tx = self.begin().await?;
        let mut left: std::collections::HashMap<&str, i64> =
            budgets.iter().map(|budget| (budget.source.as_str(), budget.per_hour as i64)).collect();
        let spent = "SELECT source, requests FROM refresh_spending WHERE hour = $1";
        for row in sql::query(&tx.tx, what, spent, [hour.into()]).await? {
            if let Some(left) = left.get_mut(Cells(&row).text(0)?.as_str()) {
                *left -= Cells(&row).int(1)?;
            }
        }
        let rows = Rows::new()
            .int("place", 0..wishes.len() as i64)
            .text("policy", wishes.iter().map(|wish| wish.policy.as_str()))
            .int("work", wishes.iter().map(|wish| wish.work.get()))
            .int("since", wishes.iter().map(|wish| wish.not_since.as_micros()));
        let select = "SELECT r.place FROM r WHERE NOT EXISTS (SELECT 1 FROM refreshes f WHERE f.policy = r.policy \
                      AND f.work = r.work AND f.at > r.since) ORDER BY r.place";
        let mut chosen = Vec::new();
        for row in rows.query(&tx.tx, what, select).await? {
            let wish = &wishes[usize::try_from(Cells(&row).int(0)?).unwrap_or(0)];
            // A source without a budget is not the scheduler's to ask.
            let fits =
                wish.sources.iter().all(|source| left.get(source.as_str()).is_some_and(|left| *left > 0));
            if fits {
                for source in &wish.sources {
                    *left.get_mut(source.as_str()).expect("it was just found") -= 1;
                }
                chosen.push(wish);
            }
        }
        let booked = Rows::new()
            .text("policy", chosen.iter().map(|wish| wish.policy.as_str()))
            .int("work", chosen.iter().map(|wish| wish.work.get()))
            .value(now.as_micros());
        let book = "INSERT INTO refreshes (policy, work, at) SELECT r.policy, r.work, CAST(#1 AS BIGINT) FROM r \
                    WHERE true ON CONFLICT (policy, work) DO UPDATE SET at = excluded.at";
        booked.execute(&tx.tx, what, book).await?;
        let mut spending: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
        for source in chosen.iter().flat_map(|wish| &wish.sources) {
            *spending.entry(source).or_default() += 1;
        }
        let spent = Rows::new()
            .text("source", spending.keys().copied())
            .int("requests", spending.values().copied())
            .value(hour);
        let insert = "INSERT INTO refresh_spending (hour, source, requests) SELECT CAST(#1 AS BIGINT), r.source, \
                     r.requests FROM r WHERE true ON CONFLICT (hour, source) \
                     DO UPDATE SET requests = refresh_spending.requests + excluded.requests";
        spent.execute(&tx.tx, what, insert).await?;
        let jobs: Vec<NewJob> = chosen.iter().map(|wish| wish.job.clone()).collect();
        let answers = enqueue::enqueue(&tx.tx, &jobs, now).await?;
        tx.commit().await?;
        Ok(answers)
    }
}
