//! The root of the graph. Each field calls one use case; ids are our own or a provider's, as at every door.

use std::{collections::HashMap, sync::Arc};

use app::{App, AppError, QueryRequest, WorkRef};
use async_graphql::{Context, ID, Object, Result};
use model::{CharacterId, EntityId, EntityKind, ExternalId, PersonId, WorkId};

use super::{
    cursor::{self, MOST},
    loads::{self, Linked, Whole},
    types::{
        Character, Node, Person, Work,
        inputs::{self, Filters, RecommendWish, ScheduleFilters},
        recommend::{self, Recommendations},
        schedule::{self, ScheduleConnection},
        search::{self, Answer, SearchConnection},
        trending::Trending,
        watch::WatchOrder,
    },
};
use crate::site::Site;

/// What precedes the ids of characters and people, so that they are unlike those of works.
const CHARACTER: &str = "character";
const PERSON: &str = "person";

/// Entries of what is trending where nobody says how many.
const TRENDING: usize = 20;

/// The root of the graph.
pub struct Query;

fn site<'a>(ctx: &Context<'a>) -> &'a Arc<Site> {
    ctx.data_unchecked::<Arc<Site>>()
}

fn app<'a>(ctx: &Context<'a>) -> &'a App {
    &site(ctx).app
}

