//! What hangs on the graph. Fields and words are those that every door has; only what Relay names itself
//! (`pageInfo`, `totalCount`) is spelled as Relay spells it.
//!
//! Words of the field, such as formats, are text in answers: a source may say one that no table has.

mod cast;
mod episodes;
pub mod inputs;
mod parts;
pub mod person;
mod ratings;
pub mod recommend;
pub mod schedule;
pub mod search;
mod take;
mod ties;
pub mod trending;
pub mod watch;
mod work;

use async_graphql::{ID, Interface};
use serde::Serialize;

pub use cast::Character;
pub use person::Person;
pub use take::Take;
pub use work::Work;

/// Anything that has an id of its own in the graph.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "The id, unlike that of any other thing: a number for works, `character:5` and `person:3` for others"
))]
pub enum Node {
    /// A work.
    Work(Work),
    /// A character.
    Character(Character),
    /// A person.
    Person(Person),
}

/// Declares a page of a list by Relay's convention.
macro_rules! connection {
    ($(#[$meta:meta])* $name:ident of $edge:ty) => {
        $(#[$meta])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            /// The entries of this page.
            edges: Vec<$edge>,
            /// Where this page stands among the others.
            #[graphql(name = "pageInfo")]
            page_info: $crate::graphql::cursor::PageInfo,
            /// How many entries there are in all.
            #[graphql(name = "totalCount")]
            total_count: usize,
        }

        impl $name {
            /// The page of a list that was cut.
            pub fn of<T>(
                cut: $crate::graphql::cursor::Cut<T>,
                edge: impl FnMut((String, T)) -> $edge,
            ) -> Self {
                let edges = cut.entries.into_iter().map(edge).collect();
                Self { edges, page_info: cut.page, total_count: cut.total }
            }
        }
    };
}
pub(crate) use connection;

/// The published word of a value.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// Texts of values that print as their published word.
fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}
