//! What is found in the rows: each kind has a code, a severity and a way out.

use std::collections::HashMap;

use keeping::{
    Keeping, SeriesLinkBy,
    forms::{By, Couple, Form, MEDIA, Row},
    rules::Profile,
};
use stats::Stats;

use super::{
    picture::is_picture_link,
    report::{Finding, Severity},
};
use crate::finish::{Finished, LeftOut, Reason};

/// The stars that the game knows.
pub(crate) const STARS: std::ops::RangeInclusive<i64> = 1..=3;
/// How much of a value is shown.
const SHOWN: usize = 60;

/// Rows that could not be made. The old pipeline dropped such rows without a word, so that under its
/// rules they are warnings.
pub(super) fn of_left_out(finished: &Finished, profile: Profile) -> Vec<Finding> {
    let severity = match profile {
        Profile::Default => Severity::Error,
        Profile::Legacy => Severity::Warning,
    };
    let finding = |row: &LeftOut| {
        let (code, problem, fix) = match row.reason {
            Reason::Number => (
                "no_number",
                "it has no published number".to_owned(),
                "`emaki registry identify` gives it the next one",
            ),
            Reason::Empty => (
                "missing",
                format!("it has no {}", row.column),
                "set it in the workbook or the web page, or leave the row out with a reason",
            ),
            Reason::Stars => {
                ("rarity", "its stars are no whole number".to_owned(), "set them to a number from 1 to 3")
            }
            Reason::Range => (
                "rarity",
                "its stars are out of range, and the old rules drop the row".to_owned(),
                "set them to a number from 1 to 3",
            ),
            Reason::Series => (
                "no_series",
                "its series is not among the kept ones".to_owned(),
                "name a kept series, merge its own into one, or leave the character out with a reason",
            ),
        };
        Finding {
            severity,
            code,
            form: row.form.word(),
            couple: row.couple.to_string(),
            unique_id: row.unique_id,
            name: row.name.to_string(),
            column: row.column,
            value: cut(row.value.as_deref().unwrap_or_default()),
            problem,
            fix,
        }
    };
    finished.left_out.iter().map(finding).collect()
}

/// A registry with nothing in it: published, it would empty what stands at the target.
pub(super) fn of_nothing(finished: &Finished, findings: &mut Vec<Finding>) {
    for (form, is_empty) in
        [(Form::Series, finished.series.is_empty()), (Form::Character, finished.characters.is_empty())]
    {
        if is_empty {
            findings.push(Finding {
                severity: Severity::Warning,
                code: "nothing",
                form: form.word(),
                couple: String::new(),
                unique_id: None,
                name: String::new(),
                column: "",
                value: String::new(),
                problem: "there is no row to publish".to_owned(),
                fix: "is it the right registry? `emaki collect` and `emaki migrate` fill one",
            });
        }
    }
}

/// Series.
pub(super) fn of_series(finished: &Finished, findings: &mut Vec<Finding>) {
    let mut names: HashMap<(&str, String), i64> = HashMap::new();
    let mut last = None;
    for row in &finished.series {
        let mut push = |severity, code, column, value: &str, problem: String, fix| {
            findings.push(Finding {
                severity,
                code,
                form: "series",
                couple: row.couple.to_string(),
                unique_id: Some(row.series_id),
                name: row.name.to_string(),
                column,
                value: cut(value),
                problem,
                fix,
            });
        };
        if last.replace(row.series_id) == Some(row.series_id) {
            push(
                Severity::Error,
                "duplicate_number",
                "series_id",
                "",
                same_number(row.series_id),
                LEAVE_ONE_OUT,
            );
        }
        let key = (&*row.media_type, folded(&row.name));
        if let Some(first) = names.get(&key) {
            let problem = format!("series {first} of the same medium has the same name");
            push(
                Severity::Warning,
                "duplicate_name",
                "name",
                &row.name,
                problem,
                "rename one, or merge the two",
            );
        } else {
            names.insert(key, row.series_id);
        }
        if !MEDIA.contains(&&*row.media_type) {
            let problem = format!("it is no medium; known are {}", MEDIA.join(", "));
            push(Severity::Error, "medium", "media_type", &row.media_type, problem, "choose one of these");
        }
        if let Some(creator) = row.creator.as_deref()
            && !serde_json::from_str::<serde_json::Value>(creator).is_ok_and(|json| json.is_object())
        {
            let problem = "it is no JSON object".to_owned();
            push(
                Severity::Error,
                "creator",
                "creator",
                creator,
                problem,
                "write it as {\"studio\": \"A|B\"}",
            );
        }
        if let Some(link) = row.image_link.as_deref().filter(|link| !is_picture_link(link)) {
            push(Severity::Warning, "picture_link", "image_link", link, BROKEN.into(), MEND_LINK);
        }
    }
}

