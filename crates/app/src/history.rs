//! How the figures of a work changed over time.

use std::collections::BTreeMap;

use model::{ExternalId, Instant, SourceId, WorkId};
use serde::Serialize;
use serde_json::Value;

use crate::{App, AppError, WorkRef};

/// How a work's figures changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkHistory {
    /// The work.
    pub id: WorkId,
    /// One series for each figure of each source's record, by source, id and figure.
    pub series: Vec<Series>,
}

/// One figure as one source gave it over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Who gave it.
    pub source: SourceId,
    /// The work, by the source's own id.
    pub subject: ExternalId,
    /// Which figure: `score`, `votes`, `rank`, `popularity`, `favorites` or `streams`.
    pub field: String,
    /// Where it goes; `None` for one value, or for what is no number.
    pub trend: Option<Trend>,
    /// Each value from the moment on at which it was first seen, oldest first.
    pub points: Vec<Point>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// When it was first seen.
    pub at: Instant,
    /// The value.
    pub value: Value,
}

/// Where a figure goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trend {
    /// The slope of the straight line that fits best (least squares), in units of the figure a day.
    pub per_day: f64,
    /// The last value less the first.
    pub change: f64,
    /// `up`, `down` or `flat`. For a rank, *up* means that the number falls.
    pub direction: &'static str,
}

const MICROS_A_DAY: f64 = 86_400_000_000.0;
/// Changes smaller than this share of the first value are no trend.
const FLAT: f64 = 0.001;

impl App {
    /// Every series of a work's figures, with where each goes.
    pub async fn work_history(&self, work: &WorkRef) -> Result<WorkHistory, AppError> {
        let work = self.work(work).await?.work;
        let mut series: BTreeMap<(SourceId, ExternalId, String), Vec<Point>> = BTreeMap::new();
        for seen in self.store().observations(&work.external_ids).await? {
            let of = series.entry((seen.source, seen.subject, seen.field)).or_default();
            of.push(Point { at: seen.at, value: seen.value });
        }
        let series = series.into_iter().map(|((source, subject, field), points)| {
            let trend = trend(&field, &points);
            Series { source, subject, field, trend, points }
        });
        Ok(WorkHistory { id: work.id, series: series.collect() })
    }
}

/// Where some points go.
fn trend(field: &str, points: &[Point]) -> Option<Trend> {
    let values: Vec<(f64, f64)> = points
        .iter()
        .map(|point| Some((point.at.as_micros() as f64 / MICROS_A_DAY, point.value.as_f64()?)))
        .collect::<Option<_>>()?;
    let [first, .., last] = values.as_slice() else { return None };
    let count = values.len() as f64;
    let mean_day = values.iter().map(|(day, _)| day).sum::<f64>() / count;
    let mean_value = values.iter().map(|(_, value)| value).sum::<f64>() / count;
    let spread: f64 = values.iter().map(|(day, _)| (day - mean_day).powi(2)).sum();
    let together: f64 = values.iter().map(|(day, value)| (day - mean_day) * (value - mean_value)).sum();
    let change = last.1 - first.1;
    let better = if field == catalog::RANK { -change } else { change };
    let direction = if change.abs() <= FLAT * first.1.abs() {
        "flat"
    } else if better > 0.0 {
        "up"
    } else {
        "down"
    };
    Some(Trend { per_day: if spread > 0.0 { together / spread } else { 0.0 }, change, direction })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn points(values: &[(i64, f64)]) -> Vec<Point> {
        let point = |(day, value): &(i64, f64)| Point {
            at: Instant::from_micros(day * 86_400_000_000),
            value: json!(value),
        };
        values.iter().map(point).collect()
    }

    #[test]
    fn a_line_is_found() {
        let rising = trend("score", &points(&[(0, 7.0), (1, 7.1), (2, 7.2)])).expect("three points");
        assert!((rising.per_day - 0.1).abs() < 1e-9 && (rising.change - 0.2).abs() < 1e-9);
        assert_eq!(rising.direction, "up");
        assert_eq!(trend("rank", &points(&[(0, 90.0), (9, 40.0)])).map(|t| t.direction), Some("up"));
        assert_eq!(trend("score", &points(&[(0, 8.0), (9, 8.0)])).map(|t| t.direction), Some("flat"));
        assert_eq!(trend("score", &points(&[(0, 8.0)])), None);
        let streams = vec![Point { at: Instant::EPOCH, value: json!([]) }; 2];
        assert_eq!(trend("streams", &streams), None);
    }
}
