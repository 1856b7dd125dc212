//! `emaki token create`: makes a token and shows its secret this once.

use app::{AppError, Scope};
use model::Instant;

use crate::{exit::Exit, session::Session};

/// The longest life of a token, in days: a hundred years.
const MAX_DAYS: u64 = 36_500;

/// Make a token; its secret is printed this once
#[derive(Debug, clap::Args)]
pub struct Create {
    /// A name to list and revoke it by; changes are written down under it
    name: String,
    /// What it may do: read, write, admin, people, production; several by comma
    #[arg(long = "scope", value_name = "LIST", value_delimiter = ',', default_value = "read")]
    scopes: Vec<String>,
    /// Days until it ends; never when not given
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u64).range(1..=MAX_DAYS))]
    expires: Option<u64>,
}

impl Create {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let scopes = self.scopes.iter().map(|name| name.parse()).collect::<Result<Vec<Scope>, AppError>>()?;
        let app = session.app().await?;
        let end = self.expires.map(|days| days_after(app.now(), days));
        let token = app.create_token(&self.name, &scopes, end).await?;
        if session.out.is_json() {
            session.out.json(&token)?;
            return Ok(Exit::Done);
        }
        session.out.line(&token.secret)?;
        session.out.note("made the token; keep it now, it cannot be shown again");
        Ok(Exit::Done)
    }
}

fn days_after(now: Instant, days: u64) -> Instant {
    let micros = i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(86_400 * 1_000_000);
    Instant::from_micros(now.as_micros().saturating_add(micros))
}
