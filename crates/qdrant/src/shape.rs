//! How a collection is made: a vector of each space, and an index of every field that filters ask for.

use std::{collections::HashMap, sync::Arc};

use qdrant_client::{
    Qdrant as Client, QdrantError,
    qdrant::{
        CreateCollection, CreateFieldIndexCollection, Distance, FieldType, VectorParams, VectorParamsMap,
        VectorsConfig, vectors_config::Config,
    },
};
use search::{NUMBER_FIELDS, VECTOR_SPACES, WORD_FIELDS};

/// Makes a collection for vectors of so many numbers.
pub(crate) async fn create(
    client: Arc<Client>,
    collection: String,
    dimensions: usize,
) -> Result<(), QdrantError> {
    let vector = VectorParams {
        size: dimensions as u64,
        distance: Distance::Cosine.into(),
        ..VectorParams::default()
    };
    let spaces: HashMap<String, VectorParams> =
        VECTOR_SPACES.iter().map(|space| ((*space).to_owned(), vector)).collect();
    let config = VectorsConfig { config: Some(Config::ParamsMap(VectorParamsMap { map: spaces })) };
    let request = CreateCollection {
        collection_name: collection,
        vectors_config: Some(config),
        ..CreateCollection::default()
    };
    client.create_collection(request).await.map(drop)
}

/// The fields that are indexed, and as what. An index that is there already stays as it is.
pub(crate) fn indexes() -> Vec<(&'static str, FieldType)> {
    let words = WORD_FIELDS.iter().map(|field| (*field, FieldType::Keyword));
    let numbers = NUMBER_FIELDS.iter().map(|field| (*field, FieldType::Integer));
    words.chain(numbers).chain([("adult", FieldType::Bool)]).collect()
}

/// Indexes one field.
pub(crate) async fn index(
    client: Arc<Client>,
    collection: String,
    field: &'static str,
    kind: FieldType,
) -> Result<(), QdrantError> {
    let request = CreateFieldIndexCollection {
        collection_name: collection,
        wait: Some(true),
        field_name: field.to_owned(),
        field_type: Some(kind.into()),
        ..CreateFieldIndexCollection::default()
    };
    client.create_field_index(request).await.map(drop)
}
