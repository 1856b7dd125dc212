//! The page of one anime or manga.

use jiff::civil::Date;
use model::{
    ExternalId, Format, FuzzyDate, Image, ImageKind, Medium, Record, RecordKind, Score, Stream, Title,
    TitleKind,
};
use scraper::ElementRef;
use serde_json::Value;

use super::{ANIME, FACTS, MANGA, address::Address, around, words};
use crate::{
    parts::{
        dates, durations, emails,
        html::{Page, attr, prose, within},
        json::Json,
        status, text,
    },
    providers::{Context, ParseError, Parsed},
};

pub fn read(page: &Page, address: Option<&Address>, context: &Context) -> Result<Parsed, ParseError> {
    let subject = address.and_then(Address::subject).or_else(|| context.subject.clone());
    let id = subject.filter(|id| [ANIME, MANGA].contains(id.namespace()));
    let (Some(id), Some(title)) = (id, title(page)) else {
        return Err(ParseError::damaged("there is no work in it"));
    };
    let Some(bar) = page.first("section.entryBar") else {
        return Err(ParseError::damaged("the head of the entry is missing"));
    };
    let linked = page.json_ld_of(&["TVSeries", "Movie", "Book", "BookSeries", "ComicSeries", "CreativeWork"]);
    let linked = linked.unwrap_or(Value::Null);
    let facts = Json::of(&linked);

    let mut record = new(id);
    record.title = Some(title.clone());
    record.titles.push(Title::new(title, TitleKind::Main));
    names(page, facts, &mut record);
    head(bar, facts, &mut record);
    record.tags = tags(page, facts);
    record.content_warnings = warnings(page);
    origin_and_form(&mut record);
    period(page, bar, facts, context.today(), &mut record);
    record.synopsis = page.first(".entrySynopsis").and_then(synopsis);
    record.score = score(bar, facts);
    record.popularity =
        page.text("#entryStats").filter(|t| t.contains("tracking")).and_then(|t| text::number(&t));
    record.images = images(page, address);
    record.streams = streams(page);
    around::relations(page, &mut record);
    around::people(page, facts, &mut record);
    if record.medium != Some(Medium::Anime) {
        let authors: Vec<String> = record.staff.iter().map(|credit| credit.name.clone()).collect();
        text::add_words(&mut record.studios, authors);
    }
    around::recommendations(page, &mut record);
    Ok(Parsed::one(record))
}

/// A record of a work that says nothing yet.
pub fn new(id: ExternalId) -> Record {
    let medium = if *id.namespace() == MANGA { Medium::Manga } else { Medium::Anime };
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Work, id);
    record.url = record.external_id.url();
    record.medium = Some(medium);
    record
}

fn title(page: &Page) -> Option<String> {
    let head = page.first("h1[itemprop=name]").and_then(emails::words);
    head.filter(|title| !title.contains("[email")).or_else(|| page.meta("og:title"))
}

/// Alternative titles. The line above the entry joins them by commas, which titles may hold as well, so
/// the page's data is asked first.
fn names(page: &Page, facts: Json<'_>, record: &mut Record) {
    let listed: Vec<String> =
        facts.at("alternateName").list().chain([facts.at("alternateName")]).filter_map(Json::title).collect();
    let line = page.first("h2.aka").and_then(emails::words);
    let shown = line.as_deref().map(also_known_as).unwrap_or_default();
    // The line cut at its commas gives pieces; a title of the data that holds such a piece is whole.
    let missing = |name: &String| !listed.iter().any(|whole| whole.contains(name.as_str()));
    let names: Vec<String> = listed.iter().cloned().chain(shown.into_iter().filter(missing)).collect();
    text::add_words(
        &mut record.synonyms,
        names.into_iter().filter(|name| record.title.as_ref() != Some(name)),
    );
    record.titles.extend(record.synonyms.iter().map(|name| Title::new(name, TitleKind::Synonym)));
}

/// The names in `Alt title: A` and `Alt titles: A, B`.
pub fn also_known_as(line: &str) -> Vec<String> {
    let (label, names) = line.split_once(':').unwrap_or(("", line));
    if label.trim().ends_with("titles") {
        names.split(", ").filter_map(text::clean).collect()
    } else {
        text::clean(names).into_iter().collect()
    }
}

/// Format, counts, length, makers and rank, which stand in a row below the title.
fn head(bar: ElementRef<'_>, facts: Json<'_>, record: &mut Record) {
    let kind = within(bar, ".type").next().and_then(crate::parts::html::words);
    if let Some(kind) = &kind {
        type_line(kind, record);
    }
    record.episodes = record.episodes.or_else(|| facts.at("numberOfEpisodes").count());
    record.studios = links(bar, "a[href*='/studios/']");
    for cell in within(bar, ".pure-1, .iconVol").filter_map(crate::parts::html::words) {
        if let Some(rank) = cell.strip_prefix("Rank") {
            record.rank = text::number(rank).and_then(text::count);
        } else {
            printed(&cell, record);
        }
    }
    if record.medium == Some(Medium::Manga) {
        record.producers = links(bar, "a[href*='/magazines/'], a[href*='/publishers/']");
    }
}

