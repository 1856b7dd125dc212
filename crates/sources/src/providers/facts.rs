//! What is known of a provider before it is asked anything. Listings and docs are made from these.

use model::SourceId;

use super::Endpoint;
use crate::http::{Breaking, Limit};

/// What is known of a provider.
#[derive(Debug)]
pub struct Facts {
    /// The published name.
    pub id: SourceId,
    /// The name as people write it.
    pub name: &'static str,
    /// What it has, in a sentence.
    pub about: &'static str,
    /// How it is read.
    pub kind: Kind,
    /// What it can be asked.
    pub endpoints: &'static [Endpoint],
    /// What it cannot do without.
    pub needs: &'static [Need],
    /// What it allows.
    pub limits: &'static [Limit],
    /// When it is left alone.
    pub breaking: Breaking,
    /// Which version of our reading this is; counted up when the same bytes come out differently, so that
    /// results kept from before are made anew.
    pub version: u32,
    /// What its users should know: terms, and what is not proven by any recorded answer. Empty for none.
    pub remarks: &'static str,
}

/// How a provider is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A programming interface.
    Api,
    /// Pages made for people. Off until enabled, and bound by robots.txt.
    Pages,
    /// Files at hand; never fetched.
    Files,
}

impl Kind {
    /// The word for listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Pages => "pages",
            Self::Files => "files",
        }
    }
}

/// A setting that a provider cannot do without.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// The setting's name under `[sources.<name>]`.
    pub setting: &'static str,
    /// What it is for, and where one gets it.
    pub why: &'static str,
    /// The endpoints that need it; empty for all.
    pub only: &'static [&'static str],
}
