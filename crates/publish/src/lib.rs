//! Publishing: checked rows out to files and to the users' own PostgreSQL, and back again.
//!
//! What does not belong here: how rows come to be.
