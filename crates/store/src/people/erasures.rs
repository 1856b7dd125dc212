//! What is still to be deleted outside of the database, after somebody was erased or an object was found to be wrong.
//!
//! It is written in the transaction that takes the rows away, so that a kill after it leaves a list and no litter. An
//! object on the list is nobody's: [`WriteTx::save_asset_journal`] and [`WriteTx::save_assets`] refuse it until it is
//! gone. The list says nothing of anybody: it holds keys of contents, ids of assets, and a hash of the key of a row.

use model::Instant;
use sha2::{Digest as _, Sha256};

use super::text;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// The kinds of things on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErasureKind {
    /// A file below the folder of people's files.
    File,
    /// Whatever lies of an asset in the folder of downloads.
    Staged,
    /// What stands beside an object of one asset.
    Manifest,
    /// What an object that others hold as well says of whose it was first.
    Header,
    /// An object.
    Object,
    /// The lines of the CSV file and its copies, and the free pages of the database.
    Ledger,
}

impl ErasureKind {
    /// All of them, in the order in which they are done: an object stays claimed until all that is its own is gone.
    pub const ALL: [Self; 6] =
        [Self::File, Self::Staged, Self::Manifest, Self::Header, Self::Object, Self::Ledger];

    /// Under which word it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Staged => "staged",
            Self::Manifest => "manifest",
            Self::Header => "header",
            Self::Object => "object",
            Self::Ledger => "ledger",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One thing on the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Erasure {
    /// What it is.
    pub kind: ErasureKind,
    /// The key of the object, or the path of the file; empty where there is none.
    pub name: String,
    /// The asset, where it is about one.
    pub asset: Option<String>,
    /// The SHA-256 of the key of whoever was erased; empty for an object that was only found to be wrong.
    pub owner: String,
}

impl Erasure {
    /// By which hash somebody stands in the list.
    pub fn owner_of(person: &str) -> String {
        crate::pictures::hex(&Sha256::digest(person.as_bytes()))
    }
}

const LIST: &str = "SELECT kind, name, asset_id, owner FROM people_erasures";

fn read(cells: &Cells<'_>) -> Result<Erasure, StoreError> {
    let word = cells.text(0)?;
    let kind = ErasureKind::parse(&word)
        .ok_or_else(|| StoreError::Damaged(format!("`{word}` is no kind of thing to be deleted")))?;
    Ok(Erasure { kind, name: cells.text(1)?, asset: super::some(cells, 2)?, owner: cells.text(3)? })
}

impl Store {
    /// Everything that is still to be deleted, in the order in which it is done; only of one person where their key is
    /// given.
    pub async fn erasures(&self, person: Option<&str>) -> Result<Vec<Erasure>, StoreError> {
        let what = "listing what is to be deleted";
        let mut list = match person.map(Erasure::owner_of) {
            Some(owner) => {
                sql::read(&self.db, what, &format!("{LIST} WHERE owner = $1"), [owner.into()], read).await?
            }
            None => sql::read(&self.db, what, LIST, [], read).await?,
        };
        list.sort();
        Ok(list)
    }
}

impl WriteTx {
    /// Puts something on the list; what stands there already stays.
    pub async fn add_erasure(&self, erasure: &Erasure, now: Instant) -> Result<(), StoreError> {
        let insert = "INSERT INTO people_erasures (kind, name, asset_id, owner, created_at) VALUES ($1, $2, $3, $4, $5) \
                      ON CONFLICT (kind, name, asset_id, owner) DO NOTHING";
        let values = [
            erasure.kind.as_str().into(),
            erasure.name.as_str().into(),
            text(erasure.asset.as_ref()).into(),
            erasure.owner.as_str().into(),
            now.as_micros().into(),
        ];
        sql::execute(&self.tx, "noting what is to be deleted", insert, values).await.map(|_| ())
    }

    /// Whether something stands on the list still: another process may have been faster.
    pub async fn has_erasure(&self, erasure: &Erasure) -> Result<bool, StoreError> {
        let select = format!("{LIST} WHERE kind = $1 AND name = $2 AND asset_id = $3 AND owner = $4");
        let values = [
            erasure.kind.as_str().into(),
            erasure.name.as_str().into(),
            text(erasure.asset.as_ref()).into(),
            erasure.owner.as_str().into(),
        ];
        Ok(sql::query_one(&self.tx, "looking what is to be deleted", &select, values).await?.is_some())
    }

    /// Takes something off the list, because it is gone; an object from everybody's.
    pub async fn end_erasure(&self, erasure: &Erasure) -> Result<(), StoreError> {
        let delete = "DELETE FROM people_erasures WHERE kind = $1 AND name = $2 AND asset_id = $3 \
                      AND (owner = $4 OR kind = 'object')";
        let values = [
            erasure.kind.as_str().into(),
            erasure.name.as_str().into(),
            text(erasure.asset.as_ref()).into(),
            erasure.owner.as_str().into(),
        ];
        sql::execute(&self.tx, "noting what is gone", delete, values).await.map(|_| ())
    }

    /// Whether an object stands on the list, so that nobody may take it up.
    pub async fn object_is_claimed(&self, key: &str) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM people_erasures WHERE kind = 'object' AND name = $1";
        Ok(sql::query_one(&self.tx, "looking whether an object goes", select, [key.into()]).await?.is_some())
    }

    /// Puts an object on the list and forgets its row, unless somebody else's asset than `but_for` holds it or is about
    /// to; gives whether it stands there now. Nobody can take it up from this transaction on.
    pub async fn claim_object(
        &self,
        key: &str,
        but_for: Option<&str>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        if self.object_is_wanted(key, but_for).await? {
            return Ok(false);
        }
        let erasure =
            Erasure { kind: ErasureKind::Object, name: key.to_owned(), asset: None, owner: String::new() };
        self.add_erasure(&erasure, now).await?;
        self.forget_object(key).await?;
        Ok(true)
    }

    /// Whether an asset other than `but_for` holds an object, or is about to by an open line of the journal.
    pub async fn object_is_wanted(&self, key: &str, but_for: Option<&str>) -> Result<bool, StoreError> {
        let select = "SELECT 1 WHERE EXISTS (SELECT 1 FROM assets WHERE storage_key = $1 AND storage_key <> '' \
                      AND asset_id <> $2) \
                      OR EXISTS (SELECT 1 FROM asset_journal j JOIN assets a ON a.asset_id = j.asset_id \
                      WHERE j.storage_key = $1 AND j.asset_id <> $2 AND j.stage IN ('intent', 'uploaded', 'verified'))";
        let values = [key.into(), but_for.unwrap_or_default().into()];
        Ok(sql::query_one(&self.tx, "looking whether an object is held", select, values).await?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_kinds_are_one_and_an_object_goes_after_all_that_is_its_own() {
        for kind in ErasureKind::ALL {
            assert_eq!(ErasureKind::parse(kind.as_str()), Some(kind));
        }
        assert!(ErasureKind::ALL.is_sorted());
        assert!(ErasureKind::Object > ErasureKind::Manifest && ErasureKind::Object > ErasureKind::File);
        assert_eq!(ErasureKind::parse("person"), None);
        assert_eq!(Erasure::owner_of("99").len(), 64);
    }
}
