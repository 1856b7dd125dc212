//! MAL manga: the user's own list of manga; details and characters through Jikan.
//!
//! Its characters share MyAnimeList's id space with those of anime, and are rows of their own all the same.

use futures::future::BoxFuture;
use keeping::CharacterFacts;

use super::{Choice, Surroundings, mal_lists};
use crate::{About, CollectConfig, Desk, Failure, Found, Listed, Mode, Processor, Wanted, facts::jikan};

/// The manga of a list.
struct MalManga {
    about: About,
    user: String,
}

/// The processor, and what it lacks.
pub fn choice(config: &CollectConfig, around: Surroundings<'_>) -> Choice {
    let about = About {
        name: "mal_manga".to_owned(),
        source_type: "mal_manga".to_owned(),
        title: "manga of a MyAnimeList list".to_owned(),
        mode: Mode::Once,
        note: "",
    };
    let processor = MalManga { about: about.clone(), user: mal_lists::user(config) };
    Choice { about, missing: mal_lists::missing(config, around), processor: Box::new(processor) }
}

impl Processor for MalManga {
    fn about(&self) -> &About {
        &self.about
    }

    fn list<'a>(&'a self, desk: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>> {
        Box::pin(mal_lists::list(desk, "mangalist", &self.user))
    }

    fn series<'a>(&'a self, desk: &'a Desk, listed: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>> {
        Box::pin(async {
            let (asked, characters) =
                mal_lists::work(desk, "manga_full", "manga_characters", &listed.id).await?;
            let series = jikan::manga(&listed.id, &asked.body, asked.parsed.records.first())?;
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
