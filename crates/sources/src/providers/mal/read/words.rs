//! MyAnimeList's words in the field's own.

use model::{Format, ListStatus, Medium, RelationType};

use crate::parts::relations;

/// A kind of work; `None` for `unknown` and for words that are new to us.
pub fn format(word: &str) -> Option<(Format, Medium)> {
    Some(match word {
        "tv" => (Format::Tv, Medium::Anime),
        "ova" => (Format::Ova, Medium::Anime),
        "movie" => (Format::Movie, Medium::Anime),
        "special" | "tv_special" | "cm" => (Format::Special, Medium::Anime),
        "ona" => (Format::Ona, Medium::Anime),
        "music" => (Format::Music, Medium::Anime),
        "pv" => (Format::Pv, Medium::Anime),
        "manga" | "oel" => (Format::Manga, Medium::Manga),
        "one_shot" => (Format::OneShot, Medium::Manga),
        "doujinshi" | "doujin" => (Format::Doujinshi, Medium::Manga),
        "manhwa" => (Format::Manhwa, Medium::Manga),
        "manhua" => (Format::Manhua, Medium::Manga),
        "novel" => (Format::Novel, Medium::Novel),
        "light_novel" => (Format::LightNovel, Medium::Novel),
        _ => return None,
    })
}

/// How two works are tied.
pub fn relation(word: &str) -> RelationType {
    match relations::by_word(word) {
        RelationType::Other(_) => RelationType::Related,
        kind => kind,
    }
}

/// How far a user is.
pub fn list_status(word: &str) -> ListStatus {
    match word {
        "watching" | "reading" => ListStatus::Current,
        "completed" => ListStatus::Completed,
        "on_hold" => ListStatus::OnHold,
        "dropped" => ListStatus::Dropped,
        "plan_to_watch" | "plan_to_read" => ListStatus::Planned,
        _ => ListStatus::Unknown,
    }
}
