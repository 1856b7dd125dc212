//! Works. What a list shows of one is at hand where it was found by searching; all else is read when it is asked for,
//! for all works of a level at once.

use std::sync::{Arc, OnceLock};

use app::{AppError, WorkCard};
use async_graphql::{Context, ID, Object, Result};
use model::WorkId;

use super::{
    cast::CastConnection,
    episodes::EpisodeConnection,
    parts::{Image, Synopsis, Title},
    person::StaffConnection,
    ratings::Ratings,
    texts,
    ties::{Loose, TieConnection},
};
use crate::graphql::{
    cursor,
    loads::{self, Whole},
};

/// One title in one medium.
pub struct Work {
    id: WorkId,
    card: OnceLock<Box<WorkCard>>,
    whole: Option<Arc<model::Work>>,
    redirected_from: Option<WorkId>,
}

impl Work {
    /// A work of which nothing but the id is at hand.
    pub fn by_id(id: WorkId) -> Self {
        Self { id, card: OnceLock::new(), whole: None, redirected_from: None }
    }

    /// A work that was found.
    pub fn of_card(card: WorkCard) -> Self {
        Self { id: card.id, card: OnceLock::from(Box::new(card)), whole: None, redirected_from: None }
    }

    /// A work that was read.
    pub fn of(whole: Arc<model::Work>) -> Self {
        Self { id: whole.id, card: OnceLock::new(), whole: Some(whole), redirected_from: None }
    }

    /// The same work, asked for by a merged id.
    pub fn asked_by(self, id: Option<WorkId>) -> Self {
        Self { redirected_from: id, ..self }
    }

    async fn read(&self, ctx: &Context<'_>) -> Result<Arc<model::Work>> {
        if let Some(whole) = &self.whole {
            return Ok(Arc::clone(whole));
        }
        let whole = loads::reader(ctx).load_one(Whole(self.id)).await?;
        Ok(whole.ok_or_else(|| AppError::not_found("work", &self.id.to_string()))?)
    }

    async fn shown(&self, ctx: &Context<'_>) -> Result<&WorkCard> {
        if let Some(card) = self.card.get() {
            return Ok(card);
        }
        let whole = self.read(ctx).await?;
        Ok(self.card.get_or_init(|| Box::new(WorkCard::of(&whole))))
    }
}

/// One title in one medium. A sequel is a work of its own, and so is the anime of a manga.
#[Object(rename_fields = "snake_case", rename_args = "snake_case")]
impl Work {
    /// Our permanent id.
    pub async fn id(&self) -> ID {
        self.id.to_string().into()
    }

    /// The merged id that led here.
    async fn redirected_from(&self) -> Option<ID> {
        self.redirected_from.map(|id| id.to_string().into())
    }

    /// The title shown first.
    async fn title(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(Some(self.shown(ctx).await?.title.clone()))
    }

