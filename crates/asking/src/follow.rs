//! What is said after an answer: `only the short ones`, `more like the second`, `where can I watch it?`
//!
//! The words are read like any question, once `the second` stands there as the title it means. What they
//! say is then laid over the plan before.

use super::{
    Asker, Intent, Plan, SaidBy, Slot, Value, Vocabulary,
    measured::{Measure, asks_for_less},
    read, tokens,
};

/// One result of the answer before, as far as a follow-up may refer to it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    /// Its title.
    pub title: String,
    /// The year it began in.
    pub year: Option<i64>,
    /// Its episodes.
    pub episodes: Option<i64>,
    /// The length of an episode or film, in seconds.
    pub duration: Option<i64>,
    /// Its score, 0 to 10.
    pub score: Option<f64>,
}

/// Words with which a question begins anew.
const ANEW: &[&str] = &[
    "start over",
    "new search",
    "forget that",
    "forget it",
    "something else entirely",
    "never mind",
    "reset",
    "neue suche",
    "von vorn",
    "vergiss das",
    "最初から",
    "やり直し",
    "リセット",
];
/// Words with which people go on.
const ON: &[&str] = &[
    "only",
    "just",
    "but",
    "and",
    "without",
    "no",
    "not",
    "more",
    "less",
    "also",
    "instead",
    "what about",
    "how about",
    "the",
    "those",
    "these",
    "that",
    "now",
    "with",
    "any",
    "make",
    "or",
    "from",
    "even",
    "except",
    "nothing",
    "older",
    "newer",
    "shorter",
    "longer",
    "better",
    "in",
    "on",
    "under",
    "over",
    "same",
    "show",
    "sort",
    "nur",
    "aber",
    "und",
    "ohne",
    "mehr",
    "weniger",
    "auch",
    "lieber",
    "kein",
    "keine",
    "davon",
    "die",
    "der",
    "das",
    "mit",
    "etwas",
    "noch",
    "nicht",
    "kurzere",
    "langere",
    "altere",
    "neuere",
    "もっと",
    "その",
    "では",
    "じゃあ",
    "あと",
    "それ",
];
/// Words that name the whole answer or its one work.
const IT: &[&str] = &[
    "it",
    "that one",
    "this one",
    "that show",
    "that anime",
    "that movie",
    "this anime",
    "this show",
    "es",
    "den",
    "それ",
    "そのアニメ",
];
const ORDINALS: &[(&str, usize)] = &[
    ("first", 1),
    ("1st", 1),
    ("second", 2),
    ("2nd", 2),
    ("third", 3),
    ("3rd", 3),
    ("fourth", 4),
    ("4th", 4),
    ("fifth", 5),
    ("5th", 5),
    ("sixth", 6),
    ("6th", 6),
    ("seventh", 7),
    ("7th", 7),
    ("eighth", 8),
    ("8th", 8),
    ("ninth", 9),
    ("9th", 9),
    ("tenth", 10),
    ("10th", 10),
    ("erste", 1),
    ("ersten", 1),
    ("erster", 1),
    ("erstes", 1),
    ("zweite", 2),
    ("zweiten", 2),
    ("zweites", 2),
    ("dritte", 3),
    ("dritten", 3),
    ("drittes", 3),
    ("vierte", 4),
    ("vierten", 4),
    ("funfte", 5),
    ("funften", 5),
    ("sechste", 6),
    ("sechsten", 6),
    ("siebte", 7),
    ("siebten", 7),
    ("achte", 8),
    ("achten", 8),
    ("neunte", 9),
    ("neunten", 9),
    ("zehnte", 10),
    ("zehnten", 10),
];

