//! A list as a table: `id,score,status` and maybe `title`, or one id a line.

use model::{ExternalId, ListEntry, ListStatus};

use super::{ListError, ListFault, ListLine, UserList, cut, score, status};

/// Columns that hold ids of one site, and the site's id space.
const SPACES: [(&str, &str); 7] = [
    ("mal_id", "mal"),
    ("mal_anime_id", "mal"),
    ("anime_id", "mal"),
    ("anilist_id", "anilist"),
    ("kitsu_id", "kitsu"),
    ("anidb_id", "anidb"),
    ("mal_manga_id", "mal_manga"),
];

/// Where the values of a row stand.
struct Columns {
    id: usize,
    /// The id space of a column that holds bare numbers of one site.
    space: Option<&'static str>,
    score: Option<usize>,
    status: Option<usize>,
    title: Option<usize>,
}

/// Reads a table with a header or without; then the columns are id, score and status in this order.
pub fn read(text: &str) -> Result<UserList, ListError> {
    let first = text.lines().next().unwrap_or_default();
    let mark = [b'\t', b';', b','].into_iter().find(|mark| first.as_bytes().contains(mark)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(mark)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut list = UserList { form: "table", lines: Vec::new(), faults: Vec::new() };
    let mut columns = None;
    for row in reader.records() {
        let row = row.map_err(|error| ListError::Damaged(error.to_string()))?;
        let place = row.position().map_or(0, csv::Position::line);
        let Some(columns) = &columns else {
            let (found, is_header) = columns_of(&row)?;
            if !is_header {
                add(&mut list, place, &row, &found);
            }
            columns = Some(found);
            continue;
        };
        if row.iter().any(|cell| !cell.is_empty()) {
            add(&mut list, place, &row, columns);
        }
    }
    Ok(list)
}

/// The columns by the first row, and whether that is a header.
fn columns_of(row: &csv::StringRecord) -> Result<(Columns, bool), ListError> {
    let names: Vec<String> =
        row.iter().map(|name| name.trim().to_lowercase().replace([' ', '-'], "_")).collect();
    let at = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
    let own = at(&["id", "work", "work_id", "external_id", "url"]).map(|at| (at, None));
    let spaces = || SPACES.iter().find_map(|(name, space)| Some((at(&[name])?, Some(*space))));
    if let Some((id, space)) = own.or_else(spaces) {
        let columns = Columns {
            id,
            space,
            score: at(&["score", "my_score", "rating"]),
            status: at(&["status", "my_status", "state"]),
            title: at(&["title", "name", "series_title"]),
        };
        return Ok((columns, true));
    }
    let first = row.get(0).unwrap_or_default();
    if id_of(first).is_err() {
        return Err(ListError::Unknown(format!(
            "it is no list that is known: its first line, `{}`, has neither a column `id` nor an id such as mal:16498",
            cut(&row.iter().collect::<Vec<_>>().join(","))
        )));
    }
    Ok((Columns { id: 0, space: None, score: Some(1), status: Some(2), title: None }, false))
}

fn add(list: &mut UserList, place: u64, row: &csv::StringRecord, columns: &Columns) {
    let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
    let id = cell(Some(columns.id));
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let id = match columns.space {
        Some(space) if digits => format!("{space}:{id}"),
        _ => id.to_owned(),
    };
    match line(place, &id, cell(columns.score), cell(columns.status), cell(columns.title)) {
        Ok(line) => list.lines.push(line),
        Err(reason) => {
            let text = cut(&row.iter().collect::<Vec<_>>().join(","));
            list.faults.push(ListFault { place, text, reason });
        }
    }
}

/// One line of its cells; says what is wrong with a bad one.
pub fn line(place: u64, id: &str, given: &str, word: &str, title: &str) -> Result<ListLine, String> {
    let (number, external) = id_of(id)?;
    let status = status(word).ok_or_else(|| format!("the status `{}` is not known", cut(word)))?;
    let score = score(given)?;
    // Whoever gives a score has seen it.
    let status =
        if status == ListStatus::Unknown && score.is_some() { ListStatus::Completed } else { status };
    let title = Some(title.trim()).filter(|title| !title.is_empty()).map(str::to_owned);
    let entry = ListEntry { status, score, ..ListEntry::default() };
    Ok(ListLine { place, ids: external.into_iter().collect(), number, title, entry })
}

/// Digits are our own id; `mal:16498` or a site's address a provider's.
fn id_of(text: &str) -> Result<(Option<i64>, Option<ExternalId>), String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("there is no id".to_owned());
    }
    if let Ok(number) = text.parse::<u32>() {
        return Ok((Some(number.into()), None));
    }
    if text.starts_with("http") {
        let id = ExternalId::from_provider_url(text);
        return id
            .map(|id| (None, Some(id)))
            .ok_or_else(|| format!("`{}` is no known site's address", cut(text)));
    }
    let id = text.parse::<ExternalId>();
    id.map(|id| (None, Some(id))).map_err(|_| format!("`{}` is no id such as mal:16498", cut(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let list = read(text).expect("a table");
        let lines = list.lines.iter().map(|line| {
            let id = line.ids.first().map_or_else(|| format!("{:?}", line.number), ToString::to_string);
            format!("{}: {id} {} {:?}", line.place, line.entry.status, line.entry.score)
        });
        lines.chain(list.faults.iter().map(|fault| format!("{}: {}", fault.place, fault.reason))).collect()
    }

    #[test]
    fn tables_with_and_without_a_header() {
        assert_eq!(
            shown("id,score,status\nmal:1,8,completed\n12,,\nkitsu:5,99,\nnobody,1,\nmal:2,5,eaten\n"),
            [
                "2: mal:1 COMPLETED Some(8.0)",
                "3: Some(12) UNKNOWN None",
                "4: the score is 99, not 0 to 10",
                "5: `nobody` is no id such as mal:16498",
                "6: the status `eaten` is not known",
            ]
        );
        assert_eq!(shown("mal:1\nmal:2"), ["1: mal:1 UNKNOWN None", "2: mal:2 UNKNOWN None"]);
        assert_eq!(
            shown("Title;MAL ID;Rating\nMoonlit Depot;90042;7,5\n"),
            ["2: mal:90042 COMPLETED Some(7.5)"]
        );
        assert_eq!(
            shown("id\tstatus\nhttps://myanimelist.net/anime/90042/Moonlit_Depot\tdropped"),
            ["2: mal:90042 DROPPED None"]
        );
    }
}
