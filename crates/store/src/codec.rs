//! Compression of stored bodies: zstd with a dictionary per format, trained on its first large batch.
//!
//! A body of a kilobyte shrinks little alone and to a fifth with a dictionary of its like. Bodies that
//! came before a dictionary could be trained are compressed without one (dictionary 0). A dictionary is
//! stored with its format and version and never changes; its id is taken from its hash, so that an id
//! in a cache can never mean other bytes, whatever is rolled back or restored.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

use crate::{StoreError, WriteTx, sql, sql::Cells};

/// zstd's level: 3 and above gain a tenth in size here and cost double the time.
const LEVEL: i32 = 1;
/// A dictionary's largest size in bytes; zstd advises a hundredth of the samples' sum.
const DICTIONARY_BYTES: usize = 32 << 10;
/// Fewer samples than this teach nothing worth keeping.
const MIN_SAMPLES: usize = 100;
/// Training takes some 50 ms a megabyte under the write lock, so this much of a batch is enough.
const SAMPLE_BYTES: usize = 768 << 10;
/// No stored body is larger; a frame that claims to be is damaged.
const MAX_BODY_BYTES: usize = 64 << 20;

/// The dictionaries read so far, shared by all clones of a store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionaries(Arc<RwLock<HashMap<i64, Arc<Dictionary>>>>);

pub(crate) struct Dictionary {
    id: i64,
    encoder: EncoderDictionary<'static>,
    decoder: DecoderDictionary<'static>,
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dictionary({})", self.id)
    }
}

impl Dictionary {
    fn new(body: &[u8]) -> Self {
        let (encoder, decoder) = (EncoderDictionary::copy(body, LEVEL), DecoderDictionary::copy(body));
        Self { id: content_id(body), encoder, decoder }
    }
}

/// The first eight bytes of the SHA-256 as a positive number.
pub(crate) fn content_id(body: &[u8]) -> i64 {
    let digest = Sha256::digest(body);
    let mut stamp = [0; 8];
    stamp.copy_from_slice(&digest[..8]);
    (i64::from_be_bytes(stamp) & i64::MAX).max(1)
}

impl Dictionaries {
    /// Reads one from the database unless it was read before.
    async fn load<C: ConnectionTrait>(&self, db: &C, id: i64) -> Result<Arc<Dictionary>, StoreError> {
        if let Some(known) = self.0.read().expect("no panic while held").get(&id) {
            return Ok(known.clone());
        }
        let select = "SELECT body FROM dictionaries WHERE id = $1";
        let row = sql::query_one(db, "reading a dictionary", select, [id.into()]).await?;
        let row = row.ok_or_else(|| StoreError::Damaged(format!("dictionary {id} is missing")))?;
        let body = Cells(&row).blob(0)?;
        if content_id(&body) != id {
            return Err(StoreError::Damaged(format!("dictionary {id} does not match its hash")));
        }
        let dictionary = Arc::new(Dictionary::new(&body));
        self.0.write().expect("no panic while held").insert(id, dictionary.clone());
        Ok(dictionary)
    }

    /// Remembers a dictionary that was read together with what it is for.
    pub fn learn(&self, body: &[u8]) {
        let dictionary = Dictionary::new(body);
        self.0
            .write()
            .expect("no panic while held")
            .entry(dictionary.id)
            .or_insert_with(|| dictionary.into());
    }

    /// Expands bodies, each with the dictionary it was compressed with.
    pub async fn expand<C: ConnectionTrait>(
        &self,
        db: &C,
        bodies: impl IntoIterator<Item = (i64, Vec<u8>)>,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let bodies: Vec<_> = bodies.into_iter().collect();
        let mut dictionaries: HashMap<i64, Arc<Dictionary>> = HashMap::new();
        for (id, _) in &bodies {
            if *id != 0 && !dictionaries.contains_key(id) {
                dictionaries.insert(*id, self.load(db, *id).await?);
            }
        }
        let mut decoders: HashMap<i64, Decompressor<'_>> = HashMap::new();
        let mut expanded = Vec::with_capacity(bodies.len());
        for (id, body) in &bodies {
            let decoder = match decoders.entry(*id) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => entry.insert(
                    match dictionaries.get(id) {
                        Some(dictionary) => Decompressor::with_prepared_dictionary(&dictionary.decoder),
                        None => Decompressor::new(),
                    }
                    .map_err(|_| StoreError::Damaged("zstd did not start".to_owned()))?,
                ),
            };
            expanded.push(expand_one(decoder, body)?);
        }
        Ok(expanded)
    }
}

