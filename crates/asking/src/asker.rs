//! Who asks, and when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a question's relative words refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// The asker's date today.
    pub today: Date,
    /// The year the asker was born in, for "from my childhood".
    #[serde(default)]
    pub birth_year: Option<i16>,
}

impl Asker {
    /// Somebody of unknown age, on a day.
    pub fn on(today: Date) -> Self {
        Self { today, birth_year: None }
    }

    pub(crate) fn year(self) -> i64 {
        i64::from(self.today.year())
    }

    /// The years from 8 to 16, or 1990 to 2010 for somebody of unknown age.
    pub(crate) fn childhood(self) -> (i64, i64) {
        self.birth_year.map_or((1990, 2010), |year| (i64::from(year) + 8, i64::from(year) + 16))
    }
}
