//! Permanent numbers of registries: given, imported, exported, merged by hand, shown, mirrored.

use std::path::{Path, PathBuf};

use keeping::{
    Keeping, KeepingError,
    forms::{Couple, Form},
    numbers::{
        self, Identified, ImportedNumbers, Merging, Mirror, NumberRef, NumberView, NumbersReport, Outcome,
        Written,
    },
    rules::{Profile, Rules},
};
use model::UniqueId;
use serde::Serialize;

use crate::{App, AppError};

/// The registry that is there from the begin.
pub(crate) const DEFAULT: &str = "main";
/// No registry's file is larger.
const MOST_BYTES: u64 = 256 << 20;

/// What an import of numbers did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumbersImport {
    /// What came in.
    #[serde(flatten)]
    pub imported: ImportedNumbers,
    /// Why the mirror does not show it; none when it does, or when there is none.
    pub mirror: Option<String>,
}

/// A couple and a number, and who says that they belong together.
#[derive(Debug, Clone)]
pub struct NumberLink {
    /// The registry.
    pub registry: String,
    /// Of what.
    pub form: Form,
    /// The couple, such as `mal:123`.
    pub couple: String,
    /// The number.
    pub number: UniqueId,
    /// Who decides.
    pub author: String,
    /// Why.
    pub reason: String,
}

impl App {
    /// Makes a registry whose numbers begin at 1; gives whether it is new.
    pub async fn registry_create(&self, registry: &str) -> Result<bool, AppError> {
        numbers::checked_name(registry)?;
        let tx = self.store().begin().await?;
        let is_new = tx.create_registry(registry).await?;
        tx.commit().await?;
        Ok(is_new)
    }

    /// Refuses a registry that nobody made: a slip of the pen must spend no numbers.
    pub(crate) async fn known_registry(&self, registry: &str) -> Result<(), AppError> {
        numbers::checked_name(registry)?;
        if registry == DEFAULT || self.store().has_registry(registry).await? {
            return Ok(());
        }
        let known = self.store().kept_registries().await?.join(", ");
        let known = if known.is_empty() { DEFAULT } else { &known };
        Err(AppError::not_found("registry", registry)
            .hint(format!("there is {known}; `emaki registry create {registry}` makes a new one")))
    }

    /// Gives every row that has none its number.
    pub async fn registry_identify(&self, registry: &str) -> Result<Identified, AppError> {
        self.identify(registry, &self.rules(Profile::Default)).await
    }

    /// Gives every row that has none its number, and brings the mirror up to that. Refuses before anything
    /// is given when somebody else wrote the mirror.
    pub(crate) async fn identify(&self, registry: &str, rules: &Rules) -> Result<Identified, AppError> {
        let mut keeping = keeping::load(self.store(), registry, rules).await?;
        self.identify_rows(registry, &mut keeping).await
    }

    /// The same for rows that were read before, which know their numbers afterwards.
    pub(crate) async fn identify_rows(
        &self,
        registry: &str,
        keeping: &mut Keeping,
    ) -> Result<Identified, AppError> {
        self.known_registry(registry).await?;
        self.guard_mirror(registry).await?;
        let given = numbers::identify_rows(self.store(), registry, keeping, self.now()).await?;
        self.write_mirror(registry).await?;
        Ok(given)
    }

    /// Takes the numbers of registry files in.
    pub async fn registry_import(
        &self,
        files: &[PathBuf],
        registry: &str,
        dry_run: bool,
    ) -> Result<NumbersImport, AppError> {
        numbers::checked_name(registry)?;
        let (mut read, mut faults) = (Vec::new(), Vec::new());
        for path in files {
            let failed = || KeepingError::file("read", path);
            let size = std::fs::metadata(path).map_err(failed())?.len();
            if size > MOST_BYTES {
                let message = format!("`{}` is larger than any registry", path.display());
                return Err(AppError::invalid_parameter("files", message));
            }
            let bytes = std::fs::read(path).map_err(failed())?;
            match numbers::read_file(&path.display().to_string(), &bytes, self.now()) {
                Ok(file) => read.push(file),
                Err(KeepingError::Faulty { faults: found, .. }) => faults.extend(found),
                Err(error) => return Err(error.into()),
            }
        }
        if !faults.is_empty() {
            return Err(KeepingError::of_faults(faults).into());
        }
        let imported = numbers::import(self.store(), registry, &read, dry_run).await?;
        let mirror = if dry_run { None } else { self.mirrored(registry).await? };
        Ok(NumbersImport { imported, mirror })
    }

