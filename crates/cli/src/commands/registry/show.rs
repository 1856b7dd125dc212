//! `emaki registry show`: what an id means, in short.

use app::{Explanation, NumberRef};

use super::numbers;
use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table},
    session::Session,
};

/// Show what an id means: the thing and every external id linked to it
#[derive(Debug, clap::Args)]
pub struct Show {
    /// A work's number, character:N, person:N, an external id such as mal:16498, or a permanent number such as
    /// main:series:5 or main:character:mal:7
    id: String,
}

impl Show {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if let Ok(number) = self.id.parse::<NumberRef>() {
            return number_of(session, &number).await;
        }
        let explanation = session.app().await?.registry_explain(&self.id).await?;
        if session.out.is_json() {
            let Explanation { kind, asked, id, title, removed, links, .. } = &explanation;
            let links: Vec<_> = links.iter().map(|link| &link.subject).collect();
            let json = serde_json::json!({
                "kind": kind, "asked": asked, "id": id, "title": title, "removed": removed, "links": links,
            });
            session.out.json(&json)?;
            return Ok(Exit::Done);
        }
        print_head(&session.out, &explanation)?;
        let mut table = Table::new([("external id", Align::Left), ("page", Align::Left)]);
        for link in &explanation.links {
            table.row([link.subject.to_string(), link.subject.url().unwrap_or_default()]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}

/// A permanent number; `explain` shows the same, because all of it is evidence.
pub async fn number_of(session: &Session, number: &NumberRef) -> anyhow::Result<Exit> {
    let view = session.app().await?.registry_number(number).await?;
    if session.out.is_json() {
        session.out.json(&view)?;
    } else {
        numbers::view(&session.out, &view)?;
    }
    Ok(Exit::Done)
}

/// The thing itself, in three or four lines.
pub fn print_head(out: &Output, explanation: &Explanation) -> std::io::Result<()> {
    let merged = (explanation.asked != explanation.id).then_some(explanation.asked);
    let kind = explanation.kind.as_str().to_lowercase();
    let block = Block::new()
        .row(kind, &explanation.id)
        .known("merged from", merged)
        .known("title", explanation.title.as_ref())
        .known("removed", explanation.removed.as_ref());
    out.block(&block)
}
