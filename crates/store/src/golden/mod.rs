//! Golden records: works, characters and persons as merged, one compressed JSON body each.
//!
//! They are derived and may be computed again at any time, so only their ids are precious. A body is
//! written only when it differs from the stored one, and then a change is noted.

mod appearances;
mod cast;
mod read;
mod save;

use model::{Character, EntityId, EntityKind, Instant, Person, Work};

/// A thing together with how it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved<T> {
    /// The thing.
    pub value: T,
    /// The id that was asked for.
    pub asked: EntityId,
    /// Whether `asked` was merged into another thing, which is `value`.
    pub redirected: bool,
}

/// What stays of a thing that was removed: its id, which never means another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The kind of `id`.
    pub kind: EntityKind,
    /// The id.
    pub id: EntityId,
    /// Why it was removed.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// A kind of thing with a golden record: [`Work`], [`Character`] and [`Person`].
pub(crate) trait Golden: serde::Serialize + serde::de::DeserializeOwned + Send + Sync {
    /// Its kind.
    const KIND: EntityKind;
    /// Its table.
    const TABLE: &'static str;
    /// The name under which its bodies' dictionary is kept.
    const FORMAT: &'static str;
    /// Its id.
    fn entity(&self) -> EntityId;
}

impl Golden for Work {
    const KIND: EntityKind = EntityKind::Work;
    const TABLE: &'static str = "works";
    const FORMAT: &'static str = "golden:work";

    fn entity(&self) -> EntityId {
        self.id.into()
    }
}

impl Golden for Character {
    const KIND: EntityKind = EntityKind::Character;
    const TABLE: &'static str = "characters";
    const FORMAT: &'static str = "golden:character";

    fn entity(&self) -> EntityId {
        self.id.into()
    }
}

impl Golden for Person {
    const KIND: EntityKind = EntityKind::Person;
    const TABLE: &'static str = "persons";
    const FORMAT: &'static str = "golden:person";

    fn entity(&self) -> EntityId {
        self.id.into()
    }
}

/// The table of a kind; `None` for a kind of which nothing is kept.
pub(crate) fn table_of(kind: &EntityKind) -> Option<&'static str> {
    match kind {
        EntityKind::Work => Some(Work::TABLE),
        EntityKind::Character => Some(Character::TABLE),
        EntityKind::Person => Some(Person::TABLE),
        EntityKind::Other(_) => None,
    }
}
