//! Rules by age for the bucket of people's files.

use assets::objects::{Lifecycle, LifecycleDocument};

use crate::{App, AppError, ErrorCode};

impl App {
    /// Rules by age in the form that the provider of people's bucket takes. Nothing is changed: a bucket's rules are its
    /// owner's.
    ///
    /// # Errors
    /// Where people's files lie in a folder of this machine, or people are turned off.
    pub fn people_lifecycle(&self, rules: &Lifecycle) -> Result<LifecycleDocument, AppError> {
        self.people_are_open()?;
        self.objects()?.lifecycle(rules).ok_or_else(|| {
            AppError::new(ErrorCode::NotConfigured, "a folder of this machine knows no rules by age")
                .hint("EMAKI_STORAGE_URL names a bucket that does: s3://bucket/folder or gs://bucket/folder")
        })
    }
}
