//! Edits by hand, laid over what the sources say.

use serde::{Deserialize, Serialize};

use crate::{EntityId, EntityKind, Instant, word::words};

/// One value set by a person. It wins over every source until it is taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurationEntry {
    /// The kind of `target`.
    pub kind: EntityKind,
    /// What was edited.
    pub target: EntityId,
    /// Which field.
    pub field: Field,
    /// The value, in the field's own shape; `null` empties the field.
    pub value: serde_json::Value,
    /// Who edited.
    pub author: String,
    /// When.
    pub at: Instant,
    /// Why, in words another person can check; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

words! {
    /// The fields of a golden record, as provenance and curation name them.
    #[derive(Default)]
    pub enum Field {
        /// The title shown first.
        #[default]
        Title = "TITLE",
        /// All titles.
        Titles = "TITLES",
        /// The medium.
        Medium = "MEDIUM",
        /// The format.
        Format = "FORMAT",
        /// How far along.
        Status = "STATUS",
        /// Number of episodes.
        Episodes = "EPISODES",
        /// Seconds of one episode.
        Duration = "DURATION",
        /// Season of the year.
        Season = "SEASON",
        /// Year it began.
        Year = "YEAR",
        /// First day.
        StartDate = "START_DATE",
        /// Last day.
        EndDate = "END_DATE",
        /// Audience score.
        Score = "SCORE",
        /// How many people follow it.
        Popularity = "POPULARITY",
        /// The synopsis shown first.
        Synopsis = "SYNOPSIS",
        /// Tags and genres.
        Tags = "TAGS",
        /// Studios and developers.
        Studios = "STUDIOS",
        /// Producers.
        Producers = "PRODUCERS",
        /// The picture shown.
        Image = "IMAGE",
        /// For adults only.
        Adult = "ADULT",
        /// What it was adapted from.
        Origin = "ORIGIN",
        /// The title in English.
        TitleEnglish = "TITLE_ENGLISH",
        /// The title in the original script.
        TitleNative = "TITLE_NATIVE",
        /// More than the plot.
        Background = "BACKGROUND",
        /// Age rating.
        Rating = "RATING",
        /// The weekly slot.
        Broadcast = "BROADCAST",
        /// The weekly slots by form.
        Slots = "SLOTS",
        /// When each form was first shown.
        Premieres = "PREMIERES",
        /// Breaks of a broadcast.
        Delays = "DELAYS",
        /// Genres.
        Genres = "GENRES",
        /// Themes.
        Themes = "THEMES",
        /// Whom it was made for.
        Demographics = "DEMOGRAPHICS",
        /// What may hurt or disturb.
        ContentWarnings = "CONTENT_WARNINGS",
        /// Who publishes it abroad.
        Licensors = "LICENSORS",
        /// Who holds a license for streaming.
        Licenses = "LICENSES",
        /// People.
        Staff = "STAFF",
        /// Figures.
        Characters = "CHARACTERS",
        /// The list of episodes.
        EpisodeList = "EPISODE_LIST",
        /// Songs.
        Songs = "SONGS",
        /// Trailers.
        Videos = "VIDEOS",
        /// All pictures.
        Images = "IMAGES",
        /// Ties to other works.
        Relations = "RELATIONS",
        /// Where it may be watched.
        Streams = "STREAMS",
        /// Pages elsewhere.
        Links = "LINKS",
        /// What each source counts.
        Statistics = "STATISTICS",
        /// Means over many sites.
        ScoreMeans = "SCORE_MEANS",
    }
}
