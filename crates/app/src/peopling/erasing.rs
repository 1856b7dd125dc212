//! Somebody erased, and the proof of it.

use people::{PersonKey, desk, desk::ErasedPerson, ledger};

use crate::{App, AppError};

/// Whom to erase.
#[derive(Debug, Clone)]
pub struct ErasePeople {
    /// The keys; a bare id of a row is the first row that has it.
    pub keys: Vec<String>,
}

impl App {
    /// Takes everything of people out of the database, the files, the objects, the CSV file and the cache, and looks
    /// whether anything is left. They go together, in one transaction: what has to be read or written whole, such as the
    /// CSV file, the tables and the search afterwards, is so once, however many they are.
    ///
    /// What is to be deleted outside of the database is written down with the rows that go, so that a run that is broken
    /// off is ended by the next one, or by [`check_people_files`](Self::check_people_files).
    ///
    /// # Errors
    /// `not_found` for a key that nobody has or had; nobody is erased then.
    pub async fn erase_people(&self, request: &ErasePeople) -> Result<Vec<ErasedPerson>, AppError> {
        self.people_are_open()?;
        let keys = request.keys.iter().map(|text| {
            text.parse::<PersonKey>()
                .map_err(|error| AppError::invalid_parameter("row_id", error.to_string()))
        });
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        ledger::may_forget(self.store(), self.now()).await?;
        // A storage that cannot be opened is told before anything is gone.
        let objects = self.objects()?;
        let places = self.places(&objects);
        let (mut done, secrets): (Vec<ErasedPerson>, Vec<Vec<String>>) =
            desk::erase_all(self.store(), &keys, self.now()).await?.into_iter().unzip();
        let finished = desk::finish_all(&places, &keys, self.now()).await?;
        let left = desk::prove_each(self.store(), &secrets, &[&self.config().data_dir]).await?;
        for ((erased, finished), left) in done.iter_mut().zip(finished).zip(left) {
            erased.finished(finished);
            erased.left = left;
        }
        Ok(done)
    }
}
