//! What is given, corrected and said afterwards.

use asking::{Asker, Correction, Intent, Names, Plan, SaidBy, Shown, Slot, Value, follow, read};
use serde_json::json;

fn asker() -> Asker {
    Asker::on(jiff::civil::date(2026, 5, 15))
}

fn names() -> Names {
    Names::read("title\tMoonlit Depot\ntitle\tIron Lantern\ntitle\tPaper Harbor\nstudio\tNorth Works")
        .expect("sound lines")
}

fn plan(question: &str) -> Plan {
    read(question, &names(), &asker())
}

fn shown() -> Vec<Shown> {
    let one = |title: &str, year, episodes, score| Shown {
        title: title.to_owned(),
        year: Some(year),
        episodes: Some(episodes),
        duration: None,
        score: Some(score),
    };
    vec![
        one("Moonlit Depot", 1998, 26, 8.0),
        one("Iron Lantern", 2004, 50, 7.4),
        one("Paper Harbor", 2010, 12, 7.0),
    ]
}

fn after(question: &str, words: &str) -> Plan {
    follow(&plan(question), &shown(), words, &names(), &asker())
}

fn texts(plan: &Plan, slot: Slot) -> Vec<String> {
    plan.texts(slot)
}

#[test]
fn what_is_given_is_laid_over_the_words() {
    let mut plan = plan("dark mecha from the 90s");
    let given = json!({"year_min": 1995, "tags_none": ["romance", "mecha"], "format": "tv,ova", "limit": 5});
    plan.give(given.as_object().expect("an object")).expect("sound values");
    assert_eq!(
        (texts(&plan, Slot::YearMin), texts(&plan, Slot::YearMax)),
        (vec!["1995".into()], vec!["1999".into()])
    );
    assert_eq!(texts(&plan, Slot::TagsAll), Vec::<String>::new(), "the object refuses what the words wanted");
    assert_eq!(texts(&plan, Slot::Format), ["TV", "OVA"]);
    assert_eq!(plan.of(Slot::Limit).next().map(|part| part.said_by), Some(SaidBy::Given));
    let demands = plan.demands();
    assert!(
        demands.contains(&("format", "TV,OVA".to_owned()))
            && demands.contains(&("tags_none", "romance,mecha".to_owned()))
    );
    let old = json!({"genres": ["horror"], "year_range": [2001, 2005], "exclusions": ["gore"], "mood_keywords": ["dark"]});
    plan.give(old.as_object().expect("an object")).expect("older names");
    assert_eq!(texts(&plan, Slot::YearMax), ["2005"]);
}

#[test]
fn given_values_that_are_none_change_nothing() {
    let before = plan("dark mecha");
    for (name, value) in [
        ("year_min", json!("soon")),
        ("score_min", json!(11)),
        ("format", json!("RADIO")),
        ("color", json!("red")),
        ("year_range", json!(1990)),
        ("limit", json!(2.5)),
        ("tags_all", json!({"a": 1})),
        ("tags_any", json!(vec!["x"; 500])),
        ("like", json!("long ".repeat(100))),
    ] {
        let mut plan = before.clone();
        let given = json!({ name: value });
        let error = plan.give(given.as_object().expect("an object")).expect_err(name);
        assert_eq!((error.name.as_str(), &plan), (name, &before));
    }
}

#[test]
fn the_caller_has_the_last_word() {
    let mut plan = plan("dark mecha from the 90s, no romance");
    let corrections: Vec<Correction> = serde_json::from_value(json!([
        {"do": "remove", "slot": "moods", "as_words": true},
        {"do": "set", "slot": "year_min", "value": 1985},
        {"do": "add", "slot": "tags_none", "value": "harem"},
        {"do": "remove", "slot": "tags_none", "value": "Romance"},
        {"do": "intent", "intent": "random"}
    ]))
    .expect("corrections as a page sends them");
    plan.correct(&corrections).expect("sound values");
    assert_eq!(plan.words, "dark");
    assert_eq!(
        (texts(&plan, Slot::YearMin), texts(&plan, Slot::TagsNone)),
        (vec!["1985".into()], vec!["harem".into()])
    );
    assert_eq!(plan.intent, Intent::Random);
    let wrong = [Correction::Set { slot: Slot::Sort, value: Value::from("color") }];
    assert_eq!(plan.correct(&wrong).map_err(|error| error.name), Err("sort".to_owned()));
}

