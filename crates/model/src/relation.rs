//! How two works are tied.

use crate::word::words;

words! {
    /// A directed tie from one work to another: `from` has the `SEQUEL` `to`.
    #[derive(Default)]
    pub enum RelationType {
        /// `to` continues `from`.
        Sequel = "SEQUEL",
        /// `to` comes before `from`.
        Prequel = "PREQUEL",
        /// `to` is the main story of `from`.
        Parent = "PARENT",
        /// `to` is a side story of `from`.
        SideStory = "SIDE_STORY",
        /// `to` is told apart from `from` with its characters.
        SpinOff = "SPIN_OFF",
        /// `to` was adapted from `from`, or the other way round.
        Adaptation = "ADAPTATION",
        /// `from` was adapted from `to`.
        Source = "SOURCE",
        /// The same story told again.
        Alternative = "ALTERNATIVE",
        /// `to` retells `from` in short.
        Summary = "SUMMARY",
        /// `to` retells `from` in full.
        FullStory = "FULL_STORY",
        /// They share a character.
        Character = "CHARACTER",
        /// Tied in some other way.
        Miscellaneous = "OTHER",
        /// A source names `to` beside `from` and does not say how they are tied.
        #[default]
        Related = "RELATED",
    }
}

impl RelationType {
    /// The same tie seen from the other work; symmetric and unknown ties stay as they are.
    #[must_use]
    pub fn reversed(&self) -> Self {
        match self {
            Self::Sequel => Self::Prequel,
            Self::Prequel => Self::Sequel,
            Self::Parent => Self::SideStory,
            Self::SideStory | Self::SpinOff => Self::Parent,
            Self::Source => Self::Adaptation,
            Self::Summary => Self::FullStory,
            Self::FullStory => Self::Summary,
            other => other.clone(),
        }
    }
}
