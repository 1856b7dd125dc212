//! What `link` and `unlink` are about: an external id and a work, or a couple and a permanent number.

use app::{AppError, Form, NumberLink};
use model::{ExternalId, WorkId};

use super::work_number;

/// What a decision is about.
#[derive(Debug, clap::Args)]
pub struct Subject {
    /// The external id, such as mal:16498; with --registry the kind, series or character
    #[arg(value_name = "EXTERNAL_ID")]
    first: String,
    /// The work's number; with --registry the couple, such as mal:16498
    #[arg(value_name = "WORK")]
    second: String,
    /// The permanent number; only with --registry
    #[arg(value_name = "NUMBER", requires = "registry")]
    third: Option<String>,
    /// The registry whose number is meant
    #[arg(long, value_name = "NAME", requires = "third")]
    registry: Option<String>,
}

impl Subject {
    /// The couple and the number; none when it is about a work.
    pub fn number(&self, author: &str, reason: &str) -> Result<Option<NumberLink>, AppError> {
        let (Some(registry), Some(number)) = (&self.registry, &self.third) else { return Ok(None) };
        let wrong = |name: &str, message: String| AppError::invalid_parameter(name, message);
        Ok(Some(NumberLink {
            registry: registry.clone(),
            form: Form::parse(&self.first)
                .ok_or_else(|| wrong("kind", format!("`{}` is neither series nor character", self.first)))?,
            couple: self.second.clone(),
            number: number
                .parse()
                .map_err(|_| wrong("number", format!("`{number}` is not a permanent number, such as 5")))?,
            author: author.to_owned(),
            reason: reason.to_owned(),
        }))
    }

    /// The external id and the work.
    pub fn work(&self) -> Result<(ExternalId, WorkId), AppError> {
        let wrong = |name: &str, text: &str, why: String| {
            AppError::invalid_parameter(name, format!("`{text}` is not what is wanted: {why}"))
        };
        let subject = self
            .first
            .parse()
            .map_err(|error: model::ExternalIdError| wrong("external_id", &self.first, error.to_string()))?;
        let work = work_number(&self.second).map_err(|why| wrong("work", &self.second, why))?;
        Ok((subject, work))
    }
}
