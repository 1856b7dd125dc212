//! Dates, numbers, genres, companies and pictures of a work.

use model::{Format, FuzzyDate, Image, ImageKind, Record, Score, Season};
use scraper::ElementRef;

use super::page::apostrophes;
use crate::{
    parts::{
        dates, durations,
        html::{self, Page, within},
        status, text,
    },
    providers::Context,
};

/// Writes what the page says of the work itself into the record.
pub fn tell(page: &Page, record: &mut Record, context: &Context) {
    record.format_word = row(page, "type").or_else(|| page.meta("og:title").and_then(|title| typed(&title)));
    record.format = record.format_word.as_deref().map(format).filter(|format| *format != Format::Unknown);
    numbers(page, record);
    when(page, record, context);
    words(page, record);
    record.synopsis = synopsis(page);
    record.rating = page.text("[itemprop=contentRating]").and_then(|word| text::known(&word));
    record.adult = record.rating.as_deref().filter(|word| word.eq_ignore_ascii_case("rx")).map(|_| true);
    record.studios = names(page, "studio");
    record.producers = names(page, "producer");
    record.licensors = names(page, "licensor");
    record.score = score(page);
    let picture = page.attr("#detailPosterImg", "src").or_else(|| page.attr("img[itemprop=image]", "src"));
    record.images = picture.and_then(|address| poster(&address)).into_iter().collect();
}

/// The cell beside a label in the table of details, by the label in lower case.
fn cell<'a>(page: &'a Page, label: &str) -> Option<ElementRef<'a>> {
    let labels = page.all("#tvShowInfoBlock strong, .SimklTVAboutTabsDetails strong");
    let mut named = labels.filter(|strong| {
        let words = html::words(*strong).unwrap_or_default().trim_end_matches(':').to_lowercase();
        words == label || words.strip_suffix('s') == Some(label)
    });
    let beside =
        named.next()?.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == "td")?;
    beside.next_siblings().find_map(ElementRef::wrap)
}

/// The text beside a label.
pub fn row(page: &Page, label: &str) -> Option<String> {
    cell(page, label).and_then(html::words).and_then(|words| text::known(&words))
}

/// The links beside a label.
pub fn links<'a>(page: &'a Page, label: &str) -> Vec<ElementRef<'a>> {
    cell(page, label).map(|cell| within(cell, "a[href]").collect()).unwrap_or_default()
}

/// The companies beside a label: linked, or as a mere list.
fn names(page: &Page, label: &str) -> Vec<String> {
    let mut found = Vec::new();
    let linked = links(page, label).into_iter().filter_map(html::words);
    text::add_words(&mut found, linked.filter_map(|name| text::known(&name)));
    if found.is_empty() {
        let listed = row(page, label).unwrap_or_default();
        text::add_words(&mut found, listed.split(", ").filter_map(text::known));
    }
    found
}

/// The kind in `Moonlit Depot (Anime TV 2009 - 2010)`.
fn typed(title: &str) -> Option<String> {
    let (_, inner) = title.rsplit_once("(Anime ")?;
    let word = inner.split(|c: char| c.is_ascii_digit() || c == ')').next()?;
    text::known(word)
}

fn format(word: &str) -> Format {
    match word.trim().to_lowercase().as_str() {
        "tv special" => Format::Special,
        "music video" => Format::Music,
        "tv short" => Format::Tv,
        word => match Format::parse(word) {
            Format::Other(_) => Format::Unknown,
            format => format,
        },
    }
}

/// The line below the title: years, the channel, how long all of it lasts, how many episodes.
fn numbers(page: &Page, record: &mut Record) {
    let line = page.text("td.SimklTVAboutYearCountry").unwrap_or_default();
    let count =
        line.split('•').find(|part| part.contains("episode")).and_then(text::number).and_then(text::count);
    record.episodes = count.or_else(|| (record.format == Some(Format::Movie)).then_some(1));
    let whole = page.meta("og:duration").and_then(|words| text::number(&words)).and_then(text::count);
    let told = || {
        let words =
            page.attr("td.SimklTVAboutYearCountry .tippyInfo[data-title*='will take']", "data-title")?;
        durations::seconds(&words)
    };
    // Both are of all episodes together.
    let each = whole.or_else(told).zip(record.episodes).map(|(whole, count)| whole / count);
    record.duration_s = each.filter(|seconds| (1..100 * 3600).contains(seconds));
    let total = page.all(".simkltvdetailssummarystatsitem").find(|item| {
        within(*item, ".simkltvdetailssummarystatsitemtitle").find_map(html::words).as_deref()
            == Some("Total")
    });
    let users =
        total.and_then(|item| within(item, ".simkltvdetailssummarystatsitemusers").find_map(html::words));
    record.popularity = users.and_then(|words| text::number(&words)).filter(|count| *count > 0);
    let ranked = page.all("td.SimklTVRatingYourRating table").find(|table| {
        within(*table, ".SimklTVRatingRanked").find_map(html::words).as_deref() == Some("RANKED")
    });
    let rank = ranked.and_then(|table| within(table, ".SimklTVRatingRankedStat").find_map(html::words));
    record.rank = rank.and_then(|words| text::number(&words)).and_then(text::count);
}

