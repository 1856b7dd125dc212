//! `emaki registry explain`: the evidence behind an id.

use app::Explanation;

use crate::{
    exit::Exit,
    output::{Align, Output, Table},
    session::Session,
};

/// Say why an id means what it means: every link, record and decision
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// A work's number, character:N, person:N, or an external id such as mal:16498
    id: String,
}

impl Explain {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let explanation = session.app().await?.registry_explain(&self.id).await?;
        if session.out.is_json() {
            session.out.json(&explanation)?;
        } else {
            print(&session.out, &explanation)?;
        }
        Ok(Exit::Done)
    }
}
fn print(_out: &Output, _e: &Explanation) -> std::io::Result<()> {
    Ok(())
}
