//! Small parts of works: titles, scores, pictures, synopses.

use async_graphql::SimpleObject;

use super::word;

/// A name of a work.
#[derive(Debug, SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Title {
    /// The title as its source wrote it.
    text: String,
    /// Its language, BCP 47.
    language: Option<String>,
    /// `MAIN`, `OFFICIAL`, `SYNONYM` or `SHORT`.
    kind: String,
    /// The script most of its letters are written in.
    script: String,
}

impl From<&model::Title> for Title {
    fn from(title: &model::Title) -> Self {
        Self {
            text: title.text.clone(),
            language: title.language.as_ref().map(ToString::to_string),
            kind: title.kind.to_string(),
            script: word(&title.script()),
        }
    }
}

/// An audience's verdict, on its own scale and from 0 to 10.
#[derive(Debug, SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Score {
    /// The source's own number.
    value: f64,
    /// The top of the source's own scale.
    scale_max: f64,
    /// The same from 0 to 10.
    normalized: f64,
    /// How many voted, where it is told.
    votes: Option<u64>,
}

impl From<model::Score> for Score {
    fn from(score: model::Score) -> Self {
        let model::Score { value, scale_max, normalized, votes } = score;
        Self { value, scale_max, normalized: (normalized * 1000.0).round() / 1000.0, votes }
    }
}

/// A picture at its source.
#[derive(Debug, SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Image {
    /// Where it is.
    url: String,
    /// `POSTER`, `THUMBNAIL` or `BANNER`.
    kind: String,
}

impl From<&model::Image> for Image {
    fn from(image: &model::Image) -> Self {
        Self { url: image.url.clone(), kind: image.kind.to_string() }
    }
}

/// A plot summary.
#[derive(Debug, SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Synopsis {
    /// The text.
    text: String,
    /// Who gave it.
    source: String,
}

impl From<&model::Synopsis> for Synopsis {
    fn from(synopsis: &model::Synopsis) -> Self {
        Self { text: synopsis.text.clone(), source: synopsis.source.to_string() }
    }
}
