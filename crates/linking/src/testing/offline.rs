//! Rows of a file in the format of the anime-offline-database, as far as views need them.

use model::{ExternalId, Format, Medium, RelationEntry, RelationType, Season, SourceId, Title, TitleKind};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::Subject;

/// One work with all of its ids.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its ids, at most one of each source.
    pub ids: Vec<ExternalId>,
    /// The name it is listed under.
    pub title: String,
    /// Its other names.
    pub synonyms: Vec<String>,
    /// Its format, when known.
    pub format: Option<Format>,
    /// Its number of episodes, when known.
    pub episodes: Option<u32>,
    /// The quarter it began in, when known.
    pub season: Option<Season>,
    /// The year it began in, when known.
    pub year: Option<i16>,
    /// The length of an episode in seconds, when known.
    pub duration_s: Option<u32>,
    /// Who made it.
    pub studios: Vec<String>,
    /// Places of the rows it is tied to.
    pub related: Vec<usize>,
    /// The franchise it belongs to: the smallest place of all rows that ties lead to.
    pub franchise: usize,
    /// The smallest place of all rows that may well be this work: they share a name, no source lists
    /// both, and no fact speaks against it. The dataset says of itself that it holds such rows.
    pub doubtful: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    sources: Vec<String>,
    title: String,
    #[serde(rename = "type")]
    format: String,
    episodes: u32,
    anime_season: Quarter,
    duration: Option<Length>,
    synonyms: Vec<String>,
    #[serde(default)]
    studios: Vec<String>,
    #[serde(default)]
    related_anime: Vec<String>,
}

#[derive(Deserialize)]
struct Quarter {
    season: String,
    year: Option<i16>,
}

#[derive(Deserialize)]
struct Length {
    value: u32,
}

/// Reads the lines of the file; a line that is no entry, such as the first one, is left out.
pub fn rows(lines: &str) -> Vec<Row> {
    let lines: Vec<Line> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let ids: Vec<Vec<ExternalId>> = lines
        .iter()
        .map(|line| {
            let mut ids: Vec<ExternalId> =
                line.sources.iter().filter_map(|url| ExternalId::from_provider_url(url)).collect();
            ids.sort_unstable();
            ids.dedup_by(|a, b| a.namespace() == b.namespace());
            ids
        })
        .collect();
    let place: FxHashMap<&ExternalId, usize> =
        ids.iter().enumerate().flat_map(|(at, ids)| ids.iter().map(move |id| (id, at))).collect();
    let related: Vec<Vec<usize>> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let ids = line.related_anime.iter().filter_map(|url| ExternalId::from_provider_url(url));
            let mut places: Vec<usize> =
                ids.filter_map(|id| place.get(&id).copied()).filter(|to| *to != at).collect();
            places.sort_unstable();
            places.dedup();
            places
        })
        .collect();
    let franchise = franchises(&related);
    let rows = lines.into_iter().zip(ids).zip(related).enumerate();
    let mut rows: Vec<Row> = rows
        .map(|(at, ((line, ids), related))| Row {
            ids,
            title: line.title,
            synonyms: line.synonyms,
            format: Some(Format::parse(&line.format)).filter(|format| *format != Format::Unknown),
            episodes: Some(line.episodes).filter(|count| *count > 0),
            season: Season::parse(&line.anime_season.season),
            year: line.anime_season.year,
            duration_s: line.duration.map(|length| length.value).filter(|seconds| *seconds > 0),
            studios: line.studios,
            related,
            franchise: franchise[at],
            doubtful: at,
        })
        .collect();
    mark_doubtful(&mut rows);
    rows
}

fn mark_doubtful(rows: &mut [Row]) {
    let mut listed: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, row) in rows.iter().enumerate() {
        let mut names: Vec<String> = std::iter::once(&row.title)
            .chain(&row.synonyms)
            .map(|name| spelling::key(&spelling::fold(name)))
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().filter(|name| name.chars().count() > 3) {
            listed.entry(name).or_default().push(at);
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for places in listed.values().filter(|places| places.len() < 40) {
        for (number, a) in places.iter().enumerate() {
            pairs.extend(
                places[number + 1..].iter().filter(|b| may_be_one(&rows[*a], &rows[**b])).map(|b| (*a, *b)),
            );
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut joined: Vec<usize> = (0..rows.len()).collect();
    for (a, b) in pairs {
        let (a, b) = (root(&mut joined, a), root(&mut joined, b));
        joined[a.max(b)] = a.min(b);
    }
    for (at, row) in rows.iter_mut().enumerate() {
        row.doubtful = root(&mut joined, at);
    }
}

fn may_be_one(a: &Row, b: &Row) -> bool {
    fn agree<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
        a.is_none() || b.is_none() || a == b
    }
    let listed_twice = a.ids.iter().any(|id| b.ids.iter().any(|other| other.namespace() == id.namespace()));
    !listed_twice
        && agree(a.format.as_ref(), b.format.as_ref())
        && agree(a.episodes.as_ref(), b.episodes.as_ref())
        && agree(a.year.as_ref(), b.year.as_ref())
}

fn root(of: &mut [usize], mut at: usize) -> usize {
    while of[at] != at {
        of[at] = of[of[at]];
        at = of[at];
    }
    at
}

/// For each row, the smallest place that ties lead to, whichever way they point.
fn franchises(related: &[Vec<usize>]) -> Vec<usize> {
    let mut of: Vec<usize> = (0..related.len()).collect();
    for (at, places) in related.iter().enumerate() {
        for to in places {
            let (a, b) = (root(&mut of, at), root(&mut of, *to));
            of[a.max(b)] = a.min(b);
        }
    }
    (0..related.len()).map(|at| root(&mut of, at)).collect()
}

impl Row {
    /// The row as one record, which names all its ids.
    ///
    /// # Panics
    ///
    /// When the row has no id; [`rows`] gives none without.
    pub fn subject(&self, rows: &[Self]) -> Subject {
        let source = SourceId::known("offline_database");
        let mut subject = Subject::new(source, self.ids[0].clone());
        subject.claimed_ids = self.ids[1..].to_vec();
        subject.medium = Some(Medium::Anime);
        subject.format.clone_from(&self.format);
        subject.titles = vec![Title::new(self.title.clone(), TitleKind::Main)];
        subject.synonyms.clone_from(&self.synonyms);
        subject.year = self.year;
        subject.episodes = self.episodes;
        subject.duration_s = self.duration_s;
        subject.studios.clone_from(&self.studios);
        let tie = |at: &usize| RelationEntry {
            kind: RelationType::Related,
            external_id: rows[*at].ids[0].clone(),
            title: None,
        };
        subject.relations = self.related.iter().map(tie).collect();
        subject
    }
}

/// Whether a franchise belongs to the half on which tables are counted; figures are taken on the rest.
pub fn is_tuning(franchise: usize) -> bool {
    super::Random::new(franchise as u64).draw() & 1 == 0
}
