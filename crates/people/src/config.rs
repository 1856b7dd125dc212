//! What of this part is set.

use serde::{Deserialize, Serialize};

/// Whether this part of the house is open.
///
/// Rows of people are personal data, so nothing about them is reachable until somebody turns it on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleConfig {
    /// Opens the doors to people and their files, for tokens with the `people` scope.
    pub enabled: bool,
}
