//! The columns of each form, with what may stand in them and a note for people.

/// What a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// A series: what characters belong to.
    Series,
    /// A character.
    Character,
}

/// What may stand in a column, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// An id: text that is never edited.
    Id,
    /// A line of text.
    Text,
    /// Text of several lines.
    LongText,
    /// A whole number from the first to the last, such as `7844`.
    Integer(i64, i64),
    /// A number from the first to the last, such as `7.63`; a whole one has no point.
    Decimal(f64, f64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// Texts with `|` between them.
    List,
    /// A JSON object.
    Json,
    /// An http or https address.
    Link,
    /// `YYYY-MM-DD hh:mm:ss`.
    Time,
}

/// One column.
#[derive(Debug, PartialEq)]
pub struct Column {
    /// Its name in files.
    pub name: &'static str,
    /// What may stand in it.
    pub shape: Shape,
    /// Whether a row cannot be without it.
    pub required: bool,
    /// What it means, for people.
    pub note: &'static str,
}

impl Form {
    /// The word that tables and commands use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Character => "character",
        }
    }

    /// The form of a word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "series" => Some(Self::Series),
            "character" | "characters" => Some(Self::Character),
            _ => None,
        }
    }

    /// The columns, in the order of files.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Series => &SERIES,
            Self::Character => &CHARACTER,
        }
    }

    /// Where a column stands; none when the form has no such column.
    pub fn position(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }
}

/// What a series is made in.
pub const MEDIA: &[&str] = &["anime", "manga", "visual_novel", "light_novel", "game"];
const MOST: i64 = i64::MAX;

const fn column(name: &'static str, shape: Shape, required: bool, note: &'static str) -> Column {
    Column { name, shape, required, note }
}

static SERIES: [Column; 13] = [
    column(
        "source_type",
        Shape::Id,
        true,
        "The id space of source_id: mal, mal_manga, vndb, mangadex, ss or a game's short name. Never edit it.",
    ),
    column("source_id", Shape::Id, true, "The id in that space, as text. Never edit it."),
    column(
        "name",
        Shape::Text,
        true,
        "The name shown to players, with its medium's suffix where it has one.",
    ),
    column("english_name", Shape::Text, false, "The English name, where there is one."),
    column("creator", Shape::Json, false, "Who made it, as JSON by role: {\"studio\": \"A|B\"}."),
    column("media_type", Shape::Word(MEDIA), true, "What it is made in."),
    column("image_link", Shape::Link, false, "The address of a picture."),
    column("genres", Shape::List, false, "Genres with | between them."),
    column("synopsis", Shape::LongText, false, "What it is about."),
    column(
        "favorites",
        Shape::Integer(0, MOST),
        false,
        "How many people have it among their favourites at its source.",
    ),
    column(
        "members",
        Shape::Integer(0, MOST),
        false,
        "How many people follow it at its source; votes for a visual novel.",
    ),
    column("score", Shape::Decimal(0.0, 100.0), false, "The audience's score, on the source's own scale."),
    column("processed_at", Shape::Time, false, "When the row was made."),
];

static CHARACTER: [Column; 11] = [
    column(
        "source_type",
        Shape::Id,
        true,
        "The id space of source_id: mal, mal_manga, vndb, ss or a game's short name. Never edit it.",
    ),
    column("source_id", Shape::Id, true, "The id in that space, as text. Never edit it."),
    column("name", Shape::Text, true, "The name shown to players."),
    column("series", Shape::Text, true, "The name of its series, as the series sheet writes it."),
    column("series_source_id", Shape::Id, false, "The series' id at the source."),
    column(
        "genre",
        Shape::Text,
        true,
        "The medium's display name: Anime, Manga, Visual Novel, or the game's name.",
    ),
    column(
        "rarity",
        Shape::Integer(1, MOST),
        true,
        "Stars: 1 to 3 in the game; the automatic value may be higher and then needs a decision.",
    ),
    column("image_url", Shape::Link, false, "The address of a picture."),
    column("about", Shape::LongText, false, "Who it is."),
    column(
        "favorites",
        Shape::Integer(0, MOST),
        false,
        "How many people have it among their favourites at its source.",
    ),
    column("processed_at", Shape::Time, false, "When the row was made."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_of_the_old_files() {
        let names =
            |form: Form| form.columns().iter().map(|column| column.name).collect::<Vec<_>>().join(",");
        assert_eq!(
            names(Form::Series),
            "source_type,source_id,name,english_name,creator,media_type,image_link,genres,synopsis,favorites,members,score,processed_at"
        );
        assert_eq!(
            names(Form::Character),
            "source_type,source_id,name,series,series_source_id,genre,rarity,image_url,about,favorites,processed_at"
        );
    }
}
