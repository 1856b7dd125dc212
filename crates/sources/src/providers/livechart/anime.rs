//! The page of an anime.

use std::collections::HashMap;

use model::{
    Airing, AiringKind, ExternalId, Medium, Record, RecordKind, RelationEntry, RelationType, Score, Season,
    Stream, Video, WebLink,
};
use scraper::ElementRef;
use serde_json::Value;

use super::{
    FACTS,
    words::{self, Names},
};
use crate::{
    parts::{
        dates, durations,
        html::{self, Page},
        json::Json,
        languages, regions, status, text,
    },
    providers::{Context, ParseError, Parsed},
};

/// What the page labels, in the words of its layouts; compared in lower case.
const LABELS: [&str; 8] =
    ["original title", "status", "premiere", "season", "format", "source", "episodes", "run time"];

/// More of one kind than this are on no page; what follows is not looked at.
const MOST: usize = 500;

pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let structured =
        page.json_ld_of(&["TVSeries", "Movie", "CreativeWork", "TVSeason", "TVEpisode", "VideoObject"]);
    let structured = structured.unwrap_or(Value::Null);
    let structured = Json::of(&structured);
    let stated = page.attr("[data-anime-details-id]", "data-anime-details-id");
    let id = stated.as_deref().and_then(words::id);
    let id = id.or_else(|| structured.at("url").raw().and_then(words::id_in));
    // The address of a page alone does not make it one: a shell of the site has it as well.
    let id = id.ok_or_else(|| ParseError::damaged("there is no anime in it"))?;

    let mut record = Record::new(FACTS.id.clone(), RecordKind::Work, id);
    record.url = page.address().filter(|url| url.starts_with("http")).or_else(|| record.external_id.url());
    record.medium = Some(Medium::Anime);
    let labelled = labelled(page);
    let value = |label: &str| labelled.get(label).map(String::as_str);
    names(page, structured, value("original title")).put_into(&mut record);
    if record.title.is_none() {
        return Err(ParseError::damaged("the anime has no title"));
    }
    record.format = value("format").and_then(words::format);
    record.format_word = value("format").and_then(text::known);
    let is_movie = value("format").is_some_and(|word| word.eq_ignore_ascii_case("movie"))
        || (value("format").is_none() && structured.at("@type").raw() == Some("Movie"));
    let counted =
        structured.at("numberOfEpisodes").count().or_else(|| value("episodes").and_then(words::episodes));
    // A movie's page leaves the number out, because there is but one.
    record.episodes = counted.or((is_movie && value("episodes").is_none()).then_some(1));
    record.duration_s = value("run time").and_then(durations::seconds);
    dates_of(&mut record, structured, value("premiere"), value("season"));
    let single = is_movie || record.episodes == Some(1);
    record.status = value("status")
        .and_then(words::status)
        .or_else(|| status::by_dates(record.start_date, record.end_date, single, context.today()));
    record.origin = value("source").and_then(text::known);
    synopsis(page, structured, &mut record);
    subjects(page, structured, &mut record);
    record.studios = structured.at("productionCompany").names("name");
    let linked = page.all(r#"[data-controller="anime-details"] a.lc-chip-button[href^="/studios/"]"#);
    text::add_words(&mut record.studios, linked.take(MOST).filter_map(html::words));
    record.score = score(page, structured);
    let pictured = structured.at("image").url().or_else(|| page.meta("og:image"));
    if let Some(address) = pictured.filter(|address| address.contains("/anime/")) {
        words::add_poster(&mut record, &address);
    }
    relations(page, &mut record);
    let resources = page.all(r#"a[class*="lc-btn-"][href], a[class$="-button"][href]"#);
    for id in
        resources.take(MOST).filter_map(|link| ExternalId::from_provider_url(&html::attr(link, "href")?))
    {
        if !record.external_ids.contains(&id) && id != record.external_id {
            record.external_ids.push(id);
        }
    }
    record.links = links(page);
    record.airings = countdowns(page);
    record.videos = videos(page);
    record.streams = streams(page);
    Ok(Parsed::one(record))
}

/// The values that stand beside a label. The label's element and its value are children of one parent in
/// every layout, however they are dressed.
fn labelled(page: &Page) -> HashMap<&'static str, String> {
    let mut found = HashMap::new();
    for element in
        page.all(r#"[data-controller="anime-details"] div, [data-controller="anime-details"] strong"#)
    {
        if element.children().count() != 1 {
            continue;
        }
        let Some(word) = html::own_words(element).map(|word| word.to_lowercase()) else { continue };
        let Some(label) = LABELS.iter().find(|label| **label == word) else { continue };
        let Some(parent) = element.parent().and_then(ElementRef::wrap) else { continue };
        if found.contains_key(label) {
            continue;
        }
        let beside = parent.children().filter(|child| child.id() != element.id());
        let value: String = beside
            .map(|child| match ElementRef::wrap(child) {
                Some(element) => element.text().collect::<String>(),
                None => child.value().as_text().map(|text| text.to_string()).unwrap_or_default(),
            })
            .collect();
        found.extend(text::clean(&value).map(|value| (*label, value)));
    }
    found
}

fn names(page: &Page, structured: Json<'_>, original: Option<&str>) -> Names {
    let stated =
        |name: &str| page.attr("[data-anime-details-id]", name).and_then(|title| text::clean(&title));
    let main = stated("data-anime-details-preferred-title").or_else(|| structured.at("name").title());
    Names {
        main: main.or_else(|| page.meta("og:title").and_then(|title| text::clean(&title))),
        romaji: stated("data-anime-details-romaji-title"),
        english: stated("data-anime-details-english-title"),
        native: original.and_then(text::clean),
        others: structured.at("alternateName").list().take(MOST).filter_map(Json::title).collect(),
    }
}

/// The day that the page shows is the one in Japan; the structured one is in UTC and may be a day less.
fn dates_of(record: &mut Record, structured: Json<'_>, premiere: Option<&str>, season: Option<&str>) {
    let shown = premiere.map(dates::period);
    record.start_date = shown.and_then(|(start, _)| start).or_else(|| structured.at("datePublished").date());
    record.end_date = shown.and_then(|(_, end)| end);
    let (season, year) = season.map(dates::season).unwrap_or_default();
    record.season = season.or_else(|| record.start_date.and_then(Season::of));
    record.year = year.or_else(|| record.start_date.map(model::FuzzyDate::year));
}

fn synopsis(page: &Page, structured: Json<'_>, record: &mut Record) {
    let shown = page.first(".lc-expander-content, .expandable-text-body").and_then(html::prose);
    let told = shown.or_else(|| structured.at("description").prose().and_then(|told| text::from_html(&told)));
    record.synopsis = told.as_deref().and_then(text::without_credit);
}

/// Some tags are hidden until asked for, so that they spoil nothing; the structured list has the others.
fn subjects(page: &Page, structured: Json<'_>, record: &mut Record) {
    text::add_words(&mut record.genres, structured.at("genre").list().take(MOST).filter_map(Json::title));
    let shown = page.all(r#"[data-anime-details-target="tagChip"], [data-controller="anime-details"] a[href^="/tags/"].lc-chip-button"#);
    text::add_words(&mut record.tags, shown.take(MOST).filter_map(html::words));
    text::add_words(&mut record.tags, record.genres.clone());
}

/// The structured verdict has the exact number of votes; the one shown is rounded from a thousand on.
fn score(page: &Page, structured: Json<'_>) -> Option<Score> {
    let rating = structured.at("aggregateRating");
    let votes = rating.at("ratingCount").unsigned();
    if let Some(value) = rating.at("ratingValue").decimal().filter(|value| *value > 0.0) {
        let top = rating.at("bestRating").decimal().unwrap_or(10.0);
        return Score::new(value, top, votes).filter(|score| score.votes != Some(0));
    }
    let shown =
        page.first(r#"[data-action*="openListEditor"] span.font-bold:not([data-anime-details-target])"#)?;
    let value = text::decimal(&html::words(shown)?).filter(|value| *value > 0.0)?;
    let around = shown.parent().and_then(ElementRef::wrap).and_then(html::words).unwrap_or_default();
    let counted = around.split_once("/10").map(|(_, votes)| votes.trim());
    let counted = counted.filter(|votes| votes.contains("rating") && !votes.contains(['K', 'M']));
    Score::new(value, 10.0, counted.and_then(text::number))
}

/// The franchise, of which the page does not say how its works are tied.
fn relations(page: &Page, record: &mut Record) {
    for card in page.all("article[data-compact-anime-card-id], article[data-anime-id]").take(MOST) {
        let stated =
            ["data-compact-anime-card-id", "data-anime-id"].iter().find_map(|name| html::attr(card, name));
        let Some(id) = stated.as_deref().and_then(words::id) else { continue };
        let known = record.relations.iter().any(|relation| relation.external_id == id);
        if known || id == record.external_id {
            continue;
        }
        let title = ["data-compact-anime-card-romaji-title", "data-romaji"]
            .iter()
            .find_map(|name| html::attr(card, name));
        let title = title
            .or_else(|| html::within(card, "[data-compact-anime-card-target=title]").find_map(html::words));
        record.relations.push(RelationEntry {
            kind: RelationType::Related,
            external_id: id,
            title: title.and_then(|title| text::clean(&title)),
        });
    }
}

/// The work's own pages: its site, and where it is talked about. Buttons of other databases have a color of
/// their own.
fn links(page: &Page) -> Vec<WebLink> {
    let mut links: Vec<WebLink> = Vec::new();
    for link in page.all("a.lc-btn[href^=http]").take(MOST) {
        let (Some(name), Some(url)) = (html::words(link), html::attr(link, "href")) else { continue };
        let own = ExternalId::from_provider_url(&url).is_none() && !url.contains("livechart.me/");
        if own && !links.iter().any(|known| known.url == url) {
            links.push(WebLink { name, url });
        }
    }
    links
}

fn countdowns(page: &Page) -> Vec<Airing> {
    let bars = page.all(r#"[data-controller="countdown-bar"][data-countdown-bar-timestamp]"#);
    let airing = |bar: ElementRef<'_>| {
        let seconds = html::attr(bar, "data-countdown-bar-timestamp")?.parse().ok()?;
        let at = jiff::Timestamp::from_second(seconds).ok()?;
        let label = html::within(bar, ".text-2xl").find_map(html::words)?;
        Some(Airing {
            episode: words::episode_label(&label)?,
            at: at.into(),
            zone: None,
            kind: AiringKind::Raw,
        })
    };
    bars.filter_map(airing).collect()
}

fn videos(page: &Page) -> Vec<Video> {
    let mut videos: Vec<Video> = Vec::new();
    for video in page.all(r#"[data-controller="video"]"#).take(MOST) {
        let watched = html::within(video, "a[href]").find_map(|link| html::attr(link, "href"));
        let watched = watched.or_else(|| html::attr(video, "data-video-embed-url"));
        let Some(url) = watched.filter(|url| url.starts_with("http")) else { continue };
        if videos.iter().any(|known| known.url == url) {
            continue;
        }
        let title = html::within(video, ".font-bold[title], .font-medium[title]").find_map(html::words);
        videos.push(Video { url, title, thumbnail: html::attr(video, "data-video-thumbnail-url") });
    }
    videos
}

/// A service is told by its logo, and what it shows by a note: `Sub & Dub (English, German)`.
fn streams(page: &Page) -> Vec<Stream> {
    let mut streams: Vec<Stream> = Vec::new();
    for logo in page.all(r#"[data-controller="anime-details"] img[alt$=" logo"]"#).take(MOST) {
        let Some(service) = logo.parent().and_then(ElementRef::wrap) else { continue };
        let link = html::within(service, "a[href^=http]").next();
        let stated = html::attr(logo, "alt").and_then(|alt| alt.strip_suffix(" logo").and_then(text::clean));
        let Some(name) = link.and_then(html::words).or(stated) else { continue };
        let url = link.and_then(|link| html::attr(link, "href"));
        let notes: Vec<String> =
            html::within(service, "[title]").filter_map(|note| html::attr(note, "title")).collect();
        let note = notes.iter().filter(|note| note.contains("Sub") || note.contains("Dub"));
        let note = note.map(String::as_str).collect::<Vec<_>>().join(" ");
        // `Lantern+ subscription required`.
        let premium = notes.iter().any(|note| note.contains("subscription required")).then_some(true);
        let stream = Stream {
            regions: regions::of_name(&name).into_iter().collect(),
            name,
            url,
            dubs: languages_of(&note, "Dub ("),
            subs: languages_of(&note, "Sub ("),
            premium,
            ..Stream::default()
        };
        if !streams.contains(&stream) {
            streams.push(stream);
        }
    }
    streams
}

/// The languages in the brackets behind a word.
fn languages_of(note: &str, word: &str) -> Vec<String> {
    let listed = note.split_once(word).and_then(|(_, rest)| rest.split_once(')')).map(|(listed, _)| listed);
    let tag = |name: &str| match name.trim() {
        "Latin American Spanish" => Some("es-419".to_owned()),
        "European Spanish" => Some("es-ES".to_owned()),
        name => languages::tag(name).map(str::to_owned),
    };
    listed.unwrap_or_default().split(',').filter_map(tag).collect()
}

#[cfg(test)]
mod tests {
    use model::{FuzzyDate, Status};

    use super::*;
    use crate::providers::{livechart::LiveChart, read as read_answer};

    fn record(body: &str) -> Record {
        let context = Context::at("1987-06-01T00:00:00Z".parse().expect("a moment"));
        let parsed = read_answer(&LiveChart, None, body.as_bytes(), &context).expect("sound");
        assert!(parsed.single);
        parsed.records[0].clone()
    }

    #[test]
    fn an_anime_in_normal_form() {
        insta::assert_json_snapshot!(record(include_str!("../../../fixtures/livechart/anime.html")));
    }

    /// A page with one value after each label.
    fn page(values: &[(&str, &str)], structured: &str) -> String {
        let rows = values.iter().map(|(label, value)| format!("<div><div>{label}</div>{value}</div>"));
        let labels = rows.collect::<Vec<_>>().concat();
        format!(
            r#"<script type="application/ld+json">{structured}</script><div data-controller="anime-details"
            data-anime-details-id="7" data-anime-details-romaji-title="Moonlit Depot">{labels}</div>"#
        )
    }

    #[test]
    fn what_is_not_there_is_unknown() {
        let bare = record(&page(
            &[
                ("Format", "Unknown"),
                ("Episodes", "0/\u{200a}–"),
                ("Run time", "? min"),
                ("Season", "<a>TBA</a>"),
                ("Status", "Not Yet Released"),
            ],
            r#"{"@type":"TVSeries","name":"Moonlit Depot","numberOfEpisodes":null,"alternateName":["Moonlit Depot"],
            "image":"https://s.example/assets/default-anime-poster-6f.png","genre":[],"productionCompany":[]}"#,
        ));
        assert_eq!(
            (bare.format.clone(), bare.episodes, bare.duration_s, bare.season, bare.year),
            (None, None, None, None, None)
        );
        assert_eq!((bare.status, bare.score), (Some(Status::Upcoming), None));
        assert!(
            bare.images.is_empty()
                && bare.synonyms.is_empty()
                && bare.studios.is_empty()
                && bare.tags.is_empty()
        );
        assert_eq!(bare.titles.len(), 1);
    }

    #[test]
    fn days_seasons_and_lengths() {
        let read = |values: &[(&str, &str)], structured: &str| record(&page(values, structured));
        let shown = read(
            &[("Premiere", "June 6, 1987"), ("Season", "TBA")],
            r#"{"@type":"Movie","datePublished":"1987-06-05"}"#,
        );
        assert_eq!(shown.start_date.map(|day| day.to_string()).as_deref(), Some("1987-06-06"));
        assert_eq!(
            (shown.season, shown.year, shown.status),
            (Some(Season::Spring), Some(1987), Some(Status::Upcoming))
        );
        let year = read(&[("Season", "Winter 1996")], r#"{"@type":"Movie","datePublished":"1996"}"#);
        assert_eq!((year.season, year.start_date.map(FuzzyDate::year)), (Some(Season::Winter), Some(1996)));
        for (word, seconds) in
            [("10m", 600), ("1h 11m", 4260), ("30s", 30), ("2h 15 min", 8100), ("4m 32s", 272)]
        {
            assert_eq!(read(&[("Run time", word)], "{}").duration_s, Some(seconds), "{word}");
        }
        assert_eq!(read(&[("Format", "Movie")], "{}").episodes, Some(1));
        assert_eq!(read(&[("Format", "Movie"), ("Episodes", "0 / 3")], "{}").episodes, Some(3));
        assert_eq!(read(&[("Format", "OVA")], "{}").episodes, None);
    }

    #[test]
    fn encoded_signs_are_decoded_once() {
        let read = record(&page(
            &[("Original title", "ムーン's デポ")],
            r#"{"@type":"TVSeries","alternateName":["ムーン&#39;s デポ"],"description":"A \u0026quot;depot\u0026quot;."}"#,
        ));
        assert_eq!(read.synonyms, ["ムーン's デポ"]);
        assert_eq!(read.synopsis.as_deref(), Some("A \"depot\"."));
    }
}
