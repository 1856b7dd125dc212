//! A catalog of invented works, and an index of it with its vectors within or on a server.

use std::sync::atomic::{AtomicU32, Ordering};

use model::{Format, Medium, Score, Season, SourceId, Status, Synopsis, Work, WorkId};
use qdrant::{Qdrant, Settings};
use search::{
    Document, Filters, Meaning, SearchError, SearchIndex, SearchRequest, VectorEngine, VectorError,
};
use std::{sync::Arc, time::Duration};

/// Where the vectors lie.
#[derive(Debug, Clone)]
pub enum Place {
    Within,
    Server { url: String },
}

/// An index in a folder of its own, and the engine beside it.
pub struct Scene {
    pub index: SearchIndex,
    pub qdrant: Option<Qdrant>,
    _folder: tempfile::TempDir,
}

impl Scene {
    pub fn new(place: &Place) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (index, _) = SearchIndex::open(folder.path()).expect("an empty folder");
        let qdrant = match place {
            Place::Within => None,
            Place::Server { url } => {
                let qdrant = Qdrant::open(&settings(url)).expect("an address");
                assert!(index.attach(Arc::new(qdrant.clone())));
                Some(qdrant)
            }
        };
        Self { index, qdrant, _folder: folder }
    }

    /// Changes the catalog, in the index and in the engine.
    pub async fn write(&self, documents: Vec<Document>, gone: &[i64], seq: i64) {
        if let Some(qdrant) = &self.qdrant {
            let (model, points) = self.index.points_of(&documents);
            let dimensions = embedding::Embedder::dimensions(embedding::StaticTable::builtin());
            let mut filling = qdrant.fill(&model, dimensions, seq).await.expect("a collection");
            let gone: Vec<u32> = gone.iter().map(|id| *id as u32).collect();
            filling.remove(&gone).await.expect("works go");
            filling.put(&points).await.expect("works come");
            filling.knows(seq).await.expect("books");
            filling.finish().await.expect("it answers");
            qdrant.refresh().await.expect("the server answers");
        }
        let gone: Vec<WorkId> = gone.iter().filter_map(|id| WorkId::new(*id)).collect();
        let mut writer = self.index.writer().expect("a sound index").expect("nobody else writes");
        writer.remove(&gone).expect("remove");
        writer.upsert(documents).expect("upsert");
        writer.commit(seq).expect("commit");
    }

    /// The engine that answers.
    pub fn engine(&self) -> &dyn VectorEngine {
        match &self.qdrant {
            Some(qdrant) => qdrant,
            None => &self.index,
        }
    }

    /// What the meaning arm alone finds, page by page: works and their cosines. Nothing where no work has what is wanted,
    /// which is refused before anybody is asked.
    pub fn near(&self, query: &str, filters: &Filters) -> Vec<(i64, f32)> {
        let mut request = SearchRequest::new(query);
        request.filters = filters.clone();
        request.meaning = Meaning::Alone;
        request.limit = 40;
        let mut found = Vec::new();
        loop {
            let answer = match self.index.search(&request) {
                Err(SearchError::Parameter(refused)) if refused.message.starts_with("no work ") => {
                    return found;
                }
                answer => answer.expect("a sound request"),
            };
            assert!(answer.degraded.is_empty(), "the engine answers");
            found.extend(answer.results.iter().map(|hit| (hit.id.get(), hit.relevance)));
            match answer.next_cursor {
                Some(cursor) => request.cursor = Some(cursor),
                None => return found,
            }
        }
    }

    /// The works of a plain search, and whether the engine was missing.
    pub fn ask(&self, query: &str) -> (Vec<i64>, bool) {
        let answer = self.index.search(&SearchRequest::new(query)).expect("a sound request");
        (answer.results.iter().map(|hit| hit.id.get()).collect(), !answer.degraded.is_empty())
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // A real server is not ours alone.
        if let Some(qdrant) = self.qdrant.take() {
            let leaving = async move { qdrant.leave().await };
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.map(|runtime| runtime.block_on(leaving))
            })
            .join()
            .map(drop)
            .ok();
        }
    }
}

/// Settings of a store of the test's own, with short patience.
pub fn settings(url: &str) -> Settings {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let store = format!("{:04x}{:04x}", std::process::id() & 0xffff, NEXT.fetch_add(1, Ordering::Relaxed));
    let mut settings = Settings::new(url, store);
    "emaki-test".clone_into(&mut settings.prefix);
    settings.pause = Duration::from_millis(1);
    // Long enough for a busy machine; nothing here waits for it but what is to fail.
    settings.patience = Duration::from_secs(5);
    settings
}

/// The error of an engine that was to fail.
pub fn failure<T>(done: Result<T, VectorError>) -> VectorError {
    done.err().expect("it fails")
}