/// The catalog.
#[Object(rename_fields = "snake_case", rename_args = "snake_case")]
impl Query {
    /// A work, a character or a person by its id in the graph, or by any external id.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `1`, `character:5`, `person:3` or `mal:16498`")] id: ID,
    ) -> Result<Option<Node>> {
        let Some((kind, number)) = named(ctx, &id, &EntityKind::Work).await? else { return Ok(None) };
        let reader = loads::reader(ctx);
        Ok(match kind {
            EntityKind::Work => {
                let work = reader.load_one(Whole(number.into())).await?;
                work.map(|work| Node::Work(Work::of(work)))
            }
            EntityKind::Character => {
                let character = reader.load_one(CharacterId::from(number)).await?;
                character.map(|character| Node::Character(Character(character)))
            }
            EntityKind::Person => {
                let person = reader.load_one(PersonId::from(number)).await?;
                person.map(|person| Node::Person(Person(person)))
            }
            EntityKind::Other(_) => None,
        })
    }

    /// One work. A merged id answers with the survivor.
    async fn work(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Our own id, or an external one such as `mal:16498`")] id: ID,
    ) -> Result<Option<Work>> {
        let page = app(ctx).work(&id.parse::<WorkRef>()?).await?;
        Ok(Some(Work::of(Arc::new(page.work)).asked_by(page.redirected_from)))
    }

    /// Works by their ids, in the order asked for; null for what is not there.
    async fn works(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to 100")] ids: Vec<ID>,
    ) -> Result<Option<Vec<Option<Work>>>> {
        let numbers = all_named(ctx, &ids, &EntityKind::Work).await?;
        let keys = numbers.iter().flatten().map(|id| Whole(WorkId::from(*id)));
        let works = loads::reader(ctx).load_many(keys).await?;
        let work = |id: EntityId| Some(Work::of(Arc::clone(works.get(&Whole(id.into()))?)));
        Ok(Some(numbers.into_iter().map(|id| id.and_then(work)).collect()))
    }

    /// One character.
    async fn character(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `character:5`, `5` or `mal_character:40`")] id: ID,
    ) -> Result<Option<Character>> {
        let found = one(ctx, &id, &EntityKind::Character, CHARACTER).await?;
        let character = loads::reader(ctx).load_one(CharacterId::from(found)).await?;
        Ok(Some(Character(character.ok_or_else(|| AppError::not_found(CHARACTER, &id))?)))
    }

    /// Characters by their ids, in the order asked for; null for what is not there.
    async fn characters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to 100")] ids: Vec<ID>,
    ) -> Result<Option<Vec<Option<Character>>>> {
        let numbers = all_named(ctx, &ids, &EntityKind::Character).await?;
        let keys = numbers.iter().flatten().map(|id| CharacterId::from(*id));
        let found = loads::reader(ctx).load_many(keys).await?;
        let character = |id: EntityId| Some(Character(Arc::clone(found.get(&id.into())?)));
        Ok(Some(numbers.into_iter().map(|id| id.and_then(character)).collect()))
    }

    /// One person.
    async fn person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `person:3`, `3` or `mal_person:870`")] id: ID,
    ) -> Result<Option<Person>> {
        let found = one(ctx, &id, &EntityKind::Person, PERSON).await?;
        let person = loads::reader(ctx).load_one(PersonId::from(found)).await?;
        Ok(Some(Person(person.ok_or_else(|| AppError::not_found(PERSON, &id))?)))
    }

    /// People by their ids, in the order asked for; null for what is not there.
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to 100")] ids: Vec<ID>,
    ) -> Result<Option<Vec<Option<Person>>>> {
        let numbers = all_named(ctx, &ids, &EntityKind::Person).await?;
        let keys = numbers.iter().flatten().map(|id| PersonId::from(*id));
        let found = loads::reader(ctx).load_many(keys).await?;
        let person = |id: EntityId| Some(Person(Arc::clone(found.get(&id.into())?)));
        Ok(Some(numbers.into_iter().map(|id| id.and_then(person)).collect()))
    }

    /// Works for words and filters; without words, all that meet the filters, best known first.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Title, words, people, in any script, typos allowed")] query: String,
        #[graphql(desc = "What works must meet, and their order")] filters: Option<Filters>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<SearchConnection>> {
        let facets = ctx.look_ahead().field("facets").exists();
        let request = search::request(&query, filters.as_ref(), facets)?;
        let question = search::question("search", "", &request);
        let ask = |limit, cursor| {
            let request = app::SearchRequest { limit, cursor, ..request.clone() };
            let site = Arc::clone(site(ctx));
            async move {
                let answer = site.app.search(request).await?;
                site.metrics.observe_search(answer.took);
                Ok::<_, AppError>(found(answer, facets))
            }
        };
        let takes = takes_beside(ctx, &query, after.as_deref()).await;
        Ok(Some(search::page(first, after.as_deref(), &question, ask).await?.with_takes(takes)))
    }

    /// Works for a question in any words, with what was understood of it piece by piece. Nothing is remembered.
    async fn ask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `like Steins;Gate but darker, no romance`")] query: String,
        #[graphql(desc = "What works must meet whatever the words say")] filters: Option<Filters>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<SearchConnection>> {
        let facets = ctx.look_ahead().field("facets").exists();
        let request = search::request(&query, filters.as_ref(), facets)?;
        let question = search::question("ask", "", &request);
        let ask = |limit, cursor| {
            let mut asked = QueryRequest::from(request.clone());
            asked.options.limit = Some(limit);
            asked.options.cursor = cursor;
            (asked.options.remember, asked.options.suggestions, asked.options.sources) =
                (false, false, false);
            let app = app(ctx).clone();
            async move {
                let answer = app.query(&asked).await?;
                Ok::<_, AppError>(Answer {
                    begin: answer.draw(),
                    results: answer.results,
                    total: answer.total,
                    next: answer.next_cursor,
                    facets: facets.then_some(answer.facets),
                    understood: None,
                    chips: answer.chips,
                    answers: answer.answers,
                    took_ms: answer.metadata.took_ms.search,
                })
            }
        };
        let takes = takes_beside(ctx, &query, after.as_deref()).await;
        Ok(Some(search::page(first, after.as_deref(), &question, ask).await?.with_takes(takes)))
    }

    /// Works like one work, by shared tags, studios and ties.
    async fn similar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Our own id, or an external one")] id: ID,
        #[graphql(desc = "What works must meet, and their order")] filters: Option<Filters>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<SearchConnection>> {
        let facets = ctx.look_ahead().field("facets").exists();
        let request = search::request("", filters.as_ref(), facets)?;
        let work = app(ctx).work(&id.parse::<WorkRef>()?).await?.work.id;
        let question = search::question("similar", &work.to_string(), &request);
        let ask = |limit, cursor| {
            let request = app::SearchRequest { limit, cursor, ..request.clone() };
            let app = app(ctx).clone();
            async move {
                let answer = app.similar(&work.into(), request).await?;
                Ok::<_, AppError>(Answer { understood: None, ..found(answer, facets) })
            }
        };
        Ok(Some(search::page(first, after.as_deref(), &question, ask).await?))
    }

    /// Works that somebody may like, by what they like or by a list of theirs.
    async fn recommend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What picks are made from")] wish: RecommendWish,
        #[graphql(desc = "Picks, 1 to 100; 10 when left out")] first: Option<i32>,
    ) -> Result<Option<Recommendations>> {
        let request = recommend::request(&wish, first)?;
        Ok(Some(app(ctx).recommend(&request).await?.into()))
    }

    /// What is shown when, by all sources together.
    async fn schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which broadcasts are meant; today's in UTC when left out")] filters: Option<
            ScheduleFilters,
        >,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<ScheduleConnection>> {
        let request = schedule::request(filters.as_ref())?;
        let schedule = app(ctx).schedule(&request).await?;
        Ok(Some(schedule::page(schedule, first, after.as_deref())?))
    }

    /// In which order to watch or read the story that a work belongs to.
    async fn watch_order(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Our own id, or an external one")] id: ID,
    ) -> Result<Option<WatchOrder>> {
        Ok(Some(app(ctx).watch_order(&id.parse::<WorkRef>()?).await?.into()))
    }

    /// What many ask for right now.
    async fn trending(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Works when left out")] kind: Option<inputs::TrendKind>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
    ) -> Result<Option<Trending>> {
        let kind = match kind {
            None | Some(inputs::TrendKind::Works) => app::TrendKind::Works,
            Some(inputs::TrendKind::Tags) => app::TrendKind::Tags,
            Some(inputs::TrendKind::Studios) => app::TrendKind::Studios,
        };
        Ok(Some(app(ctx).trending(kind, cursor::first(first, TRENDING)?).await?.into()))
    }
}

