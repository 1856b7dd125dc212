//! Names of files that people browse, made by a template.

use std::{collections::HashSet, hash::BuildHasher};

/// What a name is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// The key of the person.
    pub key: &'a str,
    /// The id of the row.
    pub row_id: &'a str,
    /// The name of the person.
    pub name: &'a str,
    /// The type of the person.
    pub personality_type: &'a str,
    /// What the asset is.
    pub kind: &'a str,
    /// The id of the video or file.
    pub media_id: &'a str,
    /// The file's own name.
    pub original_name: &'a str,
    /// The ending, without a dot.
    pub format: &'a str,
}

/// The names that files have by default, each in a folder of its person.
pub fn usual(kind: &str) -> &'static str {
    match kind {
        "youtube_video" => "{key}/{video_id}.{format}",
        "youtube_transcript" => "{key}/{video_id}_transcript.{format}",
        _ => "{key}/row_{row_id}_{original_name}",
    }
}

/// Why a template is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{{{0}}}` is nothing that a name is made of; use row_id, key, name, type, kind, video_id, media_id, original_name, format"
)]
pub struct TemplateError(String);

/// The longest part of a path, in bytes; file systems allow 255, and a number may follow.
const LONGEST: usize = 200;

/// A path by a template, below the folder: no part of it is empty, hidden, `..`, or holds a letter that a file system
/// refuses.
///
/// # Errors
/// When the template names something unknown.
pub fn path(template: &str, named: &Named<'_>) -> Result<String, TemplateError> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((word, after)) = after.split_once('}') else { return Err(TemplateError(after.to_owned())) };
        let value = match word {
            "row_id" => named.row_id,
            "key" => named.key,
            "name" => named.name,
            "type" => named.personality_type,
            "kind" => named.kind,
            "video_id" | "media_id" => named.media_id,
            "original_name" => named.original_name,
            "format" => named.format,
            other => return Err(TemplateError(other.to_owned())),
        };
        // A value is never more than one part of the path.
        out.extend(value.chars().map(|sign| if matches!(sign, '/' | '\\') { '-' } else { sign }));
        rest = after;
    }
    out.push_str(rest);
    let parts: Vec<String> = out.split('/').map(part).filter(|part| !part.is_empty()).collect();
    Ok(if parts.is_empty() { "unnamed".to_owned() } else { parts.join("/") })
}

/// One part of a path as every file system takes it.
fn part(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|sign| {
            if sign.is_control() || matches!(sign, ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\\') {
                '_'
            } else {
                sign
            }
        })
        .collect();
    let plain = plain.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let (stem, ending) = match plain.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 10 => (stem, format!(".{ending}")),
        _ => (plain, String::new()),
    };
    let mut end = stem.len().min(LONGEST);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &stem[..end])
}

/// A path that nobody has so far: ` (2)`, ` (3)`, … before the ending where it is taken, whatever the case of letters.
pub fn unique<S: BuildHasher>(path: &str, taken: &mut HashSet<String, S>) -> String {
    let mut tried = path.to_owned();
    let mut number = 2;
    while !taken.insert(tried.to_lowercase()) {
        let (stem, ending) = match path.rsplit_once('.') {
            Some((stem, ending)) if !ending.contains('/') => (stem, format!(".{ending}")),
            _ => (path, String::new()),
        };
        tried = format!("{stem} ({number}){ending}");
        number += 1;
    }
    tried
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMED: Named<'_> = Named {
        key: "151#2",
        row_id: "151",
        name: "Ada / Lantern",
        personality_type: "FF-Se/Fi-CP/B(S) #4",
        kind: "drive_file",
        media_id: "abc",
        original_name: "../notes: one?.mp3",
        format: "mp3",
    };

    #[test]
    fn names_are_those_of_old_and_stay_in_their_folder() {
        let made = |template: &str| path(template, &NAMED);
        assert_eq!(made(usual("youtube_video")), Ok("151#2/abc.mp3".to_owned()));
        assert_eq!(made(usual("drive_file")), Ok("151#2/row_151_..-notes_ one_.mp3".to_owned()));
        assert_eq!(made("{name}/{type}.{format}"), Ok("Ada - Lantern/FF-Se-Fi-CP-B(S) #4.mp3".to_owned()));
        assert_eq!(made("../{original_name}"), Ok("-notes_ one_.mp3".to_owned()));
        assert_eq!(made("{nothing}"), Err(TemplateError("nothing".to_owned())));
    }

    #[test]
    fn no_two_files_have_one_name() {
        let mut taken = HashSet::new();
        let names = ["a.mp4", "A.mp4", "a.mp4"].map(|name| unique(name, &mut taken));
        assert_eq!(names, ["a.mp4", "A (2).mp4", "a (3).mp4"]);
    }
}
