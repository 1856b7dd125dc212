//! What holds whatever the records say: decisions, one id of a source, review, explanations.

use linking::{
    Contradiction, Decisions, Field, Index, Model, Subject, Trap, link,
    testing::{Random, sequels},
};
use model::{ExternalId, Format, Medium, SourceId, Title, TitleKind};
use proptest::prelude::*;

/// `mal:1 anime TV 2010 Moonlit Depot | Getsukou Shako`: id, medium, format, year, names.
fn subject(line: &str) -> Subject {
    let (head, more) = line.split_once(" | ").unwrap_or((line, ""));
    let mut words = head.splitn(5, ' ');
    let mut word = || words.next().expect("five parts");
    let id: ExternalId = word().parse().expect("an id");
    let mut subject = Subject::new(SourceId::parse(id.namespace().as_str()).expect("a source"), id);
    subject.medium = Some(Medium::parse(word()));
    subject.format = Some(Format::parse(word())).filter(|format| *format != Format::Unknown);
    subject.year = word().parse().ok();
    subject.titles.push(Title::new(word(), TitleKind::Main));
    subject.synonyms = more.split(" | ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
    subject
}

fn subjects(lines: &[&str]) -> Vec<Subject> {
    lines.iter().map(|line| subject(line)).collect()
}

fn id(text: &str) -> ExternalId {
    text.parse().expect("an id")
}

fn works(subjects: &[Subject], decisions: &Decisions) -> Vec<String> {
    let linked = link(subjects, decisions, &Model::default());
    let text = |cluster: &Vec<usize>| {
        let mut ids: Vec<String> = cluster.iter().map(|at| subjects[*at].external_id.to_string()).collect();
        ids.sort_unstable();
        ids.join(" ")
    };
    let mut works: Vec<String> = linked.clusters.iter().map(text).collect();
    works.sort_unstable();
    works
}

const DEPOT: [&str; 8] = [
    "mal:1 anime TV 2010 Gekkou Shako | Moonlit Depot",
    "anilist:11 anime TV 2010 Gekkou Shako | 月光車庫",
    "anidb:21 anime TV 2010 Gekkō Shako",
    "mal:2 anime TV 2012 Gekkou Shako 2nd Season | Moonlit Depot Season 2",
    "anilist:12 anime TV 2012 Gekkou Shako II | 月光車庫 第2期",
    "mal:3 anime MOVIE 2013 Gekijouban Gekkou Shako",
    "anidb:23 anime MOVIE 2013 Gekkou Shako the Movie",
    "anilist_manga:31 manga MANGA 2008 Gekkou Shako",
];

#[test]
fn a_franchise_comes_apart_into_its_works() {
    assert_eq!(
        works(&subjects(&DEPOT), &Decisions::default()),
        ["anidb:21 anilist:11 mal:1", "anidb:23 mal:3", "anilist:12 mal:2", "anilist_manga:31"]
    );
}

#[test]
fn decisions_hold_against_all_evidence() {
    let decisions = Decisions {
        same: vec![(id("mal:2"), id("anidb:23"))],
        different: vec![(id("anilist:11"), id("mal:1"))],
    };
    let works = works(&subjects(&DEPOT), &decisions);
    assert!(works.iter().any(|work| work.contains("mal:2") && work.contains("anidb:23")), "{works:?}");
    assert!(!works.iter().any(|work| work.contains("anilist:11") && work.contains("mal:1 ")), "{works:?}");
    let linked = link(&subjects(&DEPOT), &decisions, &Model::default());
    assert!(
        linked.contradictions.iter().any(|found| matches!(found, Contradiction::KeptApart { .. })),
        "{:?}",
        linked.contradictions
    );
}

#[test]
fn decisions_that_contradict_each_other_are_told() {
    let decisions = Decisions {
        same: vec![(id("mal:1"), id("anilist:12")), (id("anilist:12"), id("anidb:23"))],
        different: vec![(id("anidb:23"), id("mal:1"))],
    };
    let linked = link(&subjects(&DEPOT), &decisions, &Model::default());
    let decided = linked.contradictions.iter().filter(|found| matches!(found, Contradiction::Decided { .. }));
    assert_eq!(decided.count(), 1);
    let apart = linked.clusters.iter().all(|cluster| !(cluster.contains(&0) && cluster.contains(&6)));
    assert!(apart, "not the same holds");
}

#[test]
fn one_id_from_two_sources_is_one_work() {
    let mut twice = subject("mal:1 anime TV 2010 A quite different name");
    twice.source = SourceId::known("jikan");
    let mut all = subjects(&DEPOT);
    all.push(twice);
    let linked = link(&all, &Decisions::default(), &Model::default());
    assert!(linked.clusters.iter().any(|cluster| cluster.contains(&0) && cluster.contains(&8)));
}

#[test]
fn claimed_ids_link_what_names_do_not() {
    let mut all = subjects(&["mal:1 anime TV 2010 Gekkou Shako", "livechart:5 anime TV 2010 Moonlit Depot"]);
    assert_eq!(works(&all, &Decisions::default()).len(), 2);
    all[1].claimed_ids.push(id("mal:1"));
    assert_eq!(works(&all, &Decisions::default()), ["livechart:5 mal:1"]);
}

#[test]
fn a_verdict_explains_itself() {
    let model = Model::default();
    let pair = |a: &str, b: &str| model.compare(&subject(a), &subject(b));
    let sequel = pair(DEPOT[0], DEPOT[4]);
    assert!(sequel.probability < 0.2, "{sequel:?}");
    assert_eq!(sequel.trap, Some(Trap::Installment));
    let same = pair(DEPOT[3], DEPOT[4]);
    assert!(same.probability > 0.9, "{same:?}");
    assert!(same.weights.iter().any(|weight| weight.field == Field::Installment && weight.weight > 0.0));
    let bits: f64 = same.weights.iter().map(|weight| weight.weight).sum();
    let probability = 1.0 / (1.0 + (-bits).exp2());
    assert!((probability - same.probability).abs() < 1e-6, "the weights add up to the probability");
    let media = pair(DEPOT[0], DEPOT[7]);
    assert_eq!((media.probability, media.trap), (0.0, Some(Trap::OtherMedium)));
    let film = pair(DEPOT[0], DEPOT[5]);
    assert_eq!(film.trap, Some(Trap::OtherForm), "{film:?}");
}

#[test]
fn an_index_finds_the_partner_of_a_new_record() {
    let known = subjects(&DEPOT);
    let index = Index::new(&known);
    let model = Model::default();
    let best = |line: &str| index.best(&subject(line), &model).map(|(at, _)| at);
    let second = best("kitsu:9 anime TV 2012 Gekkou Shako: Second Season");
    assert!(matches!(second, Some(3 | 4)), "{second:?}");
    assert_eq!(best("kitsu:8 anime TV 1999 Niji no Kouba"), None);
    assert_eq!(best("mal:1 anime TV 1999 Whatever it is called now"), Some(0), "an id is an id");
    assert!(index.candidates(&subject("mal:99 anime TV 2010 Gekkou Shako")).iter().all(|at| *at != 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rules_hold_for_any_records_and_decisions(seed in 0u64..1_000, picks in prop::collection::vec((0usize..200, 0usize..200, any::<bool>()), 0..8)) {
        let truth = sequels::generate(14, seed);
        let subjects = truth.shuffled(&mut Random::new(seed)).subjects;
        let mut decisions = Decisions::default();
        for (a, b, same) in picks {
            let (a, b) = (&subjects[a % subjects.len()], &subjects[b % subjects.len()]);
            if a.external_id != b.external_id {
                let pair = (a.external_id.clone(), b.external_id.clone());
                if same { decisions.same.push(pair) } else { decisions.different.push(pair) }
            }
        }
        let linked = link(&subjects, &decisions, &Model::default());
        let mut cluster_of = vec![usize::MAX; subjects.len()];
        for (number, cluster) in linked.clusters.iter().enumerate() {
            for at in cluster {
                prop_assert_eq!(cluster_of[*at], usize::MAX, "a record stands in one cluster");
                cluster_of[*at] = number;
            }
        }
        prop_assert!(cluster_of.iter().all(|number| *number != usize::MAX));
        let place = |id: &ExternalId| subjects.iter().position(|subject| subject.external_id == *id).expect("known");
        for (a, b) in &decisions.different {
            prop_assert_ne!(cluster_of[place(a)], cluster_of[place(b)], "{} is not {}", a, b);
        }
        for (a, b) in &decisions.same {
            let told = linked.contradictions.iter().any(|found| matches!(found, Contradiction::Decided { a: x, b: y } if (x, y) == (a, b) || (y, x) == (a, b)));
            prop_assert!(told || cluster_of[place(a)] == cluster_of[place(b)], "{} is {}", a, b);
        }
        if decisions.same.is_empty() {
            for cluster in &linked.clusters {
                let mut spaces: Vec<_> = cluster.iter().map(|at| subjects[*at].external_id.namespace()).collect();
                let records = spaces.len();
                spaces.sort_unstable();
                spaces.dedup();
                prop_assert_eq!(spaces.len(), records, "one record of a source");
            }
        }
        let mut values = linked.review.iter().map(|item| item.value);
        let mut before = values.next().unwrap_or(0.0);
        for value in values {
            prop_assert!(value <= before, "the most valuable first");
            before = value;
        }
    }
}

#[test]
fn sources_that_name_two_entries_tell_two_works_apart() {
    let mut rows =
        subjects(&["anidb:5 anime ONA 2017 Yuurei Ressha", "kitsu:6 anime ONA 2017 Yuurei Ressha"]);
    assert_eq!(works(&rows, &Decisions::default()), ["anidb:5 kitsu:6"]);
    rows[0].claimed_ids = vec![id("mal:1"), id("anilist:11")];
    rows[1].claimed_ids = vec![id("mal:2"), id("anilist:12")];
    assert_eq!(works(&rows, &Decisions::default()), ["anidb:5", "kitsu:6"]);
    let verdict = Model::default().compare(&rows[0], &rows[1]);
    assert!(verdict.weights.iter().any(|weight| weight.field == Field::Ids && weight.weight < 0.0));
    // A third record does not pull together what two sources hold apart.
    rows.push(subject("ann:7 anime ONA 2017 Yuurei Ressha"));
    assert_eq!(works(&rows, &Decisions::default()).len(), 3, "which of the two it is cannot be told");
    let decisions = Decisions { same: vec![(id("anidb:5"), id("kitsu:6"))], ..Decisions::default() };
    assert!(works(&rows, &decisions).iter().any(|work| work.contains("anidb:5") && work.contains("kitsu:6")));
}
