//! A whole franchise as a drawing that can be read from 3 works to 60: years go down, and each work hangs on the one
//! that leads to it.
//!
//! The way to a work from the one in the middle is a line of its own; other ties are dashed. Lines that pass a row
//! run between the columns, so that none hides behind a work. The same stands as a list beside the drawing, so
//! screen readers are told to skip it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use app::{Franchise, RelatedWork};
use model::{RelationType, WorkId};

use super::{
    drawing::{escaped, two_lines},
    graph::{facts, label},
};

/// How large everything is.
#[derive(Debug, Clone, Copy)]
pub struct Measures {
    columns: usize,
    node: (i32, i32),
    gap: (i32, i32),
    /// Room for the years.
    left: i32,
    /// Latin letters in a line of a title, and of what stands below it.
    letters: (usize, usize),
}

/// For a page with room beside it.
pub const WIDE: Measures =
    Measures { columns: 4, node: (176, 66), gap: (30, 42), left: 46, letters: (18, 23) };
/// For a phone held upright.
pub const NARROW: Measures =
    Measures { columns: 2, node: (131, 66), gap: (24, 42), left: 42, letters: (14, 17) };

const MARGIN: i32 = 4;
/// Lines between two columns lie side by side for as many as this.
const LANES: i32 = 5;

/// Where each work stands: its row and column, from 0.
type Places = BTreeMap<WorkId, (usize, usize)>;

