//! The score of a question that tells a story or wishes for a mood: themes, genre, synopsis, ratings.

use asking::{Plan, Slot, TagClass, Weights};
use serde::{Deserialize, Serialize};

use crate::{
    index::{columns::Number, state::State},
    understanding::{Task, alternatives},
};

/// The audience's verdict where nobody has one, of 1.
const UNRATED: f32 = 0.5;

/// What each part of a narrative score says of a hit, 0 to 1, with its weight in percent.
///
/// What a question does not ask for, themes or a genre, leaves its weight to the synopsis, or to the
/// other of the two where nothing is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// Themes and moods.
    pub themes: (f32, f32),
    /// Genres.
    pub genre: (f32, f32),
    /// The words of the question beside those of the synopsis, by letter and by meaning.
    pub synopsis: (f32, f32),
    /// The audience's scores, and how many people follow it.
    pub ratings: (f32, f32),
}

impl Shares {
    /// The sum of scores by their weights, 0 to 1.
    pub(crate) fn sum(self) -> f32 {
        let parts = [self.themes, self.genre, self.synopsis, self.ratings];
        parts.iter().map(|(score, weight)| score * weight / 100.0).sum()
    }
}

/// What a question asks of themes and genres, ready to be asked of rows.
pub(crate) struct Asked {
    /// Groups of tags of which one is enough.
    themes: Vec<Vec<u32>>,
    genres: Vec<Vec<u32>>,
    weights: [f32; 4],
}

impl Asked {
    /// Reads a plan; `told` says whether there are words to compare to synopses.
    pub(crate) fn new(plan: &Plan, task: &Task, state: &State, told: bool) -> Self {
        let of_class = |class: TagClass| -> Vec<Vec<u32>> {
            let tags = plan.parts.iter().filter(|part| {
                matches!(part.slot, Slot::TagsAll | Slot::TagsAny)
                    && part.class.unwrap_or(TagClass::Theme) == class
            });
            let groups = tags.map(|part| alternatives(&state.columns, &part.value.to_string()));
            groups.filter(|group| !group.is_empty()).collect()
        };
        let (themes, genres) = (of_class(TagClass::Theme), of_class(TagClass::Genre));
        let of_mood = !themes.is_empty() || !task.moods.is_empty();
        let weights = weights(plan.weights, of_mood, !genres.is_empty(), told);
        Self { themes, genres, weights }
    }

    /// Whether themes, moods or genres are asked for at all.
    pub(crate) fn asks(&self, task: &Task) -> bool {
        !self.themes.is_empty() || !self.genres.is_empty() || !task.moods.is_empty()
    }

    /// The parts of a row's score.
    pub(crate) fn shares(&self, task: &Task, state: &State, row: u32, synopsis: f32) -> Shares {
        let columns = &state.columns;
        let own = columns.tags.of_row(row);
        let is_met = |group: &Vec<u32>| f32::from(u8::from(group.iter().any(|tag| own.contains(tag))));
        let moods = task.moods.iter().map(|(tones, weight)| {
            let share = tones.share(row);
            if *weight < 0.0 { 1.0 - share } else { share }
        });
        let [of_themes, of_genre, of_synopsis, of_ratings] = self.weights;
        Shares {
            themes: (mean(self.themes.iter().map(is_met).chain(moods)), of_themes),
            genre: (mean(self.genres.iter().map(is_met)), of_genre),
            synopsis: (synopsis.clamp(0.0, 1.0), of_synopsis),
            ratings: (rating(state, row, task.fame), of_ratings),
        }
    }
}

/// How well known a work counts at least whose followers nobody counted, where what few know is wanted.
const UNCOUNTED: f32 = 0.75;

/// What a row's audience says of it: its score and how well known it is. `fame` is -1 where what few know
/// is wanted.
pub(crate) fn rating(state: &State, row: u32, fame: f32) -> f32 {
    let columns = &state.columns;
    let score = columns.number(Number::Score, row).map_or(UNRATED, |score| score as f32 / 10_000.0);
    let known = columns.fame(row);
    // Whose followers nobody counted may be anything, a new work that everybody watches above all.
    let known = if fame < 0.0 && !columns.is_counted(row) { known.max(UNCOUNTED) } else { known };
    if fame < 0.0 { score * (1.0 - known).sqrt() } else { 0.4 * score + 0.6 * known }
}

/// Weights in percent: what is not asked for leaves its own to the rest.
fn weights(said: Weights, themed: bool, genred: bool, told: bool) -> [f32; 4] {
    let mut parts = [said.themes, said.genre, said.synopsis, said.ratings].map(|weight| weight.max(0.0));
    let heir = match (told, themed) {
        (true, _) => 2,
        (false, true) => 0,
        (false, false) => 1,
    };
    for (at, asked) in [(0, themed), (1, genred), (2, told)] {
        if !asked && at != heir {
            parts[heir] += std::mem::take(&mut parts[at]);
        }
    }
    let whole: f32 = parts.iter().sum();
    if whole > 0.0 { parts.map(|part| part * 100.0 / whole) } else { [0.0, 0.0, 100.0, 0.0] }
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0, 0u16), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { sum / f32::from(count) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_leaves_its_weight() {
        let said = Weights::default();
        let whole =
            |themes, genres, told| weights(said, themes, genres, told).map(|weight| weight.round() as u32);
        assert_eq!(whole(true, true, true), [40, 30, 20, 10]);
        assert_eq!(whole(false, false, true), [0, 0, 90, 10]);
        assert_eq!(whole(true, false, false), [90, 0, 0, 10]);
        assert_eq!(whole(false, true, false), [0, 90, 0, 10]);
        let none = Weights { themes: 0.0, genre: 0.0, synopsis: 0.0, ratings: 0.0 };
        assert!((weights(none, true, true, true)[2] - 100.0).abs() < 0.01);
    }
}
