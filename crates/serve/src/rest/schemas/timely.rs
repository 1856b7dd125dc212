//! Ratings together, figures over time, the order of a story, places to watch.

use serde_json::Value;
use utoipa::ToSchema;

/// One site's verdict among the others.
#[derive(ToSchema)]
pub struct RankedScore {
    /// Its place by score, from 1; equal scores share a place.
    pub rank: u64,
    /// The site.
    pub source: String,
    /// The site's own number.
    pub value: f64,
    /// The top of the site's scale.
    pub scale_max: f64,
    /// The same from 0 to 10.
    pub normalized: f64,
    /// How many voted.
    pub votes: Option<u64>,
    /// How far it lies above the median.
    pub from_median: f64,
    /// Its part of all counted votes, 0 to 1.
    pub share: Option<f64>,
}

/// A site that stands out.
#[derive(ToSchema)]
pub struct RatingOutlier {
    /// The site.
    pub source: String,
    /// How far it lies above the median.
    pub from_median: f64,
    /// Why that may be.
    pub reason: String,
}

/// How a work's figures changed.
#[derive(ToSchema)]
pub struct WorkHistory {
    /// The work.
    pub id: u32,
    /// One series for each figure of each source.
    pub series: Vec<Series>,
}

/// One figure as one source gave it over time.
#[derive(ToSchema)]
pub struct Series {
    /// Who gave it.
    pub source: String,
    /// The work, by the source's own id.
    pub subject: String,
    /// `score`, `votes`, `rank`, `popularity`, `favorites` or `streams`.
    pub field: String,
    /// Where it goes.
    pub trend: Option<Trend>,
    /// Each value from the moment on at which it was first seen, oldest first.
    pub points: Vec<Point>,
}

/// Where a figure goes.
#[derive(ToSchema)]
pub struct Trend {
    /// Slope of the line that fits best, a day.
    pub per_day: f64,
    /// The last value less the first.
    pub change: f64,
    /// `up`, `down` or `flat`; for a rank, up means that the number falls.
    pub direction: String,
}

/// One value.
#[derive(ToSchema)]
pub struct Point {
    /// When it was first seen, RFC 3339.
    pub at: String,
    /// The value.
    pub value: Value,
}

/// Where a work may be watched or read.
#[derive(ToSchema)]
pub struct WorkStreams {
    /// The work.
    pub id: u32,
    /// The country that was asked for.
    pub region: Option<String>,
    /// Places that are open there, or all.
    pub streams: Vec<Place>,
    /// Places of which nobody says where they are open.
    pub unknown: Vec<Place>,
}

/// One place to watch or read.
#[derive(ToSchema)]
pub struct Place {
    /// The service's name.
    pub name: String,
    /// The work's page there.
    pub url: Option<String>,
    /// Languages of the sound.
    #[schema(required = false)]
    pub dubs: Vec<String>,
    /// Languages of the subtitles.
    #[schema(required = false)]
    pub subs: Vec<String>,
    /// Countries where it is open.
    #[schema(required = false)]
    pub regions: Vec<String>,
    /// Whether it costs nothing.
    #[schema(required = false)]
    pub free: Option<bool>,
    /// Whether it takes a subscription.
    #[schema(required = false)]
    pub premium: Option<bool>,
    /// Who says so.
    pub sources: Vec<String>,
}

/// In which order to watch what belongs to a work.
#[derive(ToSchema)]
pub struct WatchOrder {
    /// The work that was asked for.
    pub id: u32,
    /// The medium that is listed.
    pub medium: String,
    /// By the day each came out.
    pub release: Vec<WatchEntry>,
    /// By the story.
    pub story: Vec<WatchEntry>,
    /// Ties that contradict others, and were left out.
    pub contradictions: Vec<WatchContradiction>,
    /// Whether the franchise has more works than are listed.
    pub cut: bool,
}

/// A work in its place.
#[derive(ToSchema)]
pub struct WatchEntry {
    /// Its place, from 1.
    pub place: u32,
    /// The work.
    pub id: u32,
    /// The title shown first.
    pub title: String,
    /// The medium.
    pub medium: String,
    /// The format.
    pub format: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
    /// When it came out, `YYYY[-MM[-DD]]`.
    pub start: Option<String>,
    /// How many episodes.
    pub episodes: Option<u32>,
    /// `main`, `side_story`, `summary`, `spin_off`, `alternative`, `extra` or `related`.
    pub role: String,
    /// Whether the story is whole without it.
    pub optional: bool,
    /// By what it is optional or not: a source's tie, or the format.
    pub evidence: String,
    /// The works that it follows directly.
    pub after: Vec<u32>,
    /// Why it stands there.
    pub why: String,
}

/// A tie that was left out.
#[derive(ToSchema)]
pub struct WatchContradiction {
    /// The work.
    pub work: u32,
    /// The one that was said to come before it.
    pub before: u32,
}
