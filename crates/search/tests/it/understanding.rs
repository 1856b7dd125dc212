//! How queries are read: plans as data.

use std::fmt::Write;

use crate::scene::Scene;

/// A plan in one line: the intent, the understood parts (soft ones in brackets), the words that are left.
fn plan(scene: &Scene, query: &str) -> String {
    let plan = scene.ask(query).understood;
    let mut line = format!("{:?}", plan.intent).to_lowercase();
    for part in &plan.understood {
        let text = format!("{}={}", part.meaning, part.value);
        let text = if part.required { text } else { format!("({text})") };
        write!(line, " {text}").expect("writing to text");
    }
    if let Some((id, _)) = plan.seed {
        write!(line, " about {id}").expect("writing to text");
    }
    if !plan.words.is_empty() {
        write!(line, " | {}", plan.words).expect("writing to text");
    }
    line
}

#[test]
fn plans() {
    let scene = Scene::new();
    let cases = [
        ("", "browse"),
        ("mystery movies 2013", "filters tags_all=mystery format=MOVIE year=2013"),
        (
            "slice of life spring 2013 tv series",
            "filters tags_all=slice of life season=SPRING year=2013 format=TV",
        ),
        ("trains anime 2010-2014", "filters tags_all=trains (medium=ANIME) year=2010-2014"),
        (
            "anime from the 2010s by p.a. heron",
            "filters (medium=ANIME) year=2010-2019 studios_any=P.A. Heron",
        ),
        ("studio owl since 2014", "filters studios_any=Studio Owl year=2014-"),
        ("mystery without comedy", "filters tags_all=mystery tags_none=comedy"),
        ("comedy -trains", "filters tags_all=comedy tags_none=trains"),
        ("shows like Moonlit Depot", "similar similar=Tsukiakari no Shako about 1"),
        ("moonlit depot series", "franchise franchise=Tsukiakari no Shako about 1"),
        ("anime with Rei Fukurou", "character (medium=ANIME) character=Rei Fukurou"),
        ("mystery about locomotives 2013", "words | mystery about locomotives 2013"),
        ("summer quarrels", "words | summer quarrels"),
        ("completely unheard of", "words | completely unheard of"),
    ];
    let (read, expected): (Vec<_>, Vec<_>) = cases
        .map(|(query, expected)| {
            (format!("{query}: {}", plan(&scene, query)), format!("{query}: {expected}"))
        })
        .into_iter()
        .unzip();
    assert_eq!(read, expected);
}

#[test]
fn plans_are_carried_out() {
    let scene = Scene::new();
    let cases: &[(&str, &[i64])] = &[
        ("mystery movies 2013", &[3]),
        ("mystery without comedy", &[1, 2]),
        ("moonlit depot series", &[1, 2]),
        ("anime with Rei Fukurou", &[1]),
        ("trains by studio owl", &[1, 2]),
        ("mal:1003", &[3]),
    ];
    for (query, expected) in cases {
        let ids: Vec<i64> = scene.ask(query).results.iter().map(|hit| hit.id.get()).collect();
        assert_eq!(ids, *expected, "{query}");
    }
}
