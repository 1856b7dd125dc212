//! Questions: from the border's words to the protocol and back, with the breaker in front.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use embedding::ModelId;
use qdrant_client::qdrant::{
    Condition, Filter, GetPoints, Query, QueryBatchPoints, QueryPoints, ScrollPoints, SearchParams,
    VectorInput,
};
use search::{NearWork, Nearby, VECTOR_SPACES, VectorEngine, VectorError, VectorPoint, VectorStanding};

use crate::{
    Settings,
    books::{Books, POINT},
    breaker::Breaker,
    link::{Link, Trouble},
    names::Names,
    wire,
};

/// Up to so many works every vector is compared, as the built-in engine does; above, the server's graph is asked,
/// which finds nearly all of the nearest.
const EXACT_UP_TO: usize = 100_000;
/// How many candidates the graph looks at: a few for each work that is wanted.
const CANDIDATES: u64 = 512;

/// The engine. Cheap to clone; all clones share one line and one breaker.
#[derive(Clone)]
pub struct Qdrant(Arc<Inner>);

struct Inner {
    link: Link,
    names: Names,
    active: RwLock<Option<Active>>,
    breaker: Mutex<Breaker>,
    opened: Instant,
}

/// The collection that answers.
#[derive(Debug, Clone)]
struct Active {
    collection: String,
    books: Books,
    works: usize,
}

impl Qdrant {
    /// Makes ready to ask a server; whether it is there shows at the first question.
    ///
    /// # Errors
    /// When the address cannot be one.
    pub fn open(settings: &Settings) -> Result<Self, VectorError> {
        Ok(Self(Arc::new(Inner {
            link: Link::open(settings)?,
            names: Names::new(settings),
            active: RwLock::default(),
            breaker: Mutex::new(Breaker::new(settings.rest)),
            opened: Instant::now(),
        })))
    }

    /// Looks which collection answers and how far it is, so that questions need not.
    ///
    /// # Errors
    /// When the server cannot be asked; the breaker hears of it.
    pub async fn refresh(&self) -> Result<(), VectorError> {
        self.may_ask()?;
        let found = self.find_active().await;
        self.heard(&found.as_ref().map(drop).map_err(Clone::clone));
        let active = found?;
        *self.0.active.write().unwrap_or_else(PoisonError::into_inner) = active;
        Ok(())
    }

    /// Whether it is left alone at the moment, and what it failed with last.
    pub fn trouble(&self) -> Option<String> {
        let breaker = self.breaker();
        breaker
            .last()
            .map(|last| if breaker.is_open() { format!("left alone: {last}") } else { last.to_owned() })
    }

    /// The last change of the store that the answering collection knows, as far as is known.
    pub fn seq(&self) -> Option<i64> {
        self.known().map(|active| active.books.seq)
    }

    /// The collection that answers, as far as is known.
    pub fn collection(&self) -> Option<String> {
        self.known().map(|active| active.collection)
    }

    pub(crate) fn link(&self) -> &Link {
        &self.0.link
    }

