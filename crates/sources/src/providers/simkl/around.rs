//! What stands around a work: links, related works, recommendations, trailers and episodes.

use model::{
    EpisodeEntry, ExternalId, Namespace, Recommendation, Record, RelationEntry, RelationType, Stream, Video,
};
use scraper::ElementRef;

use super::{facts, page};
use crate::parts::{
    html::{self, Page, within},
    relations, text,
};

/// Services of the list of links, by their names there.
const SERVICES: [(&str, &str); 9] = [
    ("CRUNCHYROLL", "Crunchyroll"),
    ("NETFLIX", "Netflix"),
    ("HULU", "Hulu"),
    ("HIDIVE", "HIDIVE"),
    ("FUNIMATION", "Funimation"),
    ("AMAZON", "Amazon"),
    ("PRIME VIDEO", "Prime Video"),
    ("DISNEY+", "Disney+"),
    ("VRV", "VRV"),
];

/// Writes all of it into the record.
pub fn tell(page: &Page, record: &mut Record) {
    links(page, record);
    for card in page.all("#tvdetailrelations a.tvdetailrelationsitem") {
        let Some((external_id, title)) = work(card) else { continue };
        let word = within(card, ".tvdetailrelationsitemrighttype").find_map(html::words).unwrap_or_default();
        if external_id != record.external_id
            && !record.relations.iter().any(|known| known.external_id == external_id)
        {
            record.relations.push(RelationEntry { kind: relation(&word), external_id, title });
        }
    }
    for card in page.all("#tvdetailrecommendations a.tvdetailrelationsitem") {
        let Some((external_id, title)) = work(card) else { continue };
        // The share of users is told, not their number.
        record.recommendations.push(Recommendation { external_id, title, votes: None });
    }
    for film in page.all("div.liteYoutube[id]") {
        let Some(id) = html::attr(film, "id").filter(|id| id.bytes().all(is_of_an_id)) else { continue };
        let title = within(film, ".tT").find_map(html::words);
        let thumbnail = within(film, "img").find_map(|image| html::attr(image, "src"));
        record.videos.push(Video { url: format!("https://www.youtube.com/watch?v={id}"), title, thumbnail });
    }
    record.episodes_list = episodes(page);
}

fn is_of_an_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Ids at other sites, and where the work may be watched.
fn links(page: &Page, record: &mut Record) {
    for link in facts::links(page, "link") {
        let address = unwrapped(link.attr("href").unwrap_or_default());
        let name = html::words(link).unwrap_or_default().to_uppercase();
        if let Some((_, service)) = SERVICES.iter().find(|(known, _)| name.starts_with(known)) {
            let empty = Vec::new;
            record.streams.push(Stream {
                name: (*service).to_owned(),
                url: Some(address),
                dubs: empty(),
                subs: empty(),
                ..Stream::default()
            });
            continue;
        }
        let Some(id) = catalog(&address).or_else(|| ExternalId::from_provider_url(&address)) else {
            continue;
        };
        // AnimeCountdown counts in SIMKL's own numbers.
        if id != record.external_id && !record.external_ids.contains(&id) {
            record.external_ids.push(id);
        }
    }
}

/// Links to shops go through a counter, with the address itself in a parameter.
fn unwrapped(address: &str) -> String {
    let target = url::Url::parse(address).ok().and_then(|url| {
        let (_, target) = url.query_pairs().find(|(key, _)| key == "u")?;
        target.starts_with("http").then(|| target.into_owned())
    });
    target.unwrap_or_else(|| address.to_owned())
}

/// Catalogs of films and series: `https://www.thetvdb.com/series/139131-show`, `…themoviedb.org/tv/31911`.
fn catalog(address: &str) -> Option<ExternalId> {
    if let Some((_, rest)) = address.split_once("thetvdb.com/series/") {
        return ExternalId::new(Namespace::known("tvdb"), page::number(rest)?).ok();
    }
    let (_, rest) = address.split_once("themoviedb.org/")?;
    let (kind, rest) = rest.split_once('/').filter(|(kind, _)| matches!(*kind, "tv" | "movie"))?;
    ExternalId::new(Namespace::known("tmdb"), &format!("{kind}:{}", page::number(rest)?)).ok()
}

/// The site takes its ties from AniDB, and words with them. Works tied through others have no word.
fn relation(word: &str) -> RelationType {
    match word.trim().to_lowercase().as_str() {
        "same setting" | "music video" => RelationType::Miscellaneous,
        word => relations::by_word(word),
    }
}

fn work(card: ElementRef<'_>) -> Option<(ExternalId, Option<String>)> {
    let (_, rest) = card.attr("href")?.split_once("/anime/")?;
    let title = within(card, ".tvdetailrelationsitemrighttitle").find_map(html::words);
    Some((page::id(rest)?, title.map(|title| page::apostrophes(&title))))
}

/// Numbers and days of the episodes, the last first on the page; specials are counted on their own.
fn episodes(page: &Page) -> Vec<EpisodeEntry> {
    let mut found: Vec<(bool, u64, EpisodeEntry)> = Vec::new();
    for entry in page.all("[data-f][data-date]") {
        let code = entry.attr("data-f").unwrap_or_default();
        let Some((season, number)) = code.strip_prefix('s').and_then(|code| code.split_once('e')) else {
            continue;
        };
        let Some(place) = text::number(number) else { continue };
        let special = season == "0";
        let number = if special { format!("S{place}") } else { place.to_string() };
        let entry = EpisodeEntry {
            number,
            title: None,
            title_native: None,
            title_romaji: None,
            aired: entry.attr("data-date").and_then(facts::american),
            duration_s: None,
            filler: false,
            recap: false,
            ..EpisodeEntry::default()
        };
        found.push((special, place, entry));
    }
    found.sort_by_key(|(special, place, _)| (*special, *place));
    found.dedup_by(|one, other| one.2.number == other.2.number);
    found.into_iter().map(|(_, _, entry)| entry).collect()
}
