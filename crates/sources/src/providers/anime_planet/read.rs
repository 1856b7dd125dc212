//! How Anime-Planet's pages are told apart and read.

use super::{address::Address, around, character, entry, list};
use crate::{
    parts::{html::Page, refused},
    providers::{Context, Endpoint, ParseError, Parsed, Refusal},
};

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let text = String::from_utf8_lossy(body);
    if !text.contains("siteContainer") && !text.contains("siteHeader") {
        return refused::foreign(body);
    }
    // An unknown slug is taken for words to search; the page comes with status 200 and other works' cards.
    let searched =
        text.contains("You searched for") && text.contains("find anything") && !text.contains("id=\"entry\"");
    let title = refused::title(body).unwrap_or_default();
    let lost = ["404", "Page not found", "Not Found"].iter().any(|words| title.starts_with(words));
    (searched || (lost && !text.contains("itemprop=\"name\""))).then_some(Refusal::NotFound)
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let page = Page::parse(body);
    let told = Address::of(&page).and_then(|address| address.endpoint());
    if matches!(told, Some("anime_list")) && page.first("#title-search[value]").is_some_and(has_value) {
        return Some("search");
    }
    told.or_else(|| page.first("ul.cardDeck[data-type]").map(|_| "anime_list"))
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    let address = Address::of(&page);
    match endpoint.name {
        "anime" | "manga" => entry::read(&page, address.as_ref(), context),
        "character" => character::read(&page, address.as_ref(), context),
        "characters" => character::cast(&page, address.as_ref(), context),
        "recommendations" => around::recommended(&page, address.as_ref(), context),
        _ => list::read(&page, address.as_ref(), endpoint.gives),
    }
}

