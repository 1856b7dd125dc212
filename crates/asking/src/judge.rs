//! Judging plans by questions whose right plan is known: precision and recall of slots.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Asker, Intent, Plan, Slot, Tongue};

/// A question with its right plan; a line of a question set.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// Its name within the set.
    pub id: String,
    /// What it tries: `reference`, `time`, `none`, …
    pub kind: String,
    /// The language it is written in.
    pub language: Tongue,
    /// The question itself.
    pub question: String,
    /// What it asks for.
    pub intent: Intent,
    /// The slots it fills, each with one value or several.
    pub expect: BTreeMap<Slot, serde_json::Value>,
    /// What is contradictory in it.
    #[serde(default)]
    pub contradictions: Vec<String>,
    /// The date it is asked on; 2026-05-15 unless said.
    #[serde(default = "some_friday")]
    pub today: jiff::civil::Date,
    /// The asker's year of birth.
    #[serde(default)]
    pub birth_year: Option<i16>,
}

fn some_friday() -> jiff::civil::Date {
    jiff::civil::date(2026, 5, 15)
}

impl Question {
    /// Reads a set, a question a line; empty lines are skipped.
    ///
    /// # Errors
    /// The number of the first line that is no question, and why.
    pub fn read_all(lines: &str) -> Result<Vec<Self>, String> {
        let numbered = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        numbered
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|error| format!("line {}: {error}", number + 1))
            })
            .collect()
    }

    /// Who asks it, and when.
    pub fn asker(&self) -> Asker {
        Asker { today: self.today, birth_year: self.birth_year }
    }
}

/// How often something was found, made up, or missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Values that the plan has and should have.
    pub right: usize,
    /// Values that the plan has and should not have.
    pub made_up: usize,
    /// Values that the plan lacks.
    pub missed: usize,
}

impl Tally {
    /// The share of what was found that is right; 1 where nothing was found.
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.made_up)
    }

    /// The share of what should be found that was; 1 where nothing should be.
    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.made_up += other.made_up;
        self.missed += other.missed;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// The verdict on one set of questions.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Judgement {
    /// Questions judged.
    pub questions: usize,
    /// Questions whose slots are all right, none missing and none made up.
    pub whole: usize,
    /// Questions whose intent is right.
    pub intents: usize,
    /// All slots together.
    pub all: Tally,
    /// By slot; contradictions count as `contradictions`.
    pub by_slot: BTreeMap<String, Tally>,
    /// By kind of question.
    pub by_kind: BTreeMap<String, Tally>,
    /// By language.
    pub by_language: BTreeMap<String, Tally>,
    /// Right and all intents, by the right intent.
    pub by_intent: BTreeMap<String, (usize, usize)>,
    /// Questions with no slot at all.
    pub empty: usize,
    /// Those of them for which the plan made one up.
    pub empty_with_slots: usize,
    /// What went wrong, question by question.
    pub misses: Vec<Miss>,
}

/// One question that went wrong.
#[derive(Debug, Clone, Serialize)]
pub struct Miss {
    /// The question's name.
    pub id: String,
    /// The question.
    pub question: String,
    /// `slot=value` that the plan lacks.
    pub missed: Vec<String>,
    /// `slot=value` that the plan made up.
    pub made_up: Vec<String>,
    /// The right intent and the plan's, where they differ.
    pub intent: Option<(Intent, Intent)>,
}

/// Judges the plans that `read` makes of the questions. Parts with a confidence below 0.5 do not count:
/// they filter nothing.
pub fn judge(questions: &[Question], read: impl Fn(&Question) -> Plan) -> Judgement {
    let mut verdict = Judgement::default();
    for question in questions {
        let plan = read(question);
        verdict.add(question, &plan);
    }
    verdict
}

