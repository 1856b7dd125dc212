//! The published page of a sheet, as Google writes it.

use std::fmt::Write as _;

use super::Invented;

/// What the page has beside the people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// Rows of people only.
    Whole,
    /// Rows without a name at the end, as in the real one: 28 in all.
    Blank,
}

/// The number of the tab.
const GID: &str = "1159146182";

/// A page with a table of seven columns, row numbers, a frozen header, redirects around links, and rows that are nobody.
pub fn page(people: &[Invented], tail: Tail) -> String {
    let mut rows = String::new();
    let mut number = 0;
    let mut row = |cells: [&str; 7]| {
        number += 1;
        let _ = write!(
            rows,
            "<tr style=\"height: 20px\"><th id=\"{GID}R{}\" style=\"height: 20px;\" class=\"row-headers-background\">\
             <div class=\"row-header-wrapper\" style=\"line-height: 20px\">{number}</div></th>",
            number - 1
        );
        for (at, cell) in cells.iter().enumerate() {
            let _ = write!(rows, "<td class=\"s{at}\" dir=\"ltr\">{cell}</td>");
        }
        rows.push_str("</tr>");
    };
    row(["", "", "", "", "", "", ""]);
    row(["#", "", "Name", "Email", "Type", "Status", "Notes"]);
    for _ in 0..2 {
        row(["", "", "", "", "", "", ""]);
    }
    for one in people {
        let name = match &one.link {
            Some(link) => {
                format!("<a target=\"_blank\" href=\"{}\">{}</a>", redirect(link), escaped(&one.name))
            }
            None => escaped(&one.name),
        };
        // A cell of no width that holds a blank of no width.
        row([
            &one.row_id.to_string(),
            "\u{200b}",
            &name,
            &escaped(&one.email),
            &escaped(&one.kind),
            one.status,
            "",
        ]);
    }
    if tail == Tail::Blank {
        for at in 0..25 {
            row([&(600 + at).to_string(), "", "", "", "", "", ""]);
        }
    }
    format!(
        "<!DOCTYPE html><html><head><title>Clients</title></head><body><div id=\"sheets-viewport\">\
         <div id=\"{GID}\" style=\"position:relative;\" dir=\"ltr\"><div class=\"ritz grid-container\" dir=\"ltr\">\
         <table class=\"waffle\" cellspacing=\"0\" cellpadding=\"0\"><thead><tr><th class=\"row-header freezebar-origin-ltr\">\
         </th></tr></thead><tbody>{rows}</tbody></table></div></div></div></body></html>"
    )
}

fn redirect(link: &str) -> String {
    let mut inner = String::new();
    for byte in link.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' | b'/' => {
                inner.push(char::from(byte));
            }
            other => {
                let _ = write!(inner, "%{other:02X}");
            }
        }
    }
    format!(
        "https://www.google.com/url?q={inner}&amp;sa=D&amp;source=editors&amp;ust=1750000000000000&amp;usg=AOvVaw0"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
