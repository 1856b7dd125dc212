//! How works are tied.

use app::WorkTie;
use async_graphql::SimpleObject;
use model::{ExternalId, RelationType};

use super::{Work, connection, texts};

connection! {
    /// The works that a work is tied to directly.
    TieConnection of TieEdge
}

/// A tie to another work.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct TieEdge {
    /// Leads on from this entry.
    cursor: String,
    /// What the other work is to this one, such as `SEQUEL`.
    kind: String,
    /// Who says so, beside the record itself.
    sources: Vec<String>,
    /// The other work.
    node: Work,
}

/// A tie to something that no work of ours is linked to yet.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Loose {
    /// What it is to this work.
    kind: String,
    /// Its id at the source.
    external_id: String,
}

/// A tie in its place.
pub fn edge((cursor, tie): (String, WorkTie)) -> TieEdge {
    TieEdge { cursor, kind: tie.kind.to_string(), sources: texts(&tie.sources), node: Work::of(tie.work) }
}

impl From<&(RelationType, ExternalId)> for Loose {
    fn from((kind, id): &(RelationType, ExternalId)) -> Self {
        Self { kind: kind.to_string(), external_id: id.to_string() }
    }
}
