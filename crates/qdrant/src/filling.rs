//! Filling: a collection is made, filled batch by batch, kept up to the store, and put in place of the one before.
//!
//! A collection of the wanted model that is there already is gone on with, whole or not. Otherwise a new one is
//! filled while the one before answers, and the alias moves in one step when it is whole.

use std::sync::Arc;

use embedding::ModelId;
use qdrant_client::{
    Qdrant as Client, QdrantError,
    qdrant::{
        CreateAlias, DeletePoints, PointStruct, PointsIdsList, PointsOperationResponse, PointsSelector,
        UpdateResult, UpdateStatus, UpsertPoints, points_selector::PointsSelectorOneOf,
    },
};
use search::{VectorError, VectorPoint};

use crate::{Qdrant, books::Books, link::Trouble, shape, wire};

/// Points of a batch, and how many bytes of vectors it may hold: the server takes 32 MB at most.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 4 << 20;

/// A collection in the making, or one that is kept up to the store. One process at a time holds one.
pub struct Filling {
    engine: Qdrant,
    collection: String,
    books: Books,
    answers: bool,
}

impl Qdrant {
    /// Goes on with the collection of a model, or makes one. `seq` is the store's last change at this moment: a new
    /// collection knows all up to it once every work has been filled in.
    ///
    /// # Errors
    /// When the server cannot be asked, or refuses.
    pub async fn fill(&self, model: &ModelId, dimensions: usize, seq: i64) -> Result<Filling, VectorError> {
        let survey = self.survey().await?;
        let fits =
            |books: &Books| books.model == *model && books.dimensions == dimensions && books.seq <= seq;
        let known = survey.ours.iter().filter(|found| found.books.as_ref().is_some_and(fits));
        // One that answers before one that is whole, and that before one that was broken off.
        let best = known.max_by_key(|found| (found.answers, found.whole, found.seq));
        if let Some((found, books)) = best.and_then(|found| Some((found, found.books.clone()?))) {
            return Ok(Filling {
                engine: self.clone(),
                collection: found.name.clone(),
                books,
                answers: found.answers,
            });
        }
        self.begin(model, dimensions, seq, survey.ours.iter().map(|found| found.name.as_str())).await
    }

    /// A new collection, whatever is there.
    ///
    /// # Errors
    /// When the server cannot be asked, or refuses.
    pub async fn fill_anew(
        &self,
        model: &ModelId,
        dimensions: usize,
        seq: i64,
    ) -> Result<Filling, VectorError> {
        let survey = self.survey().await?;
        self.begin(model, dimensions, seq, survey.ours.iter().map(|found| found.name.as_str())).await
    }

    async fn begin<'a>(
        &self,
        model: &ModelId,
        dimensions: usize,
        seq: i64,
        taken: impl Iterator<Item = &'a str>,
    ) -> Result<Filling, VectorError> {
        let collection = self.names().next(model, taken);
        let books = Books { model: model.clone(), dimensions, seq, after: 0, whole: false };
        let filling = Filling { engine: self.clone(), collection, books, answers: false };
        let made =
            self.link().step(|client| shape::create(client, filling.collection.clone(), dimensions)).await;
        match made {
            // A try before this one may have made it, and its answer been lost.
            Ok(()) | Err(Trouble::There) => {}
            Err(trouble) => return Err(trouble.into()),
        }
        for (field, kind) in shape::indexes() {
            let index = |client| shape::index(client, filling.collection.clone(), field, kind);
            self.link().step(index).await?;
        }
        filling.save(&filling.books).await?;
        tracing::info!(collection = filling.collection, "a collection of vectors is being filled");
        Ok(filling)
    }
}

impl Filling {
    /// The collection's name.
    pub fn collection(&self) -> &str {
        &self.collection
    }

    /// The model of its vectors.
    pub fn model(&self) -> &ModelId {
        &self.books.model
    }

    /// Whether every work has been filled in, so that only changes are left to apply.
    pub fn is_whole(&self) -> bool {
        self.books.whole
    }

    /// The last change of the store that it knows.
    pub fn seq(&self) -> i64 {
        self.books.seq
    }

    /// The work after which to go on filling in.
    pub fn after(&self) -> u32 {
        self.books.after
    }

