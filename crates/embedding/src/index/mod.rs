//! The index: rows of several named vectors per work, scanned exactly.

mod bitmap;
mod file;
mod quantize;
mod rows;
mod scan;

pub use bitmap::Bitmap;
pub use quantize::quantize;
pub use rows::{RowArrays, Rows, VectorIndex};
pub use scan::Neighbor;
