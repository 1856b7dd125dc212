//! The works around a work, drawn as a small graph.
//!
//! Time runs from left to right: what came before stands left of the work, what follows from it
//! right. The same ties stand as a list beside the drawing, so screen readers are told to skip it.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
};

use app::{RelatedWork, RelationGraph};
use model::{RelationType, WorkId};

use super::{
    drawing::{cut, escaped},
    text,
};

const NODE: (i32, i32) = (188, 52);
const GAP: (i32, i32) = (56, 14);
const MARGIN: i32 = 6;
/// Works drawn in one column; the list has them all.
const PER_COLUMN: usize = 6;

/// A tie of the work itself, for the list.
pub struct Tie {
    /// How they are tied.
    pub kind: String,
    /// The other work.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Kind and year.
    pub facts: String,
    /// Whether the tie leads over another work.
    pub is_far: bool,
}

/// Where a work stands in the drawing, and the tie that brought it there.
struct Place {
    column: i32,
    tie: Option<RelationType>,
    is_far: bool,
}

/// Every work of the graph but the one in the middle, near ones first.
pub fn ties(graph: &RelationGraph) -> Vec<Tie> {
    let places = places(graph);
    let mut ties: Vec<Tie> = Vec::new();
    for node in &graph.nodes {
        let Some(place) = places.get(&node.id).filter(|_| node.id != graph.center) else { continue };
        ties.push(Tie {
            kind: place.tie.as_ref().map(label).unwrap_or_default(),
            id: node.id.get(),
            title: node.title.clone(),
            facts: facts(node),
            is_far: place.is_far,
        });
    }
    ties.sort_by_key(|tie| tie.is_far);
    ties
}

