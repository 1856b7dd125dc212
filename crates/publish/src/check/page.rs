//! The report as a page of its own: nothing is loaded from elsewhere, and every text is escaped.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use super::report::{Change, Finding, Report, Severity};

/// How many findings of one kind the page lists; the JSON report lists all.
const MOST: usize = 500;
/// How many published numbers of a kind are listed.
const MOST_NUMBERS: usize = 200;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;\
color:#222;background:#fff}table{border-collapse:collapse;margin:.5rem 0 1.5rem;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #ddd;\
overflow-wrap:anywhere}td.n{text-align:right}.error{color:#b00020}.warning{color:#8a5a00}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}th,td{border-color:#444}\
.error{color:#ff8a80}.warning{color:#ffcf66}}";

/// The report as HTML.
pub fn page(report: &Report) -> String {
    let mut html = String::new();
    // Writing to a string cannot fail.
    let _ = write_page(&mut html, report);
    html
}

fn write_page(html: &mut String, report: &Report) -> fmt::Result {
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    let registry = escaped(&report.registry);
    write!(
        html,
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Registry {registry}: check</title>\n\
         <style>{STYLE}</style>\n<h1>Registry {registry}</h1>\n<p>Profile {}, {}: \
         <b class=\"error\">{errors} errors</b>, <b class=\"warning\">{warnings} warnings</b>.</p>\n",
        report.profile.word(),
        report.at,
    )?;
    write_counts(html, report)?;
    write_changes(html, report)?;
    let mut kinds: BTreeMap<(Severity, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        kinds.entry((finding.severity, finding.code)).or_default().push(finding);
    }
    for ((severity, code), findings) in kinds {
        let class = if severity == Severity::Error { "error" } else { "warning" };
        writeln!(html, "<h2 class=\"{class}\">{code}: {}</h2>", findings.len())?;
        html.push_str("<table><tr><th>number<th>what<th>name<th>column<th>value<th>problem<th>fix\n");
        for finding in findings.iter().take(MOST) {
            let number = finding.unique_id.map(|number| number.to_string()).unwrap_or_default();
            writeln!(
                html,
                "<tr><td class=n>{number}<td>{} {}<td>{}<td>{}<td>{}<td>{}<td>{}",
                finding.form,
                escaped(&finding.couple),
                escaped(&finding.name),
                finding.column,
                escaped(&finding.value),
                escaped(&finding.problem),
                escaped(finding.fix),
            )?;
        }
        html.push_str("</table>\n");
        if findings.len() > MOST {
            writeln!(html, "<p>and {} more, which the JSON report lists.</p>", findings.len() - MOST)?;
        }
    }
    html.push_str("</html>\n");
    Ok(())
}

fn write_counts(html: &mut String, report: &Report) -> fmt::Result {
    html.push_str("<h2>Rows</h2>\n<table><tr><th>of<th>medium<th>stars<th>rows\n");
    for count in &report.counts {
        let stars = count.rarity.map(|stars| stars.to_string()).unwrap_or_default();
        let medium = escaped(&count.medium);
        writeln!(html, "<tr><td>{}<td>{medium}<td class=n>{stars}<td class=n>{}", count.form, count.rows)?;
    }
    html.push_str("</table>\n<h2>Without a value</h2>\n<table><tr><th>of<th>column<th>rows\n");
    for missing in report.missing.iter().filter(|missing| missing.rows > 0) {
        writeln!(html, "<tr><td>{}<td>{}<td class=n>{}", missing.form, missing.column, missing.rows)?;
    }
    html.push_str("</table>\n");
    Ok(())
}

fn write_changes(html: &mut String, report: &Report) -> fmt::Result {
    let Some(changes) = &report.changes else {
        html.push_str("<h2>Changes</h2>\n<p>Nothing was published before.</p>\n");
        return Ok(());
    };
    writeln!(html, "<h2>Changes since publish {}, {}</h2>", changes.publish, changes.at)?;
    html.push_str("<table><tr><th>of<th>change<th>rows<th>numbers\n");
    for (form, change) in [("series", &changes.series), ("character", &changes.characters)] {
        let Change { new, changed, gone } = change;
        for (word, numbers) in [("new", new), ("changed", changed), ("gone", gone)] {
            let list: Vec<String> = numbers.iter().take(MOST_NUMBERS).map(ToString::to_string).collect();
            let more = if numbers.len() > MOST_NUMBERS { ", …" } else { "" };
            let count = numbers.len();
            writeln!(html, "<tr><td>{form}<td>{word}<td class=n>{count}<td>{}{more}", list.join(", "))?;
        }
    }
    html.push_str("</table>\n");
    Ok(())
}

/// A text that no browser takes for anything but text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            letter => out.push(letter),
        }
    }
    out
}
