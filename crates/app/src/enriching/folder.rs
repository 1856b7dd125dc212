//! The folder of an agent: what each source said in a file of its own, beside the work as it was imported.

use std::collections::BTreeMap;

use catalog::answers::{ANSWERS, Answers};
use gather::Agent;
use model::EntityKind;
use serde_json::{Value, json};

use super::Enrichment;
use crate::{App, AppError};

/// The file with the work itself.
const CURRENT: &str = "current_anime.json";

impl App {
    /// Writes what is kept of a work's sources into a folder.
    pub(super) async fn fill_folder(&self, agent: &Agent, enrichment: &Enrichment) -> Result<(), AppError> {
        let stored = self.store().records_of(&EntityKind::Work, enrichment.work.into()).await?;
        let imported = stored.iter().find(|record| record.source == model::SourceId::OFFLINE_DATABASE);
        let imported = imported.and_then(|record| serde_json::from_slice::<Value>(&record.raw).ok());
        let current = match imported {
            Some(imported) => imported,
            None => serde_json::to_value(&enrichment.record).map_err(AppError::internal)?,
        };
        agent.write(CURRENT, &bytes(&current))?;
        for record in stored.iter().filter(|record| record.format == ANSWERS) {
            let Ok(answers) = Answers::of(&record.raw) else { continue };
            agent.write_source(&answers.source, &bytes(&raw(&answers)))?;
        }
        Ok(())
    }
}

/// What a source answered, endpoint by endpoint: JSON as JSON, pages and XML as text.
fn raw(answers: &Answers) -> Value {
    let mut endpoints: BTreeMap<&str, Value> = BTreeMap::new();
    for part in &answers.parts {
        let bodies: Vec<Value> = part
            .pages
            .iter()
            .map(|page| {
                let text = || Value::String(String::from_utf8_lossy(page.body.bytes()).into_owned());
                serde_json::from_slice(page.body.bytes()).unwrap_or_else(|_| text())
            })
            .collect();
        let answer = if bodies.len() == 1 { bodies.into_iter().next() } else { Some(Value::Array(bodies)) };
        endpoints.insert(&part.endpoint, answer.unwrap_or_default());
    }
    json!({ "source": answers.source, "external_id": answers.subject, "answers": endpoints })
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("a value is JSON");
    bytes.push(b'\n');
    bytes
}
