//! All works of the index at once, for those who reckon with the whole catalog: what they are about, how well
//! known they are, how they are tied.

use model::{Format, Medium, RelationType, Status, WorkId};

use super::{
    SearchIndex,
    columns::{Code, Number},
};

/// Every work as the index knows it, as of one commit.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// The last change that is in it.
    pub seq: i64,
    /// The works in ascending order of their ids.
    pub works: Vec<OverviewWork>,
    /// The tags that works name by number.
    pub tags: Vec<String>,
    /// The studios that works name by number.
    pub studios: Vec<String>,
}

/// One work among all.
#[derive(Debug, Clone)]
pub struct OverviewWork {
    /// Its id.
    pub id: WorkId,
    /// Its title, folded as it is sorted by.
    pub title: String,
    /// The medium.
    pub medium: Medium,
    /// The format.
    pub format: Format,
    /// How far along it is.
    pub status: Status,
    /// The year it began in.
    pub year: Option<i16>,
    /// Whether it is for adults only.
    pub adult: bool,
    /// How many people follow it.
    pub popularity: Option<u32>,
    /// Places in [`Overview::tags`].
    pub tags: Vec<u32>,
    /// Places in [`Overview::studios`].
    pub studios: Vec<u32>,
    /// The works that it names as tied to it, and how.
    pub relations: Vec<(WorkId, RelationType)>,
}

impl SearchIndex {
    /// Whether any work has a tag that is written so, folded.
    pub fn knows_tag(&self, tag: &str) -> bool {
        self.state().columns.tags.find(tag).is_some()
    }

    /// Whether any work is by a studio that is written so, folded.
    pub fn knows_studio(&self, studio: &str) -> bool {
        self.state().columns.studios.find(studio).is_some()
    }

    /// All works at once. Takes some ten milliseconds for as many thousand works, and no reading of files.
    pub fn overview(&self) -> Overview {
        let state = self.state();
        let columns = &state.columns;
        let id = |row: u32| WorkId::new(i64::from(columns.id(row)));
        let kind = |code: u8| RelationType::ALL.get(usize::from(code)).cloned().unwrap_or_default();
        let mut works: Vec<OverviewWork> = (0..columns.rows())
            .filter(|row| columns.alive(*row))
            .filter_map(|row| {
                let code = |which: Code| usize::from(columns.code(which, row));
                let related = columns.relations(row).filter(|(other, _)| *other != row);
                Some(OverviewWork {
                    id: id(row)?,
                    title: columns.sort_title(row).to_owned(),
                    medium: Medium::ALL.get(code(Code::Medium)).cloned().unwrap_or_default(),
                    format: Format::ALL.get(code(Code::Format)).cloned().unwrap_or_default(),
                    status: Status::ALL.get(code(Code::Status)).cloned().unwrap_or_default(),
                    year: columns.number(Number::Year, row).and_then(|year| i16::try_from(year).ok()),
                    adult: code(Code::Adult) == 1,
                    popularity: columns.number(Number::Popularity, row),
                    tags: columns.tags.of_row(row).to_vec(),
                    studios: columns.studios.of_row(row).to_vec(),
                    relations: related.filter_map(|(other, code)| Some((id(other)?, kind(code)))).collect(),
                })
            })
            .collect();
        works.sort_by_key(|work| work.id);
        let names = |vocabulary: &super::columns::Vocabulary| {
            (0..vocabulary.len() as u32).map(|number| vocabulary.name(number).to_owned()).collect()
        };
        Overview {
            seq: state.manifest.seq,
            works,
            tags: names(&columns.tags),
            studios: names(&columns.studios),
        }
    }
}
