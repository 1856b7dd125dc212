//! The page of one anime or manga.

use model::{
    ExternalId, Format, FuzzyDate, Image, ImageKind, Medium, Record, RecordKind, Score, Season, Title,
    TitleKind,
};
use scraper::ElementRef;
use serde_json::Value;

use super::{ANIME, FACTS, MANGA, address, around, information};
use crate::{
    parts::{
        dates,
        html::{Page, attr, own_words, within, words},
        json::Json,
        text,
    },
    providers::{Context, ParseError, Parsed},
};

pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let id = work_of(page, context).ok_or_else(|| ParseError::damaged("there is no work in it"))?;
    if page.first("section#information .infoblock").is_none() {
        return Err(ParseError::damaged("the block of facts is missing"));
    }
    let facts = data(page);
    let facts = Json::of(&facts);
    let mut record = new(id);
    let title = title(page).or_else(|| facts.at("name").title());
    record.title = Some(title.ok_or_else(|| ParseError::damaged("the work has no title"))?);
    information::read(page, &mut record);
    names(&mut record);
    counts(facts, &mut record);
    period(facts, &mut record);
    record.synopsis = synopsis(page);
    subjects(page, facts, &mut record);
    record.score = score(page, facts);
    record.rank = page
        .text("#ratingstats a[href$='toplist'] b")
        .and_then(|rank| text::number(&rank))
        .and_then(text::count);
    members(page, &mut record);
    record.images = images(page, facts);
    around::relations(page, &mut record);
    around::films(page, &mut record);
    around::characters(page, &mut record);
    Ok(Parsed::one(record))
}

/// The work that a page belongs to.
pub fn work_of(page: &Page, context: &Context) -> Option<ExternalId> {
    let id = address::subject(page).or_else(|| context.subject.clone())?;
    [ANIME, MANGA].contains(id.namespace()).then_some(id)
}

/// A record of a work that says nothing yet.
pub fn new(id: ExternalId) -> Record {
    let medium = if *id.namespace() == MANGA { Medium::Manga } else { Medium::Anime };
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Work, id);
    record.url = record.external_id.url();
    record.medium = Some(medium);
    record
}

fn data(page: &Page) -> Value {
    page.json_ld_of(&["TVSeries", "Movie", "Book", "BookSeries", "ComicSeries", "CreativeWork"])
        .unwrap_or(Value::Null)
}

/// The heading without the year, which stands in an element of its own: a year that belongs to the title
/// stays.
pub fn title(page: &Page) -> Option<String> {
    let heading = page
        .first("h1#htitle, h1.headline")
        .and_then(|heading| own_words(heading).or_else(|| words(heading)));
    heading.or_else(|| {
        let stated = page.meta("og:title")?;
        let stated = stated.split(" ➜ ").next().unwrap_or(&stated);
        let plain = [" (Anime)", " (Manga)"].iter().find_map(|ending| stated.strip_suffix(ending));
        text::clean(plain.unwrap_or(stated))
    })
}

/// The heading is one of the titles by language; what says nothing new is no synonym.
fn names(record: &mut Record) {
    let Some(main) = record.title.clone() else { return };
    let named = record.titles.iter().position(|title| title.text == main);
    let first = match named {
        Some(at) => Title { kind: TitleKind::Main, ..record.titles.remove(at) },
        None => Title::new(&main, TitleKind::Main),
    };
    record.titles.insert(0, first);
    let synonyms = std::mem::take(&mut record.synonyms);
    record.titles.extend(synonyms.iter().map(|name| Title::new(name, TitleKind::Synonym)));
    let others: Vec<String> =
        record.titles.iter().map(|title| title.text.clone()).filter(|text| *text != main).collect();
    text::add_words(&mut record.synonyms, others);
}

/// The page's own count is told first. Where it tells none, what is filed as a movie of no known type is
/// one piece.
fn counts(facts: Json<'_>, record: &mut Record) {
    let one_piece = facts.at("@type").raw() == Some("Movie")
        && matches!((&record.format, &record.format_word), (Some(Format::Movie), _) | (None, None));
    if record.medium == Some(Medium::Anime) && record.episodes.is_none() && one_piece {
        record.episodes = Some(1);
    }
}

/// The block's dates, else the data's; the season is that of the first day.
fn period(facts: Json<'_>, record: &mut Record) {
    record.start_date = record.start_date.or_else(|| facts.at("startDate").date());
    let ended = facts.at("endDate").date();
    record.end_date = record.end_date.or(ended.filter(|end| Some(*end) >= record.start_date));
    record.season = record.start_date.and_then(Season::of).filter(|_| record.medium == Some(Medium::Anime));
    record.year = record.start_date.map(FuzzyDate::year);
}

