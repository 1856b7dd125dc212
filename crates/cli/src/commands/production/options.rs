//! Refusals in the words of the command line: by the option that was given, not by the field that it fills.

use app::AppError;

/// Fields that an option of another name fills.
const OPTIONS: [(&str, &str); 7] = [
    ("project_id", "project"),
    ("character_id", "character"),
    ("cut_id", "cut"),
    ("batch_id", "batch"),
    ("negative_prompt", "negative"),
    ("style_preset", "preset"),
    ("idempotency_key", "key"),
];

/// The same refusal, named by its option where it is of one of the `given` fields.
pub fn by_option(error: AppError, given: &[&str]) -> AppError {
    let refused = error.details["parameter"].as_str();
    let Some(field) = refused.and_then(|refused| given.iter().copied().find(|field| *field == refused))
    else {
        return error;
    };
    let option = match OPTIONS.iter().find(|(known, _)| *known == field) {
        Some((_, option)) => (*option).to_owned(),
        None => field.replace('_', "-"),
    };
    let named = format!("`{field}`");
    // The words are no option: they stand by themselves.
    let shown = if field == "prompt" { "`PROMPT`".to_owned() } else { format!("`--{option}`") };
    let message = if error.message.contains(&named) {
        error.message.replace(&named, &shown)
    } else {
        format!("{shown}: {}", error.message)
    };
    let listed = matches!(option.as_str(), "project" | "character") && error.hint.is_none();
    let error = AppError { message, ..error };
    let error =
        if listed { error.hint(format!("`emaki production {option} list` prints the ids")) } else { error };
    error.detail("parameter", option)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_given_is_named() {
        let refused = || AppError::invalid_parameter("project_id", "`project_id` is no UUID");
        let named = by_option(refused(), &["prompt", "project_id"]);
        assert_eq!(
            (named.message.as_str(), &named.details["parameter"]),
            ("`--project` is no UUID", &"project".into())
        );
        assert_eq!(
            by_option(refused(), &["prompt"]).message,
            "`project_id` is no UUID",
            "it stood in a file"
        );
        assert!(named.hint.is_some_and(|hint| hint.contains("production project list")));
        let empty = by_option(AppError::invalid_parameter("prompt", "`prompt` is empty"), &["prompt"]);
        assert_eq!(empty.message, "`PROMPT` is empty");
        let long = by_option(AppError::invalid_parameter("not_before", "no moment"), &["not_before"]);
        assert_eq!(long.message, "`--not-before`: no moment");
    }
}
