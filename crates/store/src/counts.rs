//! How much there is of everything.

use crate::{Store, StoreError, sql, sql::Cells};

macro_rules! counts {
    ($($(#[$meta:meta])* $name:ident = $sql:literal),+ $(,)?) => {
        /// How many rows there are of each kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
        pub struct Counts {
            $($(#[$meta])* pub $name: u64,)+
        }

        const SELECT: &str = concat!("SELECT 0", $(", (SELECT COUNT(*) FROM ", $sql, ")"),+);

        fn read(cells: &Cells<'_>) -> Result<Counts, StoreError> {
            let mut at = 0;
            let mut next = || {
                at += 1;
                cells.int(at).map(i64::unsigned_abs)
            };
            Ok(Counts { $($name: next()?),+ })
        }
    };
}

counts! {
    /// Works.
    works = "works",
    /// Characters.
    characters = "characters",
    /// Persons.
    persons = "persons",
    /// Links.
    links = "links",
    /// Negative links.
    negative_links = "negative_links",
    /// Records, each in its newest text.
    records = "records",
    /// Older texts of records.
    superseded = "superseded",
    /// Ties of relation tables.
    relations = "relations",
    /// Ratings.
    ratings = "ratings",
    /// Rows of id maps.
    id_map = "id_map",
    /// Refused rows.
    rejects = "rejects",
    /// Conflicts that nobody has settled.
    open_conflicts = "conflicts WHERE is_open = 1",
    /// Imports that did not reach their end.
    unfinished_imports = "imports WHERE finished_at IS NULL",
    /// Published numbers of all registries.
    registry_ids = "registry_ids",
}

impl Store {
    /// How many rows there are of each kind. Counts every table; cheap enough for a page, not for each
    /// request.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        let row = sql::query_one(&self.db, "counting", SELECT, []).await?;
        row.map_or_else(
            || Err(StoreError::Damaged("counting gave no answer".to_owned())),
            |row| read(&Cells(&row)),
        )
    }
}