impl Judgement {
    fn add(&mut self, question: &Question, plan: &Plan) {
        let (right, found) = (expected(question), said(plan));
        let mut whole = Tally::default();
        for (name, value) in right.union(&found) {
            let one = match (
                right.contains(&(name.clone(), value.clone())),
                found.contains(&(name.clone(), value.clone())),
            ) {
                (true, true) => Tally { right: 1, ..Tally::default() },
                (true, false) => Tally { missed: 1, ..Tally::default() },
                _ => Tally { made_up: 1, ..Tally::default() },
            };
            self.by_slot.entry(name.clone()).or_default().add(one);
            whole.add(one);
        }
        self.questions += 1;
        self.all.add(whole);
        self.by_kind.entry(question.kind.clone()).or_default().add(whole);
        self.by_language.entry(word(question.language)).or_default().add(whole);
        let perfect = whole.made_up + whole.missed == 0;
        self.whole += usize::from(perfect);
        let intent = question.intent == plan.intent;
        self.intents += usize::from(intent);
        let of_intent = self.by_intent.entry(word(question.intent)).or_default();
        *of_intent = (of_intent.0 + usize::from(intent), of_intent.1 + 1);
        if right.is_empty() {
            self.empty += 1;
            self.empty_with_slots += usize::from(!found.is_empty());
        }
        if !perfect || !intent {
            let shown = |pairs: Vec<&(String, String)>| {
                pairs.iter().map(|(slot, value)| format!("{slot}={value}")).collect()
            };
            self.misses.push(Miss {
                id: question.id.clone(),
                question: question.question.clone(),
                missed: shown(right.difference(&found).collect()),
                made_up: shown(found.difference(&right).collect()),
                intent: (!intent).then_some((question.intent, plan.intent)),
            });
        }
    }

    /// The verdict as lines of text: the totals, then by slot, kind, language and intent.
    pub fn table(&self) -> String {
        use std::fmt::Write as _;
        let mut out = String::new();
        let line = |name: &str, tally: &Tally| {
            format!(
                "{name:<22} precision {:.3}  recall {:.3}  right {:>4}  made up {:>3}  missed {:>3}",
                tally.precision(),
                tally.recall(),
                tally.right,
                tally.made_up,
                tally.missed
            )
        };
        let _ = writeln!(out, "{}", line("all slots", &self.all));
        let _ = writeln!(
            out,
            "questions {}, all slots right in {}, intent right in {}",
            self.questions, self.whole, self.intents
        );
        let _ = writeln!(
            out,
            "questions without a slot {}, slots made up in {}",
            self.empty, self.empty_with_slots
        );
        for (title, group) in
            [("slot", &self.by_slot), ("kind", &self.by_kind), ("language", &self.by_language)]
        {
            let _ = writeln!(out, "by {title}");
            for (name, tally) in group {
                let _ = writeln!(out, "  {}", line(name, tally));
            }
        }
        let _ = writeln!(out, "by intent");
        for (name, (right, all)) in &self.by_intent {
            let _ = writeln!(out, "  {name:<20} {right:>3} of {all:>3}");
        }
        out
    }
}

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn expected(question: &Question) -> BTreeSet<(String, String)> {
    let mut pairs = BTreeSet::new();
    for (slot, value) in &question.expect {
        let one = std::slice::from_ref(value);
        let values = value.as_array().map_or(one, Vec::as_slice);
        for value in values {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            pairs.insert((slot.to_string(), compared(*slot, &text)));
        }
    }
    pairs.extend(question.contradictions.iter().map(|about| ("contradictions".to_owned(), about.clone())));
    pairs
}

fn said(plan: &Plan) -> BTreeSet<(String, String)> {
    let sure = plan.parts.iter().filter(|part| part.confidence >= 0.5);
    let mut pairs: BTreeSet<_> =
        sure.map(|part| (part.slot.to_string(), compared(part.slot, &part.value.to_string()))).collect();
    pairs.extend(plan.contradictions.iter().map(|one| ("contradictions".to_owned(), one.about.clone())));
    pairs
}

/// The form in which values are compared: names folded, numbers without needless digits.
fn compared(slot: Slot, value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if slot.shape() != super::Shape::Names => number.to_string(),
        _ => spelling::fold(value),
    }
}
