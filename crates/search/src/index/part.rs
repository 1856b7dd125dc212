//! One part of the index: the columns and names of some works, in one sealed file.
//!
//! The index is a large part and, after small changes, a second one with the works changed since.
//! A part never changes; a work taken out or written anew is dead in the older part.

use embedding::VectorIndex;

use super::{meanings, row::Row};
use crate::{
    pack::{Arena, Csr, Reader, Short, Sink},
    titles::{Name, TitleIndex},
};

/// The layout's version; another one is rebuilt.
pub(crate) const VERSION: u32 = 3;

/// Columns and names of works in ascending order of their ids. A work's place is its row.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) ids: Vec<u32>,
    pub(crate) codes: [Vec<u8>; 5],
    pub(crate) numbers: [Vec<u32>; 5],
    pub(crate) sort_titles: Arena,
    pub(crate) tag_names: Arena,
    pub(crate) tags: Csr,
    pub(crate) studio_names: Arena,
    pub(crate) studios: Csr,
    /// External ids by hash, ascending, and the rows they belong to.
    pub(crate) external: Vec<u64>,
    pub(crate) external_rows: Vec<u32>,
    /// Per row, three numbers a relation: the low and high half of the other's hash, and the kind.
    pub(crate) relations: Csr,
    pub(crate) fact_names: Arena,
    pub(crate) facts: Csr,
    pub(crate) scores: Csr,
    pub(crate) titles: TitleIndex,
    /// The vectors of its works, by the works' ids.
    pub(crate) vectors: VectorIndex,
}

/// Numbers texts in the order they come.
#[derive(Default)]
struct Dictionary {
    texts: Arena,
    numbers: rustc_hash::FxHashMap<String, u32>,
}

impl Dictionary {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.push(text);
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

impl Part {
    /// A part without works.
    fn empty(vectors: VectorIndex) -> Self {
        Self {
            ids: Vec::new(),
            codes: Default::default(),
            numbers: Default::default(),
            sort_titles: Arena::default(),
            tag_names: Arena::default(),
            tags: Csr::default(),
            studio_names: Arena::default(),
            studios: Csr::default(),
            external: Vec::new(),
            external_rows: Vec::new(),
            relations: Csr::default(),
            fact_names: Arena::default(),
            facts: Csr::default(),
            scores: Csr::default(),
            titles: TitleIndex::default(),
            vectors,
        }
    }

    /// Lays rows out; of two with one id the later counts.
    pub(crate) fn build(mut rows: Vec<Row>, vectors: VectorIndex) -> Self {
        rows.sort_by_key(|row| row.id);
        let mut part = Self::empty(vectors);
        let [mut tags, mut studios, mut facts] = [(); 3].map(|()| Dictionary::default());
        let mut external = Vec::new();
        let mut names = Vec::new();
        for at in 0..rows.len() {
            if rows.get(at + 1).is_some_and(|next| next.id == rows[at].id) {
                continue;
            }
            let row = &mut rows[at];
            let number = part.ids.len() as u32;
            part.ids.push(row.id);
            for (column, code) in part.codes.iter_mut().zip(row.codes) {
                column.push(code);
            }
            for (column, value) in part.numbers.iter_mut().zip(row.numbers) {
                column.push(value);
            }
            part.sort_titles.push(&row.sort_title);
            part.tags.push(row.tags.iter().map(|tag| tags.number(tag)));
            part.studios.push(row.studios.iter().map(|studio| studios.number(studio)));
            external.extend(row.external.iter().map(|hash| (*hash, number)));
            part.relations.push(
                row.relations
                    .iter()
                    .flat_map(|(hash, kind)| [*hash as u32, (*hash >> 32) as u32, u32::from(*kind)]),
            );
            part.facts.push(row.facts.iter().map(|fact| facts.number(fact)));
            part.scores.push(row.scores.iter().copied());
            names.extend(std::mem::take(&mut row.names).into_iter().map(|(text, kind)| Name {
                text,
                owner: number,
                kind,
            }));
        }
        external.sort_unstable();
        (part.external, part.external_rows) = external.into_iter().unzip();
        part.tag_names = tags.texts;
        part.studio_names = studios.texts;
        part.fact_names = facts.texts;
        part.titles = TitleIndex::build(names);
        part
    }