fn has_value(input: scraper::ElementRef<'_>) -> bool {
    input.attr("value").is_some_and(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use model::{Record, RecordKind};
    use proptest::prelude::*;

    use super::*;
    use crate::providers::{Next, anime_planet::AnimePlanet, read};

    macro_rules! page {
        ($name:literal) => {
            include_str!(concat!("../../../fixtures/anime_planet/", $name, ".html"))
        };
    }

    fn parsed(body: &str) -> Result<Parsed, ParseError> {
        let day = "2020-06-01T00:00:00Z".parse().expect("a time");
        read(&AnimePlanet, None, body.as_bytes(), &Context::at(day))
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
    fn a_page_without_data_and_with_hidden_words() {
        let record = one(page!("anime-bare"));
        assert_eq!(record.title.as_deref(), Some("The MOON@DEPOT Line"));
        assert_eq!(record.external_id.to_string(), "anime_planet:the-moon-depot-line");
        assert_eq!(
            (record.format_word.as_deref(), record.episodes, record.score),
            (Some("Other"), None, None)
        );
        assert_eq!((record.images, record.synopsis, record.season), (vec![], None, None));
        assert_eq!(record.start_date.map(|date| date.to_string()).as_deref(), Some("2023-10"));
        assert_eq!(record.status, Some(model::Status::Upcoming));
        let voice = record.characters.first().and_then(|casting| casting.voice_actors.first());
        let person = voice.and_then(|voice| voice.external_id.clone()).map(|id| id.to_string());
        assert_eq!(person.as_deref(), Some("anime_planet_person:aya-lantern"));
    }

    #[test]
    fn a_status_hangs_on_the_day() {
        let on = |day: &str, years: &str, data: &str| {
            let page = format!(
                "<link rel=canonical href=https://www.a.example/anime/depot><div id=siteContainer>\
                 <script type=application/ld+json>{{\"@type\":\"TVSeries\",\"name\":\"D\"{data}}}</script><h1 itemprop=name>D</h1>\
                 <section class=entryBar><span class=type>TV</span><span class=iconYear>{years}</span></section>"
            );
            let context = Context::at(format!("{day}T00:00:00Z").parse().expect("a time"));
            let parsed = read(&AnimePlanet, None, page.as_bytes(), &context).expect("sound");
            parsed.records[0].status.as_ref().map_or("none", model::Status::as_str).to_owned()
        };
        let days = r#","startDate":"2013-04-05","endDate":"2013-06-28""#;
        assert_eq!(on("2013-03-01", "2013", days), "UPCOMING");
        assert_eq!(on("2013-05-01", "2013", days), "ONGOING");
        assert_eq!(on("2013-07-01", "2013", days), "FINISHED");
        assert_eq!(on("2013-07-01", "2013", ""), "none");
        assert_eq!(on("2014-07-01", "2013", ""), "FINISHED");
        assert_eq!(on("2014-07-01", "2013 - ?", ""), "ONGOING");
        assert_eq!(on("2014-07-01", "2012 - 2013", ""), "FINISHED");
        assert_eq!(on("2012-07-01", "2013", ""), "UPCOMING");
        assert_eq!(on("2014-07-01", "TBA", ""), "none");
    }

    #[test]
    fn lists_and_their_next_page() {
        let list = parsed(page!("list")).expect("sound");
        assert_eq!(list.next, Some(Next::With("page", "2".into())));
        insta::assert_json_snapshot!(list.records.iter().map(said).collect::<Vec<_>>());
        let top = parsed(page!("top")).expect("sound");
        let told = |r: &Record| {
            format!("{:?} {:?} {:?} {:?} {:?}", r.title, r.rank, r.volumes, r.chapters, r.producers)
        };
        assert_eq!(
            told(&top.records[0]),
            r#"Some("Moonlit Depot") Some(1) Some(5) Some(19) ["Weekly Lantern"]"#
        );
        let found = page!("list").replace("value=\"\"", "value=\"moon\"");
        assert_eq!(parsed(&found).expect("sound").records[0].kind, RecordKind::Search);
        let nothing = "<link rel=canonical href=https://a.example/anime/all?name=x><div id=siteContainer>";
        assert_eq!(parsed(nothing).map(|parsed| parsed.records.len()), Ok(0));
    }

    #[test]
    fn characters_of_a_work_and_one_of_them() {
        insta::assert_json_snapshot!(one(page!("characters")).characters);
        insta::assert_json_snapshot!(said(&one(page!("character"))));
    }

    #[test]
    fn printed_works_and_recommendations() {
        let manga = one(page!("manga"));
        assert_eq!(
            (manga.medium, manga.format),
            (Some(model::Medium::Novel), Some(model::Format::LightNovel))
        );
        assert_eq!((manga.volumes, manga.chapters, manga.rank), (Some(23), Some(205), Some(7)));
        assert_eq!(
            (manga.studios, manga.producers),
            (vec!["Jo YARD".to_owned()], vec!["Weekly Lantern".to_owned()])
        );
        let recommended = one(page!("recommendations")).recommendations;
        assert_eq!(
            recommended.iter().map(|r| r.external_id.to_string()).collect::<Vec<_>>(),
            ["anime_planet:sunlit-yard"]
        );
    }

    #[test]
    fn refusals_and_damage() {
        assert_eq!(parsed(page!("not-found")), Err(Refusal::NotFound.into()));
        assert!(matches!(parsed(page!("blocked")), Err(ParseError::Refused(Refusal::Blocked(_)))));
        let cut = &page!("anime")[..page!("anime").find("entryBar").expect("it is there")];
        assert!(matches!(parsed(cut), Err(ParseError::Damaged(_))));
        assert!(matches!(parsed("<div id=siteContainer><p>hello"), Err(ParseError::Unrecognized(_))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..400), which in 0usize..9) {
            let endpoint = endpoint(which);
            let _ = read(&AnimePlanet, Some(endpoint), &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }

        #[test]
        fn broken_pages_are_read(at in 0usize..9000, byte: u8, cut in 0usize..9000, which in 0usize..5) {
            let page = [page!("anime"), page!("list"), page!("characters"), page!("character"), page!("manga")][which];
            let mut body = page.as_bytes().to_vec();
            if let Some(place) = body.get_mut(at) {
                *place = byte;
            }
            body.truncate(cut.max(20));
            let _ = read(&AnimePlanet, None, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
    }

    fn endpoint(which: usize) -> &'static str {
        super::super::FACTS.endpoints[which].name
    }
}
