//! The page of a sheet that was published to the web.
//!
//! A page of several tabs holds a table each, or names the tabs in a script and loads them one by one.

use scraper::{ElementRef, Html, Selector};

use super::{Grid, GridCell, GridRow};
use crate::links;

/// What a published page holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// The tables on it, those of several tabs one after another.
    pub grids: Vec<Grid>,
    /// Tabs that are not on it: their names and numbers (`gid`).
    pub elsewhere: Vec<(String, String)>,
}

/// A merged cell covers no more than this; a page that says otherwise is broken.
const WIDEST: usize = 1_000;

/// Reads a published page. One without a table of more than one row has no grids.
pub fn published(page: &str) -> Published {
    let page_text = page;
    let page = Html::parse_document(page);
    let mut grids: Vec<Grid> = tables(&page, "table.waffle");
    if grids.is_empty() {
        grids = tables(&page, "table").into_iter().take(1).collect();
    }
    let elsewhere = if grids.is_empty() { tabs(page_text) } else { Vec::new() };
    Published { grids, elsewhere }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector of ours")
}

fn tables(page: &Html, which: &str) -> Vec<Grid> {
    let selector = selector(which);
    let all = page.select(&selector).map(|table| Grid {
        name: tab_name(page, table),
        rows: rows(table),
        is_even: false,
    });
    all.filter(|grid| grid.rows.len() > 1).collect()
}

/// The name on the button of the tab that a table stands in.
fn tab_name(page: &Html, table: ElementRef<'_>) -> Option<String> {
    let gid = table.ancestors().filter_map(ElementRef::wrap).find_map(|above| above.value().id())?;
    let button = Selector::parse(&format!("[id=\"sheet-button-{gid}\"]")).ok()?;
    let name: String = page.select(&button).next()?.text().collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The tabs that a script on the page names: `items.push({name: "People", pageUrl: "…", gid: "1159146182", …})`.
fn tabs(page: &str) -> Vec<(String, String)> {
    let quoted = |text: &str, name: &str| -> Option<String> {
        let rest = text.split_once(name)?.1.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        Some(links::plain(rest.split('"').next()?))
    };
    page.split("items.push(")
        .skip(1)
        .filter_map(|item| {
            let item = item.split(");").next()?;
            let gid = quoted(item, "gid")?;
            let sound = !gid.is_empty() && gid.bytes().all(|sign| sign.is_ascii_digit());
            sound.then(|| (quoted(item, "name").unwrap_or_default(), gid))
        })
        .take(WIDEST)
        .collect()
}

fn rows(table: ElementRef<'_>) -> Vec<GridRow> {
    let (tr, cells) = (selector("tr"), selector("td"));
    let (th, anchor) = (selector("th"), selector("a[href]"));
    let mut rows: Vec<GridRow> = Vec::new();
    // How many rows more each column is covered by a cell that began above.
    let mut covered: Vec<usize> = Vec::new();
    for (at, row) in table.select(&tr).enumerate() {
        let number =
            row.select(&th).next().and_then(|head| head.text().collect::<String>().trim().parse().ok());
        let own = |cell: &ElementRef<'_>| !cell.value().classes().any(|class| class.starts_with("freezebar"));
        let tds: Vec<ElementRef<'_>> = row.select(&cells).filter(own).collect();
        // The bar under frozen rows is a row of its own, without a number and without cells.
        if tds.is_empty() {
            continue;
        }
        let mut out = Vec::new();
        for td in tds {
            skip_covered(&mut covered, &mut out);
            let span = |name: &str| {
                td.value().attr(name).and_then(|text| text.parse().ok()).unwrap_or(1_usize).clamp(1, WIDEST)
            };
            let (wide, high) = (span("colspan"), span("rowspan"));
            let link = td.select(&anchor).find_map(|anchor| anchor.value().attr("href").map(str::to_owned));
            let text = text(td);
            for place in 0..wide {
                let at = out.len();
                out.push(if place == 0 {
                    GridCell { text: text.clone(), link: link.clone() }
                } else {
                    GridCell::default()
                });
                if covered.len() <= at {
                    covered.resize(at + 1, 0);
                }
                covered[at] = high - 1;
            }
        }
        skip_covered(&mut covered, &mut out);
        let number = number.unwrap_or_else(|| rows.last().map_or(at as u64 + 1, |last| last.number + 1));
        rows.push(GridRow { number, cells: out });
    }
    rows
}

/// Empty cells in the places that a cell above covers.
fn skip_covered(covered: &mut [usize], out: &mut Vec<GridCell>) {
    while let Some(left) = covered.get_mut(out.len()).filter(|left| **left > 0) {
        *left -= 1;
        out.push(GridCell::default());
    }
}

/// The text of a cell, letter by letter; a `<br>` is the end of a line.
fn text(cell: ElementRef<'_>) -> String {
    let mut out = String::new();
    for node in cell.descendants() {
        match node.value() {
            scraper::Node::Text(text) => out.push_str(text),
            scraper::Node::Element(element) if element.name() == "br" => out.push('\n'),
            _ => {}
        }
    }
    out
}
