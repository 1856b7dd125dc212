//! Stats from end to end over a store: import, check, both generators; on the real files where they are.

mod check;
mod generate;
mod import;
mod offline;
mod real;
mod scene;