fn expand_one(decoder: &mut Decompressor<'_>, body: &[u8]) -> Result<Vec<u8>, StoreError> {
    let damaged = || StoreError::Damaged("a stored body does not decompress".to_owned());
    let size = Decompressor::upper_bound(body).filter(|size| *size <= MAX_BODY_BYTES).ok_or_else(damaged)?;
    decoder.decompress(body, size).map_err(|_| damaged())
}

impl WriteTx {
    /// Compresses the bodies of one format; gives the dictionary's id (0 for none) and the frames in
    /// order. The first batch that is large enough trains the format's dictionary.
    pub(crate) async fn compress(
        &self,
        format: &str,
        bodies: &[&[u8]],
    ) -> Result<(i64, Vec<Vec<u8>>), StoreError> {
        let dictionary = self.dictionary(format, bodies).await?;
        let failed = |_| StoreError::Damaged("zstd could not compress a body".to_owned());
        let mut encoder = match &dictionary {
            Some(dictionary) => Compressor::with_prepared_dictionary(&dictionary.encoder),
            None => Compressor::new(LEVEL),
        }
        .map_err(failed)?;
        let frames =
            bodies.iter().map(|body| encoder.compress(body).map_err(failed)).collect::<Result<_, _>>()?;
        Ok((dictionary.as_ref().map_or(0, |dictionary| dictionary.id), frames))
    }

    async fn dictionary(
        &self,
        format: &str,
        bodies: &[&[u8]],
    ) -> Result<Option<Arc<Dictionary>>, StoreError> {
        let what = "choosing a dictionary";
        let newest = "SELECT id FROM dictionaries WHERE format = $1 ORDER BY version DESC LIMIT 1";
        if let Some(row) = sql::query_one(&self.tx, what, newest, [format.into()]).await? {
            return self.store.dictionaries.load(&self.tx, Cells(&row).int(0)?).await.map(Some);
        }
        let Some(body) = train(bodies) else { return Ok(None) };
        let id = content_id(&body);
        let insert = "INSERT INTO dictionaries (id, format, version, body) VALUES ($1, $2, 1, $3)";
        sql::execute(&self.tx, what, insert, [id.into(), format.into(), body.into()]).await?;
        self.store.dictionaries.load(&self.tx, id).await.map(Some)
    }
}

/// A dictionary from a batch's first bodies, or `None` when they are too few to learn from.
fn train(bodies: &[&[u8]]) -> Option<Vec<u8>> {
    let mut sum = 0;
    let within = |body: &&&[u8]| {
        sum += body.len();
        sum <= SAMPLE_BYTES
    };
    let samples: Vec<&[u8]> = bodies.iter().take_while(within).copied().collect();
    if samples.len() < MIN_SAMPLES {
        return None;
    }
    zstd::dict::from_samples(&samples, DICTIONARY_BYTES).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_is_deterministic_and_needs_samples() {
        let bodies: Vec<String> = (0..300)
            .map(|n| format!(r#"{{"title":"Moonlit Depot {n}","kind":"TV","episodes":{}}}"#, n % 26))
            .collect();
        let bodies: Vec<&[u8]> = bodies.iter().map(String::as_bytes).collect();
        assert!(train(&bodies[..20]).is_none());
        let dictionary = train(&bodies).expect("300 samples are enough");
        assert_eq!(Some(&dictionary), train(&bodies).as_ref());
        assert!(content_id(&dictionary) > 0);
    }

    #[test]
    fn a_damaged_frame_is_an_error() {
        let mut decoder = Decompressor::new().expect("zstd starts");
        assert!(expand_one(&mut decoder, b"not zstd").is_err());
    }
}