/// Reads `TV (26 eps)`, `Movie (1 ep x 107 min)`, `TV (1081+ eps)`, `Web (24 min)`, `Other`.
pub fn type_line(line: &str, record: &mut Record) {
    let (word, rest) = line.split_once('(').unwrap_or((line, ""));
    record.format_word = text::known(word);
    record.format = record.format_word.as_deref().and_then(words::format);
    for part in rest.trim_end_matches(')').split(" x ") {
        if part.contains("ep") {
            record.episodes = text::number(part).and_then(text::count);
        } else if let Some(length) = durations::seconds(part) {
            record.duration_s = Some(length);
        }
    }
}

/// Reads `Vol: 23; Ch: 205+`.
pub fn printed(cell: &str, record: &mut Record) {
    for part in cell.split([';', '-']) {
        match part.trim().split_once(':') {
            Some(("Vol", count)) => record.volumes = text::number(count).and_then(text::count),
            Some(("Ch", count)) => record.chapters = text::number(count).and_then(text::count),
            _ => {}
        }
    }
}

/// The page writes tags in two groups; its data has both in one list.
fn tags(page: &Page, facts: Json<'_>) -> Vec<String> {
    let mut tags = Vec::new();
    let shown = page.all("#entry .tags a, .entrySynopsis .tags a").filter_map(crate::parts::html::words);
    text::add_words(&mut tags, shown.filter_map(|tag| text::clean(tag.trim_end_matches(','))));
    text::add_words(&mut tags, facts.at("genre").texts());
    let metas = page.all("meta[property='video:tag'], meta[property='book:tag']");
    text::add_words(&mut tags, metas.filter_map(|meta| attr(meta, "content")));
    tags
}

/// The group of tags below the heading `Content Warning`.
fn warnings(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    for group in page.all("#entry .tags, .entrySynopsis .tags") {
        let heading = within(group, "h4").find_map(crate::parts::html::words).unwrap_or_default();
        if heading.to_lowercase().starts_with("content warning") {
            let words = within(group, "a").filter_map(crate::parts::html::words);
            text::add_words(&mut found, words.filter_map(|word| text::clean(word.trim_end_matches(','))));
        }
    }
    found
}

/// What a work was adapted from, and the form of a printed one, are told by tags only.
pub fn origin_and_form(record: &mut Record) {
    let based = |tag: &String| {
        let rest = ["Based on a ", "Based on an "].iter().find_map(|opening| tag.strip_prefix(opening));
        rest.map(str::to_owned).or_else(|| (tag == "Original Work").then(|| "Original".to_owned()))
    };
    record.origin = record.tags.iter().find_map(based);
    if record.tags.iter().any(|tag| tag == "Hentai") {
        record.adult = Some(true);
    }
    if record.medium != Some(Medium::Manga) {
        return;
    }
    let has = |words: &[&str]| record.tags.iter().any(|tag| words.contains(&tag.as_str()));
    let (medium, format) = if has(&["Light Novels", "Light Novel"]) {
        (Medium::Novel, Format::LightNovel)
    } else if has(&["Novels", "Web Novels"]) {
        (Medium::Novel, Format::Novel)
    } else if has(&["Manhwa"]) {
        (Medium::Manga, Format::Manhwa)
    } else if has(&["Manhua"]) {
        (Medium::Manga, Format::Manhua)
    } else if has(&["Doujinshi"]) {
        (Medium::Manga, Format::Doujinshi)
    } else if has(&["One Shot", "One-Shot"]) {
        (Medium::Manga, Format::OneShot)
    } else {
        (Medium::Manga, Format::Manga)
    };
    (record.medium, record.format) = (Some(medium), Some(format));
}

/// Days, season and status. Days stand in the data only; the entry shows years.
fn period(page: &Page, bar: ElementRef<'_>, facts: Json<'_>, today: Date, record: &mut Record) {
    let shown = within(bar, ".iconYear").next().and_then(crate::parts::html::words).unwrap_or_default();
    let (first, last) = dates::period(&shown);
    let released = || page.meta("video:release_date").or_else(|| page.meta("book:release_date"));
    let data = |key: &str| facts.at(key).date();
    let start = data("startDate").or_else(|| data("datePublished"));
    record.start_date = start.or_else(|| released().and_then(|date| dates::date(&date))).or(first);
    record.end_date = data("endDate").or(last);
    let link = within(bar, "a[href*='/seasons/']").next().and_then(|link| attr(link, "href"));
    let (season, year) =
        link.as_deref().and_then(|link| link.rsplit('/').next()).map(dates::season).unwrap_or_default();
    record.season = season;
    record.year = season.and(year).or_else(|| record.start_date.map(FuzzyDate::year));
    // A year alone means that the work began and ended in it; what still runs is shown as `2020 - ?`.
    let open = shown.contains('?') || last.is_some();
    let end = record.end_date.or_else(|| first.filter(|_| !open));
    record.status = status::by_dates(record.start_date, end, false, today);
}

