//! Takes: listed, shown, compared, reviewed.

use std::collections::BTreeMap;

use production::{Bible, Hundredths, Recipe, ReferenceRole, Review, TakeId, Verdict, VisualReference};
use serde_json::{Value, json};
use store::{TakeFilter, TakeRow};

use super::{
    CharacterChange, Compared, Listing, TakeView, expected_version,
    failures::{no_id, unknown_take},
    laid_over, line, pages, stored, text_of, unchanged,
};
use crate::{App, AppError, ErrorCode};

/// The most takes that are laid side by side.
const SIDE_BY_SIDE: usize = 12;

/// Which takes are listed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakeQuestion {
    /// Only of this project.
    pub project: Option<String>,
    /// Only of this character.
    pub character: Option<String>,
    /// Only of this cut.
    pub cut: Option<String>,
    /// Only of this batch.
    pub batch: Option<String>,
    /// Only with this verdict.
    pub verdict: Option<String>,
    /// Only those that stand out.
    pub starred: bool,
    /// How many at once, 50 when not said and 500 at most.
    pub limit: Option<usize>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// The fields of a review that change, as an object; those that are not given stay.
pub type ReviewChange = Value;

impl App {
    /// Takes, newest first.
    pub async fn takes(&self, question: &TakeQuestion) -> Result<Listing<TakeView>, AppError> {
        self.produces()?;
        let limit = pages::limit(question.limit)?;
        let verdict = question.verdict.as_deref().map(|word| {
            let told = "verdicts are draft, approved, rejected";
            let unknown = || AppError::invalid_parameter("verdict", format!("there is no verdict `{word}`"));
            Verdict::parse(word).ok_or_else(|| unknown().hint(told))
        });
        self.named(question.project.as_deref(), question.character.as_deref(), question.batch.as_deref())
            .await?;
        if let Some(cut) = &question.cut {
            self.part_row(cut).await?;
        }
        let filter = TakeFilter {
            project: question.project.clone(),
            character: question.character.clone(),
            cut: question.cut.clone(),
            batch: question.batch.clone(),
            job: None,
            verdict: verdict.transpose()?.map(|verdict| verdict.as_str().to_owned()),
            starred: question.starred,
            after: pages::after(question.cursor.as_deref())?,
        };
        let mut rows = self.store().takes(&filter, limit + 1).await?;
        let next_cursor = pages::cut(&mut rows, limit, |row| (row.at, row.id.as_str()));
        Ok(Listing { items: rows.into_iter().map(view).collect::<Result<_, _>>()?, next_cursor })
    }

    /// One take with its whole recipe.
    pub async fn take(&self, id: &str) -> Result<TakeView, AppError> {
        let row = self.take_row(id).await?;
        let recipe: Recipe = stored("recipe", &row.recipe)?;
        Ok(TakeView { recipe: Some(Box::new(recipe)), ..view(row)? })
    }

    /// Takes side by side, with what their recipes differ in.
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for none or too many.
    pub async fn compare_takes(&self, ids: &[String]) -> Result<Compared, AppError> {
        if !(2..=SIDE_BY_SIDE).contains(&ids.len()) {
            let told = format!("2 to {SIDE_BY_SIDE} takes lie side by side");
            return Err(AppError::invalid_parameter("take", told));
        }
        let mut takes = Vec::with_capacity(ids.len());
        for id in ids {
            takes.push(self.take(id).await?);
        }
        let recipes = takes.iter().map(|take| serde_json::to_value(&take.recipe));
        let recipes = recipes.collect::<Result<Vec<Value>, _>>().map_err(AppError::internal)?;
        Ok(Compared { differences: differences(&recipes), takes })
    }

    /// Changes a take's review. One that is approved may be chosen as a reference, see
    /// [`App::take_as_reference`].
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for a rejection without a reason; `conflict` where `expected_version` is not the
    /// take's any more.
    pub async fn review_take(
        &self,
        id: &str,
        change: &ReviewChange,
        author: &str,
    ) -> Result<TakeView, AppError> {
        let id = self.take_row(id).await?.id;
        let mut change = change.clone();
        let expected = expected_version(&mut change)?;
        let now = self.now();
        let tx = self.store().begin().await?;
        // Read within the transaction, so that of two who review at once neither is lost.
        let row = tx.take(&id).await?.ok_or_else(|| unknown_take(&id))?;
        unchanged("review", expected, row.version)?;
        let review: Review = laid_over(&stored::<Review>("review", &row.review)?, &change)?;
        review.check()?;
        let mut changed = Vec::new();
        if review.best {
            // Only one of a batch is the best.
            for other in tx.best_takes(&row.batch).await?.into_iter().filter(|other| other.id != row.id) {
                let review = Review { best: false, ..stored("review", &other.review)? };
                changed.push(reviewed(other, &review, now)?);
            }
        }
        let details = json!({ "take": row.id, "verdict": review.verdict, "starred": review.starred });
        let project = row.project.clone().unwrap_or_default();
        changed.push(reviewed(row, &review, now)?);
        for row in &changed {
            tx.review_take(row, now).await?;
            // Whoever looks at the project hears of it; takes that came back from their files have no job any more.
            if let Ok(job) = row.job.parse() {
                let told = json!({ "take_id": row.id, "verdict": row.verdict, "starred": row.starred, "best": row.best });
                tx.note_afterwards(&job, "reviewed", &told.to_string(), now).await?;
            }
        }
        tx.audit(&line(author, "take.review", details, now)).await?;
        tx.commit().await?;
        for row in &changed {
            if let Err(error) = self.write_sidecar(row).await {
                tracing::warn!(error = ?error, take = row.id, "the file beside a picture could not be written");
            }
        }
        self.write_book(&project).await;
        self.take(&id).await
    }

