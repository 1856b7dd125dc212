//! What is refused is never read as what is wanted.

use asking::{Asker, Intent, Names, Plan, Slot, read};

fn plan(question: &str) -> Plan {
    let names = "title\tIron Lantern\ntitle\tMari\nstudio\tOwl Works\ntag\towl";
    let names = Names::read(names).expect("sound lines");
    read(question, &names, &Asker::on(jiff::civil::date(2026, 5, 15)))
}

#[test]
fn refused_years_leave_the_others() {
    for (question, from, to) in [
        ("mecha, nothing from before 2000", "2000", ""),
        ("no anime older than 2015, horror", "2015", ""),
        ("horror, not too old", "2007", ""),
        ("no old movies", "2007", ""),
        ("mecha, nothing newer than 2010", "", "2010"),
        ("mecha, but not from the 90s", "", ""),
        ("keine alten Filme", "2007", ""),
    ] {
        let plan = plan(question);
        let told = [Slot::YearMin, Slot::YearMax].map(|slot| plan.texts(slot).pop().unwrap_or_default());
        assert_eq!(told, [from.to_owned(), to.to_owned()], "{question}: {plan:?}");
    }
}

#[test]
fn two_refusals_are_a_wish_and_one_is_none() {
    for (question, slot, value) in [
        ("nothing that lacks romance", Slot::TagsAll, "romance"),
        ("I want no show without magic", Slot::TagsAll, "magic"),
        ("romance that isn't set in high school", Slot::TagsNone, "high school"),
        ("comedy, nothing scary", Slot::Less, "scary"),
        ("原作が漫画じゃないアニメ", Slot::OriginNone, "manga"),
        ("adapted from anything but manga", Slot::OriginNone, "manga"),
        ("魔法少女もの以外のアニメ", Slot::TagsNone, "magical girl"),
        ("I didn't like Iron Lantern", Slot::Unlike, "Iron Lantern"),
        ("mecha not directed by Rei Vale", Slot::PeopleNone, "Rei Vale"),
        ("adapted from light novels, not web novels", Slot::OriginNone, "web_novel"),
    ] {
        let plan = plan(question);
        assert_eq!(plan.texts(slot), [value], "{question}: {plan:?}");
    }
    for question in ["I don't dislike mecha", "I wouldn't mind a bit of gore"] {
        let plan = plan(question);
        assert!(plan.parts.is_empty(), "{question}: {plan:?}");
    }
}

#[test]
fn a_state_that_is_refused_is_not_asked_for() {
    for (question, state) in [
        ("no ongoing shows", vec!["FINISHED"]),
        ("nothing ongoing", vec!["FINISHED"]),
        ("no completed anime", vec!["ONGOING"]),
        ("not finished", vec!["ONGOING"]),
        ("nothing airing", vec![]),
        ("mecha, but not from this season", vec![]),
    ] {
        let plan = plan(question);
        assert_eq!(plan.texts(Slot::Status), state, "{question}: {plan:?}");
        let others = [Slot::Airing, Slot::Season, Slot::YearMin, Slot::YearMax];
        assert!(others.iter().all(|slot| plan.texts(*slot).is_empty()), "{question}: {plan:?}");
    }
    for (question, slot, bound) in [
        ("nothing over 100 episodes", Slot::EpisodesMax, "100"),
        ("nothing under 20 episodes", Slot::EpisodesMin, "20"),
        ("nothing rated below 7", Slot::ScoreMin, "7"),
    ] {
        let plan = plan(question);
        assert_eq!(plan.texts(slot), [bound], "{question}: {plan:?}");
    }
    assert!(plan("恋愛だけじゃない").texts(Slot::TagsAll).is_empty());
}

#[test]
fn who_refuses_in_a_story_is_not_who_asks() {
    for question in [
        "he wants nothing to do with magic",
        "his cousin has nothing to do with magic",
        "a gardener who has nothing to do with magic",
        "they stay away from school",
        "a gardener is not at school",
        "there is nothing in space",
        "a gardener who didn't like school",
        "she didn't like her",
        "a gardener is stuck in a video game",
        "does not take place in Iron Lantern",
    ] {
        let plan = plan(question);
        let refused = [Slot::TagsNone, Slot::Unlike, Slot::FranchiseNone, Slot::Like, Slot::Medium];
        let told = refused.iter().any(|slot| !plan.texts(*slot).is_empty());
        assert!(!told, "{question}: {plan:?}");
    }
    for (question, slot, value) in [
        ("anime that has nothing to do with magic", Slot::TagsNone, "magic"),
        ("stay away from horror", Slot::TagsNone, "horror"),
        ("something that lacks romance", Slot::TagsNone, "romance"),
        ("honestly, I didn't like Iron Lantern", Slot::Unlike, "Iron Lantern"),
        ("Ich hasste die Schule", Slot::TagsNone, "school"),
        ("映画以外", Slot::FormatNone, "MOVIE"),
        ("評価が一番高いアニメ", Slot::Sort, "score"),
    ] {
        let plan = plan(question);
        assert_eq!(plan.texts(slot), [value], "{question}: {plan:?}");
        assert!(plan.texts(Slot::ScoreMin).is_empty(), "{question}: {plan:?}");
    }
}

