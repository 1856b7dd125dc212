//! Which facts a question about a named work asks for: where it streams, who made it, whether it is finished.
//!
//! The plan says that a work is asked about ([`Intent::Streaming`], [`Intent::Details`], …); here the words say what of it.

use super::{Intent, Plan, Slot};

/// A fact about one work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Where it can be watched or read.
    Streaming,
    /// When its next episode is shown.
    Airing,
    /// Which studios made it, and who directed, wrote and composed.
    Makers,
    /// Whether it is finished.
    Status,
    /// How many episodes, and how long.
    Length,
    /// When it began and ended.
    Dates,
    /// What audiences think of it.
    Score,
    /// Its genres and themes.
    Tags,
    /// What it was adapted from.
    Origin,
    /// Its plot.
    Story,
}

/// The words that ask for a fact, folded. A question may ask for several.
const ASKED: [(Fact, &[&str]); 10] = [
    (Fact::Streaming, &["where can i watch", "where to watch", "stream", "available on"]),
    (
        Fact::Airing,
        &["when does", "next episode", "airing", "air date", "what time", "nachste folge", "wann lauft"],
    ),
    (
        Fact::Makers,
        &[
            "who made",
            "who created",
            "who directed",
            "who wrote",
            "who animated",
            "who composed",
            "who produced",
            "director",
            "which studio",
            "what studio",
            "staff",
            "welches studio",
            "wer hat",
            "制作",
            "監督",
        ],
    ),
    (
        Fact::Status,
        &[
            "finished",
            "ended",
            "over",
            "complete",
            "completed",
            "ongoing",
            "still running",
            "still going",
            "done",
            "abgeschlossen",
            "beendet",
            "fertig",
            "完結",
        ],
    ),
    (
        Fact::Length,
        &[
            "how many episodes",
            "how many seasons",
            "how long is",
            "how long are",
            "episode count",
            "number of episodes",
            "how many chapters",
            "how many volumes",
            "wie viele folgen",
            "wie viele episoden",
            "wie lang",
            "何話",
        ],
    ),
    (
        Fact::Dates,
        &[
            "when did",
            "when was",
            "what year",
            "which year",
            "how old is",
            "release year",
            "release date",
            "wann kam",
            "wann erschien",
        ],
    ),
    (Fact::Score, &["rating", "ratings", "rated", "score", "scores", "bewertung", "評価"]),
    (Fact::Tags, &["what genre", "which genre", "genres", "welches genre", "ジャンル"]),
    (Fact::Origin, &["based on", "adapted from", "what is the source", "original story"]),
    (
        Fact::Story,
        &[
            "synopsis",
            "summary",
            "plot",
            "what is it about",
            "about",
            "description",
            "handlung",
            "worum geht",
            "inhalt",
            "あらすじ",
            "について",
        ],
    ),
];

/// What a question asks of the works that it names; nothing where it names none or asks for works.
pub fn facts_asked(plan: &Plan) -> Vec<Fact> {
    if plan.of(Slot::Titles).next().is_none() {
        return Vec::new();
    }
    let words = asked_words(plan);
    let said = ASKED.iter().filter(|(_, phrases)| phrases.iter().any(|phrase| holds(&words, phrase)));
    let said: Vec<Fact> = said.map(|(fact, _)| *fact).collect();
    match plan.intent {
        Intent::Streaming => vec![Fact::Streaming],
        Intent::Schedule if said.contains(&Fact::Dates) => vec![Fact::Airing, Fact::Dates],
        // `is it still airing?`
        Intent::Schedule if plan.texts(Slot::Airing) == ["now"] => vec![Fact::Status, Fact::Airing],
        Intent::Schedule => vec![Fact::Airing],
        Intent::Details if said.is_empty() || said == [Fact::Story] => {
            vec![Fact::Status, Fact::Length, Fact::Dates, Fact::Makers, Fact::Score, Fact::Story]
        }
        Intent::Details => said.into_iter().filter(|fact| *fact != Fact::Airing).collect(),
        _ => Vec::new(),
    }
}

/// Whether a question says one of these phrases, written in small letters, outside of the titles that it names.
pub fn says(plan: &Plan, phrases: &[&str]) -> bool {
    let words = asked_words(plan);
    phrases.iter().any(|phrase| holds(&words, phrase))
}

/// The question without the titles, which may hold any word, folded.
fn asked_words(plan: &Plan) -> String {
    let titles = plan.of(Slot::Titles).flat_map(|part| &part.spans);
    let mut words = plan.question.clone();
    let mut spans: Vec<_> = titles.copied().collect();
    spans.sort_unstable();
    for span in spans.into_iter().rev() {
        if words.is_char_boundary(span.start) && words.is_char_boundary(span.end) && span.start <= span.end {
            words.replace_range(span.start..span.end, " ");
        }
    }
    spelling::fold(&words)
}

/// Whether words hold a phrase; letters that are written without blanks may stand anywhere.
fn holds(words: &str, phrase: &str) -> bool {
    if phrase.is_ascii() {
        return format!(" {words} ").contains(&format!(" {phrase} "));
    }
    words.contains(&spelling::fold(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Asker, Names, read};

    #[test]
    fn the_words_say_what_is_asked_of_a_work() {
        let names = Names::read("title\tMoonlit Depot\ntitle\tThe Last Score\n").expect("a table");
        let asker = Asker::on(jiff::civil::date(2026, 5, 15));
        let cases: &[(&str, &[Fact])] = &[
            ("where can I watch Moonlit Depot?", &[Fact::Streaming]),
            ("when does Moonlit Depot air", &[Fact::Airing]),
            ("who made Moonlit Depot", &[Fact::Makers]),
            ("is Moonlit Depot finished?", &[Fact::Status]),
            ("how many episodes does Moonlit Depot have", &[Fact::Length]),
            ("who directed The Last Score", &[Fact::Makers]),
            ("anime like Moonlit Depot", &[]),
            ("Moonlit Depot", &[]),
        ];
        for (question, expected) in cases {
            assert_eq!(facts_asked(&read(question, &names, &asker)), *expected, "{question}");
        }
        let scored = |question: &str| says(&read(question, &names, &asker), &["score"]);
        assert!(scored("which score has Moonlit Depot") && !scored("who directed The Last Score"));
        let all = facts_asked(&read("tell me about Moonlit Depot", &names, &asker));
        assert!(all.contains(&Fact::Story) && all.contains(&Fact::Makers), "{all:?}");
    }
}
