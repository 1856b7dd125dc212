//! The words by which people and files are sieved, and the ids that name them, as doors send them.

use people::{AssetId, AssetKind, AssetStatus, FailureCategory, PersonKey};
use store::{AssetStanding, Having};

use super::PeopleQuery;
use crate::AppError;

/// Refuses what is no key of a person.
pub(super) fn person(text: &str) -> Result<PersonKey, AppError> {
    text.parse()
        .map_err(|error: people::PersonKeyError| AppError::invalid_parameter("person_key", error.to_string()))
}

/// Refuses what is no id of an asset.
pub(super) fn asset(text: &str) -> Result<AssetId, AppError> {
    text.parse().map_err(|error: String| AppError::invalid_parameter("asset_id", error))
}

/// Refuses what is no kind of failure.
pub(super) fn category(parameter: &str, word: &str) -> Result<FailureCategory, AppError> {
    let known = FailureCategory::ALL.iter().map(|one| one.as_str());
    FailureCategory::parse(word).ok_or_else(|| unknown(parameter, word, known))
}

/// Refuses what is no kind of asset.
pub(super) fn kind(parameter: &str, word: &str) -> Result<AssetKind, AppError> {
    let known = AssetKind::ALL.iter().map(|one| one.as_str());
    AssetKind::parse(word).ok_or_else(|| unknown(parameter, word, known))
}

/// Refuses what is no status of an asset.
pub(super) fn status(parameter: &str, word: &str) -> Result<AssetStatus, AppError> {
    let known = AssetStatus::ALL.iter().map(|one| one.as_str());
    AssetStatus::parse(word).ok_or_else(|| unknown(parameter, word, known))
}

/// The file that people have to have who are asked for.
pub(super) fn having(query: &PeopleQuery) -> Result<Option<Having>, AppError> {
    const KNOWN: [(&str, AssetStanding); 4] = [
        ("pending", AssetStanding::Pending),
        ("here", AssetStanding::Here),
        ("failed", AssetStanding::Failed),
        ("lost", AssetStanding::Lost),
    ];
    let standing = query.files.as_deref().map(|word| {
        let found = KNOWN.iter().find(|(known, _)| *known == word).map(|(_, standing)| *standing);
        found.ok_or_else(|| unknown("status", word, KNOWN.iter().map(|(known, _)| *known)))
    });
    let failure = query.failure.as_deref().map(|word| category("failure", word)).transpose()?;
    let standing = standing.transpose()?;
    let file = query.file.clone();
    if standing.is_none() && failure.is_none() && file.is_none() {
        return Ok(None);
    }
    let failure_category = failure.map(|category| category.to_string());
    Ok(Some(Having { standing, failure_category, file }))
}

fn unknown<'a>(parameter: &str, word: &str, known: impl Iterator<Item = &'a str>) -> AppError {
    AppError::invalid_parameter(parameter, format!("`{word}` is no word for `{parameter}`"))
        .hint(format!("it is one of {}", known.collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_none_are_refused_with_those_that_are() {
        let asked = |files: Option<&str>, failure: Option<&str>| {
            let query = PeopleQuery {
                files: files.map(str::to_owned),
                failure: failure.map(str::to_owned),
                ..PeopleQuery::default()
            };
            having(&query)
        };
        assert_eq!(asked(None, None).ok(), Some(None));
        let lost = asked(Some("lost"), Some("quota")).expect("both are words").expect("something is asked");
        assert_eq!(
            (lost.standing, lost.failure_category.as_deref()),
            (Some(AssetStanding::Lost), Some("quota"))
        );
        let error = asked(Some("gone"), None).expect_err("no word");
        assert_eq!(error.hint.as_deref(), Some("it is one of pending, here, failed, lost"));
        assert!(asked(None, Some("weather")).is_err());
        assert!(person("151#1").is_err() && person("a\u{0}b").is_err() && person("151#2").is_ok());
    }
}
