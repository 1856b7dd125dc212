//! The use cases through the façade, on a store and an index of the test's own.

mod editing;
mod identity;
mod indexing;
mod refreshing;
mod tokens;
mod works;