/// Characters.
pub(super) fn of_characters(
    keeping: &Keeping,
    stats: &HashMap<Couple, Stats>,
    finished: &Finished,
    findings: &mut Vec<Finding>,
) {
    let automatic = by_unbounded_rule(keeping);
    let mut names: HashMap<(i64, &str, String), i64> = HashMap::new();
    let mut last = None;
    for row in &finished.characters {
        let mut push = |severity, code, column, value: &str, problem: String, fix| {
            findings.push(Finding {
                severity,
                code,
                form: "character",
                couple: row.couple.to_string(),
                unique_id: Some(row.waifu_id),
                name: row.name.to_string(),
                column,
                value: cut(value),
                problem,
                fix,
            });
        };
        if last.replace(row.waifu_id) == Some(row.waifu_id) {
            push(
                Severity::Error,
                "duplicate_number",
                "waifu_id",
                "",
                same_number(row.waifu_id),
                LEAVE_ONE_OUT,
            );
        }
        let key = (row.series_id, &*row.genre, folded(&row.name));
        if let Some(first) = names.get(&key) {
            let problem = format!("character {first} of the same series has the same name");
            let fix = "if they are one, leave one of them out with that reason; else rename one";
            push(Severity::Warning, "duplicate_name", "name", &row.name, problem, fix);
        } else {
            names.insert(key, row.waifu_id);
        }
        let rarity = row.rarity.to_string();
        if !STARS.contains(&row.rarity) {
            let problem = "the game knows 1 to 3 stars".to_owned();
            push(
                Severity::Error,
                "rarity",
                "rarity",
                &rarity,
                problem,
                "set them by hand to a number from 1 to 3",
            );
        } else if automatic.contains(&row.couple) {
            let problem = "its stars come from a rule of another scale, and nobody decided".to_owned();
            push(Severity::Warning, "rarity_automatic", "rarity", &rarity, problem, "set them by hand");
        }
        if let Some(link) = row.image_url.as_deref().filter(|link| !is_picture_link(link)) {
            push(Severity::Warning, "picture_link", "image_url", link, BROKEN.into(), MEND_LINK);
        }
        if !stats.contains_key(&row.couple) {
            let problem = "it has no stats".to_owned();
            push(Severity::Warning, "no_stats", "stats", "", problem, "`emaki stats generate` makes them");
        }
    }
}

/// Characters whose series a person named, and no kept series is called so: their source's own is published.
pub(super) fn of_hand_series(keeping: &Keeping, findings: &mut Vec<Finding>) {
    for entry in keeping.kept(Form::Character) {
        let cell = entry.row.cell("series");
        let Some(value) = cell.value.as_deref().filter(|_| matches!(cell.by, By::Hand(_))) else { continue };
        let Some(link) = entry.series.as_ref().filter(|link| link.by != SeriesLinkBy::HandName) else {
            continue;
        };
        findings.push(Finding {
            severity: Severity::Warning,
            code: "series_unknown",
            form: "character",
            couple: entry.row.couple.to_string(),
            unique_id: entry.unique_id.map(model::UniqueId::get),
            name: entry.row.get("name").unwrap_or_default().to_owned(),
            column: "series",
            value: cut(value),
            problem: format!(
                "no kept series is called so; that of its source, {}, is published",
                link.couple
            ),
            fix: "name a kept series, or take the edit back",
        });
    }
}

const LEAVE_ONE_OUT: &str = "leave one of them out with a reason";
const BROKEN: &str = "it is no address of a picture";
const MEND_LINK: &str = "an http or https address with a host and a path is wanted";

fn same_number(number: i64) -> String {
    format!("another kept row has the number {number} too")
}

/// The characters whose stars a rule gave on another scale than the game's.
fn by_unbounded_rule(keeping: &Keeping) -> std::collections::HashSet<&Couple> {
    let is_unbounded = |row: &Row| match &row.cell("rarity").by {
        By::Rule(rule) => *rule == "rarity.vndb",
        // The old pipeline's files hold the same rule's values.
        By::File(from) => &**from == "legacy" && &*row.couple.source_type == "vndb",
        By::Nobody | By::Source | By::Hand(_) => false,
    };
    keeping
        .kept(Form::Character)
        .map(|entry| &entry.row)
        .filter(|row| is_unbounded(row))
        .map(|row| &row.couple)
        .collect()
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
