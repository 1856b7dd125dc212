//! People against a store, on SQLite and on PostgreSQL: sheets, links, the move away from the CSV file, erasure.

mod erasing;
mod following;
mod importing;
mod moving;
mod scene;
mod sharing;
mod shelf;