/// In English, else in the first language there is. A hidden line at its end names the page itself.
fn synopsis(page: &Page) -> Option<String> {
    let told: Vec<(Option<String>, String)> = page
        .all("#description .details-text")
        .filter(|block| within(*block, ".helptext").next().is_none())
        .filter_map(|block| Some((attr(block, "lang"), without_source(block)?)))
        .collect();
    let english = told.iter().find(|(language, _)| language.as_deref() == Some("en"));
    english.or(told.first()).and_then(|(_, told)| text::without_credit(told))
}

fn without_source(block: ElementRef<'_>) -> Option<String> {
    let mut html = String::new();
    for child in block.children() {
        match ElementRef::wrap(child) {
            Some(element)
                if element.value().classes().any(|class| class == "hidden" || class == "source") => {}
            Some(element) => html += &element.html(),
            None => {
                if let Some(text) = child.value().as_text() {
                    html += &text.replace('&', "&amp;").replace('<', "&lt;");
                }
            }
        }
    }
    text::from_html(&html)
}

/// Main genres, lesser genres and tags stand in one cloud, told apart by class.
fn subjects(page: &Page, facts: Json<'_>, record: &mut Record) {
    let cloud = |css: &'static str| page.all(css).filter_map(words);
    text::add_words(&mut record.genres, cloud("ul.cloud a.gg").chain(cloud("ul.cloud a.gc")));
    text::add_words(&mut record.genres, facts.at("genre").texts());
    text::add_words(&mut record.tags, record.genres.clone());
    text::add_words(&mut record.tags, cloud("ul.cloud a.gt"));
    if record.genres.iter().any(|genre| genre == "Hentai") {
        record.adult = Some(true);
    }
}

/// `3.95 = 79%`. Without a vote it is `0.00`, and the page's data says 2.5 by one vote all the same.
fn score(page: &Page, facts: Json<'_>) -> Option<Score> {
    let rating = facts.at("aggregateRating");
    let votes = rating.at("ratingCount").unsigned().filter(|votes| *votes > 0);
    let shown =
        page.all("#ratingstats td").filter_map(words).find(|cell| cell.contains('=') && cell.contains('%'));
    if let Some(shown) = shown {
        let value = text::decimal(&shown).filter(|value| *value > 0.0)?;
        return Score::new(value, 5.0, votes);
    }
    let value = rating.at("ratingValue").decimal().filter(|value| *value > 0.0)?;
    let made_up =
        votes == Some(1) && (value - 2.5).abs() < f64::EPSILON && rating.at("ratingValue").raw().is_none();
    let top = rating.at("bestRating").decimal().unwrap_or(5.0);
    if made_up { None } else { Score::new(value, top, Some(votes?)) }
}

/// How many have it on a list of theirs; who only says "not interested" does not follow it.
fn members(page: &Page, record: &mut Record) {
    let lists = ["ongoing", "completed", "halted", "aborted", "bookmark"];
    let mut followers = 0;
    for cell in page.all("#status a[href*='/ratings/']") {
        let count =
            within(cell, "b").next().and_then(words).and_then(|told| text::number(&told)).unwrap_or(0);
        let Some(link) = attr(cell, "href") else { continue };
        if link.contains("/ratings/favorites") {
            record.favorites = Some(count).filter(|count| *count > 0);
        } else if lists.iter().any(|list| link.contains(&format!("/ratings/{list}"))) {
            followers += count;
        }
    }
    record.popularity = Some(followers).filter(|count| *count > 0);
}

/// The cover as the page shows it, and in full as its data for previews names it.
fn images(page: &Page, facts: Json<'_>) -> Vec<Image> {
    let shown = page.attr("#details-cover", "src").or_else(|| facts.at("image").url());
    let full = page.meta("og:image").or_else(|| page.meta("twitter:image"));
    let sound = |url: Option<String>| url.filter(|url| url.contains("/cover/") && !address::is_stand_in(url));
    let image = |url: String, kind| Image { url, kind };
    match (sound(full), sound(shown)) {
        (Some(full), Some(shown)) if full != shown => {
            vec![image(full, ImageKind::Poster), image(shown, ImageKind::Thumbnail)]
        }
        (Some(one), _) | (None, Some(one)) => vec![image(one, ImageKind::Poster)],
        (None, None) => Vec::new(),
    }
}

/// The dates of a row, as far as a year tells them.
pub fn begun(year: &str, record: &mut Record) {
    record.start_date = dates::date(year);
    record.year = record.start_date.map(FuzzyDate::year);
}
