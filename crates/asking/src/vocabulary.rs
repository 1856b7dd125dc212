//! The names that only a catalog knows.

use super::TagClass;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A work's title, or a franchise's.
    Title,
    /// A studio.
    Studio,
    /// A person behind a work: director, author, voice, …
    Person,
    /// A character.
    Character,
    /// A tag.
    Tag,
}

/// A name that the catalog holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// As the catalog writes it.
    pub name: String,
    /// How well known what it names is, 0 to 1; 1 for the best known. A word that is both a genre and an
    /// obscure title is taken for the genre.
    pub weight: f32,
    /// For a tag, what it counts for.
    pub class: Option<TagClass>,
}

impl Name {
    /// A well-known name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), weight: 1.0, class: None }
    }
}

/// The names of one catalog. Words come folded by [`spelling::fold`].
pub trait Vocabulary {
    /// The name that is spelled so.
    fn find(&self, kind: NameKind, folded: &str) -> Option<Name>;

    /// The one name that is probably meant by a misspelled word or phrase; `None` where several might be.
    fn near(&self, kind: NameKind, folded: &str) -> Option<Name>;
}
