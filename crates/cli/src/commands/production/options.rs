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
    let (named, shown) = (format!("`{field}`"), format!("`--{option}`"));
    let message = if error.message.contains(&named) {
        error.message.replace(&named, &shown)
    } else {
        format!("{shown}: {}", error.message)
    };
    AppError { message, ..error }.detail("parameter", option)
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
        let long = by_option(AppError::invalid_parameter("not_before", "no moment"), &["not_before"]);
        assert_eq!(long.message, "`--not-before`: no moment");
    }
}
