//! Records in the normal form: what one source said about one thing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Airing, Broadcast, Casting, ContextualRank, Credit, Delay, ExternalId, Figure, Format, FuzzyDate,
    Instant, ListEntry, Medium, PersonFacts, Premiere, Recommendation, RelationType, Score, ScoreMeans,
    Season, Slot, Song, SourceId, Status, Stream, Title, Video, WebLink, word::words,
};

/// What one source said about one thing, in the shape that every adapter parses into.
///
/// Unknown is `None` or empty, never invented. Also the line of Emaki's own JSONL import format, and
/// what `emaki source parse` prints. The untouched bytes are kept beside it in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Who said it.
    pub source: SourceId,
    /// What kind of thing it is about.
    pub kind: RecordKind,
    /// The thing, by the source's own id.
    pub external_id: ExternalId,
    /// The page it was read from.
    #[serde(default)]
    pub url: Option<String>,
    /// The medium, for works.
    #[serde(default)]
    pub medium: Option<Medium>,
    /// The format, for works.
    #[serde(default)]
    pub format: Option<Format>,
    /// The source's own word for the format, which may say more: `TV Short`, `TV Special`, `Web`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format_word: Option<String>,
    /// The name the source lists it under.
    #[serde(default)]
    pub title: Option<String>,
    /// Names with language and kind.
    #[serde(default)]
    pub titles: Vec<Title>,
    /// Other names.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Number of episodes, chapters for printed works left out.
    #[serde(default)]
    pub episodes: Option<u32>,
    /// Number of chapters, for printed works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapters: Option<u32>,
    /// Number of volumes, for printed works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volumes: Option<u32>,
    /// How far along it is.
    #[serde(default)]
    pub status: Option<Status>,
    /// Season it began in.
    #[serde(default)]
    pub season: Option<Season>,
    /// Year it began in, 1850 to 2150.
    #[serde(default)]
    pub year: Option<i16>,
    /// First day.
    #[serde(default)]
    pub start_date: Option<FuzzyDate>,
    /// Last day.
    #[serde(default)]
    pub end_date: Option<FuzzyDate>,
    /// First and last day in the source's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aired_words: Option<String>,
    /// Length of one episode in seconds.
    #[serde(default)]
    pub duration_s: Option<u32>,
    /// A summary of the plot, or of the person.
    #[serde(default)]
    pub synopsis: Option<String>,
    /// More than the plot: how it was made and received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// Genres in the source's words.
    #[serde(default)]
    pub genres: Vec<String>,
    /// Themes, where the source tells them from genres.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    /// Whom it was made for, where the source says: `Shounen`, `Josei`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demographics: Vec<String>,
    /// Every word for its content that the source gives, genres, themes and demographics included.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Who made it: studios, developers, authors.
    #[serde(default)]
    pub studios: Vec<String>,
    /// Who paid for it.
    #[serde(default)]
    pub producers: Vec<String>,
    /// Who publishes it abroad.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licensors: Vec<String>,
    /// The companies' pages at the source, by the name that it lists them under.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub company_pages: BTreeMap<String, String>,
    /// The audience's verdict.
    #[serde(default)]
    pub score: Option<Score>,
    /// Place in the source's ranking by score.
    #[serde(default)]
    pub rank: Option<u32>,
    /// How many users follow it.
    #[serde(default)]
    pub popularity: Option<u64>,
    /// How many users marked it as a favorite.
    #[serde(default)]
    pub favorites: Option<u64>,
    /// Pictures.
    #[serde(default)]
    pub images: Vec<Image>,
    /// Ties to other works.
    #[serde(default)]
    pub relations: Vec<RelationEntry>,
    /// Other ids of the same thing that the source lists.
    #[serde(default)]
    pub external_ids: Vec<ExternalId>,
    /// Characters, for works.
    #[serde(default)]
    pub characters: Vec<Casting>,
    /// Staff, for works.
    #[serde(default)]
    pub staff: Vec<Credit>,
    /// Episodes.
    #[serde(default)]
    pub episodes_list: Vec<EpisodeEntry>,
    /// Broadcasts.
    #[serde(default)]
    pub airings: Vec<Airing>,
    /// When a new episode is shown each week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broadcast: Option<Broadcast>,
    /// Where it may be watched or read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub streams: Vec<Stream>,
    /// Trailers and other films about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub videos: Vec<Video>,
    /// Opening and ending songs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub songs: Vec<Song>,
    /// What users recommend to those who liked it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recommendations: Vec<Recommendation>,
    /// What a user noted about it, for rows of a user's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_entry: Option<ListEntry>,
    /// For adults only, when the source says.
    #[serde(default)]
    pub adult: Option<bool>,
    /// What it was adapted from, in the source's word.
    #[serde(default)]
    pub origin: Option<String>,
    /// The source's age rating.
    #[serde(default)]
    pub rating: Option<String>,
    /// Stated gender, for characters and persons.
    #[serde(default)]
    pub gender: Option<String>,
    /// Works a character appears in, with the role, for characters.
    #[serde(default)]
    pub appearances: Vec<(ExternalId, crate::CharacterRole)>,
    /// What may hurt or disturb, where the source says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content_warnings: Vec<String>,
    /// What the source means by a word of `tags`, `themes` or `genres`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub word_notes: BTreeMap<String, String>,
    /// Place in the source's ranking by how many follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub popularity_rank: Option<u32>,
    /// Places among works of a year, a season or a format.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contextual_ranks: Vec<ContextualRank>,
    /// Means over many sites, for datasets that are made of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_means: Option<ScoreMeans>,
    /// The weekly slots by form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
    /// When each form was first shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub premieres: Vec<Premiere>,
    /// Breaks of a broadcast.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delays: Vec<Delay>,
    /// Pages about it elsewhere, official ones among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<WebLink>,
    /// Services that hold a license for streaming it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub licenses: Vec<String>,
    /// What is told of a figure, for characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Box<Figure>>,
    /// Facts of a life, for persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Box<PersonFacts>>,
}

