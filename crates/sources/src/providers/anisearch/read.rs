//! How AniSearch's pages are told apart and read.

use super::{around, character, entry, episodes, list};
use crate::{
    parts::{html::Page, refused},
    providers::{Context, Endpoint, ParseError, Parsed, Refusal},
};

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let text = String::from_utf8_lossy(body);
    if !text.contains("content-outer") {
        return refused::foreign(body);
    }
    // No page of a missing entry was recorded; the site names the kind of each page it gives.
    let lost = ["data-pagetype=\"error", "data-pagetype=\"404", "data-pagetype=\"notfound"];
    lost.iter().any(|mark| text.contains(mark)).then_some(Refusal::NotFound)
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let page = Page::parse(body);
    let kind = page.attr("#content-outer[data-id]", "data-type");
    let has = |css: &'static str| page.first(css).is_some();
    match kind.as_deref() {
        Some("anime") if has("section#information") => Some("anime"),
        Some("manga") if has("section#information") => Some("manga"),
        Some("character") => Some("character"),
        Some("anime" | "manga") => tab(&page).or_else(|| {
            let marks: [(&'static str, &'static str); 3] = [
                ("episodes", "tr[data-episode], th[itemprop=episodeNumber]"),
                ("relations", "section#relations, section#relations_anime, section#relations_manga"),
                ("characters", "section[id^='chara'] li a[href*='character/']"),
            ];
            marks.into_iter().find(|(_, css)| has(css)).map(|(name, _)| name)
        }),
        Some(_) => None,
        None => listed(&page),
    }
}

/// The chosen tab above the page's content: `anime/4021,moonlit-depot/relations`.
fn tab(page: &Page) -> Option<&'static str> {
    let link = page.attr("#details-subsB a.active[href]", "href")?;
    let last = link.split(['?', '#']).next()?.rsplit('/').next()?.to_owned();
    ["relations", "characters", "episodes", "recommendations"].into_iter().find(|name| *name == last)
}

fn listed(page: &Page) -> Option<&'static str> {
    let kind = page.attr("body[data-pagetype]", "data-pagetype").unwrap_or_default();
    let rows = page.first("table.responsive-table tbody, ul.covers").is_some();
    let searched = || {
        let link = page.first(".pagenav a[href*='text=']").is_some_and(|link| {
            link.attr("href").is_some_and(|link| !link.contains("text=&") && !link.ends_with("text="))
        });
        link || page.attr("#filter-text", "value").is_some()
    };
    match kind.as_str() {
        kind if kind.ends_with("toplist") => Some("top"),
        kind if kind.ends_with("index") && searched() => Some("search"),
        kind if kind.ends_with("index") => Some("index"),
        _ => rows.then_some("index"),
    }
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    match endpoint.name {
        "anime" | "manga" => entry::read(&page, context),
        "relations" => around::related(&page, context),
        "recommendations" => around::recommended(&page, context),
        "characters" => character::cast(&page, context),
        "episodes" => episodes::read(&page, context),
        "character" => character::read(&page, context),
        _ => list::read(&page, endpoint.gives),
    }
}

#[cfg(test)]
mod tests {
    use model::{Record, RecordKind};
    use proptest::prelude::*;

    use super::*;
    use crate::providers::{Ask, Next, Provider as _, SourceSettings, anisearch::AniSearch, read};

    macro_rules! page {
        ($name:literal) => {
            include_str!(concat!("../../../fixtures/anisearch/", $name, ".html"))
        };
    }

