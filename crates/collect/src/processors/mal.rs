//! MAL anime: the user's own list of anime; details and characters through Jikan.

use futures::future::BoxFuture;
use keeping::CharacterFacts;

use super::{Choice, Surroundings, mal_lists};
use crate::{About, CollectConfig, Desk, Failure, Found, Listed, Mode, Processor, Wanted, facts::jikan};

/// The anime of a list.
struct MalAnime {
    about: About,
    user: String,
}

/// The processor, and what it lacks.
pub fn choice(config: &CollectConfig, around: Surroundings<'_>) -> Choice {
    let about = About {
        name: "mal".to_owned(),
        source_type: "mal".to_owned(),
        title: "anime of a MyAnimeList list".to_owned(),
        mode: Mode::Once,
        note: "",
    };
    let processor = MalAnime { about: about.clone(), user: mal_lists::user(config) };
    Choice { about, missing: mal_lists::missing(config, around), processor: Box::new(processor) }
}

impl Processor for MalAnime {
    fn about(&self) -> &About {
        &self.about
    }

    fn list<'a>(&'a self, desk: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>> {
        Box::pin(mal_lists::list(desk, "animelist", &self.user))
    }

    fn series<'a>(&'a self, desk: &'a Desk, listed: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>> {
        Box::pin(async {
            let (asked, characters) =
                mal_lists::work(desk, "anime_full", "anime_characters", &listed.id).await?;
            let series = jikan::anime(&listed.id, &asked.body, asked.parsed.records.first())?;
            Ok(mal_lists::found(series, characters))
        })
    }

    fn character<'a>(
        &'a self,
        desk: &'a Desk,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<CharacterFacts, Failure>> {
        Box::pin(mal_lists::character(desk, wanted))
    }
}
