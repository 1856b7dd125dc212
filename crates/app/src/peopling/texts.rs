//! The texts of people: documents as they were read, and what is said in videos.

use futures::StreamExt as _;
use model::Instant;
use people::{AssetKind, Failure};
use serde::Serialize;

use super::words;
use crate::{App, AppError};

/// A longer transcript is read at its file.
const LONGEST: u64 = 2 << 20;

/// A document of somebody, with its text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonDocument {
    /// The key of the person.
    pub person_key: String,
    /// The document's id.
    pub document_id: String,
    /// Its address; left out where names are masked, because it leads to one.
    pub url: Option<String>,
    /// `pending`, `fetched` or `failed`.
    pub state: String,
    /// Its text; empty until it was read.
    pub text: String,
    /// Why it could not be read, the last time that was tried.
    pub failure: Option<Failure>,
    /// When it was read.
    pub fetched_at: Option<Instant>,
}

/// What is said in a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenText {
    /// The id of the video.
    pub media_id: String,
    /// The words, a line for each that is shown, none twice in a row.
    pub text: String,
}

impl App {
    /// All documents of somebody with their texts, and with their addresses where it is `plain`.
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for a text that is no key.
    pub async fn person_texts(&self, key: &str, plain: bool) -> Result<Vec<PersonDocument>, AppError> {
        self.people_are_open()?;
        let key = words::person(key)?;
        if self.store().person_row(key.as_str()).await?.is_none() {
            return Err(people::desk::PeopleError::Nobody(key.to_string()).into());
        }
        let documents = self.store().person_documents(key.as_str()).await?.into_iter();
        let documents = documents.map(|document| PersonDocument {
            failure: document.failure.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            person_key: document.person,
            document_id: document.document_id,
            url: Some(document.url).filter(|_| plain),
            state: document.state,
            text: document.text,
            fetched_at: document.fetched_at,
        });
        Ok(documents.collect())
    }

    /// One document of somebody with its text, and with its address where it is `plain`.
    ///
    /// # Errors
    /// `not_found`; `invalid_parameter` for a text that is no key.
    pub async fn person_text(
        &self,
        key: &str,
        document: &str,
        plain: bool,
    ) -> Result<PersonDocument, AppError> {
        let mut all = self.person_texts(key, plain).await?.into_iter();
        let found = all.find(|one| one.document_id == document);
        found.ok_or_else(|| AppError::not_found("document", document))
    }

    /// What is said in a video, out of its transcript; `None` where that is longer than 2 MiB or is none.
    ///
    /// # Errors
    /// `not_found` where the asset or its file is not here; a storage that fails.
    pub async fn spoken_text(&self, asset: &str) -> Result<Option<SpokenText>, AppError> {
        let transcript = self.kept_asset(asset).await?;
        if transcript.kind != AssetKind::YoutubeTranscript {
            return Ok(None);
        }
        let content = self.asset_content(asset).await?;
        if content.bytes > LONGEST {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let mut pieces = content.pieces(0..content.bytes).await?;
        while let Some(piece) = pieces.next().await {
            bytes.extend(piece?);
        }
        let text = spoken(&String::from_utf8_lossy(&bytes));
        Ok(Some(SpokenText { media_id: transcript.media_id, text }))
    }
}

/// The words of a `WebVTT` file. Automatic transcripts roll: each line comes again above the next one.
fn spoken(file: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut is_cue = false;
    for line in file.trim_start_matches('\u{feff}').lines() {
        if line.trim().is_empty() {
            is_cue = false;
        } else if line.contains("-->") {
            is_cue = true;
        } else if is_cue {
            let plain = plain(line);
            if !plain.is_empty() && lines.last() != Some(&plain) {
                lines.push(plain);
            }
        }
    }
    lines.join("\n")
}

/// A line without its marks, such as `<00:00:01.000><c>`, and with its entities read.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((_, after)) = after.split_once('>') else {
            rest = "";
            break;
        };
        rest = after;
    }
    out.push_str(rest);
    let read = out.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    read.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_out_of_a_rolling_transcript_once() {
        let file = "\u{feff}WEBVTT\nKind: captions\nLanguage: en\n\nNOTE a remark\n\n1\n00:00.000 --> 00:01.000 align:start\n\
                    hello<00:00:00.400><c> depot</c>\n \n\n00:01.000 --> 00:02.000\nhello depot\nlamps &amp; <i>trains</i>\n";
        assert_eq!(spoken(file), "hello depot\nlamps & trains");
        assert_eq!(spoken("no transcript at all"), "");
        assert_eq!(plain("a < b"), "a");
    }
}
