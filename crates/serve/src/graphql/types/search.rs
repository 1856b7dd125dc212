//! Works that were found, and why.

use std::hash::Hash;

use app::{AppError, Hit, Plan, Why as Told};
use async_graphql::SimpleObject;

use super::{Take, Work, inputs, word};
use crate::graphql::cursor::{self, MOST, PageInfo, USUAL};

/// Works that were found, best first.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct SearchConnection {
    /// The entries of this page.
    edges: Vec<SearchEdge>,
    /// Where this page stands among the others.
    #[graphql(name = "pageInfo")]
    page_info: PageInfo,
    /// How many works there are in all.
    #[graphql(name = "totalCount")]
    total_count: usize,
    /// How many of them have each value.
    facets: Option<Facets>,
    /// What was understood of the words.
    understood: Option<Understanding>,
    /// What was understood of a question, piece by piece.
    chips: Vec<Chip>,
    /// What a question asks besides works, answered in sentences.
    answers: Vec<String>,
    /// A few pictures made here for the same words, beside the first page.
    takes: Vec<Take>,
    /// Milliseconds inside the index.
    took_ms: f64,
}

impl SearchConnection {
    /// With pictures made here beside it.
    pub fn with_takes(self, takes: app::FoundTakes) -> Self {
        Self { takes: takes.into_iter().map(Take::from).collect(), ..self }
    }
}

/// A work that was found.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct SearchEdge {
    /// Leads on from this entry.
    cursor: String,
    /// How well it answers, 0 to 1.
    relevance: f32,
    /// Why it is here.
    why: Why,
    /// The work.
    node: Work,
}

/// Why a work is among the hits.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Why {
    /// The title or name that matched.
    matched: Option<Matched>,
    /// The fields in which words were found.
    fields: Vec<String>,
    /// The filters it meets, as `name=value`.
    filters: Vec<String>,
    /// Each way of finding it with its own verdict.
    arms: Vec<Arm>,
    /// What it shares with the work it was compared to.
    similarity: Option<Similarity>,
    /// What its parts say of it, where a story or a mood is told.
    shares: Option<Shares>,
}

/// A name that matched.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Matched {
    /// The name as its source wrote it.
    text: String,
    /// How it matched: `exact`, `romanized`, `prefix`, `fuzzy`, `part`, `character` or `person`.
    form: String,
    /// Edits between the two.
    distance: u32,
}

/// What one way of finding says of a hit.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Arm {
    /// `title`, `lexical`, `vector`, `filter`, `relation` or `similar`.
    #[graphql(name = "arm")]
    name: String,
    /// Its place in that list, from 1.
    rank: u32,
    /// Its score there, on that list's own scale.
    score: f32,
}

/// What two works share.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Similarity {
    /// Shared tags, the rarest first.
    tags: Vec<String>,
    /// Shared studios.
    studios: Vec<String>,
    /// How they are tied.
    relation: Option<String>,
}

/// The parts of a narrative score, each as its score and its weight.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Shares {
    /// Themes and moods.
    themes: Vec<f32>,
    /// Genres.
    genre: Vec<f32>,
    /// The synopsis.
    synopsis: Vec<f32>,
    /// Ratings.
    ratings: Vec<f32>,
}

/// How many works have each value, the most frequent first.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Facets {
    /// By medium.
    medium: Vec<Bucket>,
    /// By format.
    format: Vec<Bucket>,
    /// By status.
    status: Vec<Bucket>,
    /// By season of the year.
    season: Vec<Bucket>,
    /// By decade, the newest first.
    decade: Vec<Bucket>,
    /// By year, the newest first.
    year: Vec<Bucket>,
    /// The most frequent tags.
    tags: Vec<Bucket>,
    /// The most frequent studios.
    studios: Vec<Bucket>,
}

/// A value and how many works have it.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Bucket {
    /// The value, as its filter takes it.
    value: String,
    /// How many works have it.
    count: usize,
}

/// How the words were read.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Understanding {
    /// `browse`, `words`, `filters`, `franchise`, `similar` or `character`.
    intent: String,
    /// The words that are left to be searched for.
    words: String,
    /// The parts that were understood.
    parts: Vec<Part>,
    /// What they demand, as `name=value`.
    filters: Vec<String>,
    /// The work that the words are about.
    seed: Option<Work>,
}

/// One part of the words that was understood.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Part {
    /// The words, folded.
    words: String,
    /// The filter or role they were taken for.
    meaning: String,
    /// The value they stand for.
    value: String,
    /// Whether a work must meet it; otherwise it only helps.
    required: bool,
}

/// One piece of what was understood of a question.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Chip {
    /// What it is about.
    slot: String,
    /// Its value.
    value: String,
    /// It in a few words.
    label: String,
    /// The words that it was read from.
    words: String,
    /// How sure the reading is, 0 to 1.
    confidence: f32,
    /// What it does.
    effect: String,
}

/// One answer of the index, whichever use case gave it.
pub struct Answer {
    /// The hits of one page.
    pub results: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
    /// Where this page begins, though it is the first one: of a draw, that would be another one.
    pub begin: Option<String>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Counts, where they were asked for.
    pub facets: Option<app::Facets>,
    /// How the words were read, where they were words.
    pub understood: Option<Plan>,
    /// How a question was read.
    pub chips: Vec<app::Chip>,
    /// What a question asks besides works, answered.
    pub answers: Vec<app::Reply>,
    /// Milliseconds inside the index.
    pub took_ms: f64,
}

