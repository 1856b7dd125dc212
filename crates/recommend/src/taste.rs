//! One person's list, as weights: what they like speaks for others, what they dislike against them.

/// How far somebody came with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Seen or read to the end.
    #[default]
    Finished,
    /// Begun.
    Ongoing,
    /// Given up.
    Dropped,
    /// Meant to be seen; says what somebody is curious about, and nothing of whether they liked it.
    Planned,
    /// Not for them, whether seen or not: taken back out of all picks at once.
    Refused,
}

/// One line of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The item.
    pub item: u32,
    /// A score from 0 to 10, where one was given.
    pub score: Option<f32>,
    /// How far they came.
    pub status: Status,
}

/// A list, ready to be used.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taste {
    entries: Vec<Entry>,
    mean: f32,
}

/// A score that is one below a user's own mean takes this off the weight of having seen the item. That somebody chose
/// to see a thing says more of their taste than the point that they gave it: more than this finds less of what they
/// rated.
const BY_POINT: f32 = 0.05;
/// What is only planned counts so much of what was seen.
const PLANNED: f32 = 0.3;

impl Taste {
    /// Of the lines of a list; of several for one item the last counts.
    pub fn of(entries: impl Iterator<Item = Entry>) -> Self {
        let mut entries: Vec<Entry> = entries.collect();
        entries.sort_by_key(|entry| entry.item);
        entries.reverse();
        entries.dedup_by_key(|entry| entry.item);
        entries.reverse();
        let scores: Vec<f32> = entries.iter().filter_map(|entry| entry.score).collect();
        let mean = if scores.is_empty() { 7.0 } else { scores.iter().sum::<f32>() / scores.len() as f32 };
        Self { entries, mean }
    }

    /// The lines, ascending by item.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether an item is on the list, in whatever state.
    pub fn has(&self, item: u32) -> bool {
        self.entry(item).is_some()
    }

    /// The line of an item.
    pub fn entry(&self, item: u32) -> Option<&Entry> {
        self.entries.binary_search_by_key(&item, |entry| entry.item).ok().map(|at| &self.entries[at])
    }

    /// Whether an item was seen and not given up.
    pub fn saw(&self, item: u32) -> bool {
        self.entry(item).is_some_and(|entry| matches!(entry.status, Status::Finished | Status::Ongoing))
    }

    /// How much each item speaks for those like it, about 1 for one that was seen and liked as others are;
    /// with `dislikes`, below 0 for what was given up, refused or scored three points below the mean.
    pub fn weights(&self, dislikes: bool) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.entries.iter().filter_map(move |entry| {
            let by_score = entry.score.map_or(0.0, |score| (score - self.mean) * BY_POINT);
            let weight = match entry.status {
                Status::Finished | Status::Ongoing => {
                    let far_below = entry.score.is_some_and(|score| score <= self.mean - 3.0);
                    if far_below { -0.3 } else { (1.0 + by_score).max(0.2) }
                }
                Status::Planned => PLANNED,
                Status::Dropped => -0.3,
                Status::Refused => -0.6,
            };
            (weight > 0.0 || (dislikes && weight < 0.0)).then_some((entry.item, weight))
        })
    }
}
