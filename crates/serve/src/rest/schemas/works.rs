//! Works, characters and what hangs on them.

use serde_json::Value;
use utoipa::ToSchema;

use super::{RankedScore, RatingOutlier};

/// A work with everything known about it.
#[derive(ToSchema)]
pub struct Work {
    /// Emaki's own id.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// `ANIME`, `MANGA`, `NOVEL`, `VISUAL_NOVEL` or `GAME`.
    pub medium: String,
    /// The format within the medium.
    pub format: String,
    /// How far along it is.
    pub status: String,
    /// The title shown first.
    pub title: String,
    /// All titles, the shown one first.
    pub titles: Vec<Title>,
    /// Number of episodes.
    pub episodes: Option<u32>,
    /// Seconds of one episode.
    pub duration_s: Option<u32>,
    /// Season it began in.
    pub season: Option<String>,
    /// Year it began in.
    pub year: Option<i16>,
    /// First day, `YYYY[-MM[-DD]]`.
    pub start_date: Option<String>,
    /// Last day, `YYYY[-MM[-DD]]`.
    pub end_date: Option<String>,
    /// The verdict shown.
    pub score: Option<Score>,
    /// How many people follow it at the source that has most.
    pub popularity: Option<u64>,
    /// Plot summaries, each with the one who gave it.
    pub synopses: Vec<Synopsis>,
    /// Genres and tags.
    pub tags: Vec<String>,
    /// Studios, developers, authors.
    pub studios: Vec<String>,
    /// Producers.
    pub producers: Vec<String>,
    /// Pictures at their sources.
    pub images: Vec<Image>,
    /// Ties as the sources name them; `/relations` has them resolved.
    pub relations: Vec<Relation>,
    /// Staff.
    pub staff: Vec<Credit>,
    /// For adults only.
    pub adult: bool,
    /// What it was adapted from.
    pub origin: Option<String>,
    /// Age rating.
    pub rating: Option<String>,
    /// Every external id, as `<namespace>:<id>`.
    pub external_ids: Vec<String>,
    /// Who had a say in it.
    pub sources: Vec<String>,
    /// What is known beyond this: background, broadcast, genres and themes, figures, episodes, songs,
    /// streams, links, statistics. Left out when there is nothing.
    #[schema(required = false, value_type = Object)]
    pub details: Option<Value>,
}

/// A name of a work.
#[derive(ToSchema)]
pub struct Title {
    /// The name as its source wrote it.
    pub text: String,
    /// A BCP 47 tag; left out when not known.
    #[schema(required = false)]
    pub language: Option<String>,
    /// `MAIN`, `OFFICIAL`, `SYNONYM` or `SHORT`.
    pub kind: String,
}

/// A score on its source's own scale and on ours.
#[derive(ToSchema)]
pub struct Score {
    /// The source's own number.
    pub value: f64,
    /// The top of the source's scale.
    pub scale_max: f64,
    /// The same from 0 to 10.
    pub normalized: f64,
    /// How many voted.
    pub votes: Option<u64>,
}

/// A plot summary.
#[derive(ToSchema)]
pub struct Synopsis {
    /// The text.
    pub text: String,
    /// Who gave it.
    pub source: String,
}

/// A picture at its source.
#[derive(ToSchema)]
pub struct Image {
    /// Where it is.
    pub url: String,
    /// `POSTER`, `THUMBNAIL` or `BANNER`.
    pub kind: String,
}

/// A tie to another work as a source names it.
#[derive(ToSchema)]
pub struct Relation {
    /// How the two are tied.
    pub kind: String,
    /// The other work.
    pub external_id: String,
    /// Its title, when named.
    pub title: Option<String>,
}

/// A person's part in a work.
#[derive(ToSchema)]
pub struct Credit {
    /// The person's id at the source.
    #[schema(required = false)]
    pub external_id: Option<String>,
    /// The name as written.
    pub name: String,
    /// What they did.
    pub roles: Vec<String>,
}

