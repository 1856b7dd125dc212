//! The works around a work, as a small graph, and all that hangs together with it, as a larger one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::{EntityKind, ExternalId, RelationType, SourceId, Work, WorkId};

use crate::{App, AppError, Franchise, RelatedWork, RelationEdge, RelationGraph, WorkRef};

/// How far from the center the graph reaches.
const STEPS: usize = 2;

/// The most works a graph shows; a franchise may have hundreds.
const MAX_WORKS: usize = 40;

/// The most works of a franchise: more could not be made out in a drawing.
const MAX_FRANCHISE: usize = 60;

/// A tie as somebody states it, before both ends are resolved.
pub(crate) struct Statement {
    pub from: WorkId,
    pub to: ExternalId,
    pub kind: RelationType,
    source: Option<SourceId>,
    backwards: bool,
}

impl App {
    /// The works tied to a work, directly or over one other, and how.
    pub async fn relations(&self, work: &WorkRef) -> Result<RelationGraph, AppError> {
        let center = self.work(work).await?.work;
        let (graph, _) = self.spread(center, STEPS, MAX_WORKS, |_| true).await?;
        Ok(graph.finish())
    }

    /// All works that hang together with a work over ties of the story, in every medium, and the ties between them.
    ///
    /// Figures that look in and ties that only say "other" lead no further; they would tie half of the catalog
    /// together.
    ///
    /// # Errors
    /// `not_found` when there is no such work.
    pub async fn franchise(&self, work: &WorkRef) -> Result<Franchise, AppError> {
        let center = self.work(work).await?.work;
        let (graph, cut) = self.spread(center, usize::MAX, MAX_FRANCHISE, is_story).await?;
        let graph = graph.finish();
        Ok(Franchise { center: graph.center, nodes: graph.nodes, edges: graph.edges, cut })
    }

    /// Walks the ties from a work outward, and says whether there was more than fits.
    async fn spread(
        &self,
        center: Work,
        steps: usize,
        most: usize,
        leads_on: fn(&RelationType) -> bool,
    ) -> Result<(Graph, bool), AppError> {
        let mut graph = Graph::around(&center);
        let mut frontier = vec![center];
        let (mut step, mut cut) = (0, false);
        while step < steps && !frontier.is_empty() {
            let mut statements = self.statements(&frontier).await?;
            statements.retain(|statement| leads_on(&statement.kind));
            let targets: Vec<ExternalId> = statements.iter().map(|s| s.to.clone()).collect();
            let found = self.store().find(&targets).await?;
            let mut next = BTreeSet::new();
            for statement in statements {
                match found.get(&statement.to) {
                    Some((EntityKind::Work, id)) => {
                        let to = WorkId::from(*id);
                        let is_there = graph.works.contains_key(&to) || next.contains(&to);
                        if is_there || graph.works.len() + next.len() < most {
                            next.insert(to);
                            graph.tie(&statement, to);
                        } else {
                            cut = true;
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
            step += 1;
        }
        Ok((graph, cut))
    }

    /// What records and relation files say about the ties of these works, in both directions.
    pub(crate) async fn statements(&self, works: &[Work]) -> Result<Vec<Statement>, AppError> {
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

/// Whether a tie leads on within one story.
fn is_story(kind: &RelationType) -> bool {
    !matches!(kind, RelationType::Character | RelationType::Miscellaneous | RelationType::Other(_))
}

impl Franchise {
    /// How each work is reached from the one in the middle, by the fewest ties: over which work, and what it is to
    /// that one.
    pub fn ways(&self) -> BTreeMap<WorkId, (WorkId, RelationType)> {
        let mut ways: BTreeMap<WorkId, (WorkId, RelationType)> = BTreeMap::new();
        let mut queue = VecDeque::from([self.center]);
        while let Some(here) = queue.pop_front() {
            for edge in &self.edges {
                let (other, kind) = if edge.from == here {
                    (edge.to, edge.kind.clone())
                } else if edge.to == here {
                    (edge.from, edge.kind.reversed())
                } else {
                    continue;
                };
                if other != self.center && !ways.contains_key(&other) {
                    ways.insert(other, (here, kind));
                    queue.push_back(other);
                }
            }
        }
        ways
    }
}

pub(crate) struct Graph {
    center: WorkId,
    pub works: BTreeMap<WorkId, RelatedWork>,
    /// By both ends: the kinds stated, each with who states it.
    ties: BTreeMap<(WorkId, WorkId), BTreeMap<RelationType, BTreeSet<SourceId>>>,
    pub unresolved: BTreeSet<(RelationType, ExternalId)>,
}

impl Graph {
    pub fn around(center: &Work) -> Self {
        Self {
            center: center.id,
            works: BTreeMap::from([(center.id, RelatedWork::from(center))]),
            ties: BTreeMap::new(),
            unresolved: BTreeSet::new(),
        }
    }

    pub fn tie(&mut self, statement: &Statement, other: WorkId) {
        let (from, to) = if statement.backwards { (other, statement.from) } else { (statement.from, other) };
        if from == to {
            return; // two ids of one work, tied by a source that takes them for two
        }
        let sources = self.ties.entry((from, to)).or_default().entry(statement.kind.clone()).or_default();
        sources.extend(statement.source.clone());
    }

    pub fn finish(mut self) -> RelationGraph {
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
