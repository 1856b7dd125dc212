//! The little of Markdown that the checks need: code, links and table rows.

/// Something in a page that names a thing.
#[derive(Debug, PartialEq, Eq)]
pub struct Span<'a> {
    /// Counted from 1.
    pub line: usize,
    pub kind: Kind,
    pub text: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Between backticks in running text.
    Code,
    /// One line of a fenced block.
    Fenced,
    /// The target of a link or picture.
    Link,
}

/// All spans of a page, in order.
pub fn spans(page: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut fenced = false;
    for (at, text) in page.lines().enumerate() {
        let line = at + 1;
        if text.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            spans.push(Span { line, kind: Kind::Fenced, text });
        } else {
            // Every second piece between backticks is code.
            for (at, piece) in text.split('`').enumerate() {
                match at % 2 {
                    1 => spans.push(Span { line, kind: Kind::Code, text: piece }),
                    _ => spans.extend(links(piece).map(|text| Span { line, kind: Kind::Link, text })),
                }
            }
        }
    }
    spans
}

/// The targets of `[text](target)`; the text may be code and so stand in an earlier piece.
fn links(piece: &str) -> impl Iterator<Item = &str> {
    piece.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// The cells of a table row; `None` for any other line.
pub fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    Some(inner.strip_suffix('|').unwrap_or(inner).split('|').map(str::trim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_links_and_fences_are_told_apart() {
        let page = "See `a.rs` and [`b`](docs/b.md).\n```sh\nemaki `x`\n```\n";
        let found: Vec<_> = spans(page).iter().map(|span| (span.line, span.kind, span.text)).collect();
        assert_eq!(
            found,
            [
                (1, Kind::Code, "a.rs"),
                (1, Kind::Code, "b"),
                (1, Kind::Link, "docs/b.md"),
                (3, Kind::Fenced, "emaki `x`"),
            ]
        );
    }

    #[test]
    fn rows_fall_into_cells() {
        assert_eq!(cells("| a | b |  |"), Some(vec!["a", "b", ""]));
        assert_eq!(cells("no row"), None);
    }
}
