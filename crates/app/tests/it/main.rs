//! The use cases through the façade, on a store and an index of the test's own.

mod identity;
mod indexing;
mod refreshing;
mod tokens;
mod works;
