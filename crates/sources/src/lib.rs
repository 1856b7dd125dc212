//! Providers: how to ask them and how to read their answers, one file per provider or dataset format.
//!
//! Parsing is pure (bytes to records) and lives beside its fixture. What does not belong here: deciding
//! which ids are one work (`registry`), choosing between claims (`enrichment`), storing.

pub mod datasets;
