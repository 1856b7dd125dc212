//! Reads what many fields ask for with few statements.
//!
//! The fields of one level ask together, and each kind of thing is read once for all of them. What was read in a request
//! is not read again in it.

use std::{collections::HashMap, sync::Arc};

use app::{App, AppError, CastMember, EpisodeList, WorkRatings, WorkTies};
use async_graphql::{
    Context,
    dataloader::{DataLoader, HashMapCache, Loader},
};
use futures::future::BoxFuture;
use model::{CharacterId, CharacterRole, EntityId, EntityKind, ExternalId, PersonId, Work, WorkId};
use tracing::Instrument as _;

/// Works, characters and people as the graph reads them.
pub struct Loads(App);

/// What a request reads through.
pub type Reader = DataLoader<Loads, HashMapCache>;

/// A work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Whole(pub WorkId);

/// A work's characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cast(pub WorkId);

/// A work's ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ties(pub WorkId);

/// A work's ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratings(pub WorkId);

/// A work's episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Episodes(pub WorkId);

/// A character's works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Appearances(pub CharacterId);

/// What an external id is linked to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Linked(pub ExternalId);

impl Loads {
    /// Reads of an app.
    pub fn new(app: App) -> Self {
        Self(app)
    }
}

/// What one request reads through.
pub fn loader(loads: Loads) -> Reader {
    // What is read belongs to the request in the log as well.
    let spawn = |read: BoxFuture<'static, ()>| tokio::spawn(read.in_current_span());
    DataLoader::with_cache(loads, spawn, HashMapCache::default())
}

/// What the request of a field reads through.
pub fn reader<'a>(ctx: &Context<'a>) -> &'a Reader {
    ctx.data_unchecked::<Reader>()
}

type Read<K, V> = Result<HashMap<K, V>, Arc<AppError>>;

/// Several keys read at once, each found value under its key again.
fn keyed<K, I, V>(wrap: fn(I) -> K, read: Result<HashMap<I, V>, AppError>) -> Read<K, V>
where
    K: Eq + std::hash::Hash,
{
    Ok(read.map_err(Arc::new)?.into_iter().map(|(id, value)| (wrap(id), value)).collect())
}

/// The same where values are shared.
fn shared<K, I, V>(wrap: fn(I) -> K, read: Result<HashMap<I, V>, AppError>) -> Read<K, Arc<V>>
where
    K: Eq + std::hash::Hash,
{
    Ok(read.map_err(Arc::new)?.into_iter().map(|(id, value)| (wrap(id), Arc::new(value))).collect())
}

impl Loader<Whole> for Loads {
    type Value = Arc<Work>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[Whole]) -> Read<Whole, Self::Value> {
        let ids: Vec<WorkId> = keys.iter().map(|key| key.0).collect();
        keyed(Whole, self.0.works_of(&ids).await)
    }
}

impl Loader<Cast> for Loads {
    type Value = Arc<Vec<CastMember>>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[Cast]) -> Read<Cast, Self::Value> {
        let ids: Vec<WorkId> = keys.iter().map(|key| key.0).collect();
        shared(Cast, self.0.casts_of(&ids).await)
    }
}

impl Loader<Ties> for Loads {
    type Value = Arc<WorkTies>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[Ties]) -> Read<Ties, Self::Value> {
        let ids: Vec<WorkId> = keys.iter().map(|key| key.0).collect();
        shared(Ties, self.0.ties_of(&ids).await)
    }
}

impl Loader<Ratings> for Loads {
    type Value = Arc<WorkRatings>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[Ratings]) -> Read<Ratings, Self::Value> {
        let ids: Vec<WorkId> = keys.iter().map(|key| key.0).collect();
        shared(Ratings, self.0.ratings_of(&ids).await)
    }
}

impl Loader<Episodes> for Loads {
    type Value = Arc<EpisodeList>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[Episodes]) -> Read<Episodes, Self::Value> {
        let ids: Vec<WorkId> = keys.iter().map(|key| key.0).collect();
        shared(Episodes, self.0.episodes_of(&ids).await)
    }
}

impl Loader<Appearances> for Loads {
    type Value = Arc<Vec<(Arc<Work>, CharacterRole)>>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[Appearances]) -> Read<Appearances, Self::Value> {
        let ids: Vec<CharacterId> = keys.iter().map(|key| key.0).collect();
        shared(Appearances, self.0.appearances_of(&ids).await)
    }
}

impl Loader<CharacterId> for Loads {
    type Value = Arc<model::Character>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[CharacterId]) -> Read<CharacterId, Self::Value> {
        self.0.characters_of(keys).await.map_err(Arc::new)
    }
}

impl Loader<PersonId> for Loads {
    type Value = Arc<model::Person>;
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[PersonId]) -> Read<PersonId, Self::Value> {
        self.0.people_of(keys).await.map_err(Arc::new)
    }
}

impl Loader<Linked> for Loads {
    type Value = (EntityKind, EntityId);
    type Error = Arc<AppError>;

    async fn load(&self, keys: &[Linked]) -> Read<Linked, Self::Value> {
        let ids: Vec<ExternalId> = keys.iter().map(|key| key.0.clone()).collect();
        keyed(Linked, self.0.linked(&ids).await)
    }
}
