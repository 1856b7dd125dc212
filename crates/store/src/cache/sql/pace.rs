//! The logs of requests as rows; [`PaceAsk`] decides, under a lock on the logs it names.

use std::time::Duration;

use model::Instant;
use sea_orm::{DatabaseTransaction, Value};
use sea_orm_migration::async_trait::async_trait;

use super::{SqlEngine, places};
use crate::{
    cache::{
        CacheError, Learned, Limit, PaceAsk, Reservation,
        engine::Pace,
        pace::{Claim, GRACE, Known, Question, SLACK, earlier, micros},
    },
    sql::Cells,
};

const DOING: &str = "reserving a request";

#[async_trait]
impl Pace for SqlEngine {
    async fn reserve(&self, ask: &PaceAsk) -> Result<Reservation, CacheError> {
        let names: Vec<&str> = ask.logs.iter().map(|log| log.name.as_str()).collect();
        let tx = self.begin(&names).await?;
        let known = self.known(&tx, &names).await?;
        let found = self.answers(&tx, ask.questions(&known)).await?;
        let verdict = ask.decide(&known, &found);
        let claimed = known.claims.iter().any(|claim| claim.owner == ask.wanted_by);
        match verdict {
            Reservation::Go => {
                for log in &ask.logs {
                    let insert = "INSERT INTO cache_requests (log, at) VALUES ($1, $2)";
                    let values = [log.name.as_str().into(), ask.now.as_micros().into()];
                    self.execute(&tx, DOING, insert, values).await?;
                    let prune = "DELETE FROM cache_requests WHERE log = $1 AND at < $2";
                    let horizon = ask.horizon(&known, log).as_micros();
                    self.execute(&tx, DOING, prune, [log.name.as_str().into(), horizon.into()]).await?;
                }
                if claimed {
                    self.unclaim(&tx, &names, &ask.wanted_by).await?;
                }
            }
            Reservation::Wait { until, .. } if !ask.background => {
                for name in &names {
                    let upsert = "INSERT INTO cache_claims (log, owner, due) VALUES ($1, $2, $3) \
                                  ON CONFLICT (log, owner) DO UPDATE SET due = excluded.due";
                    let values = [(*name).into(), ask.wanted_by.as_str().into(), until.as_micros().into()];
                    self.execute(&tx, DOING, upsert, values).await?;
                }
            }
            // Nothing to keep of a background request that waits.
            Reservation::Wait { .. } => return Ok(verdict),
        }
        // Not as soon as they hold no longer, because another process's clock may be behind.
        let over = earlier(earlier(ask.now, GRACE), SLACK);
        if known.claims.iter().any(|claim| claim.due < over) {
            let delete = "DELETE FROM cache_claims WHERE due < $1";
            self.execute(&tx, DOING, delete, [over.as_micros().into()]).await?;
        }
        self.commit(tx).await?;
        Ok(verdict)
    }

    async fn withdraw(&self, logs: &[String], wanted_by: &str) -> Result<(), CacheError> {
        let names: Vec<&str> = logs.iter().map(String::as_str).collect();
        let tx = self.begin(&[]).await?;
        self.unclaim(&tx, &names, wanted_by).await?;
        self.commit(tx).await
    }

    async fn pause(&self, name: &str, until: Instant) -> Result<(), CacheError> {
        let upsert = "INSERT INTO cache_pauses (name, until) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE \
                      SET until = excluded.until WHERE cache_pauses.until < excluded.until";
        let values = [name.into(), until.as_micros().into()];
        self.execute(&self.writer, "noting a pause", upsert, values).await.map(|_| ())
    }

    async fn paused_until(&self, name: &str) -> Result<Option<Instant>, CacheError> {
        let select = "SELECT until FROM cache_pauses WHERE name = $1";
        let row = self.query_one(&self.reader, "reading a pause", select, [name.into()]).await?;
        Ok(row.map(|row| Cells(&row).time(0)).transpose()?)
    }

