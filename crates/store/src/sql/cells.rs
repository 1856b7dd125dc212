//! Typed cells out of a row, by position; a cell that does not fit its type is damage.

use model::{EntityId, EntityKind, ExternalId, Instant, Namespace, RecordId, SourceId};
use sea_orm::{QueryResult, TryGetable};

use crate::StoreError;

/// One row of an answer.
pub(crate) struct Cells<'a>(pub &'a QueryResult);

impl Cells<'_> {
    fn get<T: TryGetable>(&self, at: usize) -> Result<T, StoreError> {
        self.0.try_get_by_index(at).map_err(|error| StoreError::Damaged(error.to_string()))
    }

    pub fn int(&self, at: usize) -> Result<i64, StoreError> {
        self.get(at)
    }

    pub fn optional_int(&self, at: usize) -> Result<Option<i64>, StoreError> {
        self.get(at)
    }

    pub fn real(&self, at: usize) -> Result<f64, StoreError> {
        self.get(at)
    }

    pub fn text(&self, at: usize) -> Result<String, StoreError> {
        self.get(at)
    }

    pub fn optional_text(&self, at: usize) -> Result<Option<String>, StoreError> {
        self.get(at)
    }

    pub fn blob(&self, at: usize) -> Result<Vec<u8>, StoreError> {
        self.get(at)
    }

    pub fn optional_blob(&self, at: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(at)
    }

    pub fn hash(&self, at: usize) -> Result<[u8; 32], StoreError> {
        self.blob(at)?.try_into().map_err(|_| StoreError::Damaged("a hash is not 32 bytes".to_owned()))
    }

    pub fn time(&self, at: usize) -> Result<Instant, StoreError> {
        self.int(at).map(Instant::from_micros)
    }

    pub fn kind(&self, at: usize) -> Result<EntityKind, StoreError> {
        self.text(at).map(|word| EntityKind::parse(&word))
    }

    pub fn entity(&self, at: usize) -> Result<EntityId, StoreError> {
        let number = self.int(at)?;
        EntityId::new(number).ok_or_else(|| StoreError::Damaged(format!("{number} is not an id")))
    }

    pub fn record(&self, at: usize) -> Result<RecordId, StoreError> {
        let number = self.int(at)?;
        RecordId::new(number).ok_or_else(|| StoreError::Damaged(format!("{number} is not a record id")))
    }

    pub fn line(&self, at: usize) -> Result<Option<u64>, StoreError> {
        Ok(self.optional_int(at)?.and_then(|line| u64::try_from(line).ok()))
    }

    pub fn source(&self, at: usize) -> Result<SourceId, StoreError> {
        let name = self.text(at)?;
        SourceId::parse(&name).ok_or_else(|| StoreError::Damaged(format!("`{name}` is not a source")))
    }

    /// The external id whose namespace is at `at` and whose text follows.
    pub fn external_id(&self, at: usize) -> Result<ExternalId, StoreError> {
        let (namespace, id) = (self.text(at)?, self.text(at + 1)?);
        Namespace::parse(&namespace)
            .and_then(|namespace| ExternalId::new(namespace, &id).ok())
            .ok_or_else(|| StoreError::Damaged(format!("`{namespace}:{id}` is not an external id")))
    }
}