pub fn work(id: i64, title: &str) -> Document {
    Document::new(Work::new(WorkId::new(id).expect("above 0"), Medium::Anime, title))
}

const NOUNS: [&str; 12] = [
    "Lantern", "Depot", "Harbor", "Comet", "Teacher", "Garden", "Engine", "Winter", "Robot", "Letter",
    "Bakery", "Ghost",
];
const DEEDS: [&str; 8] = [
    "repairs a clock that runs backwards",
    "leaves the village to find a lost brother",
    "learns to cook for a quiet stranger",
    "fights a machine from the deep sea",
    "writes letters to somebody long gone",
    "plays football against the city's best school",
    "falls in love with the new transfer student",
    "keeps a dragon in the cellar of the library",
];
const TAGS: [&str; 6] = ["Drama", "School", "slice of life", "Mecha", "comedy", "Sci-Fi"];
const STUDIOS: [&str; 3] = ["Studio Owl", "P.A. Heron", "Kite & Sons"];

/// So many invented works whose every field is known of some and unknown of others.
pub fn catalog(count: i64) -> Vec<Document> {
    let mut random = Random(7);
    (1..=count)
        .map(|id| {
            let mut dice = |sides: u64| random.below(sides) as usize;
            let title = format!("{} {} {id}", NOUNS[dice(12)], NOUNS[dice(12)]);
            let mut document = work(id, &title);
            let work = &mut document.work;
            work.medium = Medium::ALL[dice(3)].clone();
            work.format = Format::ALL[dice(4)].clone();
            work.status = Status::ALL[dice(3)].clone();
            work.season = (dice(3) > 0).then(|| Season::ALL[dice(4)]);
            work.year = (dice(5) > 0).then(|| 1990 + dice(30) as i16);
            work.episodes = (dice(4) > 0).then(|| 1 + dice(60) as u32);
            work.duration_s = (dice(4) > 0).then(|| 300 + 60 * dice(90) as u32);
            work.score =
                (dice(4) > 0).then(|| Score::new(4.0 + dice(60) as f64 / 10.0, 10.0, None)).flatten();
            work.popularity = (dice(3) > 0).then(|| dice(90_000) as u64);
            work.adult = dice(8) == 0;
            work.tags = (0..dice(4)).map(|_| TAGS[dice(6)].to_owned()).collect();
            work.studios = (0..dice(2)).map(|_| STUDIOS[dice(3)].to_owned()).collect();
            if dice(4) > 0 {
                let text = format!("A {} {}.", NOUNS[dice(12)].to_lowercase(), DEEDS[dice(8)]);
                work.synopses = vec![Synopsis { text, source: SourceId::MANUAL }];
            }
            document
        })
        .collect()
}

/// The same numbers in every run: Vigna's splitmix64.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    /// Filters of several kinds at once, and some that no work can meet.
    pub fn filters(&mut self) -> Filters {
        let mut filters = Filters::default();
        let mut set = |name: &str, value: &str| filters.set(name, value).expect("a good value");
        let mut word = |words: &[&str]| words[self.below(words.len() as u64) as usize].to_owned();
        for _ in 0..3 {
            match word(&["m", "f", "s", "q", "y", "e", "d", "r", "any", "all", "none", "by", "not", "a"])
                .as_str()
            {
                "m" => set("medium", &word(&["anime", "manga", "anime,manga", "novel", "game"])),
                "f" => set("format", &word(&["tv", "movie", "tv,ova", "ona", "visual_novel"])),
                "s" => set("status", &word(&["finished", "ongoing", "upcoming", "finished,ongoing"])),
                "q" => set("season", &word(&["winter", "spring,summer", "fall"])),
                "y" => {
                    set("year_min", &word(&["1995", "2000", "2010"]));
                    set("year_max", &word(&["", "2012", "2015", "2019"]));
                }
                "e" => {
                    set("episodes_min", &word(&["", "0", "1", "12"]));
                    set("episodes_max", &word(&["24", "26", "60"]));
                }
                "d" => set("duration_max", &word(&["600", "1800", "4000"])),
                "r" => {
                    set("score_min", &word(&["5.5", "7", "8.3"]));
                    set("score_max", &word(&["", "9", "10"]));
                }
                "any" => {
                    set("tags_any", &word(&["drama,mecha", "SCHOOL", "no such tag", "sci-fi,no such tag"]));
                }
                "all" => set("tags_all", &word(&["drama", "Comedy,school", "drama,no such tag"])),
                "none" => set("tags_none", &word(&["drama", "drama,Slice of Life,mecha", "no such tag"])),
                "by" => set("studios_any", &word(&["studio owl", "p.a. heron,Kite & Sons", "nobody"])),
                "not" => set("studios_none", &word(&["Studio Owl", "studio owl,p.a. heron", "nobody"])),
                _ => set("adult", &word(&["exclude", "include", "only"])),
            }
        }
        filters
    }
}
