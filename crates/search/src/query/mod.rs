//! Understanding: which parts of a query are filters, which name a work or a character, which are words.
//!
//! Everything is read against the catalog's own vocabularies (tags, studios, titles, characters);
//! `lexicon` holds only the field's common words for formats, seasons and the like.

mod lexicon;
mod parse;
mod patterns;
mod tokens;

pub(crate) use parse::read;
pub(crate) use patterns::Pattern;
