//! Where cells of a sheet lead.

use std::{io::Cursor, ops::RangeInclusive};

use calamine::Xlsx;

use super::open::damaged;
use crate::SheetError;

/// A link behind one cell, or behind an area of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its rows, as a spreadsheet counts them: the header is row 1.
    pub rows: RangeInclusive<u64>,
    /// Its columns, counted from 0.
    pub columns: RangeInclusive<usize>,
    /// The address, with what follows its `#`. Links within the workbook are left out.
    pub target: String,
}

pub(super) fn links(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Link>, SheetError> {
    let found = book.hyperlinks_by_sheet_name(name).map_err(damaged)?;
    let link = |link: calamine::Hyperlink| {
        let target = link.target.filter(|target| !target.is_empty())?;
        let target = match link.location {
            // A workbook keeps the two apart.
            Some(place) if !place.is_empty() && !target.contains('#') => format!("{target}#{place}"),
            _ => target,
        };
        let (start, end) = (link.range.start, link.range.end);
        Some(Link {
            rows: u64::from(start.0) + 1..=u64::from(end.0) + 1,
            columns: start.1 as usize..=end.1 as usize,
            target,
        })
    };
    Ok(found.into_iter().filter_map(link).collect())
}
