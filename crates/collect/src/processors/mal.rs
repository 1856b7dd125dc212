//! Lists of MyAnimeList, of anime and of manga: the user's own list; details and characters through Jikan.
//!
//! Characters of anime and manga share MyAnimeList's id space, and are rows of their own all the same.

use futures::future::BoxFuture;
use keeping::{CharacterFacts, SeriesFacts};
use model::{Record, SourceId};
use sources::providers::Ask;

use super::{Choice, Surroundings};
use crate::{
    About, Child, CollectConfig, Desk, Failure, Found, Listed, Missing, Mode, Processor, Wanted, facts::jikan,
};

const MAL: SourceId = SourceId::known("mal");
const JIKAN: SourceId = SourceId::known("jikan");

/// Whoever is logged in.
const MYSELF: &str = "@me";

/// Only ids and titles of a list are used; Jikan tells the rest.
const FIELDS: &str = "id,title";

/// Facts out of a work's id, the answer about it, and what the source's adapter read of that.
type Reader = fn(&str, &[u8], Option<&Record>) -> Result<SeriesFacts, Failure>;

/// What a list is of.
#[derive(Debug, Clone, Copy)]
struct Words {
    /// The processor and its source type.
    name: &'static str,
    /// What the processor is called.
    title: &'static str,
    /// The endpoint of a user's list.
    list: &'static str,
    /// Jikan's endpoint of a work's details.
    details: &'static str,
    /// Jikan's endpoint of a work's characters.
    cast: &'static str,
    /// How the details become facts.
    read: Reader,
}

const ANIME: Words = Words {
    name: "mal",
    title: "anime of a MyAnimeList list",
    list: "animelist",
    details: "anime_full",
    cast: "anime_characters",
    read: jikan::anime,
};
const MANGA: Words = Words {
    name: "mal_manga",
    title: "manga of a MyAnimeList list",
    list: "mangalist",
    details: "manga_full",
    cast: "manga_characters",
    read: jikan::manga,
};

/// A list, and whose it is.
struct MalList {
    about: About,
    words: Words,
    user: String,
}

/// The processor of anime, and what it lacks.
pub fn anime(config: &CollectConfig, around: Surroundings<'_>) -> Choice {
    choice(ANIME, config, around)
}

/// The processor of manga, and what it lacks.
pub fn manga(config: &CollectConfig, around: Surroundings<'_>) -> Choice {
    choice(MANGA, config, around)
}

fn choice(words: Words, config: &CollectConfig, around: Surroundings<'_>) -> Choice {
    let about = About {
        name: words.name.to_owned(),
        source_type: words.name.to_owned(),
        title: words.title.to_owned(),
        mode: Mode::Once,
        note: "",
    };
    let processor = MalList { about: about.clone(), words, user: user(config) };
    Choice { about, missing: missing(config, around), processor: Box::new(processor) }
}

impl Processor for MalList {
    fn about(&self) -> &About {
        &self.about
    }

    /// The works of the list, all pages of it.
    fn list<'a>(&'a self, desk: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>> {
        Box::pin(async {
            let ask = Ask::new(self.words.list).with("name", &self.user).with("fields", FIELDS);
            let records = if self.user == MYSELF {
                desk.own_list(&MAL, &ask).await?
            } else {
                desk.pages(&MAL, &ask, |_| true).await?
            };
            let listed = records.into_iter().map(|record| Listed {
                id: record.external_id.id().to_owned(),
                name: record.title.unwrap_or_default(),
                found: None,
            });
            Ok(listed.collect())
        })
    }

    /// A work's details, and then its characters: without the one the others are not asked for.
    fn series<'a>(&'a self, desk: &'a Desk, listed: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>> {
        Box::pin(async {
            let ask = |endpoint| Ask::new(endpoint).with("id", &listed.id);
            let details = desk.ask(&JIKAN, &ask(self.words.details)).await?;
            let cast = match desk.ask(&JIKAN, &ask(self.words.cast)).await {
                Ok(asked) => jikan::cast(&asked.body)?,
                // A work that is there and has no list of characters has none.
                Err(Failure::NotFound(_)) => Vec::new(),
                Err(failure) => return Err(failure),
            };
            let series = (self.words.read)(&listed.id, &details.body, details.parsed.records.first())?;
            let child = |(id, name)| Child { id, name, ..Child::default() };
            Ok(Found { series, characters: cast.into_iter().map(child).collect(), refused: Vec::new() })
        })
    }

    fn character<'a>(
        &'a self,
        desk: &'a Desk,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<CharacterFacts, Failure>> {
        Box::pin(async {
            let asked = desk.ask(&JIKAN, &Ask::new("character").with("id", &wanted.handle)).await?;
            jikan::character(&wanted.id, &asked.body, asked.parsed.records.first())
        })
    }
}

/// What is missing for a user's list.
fn missing(config: &CollectConfig, around: Surroundings<'_>) -> Vec<Missing> {
    let mut missing = around.lacks(&MAL, &[("client_id", "a client id of MyAnimeList's interface")]);
    missing.extend(around.lacks(&JIKAN, &[]));
    if user(config) == MYSELF && !around.logged_in {
        missing.push(Missing {
            what: "nobody is logged in at MyAnimeList".to_owned(),
            fix: "`emaki source login mal`, or `mal_user` under [collect] for a list that is open to all"
                .to_owned(),
        });
    }
    missing
}

/// Whose list it is.
fn user(config: &CollectConfig) -> String {
    match config.mal_user.trim() {
        "" => MYSELF.to_owned(),
        name => name.to_owned(),
    }
}
