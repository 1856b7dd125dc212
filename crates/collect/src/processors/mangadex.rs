//! MangaDex: series by their ids, or the hits of a search. It knows no characters.

use futures::future::BoxFuture;
use keeping::CharacterFacts;
use model::{Record, SourceId};
use sources::providers::Ask;

use super::{Choice, Surroundings};
use crate::{
    About, CollectConfig, Desk, Failure, Found, Listed, Missing, Mode, Processor, Wanted, facts::mangadex,
};

const MANGADEX: SourceId = SourceId::known("mangadex");
/// The most hits that come at once.
const PAGE: usize = 100;

struct MangaDex {
    about: About,
    ids: Vec<String>,
    search: String,
    limit: usize,
}

/// The processor, and what it lacks.
pub fn choice(config: &CollectConfig, around: Surroundings<'_>) -> Choice {
    let about = About {
        name: "mangadex".to_owned(),
        source_type: "mangadex".to_owned(),
        title: "manga of MangaDex, by id or by search".to_owned(),
        mode: Mode::Once,
        note: "series only: MangaDex lists no characters",
    };
    let ids = around.sources.get("mangadex").and_then(|settings| settings.ids.clone()).unwrap_or_default();
    let search = config.mangadex.search.trim().to_owned();
    let mut missing = around.lacks(&MANGADEX, &[]);
    if ids.is_empty() && search.is_empty() {
        missing.push(Missing {
            what: "no series are chosen".to_owned(),
            fix: "`ids` under [sources.mangadex], or `search` under [collect.mangadex]".to_owned(),
        });
    }
    let limit = config.mangadex.limit;
    Choice { about: about.clone(), missing, processor: Box::new(MangaDex { about, ids, search, limit }) }
}

impl Processor for MangaDex {
    fn about(&self) -> &About {
        &self.about
    }

    fn list<'a>(&'a self, desk: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>> {
        Box::pin(async {
            let chosen = self.ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty());
            let mut listed: Vec<Listed> =
                chosen.map(|id| Listed { id: id.to_owned(), ..Listed::default() }).collect();
            if !self.search.is_empty() && self.limit > 0 {
                for record in self.hits(desk).await? {
                    let id = record.external_id.id().to_owned();
                    if !listed.iter().any(|known| known.id == id) {
                        listed.push(of_hit(id, &record)?);
                    }
                }
            }
            Ok(listed)
        })
    }

    fn series<'a>(&'a self, desk: &'a Desk, listed: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>> {
        Box::pin(async {
            let asked = desk.ask(&MANGADEX, &Ask::new("manga").with("id", &listed.id)).await?;
            let record = asked.parsed.records.first();
            let record = record.ok_or_else(|| Failure::item("its answer holds no series"))?;
            if record.external_id.id() != listed.id {
                return Err(Failure::item(format!("its answer is about {}", record.external_id)));
            }
            Ok(Found { series: mangadex::series(record)?, ..Found::default() })
        })
    }

    fn character<'a>(&'a self, _: &'a Desk, _: &'a Wanted) -> BoxFuture<'a, Result<CharacterFacts, Failure>> {
        Box::pin(async { Err(Failure::NotFound("MangaDex lists no characters".to_owned())) })
    }
}

impl MangaDex {
    /// The first hits of the search.
    async fn hits(&self, desk: &Desk) -> Result<Vec<Record>, Failure> {
        let page = self.limit.min(PAGE).to_string();
        let ask = Ask::new("search").with("title", &self.search).with("limit", page);
        let mut count = 0;
        let mut hits = desk
            .pages(&MANGADEX, &ask, |page| {
                count += page.parsed.records.len();
                count < self.limit
            })
            .await?;
        hits.truncate(self.limit);
        Ok(hits)
    }
}

/// A hit tells all that there is to know, so that it is not asked for again.
fn of_hit(id: String, record: &Record) -> Result<Listed, Failure> {
    let series = mangadex::series(record)?;
    let name = series.name.clone();
    Ok(Listed { id, name, found: Some(Box::new(Found { series, ..Found::default() })) })
}
