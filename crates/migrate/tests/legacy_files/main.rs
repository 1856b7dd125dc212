//! The old pipeline's files, brought in from small trees of invented titles, and from the real one.

mod faults;
mod real;
mod scene;
mod small;
