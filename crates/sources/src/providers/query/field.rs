//! The fields of the universal query and what each takes.

use model::{Format, FuzzyDate, Season, Status};

use super::QueryError;

/// A field of the universal query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Words of a title.
    Query,
    /// How many hits, 1 to 100.
    Limit,
    /// How many hits to pass over.
    Offset,
    /// How far along.
    Status,
    /// The format.
    Format,
    /// Least score, 0 to 10.
    ScoreMin,
    /// Most score, 0 to 10.
    ScoreMax,
    /// Fewest episodes.
    EpisodesMin,
    /// Most episodes.
    EpisodesMax,
    /// Shortest episode, in minutes.
    DurationMin,
    /// Longest episode, in minutes.
    DurationMax,
    /// Genres that all must be there.
    Genres,
    /// Genres that must not be there.
    GenresExclude,
    /// Themes that all must be there.
    Themes,
    /// Themes that must not be there.
    ThemesExclude,
    /// The year it began in.
    Year,
    /// The season it began in.
    Season,
    /// Begun on this day or later.
    StartDate,
    /// Ended, or begun where the provider knows no end, on this day or earlier.
    EndDate,
    /// Studios.
    Studios,
    /// Producers.
    Producers,
    /// Age rating.
    Rating,
    /// Works for adults: `exclude`, `include` or `only`.
    Adult,
    /// What to order by.
    Sort,
    /// `asc` or `desc`.
    Order,
}

impl Field {
    /// Every field, in the order of help.
    pub const ALL: [Self; 25] = [
        Self::Query,
        Self::Limit,
        Self::Offset,
        Self::Status,
        Self::Format,
        Self::ScoreMin,
        Self::ScoreMax,
        Self::EpisodesMin,
        Self::EpisodesMax,
        Self::DurationMin,
        Self::DurationMax,
        Self::Genres,
        Self::GenresExclude,
        Self::Themes,
        Self::ThemesExclude,
        Self::Year,
        Self::Season,
        Self::StartDate,
        Self::EndDate,
        Self::Studios,
        Self::Producers,
        Self::Rating,
        Self::Adult,
        Self::Sort,
        Self::Order,
    ];

    /// The pairs that bound a range.
    pub const RANGES: [(Self, Self); 4] = [
        (Self::ScoreMin, Self::ScoreMax),
        (Self::EpisodesMin, Self::EpisodesMax),
        (Self::DurationMin, Self::DurationMax),
        (Self::StartDate, Self::EndDate),
    ];

    /// The published name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Limit => "limit",
            Self::Offset => "offset",
            Self::Status => "status",
            Self::Format => "format",
            Self::ScoreMin => "score_min",
            Self::ScoreMax => "score_max",
            Self::EpisodesMin => "episodes_min",
            Self::EpisodesMax => "episodes_max",
            Self::DurationMin => "duration_min",
            Self::DurationMax => "duration_max",
            Self::Genres => "genres",
            Self::GenresExclude => "genres_exclude",
            Self::Themes => "themes",
            Self::ThemesExclude => "themes_exclude",
            Self::Year => "year",
            Self::Season => "season",
            Self::StartDate => "start_date",
            Self::EndDate => "end_date",
            Self::Studios => "studios",
            Self::Producers => "producers",
            Self::Rating => "rating",
            Self::Adult => "adult",
            Self::Sort => "sort",
            Self::Order => "order",
        }
    }

    /// The field of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// Reads a text as this field's values, in their universal form.
    pub(super) fn read(self, text: &str) -> Result<Vec<String>, QueryError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let expected = self.expected();
        let refused =
            || QueryError::Value { field: self.as_str(), expected, value: text.chars().take(60).collect() };
        let within = |low: f64, high: f64| {
            let number = text.parse::<f64>().ok().filter(|number| (low..=high).contains(number));
            number.map(|_| text.to_owned()).ok_or_else(refused)
        };
        let whole = |low: u32, high: u32| {
            let number = text.parse::<u32>().ok().filter(|number| (low..=high).contains(number));
            number.map(|number| number.to_string()).ok_or_else(refused)
        };
        let one = match self {
            Self::Query => text.to_owned(),
            Self::Limit => whole(1, 100)?,
            Self::Offset => whole(0, 1_000_000)?,
            Self::ScoreMin | Self::ScoreMax => within(0.0, 10.0)?,
            Self::EpisodesMin | Self::EpisodesMax | Self::DurationMin | Self::DurationMax => {
                whole(0, 100_000)?
            }
            Self::Year => whole(1850, 2150)?,
            Self::Season => Season::parse(text).ok_or_else(refused)?.as_str().to_owned(),
            Self::StartDate | Self::EndDate => text.parse::<FuzzyDate>().map_err(|_| refused())?.to_string(),
            Self::Status => match Status::parse(text) {
                Status::Other(_) => return Err(refused()),
                status => status.as_str().to_owned(),
            },
            Self::Format => match Format::parse(text) {
                // Some providers tell these apart, and whoever asks one of them may.
                Format::Other(word) if ["TV_SHORT", "TV_SPECIAL", "CM"].contains(&&*word.to_uppercase()) => {
                    word.to_uppercase()
                }
                Format::Other(_) => return Err(refused()),
                format => format.as_str().to_owned(),
            },
            Self::Rating => among(text, &["G", "PG", "PG13", "R", "R_PLUS", "RX"]).ok_or_else(refused)?,
            Self::Adult => among(text, &["exclude", "include", "only"]).ok_or_else(refused)?,
            Self::Sort => among(text, SORTS).ok_or_else(refused)?,
            Self::Order => among(text, &["asc", "desc"]).ok_or_else(refused)?,
            Self::Genres
            | Self::GenresExclude
            | Self::Themes
            | Self::ThemesExclude
            | Self::Studios
            | Self::Producers => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                return Ok(parts.map(str::to_owned).collect());
            }
        };
        Ok(vec![one])
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Query => "words of a title",
            Self::Limit => "a number from 1 to 100",
            Self::Offset => "a number from 0 to 1000000",
            Self::Status => "one of FINISHED, ONGOING, UPCOMING, CANCELLED, HIATUS",
            Self::Format => "a format such as TV, MOVIE, OVA, ONA, SPECIAL or MUSIC",
            Self::ScoreMin | Self::ScoreMax => "a number from 0 to 10",
            Self::EpisodesMin | Self::EpisodesMax => "a number of episodes",
            Self::DurationMin | Self::DurationMax => "a number of minutes",
            Self::Year => "a year from 1850 to 2150",
            Self::Season => "one of WINTER, SPRING, SUMMER, FALL",
            Self::StartDate | Self::EndDate => "a date as YYYY[-MM[-DD]]",
            Self::Rating => "one of G, PG, PG13, R, R_PLUS, RX",
            Self::Adult => "one of exclude, include, only",
            Self::Sort => {
                "one of relevance, score, popularity, year, title, start_date, end_date, episodes, favorites, rank, id"
            }
            Self::Order => "asc or desc",
            Self::Genres
            | Self::GenresExclude
            | Self::Themes
            | Self::ThemesExclude
            | Self::Studios
            | Self::Producers => "a list of names separated by commas",
        }
    }
}

const SORTS: &[&str] = &[
    "relevance",
    "score",
    "popularity",
    "year",
    "title",
    "start_date",
    "end_date",
    "episodes",
    "favorites",
    "rank",
    "id",
];

fn among(text: &str, words: &[&str]) -> Option<String> {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "").replace('+', "plus");
    words.iter().find(|word| plain(word) == plain(text)).map(|word| (*word).to_owned())
}
