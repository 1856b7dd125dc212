//! The pages of Google Drive and Google's documents.

use url::Url;

use super::{
    Noise, Target, TargetKind,
    target::{id_letters, parts, query},
};

/// The shortest ids are those of shared drives, with 19 letters; those of files have 28, 33 or 44.
const SHORTEST: usize = 19;

pub(super) fn page(url: &Url, host: &str) -> Result<Target, Noise> {
    let parts = parts(url);
    // `/u/1/` and `/a/example.org/` only say who looks.
    let mut plain: Vec<&str> = Vec::with_capacity(parts.len());
    let mut rest = parts.iter().copied().peekable();
    while let Some(part) = rest.next() {
        let mut goes_on = |test: fn(&str) -> bool| rest.peek().is_some_and(|next| test(next));
        let is_user = part == "u" && goes_on(|next| next.bytes().all(|sign| sign.is_ascii_digit()));
        if is_user || (part == "a" && goes_on(|next| next.contains('.'))) {
            rest.next();
        } else {
            plain.push(part);
        }
    }
    let named = || query(url, "id").ok_or(Noise::OtherPage);
    match plain.as_slice() {
        ["document", "d", "e", id, ..] => document(id, "/e"),
        ["document", "d", id, ..] => document(id, ""),
        ["spreadsheets" | "presentation" | "forms" | "drawings", ..] => Err(Noise::OtherDocument),
        ["file", "d", id, ..] => target(url, TargetKind::DriveFile, id),
        ["drive", "folders" | "mobile", "folders", id, ..] | ["drive", "folders", id, ..] => {
            target(url, TargetKind::DriveFolder, id)
        }
        ["folders", id, ..] if host == "drive.google.com" => target(url, TargetKind::DriveFolder, id),
        ["folderview" | "embeddedfolderview"] => target(url, TargetKind::DriveFolder, &named()?),
        ["open" | "uc" | "thumbnail" | "download"] | ["uc", "download"] => {
            target(url, TargetKind::DriveFile, &named()?)
        }
        _ => Err(match super::noise::of_page("", url.path()) {
            Noise::StaticFile => Noise::StaticFile,
            _ => Noise::OtherPage,
        }),
    }
}

fn sound(id: &str) -> Result<&str, Noise> {
    let id = id_letters(id.trim());
    if (SHORTEST..=160).contains(&id.len()) { Ok(id) } else { Err(Noise::WrongId) }
}

fn document(id: &str, published: &str) -> Result<Target, Noise> {
    let id = sound(id)?;
    let ending = if published.is_empty() { "" } else { "/pub" };
    let url = format!("https://docs.google.com/document/d{published}/{id}{ending}");
    Ok(Target { kind: TargetKind::Document, media_id: id.to_owned(), url })
}

fn target(url: &Url, kind: TargetKind, id: &str) -> Result<Target, Noise> {
    let id = sound(id)?;
    // Files shared before 2021 are only given out with their key.
    let key = query(url, "resourcekey").map(|key| id_letters(&key).to_owned()).filter(|key| !key.is_empty());
    let key = key.map_or_else(String::new, |key| format!("?resourcekey={key}"));
    let url = match kind {
        TargetKind::DriveFolder => format!("https://drive.google.com/drive/folders/{id}{key}"),
        _ => format!("https://drive.google.com/file/d/{id}/view{key}"),
    };
    Ok(Target { kind, media_id: id.to_owned(), url })
}
