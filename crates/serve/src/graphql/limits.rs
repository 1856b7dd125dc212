//! What a document may be, measured before anything is looked up: how deep, how large, how much work.
//!
//! Fragments are measured once and counted wherever they are spread, so that a short document cannot stand for an
//! endless one, and measuring takes no longer than reading. Fields that a variable would skip count as well.

use std::collections::HashMap;

use app::{AppError, ErrorCode, GraphqlConfig};
use async_graphql::{
    Name, Value,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};
use serde_json::{Map, Value as Json};

use super::cursor::{MOST, USUAL};

/// Brackets within each other; the parser goes as deep as they do.
const MOST_NESTED: usize = 96;
/// Fragments that spread each other in a row.
const MOST_SPREADS: usize = 32;
/// Levels of a question about the schema, and lists of fields or types within each other in it. The longest usual
/// question has 16 and one.
const SCHEMA_DEPTH: usize = 24;
const SCHEMA_LISTS: usize = 3;
/// Lists about the schema, each entry of which leads to further ones.
const LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
/// Lists that come page by page without being asked how long, and what is as long as a usual page.
const PAGED: [&str; 13] = [
    "ask",
    "characters",
    "episodes",
    "recommend",
    "relations",
    "release",
    "schedule",
    "search",
    "similar",
    "staff",
    "story",
    "trending",
    "works",
];
/// What has to be worked out or read in many pieces, beside the fields of its answer.
const DEAR: [(&str, u64); 12] = [
    ("ask", 30),
    ("episodes", 5),
    ("facets", 20),
    ("people", 5),
    ("ratings", 5),
    ("recommend", 100),
    ("schedule", 50),
    ("search", 20),
    ("similar", 30),
    ("takes", 5),
    ("trending", 10),
    ("watch_order", 30),
];

/// The bounds in force.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    introspection: bool,
    depth: usize,
    /// What the requests of one body may cost together.
    pub cost: u64,
    fields: u64,
    document_bytes: usize,
}

/// How large a document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Fields written, those of fragments wherever they are spread.
    fields: u64,
    /// Levels of fields within each other.
    depth: usize,
    /// Points.
    pub cost: u64,
    /// Lists about the schema within each other.
    lists: usize,
}

impl Limits {
    /// The bounds of the settings.
    pub fn of(settings: &GraphqlConfig) -> Self {
        Self {
            introspection: settings.introspection,
            depth: settings.depth,
            cost: settings.cost,
            fields: settings.fields,
            document_bytes: settings.document_bytes,
        }
    }

    /// Refuses a text that is too long or too nested to be parsed.
    ///
    /// # Errors
    /// `payload_too_large` or `invalid_input`.
    pub fn check_text(&self, document: &str) -> Result<(), AppError> {
        if document.len() > self.document_bytes {
            let error = AppError::new(ErrorCode::PayloadTooLarge, "the document is longer than allowed");
            let hint = "`graphql.document_bytes` sets the limit";
            return Err(error.detail("limit_bytes", self.document_bytes).hint(hint));
        }
        if nesting(document) > MOST_NESTED {
            return Err(too_much("brackets within each other", nesting(document) as u64, MOST_NESTED as u64));
        }
        Ok(())
    }

    /// Measures a document: the dearest and the deepest of its operations.
    ///
    /// # Errors
    /// `invalid_input` for one that is too deep, too large or goes in a circle, `forbidden` for a question about the
    /// schema where none is answered. The cost is the caller's to compare.
    pub fn measure(
        &self,
        document: &ExecutableDocument,
        variables: &Map<String, Json>,
    ) -> Result<Size, AppError> {
        let mut whole = Size::default();
        for (_, operation) in document.operations.iter() {
            let mut walk = Walk {
                limits: self,
                document,
                operation: &operation.node,
                variables,
                known: HashMap::new(),
                open: Vec::new(),
            };
            let size = walk.selected(&operation.node.selection_set.node)?;
            whole.fields = whole.fields.saturating_add(size.fields);
            whole.depth = whole.depth.max(size.depth);
            whole.cost = whole.cost.max(size.cost);
        }
        if whole.fields > self.fields {
            let error = too_much("fields in the document", whole.fields, self.fields);
            return Err(error.hint("ask in several requests; `graphql.fields` sets the limit"));
        }
        if whole.depth > self.depth {
            let error = too_much("levels of fields", whole.depth as u64, self.depth as u64);
            return Err(error.hint("ask for the inner parts by their ids; `graphql.depth` sets the limit"));
        }
        Ok(whole)
    }

