//! CSV files: read strictly (RFC 4180), written as Python's `csv` and pandas write them.
//!
//! Reading takes UTF-8 with or without a byte order mark, `\n`, `\r\n` or `\r` at line ends, and `,`, `;` or
//! tabs between the cells. A text in quotes keeps its line ends letter by letter. What other readers
//! guess at (rows of another length, a stray quotation mark, other encodings) is a fault with its row. Only
//! [`rows`] takes rows of any length, for tables whose header may stand anywhere.

mod read;
mod rows;
mod write;

pub use read::{Reader, read};
pub use rows::rows;
pub use write::{Writer, to_bytes, write};
