//! Lists as JSON: what sites answer when a list is asked for, AniList's download of one's own data, and plain
//! arrays of objects.

use model::{ExternalId, ListEntry, ListStatus, Namespace};
use serde_json::Value;

use super::{ListError, ListFault, ListLine, UserList, cut, table};
use crate::{
    parts::json::Json,
    providers::{Context, provider_named, read as read_answer},
};

/// Sites whose answers hold lists, in the order in which they are tried.
const SITES: [&str; 4] = ["anilist", "mal", "kitsu", "vndb"];

/// Reads a list in whichever of the forms it is.
pub fn read(body: &[u8]) -> Result<UserList, ListError> {
    let value: Value = serde_json::from_slice(body).map_err(|error| ListError::Damaged(error.to_string()))?;
    if let Value::Array(rows) = &value {
        return Ok(plain(rows));
    }
    if let Some(list) = download(Json::of(&value)) {
        return Ok(list);
    }
    for site in SITES {
        if let Some(list) = answer(site, body) {
            return Ok(list);
        }
    }
    let lists = ["list", "entries", "items"].iter().find_map(|key| value.get(key)?.as_array());
    lists.map(|rows| plain(rows)).ok_or_else(|| {
        ListError::Unknown(
            "it is JSON, but neither a list of a known site nor an array of entries".to_owned(),
        )
    })
}

/// What a site answers when a list is asked for.
fn answer(site: &'static str, body: &[u8]) -> Option<UserList> {
    // Nothing in a list's own rows depends on when it was asked for.
    let context = Context::at(jiff::Timestamp::UNIX_EPOCH);
    let parsed = read_answer(provider_named(site)?, None, body, &context).ok()?;
    let lines: Vec<ListLine> = (1..)
        .zip(parsed.records)
        .filter_map(|(place, record)| {
            let mut ids = vec![record.external_id];
            ids.extend(record.external_ids.into_iter().filter(|id| *id != ids[0]).collect::<Vec<_>>());
            Some(ListLine { place, ids, number: None, title: record.title, entry: record.list_entry? })
        })
        .collect();
    (!lines.is_empty()).then_some(UserList { form: site, lines, faults: Vec::new() })
}

/// AniList's download of all of one's data: `lists` holds flat rows with numbers for words, and scores up to 100.
fn download(root: Json<'_>) -> Option<UserList> {
    let is_ours = root.at("lists").list().next()?.at("series_id").is_some();
    let mut list = UserList { form: "anilist", lines: Vec::new(), faults: Vec::new() };
    for (place, row) in (1..).zip(root.at("lists").list().take_while(|_| is_ours)) {
        let space = if row.at("series_type").number() == Some(1) { "anilist_manga" } else { "anilist" };
        let id = row.at("series_id").id().and_then(|id| ExternalId::new(Namespace::known(space), &id).ok());
        let Some(id) = id else {
            let reason = "it has no `series_id`".to_owned();
            list.faults.push(ListFault { place, text: String::new(), reason });
            continue;
        };
        let status = match row.at("status").number() {
            Some(0 | 5) => ListStatus::Current,
            Some(1) => ListStatus::Planned,
            Some(2) => ListStatus::Completed,
            Some(3) => ListStatus::Dropped,
            Some(4) => ListStatus::OnHold,
            _ => ListStatus::Unknown,
        };
        let score = row.at("score").decimal().filter(|score| *score > 0.0 && *score <= 100.0);
        let entry = ListEntry { status, score: score.map(|score| score / 10.0), ..ListEntry::default() };
        list.lines.push(ListLine { place, ids: vec![id], number: None, title: None, entry });
    }
    is_ours.then_some(list)
}

/// An array of objects with the names of a table's columns, or of bare ids.
fn plain(rows: &[Value]) -> UserList {
    let mut list = UserList { form: "json", lines: Vec::new(), faults: Vec::new() };
    for (place, row) in (1..).zip(rows) {
        let cell = |name: &str| match row.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let read = match row {
            Value::Object(_) => {
                table::line(place, &cell("id"), &cell("score"), &cell("status"), &cell("title"))
            }
            Value::String(id) => table::line(place, id, "", "", ""),
            Value::Number(id) => table::line(place, &id.to_string(), "", "", ""),
            _ => Err("it is neither an id nor an object with one".to_owned()),
        };
        match read {
            Ok(line) => list.lines.push(line),
            Err(reason) => list.faults.push(ListFault { place, text: cut(&row.to_string()), reason }),
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (&'static str, Vec<String>) {
        let list = read(text.as_bytes()).expect("a list");
        let lines = list.lines.iter().map(|line| {
            let id = line.ids.first().map_or_else(|| format!("{:?}", line.number), ToString::to_string);
            format!("{id} {} {:?}", line.entry.status, line.entry.score)
        });
        let faults = list.faults.iter().map(|fault| format!("{} {}", fault.place, fault.reason));
        (list.form, lines.chain(faults).collect())
    }

    #[test]
    fn a_list_of_anilist() {
        let (form, lines) = shown(include_str!("../../fixtures/lists/anilist.json"));
        assert_eq!(form, "anilist");
        assert_eq!(lines, ["anilist:70042 COMPLETED Some(9.0)", "anilist:70043 PLANNED None"]);
    }

    #[test]
    fn a_download_of_all_data() {
        let text = r#"{"user": {"id": 1}, "lists": [
            {"series_type": 0, "series_id": 70042, "score": 85, "status": 2},
            {"series_type": 0, "series_id": 70043, "score": 0, "status": 1},
            {"series_type": 0, "score": 10, "status": 1}
        ]}"#;
        let lines =
            ["anilist:70042 COMPLETED Some(8.5)", "anilist:70043 PLANNED None", "3 it has no `series_id`"];
        assert_eq!(shown(text), ("anilist", lines.map(str::to_owned).to_vec()));
    }

    #[test]
    fn arrays_of_objects_or_ids() {
        let text =
            r#"[{"id": "mal:90042", "score": 8, "status": "completed"}, 12, "anilist:5", {"score": 3}, []]"#;
        let lines = [
            "mal:90042 COMPLETED Some(8.0)",
            "Some(12) UNKNOWN None",
            "anilist:5 UNKNOWN None",
            "4 there is no id",
            "5 it is neither an id nor an object with one",
        ];
        assert_eq!(shown(text), ("json", lines.map(str::to_owned).to_vec()));
    }
}