    /// Refuses what costs too much.
    ///
    /// # Errors
    /// `invalid_input`.
    pub fn check_cost(&self, cost: u64) -> Result<(), AppError> {
        if cost > self.cost {
            let error = too_much("points of cost", cost, self.cost);
            let hint = "ask for less with `first`; docs/graphql.md tells what costs what, `graphql.cost` sets the limit";
            return Err(error.hint(hint));
        }
        Ok(())
    }
}

fn too_much(what: &str, asked: u64, limit: u64) -> AppError {
    let message = format!("the request has {asked} {what}; {limit} are allowed");
    AppError::new(ErrorCode::InvalidInput, message).detail("asked", asked).detail("limit", limit)
}

/// One walk through an operation.
struct Walk<'a> {
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Map<String, Json>,
    /// Fragments that were measured.
    known: HashMap<&'a Name, Size>,
    /// Fragments that are being measured, the outermost first.
    open: Vec<&'a Name>,
}

impl<'a> Walk<'a> {
    fn selected(&mut self, set: &'a SelectionSet) -> Result<Size, AppError> {
        let mut sum = Size::default();
        for selection in &set.items {
            let one = match &selection.node {
                Selection::Field(field) => self.field(&field.node)?,
                Selection::InlineFragment(fragment) => self.selected(&fragment.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.spread(&spread.node.fragment_name.node)?,
            };
            sum.fields = sum.fields.saturating_add(one.fields);
            sum.depth = sum.depth.max(one.depth);
            sum.cost = sum.cost.saturating_add(one.cost);
            sum.lists = sum.lists.max(one.lists);
        }
        Ok(sum)
    }

    /// A fragment that is not there is the validation's to tell.
    fn spread(&mut self, name: &'a Name) -> Result<Size, AppError> {
        if let Some(size) = self.known.get(name) {
            return Ok(*size);
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Size::default()) };
        if let Some(begin) = self.open.iter().position(|open| *open == name) {
            let circle: Vec<&str> =
                self.open[begin..].iter().chain([&name]).map(|name| name.as_str()).collect();
            let message = format!("fragments spread each other in a circle: {}", circle.join(" → "));
            return Err(AppError::new(ErrorCode::InvalidInput, message).hint("break the circle"));
        }
        self.open.push(name);
        if self.open.len() > MOST_SPREADS {
            return Err(too_much("fragments within each other", self.open.len() as u64, MOST_SPREADS as u64));
        }
        let size = self.selected(&fragment.node.selection_set.node)?;
        self.open.pop();
        self.known.insert(name, size);
        Ok(size)
    }

    fn field(&mut self, field: &'a Field) -> Result<Size, AppError> {
        let inner = self.selected(&field.selection_set.node)?;
        let name = field.name.node.as_str();
        let fields = inner.fields.saturating_add(1);
        match name {
            "__typename" => return Ok(Size { fields, depth: 1, cost: 0, lists: 0 }),
            "__schema" | "__type" => {
                self.schema(inner)?;
                return Ok(Size { fields, depth: 1, cost: fields, lists: 0 });
            }
            _ => {}
        }
        let own = DEAR.iter().find(|(dear, _)| *dear == name).map_or(1, |(_, points)| *points);
        Ok(Size {
            fields,
            depth: inner.depth + 1,
            cost: inner.cost.saturating_mul(self.times(field)).saturating_add(own),
            lists: inner.lists + usize::from(LISTS.contains(&name)),
        })
    }

    fn schema(&self, inner: Size) -> Result<(), AppError> {
        if !self.limits.introspection {
            let error = AppError::new(ErrorCode::Forbidden, "the schema is not told here");
            return Err(error.hint("docs/reference/schema.graphql has it; `graphql.introspection` sets this"));
        }
        if inner.depth > SCHEMA_DEPTH || inner.lists > SCHEMA_LISTS {
            let message =
                "the question about the schema goes in circles: too many lists or levels within each other";
            return Err(AppError::new(ErrorCode::InvalidInput, message)
                .hint("ask for each type once; types name each other"));
        }
        Ok(())
    }