/// The summary ends where notes, tags or the user's own list begin.
fn synopsis(block: ElementRef<'_>) -> Option<String> {
    let holds = |class: &str, p: &ElementRef<'_>| {
        p.ancestors()
            .filter_map(ElementRef::wrap)
            .any(|above| above.value().classes().any(|own| own == class) || above.value().name() == "form")
    };
    let outside = |p: &ElementRef<'_>| !holds("notes", p) && !holds("tags", p);
    let paragraphs: Vec<String> = within(block, "p").filter(outside).filter_map(prose).collect();
    let told = paragraphs.join("\n\n");
    text::without_credit(&told).filter(|told| !told.starts_with("No synopsis yet"))
}

/// `4.484 out of 5 from 62,101 votes`; below ten votes the site gives no average.
fn score(bar: ElementRef<'_>, facts: Json<'_>) -> Option<Score> {
    let shown = within(bar, ".avgRating[title]").next().and_then(|rating| attr(rating, "title"));
    let shown = shown.filter(|told| told.contains("out of")).and_then(|told| {
        let (value, votes) = told.split_once("from")?;
        let votes = text::number(votes).filter(|votes| *votes > 0)?;
        Score::new(text::decimal(value)?, 5.0, Some(votes))
    });
    shown
        .or_else(|| {
            let rating = facts.at("aggregateRating");
            let votes = rating.at("ratingCount").unsigned().filter(|votes| *votes > 0)?;
            Score::new(
                rating.at("ratingValue").decimal()?,
                rating.at("bestRating").decimal().unwrap_or(5.0),
                Some(votes),
            )
        })
        .filter(|score| score.value > 0.0)
}

/// The cover and its small copy. The page shows the copy, whose name tells its size: `…-1-190x268.jpg?t=1`.
fn images(page: &Page, address: Option<&Address>) -> Vec<Image> {
    let shown = page.attr("img[itemprop=image]", "src");
    let cover = shown
        .filter(|url| !is_stand_in(url))
        .or_else(|| page.meta("og:image").filter(|url| url.contains("/primary/")));
    cover.map(|cover| sized(&cover, address)).unwrap_or_default()
}

/// The images behind a cover's address.
pub fn sized(cover: &str, address: Option<&Address>) -> Vec<Image> {
    if is_stand_in(cover) {
        return Vec::new();
    }
    let plain = cover.split('?').next().unwrap_or(cover);
    let whole = match (plain.contains("://"), address) {
        (true, _) => Some(plain.to_owned()),
        (false, address) => address.and_then(|address| address.join(plain)),
    };
    let Some(whole) = whole else { return Vec::new() };
    let image = |url: &str, kind| Image { url: url.to_owned(), kind };
    match full_size(&whole) {
        Some(full) => vec![image(&full, ImageKind::Poster), image(&whole, ImageKind::Thumbnail)],
        None => vec![image(&whole, ImageKind::Poster)],
    }
}

fn is_stand_in(url: &str) -> bool {
    ["/default/", "card-load", "no-content", "blank"].iter().any(|part| url.contains(part))
}

/// The address of the picture in its full size, when this one names another size.
fn full_size(url: &str) -> Option<String> {
    if url.contains("/covers/thumbs/") {
        return Some(url.replace("/covers/thumbs/", "/covers/"));
    }
    let (stem, ending) = url.rsplit_once('.')?;
    let (name, size) = stem.rsplit_once('-')?;
    let (width, height) = size.split_once('x')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits(width) && digits(height)).then(|| format!("{name}.{ending}"))
}

/// The services whose episodes the page lists, by the code in the list's class.
fn streams(page: &Page) -> Vec<Stream> {
    let mut found: Vec<Stream> = Vec::new();
    for list in page.all("#watchOnline .videoList") {
        let Some(name) = list.value().classes().find_map(words::service) else { continue };
        let dubbed = within(list, "[data-is-dubbed='true']").next().is_some();
        let at = found.iter().position(|stream| stream.name == name).unwrap_or(found.len());
        if at == found.len() {
            found.push(Stream { name: name.to_owned(), url: None, ..Stream::default() });
        }
        if let Some(stream) = found.get_mut(at).filter(|stream| dubbed && stream.dubs.is_empty()) {
            stream.dubs.push("en".to_owned());
        }
    }
    found
}

fn links(bar: ElementRef<'_>, css: &'static str) -> Vec<String> {
    let mut names = Vec::new();
    text::add_words(&mut names, within(bar, css).filter_map(emails::words));
    names
}
