//! The numbers that rows would get now, before any is given: what is refused in the end spends none.

use model::{Instant, UniqueId};
use store::{NewNumber, Store, StoreError};

use super::identify::{Wanting, by_couple, lay};
use crate::{Keeping, KeepingError, forms::Form};

/// Numbers that rows hold already and that nobody gave them yet.
#[derive(Debug, Default)]
pub struct Foreseen {
    series: Line,
    characters: Line,
    /// Characters that had no series when they got their number, and have one now.
    found: Vec<NewNumber>,
}

/// Rows of one form in the order in which they get their numbers.
#[derive(Debug, Default)]
struct Line {
    rows: Vec<NewNumber>,
    numbers: Vec<UniqueId>,
}

/// Lays the next numbers onto the rows that have none, in the order in which they would be given, and stores
/// nothing.
///
/// # Errors
/// What the store fails with.
pub async fn foresee(store: &Store, registry: &str, keeping: &mut Keeping) -> Result<Foreseen, KeepingError> {
    let wanting = Wanting::of(store, registry, keeping).await?;
    let series = Line::from(wanting.series_rows(), next(store, registry, Form::Series).await?);
    let homes = wanting.homes(&series.numbers);
    let characters =
        Line::from(wanting.character_rows(&homes), next(store, registry, Form::Character).await?);
    let found = wanting.found(&homes);
    let of_series = by_couple(&series.rows, &series.numbers);
    let of_characters = by_couple(&characters.rows, &characters.numbers);
    lay(keeping, &of_series, &of_characters);
    Ok(Foreseen { series, characters, found })
}

async fn next(store: &Store, registry: &str, form: Form) -> Result<i64, KeepingError> {
    Ok(store.next_number(registry, form.word()).await?)
}

impl Foreseen {
    /// Whether any row waits for its number.
    pub fn is_empty(&self) -> bool {
        self.series.rows.is_empty() && self.characters.rows.is_empty() && self.found.is_empty()
    }

    /// Gives the rows the numbers that they hold.
    ///
    /// # Errors
    /// `Busy` when somebody else took one of them meanwhile; nothing is given then, and the rows have to be
    /// read again.
    pub async fn give(self, store: &Store, registry: &str, at: Instant) -> Result<(), KeepingError> {
        let tx = store.begin().await?;
        for (form, line) in [(Form::Series, &self.series), (Form::Character, &self.characters)] {
            let (given, _) = tx.assign_numbers(registry, form.word(), &line.rows, at).await?;
            if given != line.numbers {
                return Err(StoreError::Busy.into());
            }
        }
        tx.assign_numbers(registry, Form::Character.word(), &self.found, at).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Line {
    fn from(rows: Vec<NewNumber>, next: i64) -> Self {
        let numbers = (next..).take(rows.len()).filter_map(UniqueId::new).collect();
        Self { rows, numbers }
    }
}
