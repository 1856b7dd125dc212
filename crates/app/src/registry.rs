//! Identity by hand: show, explain, link, forbid, split, merge, check, and published ids.

use model::{EntityId, EntityKind, ExternalId, UniqueId, WorkId};

use crate::{App, AppError, ErrorCode, WorkRef};

impl App {
    /// What an id means: its links, its redirects, everything decided about it, with the evidence.
    ///
    /// Takes a work's own id, `character:<id>`, or an external id.
    pub async fn registry_explain(&self, asked: &str) -> Result<catalog::registry::Explanation, AppError> {
        let (kind, id) = self.entity_named(asked).await?;
        Ok(catalog::registry::explain(self.store(), &kind, id).await?)
    }

    /// Says that an external id means a work, and moves it there.
    pub async fn registry_link(
        &self,
        subject: &ExternalId,
        target: WorkId,
        author: &str,
        note: &str,
    ) -> Result<catalog::registry::Outcome, AppError> {
        Ok(catalog::registry::link(
            self.store(),
            subject,
            &EntityKind::Work,
            target.into(),
            &self.by(author, note),
        )
        .await?)
    }

    /// Says that an external id does not mean a work; the decision holds against every rule.
    pub async fn registry_unlink(
        &self,
        subject: &ExternalId,
        target: WorkId,
        author: &str,
        note: &str,
    ) -> Result<catalog::registry::Outcome, AppError> {
        let by = self.by(author, note);
        Ok(catalog::registry::unlink(self.store(), subject, &EntityKind::Work, target.into(), &by).await?)
    }

    /// Takes external ids out of a work into a new one; the old id stays on the old work.
    pub async fn registry_split(
        &self,
        work: WorkId,
        subjects: &[ExternalId],
        author: &str,
        note: &str,
    ) -> Result<catalog::registry::Outcome, AppError> {
        let by = self.by(author, note);
        Ok(catalog::registry::split(self.store(), &EntityKind::Work, work.into(), subjects, &by).await?)
    }

    /// Makes one work of two; the dropped id leads to the kept one from now on.
    pub async fn registry_merge(
        &self,
        keep: WorkId,
        drop: WorkId,
        author: &str,
        note: &str,
    ) -> Result<catalog::registry::Outcome, AppError> {
        let by = self.by(author, note);
        Ok(catalog::registry::merge(self.store(), &EntityKind::Work, keep.into(), drop.into(), &by).await?)
    }

    /// Conflicts and everything else that a keeper should look at.
    pub async fn registry_check(&self) -> Result<catalog::registry::Report, AppError> {
        Ok(catalog::registry::check(self.store()).await?)
    }

    /// One permanent number for each couple of a published id space, new ones continuing its sequence.
    pub async fn registry_assign(
        &self,
        registry: &str,
        kind: &str,
        couples: &[store::Couple],
    ) -> Result<Vec<UniqueId>, AppError> {
        self.guard_mirror(registry).await?;
        let numbers = self.store().assign(registry, kind, couples, self.now()).await?;
        self.write_mirror(registry).await?;
        Ok(numbers)
    }

    /// What a text names: `7`, `work:7`, `character:7`, `person:7` or an external id.
    async fn entity_named(&self, asked: &str) -> Result<(EntityKind, EntityId), AppError> {
        let own = [
            ("work:", EntityKind::Work),
            ("character:", EntityKind::Character),
            ("person:", EntityKind::Person),
        ];
        for (prefix, kind) in own {
            if let Some(number) = asked.strip_prefix(prefix) {
                let id = number.parse().map_err(|_| AppError::not_found("id", asked))?;
                return Ok((kind, id));
            }
        }
        match asked.parse::<WorkRef>()? {
            WorkRef::Id(id) => Ok((EntityKind::Work, id.into())),
            WorkRef::External(id) => {
                let mut found = self.store().find(std::slice::from_ref(&id)).await?;
                found.remove(&id).ok_or_else(|| {
                    AppError::new(ErrorCode::NotFound, format!("`{id}` is not linked to anything"))
                        .detail("id", id.to_string())
                        .hint("`emaki registry link <external id> <work>` links it by hand")
                })
            }
        }
    }

    pub(crate) fn by(&self, author: &str, note: &str) -> catalog::registry::Decision {
        catalog::registry::Decision { author: author.to_owned(), note: note.to_owned(), at: self.now() }
    }
}