    /// Puts works in, in place of what was known of them.
    ///
    /// # Errors
    /// When the server takes a batch in no try; batches before it are in, which does no harm.
    pub async fn put(&self, points: &[VectorPoint]) -> Result<(), VectorError> {
        let size = (self.books.dimensions * 3 * 4).max(1);
        for batch in points.chunks((BATCH_BYTES / size).clamp(1, BATCH)) {
            let points: Vec<PointStruct> = batch.iter().map(wire::struct_of).collect();
            self.upsert(points).await?;
        }
        Ok(())
    }

    /// Takes works out; those that are not in are passed over.
    ///
    /// # Errors
    /// As [`Filling::put`].
    pub async fn remove(&self, works: &[u32]) -> Result<(), VectorError> {
        for batch in works.chunks(BATCH) {
            let ids = batch.iter().map(|work| u64::from(*work).into()).collect();
            let selector = PointsSelectorOneOf::Points(PointsIdsList { ids });
            let request = DeletePoints {
                collection_name: self.collection.clone(),
                wait: Some(true),
                points: Some(PointsSelector { points_selector_one_of: Some(selector) }),
                ..DeletePoints::default()
            };
            let delete = |client: Arc<Client>| {
                let request = request.clone();
                async move { done(&client.delete_points(request).await?) }
            };
            self.engine.link().step(delete).await?;
        }
        Ok(())
    }

    /// Notes that every work up to this one is in.
    ///
    /// # Errors
    /// As [`Filling::put`].
    pub async fn filled_to(&mut self, work: u32) -> Result<(), VectorError> {
        self.note(|books| books.after = work).await
    }

    /// Notes that all changes up to this one are in.
    ///
    /// # Errors
    /// As [`Filling::put`].
    pub async fn knows(&mut self, seq: i64) -> Result<(), VectorError> {
        self.note(|books| books.seq = seq).await
    }

    /// Notes that every work is in, lets this collection answer, and takes away this store's others.
    ///
    /// # Errors
    /// As [`Filling::put`]; what cannot be taken away is taken away the next time.
    pub async fn finish(&mut self) -> Result<(), VectorError> {
        if !self.books.whole {
            self.note(|books| books.whole = true).await?;
        }
        if self.answers {
            // A kill may have come before those of an earlier time were taken away, or left one half made.
            return self.engine.sweep(&self.collection).await;
        }
        // An alias that is there already moves with it, in one step.
        let alias = CreateAlias {
            collection_name: self.collection.clone(),
            alias_name: self.engine.names().alias().to_owned(),
        };
        let change = |client: Arc<Client>| {
            let alias = alias.clone();
            async move { client.create_alias(alias).await.map(drop) }
        };
        self.engine.link().step(change).await?;
        self.answers = true;
        tracing::info!(collection = self.collection, "questions go to the new collection of vectors");
        self.engine.refresh().await?;
        self.engine.sweep(&self.collection).await
    }

    /// Whether questions go to this collection.
    pub fn answers(&self) -> bool {
        self.answers
    }

    async fn note(&mut self, change: impl FnOnce(&mut Books)) -> Result<(), VectorError> {
        let mut books = self.books.clone();
        change(&mut books);
        self.save(&books).await?;
        self.books = books;
        Ok(())
    }

    async fn save(&self, books: &Books) -> Result<(), VectorError> {
        self.upsert(vec![books.to_point()]).await
    }

    async fn upsert(&self, points: Vec<PointStruct>) -> Result<(), VectorError> {
        let request = UpsertPoints {
            collection_name: self.collection.clone(),
            wait: Some(true),
            points,
            ..UpsertPoints::default()
        };
        let upsert = |client: Arc<Client>| {
            let request = request.clone();
            async move { done(&client.upsert_points(request).await?) }
        };
        self.engine.link().step(upsert).await?;
        Ok(())
    }
}

/// What was not carried out to its end counts as not done: with `wait` the server tells.
fn done(answer: &PointsOperationResponse) -> Result<(), QdrantError> {
    let status = answer.result.as_ref().map(UpdateResult::status);
    if status == Some(UpdateStatus::Completed) {
        return Ok(());
    }
    Err(QdrantError::ConversionError(format!("a change was not carried out: {status:?}")))
}