/// Pictures made here for the words of a search, where they are asked for: beside the first page.
async fn takes_beside(ctx: &Context<'_>, words: &str, after: Option<&str>) -> app::FoundTakes {
    if after.is_some() || !ctx.look_ahead().field("takes").exists() {
        return Vec::new();
    }
    app(ctx).takes_beside(words).await
}

/// A search's answer as pages are made of.
fn found(answer: app::SearchAnswer, facets: bool) -> Answer {
    Answer {
        begin: None,
        results: answer.results,
        total: answer.total,
        next: answer.next_cursor,
        facets: facets.then_some(answer.facets),
        understood: Some(answer.understood),
        chips: Vec::new(),
        answers: Vec::new(),
        took_ms: answer.took.as_secs_f64() * 1000.0,
    }
}

/// An id as it is written: a number of some kind, or an external one.
enum Written {
    Ours(EntityKind, EntityId),
    External(ExternalId),
}

/// Reads an id; a bare number is one of the kind that is usual in its place.
fn written(id: &str, usual: &EntityKind) -> Option<Written> {
    let (kind, number) = match id.split_once(':') {
        Some((CHARACTER, number)) => (EntityKind::Character, number),
        Some((PERSON, number)) => (EntityKind::Person, number),
        Some(_) => return id.parse().ok().map(Written::External),
        None => (usual.clone(), id),
    };
    number.parse().ok().map(|number| Written::Ours(kind, number))
}

/// The thing that an id names; `None` for one that names nothing.
async fn named(ctx: &Context<'_>, id: &str, usual: &EntityKind) -> Result<Option<(EntityKind, EntityId)>> {
    Ok(match written(id, usual) {
        None => None,
        Some(Written::Ours(kind, number)) => Some((kind, number)),
        Some(Written::External(id)) => loads::reader(ctx).load_one(Linked(id)).await?,
    })
}

/// The thing of a kind that an id names.
async fn one(ctx: &Context<'_>, id: &str, kind: &EntityKind, word: &'static str) -> Result<EntityId> {
    let found = named(ctx, id, kind).await?.filter(|(found, _)| found == kind);
    let missing = || {
        let error = AppError::not_found(word, id);
        error.hint(format!("an id is a number, `{word}:5`, or a namespace and an id such as mal_{word}:5"))
    };
    Ok(found.ok_or_else(missing)?.1)
}

/// The things of a kind that ids name, each in its place.
async fn all_named(ctx: &Context<'_>, ids: &[ID], kind: &EntityKind) -> Result<Vec<Option<EntityId>>> {
    if ids.len() > MOST {
        let message = format!("`ids` lists {} ids, more than {MOST}", ids.len());
        return Err(AppError::invalid_parameter("ids", message).hint("ask in several requests").into());
    }
    let all: Vec<Option<Written>> = ids.iter().map(|id| written(id, kind)).collect();
    let external = all.iter().flatten().filter_map(|id| match id {
        Written::External(id) => Some(Linked(id.clone())),
        Written::Ours(..) => None,
    });
    let links: HashMap<Linked, (EntityKind, EntityId)> =
        loads::reader(ctx).load_many(external.collect::<Vec<_>>()).await?;
    let resolve = |id: Written| match id {
        Written::Ours(found, id) => (found == *kind).then_some(id),
        Written::External(id) => links.get(&Linked(id)).filter(|(found, _)| found == kind).map(|(_, id)| *id),
    };
    Ok(all.into_iter().map(|id| id.and_then(resolve)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_in_all_their_spellings() {
        let read = |id: &str| match written(id, &EntityKind::Work) {
            Some(Written::Ours(kind, id)) => format!("{kind} {id}"),
            Some(Written::External(id)) => format!("external {id}"),
            None => "nothing".to_owned(),
        };
        assert_eq!(read("12"), "WORK 12");
        assert_eq!(read("character:5"), "CHARACTER 5");
        assert_eq!(read("person:3"), "PERSON 3");
        assert_eq!(read("mal:16498"), "external mal:16498");
        for nothing in ["", "0", "-1", "moon", "character:x", "person:"] {
            assert_eq!(read(nothing), "nothing", "{nothing}");
        }
    }
}
