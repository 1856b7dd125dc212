//! Characters, the works they appear in, and who speaks them.

use std::sync::Arc;

use app::CastMember;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use model::{CharacterRole, ExternalId, WorkId};

use super::{Work, connection, person::Voice, texts};
use crate::graphql::{
    cursor,
    loads::{self, Appearances, Whole},
};

connection! {
    /// The characters of a work, main ones first.
    CastConnection of CastEdge
}

connection! {
    /// The works that a character appears in, by year.
    AppearanceConnection of AppearanceEdge
}

/// A character's place in a work.
pub struct CastEdge {
    work: WorkId,
    cursor: String,
    member: CastMember,
}

impl CastEdge {
    /// A place in a cast.
    pub fn new(work: WorkId, cursor: String, member: CastMember) -> Self {
        Self { work, cursor, member }
    }
}

/// A character's place in a work.
#[Object(rename_fields = "snake_case")]
impl CastEdge {
    /// Leads on from this entry.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// How large the part is: `MAIN`, `SUPPORTING`, `BACKGROUND` or `UNKNOWN`.
    async fn role(&self) -> String {
        self.member.role.to_string()
    }

    /// The character.
    async fn node(&self) -> Character {
        Character(Arc::new(self.member.character.clone()))
    }

    /// Who speaks the part in this work, by language.
    async fn voices(&self, ctx: &Context<'_>) -> Result<Option<Vec<Voice>>> {
        let whole = loads::reader(ctx).load_one(Whole(self.work)).await?;
        let own = &self.member.character.external_ids;
        let is_own = |id: &ExternalId| own.contains(id);
        let details = whole.as_deref().map(model::Work::details).unwrap_or_default();
        let castings = details.characters.iter().filter(|cast| {
            cast.external_ids.iter().any(is_own) || cast.casting.external_id.as_ref().is_some_and(is_own)
        });
        Ok(Some(castings.flat_map(|cast| &cast.casting.voice_actors).map(Voice::from).collect()))
    }
}

/// A character's appearance in a work.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct AppearanceEdge {
    /// Leads on from this entry.
    cursor: String,
    /// How large the part is.
    role: String,
    /// The work.
    node: Work,
}

/// A figure of one or several works.
pub struct Character(pub Arc<model::Character>);

/// A figure of one or several works.
#[Object(rename_fields = "snake_case", rename_args = "snake_case")]
impl Character {
    /// Our id, with its kind before it: `character:5`.
    pub async fn id(&self) -> ID {
        format!("character:{}", self.0.id).into()
    }

    /// Our id as the other doors print it: `5`.
    async fn number(&self) -> i64 {
        self.0.id.get()
    }

    /// The name, given name first.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The name in the original script.
    async fn name_native(&self) -> Option<&str> {
        self.0.name_native.as_deref()
    }

    /// Other names.
    async fn nicknames(&self) -> &[String] {
        &self.0.nicknames
    }

    /// Stated gender: `FEMALE`, `MALE`, `NON_BINARY` or `UNKNOWN`.
    async fn gender(&self) -> Option<String> {
        self.0.gender.as_ref().map(ToString::to_string)
    }

    /// What a source tells about the figure; may give away the story.
    async fn about(&self) -> Option<&str> {
        self.0.about.as_deref()
    }

    /// A picture's address at its source.
    async fn image(&self) -> Option<&str> {
        self.0.image.as_deref()
    }

    /// How many users marked it as a favorite.
    async fn favorites(&self) -> Option<u64> {
        self.0.favorites
    }

    /// Every external id.
    async fn external_ids(&self) -> Vec<String> {
        texts(&self.0.external_ids)
    }

    /// The works it appears in, by year.
    async fn works(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<AppearanceConnection>> {
        let works = loads::reader(ctx).load_one(Appearances(self.0.id)).await?;
        let works = works.map(|works| works.to_vec()).unwrap_or_default();
        let cut = cursor::cut(works, first, after.as_deref(), &("appearances", self.0.id))?;
        Ok(Some(AppearanceConnection::of(cut, appearance)))
    }
}

fn appearance((cursor, (work, role)): (String, (Arc<model::Work>, CharacterRole))) -> AppearanceEdge {
    AppearanceEdge { cursor, role: role.to_string(), node: Work::of(work) }
}
