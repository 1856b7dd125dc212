//! Ways in without a question: by season, by tag, and from one tag to those near it.

use std::collections::HashMap;

use search::Overview;

use crate::{App, AppError, SeasonCount, TagCount, TagNeighbor, TagNeighbors};

/// So many works that bear both tags halve what their cosine is not believed; as for ratings.
const SHRINK: f64 = 10.0;
/// The most neighbors of one answer.
pub const MAX_NEIGHBORS: usize = 100;

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

    /// The tags and genres that stand beside a tag more often than chance would have it, the nearest first.
    /// Works for adults only are not counted.
    ///
    /// # Errors
    /// `not_found` when no work bears the tag, `invalid_parameter` when `limit` is not 1 to [`MAX_NEIGHBORS`],
    /// `busy` while the index is being built.
    pub async fn tag_neighbors(&self, tag: &str, limit: usize) -> Result<TagNeighbors, AppError> {
        if !(1..=MAX_NEIGHBORS).contains(&limit) {
            let message = format!("`limit` is {limit}, not 1 to {MAX_NEIGHBORS}");
            return Err(AppError::invalid_parameter("limit", message));
        }
        self.ready()?;
        let (index, wanted) = (self.index().clone(), tag.to_lowercase());
        let found = tokio::task::spawn_blocking(move || neighbors(&index.overview(), &wanted, limit)).await;
        found
            .map_err(AppError::internal)?
            .ok_or_else(|| AppError::not_found("tag", tag).hint("/tags lists the frequent ones"))
    }
}

/// Item neighbors as for ratings, with tags as items and works as those who chose them.
fn neighbors(overview: &Overview, wanted: &str, limit: usize) -> Option<TagNeighbors> {
    let own = overview.tags.iter().position(|tag| tag.to_lowercase() == wanted)? as u32;
    let works = || overview.works.iter().filter(|work| !work.adult);
    let (mut counts, mut common) = (vec![0u64; overview.tags.len()], HashMap::<u32, u64>::new());
    for work in works() {
        for tag in &work.tags {
            counts[*tag as usize] += 1;
            if *tag != own && work.tags.contains(&own) {
                *common.entry(*tag).or_default() += 1;
            }
        }
    }
    let (all, of_own) = (works().count() as f64, counts[own as usize] as f64);
    if of_own == 0.0 {
        return None;
    }
    let near = common.into_iter().map(|(tag, both)| {
        let (of_other, shared) = (counts[tag as usize] as f64, both as f64);
        TagNeighbor {
            tag: overview.tags[tag as usize].clone(),
            works: counts[tag as usize],
            both,
            similarity: shared / (of_own * of_other).sqrt() * shared / (shared + SHRINK),
            lift: shared * all / (of_own * of_other),
        }
    });
    // What stands together less often than by chance is no neighbor, however frequent it is.
    let mut near: Vec<TagNeighbor> = near.filter(|neighbor| neighbor.lift > 1.0).collect();
    near.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then_with(|| a.tag.cmp(&b.tag)));
    near.truncate(limit);
    Some(TagNeighbors { tag: overview.tags[own as usize].clone(), works: of_own as u64, neighbors: near })
}

#[cfg(test)]
mod tests {
    use model::{Format, Medium, Status, WorkId};
    use search::OverviewWork;

    use super::*;

    fn overview(works: &[&[u32]]) -> Overview {
        let work = |(place, tags): (i64, &&[u32])| OverviewWork {
            id: WorkId::new(place).expect("a positive number"),
            title: String::new(),
            medium: Medium::Anime,
            format: Format::Tv,
            status: Status::Finished,
            year: None,
            adult: false,
            popularity: None,
            tags: tags.to_vec(),
            studios: Vec::new(),
            relations: Vec::new(),
        };
        Overview {
            seq: 1,
            works: (1..).zip(works).map(work).collect(),
            tags: ["drama", "trains", "comedy", "night"].map(str::to_owned).to_vec(),
            studios: Vec::new(),
        }
    }

    #[test]
    fn what_stands_together_is_near_and_what_is_only_frequent_is_not() {
        // Comedy is everywhere; trains and night come together.
        let works: [&[u32]; 8] = [&[1, 3, 2], &[1, 3], &[1, 3, 2], &[0, 2], &[2], &[2], &[0, 2], &[0]];
        let found = neighbors(&overview(&works), "trains", 10).expect("it is borne");
        let names: Vec<&str> = found.neighbors.iter().map(|near| near.tag.as_str()).collect();
        assert_eq!((found.works, names), (3, vec!["night"]));
        let night = &found.neighbors[0];
        assert_eq!((night.works, night.both), (3, 3));
        assert!((night.similarity - 3.0 / 13.0).abs() < 1e-12, "{night:?}");
        assert!((night.lift - 8.0 / 3.0).abs() < 1e-12, "{night:?}");
        assert_eq!(neighbors(&overview(&works), "opera", 10), None);
    }
}
