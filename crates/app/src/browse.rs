//! Ways in without a question: by season and by tag.

use crate::{App, AppError, SeasonCount, TagCount};

impl App {
    /// Every season with works, the latest first. Works for adults only are not counted.
    #[expect(clippy::unused_async, reason = "doors await every use case alike, whether it waits or not")]
    pub async fn seasons(&self) -> Result<Vec<SeasonCount>, AppError> {
        let mut seasons: Vec<SeasonCount> = self
            .index()
            .seasons()
            .into_iter()
            .map(|(year, season, works)| SeasonCount { year, season, works })
            .collect();
        seasons.sort_by_key(|count| std::cmp::Reverse((count.year, count.season)));
        Ok(seasons)
    }

    /// Every tag with works, the most frequent first. Works for adults only are not counted.
    #[expect(clippy::unused_async, reason = "doors await every use case alike, whether it waits or not")]
    pub async fn tags(&self) -> Result<Vec<TagCount>, AppError> {
        let mut tags: Vec<TagCount> =
            self.index().tags().into_iter().map(|(tag, works)| TagCount { tag, works }).collect();
        tags.sort_by(|a, b| b.works.cmp(&a.works).then_with(|| a.tag.cmp(&b.tag)));
        Ok(tags)
    }
}
