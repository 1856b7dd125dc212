//! What is wrong with settings, said so that the line can be found and mended.

use figment::error::Kind;

use crate::{AppError, ErrorCode};

/// Letters that a misspelled name has in common with the one that is meant.
const ALIKE: usize = 3;

/// A failure to read settings, with the setting, where it stands and what belongs there.
pub fn told(error: &figment::Error) -> AppError {
    let key = error.path.join(".");
    let (what, hint) = match &error.kind {
        Kind::UnknownField(found, known) => (format!("there is no setting `{key}`"), meant(found, known)),
        Kind::InvalidType(found, wanted) | Kind::InvalidValue(found, wanted) => {
            (format!("`{key}` is {found} where {} is expected", plain(wanted)), explained(&key))
        }
        other if key.is_empty() => (other.to_string(), explained(&key)),
        other => (format!("`{key}`: {other}"), explained(&key)),
    };
    let message = format!("the settings cannot be read: {}, {}", what.trim_end(), place(error));
    AppError::new(ErrorCode::InvalidInput, message).detail("setting", key).hint(hint)
}

/// Where the value stands: a file, or a variable of the environment.
fn place(error: &figment::Error) -> String {
    let metadata = error.metadata.as_ref();
    match metadata.and_then(|metadata| metadata.source.as_ref()) {
        Some(source) if source.file_path().is_some() => format!("in `{source}`"),
        _ if metadata.is_some_and(|metadata| metadata.name.contains("environment")) => {
            format!("in the variable EMAKI_{}", error.path.join("__").to_uppercase())
        }
        _ => "as it was given to the command".to_owned(),
    }
}

/// A type as people call it, in place of a name of the code.
fn plain(wanted: &str) -> &str {
    if wanted.starts_with("struct ") || wanted.starts_with("a map") { "a table of settings" } else { wanted }
}

fn explained(key: &str) -> String {
    if key == "serve.listen" {
        return "an address with a port, such as 127.0.0.1:8000; no name such as localhost".to_owned();
    }
    "docs/reference/config.md has every setting with its default".to_owned()
}

/// The names that may be meant by one that there is not.
fn meant(found: &str, known: &[&str]) -> String {
    let begins_so = |name: &&&str| found.get(..ALIKE).is_some_and(|letters| name.starts_with(letters));
    let like: Vec<String> = known.iter().filter(begins_so).map(|name| format!("`{name}`")).collect();
    let all = format!("settings there are {}", known.join(", "));
    if like.is_empty() { all } else { format!("is {} meant? {all}", like.join(" or ")) }
}

#[cfg(test)]
mod tests {
    use figment::{
        Figment,
        providers::{Format, Toml},
    };

    use super::*;
    use crate::config::{Config, DEFAULT};

    fn refused(settings: &str) -> AppError {
        let layers = Figment::from(Toml::string(&DEFAULT)).merge(Toml::string(settings));
        told(&layers.extract::<Config>().expect_err("settings that are wrong"))
    }

    #[test]
    fn the_setting_is_named_and_what_belongs_there() {
        let cases = [
            ("serve = 5", "`serve` is signed int `5` where a table of settings is expected"),
            ("[serve]\nlisten = 5", "`serve.listen` is signed int `5` where socket address is expected"),
            ("[serve]\nlisten = \"localhost:8000\"", "`serve.listen`: invalid socket address syntax"),
            ("[serv]\nlisten = \"127.0.0.1:1\"", "there is no setting `serv`"),
        ];
        for (settings, wanted) in cases {
            let error = refused(settings);
            assert!(error.message.contains(wanted), "{}", error.message);
            assert!(!error.message.contains("struct"), "{}", error.message);
        }
        assert!(refused("[serv]").hint.is_some_and(|hint| hint.starts_with("is `serve` meant?")));
        assert!(refused("[serve\n").message.contains("line 1, column"));
    }
}
