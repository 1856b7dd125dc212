//! The field's common words for media, formats, states and seasons, as people type them.

use model::{Format, Medium, Season, Status};

/// What a common word stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    Medium(Medium),
    Format(Format),
    Status(Status),
    Season(Season),
    /// For adults only.
    Adult,
}

/// The longest entry, in words.
pub(crate) const LONGEST: usize = 3;

/// What a phrase of folded words stands for. Words that are also common tags (`music`, `game`, …)
/// stand here only in the plural or with a second word.
pub(crate) fn meaning(phrase: &str) -> Option<Meaning> {
    let format = |format| Some(Meaning::Format(format));
    let medium = |medium| Some(Meaning::Medium(medium));
    let status = |status| Some(Meaning::Status(status));
    match phrase {
        "tv" | "tv series" | "tv serie" | "tv show" | "tv shows" | "tv anime" => format(Format::Tv),
        "movie" | "movies" | "film" | "films" | "anime movie" | "anime movies" => format(Format::Movie),
        "ova" | "ovas" | "oav" | "oavs" | "oad" | "oads" => format(Format::Ova),
        "ona" | "onas" | "web anime" | "web series" | "net anime" | "web animation" => format(Format::Ona),
        "special" | "specials" | "tv special" | "tv specials" => format(Format::Special),
        "music video" | "music videos" => format(Format::Music),
        "pv" | "pvs" | "promotional video" | "promotional videos" => format(Format::Pv),
        "one shot" | "one shots" | "oneshot" | "oneshots" => format(Format::OneShot),
        "manhwa" => format(Format::Manhwa),
        "manhua" => format(Format::Manhua),
        "doujinshi" => format(Format::Doujinshi),
        "light novel" | "light novels" => format(Format::LightNovel),
        "manga" | "mangas" | "comics" => medium(Medium::Manga),
        "novels" => medium(Medium::Novel),
        "visual novel" | "visual novels" | "vn" | "vns" => medium(Medium::VisualNovel),
        "games" | "video game" | "video games" => medium(Medium::Game),
        "finished" | "completed" => status(Status::Finished),
        "ongoing" | "airing" | "currently airing" => status(Status::Ongoing),
        "upcoming" | "unreleased" | "not yet aired" => status(Status::Upcoming),
        "cancelled" | "canceled" => status(Status::Cancelled),
        "on hiatus" | "hiatus" => status(Status::Hiatus),
        "winter" => Some(Meaning::Season(Season::Winter)),
        "spring" => Some(Meaning::Season(Season::Spring)),
        "summer" => Some(Meaning::Season(Season::Summer)),
        "fall" | "autumn" => Some(Meaning::Season(Season::Fall)),
        "18" | "r18" | "nsfw" | "adult only" | "adults only" => Some(Meaning::Adult),
        _ => None,
    }
}

/// Words that hold a query together and ask for nothing.
pub(crate) fn is_glue(word: &str) -> bool {
    matches!(
        word,
        "a" | "about"
            | "all"
            | "an"
            | "and"
            | "animated"
            | "anime"
            | "animes"
            | "are"
            | "as"
            | "best"
            | "by"
            | "featuring"
            | "find"
            | "for"
            | "from"
            | "genre"
            | "good"
            | "great"
            | "in"
            | "is"
            | "list"
            | "made"
            | "me"
            | "of"
            | "on"
            | "or"
            | "popular"
            | "season"
            | "seasons"
            | "series"
            | "show"
            | "shows"
            | "some"
            | "studio"
            | "tag"
            | "that"
            | "the"
            | "to"
            | "top"
            | "with"
            | "works"
            | "year"
            | "years"
    )
}

/// Words that turn the tag after them into one to leave out.
pub(crate) fn is_negation(word: &str) -> bool {
    matches!(word, "no" | "non" | "not" | "without" | "except" | "excluding" | "minus" | "sans")
}