fn when(page: &Page, record: &mut Record, context: &Context) {
    let period = row(page, "air date").or_else(|| row(page, "release date")).unwrap_or_default();
    let (first, last) = period.split_once(" - ").unwrap_or((&period, ""));
    let stated = page.text("[itemprop=startDate]").and_then(|date| dates::date(&date));
    record.start_date = american(first).or(stated);
    record.end_date = american(last);
    record.season = record.start_date.and_then(Season::of);
    record.year = record.start_date.map(FuzzyDate::year);
    let single = record.episodes == Some(1);
    record.status = status::by_dates(record.start_date, record.end_date, single, context.today());
}

/// `04/05/2009`: month, day, year.
pub fn american(words: &str) -> Option<FuzzyDate> {
    let date = words.split_whitespace().find(|word| word.contains('/')).unwrap_or(words);
    let mut parts = date.split('/').map(|part| part.trim().parse::<i64>().ok());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(month), Some(day), Some(year)) => dates::from_parts(year, month, day),
        _ => dates::date(words),
    }
}

/// Genres and tags, each word once; the site does not tell audiences and themes from genres.
fn words(page: &Page, record: &mut Record) {
    let clean = |word: String| text::known(&apostrophes(&word));
    text::add_words(&mut record.genres, page.texts("[itemprop=genre]").into_iter().filter_map(clean));
    let all = record.genres.clone();
    text::add_words(&mut record.tags, all);
    let listed =
        ["tag", "sub genre"].into_iter().flat_map(|label| links(page, label)).filter_map(html::words);
    text::add_words(&mut record.tags, listed.filter_map(clean));
}

/// The description, of which a part is folded away behind a button.
fn synopsis(page: &Page) -> Option<String> {
    let shown = page.first("td[itemprop=description]").and_then(html::own_words);
    let folded = page.first("#moreDesc").and_then(html::own_words);
    let whole = match (shown, folded) {
        (Some(shown), Some(folded)) => Some(format!("{shown} {folded}")),
        (shown, _) => shown.or_else(|| page.meta("description")),
    };
    whole.and_then(|whole| text::without_credit(&apostrophes(&whole)))
}

/// The site's own score, to one digit on the page and to two in the address of its card.
fn score(page: &Page) -> Option<Score> {
    let value = page.text("[itemprop=ratingValue]").and_then(|words| text::decimal(&words))?;
    let votes = page.attr("[itemprop=ratingCount]", "content").and_then(|words| text::number(&words));
    let card = page.meta("og:image").and_then(|address| {
        address.split(['?', '&']).find_map(|part| part.strip_prefix("rating=")).and_then(text::decimal)
    });
    let exact = card.filter(|exact| (exact - value).abs() < 0.1).unwrap_or(value);
    (exact > 0.0 && votes != Some(0)).then(|| Score::new(exact, 10.0, votes)).flatten()
}

fn poster(address: &str) -> Option<Image> {
    let path = address.trim_start_matches("https:").trim_start_matches("http:").strip_prefix("//")?;
    let sound = path.contains("/posters/") && !path.contains("no_poster");
    sound.then(|| Image { url: format!("https://{path}"), kind: ImageKind::Poster })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_month_first() {
        let read = |words| american(words).map(|date| date.to_string());
        assert_eq!(read("04/05/2009").as_deref(), Some("2009-04-05"));
        assert_eq!(read("Released on 07/04/2010").as_deref(), Some("2010-07-04"));
        assert_eq!(read("2010").as_deref(), Some("2010"));
        assert_eq!(read("?"), None);
        assert_eq!(typed("Moonlit Depot (Anime TV 2009 - 2010)").as_deref(), Some("TV"));
    }
}
