//! How our own rows differ from the old pipeline's, each difference with the rule that made it.

use std::collections::{BTreeMap, HashMap};

use keeping::forms::{Couple, Form};
use serde::Serialize;

use super::rows::{FinalCharacter, FinalSeries, Finished, Reason};

/// One value that differs, or one row that only one of the two has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `series` or `character`.
    pub form: &'static str,
    /// The published number.
    pub unique_id: i64,
    /// The couple.
    pub couple: String,
    /// The name.
    pub name: String,
    /// The column; `row` where a whole row is more or less.
    pub column: &'static str,
    /// The old pipeline's value; none where it has no such row.
    pub legacy: Option<String>,
    /// Ours; none where we have no such row.
    pub default: Option<String>,
    /// The rule that made the difference.
    pub rule: &'static str,
}

/// Every difference between the rows of the two profiles: series first, by number, then by column.
pub fn differences(legacy: &Finished, default: &Finished) -> Vec<Difference> {
    let mut found = Vec::new();
    let reasons = legacy.left_out.iter().chain(&default.left_out);
    let reasons: HashMap<(Form, &Couple), Reason> =
        reasons.map(|row| ((row.form, &row.couple), row.reason)).collect();
    let left_out = |form: Form, couple: &Couple| reasons.get(&(form, couple)).copied();
    compare(Form::Series, &legacy.series, &default.series, &left_out, &mut found);
    compare(Form::Character, &legacy.characters, &default.characters, &left_out, &mut found);
    found
}

/// What the comparison needs of a row.
trait Compared {
    const COLUMNS: &'static [&'static str];
    fn key(&self) -> (i64, &Couple, &str);
    fn values(&self) -> Vec<String>;
}

fn compare<T: Compared>(
    form: Form,
    legacy: &[T],
    default: &[T],
    left_out: &dyn Fn(Form, &Couple) -> Option<Reason>,
    found: &mut Vec<Difference>,
) {
    let mut pairs: BTreeMap<i64, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for row in legacy {
        pairs.entry(row.key().0).or_default().0 = Some(row);
    }
    for row in default {
        pairs.entry(row.key().0).or_default().1 = Some(row);
    }
    for (old, new) in pairs.values() {
        let Some(row) = old.or(*new) else { continue };
        let (unique_id, couple, name) = row.key();
        let mut push = |column, legacy, default, rule| {
            let (couple, name) = (couple.to_string(), name.to_owned());
            found.push(Difference {
                form: form.word(),
                unique_id,
                couple,
                name,
                column,
                legacy,
                default,
                rule,
            });
        };
        let (Some(old), Some(new)) = (old, new) else {
            let there = |row: Option<&T>| row.map(|row| row.key().2.to_owned());
            let rule = match left_out(form, couple) {
                Some(Reason::Range) => "rarity.range",
                Some(Reason::Series) => "link.couple",
                _ => "text.blanks",
            };
            push("row", there(*old), there(*new), rule);
            continue;
        };
        for ((column, legacy), default) in T::COLUMNS.iter().zip(old.values()).zip(new.values()) {
            if legacy != default {
                let rule = rule_of(column, &legacy);
                push(column, Some(legacy), Some(default), rule);
            }
        }
    }
}

/// Which rule is to blame for another value than this one of the old pipeline's.
fn rule_of(column: &str, legacy: &str) -> &'static str {
    match column {
        "favorite_gifts" => "gifts.whole_word",
        "series_id" => "link.couple",
        "series" => "series.name",
        _ if legacy == "nan" => "text.nan",
        _ if legacy.contains("x000D") || legacy.contains('\r') => "text.x000d",
        _ => "text.blanks",
    }
}

fn or_empty(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

impl Compared for FinalSeries {
    const COLUMNS: &'static [&'static str] = &[
        "name",
        "english_name",
        "image_link",
        "creator",
        "genres",
        "synopsis",
        "favorites",
        "members",
        "score",
        "media_type",
    ];

    fn key(&self) -> (i64, &Couple, &str) {
        (self.series_id, &self.couple, &self.name)
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.name.to_string(),
            or_empty(self.english_name.as_deref()),
            or_empty(self.image_link.as_deref()),
            or_empty(self.creator.as_deref()),
            or_empty(self.genres.as_deref()),
            or_empty(self.synopsis.as_deref()),
            self.favorites.to_string(),
            self.members.to_string(),
            keeping::rules::float(self.score),
            self.media_type.to_string(),
        ]
    }
}

impl Compared for FinalCharacter {
    const COLUMNS: &'static [&'static str] = &[
        "name",
        "series",
        "series_id",
        "genre",
        "rarity",
        "image_url",
        "favorites",
        "about",
        "stats",
        "elemental_type",
        "archetype",
        "potency",
        "elemental_resistances",
        "favorite_gifts",
    ];

    fn key(&self) -> (i64, &Couple, &str) {
        (self.waifu_id, &self.couple, &self.name)
    }

    fn values(&self) -> Vec<String> {
        vec![
            self.name.to_string(),
            self.series.to_string(),
            self.series_id.to_string(),
            self.genre.to_string(),
            self.rarity.to_string(),
            or_empty(self.image_url.as_deref()),
            self.favorites.to_string(),
            or_empty(self.about.as_deref()),
            self.stats.to_string(),
            self.elemental_type.to_string(),
            self.archetype.to_string(),
            self.potency.to_string(),
            self.elemental_resistances.to_string(),
            self.favorite_gifts.to_string(),
        ]
    }
}