/// The drawing as an SVG element; `None` when the work stands alone.
pub fn draw(graph: &RelationGraph) -> Option<String> {
    let places = places(graph);
    let mut columns: BTreeMap<i32, Vec<&RelatedWork>> = BTreeMap::new();
    for node in &graph.nodes {
        if let Some(place) = places.get(&node.id) {
            columns.entry(place.column).or_default().push(node);
        }
    }
    if graph.nodes.len() < 2 || columns.is_empty() {
        return None;
    }
    for column in columns.values_mut() {
        column.truncate(PER_COLUMN);
    }
    let rows = columns.values().map(Vec::len).max().unwrap_or(1) as i32;
    let (width, height) = (
        columns.len() as i32 * (NODE.0 + GAP.0) - GAP.0 + 2 * MARGIN,
        rows * (NODE.1 + GAP.1) - GAP.1 + 2 * MARGIN,
    );
    let mut corners: BTreeMap<WorkId, (i32, i32)> = BTreeMap::new();
    for (place, column) in columns.values().enumerate() {
        let tall = column.len() as i32 * (NODE.1 + GAP.1) - GAP.1;
        for (row, node) in column.iter().enumerate() {
            let x = MARGIN + place as i32 * (NODE.0 + GAP.0);
            let y = (height - tall) / 2 + row as i32 * (NODE.1 + GAP.1);
            corners.insert(node.id, (x, y));
        }
    }
    let mut svg = String::with_capacity(600 * corners.len());
    // Writing to a `String` cannot fail, so the results are let go.
    let _ = write!(
        svg,
        r#"<svg class="graph" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" focusable="false">"#
    );
    for edge in &graph.edges {
        if let (Some(from), Some(to)) = (corners.get(&edge.from), corners.get(&edge.to)) {
            let _ = write!(svg, r#"<path class="graph__tie" d="{}"/>"#, curve(*from, *to));
        }
    }
    for node in columns.values().flatten() {
        if let (Some(corner), Some(place)) = (corners.get(&node.id), places.get(&node.id)) {
            box_of(&mut svg, node, place, *corner, node.id == graph.center);
        }
    }
    svg.push_str("</svg>");
    Some(svg)
}

fn box_of(svg: &mut String, node: &RelatedWork, place: &Place, (x, y): (i32, i32), is_center: bool) {
    let kind = place.tie.as_ref().map(label);
    let line = kind.into_iter().chain([facts(node)]).collect::<Vec<_>>().join(" · ");
    let class = if is_center { "graph__work graph__work--center" } else { "graph__work" };
    let _ = write!(
        svg,
        r#"<a class="{class}" href="/works/{}" tabindex="-1"><title>{}</title><rect x="{x}" y="{y}" width="{}" height="{}" rx="3"/><text class="graph__title" x="{}" y="{}">{}</text><text class="graph__facts" x="{}" y="{}">{}</text></a>"#,
        node.id,
        escaped(&node.title),
        NODE.0,
        NODE.1,
        x + 10,
        y + 22,
        escaped(&cut(&node.title, 20)),
        x + 10,
        y + 40,
        escaped(&cut(&line, 26)),
    );
}

/// A line between two boxes: sideways from edge to edge, or along the side within one column.
fn curve(from: (i32, i32), to: (i32, i32)) -> String {
    let middle = |y: i32| y + NODE.1 / 2;
    let (y1, y2) = (middle(from.1), middle(to.1));
    if from.0 == to.0 {
        let (x, bow) = (from.0 + NODE.0, from.0 + NODE.0 + GAP.0 / 2);
        return format!("M{x} {y1}C{bow} {y1} {bow} {y2} {x} {y2}");
    }
    let ((x1, y1), (x2, y2)) =
        if from.0 < to.0 { ((from.0, y1), (to.0, y2)) } else { ((to.0, y2), (from.0, y1)) };
    let (start, half) = (x1 + NODE.0, i32::midpoint(x1 + NODE.0, x2));
    format!("M{start} {y1}C{half} {y1} {half} {y2} {x2} {y2}")
}

/// Walks the ties from the middle outward, nearest first; a work stands where it is reached first.
fn places(graph: &RelationGraph) -> BTreeMap<WorkId, Place> {
    let mut places = BTreeMap::from([(graph.center, Place { column: 0, tie: None, is_far: false })]);
    let mut queue = VecDeque::from([graph.center]);
    while let Some(here) = queue.pop_front() {
        let column = places.get(&here).map_or(0, |place| place.column);
        for edge in &graph.edges {
            let (other, tie) = if edge.from == here {
                (edge.to, edge.kind.clone())
            } else if edge.to == here {
                (edge.from, edge.kind.reversed())
            } else {
                continue;
            };
            if places.contains_key(&other) {
                continue;
            }
            let column = (column + direction(&tie)).clamp(-2, 2);
            places.insert(other, Place { column, is_far: here != graph.center, tie: Some(tie) });
            queue.push_back(other);
        }
    }
    places
}

/// Whether a tie leads to what came before or to what follows.
fn direction(tie: &RelationType) -> i32 {
    match tie {
        RelationType::Prequel | RelationType::Parent | RelationType::Source | RelationType::FullStory => -1,
        _ => 1,
    }
}

/// A tie as people call it.
pub fn label(tie: &RelationType) -> String {
    match tie {
        RelationType::Parent => "Main story".to_owned(),
        RelationType::Character => "Same character".to_owned(),
        RelationType::Miscellaneous | RelationType::Related => "Related".to_owned(),
        tie => text::word(tie.as_str()),
    }
}

/// Kind and year of a work.
pub fn facts(node: &RelatedWork) -> String {
    let kind = text::kind(&node.medium, &node.format);
    node.year.map_or_else(|| kind.clone(), |year| format!("{kind} · {year}"))
}

#[cfg(test)]
mod tests {
    use app::RelationEdge;
    use model::{Format, Medium};

    use super::*;

    fn graph(nodes: &[(i64, &str)], edges: &[(i64, i64, RelationType)]) -> RelationGraph {
        let id = |number| WorkId::new(number).expect("a positive number");
        let node = |(number, title): &(i64, &str)| RelatedWork {
            id: id(*number),
            title: (*title).to_owned(),
            medium: Medium::Anime,
            format: Format::Tv,
            year: Some(2014),
            image: None,
        };
        let edge = |(from, to, kind): &(i64, i64, RelationType)| RelationEdge {
            from: id(*from),
            to: id(*to),
            kind: kind.clone(),
            sources: Vec::new(),
        };
        RelationGraph {
            center: id(1),
            nodes: nodes.iter().map(node).collect(),
            edges: edges.iter().map(edge).collect(),
            unresolved: Vec::new(),
        }
    }

    #[test]
    fn what_came_before_stands_left() {
        use RelationType::{Prequel, Sequel, Source};
        let graph = graph(
            &[(1, "Moonlit Depot"), (2, "Depot II"), (3, "Depot 0"), (4, "The Book")],
            &[(1, 2, Sequel), (1, 3, Prequel), (3, 4, Source)],
        );
        let columns: Vec<i32> = places(&graph).values().map(|place| place.column).collect();
        assert_eq!(columns, [0, 1, -1, -2]);
        let listed: Vec<(String, bool)> =
            ties(&graph).into_iter().map(|tie| (tie.kind, tie.is_far)).collect();
        let expected = [("Sequel", false), ("Prequel", false), ("Source", true)];
        assert_eq!(listed, expected.map(|(kind, far)| (kind.to_owned(), far)));
    }

    #[test]
    fn a_tie_from_the_other_end_is_turned_round() {
        let graph = graph(&[(1, "Depot II"), (2, "Moonlit Depot")], &[(2, 1, RelationType::Sequel)]);
        assert_eq!(ties(&graph)[0].kind, "Prequel");
    }

    #[test]
    fn titles_cannot_break_out_of_the_drawing() {
        let graph = graph(&[(1, "a"), (2, "<script>\u{7}&\"")], &[(1, 2, RelationType::Sequel)]);
        let svg = draw(&graph).expect("two works");
        assert!(svg.contains("&lt;script&gt;&amp;&quot;"), "{svg}");
        assert!(!svg.contains("<script") && !svg.contains("style="), "{svg}");
    }

    #[test]
    fn a_work_alone_is_not_drawn() {
        assert!(draw(&graph(&[(1, "a")], &[])).is_none());
    }
}
