//! Matching over what is stored: joins, answers, repeats, batches, and links exchanged as tables.

use catalog::{
    matching::{Answer, MatchOptions, MatchReport, answer, exchange, match_works, pair_view, waiting},
    registry::{Decision, split},
};
use model::{EntityId, EntityKind, ExternalId, Instant, WorkId};
use serde_json::{Value, json};
use store::{NewPair, PairState};

use crate::bed::{Bed, Engine, on_each_engine};

on_each_engine!(
    records_of_one_work_come_together,
    a_dry_run_changes_nothing,
    hands_hold_against_the_rule,
    answers_are_followed_and_taken_back,
    a_new_word_on_an_old_pair,
    batches_end_the_same,
    only_what_is_new_looks_for_partners,
    links_go_out_and_come_back,
    figures_are_watched,
);

const WORK: EntityKind = EntityKind::Work;

fn decision(note: &str) -> Decision {
    Decision { author: "mio".into(), note: note.into(), at: Instant::from_micros(1_900_000_100_000_000) }
}

fn options() -> MatchOptions {
    MatchOptions {
        dry_run: false,
        threshold: None,
        since: None,
        at: Instant::from_micros(1_900_000_200_000_000),
    }
}

fn id(text: &str) -> ExternalId {
    text.parse().expect("an id")
}

fn entity(number: i64) -> EntityId {
    EntityId::new(number).expect("from 1")
}

/// What a source says of a work, in Emaki's own format.
fn said(id: &str, title: &str, native: &str, date: &str, episodes: u32) -> Value {
    let source = id.split(':').next().expect("a namespace");
    json!({
        "source": source, "kind": "work", "external_id": id, "medium": "ANIME", "format": "TV",
        "title": title, "titles": [{"text": native, "language": "ja", "kind": "OFFICIAL"}],
        "year": date[..4].parse::<i16>().expect("a year"), "start_date": date, "episodes": episodes,
        "duration_s": 1440, "studios": ["Lantern Works"],
    })
}

/// Five works as three sources tell them; two are seasons of one series.
fn shelf() -> Vec<Value> {
    let works = [
        ("Moonlit Depot", "月夜の停車場", "2031-04-07", 12),
        ("Moonlit Depot Season 2", "月夜の停車場 第2期", "2033-01-09", 13),
        ("Paper Lighthouse", "紙の灯台", "2029-10-02", 24),
        ("Glass Orchard", "硝子の果樹園", "2030-07-05", 11),
        ("The Cartographer's Umbrella", "地図師の傘", "2032-10-01", 26),
    ];
    let mut records = Vec::new();
    for (at, (title, native, date, episodes)) in works.into_iter().enumerate() {
        for source in ["anilist", "kitsu", "anidb"] {
            records.push(said(&format!("{source}:{}", 100 + at), title, native, date, episodes));
        }
    }
    records
}

fn lines(records: &[Value]) -> String {
    let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
    lines.join("\n") + "\n"
}

async fn import(bed: &Bed, name: &str, records: &[Value]) {
    let path = bed.file(name, lines(records));
    let report = bed.import(&path).await;
    assert_eq!(report.rejected, 0, "{report:?}");
}

async fn run(bed: &Bed) -> MatchReport {
    match_works(&bed.store, &options()).await.expect("a match")
}

/// The clusters as texts, in order.
async fn clusters(bed: &Bed, records: &[Value]) -> Vec<String> {
    let mut by_work: std::collections::BTreeMap<i64, Vec<String>> = std::collections::BTreeMap::new();
    for record in records {
        let id = record["external_id"].as_str().expect("an id");
        by_work.entry(bed.meaning(id).await).or_default().push(id.to_owned());
    }
    let mut clusters: Vec<String> = by_work
        .into_values()
        .map(|mut ids| {
            ids.sort_unstable();
            ids.join(" ")
        })
        .collect();
    clusters.sort_unstable();
    clusters
}

const WHOLE: [&str; 5] = [
    "anidb:100 anilist:100 kitsu:100",
    "anidb:101 anilist:101 kitsu:101",
    "anidb:102 anilist:102 kitsu:102",
    "anidb:103 anilist:103 kitsu:103",
    "anidb:104 anilist:104 kitsu:104",
];

