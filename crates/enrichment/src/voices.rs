//! All that is said of one thing, in the order of whom to believe.

use std::borrow::Cow;

use model::{Field, Record};

use crate::rules::{How, Order, Profile, sort};

/// The records about one thing under one set of rules.
pub(crate) struct Voices<'a> {
    pub profile: &'static Profile,
    /// Most trusted first.
    pub all: Vec<&'a Record>,
}

impl<'a> Voices<'a> {
    pub fn new(profile: &'static Profile, records: impl Iterator<Item = &'a Record>) -> Self {
        Self { profile, all: sort(records, profile.trust) }
    }

    /// Those who have a say in a field, in its rule's order.
    pub fn of(&self, field: &Field) -> Cow<'_, [&'a Record]> {
        self.by(self.profile.order(field))
    }

    /// Those who stand in an order, in this order.
    pub fn by(&self, order: Order) -> Cow<'_, [&'a Record]> {
        let as_is = std::ptr::eq(order, self.profile.trust) || (self.all.len() == 1 && order.contains(&"*"));
        if as_is {
            return Cow::Borrowed(&self.all);
        }
        Cow::Owned(sort(self.all.iter().copied(), order))
    }

    /// How the value of a field is made.
    pub fn how(&self, field: &Field) -> How {
        self.profile.rule(field).map_or(How::First(self.profile.trust), |rule| rule.how)
    }
}
