//! `SeaORM` entities: the tables whose rows are read and written one at a time.
//!
//! Tables that are filled in bulk have none; many-row statements write them, so that no value passes
//! through an active model. One list of migrations makes both sorts.

pub(crate) mod audit;
pub(crate) mod import;
pub(crate) mod token;
