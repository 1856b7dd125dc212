//! Rows of a store out to files and back, and the old pipeline's own files.

mod check;
mod files;
mod golden;
mod measure;
mod real;
mod scene;
