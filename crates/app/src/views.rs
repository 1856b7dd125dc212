//! What use cases answer with, where a plain model value is not enough.

use model::{
    Character, CharacterRole, EpisodeEntry, ExternalId, Format, Instant, Medium, RelationType, Score, Season,
    SourceId, Work, WorkId,
};
use serde::Serialize;

/// A work, and the id it was asked by when that one was merged into it.
#[derive(Debug, Clone, Serialize)]
pub struct WorkPage {
    /// The golden record.
    pub work: Work,
    /// The merged id that led here.
    pub redirected_from: Option<WorkId>,
}

/// A work in one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelatedWork {
    /// Our id.
    pub id: WorkId,
    /// The title shown first.
    pub title: String,
    /// The medium.
    pub medium: Medium,
    /// The format.
    pub format: Format,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
}

impl From<&Work> for RelatedWork {
    fn from(work: &Work) -> Self {
        Self {
            id: work.id,
            title: work.title.clone(),
            medium: work.medium.clone(),
            format: work.format.clone(),
            year: work.year,
            image: work.images.first().map(|image| image.url.clone()),
        }
    }
}

/// The works around one work.
#[derive(Debug, Clone, Serialize)]
pub struct RelationGraph {
    /// The work in the middle.
    pub center: WorkId,
    /// Every work of the graph, the center first, then by year and id.
    pub nodes: Vec<RelatedWork>,
    /// Ties between them, by both ends and kind.
    pub edges: Vec<RelationEdge>,
    /// Ties to things that no work of ours is linked to yet.
    pub unresolved: Vec<(RelationType, ExternalId)>,
}

/// All works that hang together with one.
#[derive(Debug, Clone, Serialize)]
pub struct Franchise {
    /// The work that was asked for.
    pub center: WorkId,
    /// Every work, the one that was asked for first, then by year and id.
    pub nodes: Vec<RelatedWork>,
    /// Ties between them, by both ends and kind.
    pub edges: Vec<RelationEdge>,
    /// Whether there are more works than are listed.
    pub cut: bool,
}

/// One tie between two works of a graph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationEdge {
    /// Where it starts.
    pub from: WorkId,
    /// Where it ends.
    pub to: WorkId,
    /// How they are tied, seen from `from`.
    pub kind: RelationType,
    /// Who says so.
    pub sources: Vec<SourceId>,
}

/// A character in a work.
#[derive(Debug, Clone, Serialize)]
pub struct CastMember {
    /// The character.
    pub character: Character,
    /// How large the part is.
    pub role: CharacterRole,
}

/// A character and the works it appears in.
#[derive(Debug, Clone, Serialize)]
pub struct CharacterPage {
    /// The golden record.
    pub character: Character,
    /// The works, by year and id.
    pub works: Vec<(RelatedWork, CharacterRole)>,
}

/// The episodes of a work, with the one who lists them.
#[derive(Debug, Clone, Serialize)]
pub struct EpisodeList {
    /// How many there are, when known.
    pub count: Option<u32>,
    /// Who lists them; `None` when nobody does.
    pub source: Option<SourceId>,
    /// The list, as printed.
    pub episodes: Vec<EpisodeEntry>,
}

/// What audiences think of a work, source by source.
#[derive(Debug, Clone)]
pub struct WorkRatings {
    /// The verdict shown.
    pub shown: Option<Score>,
    /// Each source's own, by source.
    pub by_source: Vec<(SourceId, Score)>,
    /// All of them together: mean, spread, who stands out.
    pub summary: enrichment::Ratings,
    /// The imported ratings of single users.
    pub users: Option<UserRatings>,
}

/// A summary of single users' ratings on a scale of 1 to 10.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UserRatings {
    /// How many there are.
    pub count: u64,
    /// Their mean, 1 to 10.
    pub mean: f64,
    /// How many gave 1, 2, … 10.
    pub histogram: [u64; 10],
}

/// Who said what about a work, and why each value won.
#[derive(Debug, Clone, Serialize)]
pub struct Provenance {
    /// Every claim, by field.
    pub claims: Vec<enrichment::FieldClaim>,
    /// The records they come from.
    pub records: Vec<RecordHead>,
}

/// A stored record without its body.
#[derive(Debug, Clone, Serialize)]
pub struct RecordHead {
    /// Who said it.
    pub source: SourceId,
    /// The thing, by the source's own id.
    pub key: ExternalId,
    /// The format it was read from.
    pub format: String,
    /// The file's SHA-256, when it came from a file.
    pub file: Option<String>,
    /// The line or entry of the file, from 1.
    pub line: Option<u64>,
    /// When it was stored.
    pub stored_at: Instant,
    /// Its size in bytes, unpacked.
    pub bytes: usize,
}

/// How many works began in a season.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeasonCount {
    /// The year.
    pub year: i16,
    /// The season; `None` where only the year is known.
    pub season: Option<Season>,
    /// How many works.
    pub works: u64,
}

/// The tags that stand beside a tag more often than chance would have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TagNeighbors {
    /// The tag, as works bear it.
    pub tag: String,
    /// How many works bear it.
    pub works: u64,
    /// Its neighbors, the nearest first.
    pub neighbors: Vec<TagNeighbor>,
}

/// A tag that stands beside another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TagNeighbor {
    /// The tag.
    pub tag: String,
    /// How many works bear it.
    pub works: u64,
    /// How many works bear both.
    pub both: u64,
    /// How near it is, 0 to 1: the cosine of the two, believed by half where ten works bear both.
    pub similarity: f64,
    /// How many times more often both stand together than two tags would that have nothing to do with each other.
    pub lift: f64,
}

/// How many works bear a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagCount {
    /// The tag.
    pub tag: String,
    /// How many works.
    pub works: u64,
}