async fn records_of_one_work_come_together(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    import(&bed, "a.jsonl", &shelf()).await;
    let report = run(&bed).await;
    assert_eq!(
        (report.records, report.works, report.joined, report.overtaken),
        (15, 15, 10, 0),
        "{report:?}"
    );
    assert_eq!(clusters(&bed, &shelf()).await, WHOLE);
    // The smallest id of a cluster stays, the others lead to it.
    assert_eq!([bed.meaning("kitsu:100").await, bed.meaning("anidb:104").await], [1, 13]);
    let found = bed.store.work(WorkId::new(15).expect("from 1")).await.expect("a read").expect("it leads on");
    assert_eq!((found.value.id.get(), found.redirected), (13, true));
    let link = bed.store.links_of(&WORK, entity(1)).await.expect("links").pop().expect("three");
    let why = (link.evidence.justification.to_string(), link.evidence.author);
    assert_eq!(why, ("SIMILARITY".to_owned(), "linking/1".to_owned()));
    assert!(link.evidence.note.contains("title"), "{}", link.evidence.note);
    let sound = bed.store.verify().await.expect("a check");
    assert!(sound.is_sound(), "{sound:#?}");

    let before = bed.export().await;
    let again = run(&bed).await;
    assert_eq!(
        (again.joined, again.queued.new, again.queued.changed, again.settled),
        (0, 0, 0, 0),
        "{again:?}"
    );
    assert_eq!(bed.export().await, before);
    // Importing the same again keeps them together.
    import(&bed, "b.jsonl", &shelf()).await;
    assert_eq!(run(&bed).await.joined, 0);
    assert_eq!(clusters(&bed, &shelf()).await, WHOLE);
}

async fn a_dry_run_changes_nothing(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    import(&bed, "a.jsonl", &shelf()).await;
    let before = bed.export().await;
    let options = MatchOptions { dry_run: true, ..options() };
    let report = match_works(&bed.store, &options).await.expect("a match");
    assert_eq!((report.dry_run, report.joined, report.joins.len()), (true, 10, 10));
    assert_eq!(bed.export().await, before);
    assert!(bed.store.match_counts(&WORK).await.expect("counts").is_empty());
}

async fn hands_hold_against_the_rule(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    import(&bed, "a.jsonl", &shelf()).await;
    run(&bed).await;
    split(&bed.store, &WORK, entity(7), &[id("kitsu:102")], &decision("another cut")).await.expect("a split");
    let alone = bed.meaning("kitsu:102").await;
    let report = run(&bed).await;
    assert_eq!(report.joined, 0, "{report:?}");
    assert_eq!(bed.meaning("kitsu:102").await, alone);
    import(&bed, "b.jsonl", &shelf()).await;
    run(&bed).await;
    assert_eq!(bed.meaning("kitsu:102").await, alone);
}

async fn answers_are_followed_and_taken_back(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let works = [
        said("anilist:1", "Moonlit Depot", "月夜の停車場", "2031-04-07", 12),
        said("kitsu:1", "Tsukiyo", "月の夜", "2038-04-07", 50),
    ];
    import(&bed, "a.jsonl", &works).await;
    let pair = NewPair {
        a: id("kitsu:1"),
        b: id("anilist:1"),
        probability: 0.5,
        value: 3.0,
        weights: json!({"fields": [{"field": "title", "agreement": "part", "weight": 1.5}], "trap": null}),
    };
    let tx = bed.store.begin().await.expect("a transaction");
    tx.queue_pairs(&WORK, &[pair], Instant::EPOCH).await.expect("queued");
    tx.commit().await.expect("committed");
    let view = pair_view(&bed.store, 1).await.expect("a read").expect("a pair");
    assert_eq!(
        (view.left.title.as_deref(), view.right.title.as_deref()),
        (Some("Moonlit Depot"), Some("Tsukiyo"))
    );
    assert_eq!((view.weighed.fields[0].field.as_str(), view.left.work), ("title", Some(entity(1))));

    let before = bed.export().await;
    let say = |said: Answer| {
        let store = bed.store.clone();
        async move { answer(&store, 1, said, &decision("seen on the box")).await }
    };
    let done = say(Answer::Same).await.expect("an answer");
    assert_eq!((done.state, done.a, done.b), (PairState::Same, entity(1), entity(1)));
    let links = bed.store.links_of(&WORK, entity(1)).await.expect("links");
    let kitsu = links.iter().find(|link| link.subject == id("kitsu:1")).expect("it moved");
    assert_eq!(kitsu.evidence.justification.as_str(), "MANUAL_CURATION");
    run(&bed).await;
    assert_eq!(bed.meaning("kitsu:1").await, 1, "an answer holds against the rule");

    let done = say(Answer::Undo).await.expect("an answer");
    assert_eq!((done.state, done.a, done.b), (PairState::Open, entity(1), entity(2)));
    assert_eq!(bed.export().await, before);

    say(Answer::Different).await.expect("an answer");
    assert_eq!(bed.store.negative_links(&WORK).await.expect("links").len(), 2);
    assert_eq!(waiting(&bed.store, &WORK, 9).await.expect("a queue"), []);
    let refused = say(Answer::Skip).await.expect_err("it has its answer");
    assert!(refused.to_string().contains("undo"), "{refused}");
    say(Answer::Undo).await.expect("an answer");
    assert_eq!(bed.export().await, before);
    say(Answer::Skip).await.expect("an answer");
    assert_eq!(waiting(&bed.store, &WORK, 9).await.expect("a queue").len(), 1);
    assert!(answer(&bed.store, 7, Answer::Same, &decision("")).await.is_err());
}

