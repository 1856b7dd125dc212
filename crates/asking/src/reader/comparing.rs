//! Two works compared by how good they are: `is X better than Y`, `X besser als Y?`.

use super::{Reader, Use};

/// Words that say how good one is beside another; `than` follows.
const BETTER: &[&str] = &["better", "worse", "besser", "schlechter"];
/// Words that may stand between a title and what it is said to be.
const BETWEEN: &[&str] = &[
    "\"", "is", "was", "really", "actually", "any", "much", "even", "still", "far", "anime", "show",
    "series", "ist", "war", "wirklich", "viel", "noch", "serie",
];
/// Words that may stand before the second title.
const BEFORE: &[&str] = &["\"", "the", "a", "an", "der", "die", "das", "anime", "show", "series", "serie"];
/// How many tokens `better than` is.
const THAN: usize = 2;
/// So many words stand between them at most.
const MOST_BETWEEN: usize = 3;

impl Reader<'_> {
    /// `is X better than Y`, `X better than Y?`. With no title before it, `better than Y` compares no two works.
    pub(super) fn better(&mut self, at: usize) -> Option<usize> {
        let next = at + self.better_than(at)?;
        let is_followed = self.title_begins(next) || self.token(next).is_some_and(|token| token.capital);
        let is_first = self.title_ends(at);
        if !is_followed || !(is_first || self.is_name_asked(at)) {
            return None;
        }
        self.title_from(next, true);
        if !self.title_begins(next) {
            return None;
        }
        if !is_first {
            self.title_before(at);
        }
        if !self.title_ends(at) {
            return None;
        }
        self.asks.push(("comparison", at..next));
        Some(self.mark(at..next, Use::Ask))
    }

    /// Whether a title would stand on either side of `better than`: before it, or after it where one stands before.
    pub(super) fn is_compared(&self, title: &std::ops::Range<usize>) -> bool {
        let follows = title
            .start
            .checked_sub(THAN)
            .is_some_and(|at| self.better_than(at).is_some() && self.title_ends(at));
        let mut end = title.end;
        while end < title.end + MOST_BETWEEN && BETWEEN.contains(&self.said(end)) {
            end += 1;
        }
        // `Monster better than expected` says nothing of a second one.
        let leads = self.better_than(end).is_some_and(|words| {
            self.token(end + words).is_some_and(|token| token.capital) || self.title_begins(end + words)
        });
        follows || leads
    }

    /// A word as it is written: `worse` is no misspelled `worst` here.
    fn said(&self, at: usize) -> &str {
        self.token(at).map_or("", |token| token.text.as_str())
    }

    /// How many tokens `better than` takes, where it stands here.
    fn better_than(&self, at: usize) -> Option<usize> {
        let is_there = BETTER.contains(&self.said(at)) && matches!(self.said(at + 1), "than" | "als");
        (is_there && self.open(at) && self.open(at + 1)).then_some(THAN)
    }

    /// Whether a title that no rule has taken ends right before a token, or before what may stand between.
    fn title_ends(&self, at: usize) -> bool {
        let mut end = at;
        while end > 0
            && at - end < MOST_BETWEEN
            && self.open(end - 1)
            && BETWEEN.contains(&self.said(end - 1))
        {
            end -= 1;
        }
        end > 0 && matches!(self.uses[end - 1], Use::Title(_))
    }

    /// Whether a title begins at a token, or after an article or a quotation mark.
    fn title_begins(&self, at: usize) -> bool {
        let mut last = at;
        while last < at + MOST_BETWEEN && BEFORE.contains(&self.said(last)) {
            last += 1;
        }
        self.titles.iter().any(|(range, _)| (at..=last).contains(&range.start))
    }

    /// Whether a name that nobody knows stands right before a token, and `is` before the name.
    fn is_name_asked(&self, at: usize) -> bool {
        let mut start = at;
        while start > 0 && self.uses[start - 1] == Use::Free && !self.tokens[start - 1].sign {
            start -= 1;
        }
        let is_asked = start > 0 && matches!(self.said(start - 1), "is" | "was" | "ist" | "war");
        is_asked && start < at && self.tokens[start].capital
    }
}

#[cfg(test)]
mod tests {
    use crate::{Asker, Intent, Names, Plan, Slot, read};

    fn plan(question: &str) -> Plan {
        let names = Names::read("title\tMoonlit Depot\ntitle\tIron Lantern\ntitle\tPaper Harbor");
        read(question, &names.expect("sound lines"), &Asker::on(jiff::civil::date(2026, 5, 15)))
    }

    #[test]
    fn two_titles_with_better_than_between_them_are_compared() {
        for question in [
            "is Moonlit Depot better than Iron Lantern",
            "Is Moonlit Depot really better than Iron Lantern?",
            "is moonlit depot worse than iron lantern?",
            "Moonlit Depot better than Iron Lantern?",
            "Moonlit Depot is better than Iron Lantern",
            "is \"Moonlit Depot\" better than \"Iron Lantern\"?",
            "ist Moonlit Depot besser als Iron Lantern?",
            "which is better, Moonlit Depot or Iron Lantern",
            "which one is better, Moonlit Depot or Iron Lantern?",
        ] {
            let plan = plan(question);
            assert_eq!(plan.intent, Intent::Comparison, "{question}: {plan:?}");
            assert_eq!(plan.texts(Slot::Titles), ["Moonlit Depot", "Iron Lantern"], "{question}");
            assert_eq!(plan.parts.len(), 2, "{question}: {plan:?}");
        }
        let three = plan("is Moonlit Depot better than Iron Lantern or Paper Harbor?");
        assert_eq!((three.intent, three.texts(Slot::Titles).len()), (Intent::Comparison, 3), "{three:?}");
    }

    #[test]
    fn a_title_that_nobody_knows_is_compared_as_well() {
        for question in
            ["is Moonlit Depot better than Velmora Quist?", "is Velmora Quist better than Moonlit Depot?"]
        {
            let plan = plan(question);
            let mut titles = plan.texts(Slot::Titles);
            titles.sort();
            assert_eq!(plan.intent, Intent::Comparison, "{question}: {plan:?}");
            assert_eq!(titles, ["Moonlit Depot", "Velmora Quist"], "{question}");
        }
    }

    #[test]
    fn better_than_one_work_compares_no_two() {
        for question in [
            "better than Moonlit Depot",
            "anime better than Moonlit Depot",
            "something better than Moonlit Depot",
            "Stories better than Moonlit Depot",
            "is Moonlit Depot better than average",
            "Moonlit Depot better than average, Iron Lantern",
            "Moonlit Depot, but better",
            "something like Moonlit Depot better than Iron Lantern",
        ] {
            let plan = plan(question);
            assert_ne!(plan.intent, Intent::Comparison, "{question}: {plan:?}");
        }
    }
}
