//! Asking one source about one work: its questions one after the other, each only where its answer is missing or
//! no longer fresh.

use std::collections::HashMap;

use catalog::answers::{Body, Page};
use linking::Model;
use model::{ExternalId, Instant, Record, SourceId};
use sources::{
    client::{SourceError, Sources},
    http::{How, Kept},
    providers::{Ask, Provider, provider_of, query::Query},
};
use store::GatheredItem;

use crate::{
    Level,
    outcome::{Missing, NewPart, Nothing, Outcome, is_nothing},
    services::{Find, Pages, Questions, Service, Step, Unless},
    verify::{Found, Meant, Proof},
};

/// How long it is believed that a source does not list a work.
const ABSENT_FOR: std::time::Duration = std::time::Duration::from_hours(24);

/// What a source is asked with.
pub(crate) struct Asking<'a> {
    pub sources: &'a Sources,
    pub how: &'a How,
    pub level: Level,
    pub now: Instant,
    /// The most pages of one list.
    pub list_pages: usize,
    /// The least probability that counts as proof.
    pub agreement: f64,
    pub model: &'a Model,
    pub meant: &'a Meant,
    pub title: &'a str,
    /// What was asked before, by source and endpoint.
    pub journal: &'a HashMap<(SourceId, String), GatheredItem>,
    /// What each source said before, by its own id.
    pub said: &'a HashMap<(SourceId, ExternalId), Record>,
}

/// A question's answer, or that there is none.
enum Answered {
    Part(NewPart, Option<Missing>),
    Nothing(Nothing),
}

