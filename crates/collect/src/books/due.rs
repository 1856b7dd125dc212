//! What is due: by the journal, and by the rows that are there.

use std::collections::HashMap;

use keeping::forms::Form;
use store::JournalItem;

use super::Books;
use crate::{Listed, Wanted, crawl::Due};

impl Books<'_> {
    /// Whether an item is to be asked for.
    ///
    /// A row without a line of the journal came from elsewhere, such as a migration, and counts as done.
    pub fn is_due(&self, form: Form, id: &str) -> bool {
        let key = (form, id.to_owned());
        let known = self.rows.contains_key(&key);
        match self.journal.get(&key) {
            None => !known || self.since > 0,
            Some(item) if item.run < self.since => true,
            Some(item) => match item.state.as_str() {
                "done" => !known,
                "filtered" | "not_found" => false,
                "failed" => {
                    self.options.retry_failed || item.attempts < i64::from(self.options.attempts.max(1))
                }
                _ => true,
            },
        }
    }

    /// Whether anything is left that another run would ask for.
    pub fn has_due(&self) -> bool {
        let listed = |item: &JournalItem| item.run >= self.since;
        self.journal.iter().any(|((form, id), item)| {
            listed(item) && matches!(item.state.as_str(), "pending" | "failed") && self.is_due(*form, id)
        })
    }

    /// The characters that are due, in the order of their series; those found just now know their handles.
    pub fn characters_due(&self, found: &HashMap<String, (Wanted, String, i64)>) -> Vec<Due> {
        // Of a series that is not begun anew nobody is asked for anew.
        let is_begun = |series: &String| {
            let item = self.journal.get(&(Form::Series, series.clone()));
            self.since == 0 || item.is_some_and(|item| item.state == "done" && item.run >= self.since)
        };
        let of_known_series =
            |item: &&JournalItem| self.heads.contains_key(&item.parent_id) && is_begun(&item.parent_id);
        let mut due: Vec<Due> = self
            .journal
            .iter()
            .filter(|((form, id), _)| *form == Form::Character && self.is_due(*form, id))
            .map(|(_, item)| item)
            .filter(of_known_series)
            .map(|item| Due {
                wanted: found.get(&item.source_id).map_or_else(
                    || Wanted {
                        id: item.source_id.clone(),
                        name: String::new(),
                        handle: item.source_id.clone(),
                    },
                    |(wanted, ..)| wanted.clone(),
                ),
                parent: item.parent_id.clone(),
                position: item.position,
            })
            .collect();
        let place = |due: &Due| self.heads.get(&due.parent).map_or(i64::MAX, |head| head.position);
        due.sort_by(|a, b| {
            (place(a), &a.parent, a.position, &a.wanted.id).cmp(&(
                place(b),
                &b.parent,
                b.position,
                &b.wanted.id,
            ))
        });
        due
    }

    /// The series of the journal, in their order, for when the list cannot be had.
    pub fn listed_before(&self) -> Vec<Listed> {
        let mut items: Vec<&JournalItem> =
            self.journal.values().filter(|item| item.kind == Form::Series.word()).collect();
        items.sort_by(|a, b| (a.position, &a.source_id).cmp(&(b.position, &b.source_id)));
        items.iter().map(|item| Listed { id: item.source_id.clone(), ..Listed::default() }).collect()
    }

    /// Whether a character was found with another series before.
    pub fn is_of_another(&self, id: &str, series: &str) -> bool {
        let key = (Form::Character, id.to_owned());
        let parent = self.journal.get(&key).map(|item| &item.parent_id);
        let parent = parent.or_else(|| self.rows.get(&key).map(|row| &row.parent));
        parent.is_some_and(|parent| parent != series)
    }
}