#[test]
fn a_model_fills_gaps_and_breaks_nothing() {
    let mut whole = plan("dark mecha from the 90s");
    let right = whole.clone();
    whole.refine(json!({"format": "MOVIE", "year_min": 1970}).as_object().expect("an object"));
    assert_eq!(whole, right, "all was understood already");
    let mut open = plan("mecha anime with flamingos, under 20 episodes");
    open.refine(
        json!({"tags_any": ["animals"], "episodes_max": 5, "score_min": "high", "tags_none": ["mecha"]})
            .as_object()
            .expect("an object"),
    );
    assert_eq!(
        (texts(&open, Slot::TagsAny), texts(&open, Slot::EpisodesMax)),
        (vec!["animals".into()], vec!["19".into()])
    );
    assert_eq!(texts(&open, Slot::TagsNone), Vec::<String>::new());
}

#[test]
fn contradictions_are_shown_and_demand_nothing() {
    let plan = plan("mecha without mecha, after 2005 and before 1990");
    let about: Vec<&str> = plan.contradictions.iter().map(|one| one.about.as_str()).collect();
    assert_eq!(about, ["years", "tags"]);
    assert!(plan.demands().is_empty() && plan.parts.len() == 4);
}

#[test]
fn refused_formats_leave_the_others() {
    asking::prepare();
    let demands = plan("mecha, no movies or OVAs").demands();
    let format =
        demands.iter().find(|(name, _)| *name == "format").map(|(_, list)| list.as_str()).unwrap_or_default();
    let formats: Vec<&str> = format.split(',').collect();
    assert!(formats.contains(&"TV") && formats.contains(&"UNKNOWN"));
    assert!(!formats.contains(&"MOVIE") && !formats.contains(&"OVA"));
}

#[test]
fn every_part_shows_its_words() {
    let question = "Düstere Anime wie „Moonlit Depot“, höchstens 13 Folgen";
    let plan = plan(question);
    let said = |slot: Slot| {
        plan.of(slot).next().and_then(|part| part.spans.first()).map(|span| &question[span.start..span.end])
    };
    assert_eq!(said(Slot::Moods), Some("Düstere"));
    assert_eq!(said(Slot::EpisodesMax), Some("höchstens 13 Folgen"));
    assert!(said(Slot::Like).is_some_and(|words| words.contains("Moonlit Depot")));
}

#[test]
fn follow_ups_narrow_the_plan_before() {
    let plan = after("dark mecha from the 90s", "only the short ones");
    assert_eq!(
        (texts(&plan, Slot::EpisodesMax), texts(&plan, Slot::TagsAll)),
        (vec!["13".into()], vec!["mecha".into()])
    );
    let plan = after("dark mecha from the 90s", "and without romance");
    assert_eq!(
        (texts(&plan, Slot::TagsNone), texts(&plan, Slot::YearMax)),
        (vec!["romance".into()], vec!["1999".into()])
    );
    let plan = after("dark mecha from the 90s", "no mecha");
    assert_eq!((texts(&plan, Slot::TagsAll), plan.contradictions.len()), (vec![], 0));
    let plan = after("mecha movies from the 90s", "from the 80s instead");
    assert_eq!(
        (texts(&plan, Slot::YearMin), texts(&plan, Slot::Format)),
        (vec!["1980".into()], vec!["MOVIE".into()])
    );
    let plan = after("mecha", "newer ones");
    assert_eq!(texts(&plan, Slot::YearMin), ["2005"]);
    let plan = after("mecha", "nur die kürzeren");
    assert_eq!(texts(&plan, Slot::EpisodesMax), ["25"]);
}

#[test]
fn follow_ups_point_at_results() {
    let plan = after("dark mecha", "more like the second");
    assert_eq!((texts(&plan, Slot::Like), plan.intent), (vec!["Iron Lantern".into()], Intent::Similar));
    let plan = after("dark mecha", "mehr wie das dritte, aber lustiger");
    assert_eq!(
        (texts(&plan, Slot::Like), texts(&plan, Slot::More)),
        (vec!["Paper Harbor".into()], vec!["funny".into()])
    );
    let plan = after("dark mecha", "where can I watch the first one?");
    assert_eq!(
        (texts(&plan, Slot::Titles), plan.intent, plan.parts.len()),
        (vec!["Moonlit Depot".into()], Intent::Streaming, 1)
    );
    let plan = after("dark mecha", "2番目みたいなアニメ");
    assert_eq!(texts(&plan, Slot::Like), ["Iron Lantern"]);
    let plan = after("tell me about Iron Lantern", "where can I watch it?");
    assert_eq!((texts(&plan, Slot::Titles), plan.intent), (vec!["Iron Lantern".into()], Intent::Streaming));
    let plan = after("dark mecha", "but not the first");
    assert_eq!(
        (texts(&plan, Slot::FranchiseNone), texts(&plan, Slot::TagsAll)),
        (vec!["Moonlit Depot".into()], vec!["mecha".into()])
    );
}