    async fn learn(&self, name: &str, said: Limit, now: Instant) -> Result<Learned, CacheError> {
        let doing = "learning a limit";
        let lock = format!("limits of {name}");
        let tx = self.begin(&[&lock]).await?;
        let select = "SELECT allowed, told_at FROM cache_limits WHERE name = $1 AND span = $2";
        let span = micros(said.window);
        let row = self.query_one(&tx, doing, select, [name.into(), span.into()]).await?;
        let known = row
            .map(|row| {
                let cells = Cells(&row);
                let count = u32::try_from(cells.int(0)?).unwrap_or(u32::MAX);
                let limit = Limit { count, window: said.window };
                Ok::<_, CacheError>(Learned { limit, told_at: cells.time(1)? })
            })
            .transpose()?;
        let holds = Learned::after(known, said, now);
        if known != Some(holds) {
            let upsert = "INSERT INTO cache_limits (name, span, allowed, told_at) VALUES ($1, $2, $3, $4) \
                          ON CONFLICT (name, span) DO UPDATE \
                          SET allowed = excluded.allowed, told_at = excluded.told_at";
            let allowed = i64::from(holds.limit.count);
            let values = [name.into(), span.into(), allowed.into(), holds.told_at.as_micros().into()];
            self.execute(&tx, doing, upsert, values).await?;
            self.commit(tx).await?;
        }
        Ok(holds)
    }

    async fn learned(&self, name: &str) -> Result<Vec<Learned>, CacheError> {
        let select = "SELECT span, allowed, told_at FROM cache_limits WHERE name = $1 ORDER BY span";
        let rows = self.query(&self.reader, "reading limits", select, [name.into()]).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells(row);
                Ok(Learned { limit: limit(cells.int(0)?, cells.int(1)?), told_at: cells.time(2)? })
            })
            .collect()
    }
}

impl SqlEngine {
    /// Pauses, claims and learned limits of some logs, in one go.
    async fn known(&self, tx: &DatabaseTransaction, names: &[&str]) -> Result<Known, CacheError> {
        let mut known = Known::default();
        if names.is_empty() {
            return Ok(known);
        }
        let places = places(1, names.len());
        let select = format!(
            "SELECT CAST(0 AS BIGINT), name, '', until, 0 FROM cache_pauses WHERE name IN ({places}) \
             UNION ALL SELECT 1, log, owner, due, 0 FROM cache_claims WHERE log IN ({places}) \
             UNION ALL SELECT 2, name, '', span, allowed FROM cache_limits WHERE name IN ({places})"
        );
        for row in self.query(tx, DOING, &select, names.iter().map(|name| Value::from(*name))).await? {
            let cells = Cells(&row);
            match cells.int(0)? {
                0 => known.pauses.push(cells.time(3)?),
                1 => known.claims.push(Claim {
                    log: cells.text(1)?,
                    owner: cells.text(2)?,
                    due: cells.time(3)?,
                }),
                _ => known.learned.push((cells.text(1)?, limit(cells.int(3)?, cells.int(4)?))),
            }
        }
        Ok(known)
    }

    /// The entries that decide, in one go.
    async fn answers<'a>(
        &self,
        tx: &DatabaseTransaction,
        questions: Vec<Question<'a>>,
    ) -> Result<Vec<(Question<'a>, Option<Instant>)>, CacheError> {
        let asked: Vec<&Question<'_>> = questions.iter().filter(|question| question.nth > 0).collect();
        let mut answers = Vec::new().into_iter();
        if !asked.is_empty() {
            let entry = |at: usize| {
                format!(
                    "(SELECT at FROM cache_requests WHERE log = ${} ORDER BY at DESC LIMIT 1 OFFSET ${})",
                    2 * at + 1,
                    2 * at + 2
                )
            };
            let select = format!("SELECT {}", (0..asked.len()).map(entry).collect::<Vec<_>>().join(", "));
            let values = asked.iter().flat_map(|q| [Value::from(q.log), Value::from(i64::from(q.nth) - 1)]);
            let row = self.query_one(tx, DOING, &select, values).await?;
            let row = row.ok_or_else(|| CacheError::Damaged("an answer without a row".to_owned()))?;
            let found: Result<Vec<_>, _> = (0..asked.len()).map(|at| Cells(&row).optional_int(at)).collect();
            answers = found?.into_iter();
        }
        let answer = |question: Question<'a>| {
            let at = if question.nth > 0 { answers.next().flatten() } else { None };
            (question, at.map(Instant::from_micros))
        };
        Ok(questions.into_iter().map(answer).collect())
    }

    async fn unclaim(&self, tx: &DatabaseTransaction, names: &[&str], owner: &str) -> Result<(), CacheError> {
        for name in names {
            let delete = "DELETE FROM cache_claims WHERE log = $1 AND owner = $2";
            self.execute(tx, DOING, delete, [(*name).into(), owner.into()]).await?;
        }
        Ok(())
    }
}

fn limit(span: i64, allowed: i64) -> Limit {
    let window = Duration::from_micros(u64::try_from(span).unwrap_or(0));
    Limit { count: u32::try_from(allowed).unwrap_or(u32::MAX), window }
}