impl Asking<'_> {
    /// Asks one service all that is missing.
    pub(crate) async fn ask(&self, service: &'static Service, questions: &'static Questions) -> Outcome {
        let mut outcome = Outcome::of(service.source());
        let mut trace = Vec::new();
        let known = self.meant.ids.iter().find(|id| *id.namespace() == questions.space()).cloned();
        let found = match known {
            Some(id) => Ok(Some((id, None))),
            None => self.find(questions, &mut outcome, &mut trace).await,
        };
        let (subject, first) = match found {
            Ok(Some(found)) => found,
            Ok(None) => return outcome,
            Err(missing) => {
                outcome.missing = Some(missing);
                return outcome;
            }
        };
        outcome.subject = Some(subject);
        self.questions(questions, first, &mut outcome, &mut trace).await;
        outcome
    }

    /// Puts all questions of the level.
    async fn questions(
        &self,
        questions: &Questions,
        mut first: Option<NewPart>,
        outcome: &mut Outcome,
        trace: &mut Vec<String>,
    ) {
        let source = outcome.source.clone();
        for (at, step) in questions.steps.iter().enumerate() {
            let Some(subject) = outcome.subject.clone() else { return };
            if step.level > self.level || self.is_needless(step, &subject, outcome) {
                continue;
            }
            if let Some(part) = first.take() {
                outcome.parts.push(part);
                continue;
            }
            if self.is_fresh(&source, step.endpoint, &subject) {
                continue;
            }
            trace.push(format!("asked {source} for {} of {subject}", step.endpoint));
            match self.step(&source, step, &subject).await {
                Ok(Answered::Part(part, missing)) => {
                    if at == 0
                        && let Some(own) = renamed(&part, &subject)
                    {
                        // One name of an entry led to another, as a slug leads to a number.
                        outcome.subject = Some(own);
                    }
                    outcome.parts.push(part);
                    if let Some(missing) = missing {
                        outcome.missing = Some(Missing {
                            context: crate::ErrorContext { trace: trace.clone(), ..missing.context },
                            ..missing
                        });
                    }
                }
                Ok(Answered::Nothing(nothing)) => {
                    outcome.nothing.push(nothing);
                    if at == 0 {
                        let why = format!("it says that there is no {subject}");
                        outcome.missing = Some(Missing::not_found(&source, why, trace.clone()));
                        return;
                    }
                }
                Err(error) => {
                    outcome.stale |= self.said.contains_key(&(source.clone(), subject.clone()));
                    outcome.missing = Some(Missing::of(&source, step.endpoint, &error, trace.clone()));
                    // Whoever does not tell of the work itself is not pressed for the rest.
                    return;
                }
            }
        }
    }

    fn is_fresh(&self, source: &SourceId, endpoint: &str, subject: &ExternalId) -> bool {
        let item = self.journal.get(&(source.clone(), endpoint.to_owned()));
        let refresh = self.how.kept == Kept::Refresh;
        item.is_some_and(|item| {
            !refresh && item.fresh_until > self.now && item.subject == subject.to_string()
        })
    }

    fn is_needless(&self, step: &Step, subject: &ExternalId, outcome: &Outcome) -> bool {
        let new = outcome.parts.first().and_then(|part| part.records.first());
        let known = new.or_else(|| self.said.get(&(outcome.source.clone(), subject.clone())));
        match (step.unless, known) {
            (Unless::Never, _) | (_, None) => false,
            (Unless::FewCharacters(page), Some(record)) => record.characters.len() < page,
            (Unless::FewStaff(page), Some(record)) => {
                record.staff.iter().map(|credit| credit.roles.len().max(1)).sum::<usize>() < page
            }
        }
    }

    async fn step(
        &self,
        source: &SourceId,
        step: &Step,
        subject: &ExternalId,
    ) -> Result<Answered, SourceError> {
        let number = subject.id().bytes().all(|byte| byte.is_ascii_digit());
        // Kitsu knows its works by a number and by a name.
        let (endpoint, parameter) = match (source.as_str(), step.endpoint) {
            ("kitsu", "anime") if !number => ("anime_by_slug", "filter[slug]"),
            ("kitsu", "manga") if !number => ("manga_by_slug", "filter[slug]"),
            _ => (step.endpoint, step.parameter),
        };
        let mut ask = Ask::new(endpoint).with(parameter, subject.id());
        if step.pages == Pages::FromSecond {
            ask = ask.with("page", "2");
        }
        match self.pages(source, &ask, step.pages).await {
            Ok((part, stopped)) => {
                let missing = stopped.map(|error| Missing::of(source, step.endpoint, &error, Vec::new()));
                Ok(Answered::Part(NewPart { endpoint: step.endpoint.to_owned(), ..part }, missing))
            }
            Err(error) if is_nothing(&error) => Ok(Answered::Nothing(Nothing {
                endpoint: step.endpoint.to_owned(),
                reason: error.to_string(),
                asked_at: self.now,
                fresh_until: later(self.now, ABSENT_FOR),
            })),
            Err(error) => Err(error),
        }
    }

    /// All pages that the budget allows; those before a failure are given with it.
    async fn pages(
        &self,
        source: &SourceId,
        ask: &Ask,
        pages: Pages,
    ) -> Result<(NewPart, Option<SourceError>), SourceError> {
        let provider = provider_of(source).ok_or_else(|| SourceError::NoSuchSource(source.clone()))?;
        let budget = if pages == Pages::One { 1 } else { self.list_pages.max(1) };
        let counted = counts_pages(provider, &ask.endpoint);
        let first: u32 = ask.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        let mut read: Vec<(Page, Vec<Record>, Instant)> = Vec::new();
        let mut whole = true;
        let walk = self.sources.ask_all(source, ask, self.how, |asked| {
            let number = first + read.len() as u32;
            let page = Page {
                url: asked.url.clone(),
                page: (counted && number > 1).then_some(number),
                body: Body::of(&asked.body),
            };
            read.push((page, asked.parsed.records.clone(), asked.stored_at));
            whole = asked.parsed.next.is_none();
            read.len() < budget
        });
        let stopped = walk.await.err();
        if let (Some(error), true) = (&stopped, read.is_empty()) {
            return Err(error.clone());
        }
        let asked_at = read.iter().map(|(.., at)| *at).min().unwrap_or(self.now);
        let lifetime = provider.facts().endpoint(&ask.endpoint)?.lifetime.duration();
        let mut part = NewPart {
            endpoint: ask.endpoint.clone(),
            asked_at,
            fresh_until: later(asked_at, lifetime),
            pages: Vec::new(),
            records: Vec::new(),
            whole: whole && stopped.is_none(),
            finished: stopped.is_none(),
        };
        for (page, records, _) in read {
            part.pages.push(page);
            part.records.extend(records);
        }
        Ok((part, stopped))
    }

    /// The work at a source that it is not known at, with the answer about it where that came along.
    async fn find(
        &self,
        questions: &'static Questions,
        outcome: &mut Outcome,
        trace: &mut Vec<String>,
    ) -> Result<Option<(ExternalId, Option<NewPart>)>, Missing> {
        let source = outcome.source.clone();
        let mut why = "its id is not known, and it cannot be searched".to_owned();
        for find in questions.finds {
            let (ask, direct) = match self.wish(&source, find) {
                Ok(Some(wish)) => wish,
                Ok(None) => continue,
                Err(error) => return Err(Missing::of(&source, "search", &error, trace.clone())),
            };
            let endpoint = ask.endpoint.clone();
            if self.was_absent(&source, &endpoint) {
                "it was looked for lately, and nothing was proven to be it".clone_into(&mut why);
                continue;
            }
            trace.push(format!("looked for it at {source} with {endpoint}"));
            let part = match self.pages(&source, &ask, Pages::One).await {
                Ok((part, _)) => part,
                Err(error) if is_nothing(&error) => {
                    outcome.nothing.push(self.absent(&endpoint, "no hit"));
                    continue;
                }
                Err(error) => return Err(Missing::of(&source, &endpoint, &error, trace.clone())),
            };
            let hits: Vec<Record> = part
                .records
                .iter()
                .filter(|hit| *hit.external_id.namespace() == questions.space())
                .cloned()
                .collect();
            match self.meant.among(&hits, self.model, self.agreement) {
                Found::Proven { hit, probability, by } => {
                    let proof = match by {
                        Proof::Ids => "by its links".to_owned(),
                        Proof::Facts => format!("at probability {probability:.3}"),
                    };
                    trace.push(format!("took {} {proof}", hit.external_id));
                    outcome.found = Some(probability);
                    let subject = hit.external_id.clone();
                    let first = questions.steps.first().map(|step| step.endpoint.to_owned());
                    let answer = direct.then_some(()).and(first);
                    let answer = answer.map(|first| NewPart { endpoint: first, ..part.clone() });
                    return Ok(Some((subject, answer)));
                }
                Found::Unproven { best } => {
                    why = match best {
                        Some((hit, probability)) => {
                            format!(
                                "the nearest of {} hits is {} at probability {probability:.3}",
                                hits.len(),
                                hit.external_id
                            )
                        }
                        None => "no hit".to_owned(),
                    };
                    outcome.nothing.push(self.absent(&endpoint, &why));
                }
            }
        }
        Err(Missing::not_found(&source, why, trace.clone()))
    }

    /// What to ask in order to find the work, and whether its answer is the one about the work.
    fn wish(&self, source: &SourceId, find: &Find) -> Result<Option<(Ask, bool)>, SourceError> {
        match find {
            Find::Title => {
                let Ok(query) =
                    Query::default().with("query", self.title).and_then(|q| q.with("limit", "10"))
                else {
                    return Ok(None);
                };
                Ok(Some((self.sources.plan(source, &query)?.ask, false)))
            }
            Find::ById(lookup) => {
                let id = self.meant.ids.iter().find(|id| id.namespace().as_str() == lookup.by);
                Ok(id.map(|id| {
                    let ask = Ask::new(lookup.endpoint).with(lookup.parameter, id.id());
                    let ask = lookup.with.iter().fold(ask, |ask, (name, value)| ask.with(*name, *value));
                    (ask, lookup.is_entry)
                }))
            }
        }
    }

    fn was_absent(&self, source: &SourceId, endpoint: &str) -> bool {
        let item = self.journal.get(&(source.clone(), endpoint.to_owned()));
        let refresh = self.how.kept == Kept::Refresh;
        item.is_some_and(|item| !refresh && item.state == "nothing" && item.fresh_until > self.now)
    }

    fn absent(&self, endpoint: &str, why: &str) -> Nothing {
        Nothing {
            endpoint: endpoint.to_owned(),
            reason: why.to_owned(),
            asked_at: self.now,
            fresh_until: later(self.now, ABSENT_FOR),
        }
    }
}

/// The id under which a source answers, where that is another than was asked for.
fn renamed(part: &NewPart, asked: &ExternalId) -> Option<ExternalId> {
    let own = part.records.first().map(|record| &record.external_id)?;
    (own != asked && own.namespace() == asked.namespace()).then(|| own.clone())
}

fn counts_pages(provider: &dyn Provider, endpoint: &str) -> bool {
    let endpoint = provider.facts().endpoint(endpoint);
    endpoint.is_ok_and(|endpoint| endpoint.parameters.iter().any(|parameter| parameter.name == "page"))
}

pub(crate) fn later(at: Instant, by: std::time::Duration) -> Instant {
    let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    Instant::from_micros(at.as_micros().saturating_add(by))
}