impl Record {
    /// A record that says nothing yet.
    pub fn new(source: SourceId, kind: RecordKind, external_id: ExternalId) -> Self {
        Self {
            source,
            kind,
            external_id,
            url: None,
            medium: None,
            format: None,
            format_word: None,
            title: None,
            titles: Vec::new(),
            synonyms: Vec::new(),
            episodes: None,
            chapters: None,
            volumes: None,
            status: None,
            season: None,
            year: None,
            start_date: None,
            end_date: None,
            aired_words: None,
            duration_s: None,
            synopsis: None,
            background: None,
            genres: Vec::new(),
            themes: Vec::new(),
            demographics: Vec::new(),
            tags: Vec::new(),
            studios: Vec::new(),
            producers: Vec::new(),
            licensors: Vec::new(),
            company_pages: BTreeMap::new(),
            score: None,
            rank: None,
            popularity: None,
            favorites: None,
            images: Vec::new(),
            relations: Vec::new(),
            external_ids: Vec::new(),
            characters: Vec::new(),
            staff: Vec::new(),
            episodes_list: Vec::new(),
            airings: Vec::new(),
            broadcast: None,
            streams: Vec::new(),
            videos: Vec::new(),
            songs: Vec::new(),
            recommendations: Vec::new(),
            list_entry: None,
            adult: None,
            origin: None,
            rating: None,
            gender: None,
            appearances: Vec::new(),
            content_warnings: Vec::new(),
            word_notes: BTreeMap::new(),
            popularity_rank: None,
            contextual_ranks: Vec::new(),
            score_means: None,
            slots: Vec::new(),
            premieres: Vec::new(),
            delays: Vec::new(),
            links: Vec::new(),
            licenses: Vec::new(),
            figure: None,
            person: None,
        }
    }
}

words! {
    /// What kind of thing a record is about. A row of a list or of a search's answer says only part of
    /// what its source knows; its external id tells what it is about.
    #[derive(Default)]
    pub enum RecordKind {
        /// A work.
        #[default]
        Work = "work",
        /// A character.
        Character = "character",
        /// A person.
        Person = "person",
        /// A studio.
        Studio = "studio",
        /// A list of episodes.
        Episodes = "episodes",
        /// A timetable.
        Airings = "airings",
        /// A row of a list: of a user's own, of a season, of a ranking.
        List = "list",
        /// A hit of a search at the source.
        Search = "search",
    }
}

/// A picture at its source. An address is not an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Where it is.
    pub url: String,
    /// What it shows.
    #[serde(default)]
    pub kind: ImageKind,
}

words! {
    /// What a picture shows.
    #[derive(Default)]
    pub enum ImageKind {
        /// The poster or cover.
        #[default]
        Poster = "POSTER",
        /// A small copy of the poster.
        Thumbnail = "THUMBNAIL",
        /// A wide banner.
        Banner = "BANNER",
    }
}

/// A tie to another work as a record says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationEntry {
    /// How the two are tied, seen from the record's work.
    #[serde(default)]
    pub kind: RelationType,
    /// The other work.
    pub external_id: ExternalId,
    /// Its title, when the source names it.
    #[serde(default)]
    pub title: Option<String>,
}

/// One episode as a record lists it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EpisodeEntry {
    /// The number as printed (`12.5`).
    pub number: String,
    /// The title in the list's main language.
    #[serde(default)]
    pub title: Option<String>,
    /// The title in the original script.
    #[serde(default)]
    pub title_native: Option<String>,
    /// The title in Latin letters.
    #[serde(default)]
    pub title_romaji: Option<String>,
    /// The day it was first shown.
    #[serde(default)]
    pub aired: Option<FuzzyDate>,
    /// Length in seconds.
    #[serde(default)]
    pub duration_s: Option<u32>,
    /// Not part of the main story.
    #[serde(default)]
    pub filler: bool,
    /// Retells earlier episodes.
    #[serde(default)]
    pub recap: bool,
    /// The season it is counted in, where the source counts seasons within one entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<u32>,
    /// What happens in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synopsis: Option<String>,
    /// When it was first shown, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aired_at: Option<Instant>,
    /// The IANA time zone that `aired_at` was told in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The audience's verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Stills, by address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thumbnails: Vec<String>,
    /// Its page at the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
