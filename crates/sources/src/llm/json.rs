//! JSON in what a model wrote: between fences, amid prose, or cut off.

use serde_json::Value;

/// How many places that only look like JSON are tried, so that a hostile answer costs no more than that
/// many passes.
const TRIES: usize = 200;

/// The objects and arrays that stand in a text, one behind the other. Of one that is cut off, those inside
/// it that are whole.
pub fn values_in(text: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let (mut at, mut failed) = (0, 0);
    while let Some(found) = text[at..].find(['{', '[']).map(|found| at + found) {
        let mut reader = serde_json::Deserializer::from_str(&text[found..]).into_iter::<Value>();
        match reader.next() {
            Some(Ok(value)) => {
                at = found + reader.byte_offset();
                values.push(value);
            }
            _ if failed < TRIES => {
                failed += 1;
                at = found + 1;
            }
            _ => break,
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        values_in(text).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn json_amid_prose_and_of_cut_answers() {
        assert_eq!(found("{\"a\":1}"), r#"{"a":1}"#);
        assert_eq!(
            found("Sure! Here [it] is:\n```json\n[{\"a\": 1}]\n```\nHope {that} helps."),
            r#"[{"a":1}]"#
        );
        assert_eq!(found("{\"characters\": [{\"a\": 1}, {\"b\": [2]}, {\"c\": "), r#"{"a":1} {"b":[2]}"#);
        assert_eq!(found("I would rather not."), "");
        assert_eq!(found("ä{\"ö\":\"{\"}[]"), r#"{"ö":"{"} []"#);
    }

    #[test]
    fn a_hostile_answer_ends() {
        assert!(values_in(&"[".repeat(1 << 20)).is_empty());
    }
}
