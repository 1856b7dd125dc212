//! The users' own PostgreSQL.
