//! What stands around a work: relations, characters, trailers, streams, recommendations.

use model::{Casting, CharacterRole, ExternalId, Recommendation, Record, RelationEntry, Stream, Video};
use scraper::ElementRef;
use serde_json::Value;

use super::{ANIME, MANGA, address, entry, words::Legend};
use crate::{
    parts::{
        html::{Page, attr, own_words, within, words},
        json::Json,
        regions, text,
    },
    providers::{Context, ParseError, Parsed},
};

/// The page of a work's relations: nothing but these is read from it.
pub fn related(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = entry::work_of(page, context)
        .ok_or_else(|| ParseError::damaged("it does not say whose relations they are"))?;
    let mut record = entry::new(id);
    record.title = entry::title(page);
    relations(page, &mut record);
    Ok(Parsed::one(record))
}

/// Relations in the tables of the page of relations, and in the short list beside every page of a work.
/// Live-action works have no place among our media and are left out.
pub fn relations(page: &Page, record: &mut Record) {
    let legend = legend(page);
    for row in page.all("#relations_anime tbody tr, #relations_manga tbody tr") {
        let Some(head) = within(row, "th").next() else { continue };
        let word = within(head, "span").find_map(words);
        let link = within(head, "a[href]").next();
        add(link, &word.unwrap_or_default(), &legend, record);
    }
    for item in page.all("#relations2 li") {
        // `Anime: Sequel`: the medium is told before the tie.
        let told = within(item, "span").find_map(words).unwrap_or_default();
        let word = told.split_once(": ").map_or(told.as_str(), |(_, word)| word);
        add(within(item, "a[href]").next(), word, &legend, record);
    }
}

fn add(link: Option<ElementRef<'_>>, word: &str, legend: &Legend, record: &mut Record) {
    let Some(link) = link else { return };
    let Some(external_id) = work(link).filter(|id| *id != record.external_id) else { return };
    if !record.relations.iter().any(|known| known.external_id == external_id) {
        record.relations.push(RelationEntry { kind: legend.relation(word), external_id, title: words(link) });
    }
}

fn work(link: ElementRef<'_>) -> Option<ExternalId> {
    let id = attr(link, "href").and_then(|link| address::linked(&link))?;
    [ANIME, MANGA].contains(id.namespace()).then_some(id)
}

/// The graph on a page of relations lists the words for all ties in the page's language.
fn legend(page: &Page) -> Legend {
    let graph = page.attr("#flowchart[data-graph]", "data-graph");
    let graph: Value = graph.and_then(|graph| serde_json::from_str(&graph).ok()).unwrap_or_default();
    let graph = Json::of(&graph);
    let all =
        |key: &str| graph.at(key).list().map(|word| word.raw().unwrap_or_default().to_owned()).collect();
    Legend::new(all("legend"), all("adapted"))
}

/// Characters as the page shows some of them, without their roles.
pub fn characters(page: &Page, record: &mut Record) {
    for link in page.all("section#characters a[href*='character/']") {
        if let Some(casting) = casting(page, link, CharacterRole::Unknown)
            && !record.characters.iter().any(|known| known.external_id == casting.external_id)
        {
            record.characters.push(casting);
        }
    }
}

/// A character's card.
pub fn casting(page: &Page, link: ElementRef<'_>, role: CharacterRole) -> Option<Casting> {
    let id = attr(link, "href").and_then(|link| address::linked(&link));
    let id = id.filter(|id| *id.namespace() == super::CHARACTER)?;
    let stated = attr(link, "data-title").or_else(|| attr(link, "title"));
    // `Character: Rin HALE`; the label is in the page's language.
    let stated = stated
        .and_then(|stated| text::clean(stated.split_once(": ").map_or(stated.as_str(), |(_, name)| name)));
    let shown = within(link, ".title").next().and_then(words);
    let name = shown.or(stated).or_else(|| own_words(link))?;
    let image = attr(link, "data-bg").and_then(|place| address::picture(page, &place));
    Some(Casting {
        external_id: Some(id),
        name,
        name_native: None,
        role,
        image,
        voice_actors: Vec::new(),
        ..Casting::default()
    })
}

/// Trailers and services. The site links to pages of its own only, which lead there.
pub fn films(page: &Page, record: &mut Record) {
    for link in page.all("section#trailers a[href*='/trailer/']") {
        let Some(url) = attr(link, "href").and_then(|link| address::join(page, &link)) else { continue };
        let title = within(link, ".title").next().and_then(words);
        let thumbnail = attr(link, "data-bg").and_then(|place| address::picture(page, &place));
        if !record.videos.iter().any(|known| known.url == url) {
            record.videos.push(Video { url, title, thumbnail });
        }
    }
    for link in page.all("section#streams a[data-bg]") {
        // The service is told by its picture, `streams/v2/lantern.webp`, unless that is one of the film.
        let place = attr(link, "data-bg").filter(|place| place.starts_with("streams/"));
        let file = place.as_deref().and_then(|place| place.rsplit('/').next());
        let stem = file.and_then(|file| file.split('.').next()).and_then(text::clean);
        let Some(name) = within(link, ".name").next().and_then(words).or(stem) else { continue };
        let url = attr(link, "href").and_then(|link| address::join(page, &link));
        if !record.streams.iter().any(|known| known.name == name) {
            let regions = regions::of_name(&name).into_iter().collect();
            record.streams.push(Stream { name, url, regions, ..Stream::default() });
        }
    }
}

/// The page of a work's recommendations. No such page was recorded: any cover or row of another work that
/// stands in the page's own content is taken.
pub fn recommended(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = entry::work_of(page, context)
        .ok_or_else(|| ParseError::damaged("it does not say whose recommendations they are"))?;
    let mut record = entry::new(id);
    for link in page.all("#content-inner .covers a[href], #content-inner table.responsive-table th a[href]") {
        let Some(external_id) = work(link).filter(|id| *id != record.external_id) else { continue };
        if !record.recommendations.iter().any(|known| known.external_id == external_id) {
            let title = within(link, ".title").next().and_then(words).or_else(|| words(link));
            record.recommendations.push(Recommendation { external_id, title, votes: None });
        }
    }
    Ok(Parsed::one(record))
}
