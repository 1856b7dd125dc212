//! `emaki similar`: works like one work.

use app::PictureRequest;

use crate::{
    commands::{pictures, search},
    exit::Exit,
    naming,
    request::RequestArgs,
    session::Session,
};

/// Find works like one: shared tags, studios and ties
#[derive(Debug, clap::Args)]
pub struct Similar {
    /// The work: its number, an external id such as mal:16498, or its title
    #[arg(value_name = "WORK")]
    work: String,
    #[command(flatten)]
    request: RequestArgs,
    /// Say of each hit why it was found
    #[arg(long)]
    explain: bool,
    /// Find works whose pictures look like its own instead
    #[arg(long)]
    visual: bool,
}

impl Similar {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let request = self.request.read(String::new())?;
        if self.visual {
            let request = PictureRequest::of_search(&request)?;
            let (app, work) = naming::open(session, &self.work).await?;
            let answer = app.similar_by_picture(&work, &request).await?;
            pictures::print(&session.out, &answer)?;
            return Ok(Exit::Done);
        }
        let app = session.app_with_index().await?;
        let work = naming::work(&app, &self.work).await?;
        let answer = app.similar(&work, request.clone()).await?;
        search::print(&session.out, &request, &answer, self.explain)?;
        Ok(Exit::Done)
    }
}
