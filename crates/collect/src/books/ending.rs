//! How the books of a run are closed, and what a whole crawl lets go of.

use keeping::{KeepingError, forms::Form};
use model::Instant;
use serde_json::json;

use super::{Books, Key, runs};
use crate::{Gone, Mode, Tally};

/// Of fewer rows any number may go.
const FEW: usize = 10;

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing is left to do.
    Whole,
    /// Something is.
    Broken,
}

impl Books<'_> {
    /// Stores the last of it, and with a whole crawl lets go of what it did not see, all at once.
    pub async fn end(&mut self, ending: Ending, at: Instant) -> Result<(), KeepingError> {
        if self.skipped > 0 {
            let many =
                if self.skipped == 1 { "1 item was".into() } else { format!("{} items were", self.skipped) };
            self.note(format!("{many} passed over, because nothing is kept of them"));
        }
        if ending == Ending::Whole && self.about.mode == Mode::Again {
            let unseen = self.rows.iter().filter(|(_, known)| known.run != self.run);
            let gone = unseen.map(|((form, id), known)| Gone {
                kind: form.word(),
                id: id.clone(),
                name: known.name.clone(),
            });
            self.report.gone = gone.collect();
            self.report.gone.sort();
        }
        let drops = ending == Ending::Whole && self.about.mode == Mode::Whole && self.may_drop().await?;
        let mut gone: Vec<Key> = Vec::new();
        if drops {
            let unseen = self.rows.iter().filter(|(_, known)| known.run != self.run);
            gone.extend(unseen.map(|(key, _)| key.clone()));
        }
        for (form, id) in &gone {
            self.rows.remove(&(*form, id.clone()));
            self.tally(*form).dropped += 1;
        }
        if self.options.dry_run {
            self.batch = Default::default();
            return Ok(());
        }
        let finished = ending == Ending::Whole || self.since == 0;
        let (rows, items) = std::mem::take(&mut self.batch);
        let tx = self.store.begin().await?;
        tx.save_collected(&rows).await?;
        tx.save_journal(&items).await?;
        if drops {
            for form in [Form::Series, Form::Character] {
                let seen: Vec<&str> = self
                    .rows
                    .iter()
                    .filter(|((of, _), known)| *of == form && known.run == self.run)
                    .map(|((_, id), _)| id.as_str())
                    .collect();
                tx.see_collected(&self.about.source_type, form.word(), &seen, self.run).await?;
                tx.drop_unseen(&self.about.source_type, form.word(), self.run).await?;
            }
        }
        if finished {
            tx.finish_run(self.run, &self.details(), at).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whether what was not seen may go. A page that lost half of its list is more likely broken than right.
    async fn may_drop(&mut self) -> Result<bool, KeepingError> {
        let of = |form: Form| self.rows.iter().filter(move |((of, _), _)| *of == form);
        let (all, unseen) = (
            of(Form::Character).count(),
            of(Form::Character).filter(|(_, known)| known.run != self.run).count(),
        );
        if all >= FEW && unseen * 2 > all && !self.options.recrawl {
            self.note(format!(
                "{unseen} of {all} characters are not listed any more; they stay, in case the list is broken. \
                 `--recrawl` lets them go"
            ));
            return Ok(false);
        }
        if self.options.dry_run {
            return Ok(true);
        }
        let what = runs::name_of(self.about);
        let newer =
            self.store.runs(runs::LOOKED_AT).await?.iter().any(|run| run.what == what && run.id > self.run);
        if newer {
            self.note("another run has begun since; what was not seen is left to it");
        }
        Ok(!newer)
    }

    fn details(&self) -> String {
        let tally =
            |tally: Tally| json!({ "new": tally.new, "changed": tally.changed, "failed": tally.failed });
        let told = json!({
            "anew": self.since > 0,
            "series": tally(self.report.series),
            "characters": tally(self.report.characters),
        });
        told.to_string()
    }
}
