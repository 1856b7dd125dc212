//! The index through its public interface, on a small invented catalog.

mod asking;
mod lifecycle;
mod scene;
mod searching;
mod typos;
mod understanding;
