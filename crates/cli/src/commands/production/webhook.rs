//! `emaki production webhook`: addresses that are told when pictures end.

use app::{NewWebhook, WebhookDelivery};
use clap::Subcommand;

use super::{AUTHOR, by_option};
use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Addresses that are told when pictures end: register, list, test, tell again
#[derive(Debug, Subcommand)]
pub enum Webhook {
    /// Register an address; its secret is printed this once
    Add {
        /// Where to, over http or https
        url: String,
        /// Only pictures of this project
        #[arg(long, value_name = "ID")]
        project: Option<String>,
        /// Only this: completed, failed, cancelled or quarantined; may be given several times
        #[arg(long = "event", value_name = "EVENT")]
        events: Vec<String>,
    },
    /// List addresses, the oldest first
    List {
        /// Only those of this project
        #[arg(long, value_name = "ID")]
        project: Option<String>,
    },
    /// Forget an address
    Delete {
        /// Its id
        id: String,
    },
    /// What an address was told, newest first
    Deliveries {
        /// The address's id
        id: String,
        /// How many
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Have a worker send an address a test
    Test {
        /// The address's id
        id: String,
    },
    /// Have a worker tell an address once more
    Redeliver {
        /// The delivery's id
        id: String,
    },
}

impl Webhook {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let told = match self {
            Self::Add { url, project, events } => {
                let new = NewWebhook { url, project_id: project, events };
                let made = app.register_webhook(&new, AUTHOR).await;
                let made = made.map_err(|error| by_option(error, &["project_id"]))?;
                if session.out.is_json() {
                    session.out.json(&made)?;
                } else {
                    session.out.line(&made.id)?;
                    session.out.line(made.secret.unwrap_or_default())?;
                    session
                        .out
                        .note("the second line is the secret that signs what is sent; it is not shown again");
                }
                return Ok(Exit::Done);
            }
            Self::List { project } => {
                let all = app.webhooks(project.as_deref()).await;
                let all = all.map_err(|error| by_option(error, &["project_id"]))?;
                if session.out.is_json() {
                    session.out.json(&all)?;
                    return Ok(Exit::Done);
                }
                let mut table =
                    Table::new(["id", "url", "project", "events"].map(|name| (name, Align::Left)));
                for one in all {
                    let project = one.project_id.unwrap_or_else(|| "all".to_owned());
                    table.row([one.id, one.url, project, one.events.join(" ")]);
                }
                session.out.table(&table)?;
                return Ok(Exit::Done);
            }
            Self::Delete { id } => {
                let gone = app.remove_webhook(&id, AUTHOR).await?;
                if session.out.is_json() {
                    session.out.json(&gone)?;
                } else {
                    session.out.line(format!("{} is not told any more", gone.url))?;
                }
                return Ok(Exit::Done);
            }
            Self::Deliveries { id, limit } => app.webhook_deliveries(&id, Some(limit)).await?,
            Self::Test { id } => vec![app.test_webhook(&id).await?],
            Self::Redeliver { id } => vec![app.redeliver_webhook(&id, AUTHOR).await?],
        };
        print(session, told)
    }
}

fn print(session: &Session, told: Vec<WebhookDelivery>) -> anyhow::Result<Exit> {
    if session.out.is_json() {
        session.out.json(&told)?;
        return Ok(Exit::Done);
    }
    let columns = ["id", "event", "job", "status", "attempts", "why not"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left)));
    for one in told {
        table.row([
            one.delivery_id.to_string(),
            one.event,
            one.job_id.unwrap_or_default(),
            one.status.to_owned(),
            format!("{} of {}", one.attempts, one.max_attempts),
            one.error.unwrap_or_default(),
        ]);
    }
    session.out.table(&table)?;
    Ok(Exit::Done)
}