    /// A title in the original script.
    async fn title_native(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.shown(ctx).await?.title_native.clone())
    }

    /// An English title.
    async fn title_english(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.shown(ctx).await?.title_english.clone())
    }

    /// The medium: `ANIME`, `MANGA`, `NOVEL`, `VISUAL_NOVEL` or `GAME`.
    async fn medium(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(Some(self.shown(ctx).await?.medium.to_string()))
    }

    /// The format within the medium, such as `TV` or `LIGHT_NOVEL`.
    async fn format(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(Some(self.shown(ctx).await?.format.to_string()))
    }

    /// How far along it is, such as `FINISHED`.
    async fn status(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(Some(self.shown(ctx).await?.status.to_string()))
    }

    /// Year it began in.
    async fn year(&self, ctx: &Context<'_>) -> Result<Option<i16>> {
        Ok(self.shown(ctx).await?.year)
    }

    /// Season it began in.
    async fn season(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.shown(ctx).await?.season.map(|season| season.to_string()))
    }

    /// Number of episodes.
    async fn episode_count(&self, ctx: &Context<'_>) -> Result<Option<u32>> {
        Ok(self.shown(ctx).await?.episodes)
    }

    /// Seconds of one episode.
    async fn duration_s(&self, ctx: &Context<'_>) -> Result<Option<u32>> {
        Ok(self.shown(ctx).await?.duration_s)
    }

    /// Audience score, 0 to 10; `ratings` tells whose.
    async fn score(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        Ok(self.shown(ctx).await?.score)
    }

    /// How many people follow it.
    async fn popularity(&self, ctx: &Context<'_>) -> Result<Option<u64>> {
        Ok(self.shown(ctx).await?.popularity)
    }

    /// A poster's address at its source.
    async fn image(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.shown(ctx).await?.image.clone())
    }

    /// Every external id, such as `mal:16498`.
    async fn external_ids(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        Ok(Some(texts(&self.shown(ctx).await?.external_ids)))
    }

    /// Studios, developers, authors.
    async fn studios(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        Ok(Some(self.shown(ctx).await?.studios.clone()))
    }

    /// For adults only.
    async fn adult(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(Some(self.shown(ctx).await?.adult))
    }

    /// All titles, the shown one first.
    async fn titles(&self, ctx: &Context<'_>) -> Result<Option<Vec<Title>>> {
        Ok(Some(self.read(ctx).await?.titles.iter().map(Title::from).collect()))
    }

    /// The plot summary shown first.
    async fn synopsis(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.read(ctx).await?.synopses.first().map(|synopsis| synopsis.text.clone()))
    }

    /// All plot summaries, each with the one who gave it.
    async fn synopses(&self, ctx: &Context<'_>) -> Result<Option<Vec<Synopsis>>> {
        Ok(Some(self.read(ctx).await?.synopses.iter().map(Synopsis::from).collect()))
    }

    /// Genres and tags in lower case.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        Ok(Some(self.read(ctx).await?.tags.clone()))
    }

    /// Genres, where a source tells them from other tags.
    async fn genres(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        Ok(Some(self.read(ctx).await?.details().genres.clone()))
    }

    /// Producers.
    async fn producers(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        Ok(Some(self.read(ctx).await?.producers.clone()))
    }

    /// Pictures, the shown one first.
    async fn images(&self, ctx: &Context<'_>) -> Result<Option<Vec<Image>>> {
        Ok(Some(self.read(ctx).await?.images.iter().map(Image::from).collect()))
    }

    /// First day, `YYYY[-MM[-DD]]`.
    async fn start_date(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.read(ctx).await?.start_date.map(|date| date.to_string()))
    }

    /// Last day.
    async fn end_date(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.read(ctx).await?.end_date.map(|date| date.to_string()))
    }

    /// What it was adapted from.
    async fn origin(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.read(ctx).await?.origin.clone())
    }

    /// Age rating.
    async fn rating(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.read(ctx).await?.rating.clone())
    }

    /// Who had a say in this record.
    async fn sources(&self, ctx: &Context<'_>) -> Result<Option<Vec<String>>> {
        Ok(Some(texts(&self.read(ctx).await?.sources)))
    }

    /// The characters, main ones first.
    async fn characters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<CastConnection>> {
        let cast = loads::reader(ctx).load_one(loads::Cast(self.id)).await?;
        let cast = cast.map(|cast| cast.to_vec()).unwrap_or_default();
        let cut = cursor::cut(cast, first, after.as_deref(), &("characters", self.id))?;
        Ok(Some(CastConnection::of(cut, |(cursor, member)| {
            super::cast::CastEdge::new(self.id, cursor, member)
        })))
    }

    /// The people who made it.
    async fn staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<StaffConnection>> {
        let whole = self.read(ctx).await?;
        let staff = super::person::staff_of(&whole);
        let cut = cursor::cut(staff, first, after.as_deref(), &("staff", self.id))?;
        Ok(Some(StaffConnection::of(cut, |(cursor, member)| member.at(cursor))))
    }

    /// The works that it is tied to directly, by year.
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<TieConnection>> {
        let ties = loads::reader(ctx).load_one(loads::Ties(self.id)).await?;
        let works = ties.map(|ties| ties.works.clone()).unwrap_or_default();
        let cut = cursor::cut(works, first, after.as_deref(), &("relations", self.id))?;
        Ok(Some(TieConnection::of(cut, super::ties::edge)))
    }

    /// Ties to things that no work of ours is linked to yet.
    async fn unresolved_relations(&self, ctx: &Context<'_>) -> Result<Option<Vec<Loose>>> {
        let ties = loads::reader(ctx).load_one(loads::Ties(self.id)).await?;
        Ok(Some(ties.map(|ties| ties.unresolved.iter().map(Loose::from).collect()).unwrap_or_default()))
    }

    /// What audiences think of it, source by source and together.
    async fn ratings(&self, ctx: &Context<'_>) -> Result<Option<Ratings>> {
        let told = loads::reader(ctx).load_one(loads::Ratings(self.id)).await?;
        Ok(told.map(|told| Ratings::of(&told)))
    }

    /// The longest list of episodes that a source gives.
    async fn episodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries, 1 to 100; 20 when left out")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins")] after: Option<String>,
    ) -> Result<Option<EpisodeConnection>> {
        let list = loads::reader(ctx).load_one(loads::Episodes(self.id)).await?;
        let list = list.map(|list| list.episodes.clone()).unwrap_or_default();
        let cut = cursor::cut(list, first, after.as_deref(), &("episodes", self.id))?;
        Ok(Some(EpisodeConnection::of(cut, super::episodes::edge)))
    }
}