    fn parsed(body: &str) -> Result<Parsed, ParseError> {
        read(&AniSearch, None, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

    fn one(body: &str) -> Record {
        let parsed = parsed(body).expect("sound");
        assert!(parsed.single);
        parsed.records.into_iter().next().expect("one")
    }

    /// What is said; what is not known is left out.
    fn said(record: &Record) -> serde_json::Value {
        let mut value = serde_json::to_value(record).expect("a record is JSON");
        if let Some(fields) = value.as_object_mut() {
            let empty =
                |value: &serde_json::Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            fields.retain(|_, value| !empty(value));
        }
        value
    }

    #[test]
    fn an_anime_in_normal_form() {
        insta::assert_json_snapshot!(said(&one(page!("anime"))));
    }

    #[test]
    fn a_page_that_knows_little_in_another_language() {
        insta::assert_json_snapshot!(said(&one(page!("anime-bare"))));
        // What is filed as a movie and of no known type is one piece.
        let unknown = page!("anime-bare").replace("OVA, <i>", "Unbekannt, <i>");
        assert_eq!(one(&unknown).episodes, Some(1));
    }

    #[test]
    fn relations_in_the_page_s_own_words() {
        let record = one(page!("relations"));
        let told: Vec<String> =
            record.relations.iter().map(|r| format!("{} {}", r.kind, r.external_id)).collect();
        assert_eq!(told, ["SEQUEL anisearch:4022", "SOURCE anisearch_manga:51", "PREQUEL anisearch:4030"]);
        assert_eq!(record.kind, RecordKind::Work);
        assert!(one(page!("relations-none")).relations.is_empty());
    }

    #[test]
    fn lists_and_their_next_page() {
        let list = parsed(page!("index")).expect("sound");
        assert_eq!(list.next, Some(Next::With("page", "2".into())));
        insta::assert_json_snapshot!(list.records.iter().map(said).collect::<Vec<_>>());
        let covers = parsed(page!("covers")).expect("sound").records;
        assert_eq!(
            (covers[0].title.as_deref(), covers[0].episodes, covers[0].year),
            (Some("Moonlit Depot"), Some(13), Some(2012))
        );
        let found = page!("index").replace("char=all", "char=all&amp;text=moon");
        assert_eq!(parsed(&found).expect("sound").records[0].kind, RecordKind::Search);
    }

    #[test]
    fn characters_of_a_work_and_one_of_them() {
        let cast = one(page!("characters")).characters;
        let told: Vec<String> = cast.iter().map(|c| format!("{} {}", c.name, c.role)).collect();
        assert_eq!(told, ["Rin HALE MAIN", "Bo SUPPORTING", "Guard BACKGROUND"]);
        assert_eq!(
            cast[0].image.as_deref(),
            Some("https://cdn.anisearch.com/images/character/cover/full/0/9.webp")
        );
        insta::assert_json_snapshot!(said(&one(page!("character"))));
    }

    #[test]
    fn episodes_by_language() {
        insta::assert_json_snapshot!(one(page!("episodes")).episodes_list);
    }

    #[test]
    fn a_printed_work() {
        let novel = one(page!("manga"));
        assert_eq!(
            (novel.medium, novel.format),
            (Some(model::Medium::Novel), Some(model::Format::LightNovel))
        );
        assert_eq!((novel.volumes, novel.chapters, novel.season), (Some(14), Some(130), None));
        assert_eq!(
            (novel.studios, novel.producers),
            (vec!["Jo YARD".to_owned()], vec!["Lantern Press".to_owned()])
        );
        assert_eq!(novel.end_date.map(|date| date.to_string()).as_deref(), Some("2014"));
    }

    #[test]
    fn refusals_and_damage() {
        assert_eq!(parsed(page!("not-found")), Err(Refusal::NotFound.into()));
        assert!(matches!(parsed(page!("blocked")), Err(ParseError::Refused(Refusal::Blocked(_)))));
        let cut = page!("anime").replace("infoblock", "other");
        assert!(matches!(parsed(&cut), Err(ParseError::Damaged(_))));
        assert!(matches!(parsed("<div id=content-outer><p>hello"), Err(ParseError::Unrecognized(_))));
    }

    #[test]
    fn pages_are_numbered_within_the_path() {
        let settings =
            SourceSettings { web_url: Some("http://h.example".into()), ..SourceSettings::default() };
        let url = |ask: Ask| AniSearch.request(&ask, &settings).map(|request| request.url.to_string());
        let first = "http://h.example/anime/index?char=all&sort=title&order=asc&view=2&limit=100";
        assert_eq!(url(Ask::new("index")).as_deref(), Ok(first));
        assert_eq!(url(Ask::new("index").with("page", "1")).as_deref(), Ok(first));
        let second = first.replace("index?", "index/page-2?");
        assert_eq!(url(Ask::new("index").with("page", "2")), Ok(second));
        assert_eq!(
            url(Ask::new("top").with("page", "3")).as_deref(),
            Ok("http://h.example/anime/toplist/page-3")
        );
        assert!(url(Ask::new("index").with("page", "x")).is_err());
        assert_eq!(
            url(Ask::new("relations").with("id", "7")).as_deref(),
            Ok("http://h.example/anime/7/relations")
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..400), which in 0usize..11) {
            let endpoint = super::super::FACTS.endpoints[which].name;
            let _ = read(&AniSearch, Some(endpoint), &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }

        #[test]
        fn broken_pages_are_read(at in 0usize..8000, byte: u8, cut in 0usize..8000, which in 0usize..5) {
            let page = [page!("anime"), page!("index"), page!("relations"), page!("episodes"), page!("character")][which];
            let mut body = page.as_bytes().to_vec();
            if let Some(place) = body.get_mut(at) {
                *place = byte;
            }
            body.truncate(cut.max(20));
            let _ = read(&AniSearch, None, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
    }
}
