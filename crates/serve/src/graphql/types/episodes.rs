//! Episodes of a work.

use async_graphql::SimpleObject;
use model::EpisodeEntry;

use super::connection;

connection! {
    /// Episodes of a work, as printed.
    EpisodeConnection of EpisodeEdge
}

/// An episode in its place.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct EpisodeEdge {
    /// Leads on from this entry.
    cursor: String,
    /// The episode.
    node: Episode,
}

/// One episode.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Episode {
    /// The number as printed, such as `12.5`.
    number: String,
    /// The title in the list's main language.
    title: Option<String>,
    /// The title in the original script.
    title_native: Option<String>,
    /// The title in Latin letters.
    title_romaji: Option<String>,
    /// The day it was first shown.
    aired: Option<String>,
    /// Length in seconds.
    duration_s: Option<u32>,
    /// Not part of the main story.
    filler: bool,
    /// Retells earlier episodes.
    recap: bool,
}

/// An episode in its place.
pub fn edge((cursor, entry): (String, EpisodeEntry)) -> EpisodeEdge {
    let node = Episode {
        number: entry.number,
        title: entry.title,
        title_native: entry.title_native,
        title_romaji: entry.title_romaji,
        aired: entry.aired.map(|day| day.to_string()),
        duration_s: entry.duration_s,
        filler: entry.filler,
        recap: entry.recap,
    };
    EpisodeEdge { cursor, node }
}
