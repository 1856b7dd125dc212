//! What the similar arm asks of every work and tag, worked out once for a commit.

use model::RelationType;

use crate::index::{columns::Columns, row::relation_code};

/// How strongly being well known lifts a neighbor: people ask for works they can get.
const FAME: f32 = 1.5;
/// What is left of a work that goes on from another, or stands beside one: people name where a story begins.
const LATER: f32 = 0.4;
/// Whose tags the overlap is measured by: 1 for the seed's alone, 0.5 for both alike. A neighbor of which much is told
/// is no less like the seed for that. Chosen on the development set, where 0.65 to 0.9 do nearly the same.
const OF_SEED: f32 = 0.75;

/// Figures by tag and by row.
pub(crate) struct Likeness {
    /// How much sharing a tag says: the logarithm of how few works have it.
    pub(crate) rarities: Vec<f32>,
    /// What a row's own tags divide an overlap with it by.
    told: Vec<f32>,
    /// How likely a row is what people mean: how well known it is, less where another comes before it.
    standing: Vec<f32>,
}

impl Likeness {
    pub(crate) fn of(columns: &Columns) -> Self {
        let rarities: Vec<f32> = (0..columns.tags.len() as u32).map(|tag| rarity(columns, tag)).collect();
        let told = (0..columns.rows()).map(|row| sum(columns, &rarities, row).powf(1.0 - OF_SEED)).collect();
        let before = [RelationType::Prequel, RelationType::Parent, RelationType::FullStory];
        let before = before.map(|kind| relation_code(&kind));
        let goes_on = |row: u32| {
            let mut earlier = columns.relations_of(row, |kind| before.contains(&kind));
            earlier.any(|(other, _)| other != row)
        };
        let standing = |row: u32| {
            let known = (0.05 + columns.fame(row)).powf(FAME);
            if goes_on(row) { known * LATER } else { known }
        };
        let standing = (0..columns.rows()).map(standing).collect();
        Self { rarities, told, standing }
    }

    /// How much of what is told of a seed is told of a row as well; `shared` is the sum of the rarities of the tags
    /// that they share, `whole` that of all tags of the seed.
    pub(crate) fn overlap(&self, row: u32, shared: f32, whole: f32) -> f32 {
        shared / (whole.powf(OF_SEED) * self.told[row as usize]).max(1.0)
    }

    /// How likely a row is what people mean.
    pub(crate) fn standing(&self, row: u32) -> f32 {
        self.standing[row as usize]
    }
}

fn rarity(columns: &Columns, tag: u32) -> f32 {
    let works = columns.living() as f32;
    let having = columns.tags.rows(tag).len() as f32;
    (1.0 + works / (having + 1.0)).ln()
}

fn sum(columns: &Columns, rarities: &[f32], row: u32) -> f32 {
    columns.tags.of_row(row).iter().map(|tag| rarities[*tag as usize]).sum()
}