    pub(crate) fn names(&self) -> &Names {
        &self.0.names
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.0.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Duration {
        self.0.opened.elapsed()
    }

    fn may_ask(&self) -> Result<(), VectorError> {
        let now = self.now();
        self.breaker().ask(now).map_err(VectorError::Resting)
    }

    /// Tells the breaker how a question went.
    fn heard<T>(&self, done: &Result<T, VectorError>) {
        let now = self.now();
        match done {
            Err(error) if error.is_trouble() => self.breaker().failed(now, error.to_string()),
            _ => self.breaker().succeeded(),
        }
    }

    fn known(&self) -> Option<Active> {
        self.0.active.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn find_active(&self) -> Result<Option<Active>, VectorError> {
        let Some(collection) = self.answering().await? else { return Ok(None) };
        let Some(books) = self.books_of(&collection).await? else { return Ok(None) };
        let works = self.count(&collection, None).await?;
        Ok(Some(Active { collection, books, works }))
    }

    /// The collection that answers; the server is asked where that is not known.
    fn active(&self) -> Result<Active, VectorError> {
        if let Some(active) = self.known() {
            return Ok(active);
        }
        self.look_again()
    }

    /// Asks the server which collection answers, from whatever thread.
    fn look_again(&self) -> Result<Active, VectorError> {
        let (engine, (tell, told)) = (self.clone(), std::sync::mpsc::sync_channel(1));
        self.link().spawn(async move {
            let _ = tell.send(engine.find_active().await);
        });
        let late = self.link().patience() * 3;
        let unreachable = |_| VectorError::Unreachable(format!("no answer within {} ms", late.as_millis()));
        let found = told.recv_timeout(late).map_err(unreachable)??;
        self.0.active.write().unwrap_or_else(PoisonError::into_inner).clone_from(&found);
        found.ok_or(VectorError::Empty)
    }

    /// Asks behind the breaker. A collection that has gone means that another one answers now.
    fn asked<T>(&self, ask: impl Fn(&Active) -> Result<T, Trouble>) -> Result<T, VectorError> {
        self.may_ask()?;
        let done = self.active().and_then(|active| match ask(&active) {
            Err(Trouble::Missing) => Ok(ask(&self.look_again()?)?),
            done => Ok(done?),
        });
        self.heard(&done);
        done
    }
}

impl VectorEngine for Qdrant {
    fn name(&self) -> &'static str {
        "qdrant"
    }

    fn model(&self) -> Option<ModelId> {
        if let Some(active) = self.known() {
            return Some(active.books.model);
        }
        self.asked(|active| Ok(active.books.model.clone())).ok()
    }

    fn standing(&self) -> Result<VectorStanding, VectorError> {
        self.may_ask()?;
        let (engine, (tell, told)) = (self.clone(), std::sync::mpsc::sync_channel(1));
        self.link().spawn(async move {
            let _ = tell.send(engine.stand().await);
        });
        let late = self.link().patience() * 4;
        let done = told.recv_timeout(late).unwrap_or_else(|_| {
            Err(VectorError::Unreachable(format!("no answer within {} ms", late.as_millis())))
        });
        self.heard(&done);
        done
    }

    fn nearest(&self, asked: &Nearby<'_>) -> Result<Vec<NearWork>, VectorError> {
        let Some(filter) = asked.allowed.filter() else { return Ok(Vec::new()) };
        let filter = wire::filter(&filter);
        self.asked(|active| {
            if active.books.model != *asked.model {
                let (held, asked) = (active.books.model.clone(), asked.model.clone());
                return Err(Trouble::Lasting(VectorError::OtherModel { held, asked }));
            }
            let params = SearchParams {
                exact: Some(active.works <= EXACT_UP_TO),
                hnsw_ef: Some(CANDIDATES),
                ..SearchParams::default()
            };
            let question = |(space, _): &(&str, f32)| QueryPoints {
                collection_name: active.collection.clone(),
                query: Some(Query::new_nearest(VectorInput::new_dense(asked.vector.to_vec()))),
                using: Some((*space).to_owned()),
                filter: Some(filter.clone()),
                params: Some(params.clone()),
                limit: Some(asked.limit as u64),
                with_payload: Some(false.into()),
                ..QueryPoints::default()
            };
            let request = QueryBatchPoints {
                collection_name: active.collection.clone(),
                query_points: asked.spaces.iter().map(question).collect(),
                ..QueryBatchPoints::default()
            };
            let found = self.link().wait(|client| async move { client.query_batch(request).await })?;
            let weights = asked.spaces.iter().map(|(_, weight)| *weight);
            Ok(merged(found.result.into_iter().map(|batch| batch.result).zip(weights)))
        })
    }

    fn points(&self, works: &[u32]) -> Result<Vec<VectorPoint>, VectorError> {
        let ids: Vec<_> = works.iter().map(|work| u64::from(*work).into()).collect();
        let found = self.asked(|active| {
            let request = GetPoints {
                collection_name: active.collection.clone(),
                ids: ids.clone(),
                with_payload: Some(true.into()),
                with_vectors: Some(true.into()),
                ..GetPoints::default()
            };
            self.link().wait(|client| async move { client.get_points(request).await })
        })?;
        let mut points: Vec<VectorPoint> = found.result.into_iter().filter_map(wire::point_of).collect();
        points.sort_by_key(|point| works.iter().position(|work| *work == point.work));
        Ok(points)
    }

    fn works(&self, after: u32, limit: usize) -> Result<Vec<u32>, VectorError> {
        let found = self.asked(|active| {
            let request = ScrollPoints {
                collection_name: active.collection.clone(),
                filter: Some(Filter { must_not: vec![Condition::has_id([POINT])], ..Filter::default() }),
                // Numbers come in ascending order, the first of them at the offset.
                offset: Some(u64::from(after).saturating_add(1).into()),
                limit: Some(u32::try_from(limit).unwrap_or(u32::MAX)),
                with_payload: Some(false.into()),
                with_vectors: Some(false.into()),
                ..ScrollPoints::default()
            };
            self.link().wait(|client| async move { client.scroll(request).await })
        })?;
        let mut works: Vec<u32> =
            found.result.iter().filter_map(|point| wire::number_of(point.id.as_ref()?)).collect();
        works.sort_unstable();
        Ok(works)
    }
}

impl Qdrant {
    async fn stand(&self) -> Result<VectorStanding, VectorError> {
        let active = self.find_active().await?;
        self.0.active.write().unwrap_or_else(PoisonError::into_inner).clone_from(&active);
        let active = active.ok_or(VectorError::Empty)?;
        let mut vectors = BTreeMap::new();
        for space in VECTOR_SPACES {
            let count = self.count(&active.collection, Some(space)).await?;
            if count > 0 {
                vectors.insert(space.to_owned(), count);
            }
        }
        Ok(VectorStanding {
            model: Some(active.books.model),
            dimensions: active.books.dimensions,
            seq: active.books.seq,
            works: active.works,
            vectors,
        })
    }
}

/// The best score of each work over its spaces. A work that is among the nearest is among those of its best
/// space, so that nothing is lost by asking each for as many as are wanted.
fn merged(found: impl Iterator<Item = (Vec<qdrant_client::qdrant::ScoredPoint>, f32)>) -> Vec<NearWork> {
    let mut best: HashMap<u32, f32> = HashMap::new();
    for (points, weight) in found {
        for point in points {
            let Some(work) = point.id.as_ref().and_then(wire::number_of) else { continue };
            let score = point.score * weight;
            best.entry(work).and_modify(|known| *known = known.max(score)).or_insert(score);
        }
    }
    let mut works: Vec<NearWork> = best.into_iter().map(|(work, score)| NearWork { work, score }).collect();
    works.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.work.cmp(&b.work)));
    works
}
