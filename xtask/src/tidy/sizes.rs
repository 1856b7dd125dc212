//! No big files: everyone who clones the project carries each of them for ever.

use super::{Finding, House};

/// In bytes.
const BIGGEST: usize = 1_000_000;

/// Big files that are worth it, each with its reason.
const WORTH_IT: [&str; 1] = [
    // The built-in embedding table: search by meaning with no download.
    "crates/embedding/data/table.bin",
];

/// Checks every file that git knows.
pub fn check(house: &House) -> Vec<Finding> {
    let big = house.tree.sizes().filter(|(path, size)| *size > BIGGEST && !WORTH_IT.contains(path));
    big.map(|(path, size)| format!("{path}: {size} bytes; {BIGGEST} are the most")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_allowed_size_passes_and_a_bigger_one_is_found() {
        let (fits, big) = ("x".repeat(BIGGEST), "x".repeat(BIGGEST + 1));
        let house = House::of(&[("fits.txt", &fits), ("big.txt", &big)]);
        assert_eq!(check(&house), ["big.txt: 1000001 bytes; 1000000 are the most"]);
    }
}