    /// How many answers a field has at most, each with what is selected of it.
    fn times(&self, field: &Field) -> u64 {
        match self.argument(field, "ids") {
            Some(Value::List(ids)) => return ids.len() as u64,
            Some(_) => return 1,
            None => {}
        }
        match self.argument(field, "first") {
            // What is out of range is refused later, and never looked up.
            Some(Value::Number(first)) => first.as_u64().map_or(1, |first| first.clamp(1, MOST as u64)),
            Some(Value::Null) | None if PAGED.contains(&field.name.node.as_str()) => USUAL as u64,
            _ => 1,
        }
    }

    /// The value of an argument, variables put in.
    fn argument(&self, field: &Field, name: &str) -> Option<Value> {
        let written = field.get_argument(name)?.node.clone();
        written.into_const_with(|name| Ok::<Value, ()>(self.variable(&name))).ok()
    }

    fn variable(&self, name: &Name) -> Value {
        if let Some(given) = self.variables.get(name.as_str()) {
            return Value::from_json(given.clone()).unwrap_or_default();
        }
        let defined =
            self.operation.variable_definitions.iter().find(|defined| defined.node.name.node == *name);
        let default = defined.and_then(|defined| defined.node.default_value.as_ref());
        default.map(|default| default.node.clone()).unwrap_or_default()
    }
}

