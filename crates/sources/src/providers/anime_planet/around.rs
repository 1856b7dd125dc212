//! What stands around a work on its page: relations, characters, staff, recommendations.

use std::collections::HashMap;

use model::{Casting, CharacterRole, Credit, ExternalId, Recommendation, Record, RelationEntry, VoiceActor};
use scraper::ElementRef;

use super::{ANIME, CHARACTER, MANGA, PERSON, address, address::Address, entry, words};
use crate::{
    parts::{
        emails,
        html::{Page, attr, within},
        json::Json,
        text,
    },
    providers::{Context, ParseError, Parsed},
};

/// Works of the same franchise. What the page lists under other franchises shares no story with it.
pub fn relations(page: &Page, record: &mut Record) {
    let cards = page.all(
        "#tabs--relations--anime--same_franchise a.RelatedEntry, #tabs--relations--manga--same_franchise a.RelatedEntry",
    );
    for card in cards {
        let Some(external_id) = attr(card, "href").and_then(|link| address::linked(&link)) else { continue };
        let known = record.relations.iter().any(|relation| relation.external_id == external_id);
        if known || external_id == record.external_id || ![ANIME, MANGA].contains(external_id.namespace()) {
            continue;
        }
        let subtitle =
            within(card, ".RelatedEntry__subtitle").next().and_then(emails::words).unwrap_or_default();
        let title = within(card, ".RelatedEntry__name").next().and_then(emails::words);
        let kind = words::relation(&subtitle, *external_id.namespace() == MANGA);
        record.relations.push(RelationEntry { kind, external_id, title });
    }
}

/// Characters and staff stand on cards of the same make. Roles of characters are not told here.
pub fn people(page: &Page, facts: Json<'_>, record: &mut Record) {
    // Voices are named without a link; the page's data has the links, with family names in capitals.
    let named = facts.at("actor").list().filter_map(|actor| {
        Some((plain(&actor.at("name").title()?), address::linked(actor.at("url").raw()?)?))
    });
    // Pages without data have the links alone, whose slugs are made of the names.
    let metas = page.all("meta[property='video:actor']").filter_map(|meta| attr(meta, "content"));
    let linked = metas.filter_map(|link| address::linked(&link)).map(|id| (plain(id.id()), id));
    let actors: HashMap<String, ExternalId> = linked.chain(named).collect();
    for card in page.all("a.CharacterCard[href]") {
        let Some(external_id) = attr(card, "href").and_then(|link| address::linked(&link)) else { continue };
        let Some(name) = within(card, ".CharacterCard__title").next().and_then(emails::words) else {
            continue;
        };
        if *external_id.namespace() == PERSON {
            let told =
                within(card, ".CharacterCard__body").next().and_then(emails::words).unwrap_or_default();
            let roles = told.split(" & ").filter_map(text::clean).collect();
            record.staff.push(Credit { external_id: Some(external_id), name, roles });
        } else if *external_id.namespace() == CHARACTER {
            let voices = within(card, ".flag").filter_map(|flag| voice(flag, &actors)).collect();
            let image = within(card, "[style*='url(']").next().and_then(background);
            record.characters.push(Casting {
                external_id: Some(external_id),
                name,
                name_native: None,
                role: CharacterRole::Unknown,
                image,
                voice_actors: voices,
                ..Casting::default()
            });
        }
    }
}

fn voice(flag: ElementRef<'_>, actors: &HashMap<String, ExternalId>) -> Option<VoiceActor> {
    let name = emails::words(flag).and_then(|name| text::known(&name))?;
    let language = flag.attr("class").and_then(words::language).map(str::to_owned);
    Some(VoiceActor { external_id: actors.get(&plain(&name)).cloned(), name, language })
}

/// A name by its letters alone: `Rin HALE` and `rin-hale` are one.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The picture of `background-image: url(…)`.
fn background(element: ElementRef<'_>) -> Option<String> {
    let style = element.attr("style")?;
    let (_, rest) = style.split_once("url(")?;
    let (url, _) = rest.split_once(')')?;
    picture(url.trim_matches(['\'', '"', ' ']))
}

/// A picture's address without what only busts caches; `None` for stand-ins.
pub fn picture(url: &str) -> Option<String> {
    entry::sized(url, None).pop().map(|image| image.url)
}

pub fn recommendations(page: &Page, record: &mut Record) {
    for card in page.all(".recommendations li.card, .recommendations .card[data-type]") {
        let found = within(card, "a[href]").next().and_then(|link| attr(link, "href"));
        let Some(external_id) = found.and_then(|link| address::linked(&link)) else { continue };
        let known = record.recommendations.iter().any(|known| known.external_id == external_id);
        if known || external_id == record.external_id {
            continue;
        }
        let title = within(card, ".cardName").next().and_then(emails::words);
        let votes = within(card, "p").filter_map(emails::words).find(|told| told.contains("vote"));
        let votes = votes.and_then(|told| text::number(&told)).and_then(|votes| i64::try_from(votes).ok());
        record.recommendations.push(Recommendation { external_id, title, votes });
    }
}

/// The page of a work's recommendations. No such page was recorded: its cards are taken to be those of
/// the work's own page, in or out of its frame.
pub fn recommended(page: &Page, address: Option<&Address>, context: &Context) -> Result<Parsed, ParseError> {
    let id = address.and_then(Address::subject).or_else(|| context.subject.clone());
    let id = id.ok_or_else(|| ParseError::damaged("it does not say whose recommendations they are"))?;
    let mut record = entry::new(id);
    recommendations(page, &mut record);
    if record.recommendations.is_empty() {
        loose(page, &mut record);
    }
    if record.recommendations.is_empty() && page.first("h1").is_none() {
        return Err(ParseError::damaged("there are no recommendations in it"));
    }
    Ok(Parsed::one(record))
}

/// Cards outside of any frame, and links that stand for a recommended work in a list.
fn loose(page: &Page, record: &mut Record) {
    for link in page.all(".card a[href], .recommendation a.tooltip[href], a.RelatedEntry[href]") {
        let Some(external_id) = attr(link, "href").and_then(|link| address::linked(&link)) else { continue };
        let works = [ANIME, MANGA].contains(external_id.namespace());
        let known = record.recommendations.iter().any(|known| known.external_id == external_id);
        if works && !known && external_id != record.external_id {
            let named = within(link, ".cardName, .RelatedEntry__name").next().and_then(emails::words);
            let title = named.or_else(|| emails::words(link));
            record.recommendations.push(Recommendation { external_id, title, votes: None });
        }
    }
}
