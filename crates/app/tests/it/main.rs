//! The use cases through the façade, on a store and an index of the test's own.

mod asking;
mod comparing;
mod editing;
mod identity;
mod indexing;
mod modeling;
mod picturing;
mod producing;
mod recommending;
mod refreshing;
mod scheduling;
mod several;
mod tokens;
mod updating;
mod vectors;
mod watching;
mod works;
