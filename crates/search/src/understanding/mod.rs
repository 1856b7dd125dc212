//! Understanding: questions read with the catalog's names, and plans made ready for the engine.
//!
//! `asking` reads the words. Here lies what it must know of this index (`vocabulary`, and `lore` for what is
//! worked out beforehand), and what a plan means in it: `task` replaces its names by numbers, with the help of
//! `tags` (one thing in many spellings) and `moods` (as tags). `spoken` is what a plot speaks of without asking. `published` is the short form of a plan that
//! answers to plain searches show.

mod lore;
mod moods;
mod published;
mod spoken;
mod tags;
mod task;
mod vocabulary;

pub(crate) use lore::Lore;
pub(crate) use moods::Tones;
pub(crate) use published::published;
pub(crate) use spoken::spoken;
pub(crate) use tags::alternatives;
pub(crate) use task::{Task, What};
pub(crate) use vocabulary::Known;
