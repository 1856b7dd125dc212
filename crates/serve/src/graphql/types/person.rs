//! People: who made a work and who speaks in it. A source may name somebody of whom nothing else is kept.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use model::{EntityKind, ExternalId, PersonId};

use super::{connection, texts};
use crate::graphql::loads::{self, Linked};

connection! {
    /// The people who made a work.
    StaffConnection of StaffEdge
}

/// A human with an id of their own.
pub struct Person(pub Arc<model::Person>);

/// A human with an id of their own.
#[Object(rename_fields = "snake_case")]
impl Person {
    /// Our id, with its kind before it: `person:3`.
    pub async fn id(&self) -> ID {
        format!("person:{}", self.0.id).into()
    }

    /// Our id as the other doors print it: `3`.
    async fn number(&self) -> i64 {
        self.0.id.get()
    }

    /// The name as most sources write it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The name in the person's own script.
    async fn name_native(&self) -> Option<&str> {
        self.0.name_native.as_deref()
    }

    /// What a source tells of their life.
    async fn about(&self) -> Option<&str> {
        self.0.about.as_deref()
    }

    /// A picture's address at its source.
    async fn image(&self) -> Option<&str> {
        self.0.image.as_deref()
    }

    /// How many users marked them as a favorite.
    async fn favorites(&self) -> Option<u64> {
        self.0.favorites
    }

    /// Every external id.
    async fn external_ids(&self) -> Vec<String> {
        texts(&self.0.external_ids)
    }

    /// Facts of their life.
    async fn facts(&self) -> Option<PersonFacts> {
        let facts = self.0.facts.as_deref()?;
        Some(PersonFacts {
            born: facts.born.map(|day| day.to_string()),
            died: facts.died.map(|day| day.to_string()),
            hometown: facts.hometown.clone(),
            occupations: facts.occupations.clone(),
            years_active: facts.years_active.clone(),
            gender: facts.gender.clone(),
            blood_type: facts.blood_type.clone(),
        })
    }
}

/// Facts of a person's life.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct PersonFacts {
    /// Day of birth.
    born: Option<String>,
    /// Day of death.
    died: Option<String>,
    /// Where they come from.
    hometown: Option<String>,
    /// What they do for a living.
    occupations: Vec<String>,
    /// The first and the last year of work, or the first alone.
    years_active: Vec<i16>,
    /// Stated gender in the source's word.
    gender: Option<String>,
    /// Blood type.
    blood_type: Option<String>,
}

/// A person's part in a work, before it has its place in a list.
#[derive(Clone)]
pub struct Member {
    name: String,
    name_native: Option<String>,
    roles: Vec<String>,
    ids: Vec<ExternalId>,
    sources: Vec<String>,
}

impl Member {
    /// The part in its place.
    pub fn at(self, cursor: String) -> StaffEdge {
        StaffEdge { cursor, member: self }
    }
}

/// Who made a work: over all sources, or as one record says it where nothing else is known.
pub fn staff_of(work: &model::Work) -> Vec<Member> {
    let details = work.details();
    if details.staff.is_empty() {
        let credit = |credit: &model::Credit| Member {
            name: credit.name.clone(),
            name_native: None,
            roles: credit.roles.clone(),
            ids: credit.external_id.iter().cloned().collect(),
            sources: Vec::new(),
        };
        return work.staff.iter().map(credit).collect();
    }
    let member = |member: &model::StaffMember| Member {
        name: member.name.clone(),
        name_native: member.name_native.clone(),
        roles: member.roles.clone(),
        ids: member.external_ids.clone(),
        sources: texts(&member.found_in),
    };
    details.staff.iter().map(member).collect()
}

/// A person's part in a work.
pub struct StaffEdge {
    cursor: String,
    member: Member,
}

/// A person's part in a work.
#[Object(rename_fields = "snake_case")]
impl StaffEdge {
    /// Leads on from this entry.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The name as the most trusted source writes it.
    async fn name(&self) -> &str {
        &self.member.name
    }

    /// The name in the person's own script.
    async fn name_native(&self) -> Option<&str> {
        self.member.name_native.as_deref()
    }

    /// What they did, in the sources' words.
    async fn roles(&self) -> &[String] {
        &self.member.roles
    }

    /// Their ids at the sources.
    async fn external_ids(&self) -> Vec<String> {
        texts(&self.member.ids)
    }

    /// Who names them.
    async fn sources(&self) -> &[String] {
        &self.member.sources
    }

    /// What is kept of the person; null for somebody of whom nothing but the name is known.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        linked(ctx, &self.member.ids).await
    }
}

/// A voice for a character.
pub struct Voice {
    name: String,
    language: Option<String>,
    id: Option<ExternalId>,
}

impl From<&model::VoiceActor> for Voice {
    fn from(voice: &model::VoiceActor) -> Self {
        Self { name: voice.name.clone(), language: voice.language.clone(), id: voice.external_id.clone() }
    }
}

/// A voice for a character.
#[Object(rename_fields = "snake_case")]
impl Voice {
    /// The name as written.
    async fn name(&self) -> &str {
        &self.name
    }

    /// The language spoken, BCP 47.
    async fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Their id at the source.
    async fn external_id(&self) -> Option<String> {
        self.id.as_ref().map(ToString::to_string)
    }

    /// What is kept of the person.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        linked(ctx, self.id.as_slice()).await
    }
}

/// The person that one of some external ids is linked to.
async fn linked(ctx: &Context<'_>, ids: &[ExternalId]) -> Result<Option<Person>> {
    let reader = loads::reader(ctx);
    let found = reader.load_many(ids.iter().cloned().map(Linked)).await?;
    let mut known = ids.iter().filter_map(|id| found.get(&Linked(id.clone())));
    let Some((_, person)) = known.find(|(kind, _)| *kind == EntityKind::Person) else { return Ok(None) };
    Ok(reader.load_one(PersonId::from(*person)).await?.map(Person))
}