#[test]
fn both_ends_of_a_bound_count_in_either_order() {
    let rated = plan("under 9 but over 7 rating");
    assert_eq!(
        (rated.texts(Slot::ScoreMin), rated.texts(Slot::ScoreMax)),
        (vec!["7".into()], vec!["9".into()])
    );
    for question in ["rated below 8 and over 100 episodes", "rated over 6 and under 200 episodes"] {
        let both = plan(question);
        let scores = both.texts(Slot::ScoreMin).len() + both.texts(Slot::ScoreMax).len();
        let episodes = both.texts(Slot::EpisodesMin).len() + both.texts(Slot::EpisodesMax).len();
        assert_eq!((scores, episodes), (1, 1), "{question}: {both:?}");
    }
    let long = plan("less than 100 but more than 50 episodes");
    assert_eq!(
        (long.texts(Slot::EpisodesMin), long.texts(Slot::EpisodesMax)),
        (vec!["51".into()], vec!["99".into()])
    );
    let least = plan("AniDB rating of at least 7");
    assert_eq!(
        (least.texts(Slot::ScoreMin), least.texts(Slot::ScoreSource)),
        (vec!["7".into()], vec!["anidb".into()])
    );
}

#[test]
fn names_win_over_the_words_in_them() {
    assert_eq!(plan("written by Mari Vale").texts(Slot::Writer), ["Mari Vale"]);
    let made = plan("an Owl Works romance");
    assert_eq!(
        (made.texts(Slot::StudiosAny), made.texts(Slot::TagsAll)),
        (vec!["Owl Works".into()], vec!["romance".into()])
    );
}

#[test]
fn what_airs_is_asked_in_many_ways() {
    for (question, when) in
        [("what's airing right now", "now"), ("what's airing?", "now"), ("what's on tomorrow", "tomorrow")]
    {
        let plan = plan(question);
        assert_eq!(
            (plan.intent, plan.texts(Slot::Airing)),
            (Intent::Schedule, vec![when.to_owned()]),
            "{question}"
        );
    }
}

#[test]
fn what_belongs_to_a_title_is_counted() {
    let counted = plan("how many Iron Lantern movies are there");
    assert_eq!(counted.intent, Intent::Count, "{counted:?}");
    assert_eq!(
        (counted.texts(Slot::Titles), counted.texts(Slot::Format)),
        (vec!["Iron Lantern".into()], vec!["MOVIE".into()])
    );
    assert_eq!(counted.words, "");
}

#[test]
fn a_wish_for_anything_searches_for_no_words() {
    let wish = plan("good anime");
    assert_eq!((wish.intent, wish.words.as_str()), (Intent::Search, ""));
    assert_eq!(plan("the lighthouse keeper").words, "the lighthouse keeper");
}

#[test]
fn what_a_story_tells_is_no_filter() {
    for question in ["a short story about a long winter", "two hours later", "long summer"] {
        let plan = plan(question);
        assert!(plan.parts.iter().all(|part| part.confidence < 0.5), "{question}: {plan:?}");
    }
    assert_eq!(plan("winter anime").texts(Slot::Season), ["WINTER"]);
    assert_eq!(plan("time loop with a twist").texts(Slot::TagsAll), ["time loop"]);
    assert!(plan("Time Loop with Rei Vale").texts(Slot::TagsAll).is_empty());
}

#[test]
fn sites_are_known_by_their_capitals_and_slips() {
    assert_eq!(plan("thrillers on Netlfix").texts(Slot::Streaming), ["netflix"]);
    assert!(
        plan("a movie where a singer is hunted by someone who looks just like her")
            .texts(Slot::Like)
            .is_empty()
    );
    let where_to = plan("where to stream Iron Lantern in Owl country");
    assert_eq!((where_to.intent, where_to.texts(Slot::TagsAll)), (Intent::Streaming, Vec::new()));
}

#[test]
fn one_of_something_is_no_length() {
    for question in ["anime about a band", "a chapter closes", "an hour of darkness", "girls start a band"] {
        let plan = plan(question);
        let lengths = [Slot::VolumesMin, Slot::VolumesMax, Slot::ChaptersMax, Slot::DurationMax];
        assert!(lengths.iter().all(|slot| plan.texts(*slot).is_empty()), "{question}: {plan:?}");
    }
    assert_eq!(plan("shorter than an hour").texts(Slot::DurationMax), ["3600"]);
}