/// The plan for what is said after an answer that was given to `before` and showed `shown`, best first.
///
/// What does not go on from the answer is a question of its own and is read as one. Parts that are kept
/// from the plan before are marked [`SaidBy::Context`] and have no spans: their words stand elsewhere.
pub fn follow(
    before: &Plan,
    shown: &[Shown],
    words: &str,
    vocabulary: &dyn Vocabulary,
    asker: &Asker,
) -> Plan {
    let folded = spelling::fold(words);
    if ANEW.iter().any(|anew| folded.contains(&spelling::fold(anew))) {
        let rest = ANEW.iter().fold(folded.clone(), |rest, anew| rest.replace(&spelling::fold(anew), " "));
        return read(rest.trim(), vocabulary, asker);
    }
    let pointed = point(words, before, shown);
    if pointed != words && is_one_shown(&pointed, shown) {
        // `the third one`, and nothing else: that work is what the next words speak of.
        return read(&format!("tell me about {}", pointed.trim()), vocabulary, asker);
    }
    let mut plan = read(&pointed, vocabulary, asker);
    against_answer(&mut plan, &folded, shown);
    let points = pointed != words;
    if !(points || goes_on(&folded, &plan)) {
        return plan;
    }
    // Something asked of one work is about that work alone.
    let about_one = matches!(
        plan.intent,
        Intent::Streaming | Intent::Schedule | Intent::Details | Intent::Comparison | Intent::Franchise
    );
    if about_one && plan.of(Slot::Titles).next().is_some() {
        return plan;
    }
    over(before, plan, &folded)
}

/// Whether words that point at results are one of them and nothing more.
fn is_one_shown(pointed: &str, shown: &[Shown]) -> bool {
    let bare = pointed.trim().trim_end_matches(['.', '!', '?']);
    let title = bare.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    title.is_some_and(|title| shown.iter().any(|one| one.title == title))
}

/// Whether words go on from an answer: they begin so, or they hold nothing but a few demands.
fn goes_on(folded: &str, plan: &Plan) -> bool {
    let begins = ON.iter().any(|on| {
        let on = spelling::fold(on);
        folded
            .strip_prefix(&on)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') || !on.is_ascii())
    });
    let few = folded.split(' ').count() <= 6;
    let names = plan.of(Slot::Like).next().is_some() || plan.of(Slot::Titles).next().is_some();
    plan.asks() && plan.words.trim().is_empty() && !names && few
        || (begins && plan.asks() && folded.split(' ').count() <= 12 && !names)
}

/// Puts titles where the words point at results: `the second one` becomes its title in quotation marks.
fn point(words: &str, before: &Plan, shown: &[Shown]) -> String {
    let list = tokens::tokens(words);
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while at < list.len() {
        let found = pointed_at(&list, at, shown).or_else(|| one_work(&list, at, before, shown));
        match found {
            Some((titles, taken)) => {
                out.push_str(&words[copied..list[at].span.start]);
                out.push_str(
                    &titles.iter().map(|title| format!("\"{title}\"")).collect::<Vec<_>>().join(" and "),
                );
                copied = list[at + taken - 1].span.end;
                at += taken;
            }
            None => at += 1,
        }
    }
    out.push_str(&words[copied..]);
    out
}

