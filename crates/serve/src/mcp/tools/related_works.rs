//! `related_works`: the works around a work and how they are tied.

use app::RelationEdge;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Tool, card};
use crate::mcp::{
    call::{Call, Refused},
    cursor,
};

/// The tool.
pub struct RelatedWorks;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Id, mal:16498 or title
    work: String,
    cursor: Option<String>,
    budget: Option<usize>,
}

/// The works around a work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    id: i64,
    title: String,
    /// The works, by year: the order in which they came out.
    #[schemars(with = "Vec<super::Line>")]
    works: Vec<Map<String, Value>>,
    /// Ties between works of this page and others.
    ties: Vec<Tie>,
    total: usize,
    next_cursor: Option<String>,
}

/// `from` has the `kind` `to`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tie {
    from: i64,
    to: i64,
    kind: String,
}

impl Tool for RelatedWorks {
    const NAME: &'static str = "related_works";
    const TITLE: &'static str = "Franchise";
    const ABOUT: &'static str = "The works that belong together with one (sequels, sources, side stories), by release, and their ties.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let work = call.work(&asked.work).await?;
        let question = (Self::NAME, work.id);
        let place = cursor::read(asked.cursor.as_deref(), &question)?;
        let mut graph = call.app.relations(&work.id.into()).await?;
        graph.nodes.sort_by_key(|node| (node.year.unwrap_or(i16::MAX), node.id));
        let total = graph.nodes.len();
        let told = |node: &app::RelatedWork| {
            let ties: Vec<Tie> =
                graph.edges.iter().filter(|edge| edge.from == node.id).map(Tie::from).collect();
            (card::related(node), ties)
        };
        let page = budget.fit(graph.nodes.iter().skip(place).map(told).collect());
        let next = place + page.len();
        let (works, ties): (Vec<_>, Vec<Vec<Tie>>) = page.into_iter().unzip();
        Ok(Told {
            id: work.id.get(),
            title: work.title,
            works,
            ties: ties.into_iter().flatten().collect(),
            total,
            next_cursor: (next < total).then(|| cursor::write(next, &question)),
        })
    }
}

impl From<&RelationEdge> for Tie {
    fn from(edge: &RelationEdge) -> Self {
        Self { from: edge.from.get(), to: edge.to.get(), kind: edge.kind.to_string() }
    }
}
