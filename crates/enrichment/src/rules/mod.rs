//! The rules as data: for each field how its value is made, and whose word counts first.
//!
//! A profile is a table of rules, one for each field. The merge and the explanations read the same
//! table, so that neither can do what the other does not say.

pub(crate) mod aliases;
pub(crate) mod mal_words;
mod measured;
mod order;
pub(crate) mod organizations;
pub(crate) mod relations;
mod seed;

use model::Field;

pub use measured::MEASURED;
pub(crate) use order::{dataset, platform, sort};
pub use seed::SEED;

/// Names of sources, the most trusted first. `*` is the place of all that are not named; without it they
/// do not speak at all.
pub type Order = &'static [&'static str];

/// How the value of a field comes out of what the records say. A source that says nothing, or only that
/// it does not know, never stands before one that says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The first source in the order that says anything.
    First(Order),
    /// As `First`, but a title that is not all capitals goes before one that is.
    Spelled(Order),
    /// As `First`, but a more exact date that does not contradict it takes its place.
    Refined(Order),
    /// The longest text after cleaning; of those within a tenth of it the first in the order.
    Longest(Order),
    /// The median of the normalized scores, one for each site and none that nobody voted on.
    Median,
    /// The largest number anybody says.
    Largest,
    /// True when anybody says so.
    Any,
    /// All that the sources of the order say, without repeats, the first source's words first.
    Union(Order),
    /// Each word in one field only: where the most trusted source that classified it put it.
    OneField(Order),
    /// Companies with legal suffixes folded: sources that tell roles decide, others only where those
    /// say nothing; the spelling of the majority.
    Companies(Order),
    /// Put together from parts, each of the first source in the order that knows it.
    Parts(Order),
    /// One entry for each thing (source, host, episode, person, figure, work), filled up from all.
    Each(Order),
}

impl How {
    /// Whose word counts first, where that matters.
    pub fn order(self) -> Option<Order> {
        match self {
            Self::First(order)
            | Self::Spelled(order)
            | Self::Refined(order)
            | Self::Longest(order)
            | Self::Union(order)
            | Self::OneField(order)
            | Self::Companies(order)
            | Self::Parts(order)
            | Self::Each(order) => Some(order),
            Self::Median | Self::Largest | Self::Any => None,
        }
    }
}

/// The rule of one field. Its id is what provenance prints, so it is never reused for another rule.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldRule {
    /// The rule's name.
    pub id: &'static str,
    /// The field it makes.
    pub field: Field,
    /// How.
    pub how: How,
}

/// A table of rules, one a line: the id, the field, how it is made.
macro_rules! rules {
    ($($id:literal $field:ident: $how:ident $(($order:expr))?;)+) => {
        &[$($crate::rules::FieldRule {
            id: $id,
            field: model::Field::$field,
            how: $crate::rules::How::$how $(($order))?,
        }),+]
    };
}
use rules;

/// A set of rules, one for each field.
#[derive(Debug, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: &'static str,
    /// Whose word counts first where a rule has no order of its own.
    pub trust: Order,
    /// The rules.
    pub rules: &'static [FieldRule],
}

impl Profile {
    /// Every profile there is.
    pub const ALL: &'static [&'static Self] = &[&MEASURED, &SEED];

    /// The profile of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|profile| profile.name == name).copied()
    }

    /// The rule of a field.
    pub fn rule(&self, field: &Field) -> Option<&FieldRule> {
        self.rules.iter().find(|rule| rule.field == *field)
    }

    /// The order of a field's rule, else the general one.
    pub(crate) fn order(&self, field: &Field) -> Order {
        self.rule(field).and_then(|rule| rule.how.order()).unwrap_or(self.trust)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_profile_has_one_rule_for_each_field() {
        let mut ids = HashSet::new();
        for profile in Profile::ALL {
            let fields: HashSet<&Field> = profile.rules.iter().map(|rule| &rule.field).collect();
            assert_eq!(fields.len(), Field::ALL.len(), "{}", profile.name);
            assert_eq!(profile.rules.len(), Field::ALL.len(), "{}", profile.name);
            assert!(profile.rules.iter().all(|rule| ids.insert(rule.id)), "{}", profile.name);
            assert_eq!(Profile::named(profile.name), Some(*profile));
        }
        assert_eq!(Profile::named("another"), None);
    }
}
