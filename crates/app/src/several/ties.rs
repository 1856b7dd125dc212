//! The works that many works are tied to directly.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use model::{EntityKind, ExternalId, RelationType, SourceId, Work, WorkId};

use crate::{
    App, AppError, RelatedWork,
    relations::{Graph, Statement},
};

/// What one work is tied to.
#[derive(Debug, Clone, Default)]
pub struct WorkTies {
    /// Works, by year, id and kind of tie.
    pub works: Vec<WorkTie>,
    /// Things that no work of ours is linked to yet.
    pub unresolved: Vec<(RelationType, ExternalId)>,
}

/// One tie of a work.
#[derive(Debug, Clone)]
pub struct WorkTie {
    /// How they are tied, seen from the work that was asked about.
    pub kind: RelationType,
    /// The other work.
    pub work: Arc<Work>,
    /// Who says so, beside the golden records themselves.
    pub sources: Vec<SourceId>,
}

impl App {
    /// The direct ties of each work: those of [`App::relations`] that begin or end at it.
    pub async fn ties_of(&self, ids: &[WorkId]) -> Result<HashMap<WorkId, WorkTies>, AppError> {
        let centers = self.store().works(ids).await?;
        let told = self.resolved(&centers).await?;
        let mut near: BTreeMap<WorkId, BTreeSet<WorkId>> = BTreeMap::new();
        for (statement, to) in &told {
            near.entry(statement.from).or_default().extend(*to);
        }
        let wanted: BTreeSet<WorkId> = near.values().flatten().copied().collect();
        let wanted: Vec<WorkId> = wanted.into_iter().collect();
        let neighbors = self.store().works(&wanted).await?;
        // What the other end says of the same tie may be more exact.
        let back = self.resolved(&neighbors).await?;
        let neighbors: HashMap<WorkId, Arc<Work>> =
            neighbors.into_iter().map(|work| (work.id, Arc::new(work))).collect();
        let mut ties = HashMap::new();
        for center in centers {
            let around = near.get(&center.id);
            let is_near = |id: &WorkId| around.is_some_and(|around| around.contains(id));
            let mut graph = Graph::around(&center);
            let known = around.into_iter().flatten().filter_map(|id| neighbors.get(id));
            graph.works.extend(known.map(|work| (work.id, RelatedWork::from(&**work))));
            let own = told.iter().filter(|(statement, _)| statement.from == center.id);
            let others =
                back.iter().filter(|(statement, to)| *to == Some(center.id) && is_near(&statement.from));
            for (statement, to) in own.chain(others) {
                match to {
                    Some(to) => graph.tie(statement, *to),
                    None => drop(graph.unresolved.insert((statement.kind.clone(), statement.to.clone()))),
                }
            }
            ties.insert(center.id, ties_in(graph, &center, &neighbors));
        }
        Ok(ties)
    }

    /// What is said of the ties of these works, with the work at the other end where it is one of ours.
    async fn resolved(&self, works: &[Work]) -> Result<Vec<(Statement, Option<WorkId>)>, AppError> {
        let statements = self.statements(works).await?;
        let targets: Vec<ExternalId> = statements.iter().map(|statement| statement.to.clone()).collect();
        let found = self.store().find(&targets).await?;
        let resolve = |statement: Statement| {
            let to = match found.get(&statement.to) {
                Some((EntityKind::Work, id)) => Some(WorkId::from(*id)),
                _ => None,
            };
            (statement, to)
        };
        Ok(statements.into_iter().map(resolve).collect())
    }
}

fn ties_in(graph: Graph, center: &Work, neighbors: &HashMap<WorkId, Arc<Work>>) -> WorkTies {
    let graph = graph.finish();
    let edges = graph.edges.into_iter().filter_map(|edge| {
        let (other, kind) =
            if edge.from == center.id { (edge.to, edge.kind) } else { (edge.from, edge.kind.reversed()) };
        Some(WorkTie { kind, work: Arc::clone(neighbors.get(&other)?), sources: edge.sources })
    });
    let mut works: Vec<WorkTie> = edges.collect();
    works.sort_by(|a, b| {
        let key = |tie: &WorkTie| (tie.work.year.unwrap_or(i16::MAX), tie.work.id);
        key(a).cmp(&key(b)).then_with(|| a.kind.cmp(&b.kind))
    });
    WorkTies { works, unresolved: graph.unresolved }
}
