//! Stars by themselves. What a person decides lies on top and is not bounded by these.

/// `rarity.favorites`: 3 stars from 2,000 favourites, 2 from 500, else 1.
pub fn by_favorites(favorites: i64) -> i64 {
    match favorites {
        2000.. => 3,
        500.. => 2,
        _ => 1,
    }
}

/// `rarity.vndb`: 1 to 5 stars by the length of the description in characters and the number of traits.
///
/// The scale is another than the game's, so that a person has to decide.
pub fn by_description(length: usize, traits: u32) -> i64 {
    match (length, traits) {
        (501.., 10..) => 5,
        (201.., 5..) => 4,
        (51.., 3..) => 3,
        (0, 0) => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_begin_where_the_rules_say() {
        let favorites = [0, 499, 500, 1999, 2000, i64::MAX].map(by_favorites);
        assert_eq!(favorites, [1, 1, 2, 2, 3, 3]);
        let cases = [
            (0, 0, 1),
            (1, 0, 2),
            (0, 1, 2),
            (51, 3, 3),
            (50, 30, 2),
            (201, 5, 4),
            (501, 9, 4),
            (501, 10, 5),
        ];
        for (length, traits, stars) in cases {
            assert_eq!(by_description(length, traits), stars, "{length} characters, {traits} traits");
        }
    }
}
