//! Everything kept: one `Store` over SQLite or PostgreSQL, its entities, migrations and contract suite.
//!
//! SQL stays behind this line. What does not belong here: deciding, merging, ranking.
