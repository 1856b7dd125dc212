//! The columns of the tables: those of the standard forms that a person can know.

use keeping::forms::Form;

/// What series are made in.
pub const MEDIA: &[&str] = keeping::forms::MEDIA;

/// The columns of a template, in the order of the standard form. What rules make is not asked for.
pub fn column_names(form: Form) -> impl Iterator<Item = &'static str> {
    let made: &[&str] = match form {
        Form::Series => &["processed_at"],
        Form::Character => &["processed_at", "genre"],
    };
    form.columns().iter().map(|column| column.name).filter(move |name| !made.contains(name))
}

/// Columns that older tables have, and that are passed over.
pub fn is_passed_over(name: &str) -> bool {
    matches!(name, "processed_at" | "genre" | "id")
}

/// Columns that a table cannot do without.
pub fn needed(form: Form) -> &'static [&'static str] {
    match form {
        Form::Series => &["name"],
        Form::Character => &["name", "series"],
    }
}
