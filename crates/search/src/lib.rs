//! Finding works: title matching, the lexical index, filters, ranking.
//!
//! What does not belong here: the database; documents come in as values, hits go out as values.
