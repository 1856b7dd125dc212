//! The table at the top of a work's page: one row for each fact, told by its class.

use std::collections::HashMap;

use model::{Format, Record, Season, TitleKind};

use super::super::{names, resources as links, tags as tree, words};
use crate::{
    parts::{
        dates,
        html::{self, Page, within},
        status, text,
    },
    providers::Context,
};

/// Titles stand twice: a few with the facts, all on a tab of their own.
pub fn titles(page: &Page, record: &mut Record) {
    let main = page.text("h1.anime").and_then(|head| head.strip_prefix("Anime:").map(str::to_owned));
    let main = page.text("tr.romaji [itemprop=name]").or(main);
    names::add(record, &main.unwrap_or_default(), TitleKind::Main, None);
    for row in page.all("tr.official") {
        let Some(name) = within(row, "label").find_map(html::words) else { continue };
        let mut languages = within(row, "span.i_flag span").filter_map(html::words).peekable();
        if languages.peek().is_none() {
            names::add(record, &name, TitleKind::Official, None);
        }
        for language in languages {
            names::add(record, &name, TitleKind::Official, words::language(&language));
        }
    }
    let lists = [
        ("tr.kana > td.value", TitleKind::Synonym, Some("ja")),
        ("tr.card > td.value", TitleKind::Synonym, None),
    ];
    let lists = lists.into_iter().chain([
        ("tr.syn > td.value", TitleKind::Synonym, None),
        ("tr.short > td.value", TitleKind::Short, None),
    ]);
    for (row, kind, language) in lists {
        for name in page.texts(row).iter().flat_map(|list| list.split(", ")) {
            names::add(record, name, kind.clone(), language.map(str::to_owned));
        }
    }
}

/// Format, episodes, dates, season, score and picture.
pub fn facts(page: &Page, record: &mut Record, context: &Context) {
    // A form further down has a row of the same class.
    let kind = page
        .all("div.g_definitionlist tr.type > td.value")
        .find(|cell| within(*cell, "select").next().is_none());
    if let Some(cell) = kind.and_then(html::words) {
        let (word, count) = cell.split_once(',').unwrap_or((&cell, ""));
        record.format_word = text::known(word);
        record.format =
            record.format_word.as_deref().map(words::format).filter(|format| *format != Format::Unknown);
        record.episodes = episodes(page, count);
    }
    let period = page.text("tr.year > td.value").unwrap_or_default();
    // Machine-readable dates beside have made-up days where the day is not known, so the text is read.
    (record.start_date, record.end_date) = dates::period(&period);
    let single = !period.contains(" until ");
    if single {
        record.end_date = record.start_date;
    }
    record.status = status::by_dates(record.start_date, record.end_date, single, context.today());
    season(page, record);
    record.adult = page.attr("meta[itemprop=isFamilyFriendly]", "content").map(|word| word == "false");
    record.score = score(page);
    let picture = page
        .attr("div.g_section.info div.image img", "src")
        .or_else(|| page.attr("img[itemprop=image]", "src"));
    record.images = picture.map(|address| words::images(&address)).unwrap_or_default();
}

/// How many episodes: of a work in one piece the row says only what it is, of films in parts `3 movies`.
///
/// Where the number is `unknown`, the page counts as one: so do the values that the field's own parsers
/// assert for such pages. The interface says nothing then, and neither do we there.
fn episodes(page: &Page, count: &str) -> Option<u32> {
    let stated = page.text("[itemprop=numberOfEpisodes]").unwrap_or_else(|| count.to_owned());
    match text::number(&stated) {
        Some(number) => text::count(number),
        None => Some(1),
    }
}

/// The season stands as `Winter 2019/20`; the link beside tells which year that is.
fn season(page: &Page, record: &mut Record) {
    let named = page.text("tr.season > td.value").and_then(|words| dates::season(&words).0);
    record.season = named.or_else(|| record.start_date.and_then(Season::of));
    let link = page.attr("tr.season > th a", "href").filter(|_| named.is_some());
    let year = link.and_then(|link| link.split('/').find_map(dates::year));
    record.year = year.or_else(|| record.start_date.map(model::FuzzyDate::year));
}

/// The average; the row above it is weighted. Too few votes are shown as `N/A`.
fn score(page: &Page) -> Option<model::Score> {
    let row = page.first("tr.tmprating").or_else(|| page.first("tr.rating"))?;
    let value = within(row, "span.value").find_map(html::words)?;
    let votes = within(row, "span.count").find_map(html::words).and_then(|count| text::number(&count));
    words::score(&value, votes)
}

/// The tags that stand for the work, and where they hang in the tree of all its tags.
pub fn tags(page: &Page, record: &mut Record) {
    let mut places: HashMap<String, (String, usize)> = HashMap::new();
    let mut roots: HashMap<String, String> = HashMap::new();
    for tag in page.all("div.animetags div.tag") {
        let Some(name) = within(tag, "span.tagname").find_map(html::words) else { continue };
        if let Some(id) = tag.attr("id") {
            roots.insert(id.to_owned(), name.to_lowercase());
        } else if let Some(root) = tag.attr("data-anidb-groupid").and_then(|group| roots.get(group)) {
            let indent = within(tag, "span.indent").find_map(html::words).unwrap_or_default();
            let depth = indent.chars().filter(|c| *c == '·').count();
            places.insert(name, (root.clone(), depth));
        }
    }
    let telling = page.all("tr.tags [itemprop=genre]").filter_map(html::words).map(|name| {
        let place = places.get(&name);
        let (root, depth) = (place.map(|(root, _)| root.clone()), place.map_or(0, |(_, depth)| *depth));
        tree::Tag { name: words::apostrophes(&name), root, depth, telling: true }
    });
    tree::tell(record, telling.collect());
}

/// Links to other sites, in groups.
pub fn resources(page: &Page, record: &mut Record) {
    for group in page.all("tr.resources div.group") {
        let streaming =
            group.attr("class").is_some_and(|class| class.split(' ').any(|word| word == "streaming"));
        for link in within(group, "a[href]") {
            let name = html::attr(link, "title").or_else(|| html::words(link));
            links::linked(record, link.attr("href").unwrap_or_default(), name, streaming);
        }
    }
}

/// Rank and favorites.
pub fn statistics(page: &Page, record: &mut Record) {
    let number = |words: Option<String>| words.as_deref().and_then(text::number);
    record.rank = number(page.text("#userstats .row.rating a[href*='rank_rating']")).and_then(text::count);
    let favorites = page.text("#userstats .row.favourites a");
    record.favorites =
        favorites.and_then(|words| number(words.split_once('(').map(|(_, count)| count.to_owned())));
}
