//! What anime and manga of MyAnimeList have in common: a user's list, whose details Jikan tells.

use keeping::CharacterFacts;
use model::SourceId;
use sources::{client::Asked, providers::Ask};

use super::Surroundings;
use crate::{Child, CollectConfig, Desk, Failure, Found, Listed, Missing, Wanted, facts::jikan};

pub const MAL: SourceId = SourceId::known("mal");
pub const JIKAN: SourceId = SourceId::known("jikan");

/// Whoever is logged in.
const MYSELF: &str = "@me";

/// Only ids and titles of a list are used; Jikan tells the rest.
const FIELDS: &str = "id,title";

/// What is missing for a user's list.
pub fn missing(config: &CollectConfig, around: Surroundings<'_>) -> Vec<Missing> {
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
pub fn user(config: &CollectConfig) -> String {
    match config.mal_user.trim() {
        "" => MYSELF.to_owned(),
        name => name.to_owned(),
    }
}

/// The works of a list, all pages of it.
pub async fn list(desk: &Desk, endpoint: &str, user: &str) -> Result<Vec<Listed>, Failure> {
    let ask = Ask::new(endpoint).with("name", user).with("fields", FIELDS);
    let records = if user == MYSELF {
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
}

/// A work's details, and then its characters: without the one the others are not asked for.
pub async fn work(desk: &Desk, details: &str, cast: &str, id: &str) -> Result<(Asked, Vec<Child>), Failure> {
    let details = desk.ask(&JIKAN, &Ask::new(details).with("id", id)).await?;
    let characters = match desk.ask(&JIKAN, &Ask::new(cast).with("id", id)).await {
        Ok(asked) => jikan::cast(&asked.body)?,
        // A work that is there and has no list of characters has none.
        Err(Failure::NotFound(_)) => Vec::new(),
        Err(failure) => return Err(failure),
    };
    let children = characters.into_iter().map(|(id, name)| Child { id, name, ..Child::default() });
    Ok((details, children.collect()))
}

/// Puts a work's facts and characters together.
pub fn found(series: keeping::SeriesFacts, characters: Vec<Child>) -> Found {
    Found { series, characters, refused: Vec::new() }
}

/// A character.
pub async fn character(desk: &Desk, wanted: &Wanted) -> Result<CharacterFacts, Failure> {
    let asked = desk.ask(&JIKAN, &Ask::new("character").with("id", &wanted.handle)).await?;
    jikan::character(&wanted.id, &asked.body, asked.parsed.records.first())
}
