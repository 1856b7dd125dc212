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
    /// By an id of another space, through an endpoint that takes it; the answer is that of the first step.
    Direct {
        /// The other space.
        by: &'static str,
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter that takes the other id.
        parameter: &'static str,
        /// Parameters that go with it.
        with: &'static [(&'static str, &'static str)],
    },
    /// By an id of another space, through an endpoint that lists hits.
    Listed {
        /// The other space.
        by: &'static str,
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter that takes the other id.
        parameter: &'static str,
        /// Parameters that go with it.
        with: &'static [(&'static str, &'static str)],
    },
    /// By its title, through the source's search.
    Title,
}

const fn step(endpoint: &'static str, level: Level) -> Step {
    Step { endpoint, parameter: "id", level, pages: Pages::One, unless: Unless::Never }
}

const fn list(endpoint: &'static str, level: Level) -> Step {
    Step { pages: Pages::Many, ..step(endpoint, level) }
}

use Level::{Comprehensive, Detailed};

/// Every service, in the order in which results name them.
pub const SERVICES: &[Service] = &[
    Service {
        name: "jikan",
        anime: Questions {
            namespace: "mal",
            // Three questions are what its pace lets through in a second; who made it is asked with the pages.
            steps: &[
                step("anime_full", Detailed),
                step("anime_characters", Detailed),
                list("anime_episodes", Detailed),
                step("anime_staff", Comprehensive),
            ],
            finds: &[Find::Title],
        },
        printed: Some(Questions {
            namespace: "mal_manga",
            steps: &[step("manga_full", Detailed), step("manga_characters", Detailed)],
            finds: &[],
        }),
    },
    Service {
        name: "mal",
        anime: Questions { namespace: "mal", steps: &[step("anime", Detailed)], finds: &[Find::Title] },
        printed: Some(Questions { namespace: "mal_manga", steps: &[step("manga", Detailed)], finds: &[] }),
    },
    Service {
        name: "anilist",
        anime: Questions {
            namespace: "anilist",
            steps: &[
                step("media", Detailed),
                Step {
                    pages: Pages::FromSecond,
                    unless: Unless::FewCharacters(25),
                    ..step("characters", Detailed)
                },
                Step { pages: Pages::FromSecond, unless: Unless::FewStaff(25), ..step("staff", Detailed) },
                list("airing", Detailed),
            ],
            finds: &[
                Find::Direct {
                    by: "mal",
                    endpoint: "media_by_mal",
                    parameter: "idMal",
                    with: &[("type", "ANIME")],
                },
                Find::Title,
            ],
        },
        printed: Some(Questions {
            namespace: "anilist_manga",
            steps: &[
                step("media", Detailed),
                Step {
                    pages: Pages::FromSecond,
                    unless: Unless::FewCharacters(25),
                    ..step("characters", Detailed)
                },
                Step { pages: Pages::FromSecond, unless: Unless::FewStaff(25), ..step("staff", Detailed) },
            ],
            finds: &[Find::Direct {
                by: "mal_manga",
                endpoint: "media_by_mal",
                parameter: "idMal",
                with: &[("type", "MANGA")],
            }],
        }),
    },
    Service {
        name: "kitsu",
        anime: Questions {
            namespace: "kitsu",
            steps: &[
                step("anime", Detailed),
                list("episodes", Detailed),
                list("characters", Detailed),
                list("staff", Comprehensive),
            ],
            finds: &[
                Find::Listed {
                    by: "mal",
                    endpoint: "mapped",
                    parameter: "filter[externalId]",
                    with: &[("filter[externalSite]", "myanimelist/anime")],
                },
                Find::Title,
            ],
        },
        printed: Some(Questions {
            namespace: "kitsu_manga",
            steps: &[step("manga", Detailed), list("manga_characters", Detailed)],
            finds: &[Find::Listed {
                by: "mal_manga",
                endpoint: "mapped",
                parameter: "filter[externalId]",
                with: &[("filter[externalSite]", "myanimelist/manga")],
            }],
        }),
    },
    Service {
        name: "anidb",
        anime: Questions {
            namespace: "anidb",
            steps: &[Step { parameter: "aid", ..step("anime", Detailed) }],
            finds: &[], // it finds works by their number only
        },
        printed: None,
    },
    Service {
        name: "animeschedule",
        anime: Questions {
            namespace: "animeschedule",
            steps: &[step("anime", Detailed)],
            finds: &[
                Find::Listed { by: "mal", endpoint: "search", parameter: "mal-ids", with: &[] },
                Find::Listed { by: "anilist", endpoint: "search", parameter: "anilist-ids", with: &[] },
                Find::Title,
            ],
        },
        printed: None,
    },
    Service {
        name: "mal_web",
        anime: Questions {
            namespace: "mal",
            steps: &[
                step("anime", Comprehensive),
                step("characters", Comprehensive),
                list("episodes", Comprehensive),
            ],
            finds: &[],
        },
        printed: Some(Questions {
            namespace: "mal_manga",
            steps: &[step("manga", Comprehensive), step("manga_characters", Comprehensive)],
            finds: &[],
        }),
    },
    Service {
        name: "anime_planet",
        anime: Questions {
            namespace: "anime_planet",
            steps: &[step("anime", Comprehensive), step("characters", Comprehensive)],
            finds: &[Find::Title],
        },
        printed: Some(Questions {
            namespace: "anime_planet_manga",
            steps: &[step("manga", Comprehensive)],
            finds: &[],
        }),
    },
    Service {
        name: "anisearch",
        anime: Questions {
            namespace: "anisearch",
            steps: &[
                step("anime", Comprehensive),
                step("characters", Comprehensive),
                step("episodes", Comprehensive),
            ],
            finds: &[Find::Title],
        },
        printed: Some(Questions {
            namespace: "anisearch_manga",
            steps: &[step("manga", Comprehensive)],
            finds: &[],
        }),
    },
    Service {
        name: "livechart",
        anime: Questions {
            namespace: "livechart",
            steps: &[step("anime", Comprehensive)],
            finds: &[Find::Title],
        },
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
                        Find::Direct { endpoint, .. } | Find::Listed { endpoint, .. } => *endpoint,
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
