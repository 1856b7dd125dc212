//! `emaki enrich`: titles in, records out that all sources have filled.

mod print;

use std::path::PathBuf;

use app::{App, AppError, EnrichLevel, EnrichRequest, EnrichTarget, ErrorCode, FileWorks, WorkRef};
use clap::ArgGroup;
use model::WorkId;

use crate::{exit::Exit, session::Session};

/// Fill the records of works from all sources
///
/// All sources are asked at once, each at its own pace, and only for what is not there yet or no longer fresh. A
/// source that fails leaves its fields to the others and is named (exit 3); asked again later, only what is
/// missing is asked for. `--all`, or `--file` alone, goes through many works, and goes on where it was broken off.
#[expect(clippy::struct_excessive_bools, reason = "flags, each on its own")]
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(group(ArgGroup::new("which").args(["title", "index", "id", "all"])))]
pub struct Enrich {
    #[command(subcommand)]
    what: Option<What>,
    /// The work of this title, in any case; else the only one whose title holds it
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// The work at this place, from 0: of the file, or of what was imported
    #[arg(long, value_name = "N")]
    index: Option<usize>,
    /// The work of this id: a number of ours, or an external id such as mal:16498
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Every work
    #[arg(long)]
    all: bool,
    /// The list of works that `--title` and `--index` look in; alone, all of its works
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Do not ask these services: jikan, mal, anilist, kitsu, anidb, animeschedule, `mal_web`, `anime_planet`,
    /// anisearch, livechart
    #[arg(long, value_name = "SERVICE", num_args = 1.., value_delimiter = ',', conflicts_with = "only")]
    skip: Vec<String>,
    /// Ask only these services
    #[arg(long, value_name = "SERVICE", num_args = 1.., value_delimiter = ',')]
    only: Vec<String>,
    /// How much is asked: basic is what was imported, detailed the sources' interfaces, comprehensive their
    /// pages as well
    #[arg(long, value_name = "LEVEL", value_parser = ["basic", "detailed", "comprehensive"])]
    level: Option<String>,
    /// Take only what is stored, and ask nobody
    #[arg(long, conflicts_with = "refresh")]
    offline: bool,
    /// Ask for everything anew
    #[arg(long)]
    refresh: bool,
    /// Say of each value who said it, and why it won
    #[arg(long)]
    explain: bool,
    /// Make the record told by these rules: default, or seed for the older chains of sources
    #[arg(long, value_name = "RULES", conflicts_with = "all")]
    rules: Option<String>,
    /// The folder for the sources' answers, under `agents` in the data folder; a new one when omitted
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    agent: Option<String>,
    /// Works that are enriched at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

/// What else can be done about enriching.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub enum What {
    /// Measure all records: how complete they are, how far sites agree, how fresh it is
    Report,
}

impl Enrich {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if let Some(What::Report) = self.what {
            let bar = session.out.bar("measuring");
            let report = session.app().await?.quality_report(&|progress| bar.update(&progress)).await?;
            drop(bar);
            print::report(&session.out, &report)?;
            return Ok(Exit::Done);
        }
        let target = self.target()?;
        if target.is_none() && !self.all && self.file.is_none() {
            return Err(AppError::invalid_parameter("title", "which work is to be enriched is not said")
                .hint("--title, --index, --id, --file or --all")
                .into());
        }
        let app = if matches!(target, Some(EnrichTarget::Title(_))) {
            session.app_with_index().await?
        } else {
            session.app().await?
        };
        let among = self.among(session, &app).await?;
        let Some(target) = target else {
            return self.many(session, &app, among.map(|works| works.unique())).await;
        };
        let work = match app.enrich_target(&target, among.as_ref()).await {
            Err(error) if error.code == ErrorCode::AmbiguousTitle => {
                print::candidates(&session.out, &error);
                return Err(error.into());
            }
            found => found?,
        };
        let enrichment = app.enrich(work, &self.request()).await?;
        session.sync_index(&app).await?;
        print::one(&session.out, &enrichment, self.explain)?;
        Ok(if enrichment.is_partial() { Exit::Partly } else { Exit::Done })
    }

    async fn many(&self, session: &Session, app: &App, works: Option<Vec<WorkId>>) -> anyhow::Result<Exit> {
        let bar = session.out.bar("enriching");
        let workers = self.workers.map(usize::from);
        let many =
            app.enrich_many(works, &self.request(), workers, &|progress| bar.update(&progress)).await?;
        drop(bar);
        session.sync_index(app).await?;
        print::many(&session.out, &many)?;
        Ok(if many.is_partial() { Exit::Partly } else { Exit::Done })
    }

    /// The works of the file, where one is given.
    async fn among(&self, session: &Session, app: &App) -> anyhow::Result<Option<FileWorks>> {
        let Some(file) = &self.file else { return Ok(None) };
        let bar = session.out.bar("importing");
        let file = file.display().to_string();
        let works = app.works_of_file(&file, &|progress| bar.update(&progress)).await?;
        drop(bar);
        session.sync_index(app).await?;
        Ok(Some(works))
    }

    fn target(&self) -> anyhow::Result<Option<EnrichTarget>> {
        if let Some(id) = &self.id {
            return Ok(Some(EnrichTarget::Work(id.parse::<WorkRef>()?)));
        }
        let title = self.title.clone().map(EnrichTarget::Title);
        Ok(title.or(self.index.map(EnrichTarget::Index)))
    }

    fn request(&self) -> EnrichRequest {
        let single = self.title.is_some() || self.index.is_some() || self.id.is_some();
        EnrichRequest {
            level: self.level.as_deref().and_then(EnrichLevel::named),
            only: self.only.clone(),
            skip: self.skip.clone(),
            offline: self.offline,
            refresh: self.refresh,
            folder: single && !self.offline && self.level.as_deref() != Some("basic"),
            agent: self.agent.clone(),
            rules: self.rules.clone(),
        }
    }
}
