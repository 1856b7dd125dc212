//! What lies on the server: this store's collections, which of them answers, and those of others.

use embedding::ModelId;
use qdrant_client::qdrant::{Condition, CountPoints, Filter, GetPoints};

use crate::{
    Qdrant,
    books::{Books, POINT},
    link::Trouble,
};

/// Emaki's collections on a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// This store's, by name.
    pub ours: Vec<Collection>,
    /// The names of other stores', or of this one's past.
    pub others: Vec<String>,
}

/// One collection of this store's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// What it is called.
    pub name: String,
    /// Whether questions go there.
    pub answers: bool,
    /// The model of its vectors; `None` where its books are of another version.
    pub model: Option<ModelId>,
    /// The last change of the store that it knows.
    pub seq: i64,
    /// How many works it holds.
    pub works: usize,
    /// Whether it is filled.
    pub whole: bool,
    pub(crate) books: Option<Books>,
}

impl Qdrant {
    /// Looks at what is on the server.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn survey(&self) -> Result<Survey, search::VectorError> {
        let listed = self.link().ask(|client| async move { client.list_collections().await }).await?;
        let mut names: Vec<String> = listed.collections.into_iter().map(|found| found.name).collect();
        names.sort_unstable();
        let answering = self.answering().await?;
        let mut survey = Survey::default();
        for name in names {
            if self.names().is_ours(&name) {
                let answers = answering.as_deref() == Some(name.as_str());
                survey.ours.extend(self.look_at(name, answers).await?);
            } else if self.names().is_emakis(&name) {
                survey.others.push(name);
            }
        }
        Ok(survey)
    }

    /// The collection that the alias names.
    pub(crate) async fn answering(&self) -> Result<Option<String>, Trouble> {
        let aliases = self.link().ask(|client| async move { client.list_aliases().await }).await?;
        let ours = aliases.aliases.into_iter().find(|alias| alias.alias_name == self.names().alias());
        Ok(ours.map(|alias| alias.collection_name))
    }

    /// A collection's own books; `None` where it has gone meanwhile, or is of another version.
    pub(crate) async fn books_of(&self, name: &str) -> Result<Option<Books>, Trouble> {
        let request = GetPoints {
            collection_name: name.to_owned(),
            ids: vec![POINT.into()],
            with_payload: Some(true.into()),
            with_vectors: Some(false.into()),
            ..GetPoints::default()
        };
        let found = self.link().ask(|client| async move { client.get_points(request).await }).await;
        match found {
            Ok(found) => Ok(found.result.first().and_then(|point| Books::of(&point.payload))),
            Err(Trouble::Missing) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// How many works a collection holds, or how many have a vector in a space.
    pub(crate) async fn count(&self, name: &str, space: Option<&str>) -> Result<usize, Trouble> {
        let filter = Filter {
            must: space.map(has_vector).into_iter().collect(),
            must_not: vec![Condition::has_id([POINT])],
            ..Filter::default()
        };
        let request = CountPoints {
            collection_name: name.to_owned(),
            filter: Some(filter),
            exact: Some(true),
            ..CountPoints::default()
        };
        let counted = self.link().ask(|client| async move { client.count(request).await }).await?;
        Ok(counted.result.map_or(0, |result| result.count as usize))
    }

    async fn look_at(&self, name: String, answers: bool) -> Result<Option<Collection>, Trouble> {
        let books = self.books_of(&name).await?;
        let works = match self.count(&name, None).await {
            Ok(works) => works,
            Err(Trouble::Missing) => return Ok(None),
            Err(trouble) => return Err(trouble),
        };
        Ok(Some(Collection {
            name,
            answers,
            model: books.as_ref().map(|books| books.model.clone()),
            seq: books.as_ref().map_or(0, |books| books.seq),
            works,
            whole: books.as_ref().is_some_and(|books| books.whole),
            books,
        }))
    }
}

fn has_vector(space: &str) -> Condition {
    use qdrant_client::qdrant::{HasVectorCondition, condition::ConditionOneOf};
    let has = HasVectorCondition { has_vector: space.to_owned() };
    Condition { condition_one_of: Some(ConditionOneOf::HasVector(has)) }
}

impl Qdrant {
    /// Takes this store's collections away, as when its vectors go somewhere else.
    ///
    /// # Errors
    /// When the server cannot be asked, or refuses.
    pub async fn leave(&self) -> Result<(), search::VectorError> {
        for found in self.survey().await?.ours {
            self.drop_collection(&found.name).await?;
        }
        self.refresh().await
    }

    /// Takes this store's collections away but for the one that is kept. Only for whoever holds the right to fill:
    /// another one's may be in the making.
    ///
    /// # Errors
    /// When the server cannot be asked, or refuses; what is left is taken away the next time.
    pub async fn sweep(&self, keep: &str) -> Result<(), search::VectorError> {
        let listed = self.link().ask(|client| async move { client.list_collections().await }).await?;
        let names = listed.collections.into_iter().map(|found| found.name);
        for old in names.filter(|name| self.names().is_ours(name) && name != keep) {
            tracing::info!(collection = old, "a collection of vectors that is not needed is taken away");
            self.drop_collection(&old).await?;
        }
        Ok(())
    }

    /// Takes one collection away, with the alias that names it.
    pub(crate) async fn drop_collection(&self, name: &str) -> Result<(), Trouble> {
        let delete = |client: std::sync::Arc<qdrant_client::Qdrant>| {
            let name = name.to_owned();
            async move { client.delete_collection(name).await.map(drop) }
        };
        match self.link().step(delete).await {
            Ok(()) | Err(Trouble::Missing) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }
}