    /// Writes a registry's files into a folder.
    pub async fn registry_export(&self, registry: &str, folder: &Path) -> Result<Vec<Written>, AppError> {
        self.known_registry(registry).await?;
        let backups = self.config().registry.mirror_backups;
        Ok(numbers::export(self.store(), registry, folder, backups, self.now()).await?)
    }

    /// The numbers of a registry, or of all, and what a keeper should look at.
    pub async fn registry_numbers(&self, registry: Option<&str>) -> Result<Vec<NumbersReport>, AppError> {
        let names = match registry {
            Some(name) => {
                self.known_registry(name).await?;
                vec![name.to_owned()]
            }
            None => self.store().registries().await?,
        };
        let rules = self.rules(Profile::Default);
        let mut reports = Vec::new();
        for name in names {
            let keeping = keeping::load(self.store(), &name, &rules).await?;
            let report = numbers::check(self.store(), &name, &keeping).await?;
            if registry.is_some() || report.series.count + report.characters.count > 0 {
                reports.push(report);
            }
        }
        Ok(reports)
    }

    /// One number, by itself or by a couple.
    pub async fn registry_number(&self, asked: &NumberRef) -> Result<NumberView, AppError> {
        Ok(numbers::lookup(self.store(), asked).await?)
    }

    /// Lets a couple stand for a number that another couple has.
    pub async fn registry_merge_number(&self, link: &NumberLink) -> Result<Outcome, AppError> {
        Ok(numbers::merge(self.store(), &self.merging(link)?).await?)
    }

    /// Takes that back.
    pub async fn registry_unmerge_number(&self, link: &NumberLink) -> Result<Outcome, AppError> {
        Ok(numbers::unmerge(self.store(), &self.merging(link)?).await?)
    }

    fn merging<'a>(&self, link: &'a NumberLink) -> Result<Merging<'a>, AppError> {
        let parts = link.couple.split_once(':').filter(|(of, id)| !of.is_empty() && !id.is_empty());
        let (source_type, source_id) = parts.ok_or_else(|| {
            AppError::invalid_parameter(
                "couple",
                format!("`{}` is not a couple such as mal:123", link.couple),
            )
        })?;
        Ok(Merging {
            registry: &link.registry,
            form: link.form,
            couple: Couple::new(source_type, source_id),
            number: link.number,
            author: &link.author,
            reason: &link.reason,
            at: self.now(),
        })
    }

    /// Refuses when there is a mirror and somebody else wrote it.
    pub(crate) async fn guard_mirror(&self, registry: &str) -> Result<(), AppError> {
        match self.mirror(registry) {
            Some(mirror) => Ok(mirror.guard(self.store(), registry).await?),
            None => Ok(()),
        }
    }

    /// Brings the mirror, where there is one, up to the registry.
    pub(crate) async fn write_mirror(&self, registry: &str) -> Result<(), AppError> {
        if let Some(mirror) = self.mirror(registry) {
            mirror.write(self.store(), registry, self.now()).await?;
        }
        Ok(())
    }

    /// The same after a change that stands: says why the mirror does not show it.
    pub(crate) async fn mirrored(&self, registry: &str) -> Result<Option<String>, AppError> {
        let Some(mirror) = self.mirror(registry) else { return Ok(None) };
        match mirror.write(self.store(), registry, self.now()).await {
            Ok(_) => Ok(None),
            Err(KeepingError::Conflict { message, hint, .. }) => Ok(Some(format!("{message}; {hint}"))),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn mirror(&self, registry: &str) -> Option<Mirror> {
        let config = &self.config().registry;
        let folder = Some(&config.mirror).filter(|folder| !folder.as_os_str().is_empty())?;
        Some(Mirror::of(folder, registry, config.mirror_backups))
    }
}
