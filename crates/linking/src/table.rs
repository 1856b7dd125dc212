//! How often records of one work, and of two, agree at each level: the weights of evidence, as data.
//!
//! Counted by `cargo run --release -p linking --example learn` on generated views of the works of one
//! half of the franchises of the anime-offline-database; the figures of the measures are taken on the
//! other half. Rows: one work; two works of one franchise under one stem; two works of one franchise;
//! two works that have nothing to do with each other.

/// Names: the same, near, part, overlap, apart, silent.
pub(crate) const TITLES: [[f64; 6]; 2] = [[0.45, 0.05, 0.1, 0.1, 0.2, 0.1], [0.1, 0.02, 0.2, 0.2, 0.38, 0.1]];
/// Both without a number, the same, number against `final`, one-sided, different.
pub(crate) const INSTALLMENT: [[f64; 6]; 4] = [
    [0.75, 0.15, 0.02, 0.06, 0.02, 1.0],
    [0.3, 0.05, 0.03, 0.42, 0.2, 1.0],
    [0.5, 0.05, 0.03, 0.32, 0.1, 1.0],
    [0.8, 0.01, 0.01, 0.17, 0.01, 1.0],
];
/// Both without a word, the same, backed, one-sided, against the format, different, different.
pub(crate) const KIND: [[f64; 8]; 4] = [
    [0.8, 0.08, 0.06, 0.02, 0.02, 0.01, 0.01, 1.0],
    [0.5, 0.05, 0.1, 0.05, 0.2, 0.03, 0.07, 1.0],
    [0.5, 0.05, 0.1, 0.05, 0.2, 0.03, 0.07, 1.0],
    [0.8, 0.02, 0.05, 0.05, 0.07, 0.005, 0.005, 1.0],
];
/// Days: the same, a week, six weeks, half a year, two years, more; months the same; years: the same,
/// one apart, three apart, more.
pub(crate) const DATE: [[f64; 12]; 4] = [
    [0.5, 0.05, 0.02, 0.02, 0.02, 0.01, 0.1, 0.24, 0.02, 0.01, 0.01, 1.0],
    [0.03, 0.02, 0.04, 0.1, 0.2, 0.31, 0.01, 0.05, 0.08, 0.08, 0.08, 1.0],
    [0.03, 0.02, 0.04, 0.1, 0.2, 0.31, 0.01, 0.05, 0.08, 0.08, 0.08, 1.0],
    [0.001, 0.002, 0.01, 0.02, 0.06, 0.607, 0.001, 0.009, 0.02, 0.05, 0.22, 1.0],
];
/// The same, near, different.
pub(crate) const FORMAT: [[f64; 4]; 4] =
    [[0.92, 0.05, 0.03, 1.0], [0.4, 0.2, 0.4, 1.0], [0.4, 0.2, 0.4, 1.0], [0.25, 0.25, 0.5, 1.0]];
/// Both one, the same, near, different.
pub(crate) const EPISODES: [[f64; 5]; 4] = [
    [0.45, 0.48, 0.05, 0.02, 1.0],
    [0.25, 0.15, 0.1, 0.5, 1.0],
    [0.25, 0.15, 0.1, 0.5, 1.0],
    [0.25, 0.05, 0.05, 0.65, 1.0],
];
/// The same, near, apart, different.
pub(crate) const DURATION: [[f64; 5]; 4] = [
    [0.65, 0.25, 0.05, 0.05, 1.0],
    [0.3, 0.15, 0.15, 0.4, 1.0],
    [0.3, 0.15, 0.15, 0.4, 1.0],
    [0.15, 0.1, 0.15, 0.6, 1.0],
];
/// The same, some in common, different.
pub(crate) const STUDIOS: [[f64; 4]; 4] =
    [[0.9, 0.06, 0.04, 1.0], [0.6, 0.05, 0.35, 1.0], [0.6, 0.05, 0.35, 1.0], [0.01, 0.005, 0.985, 1.0]];
/// Something that both are tied to is one work; nothing is.
pub(crate) const RELATIONS: [[f64; 3]; 4] =
    [[0.8, 0.2, 1.0], [0.6, 0.4, 1.0], [0.6, 0.4, 1.0], [0.002, 0.998, 1.0]];
/// How many other works of its franchise a record meets in another source, on average.
pub(crate) const SIBLINGS: f64 = 2.0;
/// Slope and offset that make log-odds into probabilities.
pub(crate) const CALIBRATION: (f64, f64) = (1.0, 0.0);
