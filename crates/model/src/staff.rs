//! People and what they did.

use serde::{Deserialize, Serialize};

use crate::{ExternalId, PersonFacts, PersonId};

/// A human with an id of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Our id.
    pub id: PersonId,
    /// The name as most sources write it.
    pub name: String,
    /// The name in the person's own script.
    pub name_native: Option<String>,
    /// Every external id linked to the person, in order.
    pub external_ids: Vec<ExternalId>,
    /// What a source tells of their life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// A picture's address at its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// How many users marked them as a favorite at the source that has most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favorites: Option<u64>,
    /// Facts of their life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Box<PersonFacts>>,
}

/// A person's part in a work, as a record says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// The person's id at the source, when it gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// The name as written.
    pub name: String,
    /// Director, series composition, theme song: the source's own words.
    #[serde(default)]
    pub roles: Vec<String>,
}
