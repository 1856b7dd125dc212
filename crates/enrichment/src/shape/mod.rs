//! A golden record under the names of the enriched dataset, which other programs read.
//!
//! The names are published: they are not ours to change. What a file has beside them is kept in `other`
//! wherever it stands, so that reading and writing loses nothing. `drift` makes older spellings and forms
//! into these and tells what it changed; `of_work` makes an entry of a golden record.

mod drift;
mod of_work;
mod parts;
mod staff;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use drift::{Change, ShapeError, read};
pub use of_work::{Made, entry};
pub use parts::{
    AiredDates, Cast, DelayInformation, EpisodeDetail, FormTimes, LinkEntry, Metadata, Picture,
    PremiereDates, Related, SlotEntry, StatisticsEntry, StreamEntry, ThemeEntry, ThemeSong, Trailer, Voice,
};
pub use staff::{Company, StaffData, StaffEntry};

/// One work of an enriched dataset. What is unknown is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// The entry's id; made of the work's first page, so that it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The title.
    pub title: String,
    /// The title in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_english: Option<String>,
    /// The title in the original script.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_japanese: Option<String>,
    /// `TV`, `MOVIE`, `OVA` …
    #[serde(rename = "type")]
    pub kind: String,
    /// `FINISHED`, `ONGOING`, `UPCOMING`, `UNKNOWN`.
    pub status: String,
    /// Number of episodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episodes: Option<u32>,
    /// The year it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// `WINTER`, `SPRING`, `SUMMER`, `FALL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// The month it began, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
    /// Seconds of one episode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
    /// What it was adapted from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_material: Option<String>,
    /// Age rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// For adults only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nsfw: Option<bool>,
    /// More than the plot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// The plot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synopsis: Option<String>,
    /// How near it is to a query; only in answers to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity_score: Option<f64>,
    /// Genres.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<String>,
    /// Whom it was made for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub demographics: Vec<String>,
    /// Other words for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// What may hurt or disturb.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content_warnings: Vec<String>,
    /// Its pages, one for each source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Who holds a license for streaming it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub streaming_licenses: Vec<String>,
    /// What it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<ThemeEntry>,
    /// Figures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub characters: Vec<Cast>,
    /// Episodes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub episode_details: Vec<EpisodeDetail>,
    /// Songs at the begin.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opening_themes: Vec<ThemeSong>,
    /// Songs at the end.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ending_themes: Vec<ThemeSong>,
    /// Films about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trailers: Vec<Trailer>,
    /// Related anime.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_anime: Vec<Related>,
    /// Related works in other media.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Related>,
    /// Where it may be watched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub streaming_info: Vec<StreamEntry>,
    /// First and last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aired_dates: Option<AiredDates>,
    /// The weekly slot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast: Option<SlotEntry>,
    /// The weekly times by form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast_schedule: Option<FormTimes>,
    /// First showings by form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premiere_dates: Option<PremiereDates>,
    /// A break of the broadcast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_information: Option<DelayInformation>,
    /// Pages elsewhere. A list, because several pages may bear one name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub external_links: Vec<LinkEntry>,
    /// Pictures by kind: `covers`, `posters`, `banners`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub images: BTreeMap<String, Vec<Picture>>,
    /// The picture of the dataset it began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// A small copy of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
    /// Means over many sites: `arithmetic_mean`, `arithmetic_geometric_mean`, `median`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub score: BTreeMap<String, f64>,
    /// What each site counts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub statistics: BTreeMap<String, StatisticsEntry>,
    /// Kept for those who fill it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub popularity_trends: Option<Value>,
    /// People and companies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_data: Option<StaffData>,
    /// How the entry came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrichment_metadata: Option<Metadata>,
    /// What a file has beside all this.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