/// How deep brackets of any kind lie within each other. Those in strings and comments do not count.
fn nesting(document: &str) -> usize {
    let bytes = document.as_bytes();
    let (mut at, mut depth, mut most) = (0, 0usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at = end_of_line(bytes, at),
            b'"' if bytes[at..].starts_with(b"\"\"\"") => at = end_of_block(bytes, at + 3),
            b'"' => at = end_of_string(bytes, at + 1),
            b'{' | b'[' | b'(' => {
                depth += 1;
                most = most.max(depth);
            }
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    most
}

/// Where a comment ends: at the break of its line.
fn end_of_line(bytes: &[u8], from: usize) -> usize {
    let rest = bytes[from..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    rest.map_or(bytes.len(), |length| from + length)
}

/// Where a string ends: at its last quote, or at the break of its line, where it would be none.
fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() && !matches!(bytes[at], b'"' | b'\n' | b'\r') {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at
}

/// Where a block string ends: at the last of its three quotes.
fn end_of_block(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\\\"\"\"") {
            at += 4;
        } else if bytes[at..].starts_with(b"\"\"\"") {
            return at + 2;
        } else {
            at += 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    const LIMITS: Limits =
        Limits { introspection: true, depth: 6, cost: 1000, fields: 100, document_bytes: 10_000 };

    fn measured(document: &str) -> Result<Size, AppError> {
        measured_with(document, json!({}))
    }

    fn measured_with(document: &str, variables: Json) -> Result<Size, AppError> {
        let Json::Object(variables) = variables else { unreachable!("an object was written") };
        LIMITS.check_text(document)?;
        LIMITS.measure(&parse_query(document).expect("sound GraphQL"), &variables)
    }

    fn cost(document: &str) -> u64 {
        measured(document).expect("within the limits").cost
    }

    fn why(document: &str) -> String {
        measured(document).expect_err("beyond the limits").to_string()
    }

    #[test]
    fn a_list_costs_as_much_as_it_may_hold() {
        assert_eq!(cost("{ work(id: 1) { title year } }"), 3);
        assert_eq!(cost("{ search(first: 3) { edges { node { title } } } }"), 20 + 3 * 3);
        assert_eq!(cost("{ search { edges { node { title } } } }"), 20 + 20 * 3);
        assert_eq!(cost("{ works(ids: [1, 2, 3]) { title year } }"), 1 + 3 * 2);
        assert_eq!(cost("{ a: work(id: 1) { title } b: work(id: 1) { title } }"), 4);
        let paged = "query($n: Int = 4) { search(first: $n) { totalCount } }";
        assert_eq!(cost(paged), 24);
        assert_eq!(measured_with(paged, json!({"n": 7})).map(|size| size.cost).ok(), Some(27));
        assert_eq!(measured_with(paged, json!({"n": 100_000})).map(|size| size.cost).ok(), Some(120));
    }

    #[test]
    fn fragments_cost_wherever_they_are_spread() {
        let spread = "{ a: work(id: 1) { ...W } b: work(id: 2) { ...W ... on Work { year } } } \
                      fragment W on Work { title ratings { mean } }";
        assert_eq!(cost(spread), 1 + 7 + 1 + 7 + 1);
        // Each fragment spreads the next twice: 2^30 fields, measured at once.
        let bomb = (0..30)
            .map(|n| format!("fragment F{n} on Work {{ ...F{} ...F{} }} ", n + 1, n + 1))
            .collect::<Vec<String>>()
            .concat();
        let bomb = format!("{{ work(id: 1) {{ ...F0 }} }} {bomb} fragment F30 on Work {{ title }}");
        assert!(why(&bomb).starts_with("the request has 1073741825 fields"), "{}", why(&bomb));
    }

    #[test]
    fn depth_counts_fields_and_not_fragments() {
        let nested =
            |levels: usize| format!("{{ {} x {} }}", "a { ".repeat(levels - 1), "}".repeat(levels - 1));
        assert_eq!(measured(&nested(6)).map(|size| size.depth).ok(), Some(6));
        assert_eq!(why(&nested(7)), "the request has 7 levels of fields; 6 are allowed");
        let inside = "{ a { ... on A { b { ...C } } } } fragment C on B { c { d { e { f } } } }";
        assert_eq!(measured(inside).map(|size| size.depth).ok(), Some(6));
        let deeper = "{ a { ... on A { b { ...C } } } } fragment C on B { c { d { e { f { g } } } } }";
        assert_eq!(why(deeper), "the request has 7 levels of fields; 6 are allowed");
    }

    #[test]
    fn circles_of_fragments_are_named() {
        let circle = "{ ...A } fragment A on Query { work { ...B } } fragment B on Work { works { ...A } }";
        assert_eq!(why(circle), "fragments spread each other in a circle: A → B → A");
        assert_eq!(
            why("{ ...A } fragment A on Query { ...A }"),
            "fragments spread each other in a circle: A → A"
        );
        let chain = (0..40)
            .map(|n| format!("fragment F{n} on Work {{ ...F{} }} ", n + 1))
            .collect::<Vec<String>>()
            .concat();
        assert!(why(&format!("{{ ...F0 }} {chain}")).contains("33 fragments within each other"));
    }

    #[test]
    fn fields_are_counted_over_the_whole_document() {
        let fields = |count: usize| "x ".repeat(count);
        assert!(measured(&format!("{{ {} }}", fields(100))).is_ok());
        assert!(
            why(&format!("{{ {} }}", fields(101))).starts_with("the request has 101 fields in the document")
        );
        assert!(measured(&format!("query A {{ {} }} query B {{ {} }}", fields(50), fields(51))).is_err());
    }

    #[test]
    fn questions_about_the_schema_have_bounds_of_their_own() {
        let deep = "{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }";
        assert!(measured(deep).is_ok());
        let circles = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
        assert!(why(circles).contains("circles"));
        let closed = Limits { introspection: false, ..LIMITS };
        let document = parse_query("{ __type(name: \"Work\") { name } }").expect("sound GraphQL");
        let refused = closed.measure(&document, &Map::new()).expect_err("it is closed");
        assert_eq!(refused.code, ErrorCode::Forbidden);
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        for (document, depth) in [
            ("{ a(b: [1, {c: 2}]) { d } }", 4),
            ("{ a(b: \"}}}{{{{{{\") { c } }", 2),
            ("{ a(b: \"\\\"{{{{\") }", 2),
            ("{ a(b: \"\"\"{{ \" {{ \\\"\"\" {{\"\"\") { c } }", 2),
            ("{ # {{{{{\n a }", 1),
            ("{ a(b: \"unfinished\n) { c } }", 2),
        ] {
            assert_eq!(nesting(document), depth, "{document}");
        }
        let hidden = "{ a(x: \"}\") ".repeat(MOST_NESTED + 1);
        assert!(LIMITS.check_text(&hidden).is_err(), "closing brackets in strings close nothing");
        assert!(LIMITS.check_text(&" ".repeat(10_001)).is_err());
        assert!(LIMITS.check_text(&" ".repeat(10_000)).is_ok());
    }
}