/// A work's characters.
#[derive(ToSchema)]
pub struct WorkCharacters {
    /// The work.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// Main ones first.
    pub characters: Vec<CastMember>,
}

/// A character in a work.
#[derive(ToSchema)]
pub struct CastMember {
    /// `MAIN`, `SUPPORTING` or `BACKGROUND`.
    pub role: String,
    /// Emaki's own id.
    pub id: u32,
    /// The name.
    pub name: String,
    /// The name in the original script.
    pub name_native: Option<String>,
    /// Other names.
    pub nicknames: Vec<String>,
    /// Stated gender.
    pub gender: Option<String>,
    /// What a source tells about the figure.
    pub about: Option<String>,
    /// A picture's address at its source.
    pub image: Option<String>,
    /// How many users marked it as a favorite.
    pub favorites: Option<u64>,
    /// Every external id.
    pub external_ids: Vec<String>,
    /// What else is told: age, colors, traits. Left out when there is nothing.
    #[schema(required = false, value_type = Object)]
    pub figure: Option<Value>,
}

/// A character and the works it appears in.
#[derive(ToSchema)]
pub struct CharacterPage {
    /// Emaki's own id.
    pub id: u32,
    /// The name.
    pub name: String,
    /// The name in the original script.
    pub name_native: Option<String>,
    /// Other names.
    pub nicknames: Vec<String>,
    /// Stated gender.
    pub gender: Option<String>,
    /// What a source tells about the figure.
    pub about: Option<String>,
    /// A picture's address at its source.
    pub image: Option<String>,
    /// How many users marked it as a favorite.
    pub favorites: Option<u64>,
    /// Every external id.
    pub external_ids: Vec<String>,
    /// What else is told: age, colors, traits. Left out when there is nothing.
    #[schema(required = false, value_type = Object)]
    pub figure: Option<Value>,
    /// The works, by year.
    pub works: Vec<Appearance>,
}

/// A work that a character appears in.
#[derive(ToSchema)]
pub struct Appearance {
    /// `MAIN`, `SUPPORTING` or `BACKGROUND`.
    pub role: String,
    /// Emaki's own id of the work.
    pub id: u32,
    /// Its title.
    pub title: String,
    /// Its medium.
    pub medium: String,
    /// Its format.
    pub format: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
}

/// A work's episodes.
#[derive(ToSchema)]
pub struct WorkEpisodes {
    /// The work.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// How many there are, when known.
    pub count: Option<u32>,
    /// Who lists them.
    pub source: Option<String>,
    /// The list.
    pub episodes: Vec<Episode>,
}

/// One episode.
#[derive(ToSchema)]
pub struct Episode {
    /// The number as printed (`12.5`).
    pub number: String,
    /// The title.
    pub title: Option<String>,
    /// The title in the original script.
    pub title_native: Option<String>,
    /// The title in Latin letters.
    pub title_romaji: Option<String>,
    /// The day it was first shown, `YYYY[-MM[-DD]]`.
    pub aired: Option<String>,
    /// Length in seconds.
    pub duration_s: Option<u32>,
    /// Not part of the main story.
    pub filler: bool,
    /// Retells earlier episodes.
    pub recap: bool,
    /// The season it is counted in; this and all that follows is left out when not known.
    #[schema(required = false)]
    pub season: Option<u32>,
    /// What happens in it.
    #[schema(required = false)]
    pub synopsis: Option<String>,
    /// When it was first shown, in UTC.
    #[schema(required = false)]
    pub aired_at: Option<String>,
    /// The IANA time zone that was told in.
    #[schema(required = false)]
    pub zone: Option<String>,
    /// The audience's verdict.
    #[schema(required = false, value_type = Score)]
    pub score: Option<Score>,
    /// Stills.
    #[schema(required = false)]
    pub thumbnails: Vec<String>,
    /// Its page at the source.
    #[schema(required = false)]
    pub url: Option<String>,
}

