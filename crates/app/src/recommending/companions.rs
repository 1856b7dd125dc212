//! What goes with a work by the ratings: for whoever learns what belongs together.

use std::collections::HashMap;

use model::WorkId;

use crate::{App, AppError};

impl App {
    /// For each work the works that its raters rate most alike, the nearest first, `most` at the most; empty where no
    /// ratings were learned.
    pub(crate) async fn companions(&self, most: usize) -> Result<HashMap<WorkId, Vec<WorkId>>, AppError> {
        let Some(learned) = self.learned_ratings().await?.learned else { return Ok(HashMap::new()) };
        let works = self.works_of_subjects(&learned.subjects).await?;
        let near = (0u32..).zip(&works).filter_map(|(item, work)| {
            let others = learned.model.companions(item, most).into_iter();
            let others: Vec<WorkId> = others.filter_map(|other| *works.get(other as usize)?).collect();
            Some(((*work)?, others))
        });
        Ok(near.filter(|(_, others)| !others.is_empty()).collect())
    }
}
