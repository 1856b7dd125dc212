//! Moods as tags: a work is as dark as its tags are.

use crate::index::columns::Columns;

/// Moods with the tags that speak for and against them.
///
/// What a tag says of a mood was decided by hand, with the tags that catalogs use.
const MOODS: &str = include_str!("../../data/moods.tsv");
/// What a tag that speaks for a mood counts: those of the first third of its list, of the second, of the last.
const STRENGTHS: [f32; 3] = [0.6, 0.45, 0.3];
/// What a tag that speaks against a mood takes from it.
const AGAINST: f32 = 0.25;

/// How much of a mood each row has: asked of all rows at once by the rows of each tag, which is far less than the
/// tags of each row.
pub(crate) struct Tones(Vec<f32>);

impl Tones {
    /// A mood by its name; `None` for one that is not known, or of which no tag of the catalog speaks.
    pub(crate) fn of(mood: &str, columns: &Columns) -> Option<Self> {
        let (_, told, against) = moods().find(|(name, ..)| *name == mood)?;
        let told: Vec<&str> = told.collect();
        let third = told.len().div_ceil(STRENGTHS.len());
        let strengths = told.iter().enumerate().map(|(at, tag)| (tag, STRENGTHS[at / third]));
        let find = |tag: &str| columns.tags.find_folded(tag);
        let tags: Vec<_> = strengths.filter_map(|(tag, strength)| Some((find(tag)?, strength))).collect();
        if tags.is_empty() {
            return None;
        }
        // Each tag that speaks for the mood takes its share of what is missing to 1.
        let mut missing = vec![1.0f32; columns.rows() as usize];
        for (tag, strength) in tags {
            each_row(columns.tags.rows(tag), |row| missing[row] *= 1.0 - strength);
        }
        let mut counts = vec![0u16; missing.len()];
        for tag in against.filter_map(find) {
            each_row(columns.tags.rows(tag), |row| counts[row] += 1);
        }
        let shares = missing.into_iter().zip(counts);
        Some(Self(shares.map(|(missing, against)| share(missing, usize::from(against))).collect()))
    }

    /// How much of the mood a row has, 0 to 1.
    pub(crate) fn share(&self, row: u32) -> f32 {
        self.0[row as usize]
    }

    /// The same of every row, in their order.
    pub(crate) fn shares(&self) -> &[f32] {
        &self.0
    }
}

fn share(missing: f32, against: usize) -> f32 {
    ((1.0 - missing) - AGAINST * against as f32).max(0.0)
}

/// Each of some rows in ascending order once: a row has a tag twice where it has it in two spellings.
fn each_row(rows: &[u32], mut each: impl FnMut(usize)) {
    for (at, row) in rows.iter().enumerate() {
        if at == 0 || rows[at - 1] != *row {
            each(*row as usize);
        }
    }
}

/// The lines of the table.
fn moods() -> impl Iterator<Item = (&'static str, Tags, Tags)> {
    MOODS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?.split(" | "), cells.next()?.split(" | ")))
    })
}

type Tags = std::str::Split<'static, &'static str>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn every_mood_of_the_reader_has_its_tags() {
        let names = "dark light funny sad happy emotional romantic scary violent relaxing exciting serious \
                     mature childish cute weird wholesome uplifting depressing melancholic nostalgic epic \
                     slow fast mysterious suspenseful gritty complex philosophical beautiful cozy bittersweet";
        for name in names.split_whitespace() {
            let (_, mut told, _) = moods().find(|(known, ..)| *known == name).expect(name);
            assert!(told.all(|tag| !tag.is_empty() && fold(tag) == tag), "{name}");
        }
    }
}
