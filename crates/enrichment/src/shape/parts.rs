//! The parts of an entry. Each keeps what it has no name for in `other`.

use std::collections::BTreeMap;

use model::ContextualRank;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Declares the parts: every field is left out when empty, and unknown ones are kept.
macro_rules! parts {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident : $type:ty),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name {
            $(
                $(#[$fmeta])*
                #[serde(skip_serializing_if = "is_empty")]
                pub $field: $type,
            )+
            /// What it has beside all this.
            #[serde(flatten)]
            pub other: Map<String, Value>,
        }
    )+};
}
pub(super) use parts;

/// Whether a value says nothing and may be left out.
pub(super) fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

parts! {
    /// A theme.
    ThemeEntry {
        /// The word.
        name: String,
        /// What is meant by it.
        description: Option<String>,
    }

    /// A figure.
    Cast {
        /// The name.
        name: String,
        /// The name in the original script.
        name_native: Option<String>,
        /// Other spellings.
        name_variations: Vec<String>,
        /// Other names.
        nicknames: Vec<String>,
        /// How large the part is.
        role: Option<String>,
        /// What is told of the figure.
        description: Option<String>,
        /// The age in a source's words.
        age: Option<String>,
        /// Stated gender.
        gender: Option<String>,
        /// Color of the hair.
        hair_color: Option<String>,
        /// Color of the eyes.
        eye_color: Option<String>,
        /// Words for looks and character.
        character_traits: Vec<String>,
        /// How many marked the figure as a favorite, over all sources that say.
        favorites: Option<u64>,
        /// Pictures.
        images: Vec<Picture>,
        /// Voices.
        voice_actors: Vec<Voice>,
        /// The figure's page at each site.
        character_pages: BTreeMap<String, String>,
        /// The sites that name the figure.
        found_in: Vec<String>,
    }

    /// A voice in a language.
    Voice {
        /// Who speaks.
        name: String,
        /// The language.
        language: Option<String>,
    }

    /// An episode.
    EpisodeDetail {
        /// The number; text where it is no whole number.
        episode_number: Option<Value>,
        /// The season it is counted in.
        season_number: Option<u32>,
        /// The title.
        title: Option<String>,
        /// The title in the original script.
        title_japanese: Option<String>,
        /// The title in Latin letters.
        title_romaji: Option<String>,
        /// What happens.
        synopsis: Option<String>,
        /// A longer text.
        description: Option<String>,
        /// When it was first shown, in UTC, or the day where no time is known.
        aired: Option<String>,
        /// Length in seconds.
        duration: Option<u32>,
        /// Not part of the main story.
        filler: Option<bool>,
        /// Retells earlier episodes.
        recap: Option<bool>,
        /// The audience's verdict from 0 to 10.
        score: Option<f64>,
        /// Stills.
        thumbnails: Vec<String>,
        /// Its page at each site.
        episode_pages: BTreeMap<String, String>,
        /// Its page at each service that shows it.
        streaming: BTreeMap<String, String>,
    }

    /// A song.
    ThemeSong {
        /// Its name.
        title: String,
        /// Who performs it.
        artist: Option<String>,
        /// The episodes.
        episodes: Option<String>,
    }

    /// A film about the work.
    Trailer {
        /// Where it is.
        url: String,
        /// Its name.
        title: Option<String>,
        /// A still of it.
        thumbnail_url: Option<String>,
    }

    /// A tie to another work.
    Related {
        /// Its title.
        title: Option<String>,
        /// How they are tied, in capitals with blanks.
        relation_type: Option<String>,
        /// Its page.
        url: Option<String>,
    }

    /// A service that shows it.
    StreamEntry {
        /// The service.
        platform: String,
        /// The page there.
        url: Option<String>,
        /// The country, where it is shown in one only.
        region: Option<String>,
        /// Whether it costs nothing.
        free: Option<bool>,
        /// Whether it takes a subscription.
        premium_required: Option<bool>,
        /// Whether it is dubbed.
        dub_available: Option<bool>,
        /// Languages of the subtitles.
        subtitle_languages: Vec<String>,
    }

    /// First and last day.
    AiredDates {
        /// First day.
        from: Option<String>,
        /// Last day.
        to: Option<String>,
        /// Both in a source's words.
        string: Option<String>,
    }

    /// A weekly slot.
    SlotEntry {
        /// The day.
        day: Option<String>,
        /// The time on the clock of the zone.
        time: Option<String>,
        /// The zone.
        timezone: Option<String>,
    }

    /// Weekly times by form.
    FormTimes {
        /// As first broadcast.
        jpn_time: Option<String>,
        /// With subtitles.
        sub_time: Option<String>,
        /// Dubbed.
        dub_time: Option<String>,
    }

    /// First showings by form, in UTC.
    PremiereDates {
        /// As first broadcast.
        original: Option<String>,
        /// With subtitles.
        sub: Option<String>,
        /// Dubbed.
        dub: Option<String>,
    }

    /// A break of the broadcast.
    DelayInformation {
        /// What the timetable says, or whether it says anything.
        delayed_timetable: Option<Value>,
        /// The first time without it.
        delayed_from: Option<String>,
        /// When it goes on.
        delayed_until: Option<String>,
        /// Why.
        delay_reason: Option<String>,
    }

    /// A page elsewhere.
    LinkEntry {
        /// What it is.
        name: String,
        /// Its address.
        url: String,
    }

    /// What one site counts.
    StatisticsEntry {
        /// Its verdict from 0 to 10.
        score: Option<f64>,
        /// How many voted.
        scored_by: Option<u64>,
        /// Place by score.
        rank: Option<u32>,
        /// Place by followers.
        popularity_rank: Option<u32>,
        /// How many follow.
        members: Option<u64>,
        /// How many marked it as a favorite.
        favorites: Option<u64>,
        /// Places among works of a year, a season or a format.
        contextual_ranks: Vec<ContextRank>,
    }

    /// How the entry came about.
    Metadata {
        /// Where it is from.
        source: Option<String>,
        /// When it was made.
        enriched_at: Option<String>,
        /// Whether all went well.
        success: Option<bool>,
        /// What did not.
        error_message: Option<String>,
    }

    /// A place among works of a year, a season or a format.
    ContextRank {
        /// The place.
        rank: Option<u32>,
        /// What is ranked.
        r#type: Option<String>,
        /// Among works of this format.
        format: Option<String>,
        /// Among works of this year.
        year: Option<i32>,
        /// Among works of this season.
        season: Option<String>,
        /// Among all works.
        all_time: Option<bool>,
    }
}

impl From<&ContextualRank> for ContextRank {
    fn from(rank: &ContextualRank) -> Self {
        Self {
            rank: Some(rank.rank),
            r#type: rank.kind.clone(),
            format: rank.format.clone(),
            year: rank.year.map(i32::from),
            season: rank.season.clone(),
            all_time: rank.all_time,
            other: Map::new(),
        }
    }
}

/// A picture: its address, with its origin where that is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Picture {
    /// The address alone.
    Address(String),
    /// With its origin.
    From {
        /// The address.
        url: String,
        /// The site it is from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
        /// What it has beside all this.
        #[serde(flatten)]
        other: Map<String, Value>,
    },
}
