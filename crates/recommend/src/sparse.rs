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

    /// The number in a cell; 0 where there is none. A row is not sorted, so this walks along it.
    pub fn get(&self, row: u32, column: u32) -> f32 {
        self.row(row).iter().find(|(at, _)| *at == column).map_or(0.0, |(_, value)| *value)
    }
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
