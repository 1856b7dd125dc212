//! The *who said what* panel of a work page.

use app::{FieldClaim, Provenance};
use model::Instant;
use serde_json::Value;

use super::text;

/// One field and all that is claimed about it.
pub struct FieldView {
    /// The field's name.
    pub name: String,
    /// The claims, in the order of the rule.
    pub claims: Vec<ClaimView>,
}

/// One claim.
pub struct ClaimView {
    /// Who says it.
    pub source: String,
    /// The record that says it.
    pub record: String,
    /// The value in short.
    pub value: String,
    /// Whether it is shown.
    pub chosen: bool,
    /// The rule that decided.
    pub rule: String,
    /// The day on which the record was kept.
    pub at: String,
    /// Where the raw record came from: its format, and its line where it came from a file.
    pub place: String,
    /// Why it stands or does not.
    pub why: String,
}

/// Letters of a value; the API has all of it.
const VALUE: usize = 160;

/// The claims by field, in the order they come in.
pub fn fields(provenance: &Provenance) -> Vec<FieldView> {
    let mut fields: Vec<FieldView> = Vec::new();
    for claim in &provenance.claims {
        let name = text::word(claim.field.as_str());
        let view = ClaimView {
            source: text::source(&claim.source),
            record: claim.record.to_string(),
            value: short(&claim.value),
            chosen: claim.chosen,
            rule: claim.rule.to_string(),
            at: claim.at.map(day).unwrap_or_default(),
            place: place(provenance, claim),
            why: claim.why.clone(),
        };
        match fields.last_mut().filter(|field| field.name == name) {
            Some(field) => field.claims.push(view),
            None => fields.push(FieldView { name, claims: vec![view] }),
        }
    }
    fields
}

/// `2026-07-02`.
fn day(at: Instant) -> String {
    at.to_string().chars().take_while(|letter| *letter != 'T').collect()
}

/// The raw record of a claim in a few words.
fn place(provenance: &Provenance, claim: &FieldClaim) -> String {
    let records = &provenance.records;
    let own = records.iter().find(|head| head.source == claim.source && head.key == claim.record);
    let head = own.or_else(|| records.iter().find(|head| head.key == claim.record));
    head.map_or_else(String::new, |head| match head.line {
        Some(line) => format!("{} line {line}", head.format),
        None => head.format.clone(),
    })
}

/// A value as people read it, cut when long.
fn short(value: &Value) -> String {
    let whole = plain(value);
    match whole.char_indices().nth(VALUE) {
        Some((end, _)) => format!("{}…", whole[..end].trim_end()),
        None => whole,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            if let Some(telling) = ["text", "name", "url"].iter().find_map(|name| fields.get(*name)) {
                return plain(telling);
            }
            let known = fields.iter().filter(|(_, value)| !value.is_null());
            known.map(|(name, value)| format!("{name} {}", plain(value))).collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_read_well() {
        assert_eq!(
            short(&json!([{"text": "Moonlit Depot", "kind": "MAIN"}, {"text": "Depot"}])),
            "Moonlit Depot, Depot"
        );
        assert_eq!(short(&json!({"value": 8.1, "votes": null})), "value 8.1");
        assert_eq!(short(&json!(["a", 1, true])), "a, 1, yes");
        assert_eq!(short(&json!("x".repeat(200))).chars().count(), 161);
    }
}
