//! Tables that fit the terminal, and that are plain when piped.

use comfy_table::{
    Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Row, Width, presets,
};

use super::text::clean;

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows of words under named columns.
#[derive(Debug)]
pub struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
    folds: bool,
}

impl Table {
    /// A table with these columns and no rows.
    pub fn new(columns: impl IntoIterator<Item = (&'static str, Align)>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new(), folds: false }
    }

    /// The same table, with cells that go on in the next line where others are cut.
    #[must_use]
    pub fn folding(mut self) -> Self {
        self.folds = true;
        self
    }

    /// Adds a row; what cannot be shown on one line is made to.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| clean(&cell)).collect());
    }

    /// The table as text: in columns no wider than `width`, or with tabs when there is no terminal.
    pub fn render(&self, width: Option<usize>, color: bool) -> String {
        match width {
            Some(width) => self.for_terminal(width, color),
            None => self.for_programs(),
        }
    }

    fn for_programs(&self) -> String {
        let header: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let mut text = header.join("\t") + "\n";
        for row in &self.rows {
            text += &row.join("\t");
            text.push('\n');
        }
        text
    }

    fn for_terminal(&self, width: usize, color: bool) -> String {
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX))
            .set_truncation_indicator("…");
        if color {
            table.enforce_styling();
        }
        let header = self.columns.iter().map(|(name, align)| {
            let cell = Cell::new(name.to_uppercase()).set_alignment(align.as_cell());
            if color { cell.add_attribute(Attribute::Bold) } else { cell }
        });
        table.set_header(header);
        for cells in &self.rows {
            let cells = cells.iter().zip(&self.columns);
            let mut row = Row::from(cells.map(|(text, (_, align))| {
                // A hard blank keeps words together, so that a cell is cut at the column's end.
                let text = if self.folds { text.clone() } else { text.replace(' ', "\u{a0}") };
                Cell::new(text).set_alignment(align.as_cell())
            }));
            if !self.folds {
                row.max_height(1);
            }
            table.add_row(row);
        }
        for (at, (_, align)) in self.columns.iter().enumerate() {
            if let Some(column) = table.column_mut(at) {
                column.set_padding((0, 2));
                if *align == Align::Right {
                    column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(self.widest(at))));
                }
            }
        }
        let text = table.trim_fmt().replace('\u{a0}', " ");
        text + "\n"
    }

    /// The width of a column of numbers, header included; numbers are never cut.
    fn widest(&self, column: usize) -> u16 {
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        let widest = cells.chain([self.columns[column].0.len()]).max().unwrap_or(0);
        u16::try_from(widest + 2).unwrap_or(u16::MAX)
    }
}

impl Align {
    fn as_cell(self) -> CellAlignment {
        match self {
            Self::Left => CellAlignment::Left,
            Self::Right => CellAlignment::Right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Table {
        let mut table = Table::new([("id", Align::Right), ("title", Align::Left), ("format", Align::Left)]);
        table.row([
            "7".into(),
            "Moonlit Depot and the Very Long Train to the End of the Line".into(),
            "TV".into(),
        ]);
        table.row(["12".into(), "月明かりの車庫と終着駅までの長い長い夜行列車".into(), "MOVIE".into()]);
        table
    }

    #[test]
    fn a_table_fits_the_terminal() {
        insta::assert_snapshot!(example().render(Some(40), false));
        for width in [30, 40, 60, 80] {
            let text = example().render(Some(width), false);
            let widest = text.lines().map(console::measure_text_width).max();
            assert!(widest <= Some(width), "{width}: {widest:?}\n{text}");
        }
    }

    #[test]
    fn a_folding_table_shows_everything() {
        insta::assert_snapshot!(example().folding().render(Some(40), false));
    }

    #[test]
    fn a_pipe_gets_everything() {
        insta::assert_snapshot!(example().render(None, false));
    }
}
