//! Somebody erased, and the proof of it.

use std::collections::BTreeSet;

use people::{PersonKey, desk, desk::ErasedPerson, ledger};
use store::AssetFilter;

use crate::{App, AppError};

/// Nobody has more files than this.
const MOST: usize = 1_000_000;

/// Whom to erase.
#[derive(Debug, Clone)]
pub struct ErasePeople {
    /// The keys; a bare id of a row is the first row that has it.
    pub keys: Vec<String>,
}

impl App {
    /// Takes everything of people out of the database, the files, the objects, the CSV file and the cache, and looks
    /// whether anything is left.
    ///
    /// # Errors
    /// `not_found` for a key that nobody has.
    pub async fn erase_people(&self, request: &ErasePeople) -> Result<Vec<ErasedPerson>, AppError> {
        self.people_are_open()?;
        let keys = request.keys.iter().map(|text| {
            text.parse::<PersonKey>()
                .map_err(|error| AppError::invalid_parameter("row_id", error.to_string()))
        });
        ledger::may_forget(self.store(), self.now()).await?;
        let mut done = Vec::new();
        for key in keys.collect::<Result<Vec<_>, _>>()? {
            let folder = self.people_folder();
            let theirs =
                AssetFilter { person: Some(key.to_string()), with_gone: true, ..AssetFilter::default() };
            let hashes =
                self.store().assets(&theirs, MOST).await?.into_iter().filter_map(|asset| asset.sha256);
            let hashes: BTreeSet<String> = hashes.collect();
            let (mut erased, secrets) = desk::erase(self.store(), &key, &folder, self.now()).await?;
            let objects = self.objects()?;
            for object in &erased.objects {
                objects.delete(object).await.map_err(AppError::internal)?;
            }
            // Beside each content stands whose it is.
            for hash in &hashes {
                if let Some(mut manifest) = objects.manifest(hash).await.map_err(AppError::internal)? {
                    manifest.files.retain(|file| file.row != key.as_str());
                    objects.write_manifest(&manifest).await.map_err(AppError::internal)?;
                }
            }
            ledger::forget(self.store(), self.now()).await?;
            self.store().rewrite_people().await?;
            let data = self.config().data_dir.clone();
            erased.left = desk::prove(self.store(), &secrets, &[&data]).await?;
            done.push(erased);
        }
        Ok(done)
    }
}
