//! Ids and addresses at other sites that AniDB lists for a work.

use model::{ExternalId, Namespace, Record, RelationEntry, RelationType, Stream, WebLink};

use super::xml::Element;

/// The resources of an answer, told by numbers.
///
/// The numbers, as recorded answers show them: 1 Anime News Network, 2 MyAnimeList, 3 another catalog, 4 and 5
/// official sites, 6 and 7 Wikipedia, 8 Syoboi, 9 allcinema, 10 Anison, 14 VNDB, 17 TV Animation Museum,
/// 28 Crunchyroll. Those of 32, 41, 42, 43, 44, 45 and 48 are known from AniDB's wiki only.
pub fn listed(anime: &Element, record: &mut Record) {
    for resource in anime.each("resources", "resource") {
        let number = resource.attr("type").unwrap_or_default();
        for entity in resource.children("externalentity") {
            let ids: Vec<String> = entity.children("identifier").filter_map(Element::words).collect();
            let url = entity.text("url");
            let id = ids.first().map(String::as_str);
            match number {
                "1" => add_id(record, Namespace::known("ann"), id),
                "2" => add_id(record, Namespace::known("mal"), id),
                "43" => add_id(record, Namespace::known("imdb"), id),
                "44" => {
                    let kind = ids.get(1).map_or("tv", String::as_str);
                    add_id(record, Namespace::known("tmdb"), id.map(|id| format!("{kind}:{id}")).as_deref());
                }
                "4" | "5" => add_link(
                    record,
                    if number == "4" { "Official Site" } else { "Official Site (English)" },
                    url,
                ),
                "6" => add_link(record, "Wikipedia", id.and_then(|id| wikipedia("en", id))),
                "7" => add_link(record, "Wikipedia (Japanese)", id.and_then(|id| wikipedia("ja", id))),
                // The second part is the letter of VNDB's kind.
                "14" => add_novel(record, id.filter(|_| ids.get(1).is_none_or(|kind| kind == "v"))),
                _ => {
                    if let Some(stream) = stream(number, id, url.clone()) {
                        add_stream(record, stream);
                    } else if let Some(known) = url.as_deref().and_then(ExternalId::from_provider_url) {
                        push(record, known);
                    }
                }
            }
        }
    }
}

/// A link of a page. Official sites and encyclopedias are shared by a whole franchise, and so are no ids.
pub fn linked(record: &mut Record, address: &str, name: Option<String>, streaming: bool) {
    if let Some((kind, id)) = address.split_once("themoviedb.org/").and_then(|(_, rest)| rest.split_once('/'))
    {
        let id = id.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        if !id.is_empty() && matches!(kind, "tv" | "movie") {
            add_id(record, Namespace::known("tmdb"), Some(&format!("{kind}:{id}")));
        }
        return;
    }
    match ExternalId::from_provider_url(address) {
        Some(id) if id.namespace().as_str() == "vndb" => {
            add_novel(record, Some(id.id().trim_start_matches('v')));
        }
        Some(id) => push(record, id),
        None if streaming => {
            if let Some(name) = name {
                add_stream(record, Stream { name, url: Some(address.to_owned()), ..Stream::default() });
            }
        }
        None => {}
    }
}

/// A page that tells of the work. It may be shared by a franchise, and so is no id.
fn add_link(record: &mut Record, name: &str, url: Option<String>) {
    let url = url.filter(|url| url.starts_with("http"));
    if let Some(url) = url.filter(|url| record.links.iter().all(|known| known.url != *url)) {
        record.links.push(WebLink { name: name.to_owned(), url });
    }
}

/// The address of an article by its title, which may have a place within it behind `#`.
fn wikipedia(language: &str, title: &str) -> Option<String> {
    let mut url = url::Url::parse(&format!("https://{language}.wikipedia.org/wiki/")).ok()?;
    let (title, place) = title.split_once('#').map_or((title, None), |(title, place)| (title, Some(place)));
    url.path_segments_mut().ok()?.pop_if_empty().push(title);
    url.set_fragment(place);
    Some(url.into())
}

fn add_id(record: &mut Record, namespace: Namespace, id: Option<&str>) {
    if let Some(id) = id.and_then(|id| ExternalId::new(namespace, id).ok()) {
        push(record, id);
    }
}

fn push(record: &mut Record, id: ExternalId) {
    let own = id.namespace() == record.external_id.namespace();
    if !own && !record.external_ids.contains(&id) && record.external_ids.len() < 500 {
        record.external_ids.push(id);
    }
}

/// VNDB's entry is the novel or game beside the anime, a work of its own.
fn add_novel(record: &mut Record, number: Option<&str>) {
    let number = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let id = number.and_then(|number| ExternalId::new(Namespace::known("vndb"), &format!("v{number}")).ok());
    if let Some(external_id) = id {
        record.relations.push(RelationEntry { kind: RelationType::Related, external_id, title: None });
    }
}

fn stream(number: &str, id: Option<&str>, url: Option<String>) -> Option<Stream> {
    let (name, place) = match number {
        "28" => ("Crunchyroll", "https://www.crunchyroll.com/"),
        "32" => ("Amazon", ""),
        "41" => ("Netflix", "https://www.netflix.com/title/"),
        "42" => ("HIDIVE", ""),
        "45" => ("Funimation", ""),
        "48" => ("Prime Video", ""),
        _ => return None,
    };
    let made = id.filter(|_| !place.is_empty()).map(|id| format!("{place}{id}"));
    Some(Stream { name: name.to_owned(), url: url.or(made), ..Stream::default() })
}

fn add_stream(record: &mut Record, stream: Stream) {
    if !record.streams.contains(&stream) && record.streams.len() < 500 {
        record.streams.push(stream);
    }
}