/// Asks for a page that begins after any entry. The index says where its own pages end and nothing of the places
/// between, so an entry's cursor is the page that it was on and its place there.
pub async fn page<Q, F, A>(
    first: Option<i32>,
    after: Option<&str>,
    question: &Q,
    ask: F,
) -> Result<SearchConnection, AppError>
where
    Q: Hash,
    F: Fn(usize, Option<String>) -> A,
    A: Future<Output = Result<Answer, AppError>>,
{
    let count = cursor::first(first, USUAL)?;
    let begin = cursor::read(after, question)?;
    let (skip, base) = begin.unwrap_or((0, ""));
    let limit = (skip + count).min(MOST);
    let named = |base: &str| Some(base.to_owned()).filter(|base| !base.is_empty());
    let mut answer = ask(limit, named(base)).await?;
    let base = if base.is_empty() { answer.begin.as_deref().unwrap_or_default() } else { base };
    let mut hits: Vec<(String, Hit)> = placed(std::mem::take(&mut answer.results), base, question);
    hits.drain(..skip.min(hits.len()));
    // Far down one page and many wanted: the rest is on the next one.
    if hits.len() < count
        && let Some(next) = answer.next.clone()
    {
        let mut more = ask(count - hits.len(), Some(next.clone())).await?;
        hits.extend(placed(std::mem::take(&mut more.results), &next, question));
        answer.next = more.next;
        answer.took_ms += more.took_ms;
    }
    let page_info = cursor::page(&hits, begin.is_some(), answer.next.is_some());
    let edge = |(cursor, hit): (String, Hit)| SearchEdge {
        cursor,
        relevance: hit.relevance,
        why: Why::from(hit.why),
        node: Work::of_card(hit.card),
    };
    Ok(SearchConnection {
        edges: hits.into_iter().map(edge).collect(),
        page_info,
        total_count: answer.total,
        facets: answer.facets.map(Facets::from),
        understood: answer.understood.map(Understanding::from),
        chips: answer.chips.iter().map(Chip::from).collect(),
        answers: answer.answers.into_iter().map(|reply| reply.text).collect(),
        takes: Vec::new(),
        took_ms: answer.took_ms,
    })
}

fn placed(hits: Vec<Hit>, base: &str, question: &impl Hash) -> Vec<(String, Hit)> {
    let hits = hits.into_iter().enumerate();
    hits.map(|(place, hit)| (cursor::write(place + 1, base, question), hit)).collect()
}

/// A search by words and filters, read as at every door.
///
/// # Errors
/// `invalid_parameter`, naming the filter that is out of range.
pub fn request(
    query: &str,
    filters: Option<&inputs::Filters>,
    facets: bool,
) -> Result<app::SearchRequest, AppError> {
    let mut request = crate::query::from_object(filters.map(inputs::object).unwrap_or_default())?;
    query.clone_into(&mut request.query);
    request.facets = facets;
    Ok(request)
}

/// What a cursor of a search is bound to.
pub fn question(kind: &str, subject: &str, request: &app::SearchRequest) -> impl Hash + use<> {
    (kind.to_owned(), subject.to_owned(), crate::query::to_query(request))
}

impl From<Told> for Why {
    fn from(why: Told) -> Self {
        let pair = |(score, weight): (f32, f32)| vec![score, weight];
        Self {
            matched: why.matched.map(|matched| Matched {
                form: word(&matched.form),
                text: matched.text,
                distance: matched.distance,
            }),
            fields: why.fields,
            filters: why.filters,
            arms: why
                .arms
                .iter()
                .map(|arm| Arm { name: word(&arm.arm), rank: arm.rank, score: arm.score })
                .collect(),
            similarity: why.similarity.map(|shared| Similarity {
                tags: shared.tags,
                studios: shared.studios,
                relation: shared.relation,
            }),
            shares: why.shares.map(|shares| Shares {
                themes: pair(shares.themes),
                genre: pair(shares.genre),
                synopsis: pair(shares.synopsis),
                ratings: pair(shares.ratings),
            }),
        }
    }
}

impl From<app::Facets> for Facets {
    fn from(facets: app::Facets) -> Self {
        let buckets = |buckets: Vec<app::Bucket>| {
            buckets.into_iter().map(|app::Bucket { value, count }| Bucket { value, count }).collect()
        };
        Self {
            medium: buckets(facets.medium),
            format: buckets(facets.format),
            status: buckets(facets.status),
            season: buckets(facets.season),
            decade: buckets(facets.decade),
            year: buckets(facets.year),
            tags: buckets(facets.tags),
            studios: buckets(facets.studios),
        }
    }
}

impl From<Plan> for Understanding {
    fn from(plan: Plan) -> Self {
        let parts = plan.understood.into_iter().map(|part| Part {
            words: part.words,
            meaning: part.meaning,
            value: part.value,
            required: part.required,
        });
        let filters = plan.filters.pairs().into_iter().map(|(name, value)| format!("{name}={value}"));
        Self {
            intent: word(&plan.intent),
            words: plan.words,
            parts: parts.collect(),
            filters: filters.collect(),
            seed: plan.seed.map(|(id, _)| Work::by_id(id)),
        }
    }
}

impl From<&app::Chip> for Chip {
    fn from(chip: &app::Chip) -> Self {
        Self {
            slot: word(&chip.slot),
            value: chip.value.to_string(),
            label: chip.label.clone(),
            words: chip.words.clone(),
            confidence: chip.confidence,
            effect: word(&chip.effect),
        }
    }
}