/// What audiences think of a work.
#[derive(ToSchema)]
pub struct WorkRatings {
    /// The work.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// The verdict shown.
    pub shown: Option<Score>,
    /// Each source's own.
    pub by_source: Vec<SourceScore>,
    /// Sum of the normalized scores divided by their number.
    pub mean: Option<f64>,
    /// The middle one.
    pub median: Option<f64>,
    /// Over the sites; null where too few speak.
    pub standard_deviation: Option<f64>,
    /// The mean by votes, drawn towards the average work.
    pub weighted_mean: Option<f64>,
    /// How well the sites agree, 0 to 1; null where too few speak.
    pub consistency_score: Option<f64>,
    /// All votes that are counted.
    pub votes: u64,
    /// What cannot be said, and why.
    pub note: Option<String>,
    /// Each site's verdict that counts, the highest first.
    pub ranking: Vec<RankedScore>,
    /// Those that stand out.
    pub outliers: Vec<RatingOutlier>,
    /// Imported ratings of single users.
    pub users: Option<UserRatings>,
}

/// A source's score.
#[derive(ToSchema)]
pub struct SourceScore {
    /// Who says it.
    pub source: String,
    /// The source's own number.
    pub value: f64,
    /// The top of the source's scale.
    pub scale_max: f64,
    /// The same from 0 to 10.
    pub normalized: f64,
    /// How many voted.
    pub votes: Option<u64>,
}

/// A summary of single users' ratings.
#[derive(ToSchema)]
pub struct UserRatings {
    /// How many there are.
    pub count: u64,
    /// Their mean, 1 to 10.
    pub mean: f64,
    /// How many gave 1, 2, … 10.
    pub histogram: Vec<u64>,
}

/// The works around a work.
#[derive(ToSchema)]
pub struct WorkRelations {
    /// The work in the middle.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// Every work of the graph, the one in the middle first.
    pub nodes: Vec<RelatedWork>,
    /// Ties between them.
    pub edges: Vec<RelationEdge>,
    /// Ties to things that no work here is linked to.
    pub unresolved: Vec<LooseRelation>,
}

/// A work in one line.
#[derive(ToSchema)]
pub struct RelatedWork {
    /// Emaki's own id.
    pub id: u32,
    /// The title.
    pub title: String,
    /// The medium.
    pub medium: String,
    /// The format.
    pub format: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
}

/// A tie between two works.
#[derive(ToSchema)]
pub struct RelationEdge {
    /// Where it starts.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// `SEQUEL`, `PREQUEL`, `ADAPTATION`, …
    pub kind: String,
    /// Who says so.
    pub sources: Vec<String>,
}

/// A tie to something that no work here is linked to.
#[derive(ToSchema)]
pub struct LooseRelation {
    /// How the two are tied.
    pub kind: String,
    /// The other thing.
    pub external_id: String,
}

/// Who said what about a work.
#[derive(ToSchema)]
pub struct WorkProvenance {
    /// The work.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// Every claim, by field.
    pub claims: Vec<Claim>,
    /// The records they come from.
    pub records: Vec<RecordHead>,
}

/// One value that a source claims.
#[derive(ToSchema)]
pub struct Claim {
    /// The field.
    pub field: String,
    /// The value.
    pub value: Value,
    /// Who claims it.
    pub source: String,
    /// The record that says so.
    pub record: String,
    /// Whether it is the one shown.
    pub chosen: bool,
    /// The rule that decided.
    pub rule: String,
    /// When the record was kept, RFC 3339.
    pub at: Option<String>,
    /// Why it is shown or not.
    pub why: String,
}

/// A stored record without its body.
#[derive(ToSchema)]
pub struct RecordHead {
    /// Who said it.
    pub source: String,
    /// The thing, by the source's own id.
    pub key: String,
    /// The format it was read from.
    pub format: String,
    /// The file's SHA-256.
    pub file: Option<String>,
    /// The line or entry of the file, from 1.
    pub line: Option<u64>,
    /// When it was stored, RFC 3339.
    pub stored_at: String,
    /// Its size in bytes, unpacked.
    pub bytes: u64,
}
