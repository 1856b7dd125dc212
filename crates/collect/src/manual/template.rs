//! Templates: a header, an example row, and in comments what may stand where.

use std::fmt::Write as _;

use keeping::forms::Form;

use super::{
    Subject,
    columns::{MEDIA, column_names, needed},
};

/// What a template is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Series or characters.
    pub form: Form,
    /// What all rows share.
    pub subject: Subject,
    /// The name of what it is for, such as a game's; empty when there is none.
    pub title: String,
    /// The series of the characters, where all belong to one.
    pub series: Option<String>,
}

/// A table to fill in.
pub fn template(wanted: &Template) -> String {
    let form = wanted.form;
    let mut text = String::new();
    let mut comment = |line: &str| {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{}", format!("# {line}").trim_end());
    };
    let what = match form {
        Form::Series => "series",
        Form::Character => "characters",
    };
    match wanted.title.as_str() {
        "" => comment(&format!("A table of {what} for Emaki.")),
        title => comment(&format!("A table of {what} of {title} for Emaki.")),
    }
    comment(
        "Write one row for each, below the header. Lines that begin with # are for you and are not read;",
    );
    comment("nor is the example as long as nobody has changed it. Save it as CSV in UTF-8.");
    if wanted.subject.source_type.is_empty() {
        comment("Name both tables under [collect.games.NAME] in the settings, with `medium` as below.");
    }
    comment("");
    for column in form.columns().iter().filter(|column| column_names(form).any(|name| name == column.name)) {
        let must = if needed(form).contains(&column.name) { " Needed." } else { "" };
        comment(&format!("{}: {}{must}", column.name, allowed(column.name, wanted)));
    }
    text.push_str(&column_names(form).collect::<Vec<_>>().join(","));
    text.push('\n');
    let cells: Vec<String> =
        column_names(form).map(|column| quoted(&cell(form, column, Some(wanted)))).collect();
    text.push_str(&cells.join(","));
    text.push('\n');
    text
}

/// The example's name.
pub fn example(form: Form) -> &'static str {
    match form {
        Form::Series => "Example Series (replace or delete this row)",
        Form::Character => "Example Character (replace or delete this row)",
    }
}

/// Whether a cell of the example is as the template gave it.
pub fn is_as_given(form: Form, column: &str, found: Option<&str>) -> bool {
    // What all rows of a table share is another in each, and no sign of a hand.
    if matches!(column, "source_type" | "media_type" | "series" | "series_source_id") {
        return true;
    }
    found.unwrap_or_default() == cell(form, column, None)
}

/// A cell of the example row.
fn cell(form: Form, column: &str, wanted: Option<&Template>) -> String {
    let own = |text: &str| text.to_owned();
    match (form, column) {
        (_, "name") => own(example(form)),
        (_, "source_type") => wanted.map(|wanted| wanted.subject.source_type.clone()).unwrap_or_default(),
        (_, "media_type") => wanted.map(|wanted| wanted.subject.medium.clone()).unwrap_or_default(),
        (Form::Character, "series") => {
            let series = wanted.map(|wanted| {
                let title = Some(wanted.title.clone()).filter(|title| !title.is_empty());
                wanted.series.clone().or(title)
            });
            series.flatten().unwrap_or_else(|| own("Example Series"))
        }
        (_, "source_id") => own("example"),
        (Form::Series, "creator") => own("{\"developer\": \"First Studio|Second Studio\"}"),
        (_, "image_link" | "image_url") => own("https://pictures.example/example.png"),
        (Form::Series, "genres") => own("Fantasy|Adventure"),
        (Form::Series, "score") => own("7.5"),
        (Form::Character, "rarity") => own("2"),
        (Form::Series, "synopsis") => own("What it is about, in as many lines as you like."),
        (Form::Character, "about") => own("Who it is, in as many lines as you like."),
        _ => String::new(),
    }
}

/// What may stand in a column.
fn allowed(column: &str, wanted: &Template) -> String {
    let subject = &wanted.subject;
    match column {
        "source_type" if subject.source_type.is_empty() => {
            "may be left empty: the settings name it for the whole table, under [collect.games.NAME]."
                .to_owned()
        }
        "source_type" => format!("{}; may be left empty.", subject.source_type),
        "source_id" => {
            "an id of your own, one word, as text: 007 is not 7. It stays for good. Without it one is \
                        made of the names, and a new name is then a new row."
                .to_owned()
        }
        "name" => "the name, without a code such as (GI) behind it.".to_owned(),
        "english_name" => "the English name, where it is another.".to_owned(),
        "creator" => {
            "names with | between them, or by role: {\"studio\" or \"author\" or \"serialization\" or \
                      \"developer\" or \"publisher\": \"A|B\"}."
                .to_owned()
        }
        "media_type" => {
            format!("{}; may be left empty. In other tables: {}.", subject.medium, others(&subject.medium))
        }
        "image_link" | "image_url" => "the address of a picture, https://…".to_owned(),
        "genres" => "genres with | between them.".to_owned(),
        "synopsis" => "what it is about.".to_owned(),
        "about" => "who it is.".to_owned(),
        "favorites" | "members" => "a whole number from 0.".to_owned(),
        "score" => format!("a number from 0 to {}, with a point.", subject.best_score()),
        "series" => match &wanted.series {
            Some(series) => format!("{series}, as the table of series writes it."),
            None => "the series' name, as the table of series writes it.".to_owned(),
        },
        "series_source_id" => "the series' id in the table of series; wins over its name.".to_owned(),
        "rarity" => "stars, a whole number from 1 to 6; what is published needs 1 to 3. Empty: made by rule."
            .to_owned(),
        _ => String::new(),
    }
}

fn others(medium: &str) -> String {
    MEDIA.iter().filter(|known| **known != medium).copied().collect::<Vec<_>>().join(", ")
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
