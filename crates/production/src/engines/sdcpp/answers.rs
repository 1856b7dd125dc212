//! What a server answers about a run: `GET /sdcpp/v1/jobs/{id}`, bytes to values. Pure.

use serde_json::Value;

use crate::engines::{Fault, Lost, shortened::shortened};

/// Where a run stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Standing {
    /// In the server's queue, behind so many others, the one under way included.
    Waiting {
        ahead: usize,
    },
    /// Under way, at so many steps of so many where the server counts them.
    Running {
        steps: Option<(u32, u32)>,
    },
    /// Over, with the picture in base64; none where there is none.
    Done(Option<String>),
    Failed(Fault),
    Cancelled,
    /// Not known any more.
    Unknown(Lost),
}

/// Reads an answer of status 200 about a run of this name.
///
/// # Errors
/// What cannot be understood of it.
pub(super) fn standing(mut told: Value, name: &str) -> Result<Standing, String> {
    let said = |field: &str| told.get(field).and_then(Value::as_str);
    if let Some(other) = said("id").filter(|id| *id != name) {
        return Err(format!("it tells of another run, `{}`", shortened(other, 80)));
    }
    let number = |field: &str| told.get(field).and_then(Value::as_u64).unwrap_or(0);
    let status = said("status").unwrap_or_default().to_owned();
    Ok(match status.as_str() {
        // Its places begin at 1 and leave out the one under way, without which nobody waits.
        "queued" => Standing::Waiting { ahead: number("queue_position").min(1_000_000) as usize },
        "generating" => {
            // Of versions that tell it; until sampling begins they say 0 of 0.
            let of = number("progress_steps").min(1_000_000) as u32;
            let step = number("progress_step").min(of.into()) as u32;
            Standing::Running { steps: (of > 0).then_some((step, of)) }
        }
        "completed" => Standing::Done(picture(&mut told)),
        "failed" => Standing::Failed(fault(&told["error"])),
        "cancelled" => Standing::Cancelled,
        other => return Err(format!("the state `{}` is not known", shortened(other, 80))),
    })
}

/// The first picture, taken out.
fn picture(told: &mut Value) -> Option<String> {
    let images = told.get_mut("result")?.get_mut("images")?.as_array_mut()?;
    let first = images.iter_mut().min_by_key(|image| place(image))?;
    match first.get_mut("b64_json")?.take() {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn place(image: &Value) -> u64 {
    image.get("index").and_then(Value::as_u64).unwrap_or(u64::MAX)
}

/// Why it failed. The server has few words for it; its log has more.
fn fault(error: &Value) -> Fault {
    let said = |field: &str| error.get(field).and_then(Value::as_str).unwrap_or_default().trim();
    let (kind, message) = (said("code"), said("message"));
    let lower = message.to_lowercase();
    // It says the latter two of whatever went wrong inside, memory first of all.
    let may_pass = ["out of memory", "alloc", "no results", "empty"].iter().any(|word| lower.contains(word));
    Fault {
        message: match (kind, message) {
            ("", "") => "the engine does not say why".to_owned(),
            (kind, "") => format!("the engine failed with {}", shortened(kind, 80)),
            (_, message) => shortened(message, 500),
        },
        kind: shortened(kind, 80),
        node: None,
        detail: shortened(&format!("{kind}: {message}"), 8000),
        may_pass,
    }
}

/// The id of a run that was taken. It goes into addresses and into our records, so it may hold nothing but what the
/// server's own routes take.
///
/// # Errors
/// What is wrong with it.
pub(super) fn name(told: &Value) -> Result<String, String> {
    let name = told.get("id").and_then(Value::as_str).unwrap_or_default();
    if is_name(name) {
        Ok(name.to_owned())
    } else {
        Err(format!("the run has no usable id: `{}`", shortened(name, 80)))
    }
}

/// Whether a text can be the id of a run.
pub(super) fn is_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether it is the server itself that does not know a run, and not something in front of it, or another program.
pub(super) fn is_its_word(body: &[u8]) -> bool {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    told.get("error").is_some_and(Value::is_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn job(more: &Value) -> Result<Standing, String> {
        let mut job = json!({"id": "job_68_0", "kind": "img_gen", "created": 1, "started": null, "completed": null,
            "queue_position": 0, "result": null, "error": null});
        for (key, value) in more.as_object().expect("an object") {
            job[key] = value.clone();
        }
        standing(job, "job_68_0")
    }

    #[test]
    fn every_state_is_read() {
        let ahead = job(&json!({"status": "queued", "queue_position": 3}));
        assert_eq!(ahead, Ok(Standing::Waiting { ahead: 3 }));
        assert_eq!(job(&json!({"status": "generating"})), Ok(Standing::Running { steps: None }));
        let counted = json!({"status": "generating", "progress_step": 9, "progress_steps": 4, "new": [1]});
        assert_eq!(job(&counted), Ok(Standing::Running { steps: Some((4, 4)) }));
        let images = json!([{"index": 1, "b64_json": "b"}, {"index": 0, "b64_json": "a", "more": 1}]);
        let done = json!({"status": "completed", "result": {"output_format": "png", "images": images}});
        assert_eq!(job(&done), Ok(Standing::Done(Some("a".to_owned()))));
        for nothing in [json!(null), json!({}), json!({"images": []}), json!({"images": [{"b64_json": 7}]})] {
            assert_eq!(job(&json!({"status": "completed", "result": nothing})), Ok(Standing::Done(None)));
        }
        assert_eq!(job(&json!({"status": "cancelled"})), Ok(Standing::Cancelled));
        let odd = job(&json!({"status": "dreaming"}));
        assert_eq!(odd, Err("the state `dreaming` is not known".to_owned()));
        assert!(job(&json!({"status": "queued", "id": "job_other"})).is_err(), "another's run is not ours");
        assert!(standing(json!([]), "job_68_0").is_err());
    }

    #[test]
    fn a_failure_says_what_there_is_to_say() {
        let failed = |error: Value| match job(&json!({"status": "failed", "error": error})) {
            Ok(Standing::Failed(fault)) => fault,
            other => panic!("{other:?}"),
        };
        let fault =
            failed(json!({"code": "generation_failed", "message": "generate_image returned no results"}));
        assert_eq!(
            (fault.kind.as_str(), fault.message.as_str(), fault.may_pass),
            ("generation_failed", "generate_image returned no results", true)
        );
        let fault = failed(json!({"code": "generation_failed", "message": "unsupported job kind"}));
        assert!(!fault.may_pass);
        assert_eq!(failed(json!({"code": "lost"})).message, "the engine failed with lost");
        assert_eq!(failed(json!(null)).message, "the engine does not say why");
        let long = failed(json!({"message": "x".repeat(100_000)}));
        assert!(long.message.chars().count() == 501 && long.detail.len() < 9000);
    }

    #[test]
    fn an_id_leads_nowhere_else() {
        assert_eq!(name(&json!({"id": "job_68f0a1_00000001"})), Ok("job_68f0a1_00000001".to_owned()));
        for bad in ["", "../../v1/models", "a/b", "a?b", "a b", "ä", &"a".repeat(129)] {
            assert!(name(&json!({ "id": bad })).is_err(), "{bad:?}");
        }
        assert!(name(&json!({"id": 7})).is_err() && name(&json!(null)).is_err());
        assert!(is_its_word(br#"{"error":"job not found"}"#));
        assert!(!is_its_word(b"<html>404</html>") && !is_its_word(b"") && !is_its_word(b"[]"));
    }
}
