//! What characters are to each other, told from both sides.

use serde::{Deserialize, Serialize};

use crate::CharacterId;

/// What somebody is to somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationshipKind {
    /// The parent of the other one.
    Parent,
    /// The child of the other one.
    Child,
    /// A sister or brother.
    Sibling,
    /// Of the same family.
    Relative,
    /// Married or in love.
    Partner,
    /// In love without an answer.
    Admirer,
    /// Loved without knowing.
    Admired,
    /// A friend.
    Friend,
    /// On the same side.
    Ally,
    /// Striving for the same thing.
    Rival,
    /// An enemy.
    Enemy,
    /// Who teaches the other one.
    Mentor,
    /// Who learns from the other one.
    Student,
    /// Who leads the other one.
    Leader,
    /// Who follows the other one.
    Follower,
    /// Who serves as master of the other one.
    Master,
    /// Who serves the other one, a familiar or pet included.
    Servant,
    /// At the same school or work.
    Colleague,
    /// Anything else; the note says what.
    Other,
}

impl RelationshipKind {
    /// Every kind, in the order of its listing.
    pub const ALL: [Self; 19] = [
        Self::Parent,
        Self::Child,
        Self::Sibling,
        Self::Relative,
        Self::Partner,
        Self::Admirer,
        Self::Admired,
        Self::Friend,
        Self::Ally,
        Self::Rival,
        Self::Enemy,
        Self::Mentor,
        Self::Student,
        Self::Leader,
        Self::Follower,
        Self::Master,
        Self::Servant,
        Self::Colleague,
        Self::Other,
    ];

    /// The same tie from the other side.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Parent => Self::Child,
            Self::Child => Self::Parent,
            Self::Admirer => Self::Admired,
            Self::Admired => Self::Admirer,
            Self::Mentor => Self::Student,
            Self::Student => Self::Mentor,
            Self::Leader => Self::Follower,
            Self::Follower => Self::Leader,
            Self::Master => Self::Servant,
            Self::Servant => Self::Master,
            Self::Sibling
            | Self::Relative
            | Self::Partner
            | Self::Friend
            | Self::Ally
            | Self::Rival
            | Self::Enemy
            | Self::Colleague
            | Self::Other => self,
        }
    }

    /// Its published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Child => "child",
            Self::Sibling => "sibling",
            Self::Relative => "relative",
            Self::Partner => "partner",
            Self::Admirer => "admirer",
            Self::Admired => "admired",
            Self::Friend => "friend",
            Self::Ally => "ally",
            Self::Rival => "rival",
            Self::Enemy => "enemy",
            Self::Mentor => "mentor",
            Self::Student => "student",
            Self::Leader => "leader",
            Self::Follower => "follower",
            Self::Master => "master",
            Self::Servant => "servant",
            Self::Colleague => "colleague",
            Self::Other => "other",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A tie as one of the two sees it: the character is this to `other`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relationship {
    /// What the character is to the other one.
    pub kind: RelationshipKind,
    /// The other one.
    pub other: CharacterId,
    /// The other one's name.
    #[serde(default)]
    pub name: String,
    /// What else there is to say, up to 200 characters.
    #[serde(default)]
    pub note: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tie_has_another_side() {
        for kind in RelationshipKind::ALL {
            assert_eq!(kind.inverse().inverse(), kind);
            assert_eq!(RelationshipKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).ok(), Some(kind.as_str().into()));
        }
    }
}
