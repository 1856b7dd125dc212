//! Whatever is asked, a plan comes back, and every part of it points at words of the question.

use asking::{Asker, Names, Shown, follow, read};
use proptest::prelude::*;

/// Words that rules begin or end with, in any order.
const WORDS: &[&str] = &[
    "like",
    "not",
    "without",
    "no",
    "under",
    "20",
    "episodes",
    "8",
    "/",
    "10",
    "%",
    "rated",
    "from",
    "the",
    "90s",
    "early",
    "between",
    "and",
    "or",
    "2010",
    "-",
    "2014",
    "ago",
    "years",
    "5",
    "half",
    "an",
    "hour",
    "minutes",
    "top",
    "just one",
    "dark",
    "darker",
    "than",
    "more",
    "less",
    "romance",
    "mecha",
    "movie",
    "anime",
    "something",
    "with",
    "about",
    "where",
    "Moonlit Depot",
    "\"",
    "(",
    ")",
    ",",
    ".",
    "?",
    "+",
    "by",
    "North Works",
    "directed by",
    "Rei Owl",
    "on",
    "Netflix",
    "MAL",
    "in",
    "German",
    "dub",
    "subtitles",
    "synopsis",
    "watch order",
    "compare",
    "vs",
    "is fine",
    "I don't mind",
    "nothing without",
    "based on",
    "a manga",
    "original",
    "airing",
    "tomorrow",
    "on Fridays",
    "this season",
    "recent",
    "vor",
    "Jahren",
    "höchstens",
    "Folgen",
    "ohne",
    "みたいな",
    "なし",
    "以上",
    "話",
    "12",
    "年",
    "代",
    "前",
    "半",
    "時間",
    "2",
    "の",
    "アニメ",
    "監督",
    "もっと",
    "暗い",
    "second",
    "it",
    "…",
];

fn names() -> Names {
    Names::read("title\tMoonlit Depot\nstudio\tNorth Works\nperson\tRei Owl\ncharacter\tMio")
        .expect("sound lines")
}

fn sound(question: &str) {
    let asker = Asker::on(jiff::civil::date(2026, 5, 15));
    let names = names();
    let plan = read(question, &names, &asker);
    for part in &plan.parts {
        for span in &part.spans {
            assert!(
                question.get(span.start..span.end).is_some_and(|words| !words.is_empty()),
                "{question:?} {part:?}"
            );
        }
        assert!((0.0..=1.0).contains(&part.confidence));
    }
    let json = serde_json::to_string(&plan).expect("a plan is an object");
    assert_eq!(serde_json::from_str::<asking::Plan>(&json).expect("and read again"), plan);
    let shown = [Shown { title: "Moonlit Depot".to_owned(), ..Shown::default() }];
    follow(&plan, &shown, question, &names, &asker);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_words_give_a_plan(words in prop::collection::vec(prop::sample::select(WORDS), 0..14)) {
        sound(&words.join(" "));
        sound(&words.concat());
    }

    #[test]
    fn any_letters_give_a_plan(question in "\\PC{0,40}") {
        sound(&question);
    }
}
