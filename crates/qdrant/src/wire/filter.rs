//! Demands as conditions. Exclusions are `must_not`, so that what has no such field is not excluded.

use qdrant_client::qdrant::{Condition, Filter, Range};
use search::{VectorDemand, VectorFilter};

/// A filter as the server evaluates it.
pub(crate) fn filter(filter: &VectorFilter) -> Filter {
    Filter {
        must: filter.must.iter().map(condition).collect(),
        must_not: filter.must_not.iter().map(condition).collect(),
        ..Filter::default()
    }
}

fn condition(demand: &VectorDemand) -> Condition {
    match demand {
        VectorDemand::OneOf(field, words) => Condition::matches(*field, words.clone()),
        VectorDemand::Between(field, low, high) => {
            let bounds = Range { gte: low.map(f64::from), lte: high.map(f64::from), ..Range::default() };
            Condition::range(field.clone(), bounds)
        }
        VectorDemand::Adult(adult) => Condition::matches("adult", *adult),
        VectorDemand::Works(works) => Condition::has_id(works.iter().map(|work| u64::from(*work))),
    }
}