/// The drawing as an SVG element; `None` when the work stands alone.
pub fn draw(franchise: &Franchise, size: &Measures) -> Option<String> {
    if franchise.nodes.len() < 2 {
        return None;
    }
    let ways = franchise.ways();
    let (places, years) = placed(franchise, &ways, size.columns);
    let rows = years.len() as i32;
    let used = places.values().map(|(_, column)| column + 1).max().unwrap_or(1) as i32;
    let width = size.left + used * (size.node.0 + size.gap.0) + MARGIN;
    let height = rows * (size.node.1 + size.gap.1) - size.gap.1 + 2 * MARGIN;
    let mut svg = String::with_capacity(800 * franchise.nodes.len());
    // Writing to a `String` cannot fail, so the results are let go.
    let _ = write!(
        svg,
        r#"<svg class="graph graph--story" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" focusable="false">"#
    );
    let mut said = None;
    for (row, year) in years.iter().enumerate() {
        if said != Some(*year) {
            let y = size.corner((row, 0)).1 + size.node.1 / 2 + 4;
            let shown = year.map_or_else(|| "?".to_owned(), |year| year.to_string());
            let _ = write!(svg, r#"<text class="graph__year" x="{MARGIN}" y="{y}">{shown}</text>"#);
            said = Some(*year);
        }
    }
    for (lane, (from, to, class)) in (0..).zip(lines(franchise, &ways)) {
        if let (Some(from), Some(to)) = (places.get(&from), places.get(&to)) {
            let _ = write!(svg, r#"<path class="{class}" d="{}"/>"#, size.path(*from, *to, lane));
        }
    }
    for node in &franchise.nodes {
        if let Some(place) = places.get(&node.id) {
            let kind = ways.get(&node.id).map(|(_, kind)| kind);
            size.box_of(&mut svg, node, kind, *place, node.id == franchise.center);
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// Rows by year, and as many of one year as do not fit beside each other. A work stands below the one that leads to
/// it where that is free: what goes on with the story in the same column, what stands beside it in the next one.
fn placed(
    franchise: &Franchise,
    ways: &BTreeMap<WorkId, (WorkId, RelationType)>,
    columns: usize,
) -> (Places, Vec<Option<i16>>) {
    let mut by_year: BTreeMap<(bool, Option<i16>), Vec<&RelatedWork>> = BTreeMap::new();
    for node in &franchise.nodes {
        by_year.entry((node.year.is_none(), node.year)).or_default().push(node);
    }
    let (mut places, mut years) = (Places::new(), Vec::new());
    for ((_, year), mut nodes) in by_year {
        nodes.sort_by_key(|node| (steps(ways, node.id), node.id));
        let mut free: BTreeSet<usize> = BTreeSet::new();
        for node in nodes {
            if free.is_empty() {
                years.push(year);
                free = (0..columns).collect();
            }
            let wanted = wanted(ways, &places, node.id).min(columns - 1);
            // The nearest free one, of two the one to the right.
            let column =
                free.iter().copied().min_by_key(|column| (column.abs_diff(wanted), usize::MAX - column));
            let column = column.unwrap_or_default();
            free.remove(&column);
            places.insert(node.id, (years.len() - 1, column));
        }
    }
    (places, years)
}

/// How many ties away from the middle a work is.
fn steps(ways: &BTreeMap<WorkId, (WorkId, RelationType)>, mut work: WorkId) -> usize {
    let mut steps = 0;
    while let Some((before, _)) = ways.get(&work) {
        steps += 1;
        work = *before;
    }
    steps
}

/// The column in which a work would like to stand, by a neighbor that stands already.
fn wanted(ways: &BTreeMap<WorkId, (WorkId, RelationType)>, places: &Places, work: WorkId) -> usize {
    let goes_on = |kind: &RelationType| {
        matches!(kind, RelationType::Sequel | RelationType::Prequel | RelationType::Source)
    };
    if let Some((before, kind)) = ways.get(&work)
        && let Some((_, column)) = places.get(before)
    {
        return if goes_on(kind) { *column } else { column + 1 };
    }
    // Works whose way leads over this one, and that came out earlier.
    let after = ways.iter().filter(|(_, (before, _))| *before == work);
    let standing = after.filter_map(|(other, (_, kind))| Some((places.get(other)?, kind)));
    let column =
        standing.map(|((_, column), kind)| if goes_on(kind) { *column } else { column.saturating_sub(1) });
    column.min().unwrap_or_default()
}

/// The ties to draw, each with its class: the ways, then what else is known and named.
fn lines(
    franchise: &Franchise,
    ways: &BTreeMap<WorkId, (WorkId, RelationType)>,
) -> Vec<(WorkId, WorkId, &'static str)> {
    let pair = |a: WorkId, b: WorkId| (a.min(b), a.max(b));
    let mut drawn: BTreeSet<(WorkId, WorkId)> = BTreeSet::new();
    let mut lines = Vec::new();
    for (work, (before, _)) in ways {
        if drawn.insert(pair(*work, *before)) {
            lines.push((*before, *work, "graph__tie graph__tie--way"));
        }
    }
    for edge in franchise.edges.iter().filter(|edge| edge.kind != RelationType::Related) {
        // More lines than works would say nothing any more.
        if lines.len() < franchise.nodes.len() * 2 && drawn.insert(pair(edge.from, edge.to)) {
            lines.push((edge.from, edge.to, "graph__tie graph__tie--else"));
        }
    }
    lines
}

impl Measures {
    fn corner(&self, (row, column): (usize, usize)) -> (i32, i32) {
        (
            self.left + column as i32 * (self.node.0 + self.gap.0),
            MARGIN + row as i32 * (self.node.1 + self.gap.1),
        )
    }

    /// A line between two works: straight down to the next row, below both within one row, and between the columns past
    /// the rows that lie between.
    fn path(&self, a: (usize, usize), b: (usize, usize), lane: i32) -> String {
        let (upper, lower) = if a.0 <= b.0 { (a, b) } else { (b, a) };
        let (from, to) = (self.corner(upper), self.corner(lower));
        let (x1, y1) = (from.0 + self.node.0 / 2, from.1 + self.node.1);
        let x2 = to.0 + self.node.0 / 2;
        if upper.0 == lower.0 {
            let dip = y1 + self.gap.1 * 2 / 3;
            return format!("M{x1} {y1}C{x1} {dip} {x2} {dip} {x2} {y1}");
        }
        let y2 = to.1;
        let half = self.gap.1 / 2;
        if lower.0 == upper.0 + 1 {
            return format!("M{x1} {y1}C{x1} {} {x2} {} {x2} {y2}", y1 + half, y2 - half);
        }
        // Right of the column, unless the line comes from further left.
        let is_from_left = upper.1 < lower.1;
        let gutter = if is_from_left { to.0 - self.gap.0 / 2 } else { to.0 + self.node.0 + self.gap.0 / 2 };
        let x = gutter + (lane % LANES - LANES / 2) * 4;
        let (enter, leave) = (y1 + self.gap.1, y2 - self.gap.1);
        format!(
            "M{x1} {y1}C{x1} {} {x} {} {x} {enter}V{leave}C{x} {} {x2} {} {x2} {y2}",
            y1 + half,
            y1 + half,
            y2 - half,
            y2 - half
        )
    }

    fn box_of(
        &self,
        svg: &mut String,
        node: &RelatedWork,
        kind: Option<&RelationType>,
        place: (usize, usize),
        is_center: bool,
    ) {
        let (x, y) = self.corner(place);
        let line = kind.map(label).into_iter().chain([facts(node)]).collect::<Vec<_>>().join(" · ");
        let class = if is_center { "graph__work graph__work--center" } else { "graph__work" };
        let (first, second) = two_lines(&node.title, self.letters.0);
        let _ = write!(
            svg,
            r#"<a class="{class}" href="/works/{}" tabindex="-1"><title>{}</title><rect x="{x}" y="{y}" width="{}" height="{}" rx="3"/><text class="graph__title" x="{tx}" y="{}">{}</text>"#,
            node.id,
            escaped(&format!("{} · {line}", node.title)),
            self.node.0,
            self.node.1,
            y + if second.is_empty() { 27 } else { 20 },
            escaped(&first),
            tx = x + 9,
        );
        if !second.is_empty() {
            let _ = write!(
                svg,
                r#"<text class="graph__title" x="{}" y="{}">{}</text>"#,
                x + 9,
                y + 37,
                escaped(&second)
            );
        }
        let (facts, _) = two_lines(&line, self.letters.1);
        let _ = write!(
            svg,
            r#"<text class="graph__facts" x="{}" y="{}">{}</text></a>"#,
            x + 9,
            y + 56,
            escaped(facts.trim_end_matches([' ', '·']))
        );
    }
}

#[cfg(test)]
mod tests {
    use app::RelationEdge;
    use model::{Format, Medium};

    use super::*;

    fn id(number: i64) -> WorkId {
        WorkId::new(number).expect("a positive number")
    }

    /// A franchise of works with years, tied one to the next and each third one to the first.
    fn franchise(works: i64) -> Franchise {
        let node = |number: i64| RelatedWork {
            id: id(number),
            title: format!("Moonlit Depot <{number}>"),
            medium: Medium::Anime,
            format: Format::Tv,
            year: (number % 11 != 0).then(|| 1990 + (number / 3) as i16),
            image: None,
        };
        let edge =
            |from: i64, to: i64, kind| RelationEdge { from: id(from), to: id(to), kind, sources: Vec::new() };
        let chain = (2..=works).map(|number| edge(number - 1, number, RelationType::Sequel));
        let others = (4..=works).step_by(3).map(|number| edge(1, number, RelationType::SideStory));
        Franchise {
            center: id(1),
            nodes: (1..=works).map(node).collect(),
            edges: chain.chain(others).collect(),
            cut: false,
        }
    }

    #[test]
    fn no_work_covers_another_from_3_to_60() {
        for works in [3, 10, 25, 60] {
            for size in [WIDE, NARROW] {
                let (franchise, columns) = (franchise(works), size.columns);
                let (places, years) = placed(&franchise, &franchise.ways(), columns);
                let taken: BTreeSet<_> = places.values().collect();
                assert_eq!(
                    (places.len(), taken.len()),
                    (works as usize, works as usize),
                    "{works} in {columns}"
                );
                assert!(places.values().all(|(row, column)| *row < years.len() && *column < columns));
                let known: Vec<i16> = years.iter().flatten().copied().collect();
                assert!(known.is_sorted(), "{years:?}");
                let svg = draw(&franchise, &size).expect("several works");
                assert_eq!(svg.matches("<a class=").count(), works as usize);
            }
        }
    }

    #[test]
    fn lines_keep_between_the_columns() {
        let franchise = franchise(60);
        let (places, _) = placed(&franchise, &franchise.ways(), 4);
        for (lane, (from, to, _)) in (0..).zip(lines(&franchise, &franchise.ways())) {
            let (a, b) = (places[&from], places[&to]);
            if a.0.abs_diff(b.0) < 2 {
                continue;
            }
            let path = WIDE.path(a, b, lane);
            let upright =
                path.split('V').next().and_then(|head| head.rsplit(' ').nth(1)).and_then(|x| x.parse().ok());
            let x: i32 = upright.expect("it has an upright part");
            for (_, column) in places.values() {
                let left = WIDE.corner((0, *column)).0;
                assert!(x <= left || x >= left + WIDE.node.0, "{path} runs through column {column}");
            }
        }
    }

    #[test]
    fn the_story_goes_straight_down_and_side_stories_stand_beside_it() {
        let mut told = franchise(3);
        told.nodes[1].year = Some(2001);
        told.nodes[2].year = Some(2005);
        told.edges = vec![
            RelationEdge { from: id(1), to: id(2), kind: RelationType::SideStory, sources: Vec::new() },
            RelationEdge { from: id(1), to: id(3), kind: RelationType::Sequel, sources: Vec::new() },
        ];
        let (places, years) = placed(&told, &told.ways(), 4);
        assert_eq!(years, [Some(1990), Some(2001), Some(2005)]);
        assert_eq!([places[&id(1)], places[&id(2)], places[&id(3)]], [(0, 0), (1, 1), (2, 0)]);
    }

    #[test]
    fn titles_cannot_break_out_and_a_work_alone_is_not_drawn() {
        let svg = draw(&franchise(3), &NARROW).expect("several works");
        assert!(svg.contains("&lt;1&gt;") && !svg.contains("<1>") && !svg.contains("style="), "{svg}");
        assert!(draw(&franchise(1), &WIDE).is_none());
    }
}
