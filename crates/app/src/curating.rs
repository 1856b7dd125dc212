//! Edits of series and characters by hand: workbooks out and in, and single values.

use std::{fmt, path::Path, str::FromStr};

use curation::{CsvFile, Exported, Hand, Options, Past, Plan};
use keeping::{
    forms::{Couple, Form},
    rules::{Profile, Rules},
};

use crate::{App, AppError, ErrorCode};

/// No workbook or table of ours is larger.
const MAX_BYTES: u64 = 256 << 20;

/// A row of a registry, as people name it: `character mal:101`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// A series or a character.
    pub form: Form,
    /// Which.
    pub couple: Couple,
}

/// A file of edits.
#[derive(Debug, Clone)]
pub struct CurationFile {
    /// Its name, for messages.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl KeptRow {
    /// Reads the kind and the couple.
    pub fn parse(kind: &str, couple: &str) -> Result<Self, AppError> {
        let form = Form::parse(kind).ok_or_else(|| {
            AppError::invalid_parameter("kind", format!("`{kind}` is neither `series` nor `character`"))
        })?;
        let parts = couple.split_once(':').filter(|(of, id)| !of.is_empty() && !id.is_empty());
        let (source_type, source_id) = parts.ok_or_else(|| {
            AppError::invalid_parameter(
                "id",
                format!("`{couple}` is no source type and id, such as mal:101 or vndb:c64"),
            )
        })?;
        Ok(Self { form, couple: Couple::new(source_type, source_id) })
    }
}

impl FromStr for KeptRow {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let (kind, couple) = text.split_once(' ').unwrap_or((text, ""));
        Self::parse(kind, couple)
    }
}

impl fmt::Display for KeptRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.form.word(), self.couple)
    }
}

impl CurationFile {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, AppError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let unreadable = |error: std::io::Error| {
            AppError::new(ErrorCode::InvalidInput, format!("cannot read `{}`", path.display()))
                .caused_by(error)
                .hint("look at the path and its rights")
        };
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        if length > MAX_BYTES {
            let message = format!("`{}` is larger than {} MiB", path.display(), MAX_BYTES >> 20);
            return Err(AppError::new(ErrorCode::PayloadTooLarge, message).hint("cut it into several files"));
        }
        Ok(Self { name, bytes: std::fs::read(path).map_err(unreadable)? })
    }

    fn as_file(&self) -> curation::File<'_> {
        curation::File { name: &self.name, bytes: &self.bytes }
    }
}

impl App {
    /// The rows of some forms as a workbook for people; what it holds is kept as the base of a merge.
    pub async fn curate_export(&self, registry: &str, forms: &[Form]) -> Result<Exported, AppError> {
        self.known_registry(registry).await?;
        let rules = self.rules_of_curation();
        Ok(curation::export_workbook(self.store(), registry, &rules, forms, self.now()).await?)
    }

    /// The same as CSV files, with the id of their base.
    pub async fn curate_export_csv(
        &self,
        registry: &str,
        forms: &[Form],
    ) -> Result<(String, Vec<CsvFile>), AppError> {
        self.known_registry(registry).await?;
        let rules = self.rules_of_curation();
        Ok(curation::export_csv(self.store(), registry, &rules, forms, self.now()).await?)
    }

    /// What importing a file of edits would do.
    pub async fn curate_diff(
        &self,
        registry: &str,
        file: &CurationFile,
        options: &Options,
    ) -> Result<Plan, AppError> {
        self.known_registry(registry).await?;
        let rules = self.rules_of_curation();
        Ok(curation::diff(self.store(), registry, &rules, file.as_file(), options).await?)
    }

    /// Imports a file of edits.
    pub async fn curate_import(
        &self,
        registry: &str,
        file: &CurationFile,
        options: &Options,
        by: Option<&str>,
    ) -> Result<Plan, AppError> {
        self.known_registry(registry).await?;
        let (rules, author) = (self.rules_of_curation(), self.curator(by)?);
        let file = file.as_file();
        let done =
            curation::import(self.store(), registry, &rules, file, options, &author, self.now()).await?;
        catalog::follow_curation(self.store()).await?;
        Ok(done)
    }

    /// Sets a value by hand; gives whether anything changed. `seen` is what its author saw there.
    pub async fn curate_set(
        &self,
        hand: Hand<'_>,
        row: &KeptRow,
        field: &str,
        value: Option<&str>,
        seen: Option<Option<&str>>,
    ) -> Result<bool, AppError> {
        self.known_registry(hand.registry).await?;
        let rules = self.rules_of_curation();
        let (store, form, couple) = (self.store(), row.form, &row.couple);
        Ok(curation::set(store, &rules, hand, form, couple, field, value, seen).await?)
    }

    /// Leaves a row out; gives whether anything changed.
    pub async fn curate_exclude(
        &self,
        hand: Hand<'_>,
        row: &KeptRow,
        reason: &str,
    ) -> Result<bool, AppError> {
        self.known_registry(hand.registry).await?;
        let rules = self.rules_of_curation();
        Ok(curation::exclude(self.store(), &rules, hand, row.form, &row.couple, reason).await?)
    }

    /// Brings a row back; gives whether it was left out.
    pub async fn curate_restore(&self, hand: Hand<'_>, row: &KeptRow) -> Result<bool, AppError> {
        self.known_registry(hand.registry).await?;
        let rules = self.rules_of_curation();
        Ok(curation::restore(self.store(), &rules, hand, row.form, &row.couple).await?)
    }

    /// The last edits of a row, or of a whole registry; the newest first.
    pub async fn curate_history(
        &self,
        registry: &str,
        row: Option<&KeptRow>,
        limit: usize,
    ) -> Result<Vec<Past>, AppError> {
        self.known_registry(registry).await?;
        let of = row.map(|row| (row.form, &row.couple));
        Ok(curation::history(self.store(), registry, of, limit).await?)
    }

    /// Undoes one edit by its number, and gives it.
    pub async fn curate_undo(&self, hand: Hand<'_>, seq: i64) -> Result<Past, AppError> {
        self.known_registry(hand.registry).await?;
        Ok(curation::undo(self.store(), hand, seq).await?)
    }

    /// Who edits: the one named, else the one of the settings.
    pub fn curator(&self, by: Option<&str>) -> Result<String, AppError> {
        let named = [by, Some(self.config().curation.author.as_str())];
        let author = named.into_iter().flatten().map(str::trim).find(|name| !name.is_empty());
        author.map(str::to_owned).ok_or_else(|| {
            AppError::invalid_parameter("by", "each edit has an author, and none is given".to_owned())
                .hint("name one with --by, or for good as `author` under `[curation]` in the settings")
        })
    }

    /// A hand of an author, now.
    pub fn hand<'a>(&self, registry: &'a str, author: &'a str, origin: &'a str) -> Hand<'a> {
        Hand { registry, author, origin, at: self.now() }
    }

    fn rules_of_curation(&self) -> Rules {
        self.rules(Profile::Default)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_by_kind_and_couple() {
        let row: KeptRow = "character vndb:c64".parse().expect("a row");
        assert_eq!(row.to_string(), "character vndb:c64");
        let url: KeptRow = "series manual:a:b".parse().expect("a row");
        assert_eq!(url.couple.source_id.as_ref(), "a:b");
        for wrong in ["work mal:1", "series mal", "series :1", "series"] {
            assert!(wrong.parse::<KeptRow>().is_err(), "{wrong}");
        }
    }
}
