//! The pages of `YouTube`.

use url::Url;

use super::{
    Noise, Target, TargetKind,
    target::{id_letters, parts, query},
};

type Said = Result<Target, Noise>;

/// An id of a video has eleven letters.
const LETTERS: usize = 11;

pub(super) fn page(url: &Url) -> Vec<Said> {
    let parts = parts(url);
    let list = || query(url, "list").map_or(Err(Noise::WrongId), |id| playlist(&id));
    match parts.as_slice() {
        ["watch"] => match query(url, "v").or_else(|| query(url, "vi")) {
            Some(id) => vec![video(&id)],
            None => vec![list()],
        },
        ["embed", "videoseries"] | ["playlist" | "show"] => vec![list()],
        ["shorts" | "embed" | "live" | "v" | "e" | "vi" | "watch", id, ..] => vec![video(id)],
        ["watch_videos"] => match query(url, "video_ids") {
            Some(ids) => ids.split(',').filter(|id| !id.is_empty()).map(video).collect(),
            None => vec![Err(Noise::WrongId)],
        },
        _ => vec![Err(super::noise::of_page("", url.path())).map_err(|noise| match noise {
            Noise::StaticFile => Noise::StaticFile,
            _ => Noise::Channel,
        })],
    }
}

pub(super) fn short(url: &Url) -> Said {
    match parts(url).as_slice() {
        [id, ..] => video(id),
        [] => Err(Noise::Channel),
    }
}

/// Whatever follows the eleven letters of an id is what was pasted behind it, unless it goes on as an id does.
fn video(id: &str) -> Said {
    let id = id_letters(id.trim());
    if id.len() != LETTERS {
        return Err(Noise::WrongId);
    }
    let url = format!("https://www.youtube.com/watch?v={id}");
    Ok(Target { kind: TargetKind::YoutubeVideo, media_id: id.to_owned(), url })
}

fn playlist(id: &str) -> Said {
    let id = id_letters(id.trim());
    // The shortest are those of what somebody likes or watches later, which are nobody else's; mixes begin with RD and
    // never end.
    if id.len() < LETTERS || id.len() > 128 || id.starts_with("RD") {
        return Err(Noise::WrongId);
    }
    let url = format!("https://www.youtube.com/playlist?list={id}");
    Ok(Target { kind: TargetKind::YoutubePlaylist, media_id: id.to_owned(), url })
}
