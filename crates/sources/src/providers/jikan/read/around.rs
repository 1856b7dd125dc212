//! What stands around a work, within its own answer or in one of its own: relations, links, films, songs,
//! pictures, numbers, recommendations.

use model::{
    EpisodeEntry, ExternalId, Namespace, Recommendation, Record, RelationEntry, SongKind, Stream, Video,
    WebLink,
};

use super::{
    super::{ANIME, MANGA},
    Answer, episodes, id, songs, words,
};
use crate::parts::{json::Json, relations};

/// Relations by themselves.
pub fn relations(answer: &Answer<'_>, record: &mut Record) {
    add_relations(answer.data, record);
}

/// Groups of works by how they are tied; each names its medium.
pub fn add_relations(groups: Json<'_>, record: &mut Record) {
    for group in groups.list() {
        let kind = relations::by_word(group.at("relation").raw().unwrap_or_default());
        for other in group.at("entry").list() {
            let Some(external_id) = work_id(other) else { continue };
            let title = other.at("name").title().or_else(|| other.at("title").title());
            record.relations.push(RelationEntry { kind: kind.clone(), external_id, title });
        }
    }
}

/// The id of a work that is named in passing.
pub fn work_id(entry: Json<'_>) -> Option<ExternalId> {
    let namespace = match entry.at("type").raw().map(str::to_lowercase).as_deref() {
        Some("anime") => ANIME,
        Some("manga") => MANGA,
        _ => return entry.at("url").raw().and_then(ExternalId::from_provider_url),
    };
    id(&namespace, entry)
}

/// Links by themselves.
pub fn external(answer: &Answer<'_>, record: &mut Record) {
    add_external(answer.data, record);
}

/// Links, and the ids at other sites behind them. A site of the work's own is no id: sequels share it.
pub fn add_external(links: Json<'_>, record: &mut Record) {
    for link in links.list() {
        if let (Some(name), Some(url)) = (link.at("name").text(), link.at("url").url()) {
            record.links.push(WebLink { name, url });
        }
    }
    for external_id in links.list().filter_map(words::elsewhere) {
        if external_id != record.external_id && !record.external_ids.contains(&external_id) {
            record.external_ids.push(external_id);
        }
    }
}

/// Places to watch by themselves.
pub fn streaming(answer: &Answer<'_>, record: &mut Record) {
    add_streams(answer.data, record);
}

/// Where a work may be watched.
pub fn add_streams(links: Json<'_>, record: &mut Record) {
    for link in links.list() {
        let Some(name) = link.at("name").text() else { continue };
        record.streams.push(Stream { name, url: link.at("url").url(), ..Stream::default() });
    }
}

/// Songs by themselves.
pub fn themes(answer: &Answer<'_>, record: &mut Record) {
    add_songs(answer.data, record);
}

/// Opening and ending songs.
pub fn add_songs(theme: Json<'_>, record: &mut Record) {
    for (key, kind) in [("openings", SongKind::Opening), ("endings", SongKind::Ending)] {
        let lines = theme.at(key).texts();
        record.songs.extend(lines.iter().filter_map(|line| songs::read(line, kind.clone())));
    }
}

/// Trailers, music videos, and the episodes that can be watched.
pub fn videos(answer: &Answer<'_>, record: &mut Record) {
    for promo in answer.data.at("promo").list() {
        add_video(promo.at("trailer"), promo.at("title").title(), record);
    }
    for clip in answer.data.at("music_videos").list() {
        let title = clip.at("title").title().or_else(|| clip.path("meta.title").title());
        add_video(clip.at("video"), title, record);
    }
    record.episodes_list = answer.data.at("episodes").list().filter_map(episode).collect();
    episodes::by_number(&mut record.episodes_list);
}

/// A film that lies at a video site. Where only the form to embed is told, that is its address.
pub fn add_video(film: Json<'_>, title: Option<String>, record: &mut Record) {
    let Some(url) = film.at("url").url().or_else(|| film.at("embed_url").url()) else { return };
    let sizes = ["maximum_image_url", "large_image_url", "medium_image_url", "image_url"];
    let thumbnail = sizes.iter().find_map(|size| words::picture(film.at("images").at(size)));
    if !record.videos.iter().any(|video| video.url == url) {
        record.videos.push(Video { url, title, thumbnail });
    }
}

/// An episode that can be watched: `Episode 25` and a title.
pub fn episode(entry: Json<'_>) -> Option<EpisodeEntry> {
    let number = entry.at("episode").text().and_then(|word| word.split(' ').next_back().map(str::to_owned));
    let number = number.filter(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    Some(EpisodeEntry {
        number: number.or_else(|| entry.at("mal_id").id())?,
        title: entry.at("title").title(),
        url: entry.at("url").url(),
        thumbnails: words::picture(entry.path("images.jpg.image_url")).into_iter().collect(),
        ..EpisodeEntry::default()
    })
}

/// Every picture there is.
pub fn pictures(answer: &Answer<'_>, record: &mut Record) {
    for picture in answer.data.list() {
        let of = if picture.at("images").is_some() { picture.at("images") } else { picture };
        words::add_images(of, &mut record.images);
    }
}

/// Of the statistics only the number of followers is kept: the score is a weighted mean, which the votes
/// alone do not give.
pub fn statistics(answer: &Answer<'_>, record: &mut Record) {
    record.popularity = answer.data.at("total").unsigned().filter(|total| *total > 0);
}

/// Remarks of the users.
pub fn moreinfo(answer: &Answer<'_>, record: &mut Record) {
    record.background = answer.data.at("moreinfo").prose();
}

/// What users recommend to those who liked the work.
pub fn recommendations(answer: &Answer<'_>, record: &mut Record) {
    let rows = answer.data.list().filter_map(|row| {
        let other = row.at("entry");
        let votes = row.at("votes").number();
        Some(Recommendation {
            external_id: linked(other, &answer.work())?,
            title: other.at("title").title(),
            votes,
        })
    });
    record.recommendations = rows.collect();
}

/// The id of an entry that has an address, or else one in the namespace given.
pub fn linked(entry: Json<'_>, namespace: &Namespace) -> Option<ExternalId> {
    entry.at("url").raw().and_then(ExternalId::from_provider_url).or_else(|| id(namespace, entry))
}

/// The work that a recommendation is for: its address ends with the numbers of both, `12-34`.
pub fn other_of_pair(row: Json<'_>, namespace: &Namespace) -> Option<ExternalId> {
    let pair = row.at("url").raw()?.rsplit('/').next()?;
    let (one, two) = pair.split_once('-')?;
    let entry = row.path("entry.mal_id").id()?;
    let other = [(one, two), (two, one)].into_iter().find(|(this, _)| *this == entry)?.1;
    let digits = !other.is_empty() && other.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| ExternalId::new(namespace.clone(), other).ok())?
}
