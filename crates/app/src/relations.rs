//! The works around a work, as a small graph.

use std::collections::{BTreeMap, BTreeSet};

use model::{EntityKind, ExternalId, RelationType, SourceId, Work, WorkId};

use crate::{App, AppError, RelatedWork, RelationEdge, RelationGraph, WorkRef};

/// How far from the center the graph reaches.
const STEPS: usize = 2;

/// The most works a graph shows; a franchise may have hundreds.
const MAX_WORKS: usize = 40;

/// A tie as somebody states it, before both ends are resolved.
struct Statement {
    from: WorkId,
    to: ExternalId,
    kind: RelationType,
    source: Option<SourceId>,
    backwards: bool,
}

impl App {
    /// The works tied to a work, directly or over one other, and how.
    pub async fn relations(&self, work: &WorkRef) -> Result<RelationGraph, AppError> {
        let center = self.work(work).await?.work;
        let mut graph = Graph::around(&center);
        let mut frontier = vec![center];
        for step in 0..STEPS {
            let statements = self.statements(&frontier).await?;
            let targets: Vec<ExternalId> = statements.iter().map(|s| s.to.clone()).collect();
            let found = self.store().find(&targets).await?;
            let mut next = BTreeSet::new();
            for statement in statements {
                match found.get(&statement.to) {
                    Some((EntityKind::Work, id)) => {
                        let to = WorkId::from(*id);
                        if graph.works.contains_key(&to) || graph.works.len() + next.len() < MAX_WORKS {
                            next.insert(to);
                            graph.tie(&statement, to);
                        }
                    }
                    _ if step == 0 => drop(graph.unresolved.insert((statement.kind, statement.to))),
                    _ => {}
                }
            }
            next.retain(|id| !graph.works.contains_key(id));
            let ids: Vec<WorkId> = next.into_iter().collect();
            frontier = self.store().works(&ids).await?;
            graph.works.extend(frontier.iter().map(|work| (work.id, RelatedWork::from(work))));
        }
        Ok(graph.finish())
    }

    /// What records and relation files say about the ties of these works, in both directions.
    async fn statements(&self, works: &[Work]) -> Result<Vec<Statement>, AppError> {
        let mut statements = Vec::new();
        let mut owners: BTreeMap<ExternalId, WorkId> = BTreeMap::new();
        for work in works {
            owners.extend(work.external_ids.iter().map(|id| (id.clone(), work.id)));
            statements.extend(work.relations.iter().map(|entry| Statement {
                from: work.id,
                to: entry.external_id.clone(),
                kind: entry.kind.clone(),
                source: None,
                backwards: false,
            }));
        }
        let ids: Vec<ExternalId> = owners.keys().cloned().collect();
        for row in self.store().relations_touching(&ids).await? {
            let source = Some(row.source.clone());
            if let Some(from) = owners.get(&row.from) {
                let (from, to, kind, source) = (*from, row.to.clone(), row.kind.clone(), source.clone());
                statements.push(Statement { from, to, kind, source, backwards: false });
            }
            if let Some(from) = owners.get(&row.to) {
                statements.push(Statement {
                    from: *from,
                    to: row.from,
                    kind: row.kind,
                    source,
                    backwards: true,
                });
            }
        }
        Ok(statements)
    }
}

struct Graph {
    center: WorkId,
    works: BTreeMap<WorkId, RelatedWork>,
    /// By both ends: the kinds stated, each with who states it.
    ties: BTreeMap<(WorkId, WorkId), BTreeMap<RelationType, BTreeSet<SourceId>>>,
    unresolved: BTreeSet<(RelationType, ExternalId)>,
}

impl Graph {
    fn around(center: &Work) -> Self {
        Self {
            center: center.id,
            works: BTreeMap::from([(center.id, RelatedWork::from(center))]),
            ties: BTreeMap::new(),
            unresolved: BTreeSet::new(),
        }
    }

    fn tie(&mut self, statement: &Statement, other: WorkId) {
        let (from, to) = if statement.backwards { (other, statement.from) } else { (statement.from, other) };
        if from == to {
            return; // two ids of one work, tied by a source that takes them for two
        }
        let sources = self.ties.entry((from, to)).or_default().entry(statement.kind.clone()).or_default();
        sources.extend(statement.source.clone());
    }

    fn finish(mut self) -> RelationGraph {
        self.drop_lesser_ties();
        let mut nodes: Vec<RelatedWork> = self.works.values().cloned().collect();
        nodes.sort_by_key(|node| (node.id != self.center, node.year.unwrap_or(i16::MAX), node.id));
        let works = &self.works;
        let known = |from: &WorkId, to: &WorkId| works.contains_key(from) && works.contains_key(to);
        let ties = self.ties.into_iter().filter(|((from, to), _)| known(from, to));
        let edges = ties.flat_map(|((from, to), kinds)| {
            kinds.into_iter().map(move |(kind, sources)| {
                let sources = sources.into_iter().collect();
                RelationEdge { from, to, kind, sources }
            })
        });
        RelationGraph {
            center: self.center,
            nodes,
            edges: edges.collect(),
            unresolved: self.unresolved.into_iter().collect(),
        }
    }

    /// A tie without a kind says nothing once another source names the kind, from either end; and of
    /// a tie stated from both ends, the one from the lower id is kept.
    fn drop_lesser_ties(&mut self) {
        let pairs: Vec<(WorkId, WorkId)> = self.ties.keys().copied().collect();
        for (from, to) in pairs {
            let back = self.ties.get(&(to, from)).cloned().unwrap_or_default();
            let Some(kinds) = self.ties.get_mut(&(from, to)) else { continue };
            let named = kinds.keys().chain(back.keys()).any(|kind| *kind != RelationType::Related);
            kinds.retain(|kind, _| {
                let repeated = from > to && back.contains_key(&kind.reversed());
                !(repeated || named && *kind == RelationType::Related)
            });
            if kinds.is_empty() {
                self.ties.remove(&(from, to));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Medium;

    use super::*;

    fn id(number: i64) -> WorkId {
        WorkId::new(number).expect("a positive number")
    }

    fn graph(ties: &[(i64, i64, RelationType)]) -> Vec<(i64, i64, String)> {
        let mut graph = Graph::around(&Work::new(id(1), Medium::Anime, "Moonlit Depot"));
        for (from, to, kind) in ties {
            for end in [*from, *to] {
                let work = Work::new(id(end), Medium::Anime, format!("Work {end}"));
                graph.works.insert(work.id, RelatedWork::from(&work));
            }
            let to_subject = "mal:1".parse().expect("an id");
            let statement = Statement {
                from: id(*from),
                to: to_subject,
                kind: kind.clone(),
                source: None,
                backwards: false,
            };
            graph.tie(&statement, id(*to));
        }
        graph.finish().edges.into_iter().map(|e| (e.from.get(), e.to.get(), e.kind.to_string())).collect()
    }

    #[test]
    fn a_named_tie_silences_the_nameless_and_its_mirror() {
        use RelationType::{Prequel, Related, Sequel};
        let edges =
            graph(&[(1, 2, Sequel), (2, 1, Prequel), (1, 2, Related), (2, 1, Related), (1, 3, Related)]);
        let expected = [(1, 2, "SEQUEL".to_owned()), (1, 3, "RELATED".to_owned())];
        assert_eq!(edges, expected);
    }

    #[test]
    fn a_work_is_not_tied_to_itself() {
        assert!(graph(&[(1, 1, RelationType::Sequel)]).is_empty());
    }
}
