//! Prompts: ready-made openings of a talk, which lead an assistant to the right tools.

use std::collections::HashMap;

use app::AppError;

/// A ready-made opening.
pub struct Prompt {
    /// Its published name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// What it wants to know.
    pub arguments: &'static [Argument],
    /// Writes it; arguments that were not given are empty.
    pub write: fn(&Given<'_>) -> String,
}

/// What a prompt wants to know.
pub struct Argument {
    /// Its published name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Whether the prompt is nothing without it.
    pub required: bool,
    /// What completes it.
    pub completes: Completes,
}

/// What completes an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completes {
    /// Titles.
    Titles,
    /// Tags.
    Tags,
    /// Media.
    Media,
    /// Years that have works.
    Years,
    /// The four seasons.
    Seasons,
    /// Nothing.
    Nothing,
}

/// The arguments that were given.
pub struct Given<'a>(pub &'a HashMap<String, String>);

impl Given<'_> {
    fn or(&self, name: &str, otherwise: &str) -> String {
        let given = self.0.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        given.unwrap_or(otherwise).to_owned()
    }
}

const fn argument(name: &'static str, about: &'static str, required: bool, completes: Completes) -> Argument {
    Argument { name, about, required, completes }
}

/// Every prompt.
pub static PROMPTS: &[Prompt] = &[
    Prompt {
        name: "discover",
        title: "Find something to watch or read",
        about: "Finds works for a mood, a genre and a medium.",
        arguments: &[
            argument("genre", "A genre or tag", false, Completes::Tags),
            argument("mood", "How it should feel", false, Completes::Nothing),
            argument("medium", "anime, manga, novel, visual novel or game", false, Completes::Media),
        ],
        write: |given| {
            format!(
                "Help me find {medium} of the genre {genre} that feels {mood}.\n\n\
                 1. Look at `catalog_stats` with `tags` when you are not sure how a genre or mood is called here.\n\
                 2. Call `search_works` with `tags_any` or `tags_all`, and `tags_none` for what I do not want. \
                 Order by `score` or `popularity`.\n\
                 3. Look at the best with `get_work`, and offer five that differ from each other: title, year, \
                 why it fits, and one caveat. Give away no plot turns.\n\
                 4. Ask what I have seen already, and go on with `similar_works` from what I liked.",
                medium = given.or("medium", "works of any kind"),
                genre = given.or("genre", "(any)"),
                mood = given.or("mood", "(any way)"),
            )
        },
    },
    Prompt {
        name: "compare",
        title: "Compare works",
        about: "Sets two works side by side: facts, ratings on every site, and for whom each is.",
        arguments: &[
            argument("first", "A title or id", true, Completes::Titles),
            argument("second", "Another title or id", true, Completes::Titles),
        ],
        write: |given| {
            format!(
                "Compare \"{first}\" with \"{second}\".\n\n\
                 1. `get_work` for each; when a title means several works, tell me which one you took.\n\
                 2. `compare_ratings` with both; say where sites disagree, and about what.\n\
                 3. A short table of what differs (form, length, years, studios, origin, tags), then two \
                 sentences on whom each one suits. Give away no plot turns.",
                first = given.or("first", ""),
                second = given.or("second", ""),
            )
        },
    },
    Prompt {
        name: "analyze",
        title: "Look closely at a work",
        about: "What is known of a work, how sure that is, and where it belongs.",
        arguments: &[
            argument("work", "A title or id", true, Completes::Titles),
            argument("focus", "overview, ratings, franchise, characters or data", false, Completes::Nothing),
        ],
        write: |given| {
            format!(
                "Look closely at \"{work}\", with the focus on {focus}.\n\n\
                 1. `get_work` at detail `full`; page through what is `omitted`.\n\
                 2. `related_works` for its place in the franchise, `compare_ratings` with `history` for how it is \
                 received, `get_characters` for who is in it.\n\
                 3. `explain_work` with `disagreements` for what sources do not agree on, and say so where it matters.\n\
                 4. Sum up in five sentences, name the sources, and keep spoilers out unless I ask for them.",
                work = given.or("work", ""),
                focus = given.or("focus", "an overview"),
            )
        },
    },
    Prompt {
        name: "season_guide",
        title: "Guide to a season",
        about: "What began in a season, sorted by what somebody may like.",
        arguments: &[
            argument("year", "The year", false, Completes::Years),
            argument("season", "winter, spring, summer or fall", false, Completes::Seasons),
            argument("taste", "What is liked", false, Completes::Tags),
        ],
        write: |given| {
            format!(
                "Make a guide to the anime season {season} {year} for somebody who likes {taste}.\n\n\
                 1. `list_season` with year and season; page on until the known names are through.\n\
                 2. Group the works: sequels (check with `related_works` what has to be seen before), new ones that \
                 fit, new ones that are a gamble.\n\
                 3. `where_to_watch` for those you recommend.\n\
                 4. At most three lines for each work.",
                season = given.or("season", "(the current one)"),
                year = given.or("year", ""),
                taste = given.or("taste", "(not known yet: ask)"),
            )
        },
    },
];

/// The prompt of a name.
///
/// # Errors
/// `not_found` when there is none.
pub fn named(name: &str) -> Result<&'static Prompt, AppError> {
    PROMPTS.iter().find(|prompt| prompt.name == name).ok_or_else(|| {
        let known: Vec<&str> = PROMPTS.iter().map(|prompt| prompt.name).collect();
        AppError::not_found("prompt", name).hint(format!("prompts are {}", known.join(", ")))
    })
}

impl Prompt {
    /// The text for what was given.
    ///
    /// # Errors
    /// `invalid_parameter` for an argument that is missing or unknown.
    pub fn text(&self, given: &HashMap<String, String>) -> Result<String, AppError> {
        if let Some(unknown) =
            given.keys().find(|name| self.arguments.iter().all(|known| known.name != **name))
        {
            return Err(AppError::invalid_parameter(
                unknown,
                format!("`{}` knows no `{unknown}`", self.name),
            ));
        }
        let empty = |name: &str| given.get(name).is_none_or(|text| text.trim().is_empty());
        if let Some(missing) = self.arguments.iter().find(|known| known.required && empty(known.name)) {
            let message = format!("`{}` needs `{}`", self.name, missing.name);
            return Err(AppError::invalid_parameter(missing.name, message));
        }
        Ok((self.write)(&Given(given)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_say_what_they_miss_and_name_tools_that_exist() {
        for prompt in PROMPTS {
            let given: HashMap<String, String> =
                prompt.arguments.iter().map(|one| (one.name.to_owned(), "moonlit".to_owned())).collect();
            let text = prompt.text(&given).expect("all is given");
            for named in text.split('`').skip(1).step_by(2).filter(|word| word.contains('_')) {
                let tool = super::super::tools::named(named).is_some();
                let argument = super::super::tools::TOOLS.iter().any(|tool| {
                    (tool.input)().get("properties").is_some_and(|known| known.get(named).is_some())
                });
                assert!(tool || argument, "{}: there is no `{named}`", prompt.name);
            }
        }
        assert!(named("compare").is_ok_and(|prompt| prompt.text(&HashMap::new()).is_err()));
        assert!(named("poem").is_err());
    }
}
