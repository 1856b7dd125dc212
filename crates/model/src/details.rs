//! The parts of a golden record that most works lack: who plays, each episode, what every source counts.
//!
//! They hang off the work in one box, so that a plain work stays as small as it is in a list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    AiringKind, Broadcast, Casting, ContextualRank, Delay, EpisodeEntry, ExternalId, Image, Instant,
    PersonFacts, Premiere, Score, ScoreMeans, Slot, Song, SourceId, Stream, Video, WebLink,
};

/// What sources say about a work beyond its card. Unknown is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// More than the plot: how it was made and received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// The weekly slot of the first broadcast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast: Option<Broadcast>,
    /// First and last day in a source's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aired_words: Option<String>,
    /// Whether it is for adults only, as far as anybody says; `Work::adult` takes silence for no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adult: Option<bool>,
    /// The weekly slots by form: raw, with subtitles, dubbed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
    /// When each form was first shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub premieres: Vec<Premiere>,
    /// Breaks of a broadcast.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delays: Vec<Delay>,
    /// Genres; a word is in one of genres, themes, demographics, tags and warnings only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Theme>,
    /// Whom it was made for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub demographics: Vec<String>,
    /// Words that are nothing of the others. Empty when nobody tells the kinds apart: then all of
    /// `Work::tags` are meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// What may hurt or disturb.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content_warnings: Vec<String>,
    /// Who publishes it abroad.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub licensors: Vec<String>,
    /// Services that hold a license for streaming it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub licenses: Vec<String>,
    /// A page of each company, by its name as it is spelled in the lists of companies.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub company_pages: BTreeMap<String, String>,
    /// People who made it, each once over all sources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub staff: Vec<StaffMember>,
    /// Figures, each once over all sources, the largest parts first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub characters: Vec<CastMember>,
    /// Episodes in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub episodes: Vec<Episode>,
    /// Opening, ending and insert songs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub songs: Vec<Song>,
    /// Trailers and other films about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub videos: Vec<Video>,
    /// Where it may be watched or read, one entry for each host.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub streams: Vec<Streaming>,
    /// Pages about it elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<WebLink>,
    /// Who gave each picture, in the order of `Work::images`. Empty when all are of the only source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_sources: Vec<SourceId>,
    /// What each source counts, by source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statistics: Vec<Statistics>,
    /// Means over many sites, as a dataset gives them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_means: Option<ScoreMeans>,
}

impl Details {
    /// Nothing when nothing is said, so that a plain work holds no empty box.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

/// What a work is about, with the words of the source that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// The theme.
    pub name: String,
    /// What is meant by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A person's part in a work, over all sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffMember {
    /// The name of the most trusted source.
    pub name: String,
    /// The name in the person's own script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_native: Option<String>,
    /// What they did, in the sources' words, without repeats.
    pub roles: Vec<String>,
    /// Their ids at the sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_ids: Vec<ExternalId>,
    /// Who names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found_in: Vec<SourceId>,
    /// A picture's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What a source tells of their life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Facts of their life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Box<PersonFacts>>,
    /// Favorites at each source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub favorites: BTreeMap<SourceId, u64>,
}

/// A figure of a work, over all sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CastMember {
    /// The figure, with the name of the most trusted source, all voices, and all that is told of it.
    #[serde(flatten)]
    pub casting: Casting,
    /// Favorites at each source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub favorites: BTreeMap<SourceId, u64>,
    /// Pictures, with the one who gave each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<(SourceId, String)>,
    /// The figure's page at each source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pages: BTreeMap<SourceId, String>,
    /// Ids at the sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_ids: Vec<ExternalId>,
    /// Who names the figure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found_in: Vec<SourceId>,
}

/// An episode, over all sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// What is known of it, each value of the first source that has it.
    #[serde(flatten)]
    pub entry: EpisodeEntry,
    /// Its page at each source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pages: BTreeMap<SourceId, String>,
    /// Its page at each service that shows it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub streaming: BTreeMap<String, String>,
    /// When each form was or will be shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub airings: Vec<(AiringKind, Instant)>,
    /// Who lists it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found_in: Vec<SourceId>,
}

/// A service that shows a work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streaming {
    /// The service's host without `www.`; its name in lower case where no address is known.
    pub host: String,
    /// What is known of it.
    #[serde(flatten)]
    pub stream: Stream,
    /// Who says so.
    pub found_in: Vec<SourceId>,
}

/// What one source counts of a work, on its own scale and on ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// The source.
    pub source: SourceId,
    /// Its users' verdict; never one that nobody voted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Place by score, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// Place by how many follow it, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub popularity_rank: Option<u32>,
    /// How many follow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u64>,
    /// How many marked it as a favorite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favorites: Option<u64>,
    /// Places among works of a year, a season or a format.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contextual_ranks: Vec<ContextualRank>,
}

impl crate::Work {
    /// The details; nothing is said when there are none.
    pub fn details(&self) -> std::borrow::Cow<'_, Details> {
        match &self.details {
            Some(details) => std::borrow::Cow::Borrowed(details),
            None => std::borrow::Cow::Owned(Details::default()),
        }
    }

    /// The pictures with the one who gave each, when that is known.
    pub fn pictures(&self) -> impl Iterator<Item = (&Image, Option<&SourceId>)> {
        let told = self.details.as_deref().map_or(&[][..], |details| &details.image_sources);
        let only = if self.sources.len() == 1 { self.sources.first() } else { None };
        self.images.iter().enumerate().map(move |(at, image)| (image, told.get(at).or(only)))
    }
}
