//! Texts to the numbers of their pieces, as the models' own tokenizers do it.
//!
//! Written here and not taken from the `tokenizers` crate: three small algorithms with nothing behind them
//! stand against some eighty crates, C code among them, and a third of a minute of compiling.

mod bert;
mod bpe;
mod unigram;
mod wordpiece;

pub(crate) use bert::BertWords;
pub(crate) use bpe::ByteBpe;
pub(crate) use unigram::Unigram;
pub(crate) use wordpiece::{Pieces, WordPiece};
