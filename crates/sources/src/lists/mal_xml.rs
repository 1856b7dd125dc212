//! MyAnimeList's export, which other sites write as well: one element a work, its values as elements in it.

use std::collections::BTreeMap;

use model::{ExternalId, ListEntry, Namespace};
use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};

use super::{ListError, ListFault, ListLine, UserList, cut, score, status};

/// The most bytes of one value: notes may be long, and nothing else is.
const LONGEST: usize = 64 * 1024;

/// Reads the whole export. One that breaks off is damaged: half a list would say that the rest is unseen.
pub fn read(text: &str) -> Result<UserList, ListError> {
    let mut list = UserList { form: "mal-xml", lines: Vec::new(), faults: Vec::new() };
    let mut reader = Reader::from_str(text);
    let damaged = |error: &dyn std::fmt::Display| ListError::Damaged(error.to_string());
    // Where we are: the root, the entry with what is known of it, the value within it.
    let mut root = false;
    let mut whole = false;
    let mut entry: Option<(bool, BTreeMap<String, String>)> = None;
    let mut value: Option<(String, String)> = None;
    loop {
        match reader.read_event().map_err(|error| damaged(&error))? {
            Event::Start(tag) => {
                let name = tag.name().into_inner().to_owned();
                match (&mut entry, name.as_str()) {
                    (_, "myanimelist") => root = true,
                    _ if !root => return Err(not_ours(&name)),
                    (None, "anime") => entry = Some((false, BTreeMap::new())),
                    (None, "manga") => entry = Some((true, BTreeMap::new())),
                    (None, _) => {}
                    (Some(_), _) => value = Some((name, String::new())),
                }
            }
            Event::End(tag) => match tag.name().into_inner() {
                "myanimelist" => whole = true,
                "anime" | "manga" => {
                    if let Some((printed, values)) = entry.take() {
                        let place = (list.lines.len() + list.faults.len() + 1) as u64;
                        match line(place, printed, &values) {
                            Ok(line) => list.lines.push(line),
                            Err(reason) => {
                                let text = values.get("series_title").or(values.get("manga_title"));
                                let text = cut(text.map_or("", String::as_str));
                                list.faults.push(ListFault { place, text, reason });
                            }
                        }
                    }
                }
                _ => {
                    if let (Some((name, text)), Some((_, values))) = (value.take(), &mut entry) {
                        values.insert(name, text);
                    }
                }
            },
            Event::Text(words) => say(&mut value, &words),
            Event::CData(words) => say(&mut value, &words),
            Event::GeneralRef(name) => say(&mut value, &meant(&name)),
            Event::Eof => break,
            _ => {}
        }
    }
    match (root, whole) {
        (false, _) => Err(not_ours("")),
        (true, false) => Err(ListError::Damaged("it breaks off".to_owned())),
        (true, true) => Ok(list),
    }
}

fn not_ours(name: &str) -> ListError {
    ListError::Unknown(format!("it is XML without `myanimelist` at its root, but `{}`", cut(name)))
}

fn say(value: &mut Option<(String, String)>, words: &str) {
    if let Some((_, text)) = value
        && text.len() + words.len() <= LONGEST
    {
        text.push_str(words);
    }
}

/// What a reference stands for; one that nobody knows stays as it is written.
fn meant(name: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return character.to_string();
    }
    let known = match &**name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        other => return format!("&{other};"),
    };
    known.to_owned()
}

fn line(place: u64, printed: bool, values: &BTreeMap<String, String>) -> Result<ListLine, String> {
    let value = |name: &str| values.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let (space, id, title) = if printed {
        ("mal_manga", value("manga_mangadb_id").or(value("series_mangadb_id")), "manga_title")
    } else {
        ("mal", value("series_animedb_id"), "series_title")
    };
    let id = id.filter(|id| *id != "0").ok_or("it has no id of MyAnimeList")?;
    let id = ExternalId::new(Namespace::known(space), id).map_err(|error| error.to_string())?;
    let word = value("my_status").unwrap_or_default();
    let entry = ListEntry {
        status: status(word).ok_or_else(|| format!("its status `{}` is not known", cut(word)))?,
        score: score(value("my_score").unwrap_or_default())?,
        repeating: value("my_rewatching").is_some_and(|flag| flag == "1"),
        ..ListEntry::default()
    };
    let title = value(title).or(value("series_title")).map(str::to_owned);
    Ok(ListLine { place, ids: vec![id], number: None, title, entry })
}

#[cfg(test)]
mod tests {
    use model::ListStatus;

    use super::*;

    const EXPORT: &str = include_str!("../../fixtures/lists/mal-export.xml");

    #[test]
    fn an_export_with_its_quirks() {
        let list = read(EXPORT).expect("an export");
        let lines: Vec<_> = list
            .lines
            .iter()
            .map(|line| {
                let title = line.title.as_deref().unwrap_or_default();
                (line.place, line.ids[0].to_string(), title, line.entry.status.clone(), line.entry.score)
            })
            .collect();
        assert_eq!(
            lines,
            [
                (1, "mal:90042".to_owned(), "Moonlit Depot <Night> & Day", ListStatus::Completed, Some(9.0)),
                (2, "mal:90043".to_owned(), "Moonlit Depot II", ListStatus::Planned, None),
                (3, "mal:90044".to_owned(), "Paper Lanterns", ListStatus::Dropped, Some(3.0)),
                (6, "mal_manga:7".to_owned(), "Signal Box", ListStatus::Current, None),
            ]
        );
        let faults: Vec<_> = list.faults.iter().map(|fault| (fault.place, fault.reason.as_str())).collect();
        let expected = [(4, "it has no id of MyAnimeList"), (5, "its status `Devoured` is not known")];
        assert_eq!(faults, expected);
    }

    #[test]
    fn half_an_export_is_damaged() {
        assert!(matches!(read(&EXPORT[..EXPORT.len() / 2]), Err(ListError::Damaged(_))));
        assert!(matches!(read("<rss><channel/></rss>"), Err(ListError::Unknown(_))));
    }
}
