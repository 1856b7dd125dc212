//! How often records of one work, and of two, agree at each level: the weights of evidence, as data.
//!
//! Counted by `cargo run --release -p linking --example learn` on generated views of the works of one
//! half of the franchises of the anime-offline-database; the figures of the measures are taken on the
//! other half. Rows: one work; two works of one franchise under one stem; two works of one franchise;
//! two works that have nothing to do with each other.

/// Names: the same, near, part, overlap, apart in two languages, apart in one, silent.
pub(crate) const TITLES: [[f64; 7]; 2] = [
    [0.58836, 0.02601, 0.07190, 0.01926, 0.24333, 0.01649, 0.03464],
    [0.12913, 0.02218, 0.19593, 0.03792, 0.51848, 0.06934, 0.02701],
];
/// Both without a number, the same, number against `final`, one-sided, different.
pub(crate) const INSTALLMENT: [[f64; 6]; 4] = [
    [0.82919, 0.09704, 0.00513, 0.06468, 0.00395, 1.0],
    [0.38326, 0.02246, 0.01361, 0.41506, 0.16561, 1.0],
    [0.66936, 0.01457, 0.00600, 0.26713, 0.04295, 1.0],
    [0.78254, 0.00372, 0.00114, 0.20375, 0.00885, 1.0],
];
/// Both without a word, the same, backed, one-sided, against the format, different, different.
pub(crate) const KIND: [[f64; 8]; 4] = [
    [0.84546, 0.07609, 0.05863, 0.00605, 0.00811, 0.00333, 0.00233, 1.0],
    [0.58737, 0.02386, 0.05013, 0.02333, 0.27661, 0.00306, 0.03564, 1.0],
    [0.67819, 0.03197, 0.07705, 0.01793, 0.17650, 0.00286, 0.01550, 1.0],
    [0.80875, 0.00303, 0.04701, 0.01456, 0.11967, 0.00047, 0.00652, 1.0],
];
/// Days: the same, a week, six weeks, half a year, two years, more; months the same; years: the same,
/// one apart, three apart, more.
pub(crate) const DATE: [[f64; 12]; 4] = [
    [0.64023, 0.05239, 0.03965, 0.00136, 0.04160, 0.00136, 0.04466, 0.16393, 0.01172, 0.00151, 0.00159, 1.0],
    [0.00746, 0.00671, 0.01939, 0.12167, 0.33468, 0.28824, 0.00211, 0.02493, 0.07100, 0.06515, 0.05866, 1.0],
    [0.00518, 0.00686, 0.02434, 0.08821, 0.22167, 0.45136, 0.00234, 0.02187, 0.03859, 0.04564, 0.09393, 1.0],
    [0.00006, 0.00086, 0.00401, 0.01763, 0.06360, 0.60248, 0.00009, 0.00686, 0.01534, 0.02946, 0.25960, 1.0],
];
/// The same for printed works, where years of one work are as far apart as in 502 pairs of MyAnimeList and
/// Anime News Network whose title of four words or more no other entry of either bears.
pub(crate) const DATE_PRINTED: [[f64; 12]; 4] = {
    let mut rows = DATE;
    (rows[0][7], rows[0][8], rows[0][9], rows[0][10]) = (0.14302, 0.02918, 0.00501, 0.00179);
    rows
};
/// The same, near, different.
pub(crate) const FORMAT: [[f64; 4]; 4] = [
    [0.93260, 0.04158, 0.02582, 1.0],
    [0.53160, 0.08182, 0.38658, 1.0],
    [0.39364, 0.12642, 0.47995, 1.0],
    [0.22594, 0.22498, 0.54908, 1.0],
];
/// Both one, the same, near, different.
pub(crate) const EPISODES: [[f64; 5]; 4] = [
    [0.36360, 0.56627, 0.05013, 0.02001, 1.0],
    [0.05203, 0.27115, 0.09986, 0.57696, 1.0],
    [0.21380, 0.09209, 0.04720, 0.64691, 1.0],
    [0.18178, 0.02889, 0.02997, 0.75936, 1.0],
];
/// The same, near, apart, different.
pub(crate) const DURATION: [[f64; 5]; 4] = [
    [0.46473, 0.36931, 0.13115, 0.03481, 1.0],
    [0.18070, 0.27731, 0.23747, 0.30451, 1.0],
    [0.09652, 0.17957, 0.20739, 0.51653, 1.0],
    [0.03686, 0.09448, 0.16150, 0.70717, 1.0],
];
/// The same, some in common, different.
pub(crate) const STUDIOS: [[f64; 4]; 4] = [
    [0.96243, 0.03187, 0.00571, 1.0],
    [0.70007, 0.13325, 0.16668, 1.0],
    [0.56043, 0.09142, 0.34815, 1.0],
    [0.00845, 0.00295, 0.98860, 1.0],
];
/// Something that both are tied to is one work; nothing is.
pub(crate) const RELATIONS: [[f64; 3]; 4] =
    [[0.97011, 0.02989, 1.0], [0.33576, 0.66424, 1.0], [0.33818, 0.66182, 1.0], [0.00007, 0.99993, 1.0]];
/// How many other works of its franchise a record meets in another source, on average.
pub(crate) const SIBLINGS: f64 = 2.0;
/// Slope and offset that make log-odds into probabilities: between what calibration of single pairs asks for
/// (-1.2, on the same half of the views) and what clusters bear on all generators.
pub(crate) const CALIBRATION: (f64, f64) = (1.0, -0.2);
