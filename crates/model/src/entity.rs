//! The kinds of things that have an id of their own.

use crate::word::words;

words! {
    /// What a link, a record or a change is about.
    #[derive(Default)]
    pub enum EntityKind {
        /// One title in one medium.
        #[default]
        Work = "WORK",
        /// A figure of one or several works.
        Character = "CHARACTER",
        /// A human: voice actor, director, writer.
        Person = "PERSON",
    }
}