#[test]
fn a_new_question_is_a_new_question() {
    let plan = after("dark mecha from the 90s", "romantic comedies about cooking in a small town by the sea");
    assert_eq!(texts(&plan, Slot::YearMin), Vec::<String>::new());
    let plan = after("dark mecha from the 90s", "start over: horror movies");
    assert_eq!((texts(&plan, Slot::TagsAll), texts(&plan, Slot::YearMin)), (vec!["horror".into()], vec![]));
}

#[test]
fn turns_of_phrase_that_mean_the_same_are_read_alike() {
    for question in ["which shows does Rei Owl appear in", "in which shows does Rei Owl appear"] {
        let plan = plan(question);
        assert_eq!(
            (plan.intent, texts(&plan, Slot::Characters)),
            (Intent::Character, vec!["Rei Owl".into()])
        );
    }
    for question in ["newest games", "newest game"] {
        let plan = plan(question);
        let read = (texts(&plan, Slot::Sort), texts(&plan, Slot::Medium));
        assert_eq!(read, (vec!["year".into()], vec!["GAME".into()]), "{question}");
    }
    for question in ["mecha anime", "romance anime"] {
        assert_eq!(texts(&plan(question), Slot::Medium), ["ANIME"], "{question}");
    }
    assert_eq!(texts(&plan("Manga über Wikinger"), Slot::TagsAll), ["vikings"]);
}

#[test]
fn a_title_but_shorter_is_a_reference() {
    for question in [
        "Moonlit Depot but shorter",
        "Moonlit Depot, but longer",
        "Moonlit Depot but darker",
        "Moonlit Depot but newer",
        "Moonlit Depot but older and less violent",
        "Moonlit Depot aber kürzer",
    ] {
        let plan = plan(question);
        assert_eq!(
            (plan.intent, texts(&plan, Slot::Like)),
            (Intent::Similar, vec!["Moonlit Depot".to_owned()]),
            "{question}"
        );
    }
    assert!(texts(&plan("Moonlit Depot"), Slot::Like).is_empty());
    assert!(texts(&plan("Moonlit Depot but a shorter walk home"), Slot::Like).is_empty());
}

#[test]
fn superlatives_of_length_order_and_ask_for_no_word() {
    for (question, order) in [
        ("the longest mecha show", None),
        ("longest running anime", None),
        ("shortest romance anime", Some("asc")),
        ("die längsten Anime", None),
        ("der kürzeste Anime", Some("asc")),
        ("一番長いアニメ", None),
    ] {
        let plan = plan(question);
        assert_eq!(texts(&plan, Slot::Sort), ["length"], "{question}: {plan:?}");
        assert_eq!(plan.value(Slot::Order).map(ToString::to_string).as_deref(), order, "{question}");
        assert_eq!(plan.words, "", "{question}");
    }
}

#[test]
fn results_are_compared_by_their_places() {
    let plan = after("mecha", "is the second better than the first?");
    assert_eq!(plan.intent, Intent::Comparison, "{plan:?}");
    assert_eq!(texts(&plan, Slot::Titles), ["Iron Lantern", "Moonlit Depot"]);
}

#[test]
fn one_result_alone_is_what_is_spoken_of_and_some_of_them_are_fewer() {
    let third = after("dark mecha", "the third one");
    assert_eq!((third.intent, texts(&third, Slot::Titles)), (Intent::Details, vec!["Paper Harbor".into()]));
    let some = after("romance movies", "give me 2 of them");
    assert_eq!(
        (texts(&some, Slot::Limit), texts(&some, Slot::TagsAll)),
        (vec!["2".into()], vec!["romance".into()])
    );
    let mut formats = texts(&after("romance movies", "also include OVAs"), Slot::Format);
    formats.sort();
    assert_eq!(formats, ["MOVIE", "OVA"]);
}
