//! The services that are asked, and what each is asked about a work.

use model::{Medium, Namespace, SourceId};

use crate::Level;

/// A source that works are looked up at.
#[derive(Debug)]
pub struct Service {
    /// Its published name.
    pub name: &'static str,
    /// What it is asked about an anime.
    pub anime: Questions,
    /// What it is asked about a printed work; `None` where it lists none.
    pub printed: Option<Questions>,
}

/// What a service is asked about a work of one kind.
#[derive(Debug)]
pub struct Questions {
    /// The id space of its works.
    pub namespace: &'static str,
    /// The questions in their order; the first is about the work itself, and proves the others.
    pub steps: &'static [Step],
    /// How the work is found where its id is not known, in the order in which it is tried.
    pub finds: &'static [Find],
}

/// One question.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The endpoint.
    pub endpoint: &'static str,
    /// The endpoint's parameter that takes the id.
    pub parameter: &'static str,
    /// The level from which it is asked.
    pub level: Level,
    /// Whether the answer comes in pages, and where it begins.
    pub pages: Pages,
    /// When it need not be asked at all.
    pub unless: Unless,
}

/// How an answer comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// As one.
    One,
    /// In pages.
    Many,
    /// In pages whose first one came with the work.
    FromSecond,
}

/// What makes a question needless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unless {
    /// Nothing.
    Never,
    /// The work came with fewer characters than a page holds.
    FewCharacters(usize),
    /// The work came with fewer people than a page holds.
    FewStaff(usize),
}

/// A way to find a work at a source.
#[derive(Debug, Clone, Copy)]
pub enum Find {
    /// By an id of another space.
    ById(Lookup),
    /// By its title, through the source's search.
    Title,
}

/// A question that takes an id of another space.
#[derive(Debug, Clone, Copy)]
pub struct Lookup {
    /// The other space.
    pub by: &'static str,
    /// The endpoint.
    pub endpoint: &'static str,
    /// The parameter that takes the other id.
    pub parameter: &'static str,
    /// Parameters that go with it.
    pub with: &'static [(&'static str, &'static str)],
    /// Whether it answers with the entry itself, as the first step does, and not with a list of hits.
    pub is_entry: bool,
}

use Level::{Comprehensive, Detailed};

const fn step(endpoint: &'static str, level: Level) -> Step {
    Step { endpoint, parameter: "id", level, pages: Pages::One, unless: Unless::Never }
}

const fn list(endpoint: &'static str, level: Level) -> Step {
    Step { pages: Pages::Many, ..step(endpoint, level) }
}

/// The rest of a list whose first page came with the work.
const fn rest(endpoint: &'static str, unless: Unless) -> Step {
    Step { pages: Pages::FromSecond, unless, ..step(endpoint, Detailed) }
}

const fn anime(namespace: &'static str, steps: &'static [Step], finds: &'static [Find]) -> Questions {
    Questions { namespace, steps, finds }
}

/// What is asked about printed works; these are found by ids alone, because a book and what is made of it have one
/// title.
#[expect(clippy::unnecessary_wraps, reason = "stands where services without printed works say `None`")]
const fn printed(
    namespace: &'static str,
    steps: &'static [Step],
    finds: &'static [Find],
) -> Option<Questions> {
    Some(Questions { namespace, steps, finds })
}

/// By an id, among the hits of an endpoint.
const fn listed(
    by: &'static str,
    endpoint: &'static str,
    parameter: &'static str,
    with: &'static [(&'static str, &'static str)],
) -> Find {
    Find::ById(Lookup { by, endpoint, parameter, with, is_entry: false })
}

/// AniList's entry by MyAnimeList's number.
const fn anilist_by(by: &'static str, with: &'static [(&'static str, &'static str)]) -> Find {
    Find::ById(Lookup { by, endpoint: "media_by_mal", parameter: "idMal", with, is_entry: true })
}

/// Kitsu's entry by its table of other sites' ids.
const fn kitsu_by(by: &'static str, with: &'static [(&'static str, &'static str)]) -> Find {
    listed(by, "mapped", "filter[externalId]", with)
}

/// AniList's questions; the last one is about broadcasts.
const ANILIST: [Step; 4] = [
    step("media", Detailed),
    rest("characters", Unless::FewCharacters(25)),
    rest("staff", Unless::FewStaff(25)),
    list("airing", Detailed),
];