async fn a_new_word_on_an_old_pair(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    import(&bed, "a.jsonl", &shelf()[..2]).await;
    assert_eq!(run(&bed).await.joined, 1);
    // What a rule joined, a person takes apart, and it stays apart.
    let done = answer(&bed.store, 1, Answer::Different, &decision("a remake")).await.expect("an answer");
    assert_eq!((done.state, done.a, done.b), (PairState::Different, entity(1), entity(2)));
    let report = run(&bed).await;
    assert_eq!(report.joined, 0, "{report:?}");
    import(&bed, "b.jsonl", &shelf()[..2]).await;
    assert_eq!(run(&bed).await.joined, 0);
    assert_ne!(bed.meaning("anilist:100").await, bed.meaning("kitsu:100").await);
    // And the later word holds.
    answer(&bed.store, 1, Answer::Same, &decision("no, the same")).await.expect("an answer");
    assert_eq!(bed.meaning("kitsu:100").await, 1);
    assert_eq!(bed.store.negative_links(&WORK).await.expect("links"), []);
    let sound = bed.store.verify().await.expect("a check");
    assert!(sound.is_sound(), "{sound:#?}");
}

async fn batches_end_the_same(engine: Engine) {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    for round in 0..4 {
        let Some(bed) = Bed::new(engine).await else { return };
        let mut records = shelf();
        for at in (1..records.len()).rev() {
            records.swap(at, next(at + 1));
        }
        let mut known: std::collections::BTreeMap<String, (i64, Vec<String>)> =
            std::collections::BTreeMap::new();
        let mut left = records.as_slice();
        while !left.is_empty() {
            let (batch, rest) = left.split_at((1 + next(5)).min(left.len()));
            left = rest;
            import(&bed, &format!("{}.jsonl", left.len()), batch).await;
            run(&bed).await;
            // What was rightly together keeps its number; only a join in error is mended.
            for (id, (work, cluster)) in &known {
                let is_right = WHOLE.iter().any(|whole| cluster.iter().all(|one| whole.contains(one)));
                assert!(!is_right || bed.meaning(id).await == *work, "{id} moved in round {round}");
            }
            let so_far = &records[..records.len() - left.len()];
            for cluster in clusters(&bed, so_far).await {
                let ids: Vec<String> = cluster.split(' ').map(str::to_owned).collect();
                for id in &ids {
                    known.insert(id.clone(), (bed.meaning(id).await, ids.clone()));
                }
            }
        }
        assert_eq!(clusters(&bed, &records).await, WHOLE, "round {round}");
    }
}

async fn only_what_is_new_looks_for_partners(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    import(&bed, "a.jsonl", &shelf()).await;
    let later = MatchOptions { since: Some(Instant::from_micros(1_900_000_000_000_001)), ..options() };
    let report = match_works(&bed.store, &later).await.expect("a match");
    assert_eq!((report.records, report.joined), (15, 0));
    let now = MatchOptions { since: Some(Instant::from_micros(1_900_000_000_000_000)), ..options() };
    assert_eq!(match_works(&bed.store, &now).await.expect("a match").joined, 10);
}

async fn table(bed: &Bed) -> String {
    let mut out = Vec::new();
    exchange::export(&bed.store, Some("https://a.example/license"), &mut out).await.expect("an export");
    String::from_utf8(out).expect("UTF-8")
}

