//! What can be wrong with an answer, each kind by its published word.

use serde::{Serialize, Serializer};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It should be mended.
    Error,
    /// Somebody may want to look at it.
    Warning,
}

/// One kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A part or key is not there.
    MissingKey,
    /// A key that does not belong there, in an object whose keys are fixed.
    StrayKey,
    /// A key beside the parts that means nothing; it is passed over.
    ExtraKey,
    /// A number where a text should be, or the like.
    WrongType,
    /// A stat below 1 or above 200.
    OutOfRange,
    /// A grade that is none.
    UnknownGrade,
    /// A resistance that is none.
    UnknownResistance,
    /// An element that is none of the nine.
    UnknownElement,
    /// Three or more elements.
    TooManyElements,
    /// No element at all, or one twice.
    OddElements,
    /// An archetype that the vocabulary does not have.
    UnknownArchetype,
    /// A stat outside the band of its archetype.
    OutOfBand,
    /// A second answer about the same character.
    DuplicateAnswer,
    /// An answer about nobody the registry knows.
    UnknownCouple,
    /// An answer without a type whose id several characters have.
    AmbiguousCouple,
    /// A character without an answer.
    MissingAnswer,
}

impl Code {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 16] = [
        Self::MissingKey,
        Self::StrayKey,
        Self::ExtraKey,
        Self::WrongType,
        Self::OutOfRange,
        Self::UnknownGrade,
        Self::UnknownResistance,
        Self::UnknownElement,
        Self::TooManyElements,
        Self::OddElements,
        Self::UnknownArchetype,
        Self::OutOfBand,
        Self::DuplicateAnswer,
        Self::UnknownCouple,
        Self::AmbiguousCouple,
        Self::MissingAnswer,
    ];

    /// The word by which it is published.
    pub fn word(self) -> &'static str {
        match self {
            Self::MissingKey => "missing_key",
            Self::StrayKey => "stray_key",
            Self::ExtraKey => "extra_key",
            Self::WrongType => "wrong_type",
            Self::OutOfRange => "out_of_range",
            Self::UnknownGrade => "unknown_grade",
            Self::UnknownResistance => "unknown_resistance",
            Self::UnknownElement => "unknown_element",
            Self::TooManyElements => "too_many_elements",
            Self::OddElements => "odd_elements",
            Self::UnknownArchetype => "unknown_archetype",
            Self::OutOfBand => "out_of_band",
            Self::DuplicateAnswer => "duplicate_answer",
            Self::UnknownCouple => "unknown_couple",
            Self::AmbiguousCouple => "ambiguous_couple",
            Self::MissingAnswer => "missing_answer",
        }
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::ExtraKey | Self::OutOfBand | Self::MissingAnswer => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether an answer with it can be stored all the same, as it is.
    pub fn can_be_stored(self) -> bool {
        match self {
            Self::ExtraKey
            | Self::UnknownElement
            | Self::TooManyElements
            | Self::OddElements
            | Self::UnknownArchetype
            | Self::OutOfBand
            | Self::MissingAnswer => true,
            Self::MissingKey
            | Self::StrayKey
            | Self::WrongType
            | Self::OutOfRange
            | Self::UnknownGrade
            | Self::UnknownResistance
            | Self::DuplicateAnswer
            | Self::UnknownCouple
            | Self::AmbiguousCouple => false,
        }
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
