//! AnimeSchedule: when episodes are broadcast, subtitled and dubbed, week by week.

mod query;
mod read;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Proof, Provider,
    Refusal, SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request, Secret};

/// AnimeSchedule.
pub struct AnimeSchedule;

const NAMESPACE: Namespace = Namespace::known("animeschedule");

/// A week of a year, and the zone of the times. Without a zone they come in that of London.
const WEEK: &[Parameter] = &[Parameter::new("year"), Parameter::new("week"), Parameter::or("tz", "UTC")];

/// Filters that take several values, each sent as a parameter of its own; here they are joined by commas.
const LISTS: [&str; 17] = [
    "genres",
    "genres-exclude",
    "studios",
    "studios-exclude",
    "sources",
    "sources-exclude",
    "media-types",
    "media-types-exclude",
    "years",
    "years-exclude",
    "seasons",
    "seasons-exclude",
    "airing-statuses",
    "airing-statuses-exclude",
    "mal-ids",
    "anilist-ids",
    "anidb-ids",
];

static FACTS: Facts = Facts {
    id: SourceId::known("animeschedule"),
    name: "AnimeSchedule",
    about: "timetables of broadcasts, subtitles and dubs with delays, and where anime may be watched",
    kind: Kind::Api,
    endpoints: &[
        Endpoint::new("anime", "/anime/{id}", Gives::Work, "an anime by the name in its address")
            .known_by(Proof::Specified),
        Endpoint::new("search", "/anime", Gives::Search, "anime by title, filters, or ids of other sites")
            .with(&[
                Parameter::new("q"),
                Parameter::new("page"),
                Parameter::new("mt"),
                Parameter::new("st"),
                Parameter::new("genres"),
                Parameter::new("genres-exclude"),
                Parameter::new("studios"),
                Parameter::new("studios-exclude"),
                Parameter::new("sources"),
                Parameter::new("sources-exclude"),
                Parameter::new("media-types"),
                Parameter::new("media-types-exclude"),
                Parameter::new("years"),
                Parameter::new("years-exclude"),
                Parameter::new("seasons"),
                Parameter::new("seasons-exclude"),
                Parameter::new("airing-statuses"),
                Parameter::new("airing-statuses-exclude"),
                Parameter::new("streams"),
                Parameter::new("streams-exclude"),
                Parameter::new("duration"),
                Parameter::new("episodes"),
                Parameter::new("mal-ids"),
                Parameter::new("anilist-ids"),
                Parameter::new("anidb-ids"),
            ])
            .lasting(Lifetime::Medium),
        Endpoint::new("timetables", "/timetables/all", Gives::Airings, "a week, in every form")
            .with(WEEK)
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new("timetables_raw", "/timetables/raw", Gives::Airings, "a week of first broadcasts")
            .with(WEEK)
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new("timetables_sub", "/timetables/sub", Gives::Airings, "a week with subtitles")
            .with(WEEK)
            .lasting(Lifetime::Medium),
        Endpoint::new("timetables_dub", "/timetables/dub", Gives::Airings, "a week of dubs")
            .with(WEEK)
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new(
            "categories",
            "/categories/{category}",
            Gives::List,
            "the genres, studios, sources or media-types there are",
        )
        .with(&[Parameter::new("q")])
        .known_by(Proof::Specified),
        Endpoint::new("category", "/categories/{category}/{id}", Gives::List, "one of them")
            .known_by(Proof::Specified),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(5, 1), Limit::per_seconds(120, 60)],
    breaking: Breaking::USUAL,
    version: 1,
    remarks: "Attribution is asked for. A token may be set; nothing asked here was ever refused without one. A hit of \
              its search is taken only when its links prove it.",
};

impl Provider for AnimeSchedule {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        read::refusal(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        read::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?;
        if ask.get("week").is_some() != ask.get("year").is_some() {
            let parameter = if ask.get("week").is_some() { "year" } else { "week" };
            return Err(AskError::Missing { endpoint: endpoint.name, parameter });
        }
        let mut request = endpoint.get(&FACTS.id, ask, settings)?;
        let given: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        if !given.is_empty() {
            let each = given.iter().flat_map(|(name, value)| {
                let parts: Vec<&str> =
                    if LISTS.contains(&name.as_str()) { value.split(',').collect() } else { vec![value] };
                parts.into_iter().map(move |part| (name, part.trim()))
            });
            request.url.query_pairs_mut().clear().extend_pairs(each);
        }
        Ok(match settings.token.as_ref().filter(|token| !token.is_empty()) {
            Some(token) => request.secret("authorization", Secret::new(format!("Bearer {}", token.expose()))),
            None => request,
        })
    }

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "cowboy-bebop")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(ask: &Ask) -> Result<String, String> {
        let settings =
            SourceSettings { base_url: Some("http://h.example/v3".into()), ..SourceSettings::default() };
        AnimeSchedule
            .request(ask, &settings)
            .map(|request| request.url.into())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn requests() {
        for (ask, asked) in [
            (Ask::new("anime").with("id", "moonlit-depot"), "anime/moonlit-depot"),
            (
                Ask::new("search").with("genres", "drama, mystery").with("q", "a,b"),
                "anime?q=a%2Cb&genres=drama&genres=mystery",
            ),
            (Ask::new("search").with("mal-ids", "1"), "anime?mal-ids=1"),
            (
                Ask::new("timetables_sub").with("year", "2026").with("week", "1"),
                "timetables/sub?year=2026&week=1&tz=UTC",
            ),
            (Ask::new("timetables").with("tz", "Asia/Tokyo"), "timetables/all?tz=Asia%2FTokyo"),
            (Ask::new("categories").with("category", "genres"), "categories/genres"),
        ] {
            assert_eq!(url(&ask), Ok(format!("http://h.example/v3/{asked}")));
        }
        assert_eq!(url(&Ask::new("timetables").with("week", "1")), Err("`timetables` needs `year`".into()));
    }

    #[test]
    fn a_token_is_sent_and_not_seen() {
        let settings = SourceSettings {
            base_url: Some("http://h.example/v3".into()),
            token: Some(Secret::new("hunter2")),
            ..SourceSettings::default()
        };
        let request = AnimeSchedule.request(&Ask::new("timetables"), &settings).expect("sound");
        assert_eq!(
            request.secrets.first().map(|(name, token)| (*name, token.expose())),
            Some(("authorization", "Bearer hunter2"))
        );
        assert!(!format!("{request:?}").contains("hunter2"));
    }
}