/// `the second one`, `number 3`, `the last`, `2番目`, and the results they mean.
fn pointed_at(list: &[tokens::Token], at: usize, shown: &[Shown]) -> Option<(Vec<String>, usize)> {
    let word = |at: usize| list.get(at).map_or("", |token| token.text.as_str());
    let title = |number: usize| shown.get(number.checked_sub(1)?).map(|one| one.title.clone());
    let article =
        usize::from(matches!(word(at), "the" | "der" | "die" | "das" | "den" | "dem" | "beim" | "zum"));
    let closing = |from: usize| {
        usize::from(matches!(
            word(from),
            "one" | "result" | "anime" | "show" | "movie" | "film" | "ergebnis" | "treffer"
        ))
    };
    let ordinal = ORDINALS.iter().find(|(name, _)| *name == word(at + article)).map(|(_, number)| *number);
    if let Some(number) = ordinal {
        // `the first two`
        let many = match word(at + article + 1) {
            "two" | "zwei" | "beiden" => 2,
            "three" | "drei" => 3,
            _ => 0,
        };
        if number == 1 && many > 0 {
            let titles: Vec<String> = shown.iter().take(many).map(|one| one.title.clone()).collect();
            return (titles.len() == many).then_some((titles, article + 2));
        }
        // `second season`, `first episode` number something else.
        let other = matches!(
            word(at + article + 1),
            "season" | "episode" | "part" | "half" | "staffel" | "folge" | "time" | "person"
        );
        return (!other && (article > 0 || closing(at + 1) > 0 || list.len() <= at + 1))
            .then(|| title(number))
            .flatten()
            .map(|title| (vec![title], article + 1 + closing(at + article + 1)));
    }
    if article > 0 && matches!(word(at + 1), "last" | "letzte" | "letzten") {
        let ends =
            matches!(word(at + 2), "" | "one" | "result" | "?" | "." | "," | "but" | "aber" | "ergebnis");
        return ends
            .then(|| shown.last())
            .flatten()
            .map(|one| (vec![one.title.clone()], 2 + closing(at + 2)));
    }
    let number =
        |at: usize| list.get(at).and_then(|token| token.number).filter(|number| number.fract() == 0.0);
    if matches!(word(at), "number" | "nummer" | "#" | "no" | "nr")
        && let Some(found) = number(at + 1)
    {
        return title(found as usize).map(|title| (vec![title], 2));
    }
    if let Some(found) = number(at) {
        let taken = match (word(at + 1), word(at + 2)) {
            ("番" | "つ", "目") => 3,
            _ => return None,
        };
        return title(found as usize).map(|title| (vec![title], taken));
    }
    if word(at) == "最" && matches!(word(at + 1), "初" | "後") {
        let one = if word(at + 1) == "初" { shown.first() } else { shown.last() };
        return one.map(|one| (vec![one.title.clone()], 2));
    }
    None
}

/// `it`, where only one work can be meant.
fn one_work(
    list: &[tokens::Token],
    at: usize,
    before: &Plan,
    shown: &[Shown],
) -> Option<(Vec<String>, usize)> {
    let taken = IT.iter().find_map(|it| {
        let words = tokens::tokens(it);
        let fits =
            list.len() >= at + words.len() && words.iter().zip(&list[at..]).all(|(a, b)| a.text == b.text);
        fits.then_some(words.len())
    })?;
    // `is it …` of one work; `it` in `does it have to be long` stays.
    let asked = before.texts(Slot::Titles);
    let title = match (asked.as_slice(), shown) {
        ([one], _) => one.clone(),
        ([], [one]) => one.title.clone(),
        _ => return None,
    };
    Some((vec![title], taken))
}

/// `shorter`, `older`, `better rated`: measured at the middle of what was shown.
fn against_answer(plan: &mut Plan, folded: &str, shown: &[Shown]) {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let years = middle(shown.iter().filter_map(|one| one.year).map(|year| year as f64).collect());
    let episodes = middle(shown.iter().filter_map(|one| one.episodes).map(|count| count as f64).collect());
    let scores = middle(shown.iter().filter_map(|one| one.score).collect());
    let mut set = |slot: Slot, other: Slot, value: f64| {
        // `newer` alone would mean recent; after an answer it means newer than that.
        let years = matches!(slot, Slot::YearMin | Slot::YearMax);
        if years || plan.of(slot).next().is_none() {
            plan.parts.retain(|part| part.slot != other && part.slot != slot);
            plan.put(slot, Value::from(value), SaidBy::Words);
        }
    };
    // `shorter than 13 episodes` has its own number.
    let bounded = folded.contains(" than ") || folded.contains(" als ") || folded.contains("より");
    if bounded {
        return;
    }
    for (measure, middle) in [(Measure::Length, episodes), (Measure::Year, years)] {
        let (Some(middle), Some(is_less)) = (middle, asks_for_less(folded, measure)) else { continue };
        let [least, most, ..] = measure.slots() else { continue };
        if is_less {
            set(*most, *least, (middle - 1.0).max(1.0));
        } else {
            set(*least, *most, middle + 1.0);
        }
    }
    if let Some(middle) = scores
        && (folded.contains("better rated")
            || folded.contains("higher rated")
            || folded.contains("besser bewertet"))
    {
        set(Slot::ScoreMin, Slot::ScoreMax, (middle * 10.0).round() / 10.0);
    }
}

