//! How long engines take, as it was measured.

use model::Instant;

use crate::{Store, StoreError, sql};

/// How long an engine takes with a model: so much for each picture, and so much for each unit of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// The engine's name.
    pub engine: String,
    /// The model's name, empty where there is none.
    pub model: String,
    /// Microseconds for a picture of no work at all.
    pub fixed_us: f64,
    /// Microseconds for a unit of work.
    pub unit_us: f64,
    /// How many pictures were measured.
    pub samples: u64,
    /// When the last one was.
    pub at: Instant,
}

impl Store {
    /// Every pace that was measured.
    pub async fn engine_paces(&self) -> Result<Vec<Pace>, StoreError> {
        let select =
            "SELECT engine, model, fixed_us, unit_us, samples, at FROM engine_paces ORDER BY engine, model";
        sql::read(&self.db, "reading paces", select, [], |cells| {
            Ok(Pace {
                engine: cells.text(0)?,
                model: cells.text(1)?,
                fixed_us: cells.real(2)?,
                unit_us: cells.real(3)?,
                samples: u64::try_from(cells.int(4)?).unwrap_or_default(),
                at: cells.time(5)?,
            })
        })
        .await
    }

    /// Keeps a pace in place of the one that was.
    pub async fn save_engine_pace(&self, pace: &Pace) -> Result<(), StoreError> {
        let upsert = "INSERT INTO engine_paces (engine, model, fixed_us, unit_us, samples, at) \
                      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (engine, model) DO UPDATE SET \
                      fixed_us = excluded.fixed_us, unit_us = excluded.unit_us, samples = excluded.samples, \
                      at = excluded.at";
        let values = [
            pace.engine.as_str().into(),
            pace.model.as_str().into(),
            pace.fixed_us.into(),
            pace.unit_us.into(),
            i64::try_from(pace.samples).unwrap_or(i64::MAX).into(),
            pace.at.as_micros().into(),
        ];
        let tx = self.begin_jobs().await?;
        sql::execute(&tx.tx, "keeping a pace", upsert, values).await?;
        tx.commit().await
    }
}
