//! What stands around a work on its page: related works, links, films, recommendations.

use std::collections::HashSet;

use model::{ExternalId, Recommendation, RelationEntry, RelationType, Stream, Video};
use scraper::ElementRef;

use super::ids;
use crate::parts::{
    html::{self, Page},
    relations, text,
};

/// More of one kind than this are on no page.
const MOST: usize = 1000;

/// Related works: the closest ones as tiles, the others in a table; in older pages all in a table.
pub fn relations(page: &Page, own: &ExternalId) -> Vec<RelationEntry> {
    let mut relations = Vec::new();
    let mut seen = HashSet::new();
    let mut add = |kind: &str, link: ElementRef<'_>, title: Option<String>| {
        let Some(id) = html::attr(link, "href").as_deref().and_then(ids::work) else { return };
        if id != *own && seen.insert((kind.to_owned(), id.clone())) {
            relations.push(RelationEntry { kind: relation(kind), external_id: id, title });
        }
    };
    for tile in page.all(".slider.anime-detail-related-entries, .entries-tile .entry").take(MOST) {
        let Some(kind) = html::within(tile, ".relation, .text").find_map(html::words) else { continue };
        let links = || {
            html::within(tile, "a[href]")
                .filter(|link| html::attr(*link, "href").as_deref().and_then(ids::work).is_some())
        };
        let title = links().find_map(html::words);
        let title = title.or_else(|| html::within(tile, "img[alt]").find_map(|img| html::attr(img, "alt")));
        if let Some(link) = links().next() {
            add(&kind, link, title);
        }
    }
    for row in page.all("table.entries-table tr, table.anime_detail_related_anime tr").take(MOST) {
        let Some(kind) = html::within(row, "td").next().and_then(html::words) else { continue };
        for link in html::within(row, "td + td a[href]").take(MOST) {
            add(&kind, link, html::words(link));
        }
    }
    relations
}

/// `Adaptation (Manga)`, `Side Story:`, `Parent Story`.
fn relation(word: &str) -> RelationType {
    relations::by_word(word.split('(').next().unwrap_or_default().trim().trim_end_matches(':'))
}

/// Ids behind the links to other databases; those to sites of the work's own are none.
pub fn external_ids(page: &Page, own: &ExternalId) -> Vec<ExternalId> {
    let mut found = Vec::new();
    for id in page
        .all(".external_links a[href]")
        .take(100)
        .filter_map(|link| ExternalId::from_provider_url(&html::attr(link, "href")?))
    {
        if id != *own && !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// Where it may be watched.
pub fn streams(page: &Page) -> Vec<Stream> {
    let mut streams: Vec<Stream> = Vec::new();
    for link in
        page.all(".broadcasts a[href], .broadcast a[href], #broadcasts a[href], #streaming a[href]").take(100)
    {
        let name = html::within(link, ".caption").find_map(html::words).or_else(|| html::attr(link, "title"));
        let Some(name) = name.or_else(|| html::words(link)) else { continue };
        let url = html::attr(link, "href").filter(|url| url.starts_with("http"));
        if url.is_some() && !streams.iter().any(|known| known.url == url) {
            streams.push(Stream { name, url, ..Stream::default() });
        }
    }
    streams
}

/// Trailers and the like.
pub fn videos(page: &Page) -> Vec<Video> {
    let mut videos: Vec<Video> = Vec::new();
    for video in page.all(".js-fancybox-video, .video-promotion a[href]").take(100) {
        let address = html::attr(video, "data-id").or_else(|| html::attr(video, "href"));
        let Some(url) = address.filter(|url| url.starts_with("http")) else { continue };
        if videos.iter().any(|known| known.url == url) {
            continue;
        }
        let title =
            html::attr(video, "data-title").or_else(|| html::within(video, ".title").find_map(html::words));
        let still = html::attr(video, "data-bg").or_else(|| {
            let style = html::attr(video, "style")?;
            style
                .split_once("url('")
                .and_then(|(_, rest)| rest.split_once('\''))
                .map(|(still, _)| still.to_owned())
        });
        // A film that was taken off has a sign in place of a still.
        let thumbnail = still.filter(|still| still.starts_with("http") && !still.contains("icon-banned"));
        videos.push(Video { url, title: title.and_then(|title| text::clean(&title)), thumbnail });
    }
    videos
}

/// What users recommend, with how many did.
pub fn recommendations(page: &Page, own: &ExternalId) -> Vec<Recommendation> {
    let mut found: Vec<Recommendation> = Vec::new();
    let tiles = ".slider.anime-detail-userrecs, #anime_recommendation li.btn-anime, #manga_recommendation li.btn-anime";
    for tile in page.all(tiles).take(200) {
        let other = |link: ElementRef<'_>| {
            let address = html::attr(link, "href")?;
            ids::work(&address).or_else(|| paired(&address, own)).filter(|id| id != own)
        };
        let Some(id) = html::within(tile, "a[href]").find_map(other) else { continue };
        if found.iter().any(|known| known.external_id == id) {
            continue;
        }
        let title = html::within(tile, "a.title, span.title").find_map(html::words);
        let title = title.or_else(|| html::within(tile, "img[alt]").find_map(|img| html::attr(img, "alt")));
        // What the site recommends by itself has no number.
        let users =
            html::within(tile, ".users").find_map(html::words).filter(|users| !users.contains("Auto"));
        let votes = users.as_deref().and_then(text::number).and_then(|votes| i64::try_from(votes).ok());
        found.push(Recommendation { external_id: id, title, votes });
    }
    found
}

/// The other one of `/recommendations/anime/1-205`.
fn paired(address: &str, own: &ExternalId) -> Option<ExternalId> {
    let (_, pair) = address.split_once("/recommendations/")?;
    let (_, pair) = pair.split_once('/')?;
    let (one, two) = pair.split_once('-')?;
    let other = if one == own.id() { two } else { one };
    let plain = !other.is_empty() && other.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| ExternalId::new(own.namespace().clone(), other).ok()).flatten()
}
