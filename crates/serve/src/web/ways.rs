//! Which ways lead on from every page besides those that always do: the ones behind which there is something.

use std::sync::atomic::{AtomicBool, Ordering};

use app::App;

/// What was seen so far. Once there is something there always is; until then each page looks.
#[derive(Debug, Default)]
pub struct Ways {
    /// Series or characters to curate.
    curate: AtomicBool,
    /// Pairs of records to review.
    review: AtomicBool,
    /// Productions, where they are open.
    desk: AtomicBool,
    /// People, where they are open.
    people: AtomicBool,
}

impl Ways {
    /// What is known by now, for one page.
    pub fn known(&self) -> Self {
        Self {
            curate: AtomicBool::new(self.has_curate()),
            review: AtomicBool::new(self.has_review()),
            desk: AtomicBool::new(self.has_desk()),
            people: AtomicBool::new(self.has_people()),
        }
    }

    /// Looks for what is not known yet, for this page and for `all` after it.
    pub async fn look(&self, app: &App, all: &Self) {
        self.desk.store(app.config().production.enabled, Ordering::Relaxed);
        self.people.store(app.config().people.enabled, Ordering::Relaxed);
        if !self.has_curate() && app.has_kept_rows().await.unwrap_or_default() {
            for ways in [self, all] {
                ways.curate.store(true, Ordering::Relaxed);
            }
        }
        if !self.has_review() && app.has_pairs().await.unwrap_or_default() {
            for ways in [self, all] {
                ways.review.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Whether there is anything to curate.
    pub fn has_curate(&self) -> bool {
        self.curate.load(Ordering::Relaxed)
    }

    /// Whether productions are open.
    pub fn has_desk(&self) -> bool {
        self.desk.load(Ordering::Relaxed)
    }

    /// Whether people are open.
    pub fn has_people(&self) -> bool {
        self.people.load(Ordering::Relaxed)
    }

    /// Whether there is anything to review.
    pub fn has_review(&self) -> bool {
        self.review.load(Ordering::Relaxed)
    }
}
