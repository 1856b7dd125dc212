//! From levels to odds, by the rule of Fellegi and Sunter with three classes: one work, two works of one
//! franchise, two works that merely resemble each other.
//!
//! The middle class is what makes linking of series hard: a sequel shares name, studio and staff with
//! what it follows. Against it only what tells installments apart counts; names count against chance.

use crate::{
    Agreement, Field, FieldWeight, Trap, Verdict,
    levels::{self, FIELDS, Levels, TitleLevel, Titles},
    profile::{Corpus, Profile},
    table,
};

/// How likely a source has a work that another one has, before anything is known.
const COVERAGE: f64 = 0.6;
/// How many siblings of one stem a source lists, on average, that the records at hand do not show.
const UNSEEN: f64 = 0.1;
/// By how much the tables make too little of chance where no name speaks for the pair: facts of one
/// source are not as independent of each other as they are taken to be.
const UNNAMED: f64 = 2.0;
/// Nats for a record that names the other's id; set by hand, since the generated views name none. A
/// third id that both name counts four fifths of it.
const IDS: f64 = 9.0;
/// Nats against, for a source of which both name an id, and not the same one; set by hand. One such claim may
/// be an error of whoever made it, so it counts for less than one that speaks for the pair.
const APART: f64 = 6.0;
/// Beyond this many nats the tables claim more than they can know.
const SUREST: f64 = 16.0;

/// From so many nats a pair is one work beyond doubt.
pub(crate) const BEYOND_DOUBT: f64 = 3.0;

/// What was found out about a pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighed {
    pub(crate) titles: Titles,
    pub(crate) levels: Levels,
    pub(crate) ids: f64,
    /// Whether both are printed: comics or prose.
    pub(crate) printed: bool,
}

/// The odds of the three classes, as natural logarithms.
#[derive(Debug, Clone, Copy)]
struct Classes {
    one: f64,
    franchise: f64,
    chance: f64,
}

/// Compares a pair; `None` when the two can never be one work.
pub(crate) fn weigh(a: &Profile, b: &Profile, corpus: &Corpus) -> Option<Weighed> {
    if let (Some(x), Some(y)) = (&a.medium, &b.medium)
        && x != y
    {
        return None;
    }
    Some(Weighed {
        titles: levels::titles(a, b, corpus),
        levels: levels::levels(a, b),
        ids: ids(a, b),
        printed: a.printed() && b.printed(),
    })
}

fn ids(a: &Profile, b: &Profile) -> f64 {
    let named = a.claims.binary_search(&b.id).is_ok() || b.claims.binary_search(&a.id).is_ok();
    if a.id == b.id || named {
        return IDS;
    }
    if a.claims.iter().any(|id| b.claims.binary_search(id).is_ok()) {
        return IDS * 0.8;
    }
    -APART * f64::from(a.told_apart_by(b).min(2))
}

impl Weighed {
    /// Which row of the tables describes two works of one franchise that agree in names like this.
    pub(crate) fn franchise_row(&self) -> usize {
        if self.titles.level <= TitleLevel::Near { 1 } else { 2 }
    }

    fn field(&self, field: usize, class: usize, corpus: &Corpus) -> f64 {
        let log = corpus.tables.of(self.printed).log(field, class, self.levels[field]);
        // That a record is numbered tells of siblings, and these were counted by their names already:
        // what remains is how the other record agrees, given that this one is numbered or is not.
        if FIELDS[field] == Field::Installment && self.titles.level == TitleLevel::Same {
            let row = corpus.tables.of(self.printed).row(field, class);
            let numbered = row[1] + row[2] + row[3] / 2.0 + row[4];
            let given = match self.levels[field] {
                0 => 1.0 - numbered,
                3 => (numbered * (1.0 - numbered)).sqrt(),
                _ => numbered,
            };
            return log - given.ln();
        }
        log
    }

    /// What the names alone say of the classes.
    fn by_names(&self, corpus: &Corpus) -> Classes {
        let titles = &self.titles;
        let level = titles.level as usize;
        let crowd = corpus.per_space().max(1.0);
        // Under one stem the siblings stand before us: with *n* namesakes, each is the partner in 1 of *n*
        // cases, unless the source lacks the work. Elsewhere their number is that of an average record.
        let franchise = match titles.level {
            TitleLevel::Same => (1.0 - COVERAGE) * (f64::from(titles.namesakes) - 1.0 + UNSEEN),
            _ => table::SIBLINGS * table::TITLES[1][level],
        };
        let chance = match titles.level {
            TitleLevel::Same => namesake_by_chance(titles.length),
            TitleLevel::Near => 0.01 + crowd * (-titles.shared).exp(),
            TitleLevel::Part | TitleLevel::Overlap => {
                (0.02 + crowd * (-0.75 * titles.shared).exp()).min(crowd)
            }
            TitleLevel::Foreign | TitleLevel::Apart | TitleLevel::Silent => crowd * UNNAMED,
        };
        Classes {
            one: (COVERAGE * if titles.level == TitleLevel::Same { 1.0 } else { table::TITLES[0][level] })
                .ln(),
            franchise: franchise.ln(),
            chance: chance.ln(),
        }
    }

