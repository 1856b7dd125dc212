//! Addresses that are told when a picture's job ends.

use model::Instant;

use super::some;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// An address that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRow {
    /// Its id.
    pub id: String,
    /// Of which project; of all jobs of pictures otherwise.
    pub project: Option<String>,
    /// Where it is.
    pub url: String,
    /// What it is told of, by its words.
    pub events: Vec<String>,
    /// When it was registered.
    pub created_at: Instant,
    /// By whom.
    pub author: String,
}

const COLUMNS: &str = "w.id, w.project, w.url, w.events, w.created_at, w.author";

fn read(cells: &Cells<'_>) -> Result<WebhookRow, StoreError> {
    Ok(WebhookRow {
        id: cells.text(0)?,
        project: some(cells, 1)?,
        url: cells.text(2)?,
        events: cells.text(3)?.split(',').map(str::to_owned).collect(),
        created_at: cells.time(4)?,
        author: cells.text(5)?,
    })
}

impl Store {
    /// Every address, the oldest first; only those of a project where one is named.
    pub async fn webhooks(&self, project: Option<&str>) -> Result<Vec<WebhookRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM webhooks w WHERE $1 = 0 OR w.project = $2 ORDER BY w.created_at, w.id"
        );
        let values = [i64::from(project.is_some()).into(), project.unwrap_or_default().into()];
        sql::read(&self.db, "reading webhooks", &select, values, read).await
    }

    /// One address.
    pub async fn webhook(&self, id: &str) -> Result<Option<WebhookRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM webhooks w WHERE w.id = $1");
        Ok(sql::read(&self.db, "reading a webhook", &select, [id.into()], read).await?.pop())
    }
}

impl WriteTx {
    /// Registers an address.
    pub async fn insert_webhook(&self, row: &WebhookRow) -> Result<(), StoreError> {
        let insert = "INSERT INTO webhooks (id, project, url, events, created_at, author) \
                      VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            row.id.as_str().into(),
            row.project.as_deref().unwrap_or_default().into(),
            row.url.as_str().into(),
            row.events.join(",").into(),
            row.created_at.as_micros().into(),
            row.author.as_str().into(),
        ];
        sql::execute(&self.tx, "registering a webhook", insert, values).await.map(|_| ())
    }

    /// Forgets an address; says whether it was there.
    pub async fn remove_webhook(&self, id: &str) -> Result<bool, StoreError> {
        let delete = "DELETE FROM webhooks WHERE id = $1";
        Ok(sql::execute(&self.tx, "forgetting a webhook", delete, [id.into()]).await? > 0)
    }
}
