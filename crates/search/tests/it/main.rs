//! The index through its public interface, on a small invented catalog.

mod lifecycle;
mod scene;
mod searching;
mod understanding;
