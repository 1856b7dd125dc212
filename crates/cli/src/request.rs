//! A search as flags: page, order and filters. Their names and meanings are the same at every door, so
//! the words are handed on unread; only the help is the terminal's own.

use app::{AppError, SearchRequest};
use clap::{Arg, ArgMatches, Command, FromArgMatches, error::Error};

/// A parameter's name, the shape of its value, what it does.
type Row = (&'static str, &'static str, &'static str);

const PAGE: &[Row] = &[
    ("limit", "N", "How many works, 1 to 100 [default: 20]"),
    ("cursor", "CURSOR", "Go on where an earlier answer ended"),
    ("sort", "BY", "relevance, score, popularity, year, title or length"),
    ("order", "ORDER", "asc or desc"),
];

const FILTERS: &[Row] = &[
    ("medium", "LIST", "ANIME, MANGA, NOVEL, VISUAL_NOVEL, GAME; several by comma"),
    ("format", "LIST", "TV, MOVIE, OVA, ONA, SPECIAL, MANGA, LIGHT_NOVEL, …"),
    ("status", "LIST", "FINISHED, ONGOING, UPCOMING, CANCELLED, HIATUS"),
    ("season", "LIST", "WINTER, SPRING, SUMMER, FALL"),
    ("year_min", "YEAR", "Began in this year or later"),
    ("year_max", "YEAR", "Began in this year or earlier"),
    ("episodes_min", "N", "At least so many episodes"),
    ("episodes_max", "N", "At most so many episodes"),
    ("duration_min", "SECONDS", "Episodes of at least this length"),
    ("duration_max", "SECONDS", "Episodes of at most this length"),
    ("score_min", "SCORE", "Score of at least this, 0 to 10"),
    ("score_max", "SCORE", "Score of at most this, 0 to 10"),
    ("tags_any", "LIST", "Has one of these tags"),
    ("tags_all", "LIST", "Has all of these tags"),
    ("tags_none", "LIST", "Has none of these tags"),
    ("studios_any", "LIST", "By one of these studios"),
    ("studios_none", "LIST", "By none of these studios"),
    ("adult", "WHICH", "Works for adults: exclude, include or only [default: exclude]"),
];

/// What was given on the command line, as words.
#[derive(Debug, Clone, Default)]
pub struct RequestArgs(Vec<(&'static str, String)>);

impl RequestArgs {
    /// The request for `query` on this page with these filters.
    ///
    /// # Errors
    /// `invalid_parameter` naming the flag whose value is no good.
    pub fn read(&self, query: String) -> Result<SearchRequest, AppError> {
        let mut request = SearchRequest { query, ..SearchRequest::default() };
        for (name, value) in &self.0 {
            request.set(name, value).map_err(|error| {
                AppError::invalid_parameter(name, format!("--{name}: {}", error.message))
                    .hint("`emaki search --help` lists every filter and its values")
            })?;
        }
        Ok(request)
    }
}

impl clap::Args for RequestArgs {
    fn augment_args(command: Command) -> Command {
        let command = PAGE.iter().fold(command, |command, row| command.arg(arg(row)));
        FILTERS.iter().fold(command, |command, row| command.arg(arg(row).help_heading("Filters")))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn arg((name, value, help): &Row) -> Arg {
    let arg = Arg::new(*name).long(*name).value_name(*value).help(*help).allow_negative_numbers(true);
    // The published word has an underscore; the hyphen is what fingers expect of a flag.
    let hyphened = name.replace('_', "-");
    if hyphened == *name { arg } else { arg.alias(hyphened) }
}

impl FromArgMatches for RequestArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let rows = PAGE.iter().chain(FILTERS);
        let given = rows.filter_map(|(name, ..)| Some((*name, matches.get_one::<String>(name)?.clone())));
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_is_a_flag() {
        let flags: Vec<&str> = FILTERS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(flags, app::Filters::names());
    }

    #[test]
    fn a_bad_value_names_its_flag() {
        for (name, _, _) in PAGE.iter().chain(FILTERS).filter(|(_, shape, _)| ["N", "YEAR"].contains(shape)) {
            let error =
                RequestArgs(vec![(name, "soon".to_owned())]).read(String::new()).expect_err("no number");
            assert!(error.message.starts_with(&format!("--{name}: ")), "{error}");
        }
    }
}
