//! Rows of a few numbers each, one row after the other in memory.

use serde::{Deserialize, Serialize};

/// For each item, some others with a number.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sparse {
    starts: Vec<u32>,
    cells: Vec<(u32, f32)>,
}

impl Sparse {
    /// Of the cells of each row.
    pub fn of(rows: impl Iterator<Item = Vec<(u32, f32)>>) -> Self {
        let mut sparse = Self { starts: vec![0], cells: Vec::new() };
        for row in rows {
            sparse.cells.extend(row);
            sparse.starts.push(sparse.cells.len() as u32);
        }
        sparse
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The cells of a row; none beyond the last one.
    pub fn row(&self, at: u32) -> &[(u32, f32)] {
        let at = at as usize;
        if at >= self.rows() {
            return &[];
        }
        &self.cells[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Appends the rows as bytes: how many starts and cells, the starts, then each cell's place and number.
    pub(crate) fn write(&self, to: &mut Vec<u8>) {
        to.extend((self.starts.len() as u32).to_le_bytes());
        to.extend((self.cells.len() as u32).to_le_bytes());
        to.extend(self.starts.iter().flat_map(|start| start.to_le_bytes()));
        for (at, value) in &self.cells {
            to.extend(at.to_le_bytes());
            to.extend(value.to_le_bytes());
        }
    }

    /// Takes rows off the front of bytes; nothing when they break off, or point outside of themselves.
    pub(crate) fn read(bytes: &mut &[u8]) -> Option<Self> {
        let starts = word(bytes)? as usize;
        let cells = word(bytes)? as usize;
        let size = starts.checked_add(cells.checked_mul(2)?)?.checked_mul(4)?;
        if bytes.len() < size {
            return None;
        }
        let starts: Vec<u32> = (0..starts).map(|_| word(bytes)).collect::<Option<_>>()?;
        let mut read = Vec::with_capacity(cells);
        for _ in 0..cells {
            read.push((word(bytes)?, f32::from_bits(word(bytes)?)));
        }
        let ascending = starts.windows(2).all(|pair| pair[0] <= pair[1]);
        let fits = starts.last().is_none_or(|last| *last as usize == read.len());
        (ascending && fits).then_some(Self { starts, cells: read })
    }

    /// The number in a cell; 0 where there is none. A row is not sorted, so this walks along it.
    pub fn get(&self, row: u32, column: u32) -> f32 {
        self.row(row).iter().find(|(at, _)| *at == column).map_or(0.0, |(_, value)| *value)
    }
}

fn word(bytes: &mut &[u8]) -> Option<u32> {
    let (word, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*word))
}

/// The `most` cells that are largest without their sign, ties by place; the order of the rest is lost.
pub(crate) fn largest(mut cells: Vec<(u32, f32)>, most: usize) -> Vec<(u32, f32)> {
    let first = |a: &(u32, f32), b: &(u32, f32)| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0));
    if cells.len() > most {
        cells.select_nth_unstable_by(most, first);
        cells.truncate(most);
    }
    cells.sort_unstable_by_key(|(at, _)| *at);
    cells
}