    fn classes(&self, corpus: &Corpus) -> Classes {
        let mut classes = self.by_names(corpus);
        for field in 0..FIELDS.len() {
            classes.one += self.field(field, 0, corpus);
            classes.franchise += self.field(field, self.franchise_row(), corpus);
            classes.chance += self.field(field, 3, corpus);
        }
        classes
    }

    /// Log-odds of being one work, in nats.
    pub(crate) fn log_odds(&self, corpus: &Corpus) -> f64 {
        let Classes { one, franchise, chance } = self.classes(corpus);
        let most = franchise.max(chance);
        let other = most + ((franchise - most).exp() + (chance - most).exp()).ln();
        let (slope, offset) = table::CALIBRATION;
        ((one - other) * slope + offset + self.ids).clamp(-SUREST, SUREST)
    }

    /// The one field without which the pair would be one work beyond doubt.
    pub(crate) fn spoiled_by(&self, corpus: &Corpus) -> Option<usize> {
        (0..FIELDS.len()).filter(|field| *field != levels::TIES).find(|field| {
            let mut without = *self;
            without.levels[*field] = levels::COUNTS[*field] as u8 - 1;
            without.levels[*field] != self.levels[*field] && without.log_odds(corpus) > BEYOND_DOUBT
        })
    }

    /// What all fields say of one work against two of a franchise, in nats, chance left out.
    pub(crate) fn fit(&self, corpus: &Corpus) -> f64 {
        let level = self.titles.level as usize;
        let names = (table::TITLES[0][level] / table::TITLES[1][level]).ln();
        let facts = (0..FIELDS.len())
            .map(|field| self.field(field, 0, corpus) - self.field(field, self.franchise_row(), corpus));
        names + facts.sum::<f64>() + self.ids
    }

    /// The verdict with its weights, in bits.
    pub(crate) fn verdict(&self, a: &Profile, b: &Profile, corpus: &Corpus) -> Verdict {
        let classes = self.classes(corpus);
        let franchise = classes.franchise >= classes.chance;
        let class = if franchise { self.franchise_row() } else { 3 };
        let nats = self.log_odds(corpus);
        let (slope, _) = table::CALIBRATION;
        let bits = std::f64::consts::LOG2_E;
        let mut weights = Vec::new();
        let names = self.by_names(corpus);
        let alternative = if franchise { names.franchise } else { names.chance };
        if self.titles.level != TitleLevel::Silent {
            let agreement = match self.titles.level {
                TitleLevel::Same => Agreement::Same,
                TitleLevel::Near => Agreement::Near,
                TitleLevel::Part => Agreement::Part,
                TitleLevel::Overlap | TitleLevel::Foreign => Agreement::Apart,
                _ => Agreement::Different,
            };
            let weight = (names.one - COVERAGE.ln() - alternative) * slope * bits;
            weights.push(FieldWeight { field: Field::Title, agreement, weight });
        }
        for (field, known) in FIELDS.iter().enumerate() {
            if let Some(agreement) = levels::agreement(field, self.levels[field]) {
                let weight = (self.field(field, 0, corpus) - self.field(field, class, corpus)) * slope * bits;
                weights.push(FieldWeight { field: *known, agreement, weight });
            }
        }
        if self.ids != 0.0 {
            let agreement = if self.ids > 0.0 { Agreement::Same } else { Agreement::Different };
            weights.push(FieldWeight { field: Field::Ids, agreement, weight: self.ids * bits });
        }
        let said: f64 = weights.iter().map(|weight| weight.weight).sum();
        weights.push(FieldWeight {
            field: Field::Prior,
            agreement: Agreement::Same,
            weight: nats * bits - said,
        });
        weights.sort_by_key(|weight| weight.field);
        Verdict { probability: probability(nats), weights, trap: self.trap(a, b, franchise) }
    }

    fn trap(&self, a: &Profile, b: &Profile, franchise: bool) -> Option<Trap> {
        if !franchise || self.titles.level > TitleLevel::Overlap {
            return None;
        }
        let agreement = |field: Field| {
            let at = FIELDS.iter().position(|known| *known == field)?;
            levels::agreement(at, self.levels[at])
        };
        let years = a.year.zip(b.year).map_or(0, |(x, y)| x.abs_diff(y));
        let recap = crate::name::Kinds::RECAP;
        Some(match (agreement(Field::Installment), agreement(Field::Kind), agreement(Field::Format)) {
            (Some(Agreement::Different | Agreement::OneSided), ..) => Trap::Installment,
            _ if a.kinds.meets(recap) != b.kinds.meets(recap) => Trap::Recap,
            (_, Some(Agreement::Different | Agreement::OneSided), _) | (.., Some(Agreement::Different)) => {
                Trap::OtherForm
            }
            _ if years > 4 && self.titles.level <= TitleLevel::Near => Trap::Remake,
            _ => Trap::Franchise,
        })
    }
}

/// How likely a work has a namesake that it has nothing to do with: the share of titles of so many letters
/// that two manga of one source bear, rounded, at Anime News Network. Short titles are taken twice.
fn namesake_by_chance(letters: u32) -> f64 {
    match letters {
        ..8 => 0.08,
        8..12 => 0.03,
        12..20 => 0.012,
        _ => 0.004,
    }
}

/// From nats to a probability.
pub(crate) fn probability(nats: f64) -> f64 {
    1.0 / (1.0 + (-nats).exp())
}
