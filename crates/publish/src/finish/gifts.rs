//! Gifts that a character likes, found by words in what is told of it.

/// Words, and the gifts that they tell of.
type Liking = (&'static [&'static str], [&'static str; 2]);

const LIKINGS: [Liking; 4] = [
    (&["food", "eat", "cook", "hungry", "sweet"], ["Chocolate", "Cake"]),
    (&["flower", "garden", "nature", "beautiful"], ["Roses", "Sakura Petals"]),
    (&["book", "read", "study", "smart", "intelligent"], ["Novel", "Manga"]),
    (&["cute", "pretty", "beautiful", "fashion"], ["Hair Ribbon", "Necklace"]),
];
/// What somebody likes of whom nothing of the kind is told.
const ANYBODY: [&str; 3] = ["Chocolate", "Roses", "Hair Ribbon"];
const MOST: usize = 5;

/// `gifts.whole_word`: by whole words, capitals and small letters alike.
pub fn by_word(about: &str) -> Vec<&'static str> {
    let mut liked = [false; LIKINGS.len()];
    for word in about.split(|c: char| !c.is_alphanumeric()).filter(|word| (3..=11).contains(&word.len())) {
        for (liked, (words, _)) in liked.iter_mut().zip(LIKINGS) {
            *liked |= words.iter().any(|known| known.eq_ignore_ascii_case(word));
        }
    }
    chosen(liked)
}

/// As the old pipeline did: by any part of the text, so that `great` tells of eating.
pub fn by_part(about: &str) -> Vec<&'static str> {
    let about = about.to_lowercase();
    chosen(LIKINGS.map(|(words, _)| words.iter().any(|word| about.contains(word))))
}

fn chosen(liked: [bool; LIKINGS.len()]) -> Vec<&'static str> {
    let gifts = LIKINGS.iter().zip(liked).filter(|(_, liked)| *liked).flat_map(|((_, gifts), _)| *gifts);
    let gifts: Vec<&str> = gifts.take(MOST).collect();
    if gifts.is_empty() { ANYBODY.to_vec() } else { gifts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_whole() {
        let cases = [
            ("She keeps a great garden.", "Roses, Sakura Petals", "Chocolate, Cake, Roses, Sakura Petals"),
            ("EAT, read!", "Chocolate, Cake, Novel, Manga", "Chocolate, Cake, Novel, Manga"),
            ("Spreads rumours.", "Chocolate, Roses, Hair Ribbon", "Novel, Manga"),
            (
                "A beautiful cook.",
                "Chocolate, Cake, Roses, Sakura Petals, Hair Ribbon",
                "Chocolate, Cake, Roses, Sakura Petals, Hair Ribbon",
            ),
            ("", "Chocolate, Roses, Hair Ribbon", "Chocolate, Roses, Hair Ribbon"),
        ];
        for (about, words, parts) in cases {
            assert_eq!(by_word(about).join(", "), words, "{about}");
            assert_eq!(by_part(about).join(", "), parts, "{about}");
        }
    }
}
