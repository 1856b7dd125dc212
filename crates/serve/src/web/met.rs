//! What a hit meets and how it was found, as people say it.

use super::text;

/// A filter such as `year_min=1990`.
pub fn filter(filter: &str) -> String {
    let Some((name, value)) = filter.split_once('=') else { return filter.to_owned() };
    let choices = |joint: &str| value.split(',').map(str::trim).collect::<Vec<_>>().join(joint);
    match name {
        "medium" | "format" | "season" | "status" => {
            value.split(',').map(|one| text::word(one.trim())).collect::<Vec<_>>().join(" or ")
        }
        "year_min" => format!("from {value}"),
        "year_max" => format!("to {value}"),
        "episodes_min" => format!("at least {value} episodes"),
        "episodes_max" => format!("at most {value} episodes"),
        "duration_min" => format!("at least {}", length(value)),
        "duration_max" => format!("at most {}", length(value)),
        "score_min" => format!("a score of {value} or more"),
        "score_max" => format!("a score of {value} or less"),
        "tags_any" => format!("tagged {}", choices(" or ")),
        "tags_all" => format!("tagged {}", choices(" and ")),
        "tags_none" => format!("not tagged {}", choices(" or ")),
        "studios_any" => format!("by {}", choices(" or ")),
        "studios_none" => format!("not by {}", choices(" or ")),
        _ => format!("{} {}", name.replace('_', " "), choices(" or ")),
    }
}

/// By what an arm of the search finds.
pub fn arm(name: &str) -> &str {
    match name {
        "title" => "its names",
        "lexical" => "words",
        "vector" => "meaning",
        "filter" => "what it meets",
        "similar" => "likeness",
        "relation" => "its ties",
        other => other,
    }
}

fn length(seconds: &str) -> String {
    seconds.parse().map_or_else(|_| seconds.to_owned(), text::duration)
}

#[cfg(test)]
mod tests {
    #[test]
    fn filters_are_said_in_words() {
        let cases = [
            ("medium=ANIME,VISUAL_NOVEL", "Anime or Visual novel"),
            ("format=TV", "TV"),
            ("year_min=1990", "from 1990"),
            ("duration_max=7200", "at most 2 h"),
            ("score_min=7.5", "a score of 7.5 or more"),
            ("tags_all=drama,slice of life", "tagged drama and slice of life"),
            ("tags_none=gore", "not tagged gore"),
            ("adult=include", "adult include"),
            ("moonlit", "moonlit"),
        ];
        for (filter, words) in cases {
            assert_eq!(super::filter(filter), words);
        }
    }
}
