//! A small invented catalog, and an index of it.

use model::{
    ExternalId, Format, Medium, RelationEntry, RelationType, Score, Season, SourceId, Status, Synopsis,
    Title, TitleKind, Work, WorkId,
};
use search::{Document, SearchAnswer, SearchIndex, SearchRequest};

/// An index in a folder of its own.
pub struct Scene {
    pub folder: tempfile::TempDir,
    pub index: SearchIndex,
}

impl Scene {
    /// An index of the catalog, committed as change 1.
    pub fn new() -> Self {
        Self::with(catalog())
    }

    pub fn with(documents: Vec<Document>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (index, _) = SearchIndex::open(folder.path()).expect("an empty folder");
        let scene = Self { folder, index };
        scene.write(documents, 1);
        scene
    }

    pub fn write(&self, documents: Vec<Document>, seq: i64) {
        let mut writer = self.index.writer().expect("a sound index").expect("nobody else writes");
        writer.upsert(documents).expect("upsert");
        writer.commit(seq).expect("commit");
    }

    pub fn ask(&self, query: &str) -> SearchAnswer {
        self.index.search(&SearchRequest::new(query)).expect("a sound request")
    }

    pub fn titles(&self, query: &str) -> Vec<String> {
        self.ask(query).results.into_iter().map(|hit| hit.card.title).collect()
    }
}

/// One work; the rest by the setters.
pub fn work(id: i64, title: &str) -> Document {
    let mut work = Work::new(WorkId::new(id).expect("above 0"), Medium::Anime, title);
    work.format = Format::Tv;
    work.status = Status::Finished;
    work.external_ids = vec![format!("mal:{}", 1000 + id).parse().expect("an external id")];
    Document::new(work)
}

pub fn catalog() -> Vec<Document> {
    let mut depot = work(1, "Tsukiakari no Shako");
    depot.work.titles.extend([
        Title::new("Moonlit Depot", TitleKind::Official).in_language("en"),
        Title::new("月あかりの車庫", TitleKind::Official).in_language("ja"),
        Title::new("TnS", TitleKind::Short),
    ]);
    depot.work.tags = strings(&["mystery", "slice of life", "trains"]);
    depot.work.studios = strings(&["Studio Owl"]);
    (depot.work.year, depot.work.season) = (Some(2013), Some(Season::Spring));
    depot.work.popularity = Some(90_000);
    depot.work.score = Score::new(8.1, 10.0, None);
    depot.work.episodes = Some(12);
    depot.characters = strings(&["Rei Fukurou", "梟レイ"]);
    depot.work.synopses = vec![Synopsis {
        text: "A night watchman finds a locomotive that nobody remembers building.".to_owned(),
        source: SourceId::MANUAL,
    }];
    depot.work.relations = vec![relation(RelationType::Sequel, 2)];

    let mut second = work(2, "Tsukiakari no Shako 2nd Season");
    second.work.tags = strings(&["mystery", "trains"]);
    second.work.studios = strings(&["Studio Owl"]);
    (second.work.year, second.work.season) = (Some(2015), Some(Season::Fall));
    second.work.popularity = Some(40_000);
    second.work.relations = vec![relation(RelationType::Prequel, 1)];

    let mut summer = work(3, "Summer Quarrels");
    summer.work.format = Format::Movie;
    summer.work.tags = strings(&["comedy", "trains", "mystery"]);
    summer.work.studios = strings(&["P.A. Heron"]);
    (summer.work.year, summer.work.season) = (Some(2013), Some(Season::Summer));
    summer.work.popularity = Some(5_000);

    let mut adult = work(4, "Night Signals");
    adult.work.adult = true;
    adult.work.tags = strings(&["mystery"]);

    let mut number = work(5, "86 Lanterns");
    number.work.titles.push(Title::new("86", TitleKind::Synonym));
    number.work.tags = strings(&["drama"]);
    number.work.year = Some(1986);

    let mut knight = work(6, "Летающий трамвай");
    knight.work.titles.push(Title::new("The Flying Tram", TitleKind::Official));
    knight.work.tags = strings(&["comedy"]);
    vec![depot, second, summer, adult, number, knight]
}

pub fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn relation(kind: RelationType, work: i64) -> RelationEntry {
    let external_id: ExternalId = format!("mal:{}", 1000 + work).parse().expect("an external id");
    RelationEntry { kind, external_id, title: None }
}