/// Every service, in the order in which results name them.
pub const SERVICES: &[Service] = &[
    Service {
        name: "jikan",
        anime: anime(
            "mal",
            // Three questions are what its pace lets through in a second; who made it is asked with the pages.
            &[
                step("anime_full", Detailed),
                step("anime_characters", Detailed),
                list("anime_episodes", Detailed),
                step("anime_staff", Comprehensive),
            ],
            &[Find::Title],
        ),
        printed: printed(
            "mal_manga",
            &[step("manga_full", Detailed), step("manga_characters", Detailed)],
            &[],
        ),
    },
    Service {
        name: "mal",
        anime: anime("mal", &[step("anime", Detailed)], &[Find::Title]),
        printed: printed("mal_manga", &[step("manga", Detailed)], &[]),
    },
    Service {
        name: "anilist",
        anime: anime("anilist", &ANILIST, &[anilist_by("mal", &[("type", "ANIME")]), Find::Title]),
        printed: printed(
            "anilist_manga",
            ANILIST.split_at(3).0,
            &[anilist_by("mal_manga", &[("type", "MANGA")])],
        ),
    },
    Service {
        name: "kitsu",
        anime: anime(
            "kitsu",
            &[
                step("anime", Detailed),
                list("episodes", Detailed),
                list("characters", Detailed),
                list("staff", Comprehensive),
            ],
            &[kitsu_by("mal", &[("filter[externalSite]", "myanimelist/anime")]), Find::Title],
        ),
        printed: printed(
            "kitsu_manga",
            &[step("manga", Detailed), list("manga_characters", Detailed)],
            &[kitsu_by("mal_manga", &[("filter[externalSite]", "myanimelist/manga")])],
        ),
    },
    Service {
        name: "anidb",
        // It finds works by their number only.
        anime: anime("anidb", &[Step { parameter: "aid", ..step("anime", Detailed) }], &[]),
        printed: None,
    },
    Service {
        name: "animeschedule",
        anime: anime(
            "animeschedule",
            &[step("anime", Detailed)],
            &[
                listed("mal", "search", "mal-ids", &[]),
                listed("anilist", "search", "anilist-ids", &[]),
                Find::Title,
            ],
        ),
        printed: None,
    },
    Service {
        name: "mal_web",
        anime: anime(
            "mal",
            &[
                step("anime", Comprehensive),
                step("characters", Comprehensive),
                list("episodes", Comprehensive),
            ],
            &[],
        ),
        printed: printed(
            "mal_manga",
            &[step("manga", Comprehensive), step("manga_characters", Comprehensive)],
            &[],
        ),
    },
    Service {
        name: "anime_planet",
        anime: anime(
            "anime_planet",
            &[step("anime", Comprehensive), step("characters", Comprehensive)],
            &[Find::Title],
        ),
        printed: printed("anime_planet_manga", &[step("manga", Comprehensive)], &[]),
    },
    Service {
        name: "anisearch",
        anime: anime(
            "anisearch",
            &[
                step("anime", Comprehensive),
                step("characters", Comprehensive),
                step("episodes", Comprehensive),
            ],
            &[Find::Title],
        ),
        printed: printed("anisearch_manga", &[step("manga", Comprehensive)], &[]),
    },
    Service {
        name: "livechart",
        anime: anime("livechart", &[step("anime", Comprehensive)], &[Find::Title]),
        printed: None,
    },
];

impl Service {
    /// The service of a published name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SERVICES.iter().find(|service| service.name == name)
    }

    /// Its source.
    pub fn source(&self) -> SourceId {
        SourceId::known(self.name)
    }

    /// The level from which it is asked.
    pub fn level(&self) -> Level {
        Level::of(&self.source())
    }

    /// What it is asked about a work of a medium; `None` where it lists no such works.
    pub fn questions(&self, medium: &Medium) -> Option<&Questions> {
        match medium {
            Medium::Anime => Some(&self.anime),
            Medium::Manga | Medium::Novel => self.printed.as_ref(),
            _ => None,
        }
    }
}

impl Questions {
    /// The id space of its works.
    pub fn space(&self) -> Namespace {
        Namespace::known(self.namespace)
    }

    /// A step's place, for an order that does not depend on when it was asked.
    pub fn place(&self, endpoint: &str) -> usize {
        self.steps.iter().position(|step| step.endpoint == endpoint).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use sources::providers::{Gives, provider_named};

    use super::*;

    #[test]
    fn every_question_can_be_put() {
        for service in SERVICES {
            let provider = provider_named(service.name).expect("a provider of that name");
            let facts = provider.facts();
            for questions in [Some(&service.anime), service.printed.as_ref()].into_iter().flatten() {
                assert!(!questions.steps.is_empty(), "{}", service.name);
                for (at, step) in questions.steps.iter().enumerate() {
                    let endpoint = facts.endpoint(step.endpoint).expect("an endpoint of that name");
                    let takes = |name| {
                        endpoint
                            .path_parts()
                            .chain(endpoint.parameters.iter().map(|p| p.name))
                            .any(|p| p == name)
                    };
                    assert!(takes(step.parameter), "{} {}", service.name, step.endpoint);
                    assert!(
                        at > 0 || endpoint.gives == Gives::Work,
                        "{}: the first proves the rest",
                        service.name
                    );
                    assert!(step.pages != Pages::FromSecond || takes("page"), "{}", service.name);
                }
                for find in questions.finds {
                    let endpoint = match find {
                        Find::ById(lookup) => lookup.endpoint,
                        Find::Title => {
                            assert!(provider.search().is_some(), "{} can be searched", service.name);
                            continue;
                        }
                    };
                    assert!(facts.endpoint(endpoint).is_ok(), "{} {endpoint}", service.name);
                }
            }
        }
    }
}
