//! What a work is: its medium, its format within the medium, and how far along it is.

use crate::word::words;

words! {
    /// The medium of a work. A manga and its anime are two works, tied by a relation.
    #[derive(Default)]
    pub enum Medium {
        /// Animation, whatever its format.
        #[default]
        Anime = "ANIME",
        /// Comics of any country: manga, manhwa, manhua, doujinshi.
        Manga = "MANGA",
        /// Prose, light novels among them.
        Novel = "NOVEL",
        /// Visual novels, as VNDB draws the line.
        VisualNovel = "VISUAL_NOVEL",
        /// Every other game.
        Game = "GAME",
    }
}

words! {
    /// The form a work was released in.
    #[derive(Default)]
    pub enum Format {
        /// A broadcast series.
        Tv = "TV",
        /// A film.
        Movie = "MOVIE",
        /// Sold on disc first.
        Ova = "OVA",
        /// Streamed first.
        Ona = "ONA",
        /// A special episode or a recap.
        Special = "SPECIAL",
        /// A music video.
        Music = "MUSIC",
        /// A promotional video.
        Pv = "PV",
        /// A serialized manga.
        Manga = "MANGA",
        /// A single chapter.
        OneShot = "ONE_SHOT",
        /// Korean comics.
        Manhwa = "MANHWA",
        /// Chinese comics.
        Manhua = "MANHUA",
        /// Self-published comics.
        Doujinshi = "DOUJINSHI",
        /// A light novel.
        LightNovel = "LIGHT_NOVEL",
        /// A novel.
        Novel = "NOVEL",
        /// A visual novel.
        VisualNovel = "VISUAL_NOVEL",
        /// A game.
        Game = "GAME",
        /// No source said.
        #[default]
        Unknown = "UNKNOWN",
    }
}

words! {
    /// How far along a work is.
    #[derive(Default)]
    pub enum Status {
        /// All of it is out.
        Finished = "FINISHED",
        /// Some of it is out, more is announced.
        Ongoing = "ONGOING",
        /// Announced only.
        Upcoming = "UPCOMING",
        /// Announced or begun, and given up.
        Cancelled = "CANCELLED",
        /// Paused.
        Hiatus = "HIATUS",
        /// No source said.
        #[default]
        Unknown = "UNKNOWN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_any_dress_and_kept_when_unknown() {
        assert_eq!(Format::parse("one-shot"), Format::OneShot);
        assert_eq!(Medium::parse("Visual Novel"), Medium::VisualNovel);
        assert_eq!(Status::parse(""), Status::Unknown);
        assert_eq!(Format::parse("TV_SHORT").as_str(), "TV_SHORT");
        assert_eq!(Format::parse("Web toon").to_string(), "Web toon");
    }
}
