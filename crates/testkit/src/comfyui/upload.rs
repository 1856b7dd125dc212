//! Files that are handed in by a form.

use serde_json::{Value, json};

use crate::replay::Request;

use super::state::State;

/// Takes a file; `None` for what the real one answers with 400.
pub(super) fn take(state: &mut State, request: &Request) -> Option<Value> {
    let kind = request.header("content-type")?;
    let boundary = format!("--{}", kind.split("boundary=").nth(1)?.trim_matches('"'));
    let (mut name, mut file, mut folder, mut overwrites) = (None, Vec::new(), String::new(), false);
    for part in split(&request.body, boundary.as_bytes()) {
        let Some(end) = find(part, b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&part[..end]).to_lowercase();
        let body = part[end + 4..].strip_suffix(b"\r\n").unwrap_or(&part[end + 4..]);
        let text = || String::from_utf8_lossy(body).into_owned();
        if head.contains("name=\"image\"") {
            let head = String::from_utf8_lossy(&part[..end]).into_owned();
            name =
                head.split("filename=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
            file = body.to_vec();
        } else if head.contains("name=\"subfolder\"") {
            folder = text();
        } else if head.contains("name=\"overwrite\"") {
            overwrites = matches!(text().as_str(), "true" | "1");
        }
    }
    let name = name?;
    if name.is_empty() || folder.contains("..") || name.contains("..") || name.contains('/') {
        return None;
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let mut given = name.clone();
    let key = |name: &str| ("input".to_owned(), folder.clone(), name.to_owned());
    let mut count = 1;
    while !overwrites && state.files.get(&key(&given)).is_some_and(|other| *other != file) {
        given = format!("{stem} ({count}).{ending}");
        count += 1;
    }
    state.files.insert(key(&given), file);
    Some(json!({"name": given, "subfolder": folder, "type": "input"}))
}

fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let (mut parts, mut rest) = (Vec::new(), body);
    while let Some(at) = find(rest, boundary) {
        parts.push(&rest[..at]);
        rest = &rest[at + boundary.len()..];
    }
    parts
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
