//! What a column of a workbook looks like.

/// One column of a sheet to write.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column<'a> {
    /// Its name, in the header.
    pub name: &'a str,
    /// How it is stored.
    pub kind: Kind,
    /// How wide, in letters.
    pub width: f64,
    /// Whether its cells may not be edited.
    pub locked: bool,
    /// What may stand in it, as a drop-down; anything when empty. 255 letters at most, commas included.
    pub choices: Vec<String>,
    /// A note on its header; none when empty.
    pub note: &'a str,
}

/// How the cells of a column are stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// As text, whatever it looks like, and typed text stays text: `007`, `1/2`.
    #[default]
    Text,
    /// As a number where it is one, so that people can sort and sum; else as text.
    Number,
}

/// What a cell's color says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    Plain,
    /// Changed by hand.
    Changed,
    /// New.
    New,
    /// Left out.
    Out,
    /// Wants a decision.
    Wanted,
}

impl Mark {
    /// Every mark, in the order of formats.
    pub(super) const ALL: [Self; 5] = [Self::Plain, Self::Changed, Self::New, Self::Out, Self::Wanted];

    /// Its color, none for a plain one.
    pub(super) fn color(self) -> Option<u32> {
        match self {
            Self::Plain => None,
            Self::Changed => Some(0xFF_F2_CC),
            Self::New => Some(0xE2_EF_DA),
            Self::Out => Some(0xE7_E6_E6),
            Self::Wanted => Some(0xFC_E4_D6),
        }
    }
}
