//! What a name says beside what is told: number, part, kind.

/// The marks of a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Marks {
    /// Number of the season, or a bare number that may as well be that of a part or film.
    pub(crate) season: Option<u16>,
    /// Number of the part, cour or half.
    pub(crate) part: Option<u16>,
    /// Said to be the last one.
    pub(crate) last: bool,
    /// Said to go on, without a number.
    pub(crate) sequel: bool,
    /// Words for what kind of telling it is.
    pub(crate) kinds: Kinds,
    /// A year, such as remakes have it.
    pub(crate) year: Option<i16>,
}

impl Marks {}

/// A set of kinds of telling.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const FILM: Self = Self(1);
    pub(crate) const DISC: Self = Self(2);
    pub(crate) const SPECIAL: Self = Self(4);
    pub(crate) const RECAP: Self = Self(8);
    pub(crate) const MUSIC: Self = Self(16);
    pub(crate) const SERIES: Self = Self(32);
    pub(crate) const WEB: Self = Self(64);

    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