/// The rules of the specification for each column that is written.
fn check_columns(table: &str) {
    let mut lines = table.lines();
    let header: Vec<&str> = lines.by_ref().take_while(|line| line.starts_with('#')).collect();
    for needed in ["#sssom_version: ", "#mapping_set_id: ", "#license: ", "#curie_map:"] {
        assert!(header.iter().any(|line| line.starts_with(needed)), "{needed} is missing");
    }
    let prefixes: Vec<&str> = header
        .iter()
        .filter_map(|line| line.strip_prefix("#  ")?.split_once(": \"").map(|(prefix, _)| prefix))
        .collect();
    let columns = table.lines().find(|line| !line.starts_with('#')).expect("a head");
    assert_eq!(columns.split('\t').collect::<Vec<_>>(), exchange::COLUMNS);
    let rows: Vec<Vec<&str>> =
        table.lines().skip(header.len() + 1).map(|line| line.split('\t').collect()).collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row.len(), exchange::COLUMNS.len(), "{row:?}");
        let cell = |name: &str| row[exchange::COLUMNS.iter().position(|c| *c == name).expect("a column")];
        for reference in ["subject_id", "predicate_id", "object_id", "mapping_justification"] {
            let (prefix, local) = cell(reference).split_once(':').expect("a CURIE");
            assert!(prefixes.contains(&prefix) && !local.is_empty(), "{reference}: {}", cell(reference));
        }
        assert_eq!(cell("predicate_id"), "skos:exactMatch");
        assert!(["", "Not"].contains(&cell("predicate_modifier")));
        let confidence: f64 = cell("confidence").parse().expect("a number");
        assert!((0.0..=1.0).contains(&confidence));
        let date: Vec<&str> = cell("mapping_date").split('-').collect();
        assert!(matches!(date.as_slice(), [y, m, d] if (y.len(), m.len(), d.len()) == (4, 2, 2)), "{date:?}");
        let by_hand = cell("mapping_justification") == "semapv:ManualMappingCuration";
        assert_eq!(cell("author_label").is_empty(), !by_hand);
        assert_eq!(cell("mapping_tool").is_empty(), by_hand);
    }
}

async fn links_go_out_and_come_back(engine: Engine) {
    let (Some(bed), Some(other)) = (Bed::new(engine).await, Bed::new(engine).await) else { return };
    import(&bed, "a.jsonl", &shelf()).await;
    run(&bed).await;
    let first = bed.store.match_pairs(&WORK, &[PairState::Joined], 1).await.expect("pairs").remove(0);
    answer(&bed.store, first.id, Answer::Different, &decision("a\tremake")).await.expect("an answer");
    let written = table(&bed).await;
    check_columns(&written);
    assert_eq!(table(&bed).await, written, "the same bytes as long as nothing changes");

    import(&other, "a.jsonl", &shelf()).await;
    let done = exchange::import(&other.store, &mut written.as_bytes(), &decision("from a table"))
        .await
        .expect("read");
    assert_eq!(done.rejects, [], "{done:?}");
    assert_eq!(clusters(&other, &shelf()).await, clusters(&bed, &shelf()).await);
    let again = exchange::import(&other.store, &mut written.as_bytes(), &decision("")).await.expect("read");
    assert_eq!((again.linked, again.merged, again.forbidden), (0, 0, 0), "{again:?}");
    assert_eq!(run(&other).await.joined, 0, "what was forbidden in the table stays apart");

    let strange = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n\
                   anilist:100\tskos:broadMatch\tkitsu:100\tsemapv:LexicalMatching\n\
                   anilist:9999\tskos:exactMatch\temaki:work/77\tsemapv:LexicalMatching\n\
                   anilist\tskos:exactMatch\temaki:work/1\tsemapv:LexicalMatching\n";
    let done = exchange::import(&other.store, &mut strange.as_bytes(), &decision("")).await.expect("read");
    let lines: Vec<u64> = done.rejects.iter().map(|reject| reject.line).collect();
    assert_eq!((done.rows, lines), (3, vec![2, 3, 4]), "{done:?}");
    let no_table = exchange::import(&other.store, &mut "a\tb\n1\t2\n".as_bytes(), &decision("")).await;
    assert!(no_table.expect_err("no SSSOM").to_string().contains("subject_id"));
}

async fn figures_are_watched(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let mut record = said("anilist:1", "Moonlit Depot", "月夜の停車場", "2031-04-07", 12);
    record["score"] = json!({"value": 81.0, "scale_max": 100.0, "normalized": 8.1, "votes": 40});
    record["popularity"] = json!(900);
    import(&bed, "a.jsonl", &[record.clone()]).await;
    let seen = bed.store.observations(&[id("anilist:1")]).await.expect("figures");
    let short: Vec<String> = seen.iter().map(|one| format!("{} {}", one.field, one.value)).collect();
    assert_eq!(short, ["popularity 900", "score 8.1", "votes 40"]);
    // The same again adds nothing.
    import(&bed, "b.jsonl", &[record]).await;
    assert_eq!(bed.store.observations(&[id("anilist:1")]).await.expect("figures").len(), 3);
}
