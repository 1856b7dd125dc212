//! Who said what about a work, and why each value won.

use enrichment::{MEASURED, Told};
use model::{EntityKind, Field, Instant, Record};

use crate::{App, AppError, ErrorCode, Provenance, RecordHead, WorkRef};

impl App {
    /// Every claim about a work, or about one field of it, the chosen ones marked with the rule that chose
    /// them and why; and the records they come from.
    ///
    /// # Errors
    /// `invalid_parameter` when there is no such field.
    pub async fn provenance(&self, work: &WorkRef, field: Option<&str>) -> Result<Provenance, AppError> {
        let field = field.map(field_named).transpose()?;
        catalog::follow_curation(self.store()).await?;
        let id = self.work_id(work).await?;
        let mut heads: Vec<RecordHead> = Vec::new();
        let mut records: Vec<(Record, Instant)> = Vec::new();
        let mut kept = self.store().records_of(&EntityKind::Work, id.into()).await?;
        kept.sort_by(|a, b| (&a.source, &a.key).cmp(&(&b.source, &b.key)));
        for stored in kept {
            let read = catalog::read_record(&stored).map_err(|error| {
                AppError::new(ErrorCode::Damaged, format!("the stored record {} cannot be read", stored.key))
                    .caused_by(error)
                    .hint("`emaki db verify` checks the whole store")
            })?;
            records.extend(read.into_iter().map(|record| (record, stored.stored_at)));
            heads.push(RecordHead {
                bytes: stored.raw.len(),
                source: stored.source,
                key: stored.key,
                format: stored.format,
                file: stored.file,
                line: stored.line,
                stored_at: stored.stored_at,
            });
        }
        let told: Vec<Told<'_>> = records.iter().map(|(record, at)| Told { record, at: Some(*at) }).collect();
        let mut claims = enrichment::explain(&MEASURED, &self.by_hand(id).await?, &told);
        if let Some(field) = field {
            claims.retain(|claim| claim.field == field);
        }
        Ok(Provenance { claims, records: heads })
    }
}

/// A field by its name, in any case and with blanks, hyphens or underscores.
pub(crate) fn field_named(name: &str) -> Result<Field, AppError> {
    let field = Field::parse(name);
    if Field::ALL.contains(&field) && !name.trim().is_empty() {
        return Ok(field);
    }
    let known: Vec<String> = Field::ALL.iter().map(|field| field.as_str().to_lowercase()).collect();
    Err(AppError::invalid_parameter("field", format!("there is no field `{name}`"))
        .detail("known", known.clone())
        .hint(format!("one of {}", known.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_known_by_its_name() {
        assert_eq!(field_named("start-date").ok(), Some(Field::StartDate));
        assert_eq!(field_named("Synopsis").ok(), Some(Field::Synopsis));
        assert!(field_named("plot").is_err() && field_named("").is_err());
    }
}
