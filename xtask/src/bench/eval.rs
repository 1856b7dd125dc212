//! How good search is on the judged queries, by `emaki eval` on the whole catalog.

use serde_json::Value;

use super::{Setting, import, import_into, measure::Measure};
use crate::shell;

/// `emaki eval` over the judged queries, on the whole catalog.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let files = (setting.file(import::CATALOG), setting.file("catalog/relevance-dev.jsonl"));
    let (Some(catalog), Some(judged)) = files else { return Ok(Vec::new()) };
    let folder = tempfile::tempdir()?;
    import_into(setting, folder.path(), &catalog)?;
    if let Some(synopses) = setting.file("catalog/synopses.jsonl.gz") {
        import_into(setting, folder.path(), &synopses)?;
    }
    let mut command = setting.emaki();
    command.arg("--data-dir").arg(folder.path()).args(["--json", "eval"]).arg(judged);
    let answer: Value = serde_json::from_str(&shell::output(&mut command)?)?;
    Ok(figures(&answer))
}

/// Every number of the answer by its path, such as `eval.overall.ndcg`.
fn figures(answer: &Value) -> Vec<Measure> {
    let mut found = Vec::new();
    walk("eval", answer, &mut found);
    found.into_iter().map(|(name, value)| Measure::new(&name, "", vec![value])).collect()
}

fn walk(path: &str, value: &Value, found: &mut Vec<(String, f64)>) {
    match value {
        Value::Number(number) => found.extend(number.as_f64().map(|number| (path.to_owned(), number))),
        Value::Object(fields) => {
            for (name, field) in fields {
                walk(&format!("{path}.{name}"), field, found);
            }
        }
        Value::Array(rows) => {
            for row in rows {
                let name = row.get("kind").and_then(Value::as_str);
                walk(&name.map_or_else(|| path.to_owned(), |name| format!("{path}.{name}")), row, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_named_by_their_path() {
        let answer = serde_json::json!({"overall": {"ndcg": 0.7}, "kinds": [{"kind": "typo", "mrr": 0.9}]});
        let names: Vec<_> =
            figures(&answer).into_iter().map(|measure| (measure.name, measure.samples)).collect();
        assert_eq!(
            names,
            [("eval.kinds.typo.mrr".to_owned(), vec![0.9]), ("eval.overall.ndcg".to_owned(), vec![0.7])]
        );
    }
}
