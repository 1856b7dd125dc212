//! What the game shows, held against what we would publish of the same number.

use publish::finish::{FinalCharacter, FinalSeries};
use serde_json::Value;

use super::old::OldRow;

/// The columns of a series that a value by hand can set right.
pub const SERIES: [&str; 10] = [
    "name",
    "english_name",
    "creator",
    "media_type",
    "image_link",
    "genres",
    "synopsis",
    "favorites",
    "members",
    "score",
];
/// The columns of a character that a value by hand can set right.
pub const CHARACTER: [&str; 6] = ["name", "series", "genre", "rarity", "image_url", "about"];

/// The text of a column as we would publish it.
pub fn of_series(row: &FinalSeries, column: &str) -> Option<String> {
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
    match column {
        "name" => Some(row.name.to_string()),
        "english_name" => text(&row.english_name),
        "creator" => text(&row.creator),
        "media_type" => Some(row.media_type.to_string()),
        "image_link" => text(&row.image_link),
        "genres" => text(&row.genres),
        "synopsis" => text(&row.synopsis),
        "favorites" => Some(row.favorites.to_string()),
        "members" => Some(row.members.to_string()),
        "score" => Some(row.score.to_string()),
        _ => None,
    }
}

/// The text of a column as we would publish it; the series is compared by its number.
pub fn of_character(row: &FinalCharacter, column: &str) -> Option<String> {
    match column {
        "name" => Some(row.name.to_string()),
        "genre" => Some(row.genre.to_string()),
        "rarity" => Some(row.rarity.to_string()),
        "image_url" => row.image_url.as_deref().map(str::to_owned),
        "about" => row.about.as_deref().map(str::to_owned),
        "series" => Some(row.series.to_string()),
        _ => None,
    }
}

/// Whether two values of a column mean the same to the game.
pub fn same(column: &str, there: Option<&str>, here: Option<&str>) -> bool {
    let (there, here) = (there.unwrap_or_default(), here.unwrap_or_default());
    if there == here {
        return true;
    }
    match column {
        "favorites" | "members" | "score" | "rarity" => {
            let number = |text: &str| if text.is_empty() { Some(0.0) } else { text.parse::<f64>().ok() };
            number(there).is_some() && number(there) == number(here)
        }
        "creator" => {
            let json =
                |text: &str| serde_json::from_str::<Value>(if text.is_empty() { "{}" } else { text }).ok();
            json(there).is_some() && json(there) == json(here)
        }
        // The later of two equal names stands there with its medium's suffix, and so we wrote it.
        "name" | "series" => there
            .strip_prefix(here)
            .is_some_and(|rest| !here.is_empty() && rest.starts_with(" (") && rest.ends_with(')')),
        _ => false,
    }
}

/// Whether a row's stats texts say the same as ours.
pub fn same_stats(row: &OldRow, ours: &stats::Stats) -> bool {
    ["stats", "elemental_type", "archetype", "potency", "elemental_resistances"].iter().all(|column| {
        let (there, here) = (row.text(column).unwrap_or_default(), ours.text(column).unwrap_or_default());
        let json = |text: &str| serde_json::from_str::<Value>(text).ok();
        there == here || (*column != "archetype" && json(&there).is_some() && json(&there) == json(&here))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_mean_the_same_however_they_are_written() {
        let cases = [
            ("score", Some("7"), Some("7.0"), true),
            ("score", None, Some("0"), true),
            ("score", Some("7"), Some("7.1"), false),
            ("creator", Some(r#"{"studio":"A"}"#), Some(r#"{"studio": "A"}"#), true),
            ("creator", None, Some("{}"), true),
            ("about", Some("a"), Some("a "), false),
            ("name", Some("Moonlit Depot (VN)"), Some("Moonlit Depot"), true),
            ("name", Some("Moonlit Depot 2"), Some("Moonlit Depot"), false),
            ("name", Some("Moonlit Depot"), Some("Moonlit Depot (VN)"), false),
        ];
        for (column, there, here, equal) in cases {
            assert_eq!(same(column, there, here), equal, "{column} {there:?} {here:?}");
        }
    }
}