/// Lays what is said now over the plan before.
fn over(before: &Plan, now: Plan, folded: &str) -> Plan {
    let instead =
        ["instead", "stattdessen", "lieber", "rather", "what about", "how about", "statt", "じゃなくて"]
            .iter()
            .any(|word| folded.contains(word));
    let also = ["also", "include", "as well", "auch", "dazu"]
        .iter()
        .any(|word| format!(" {folded} ").contains(&format!(" {word} ")));
    let new_reference = now.of(Slot::Like).next().is_some();
    let mut plan = now;
    for old in &before.parts {
        let said_now = plan.of(old.slot).any(|part| part.said_by != SaidBy::Context);
        // A new bound takes the place of both ends of the old one, as `the 90s` does of `the 80s`.
        let bound =
            ends_of(old.slot).iter().any(|slot| plan.of(*slot).any(|part| part.said_by != SaidBy::Context));
        let replaced = if old.slot.is_list() {
            (said_now
                && !also
                && (instead || matches!(old.slot, Slot::Format | Slot::Season | Slot::Airing | Slot::Status)))
                || (old.slot == Slot::Like && new_reference)
                || (matches!(old.slot, Slot::Titles | Slot::Unlike) && new_reference)
        } else {
            said_now || (bound && clashes(old.slot, &old.value, &plan))
        };
        let refused = plan.parts.iter().any(|part| {
            super::contradiction::opposed(part.slot, old.slot)
                && spelling::fold(&part.value.to_string()) == spelling::fold(&old.value.to_string())
        });
        let known = plan.of(old.slot).any(|part| part.value == old.value);
        if !(replaced || refused || known) {
            let mut kept = old.clone();
            kept.said_by = SaidBy::Context;
            kept.spans.clear();
            plan.parts.push(kept);
        }
    }
    let words = [before.words.as_str(), plan.words.as_str()];
    plan.words = if new_reference { plan.words } else { words.join(" ").trim().to_owned() };
    plan.narrative |= before.narrative && !new_reference;
    plan.weights = before.weights;
    if matches!(plan.intent, Intent::Search | Intent::Discovery)
        && !matches!(before.intent, Intent::Search | Intent::Details | Intent::Streaming | Intent::Comparison)
    {
        plan.intent = before.intent;
    }
    plan.checked();
    plan
}

/// Both ends of the bound that a slot belongs to.
fn ends_of(slot: Slot) -> &'static [Slot] {
    match slot {
        Slot::YearMin | Slot::YearMax => &[Slot::YearMin, Slot::YearMax],
        Slot::EpisodesMin | Slot::EpisodesMax => &[Slot::EpisodesMin, Slot::EpisodesMax],
        Slot::DurationMin | Slot::DurationMax => &[Slot::DurationMin, Slot::DurationMax],
        Slot::ScoreMin | Slot::ScoreMax => &[Slot::ScoreMin, Slot::ScoreMax],
        _ => &[],
    }
}

/// Whether an old bound cannot be met together with the new ones.
fn clashes(slot: Slot, value: &Value, plan: &Plan) -> bool {
    let [low, high] = ends_of(slot) else { return false };
    let old = value.number();
    let number = |slot: Slot| plan.of(slot).last().and_then(|part| part.value.number());
    if slot == *low {
        number(*high).is_some() && old > number(*high)
    } else {
        number(*low).is_some() && old < number(*low)
    }
}
