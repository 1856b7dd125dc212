//! `genres.vndb_tags`: genres of a visual novel's tags.

/// The genres, in the order in which they are written.
const GENRES: [&str; 14] = [
    "Drama",
    "Fantasy",
    "Romance",
    "Science Fiction",
    "Comedy",
    "Mystery",
    "Horror",
    "Action",
    "Educational",
    "Thriller",
    "Sexual Content",
    "Slice of Life",
    "Adventure",
    "Supernatural",
];

/// Tags that tell of a genre without being its name.
const PARENTS: &[(&str, &[&str])] = &[
    (
        "Drama",
        &["Tragedy", "Family Drama", "Coming-of-Age Drama", "Psychological Problems", "Grief", "Bad Endings"],
    ),
    (
        "Fantasy",
        &[
            "Magic",
            "High Fantasy",
            "Low Fantasy",
            "Dark Fantasy",
            "Urban Fantasy",
            "Dragons",
            "Elves",
            "Fairy Tale",
        ],
    ),
    (
        "Romance",
        &[
            "Harem",
            "Love Triangle",
            "Girl x Girl Romance",
            "Boy x Boy Romance",
            "Pure Love Story",
            "Childhood Friend Heroine",
        ],
    ),
    (
        "Science Fiction",
        &[
            "Time Travel",
            "Space Opera",
            "Cyberpunk",
            "Mecha",
            "Robots",
            "Post Apocalyptic",
            "Parallel Worlds",
            "Artificial Intelligence",
        ],
    ),
    ("Comedy", &["Parody", "Slapstick", "Black Comedy", "Satire", "Nonsense Comedy"]),
    ("Mystery", &["Amnesia", "Detective Work", "Murder Mystery", "Closed Circle", "Conspiracy"]),
    ("Horror", &["Gore", "Psychological Horror", "Cosmic Horror", "Body Horror", "Zombies", "Jump Scares"]),
    ("Action", &["War", "Combat", "Martial Arts", "Superpowers", "Gunfights"]),
    ("Educational", &["Language Learning", "Visual Novel about History"]),
    ("Thriller", &["Suspense", "Survival Game", "Psychological Thriller", "Serial Killer"]),
    ("Sexual Content", &["Nukige", "Only a Single Sexual Scene"]),
    (
        "Slice of Life",
        &["High School", "School Life Comedy", "Everyday Life", "Iyashikei", "Slice of Life Comedy"],
    ),
    ("Adventure", &["Treasure Hunt", "Journey", "Exploration", "Isekai"]),
    ("Supernatural", &["Ghosts", "Vampires", "Demons", "Gods", "Angels", "Youkai", "Witches", "Curses"]),
];

/// The genres of tags, each once, in the order of the list of genres whatever the order of the tags.
/// A tag that tells of none is passed over.
pub fn genres_of_tags(tags: &[String]) -> Vec<&'static str> {
    let tells = |genre: &str, tag: &str| {
        let is = |name: &str| name.eq_ignore_ascii_case(tag.trim());
        is(genre)
            || PARENTS.iter().any(|(parent, names)| *parent == genre && names.iter().any(|name| is(name)))
    };
    GENRES.into_iter().filter(|genre| tags.iter().any(|tag| tells(genre, tag))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_order_of_the_tags_does_not_count() {
        let genres = |tags: &[&str]| {
            genres_of_tags(&tags.iter().map(ToString::to_string).collect::<Vec<_>>()).join("|")
        };
        assert_eq!(genres(&["Gore", "Tragedy", "Time Travel", "Drama"]), "Drama|Science Fiction|Horror");
        assert_eq!(genres(&["drama", "Time Travel", "Tragedy", "Gore"]), "Drama|Science Fiction|Horror");
        assert_eq!(genres(&["Protagonist with Voice Acting"]), "");
    }

    #[test]
    fn every_tag_has_one_genre() {
        let names: Vec<&str> = PARENTS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(PARENTS.iter().all(|(genre, _)| GENRES.contains(genre)));
        assert!(names.len() > 55, "{}", names.len());
    }
}