    /// The rows as they were laid in, but for those that `dead` names.
    pub(crate) fn rows(&self, dead: impl Fn(u32) -> bool) -> Vec<Row> {
        let mut names = vec![Vec::new(); self.ids.len()];
        for name in 0..self.titles.len() as u32 {
            let entry = (self.titles.text(name).to_owned(), self.titles.kind(name));
            names[self.titles.owner(name) as usize].push(entry);
        }
        let mut external = vec![Vec::new(); self.ids.len()];
        for (hash, row) in self.external.iter().zip(&self.external_rows) {
            external[*row as usize].push(*hash);
        }
        let texts =
            |arena: &Arena, numbers: &[u32]| numbers.iter().map(|at| arena.get(*at).to_owned()).collect();
        let alive = (0..self.ids.len()).filter(|at| !dead(self.ids[*at]));
        alive
            .map(|at| Row {
                id: self.ids[at],
                codes: std::array::from_fn(|column| self.codes[column][at]),
                numbers: std::array::from_fn(|column| self.numbers[column][at]),
                sort_title: self.sort_titles.get(at as u32).to_owned(),
                tags: texts(&self.tag_names, self.tags.get(at as u32)),
                studios: texts(&self.studio_names, self.studios.get(at as u32)),
                names: std::mem::take(&mut names[at]),
                external: std::mem::take(&mut external[at]),
                relations: self.relations_of(at as u32).collect(),
                facts: texts(&self.fact_names, self.facts.get(at as u32)),
                scores: self.scores.get(at as u32).to_vec(),
            })
            .collect()
    }

    /// The ties of a row: the other's hash and the kind's code.
    pub(crate) fn relations_of(&self, row: u32) -> impl Iterator<Item = (u64, u8)> {
        let (triples, _) = self.relations.get(row).as_chunks::<3>();
        triples.iter().map(|[low, high, kind]| (u64::from(*low) | u64::from(*high) << 32, *kind as u8))
    }

    /// The row of a work.
    pub(crate) fn row_of(&self, id: u32) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|at| at as u32)
    }

    /// The rows that have an external id.
    pub(crate) fn rows_of_external(&self, hash: u64) -> &[u32] {
        let from = self.external.partition_point(|known| *known < hash);
        let to = self.external.partition_point(|known| *known <= hash);
        &self.external_rows[from..to]
    }

    pub(crate) fn write(&self, sink: &mut Sink<'_>) {
        sink.numbers(&self.ids);
        self.codes.iter().for_each(|column| sink.bytes(column));
        self.numbers.iter().for_each(|column| sink.numbers(column));
        self.sort_titles.write(sink);
        self.tag_names.write(sink);
        self.tags.write(sink);
        self.studio_names.write(sink);
        self.studios.write(sink);
        sink.longs(&self.external);
        sink.numbers(&self.external_rows);
        self.relations.write(sink);
        self.fact_names.write(sink);
        self.facts.write(sink);
        self.scores.write(sink);
        self.titles.write(sink);
        meanings::write(&self.vectors, sink);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Short> {
        let mut part = Self::empty(meanings::empty());
        part.ids = reader.numbers()?;
        for column in &mut part.codes {
            *column = reader.bytes()?;
        }
        for column in &mut part.numbers {
            *column = reader.numbers()?;
        }
        part.sort_titles = Arena::read(reader)?;
        part.tag_names = Arena::read(reader)?;
        part.tags = Csr::read(reader)?;
        part.studio_names = Arena::read(reader)?;
        part.studios = Csr::read(reader)?;
        part.external = reader.longs()?;
        part.external_rows = reader.numbers()?;
        part.relations = Csr::read(reader)?;
        part.fact_names = Arena::read(reader)?;
        part.facts = Csr::read(reader)?;
        part.scores = Csr::read(reader)?;
        part.titles = TitleIndex::read(reader)?;
        part.vectors = meanings::read(reader)?;
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pack::{seal, unseal},
        titles::NameKind,
    };

    fn row(id: u32, title: &str) -> Row {
        Row {
            id,
            codes: [0, 1, 2, 3, 0],
            numbers: [1999, 12, 1440, 7500, 10],
            sort_title: title.to_owned(),
            tags: vec!["drama".to_owned(), "school".to_owned()],
            studios: vec!["Studio Owl".to_owned()],
            names: vec![(title.to_owned(), NameKind::Main)],
            external: vec![u64::from(id) << 40],
            relations: vec![(7, 1)],
            facts: vec!["origin=manga".to_owned()],
            scores: vec![7_500],
        }
    }

    #[test]
    fn rows_survive_the_bytes_and_can_be_taken_out() {
        let part = Part::build(vec![row(9, "b"), row(2, "a"), row(9, "c")], meanings::empty());
        let mut file = std::io::Cursor::new(Vec::new());
        seal(VERSION, &mut file, |sink| part.write(sink)).expect("memory takes it");
        file.set_position(0);
        let read = unseal(VERSION, &mut file, Part::read).expect("what was written");
        assert_eq!(read.rows(|_| false), [row(2, "a"), row(9, "c")]);
        assert_eq!(read.rows(|id| id == 2), [row(9, "c")]);
        assert_eq!((read.row_of(9), read.rows_of_external(9 << 40)), (Some(1), [1].as_slice()));
    }
}