    /// Makes an approved take a reference of its character.
    ///
    /// # Errors
    /// `conflict` for a take that is not approved, or shows no character of a bible.
    pub async fn take_as_reference(
        &self,
        id: &str,
        role: ReferenceRole,
        weight: Hundredths,
        author: &str,
    ) -> Result<Vec<VisualReference>, AppError> {
        let row = self.take_row(id).await?;
        if row.verdict != Verdict::Approved.as_str() {
            return Err(AppError::new(ErrorCode::Conflict, "only an approved take becomes a reference")
                .hint("approve it first"));
        }
        let Some(character) = &row.character else {
            return Err(AppError::new(ErrorCode::Conflict, "the take shows no character of a bible"));
        };
        let newest = self.character_row(character).await?;
        let newest = self.character_version(&newest.id, newest.latest).await?;
        let mut bible: Bible = newest.bible.unwrap_or_default();
        let id: TakeId = row.id.parse().map_err(|error| no_id("take_id", error))?;
        bible.references.retain(|known| known.hash != row.hash || known.role != role);
        bible.references.push(VisualReference {
            hash: row.hash.clone(),
            role,
            weight,
            note: String::new(),
            take: Some(id),
        });
        let references = serde_json::to_value(&bible.references).map_err(AppError::internal)?;
        let change = CharacterChange {
            expected_version: Some(newest.version),
            base_version: None,
            note: format!("take {} as a reference", row.id),
            canonical: None,
            bible: json!({ "references": references }),
        };
        Ok(self.update_character(character, &change, author).await?.bible.references)
    }

    /// A take's file.
    ///
    /// # Errors
    /// `not_found` for an unknown take; `damaged` when its file is gone, from both places.
    pub async fn take_file(&self, id: &str) -> Result<Vec<u8>, AppError> {
        let row = self.take_row(id).await?;
        self.kept_picture(&row.hash).await?.ok_or_else(|| {
            AppError::new(ErrorCode::Damaged, format!("the file of take {} is gone", row.id))
                .detail("file", row.file.as_str())
                .hint("`emaki production fsck` looks for moved files")
        })
    }

    pub(super) async fn take_row(&self, id: &str) -> Result<TakeRow, AppError> {
        self.produces()?;
        let id: TakeId = id.parse().map_err(|error| no_id("take_id", error))?;
        self.store().take(id.as_str()).await?.ok_or_else(|| unknown_take(id.as_str()))
    }
}

fn reviewed(row: TakeRow, review: &Review, now: model::Instant) -> Result<TakeRow, AppError> {
    Ok(TakeRow {
        verdict: review.verdict.as_str().to_owned(),
        starred: review.starred,
        best: review.best,
        review: text_of(review)?,
        updated_at: now,
        ..row
    })
}

/// The fields whose values are not the same in all of them.
fn differences(recipes: &[Value]) -> BTreeMap<String, Vec<Value>> {
    let fields = recipes.iter().filter_map(Value::as_object).flat_map(|fields| fields.keys().cloned());
    let fields: std::collections::BTreeSet<String> = fields.collect();
    let values = fields.into_iter().map(|field| {
        let values: Vec<Value> = recipes.iter().map(|recipe| recipe[&field].clone()).collect();
        (field, values)
    });
    values.filter(|(_, values)| values.iter().any(|value| *value != values[0])).collect()
}

pub(super) fn view(row: TakeRow) -> Result<TakeView, AppError> {
    let recipe: Recipe = stored("recipe", &row.recipe)?;
    Ok(TakeView {
        review: stored("review", &row.review)?,
        seed: recipe.seed,
        prompt: recipe.prompt,
        recipe: None,
        id: row.id,
        job_id: row.job,
        batch_id: row.batch,
        project_id: row.project,
        character_id: row.character,
        cut_id: row.cut,
        at: row.at,
        file: row.file,
        hash: row.hash,
        bytes: row.bytes,
        width: row.width,
        height: row.height,
        is_draft: row.is_draft,
        version: row.version,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let recipes = [json!({"seed": 1, "steps": 20}), json!({"seed": 2, "steps": 20, "model": "a"})];
        let told = differences(&recipes);
        assert_eq!(told["seed"], [json!(1), json!(2)]);
        assert_eq!(told["model"], [Value::Null, json!("a")]);
        assert_eq!(told.len(), 2);
    }
}
