//! `emaki token list`: every token, without secrets.

use crate::{
    exit::Exit,
    output::{Align, Table, moment},
    session::Session,
};

/// List tokens, revoked ones included
#[derive(Debug, clap::Args)]
pub struct List {}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let tokens = session.app().await?.tokens().await?;
        if session.out.is_json() {
            session.out.json(&tokens)?;
            return Ok(Exit::Done);
        }
        let columns = ["name", "scopes", "made", "ends", "revoked"];
        let mut table = Table::new(columns.map(|name| (name, Align::Left)));
        for token in &tokens {
            let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
            table.row([
                token.name.clone(),
                scopes.join(","),
                moment(token.created_at),
                token.expires_at.map(moment).unwrap_or_default(),
                token.revoked_at.map(moment).unwrap_or_default(),
            ]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
