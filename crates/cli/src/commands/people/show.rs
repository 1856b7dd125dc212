//! `emaki people show`: somebody, with everything that is there.

use crate::{
    exit::Exit,
    output::{Align, Block, Table, bytes},
    session::Session,
};

/// Show a person's row, documents, links and files
#[derive(Debug, clap::Args)]
pub struct Show {
    /// The key, such as 151, or 151#2 for the second row with that id
    #[arg(value_name = "KEY")]
    key: String,
    /// Names, addresses and links in full
    #[arg(long)]
    plain: bool,
}

impl Show {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let person = session.app().await?.show_person(&self.key, self.plain).await?;
        if session.out.is_json() {
            session.out.json(&person)?;
            return Ok(Exit::Done);
        }
        let card = &person.card;
        let block = Block::new()
            .row("key", &card.key)
            .row("name", &card.name)
            .known("email", card.email.as_ref())
            .known("type", card.personality_type.as_ref())
            .known("link", card.link.as_ref())
            .row("link leads to", &card.link_kind)
            .row("documents", &person.documents.len())
            .row("links", &person.links.len());
        session.out.block(&block)?;
        let columns = ["asset", "kind", "status", "file", "size", "url"].map(|name| (name, Align::Left));
        let mut table = Table::new(columns);
        for asset in &person.assets {
            table.row([
                asset.asset.clone(),
                asset.kind.clone(),
                asset.status.clone(),
                asset.filename.clone().unwrap_or_default(),
                asset.bytes.map(bytes).unwrap_or_default(),
                asset.url.clone(),
            ]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
