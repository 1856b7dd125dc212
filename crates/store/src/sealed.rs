//! Small secrets that the caller has sealed. They lie beside the content and are never part of a backup.

use std::fmt::Write as _;

use crate::{
    Store, StoreError,
    sql::{self, Cells},
};

impl Store {
    /// What was sealed under a name.
    pub async fn sealed(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let select = "SELECT value FROM settings WHERE name = $1";
        let row = sql::query_one(&self.db, "reading a sealed text", select, [place(name).into()]).await?;
        row.map(|row| {
            let text = Cells(&row).text(0)?;
            from_hex(&text).ok_or_else(|| StoreError::Damaged(format!("the sealed text `{name}`")))
        })
        .transpose()
    }

    /// Keeps what was sealed under a name, in place of what was there.
    pub async fn set_sealed(&self, name: &str, sealed: &[u8]) -> Result<(), StoreError> {
        let hex = to_hex(sealed);
        let upsert = "INSERT INTO settings (name, value) VALUES ($1, $2) \
                      ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        let tx = self.begin().await?;
        sql::execute(&tx.tx, "keeping a sealed text", upsert, [place(name).into(), hex.into()]).await?;
        tx.commit().await
    }

    /// Forgets what was sealed under a name; says whether it was there.
    pub async fn remove_sealed(&self, name: &str) -> Result<bool, StoreError> {
        let delete = "DELETE FROM settings WHERE name = $1";
        let tx = self.begin().await?;
        let removed = sql::execute(&tx.tx, "forgetting a sealed text", delete, [place(name).into()]).await?;
        tx.commit().await?;
        Ok(removed > 0)
    }
}

fn place(name: &str) -> String {
    format!("sealed.{name}")
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = (0..text.len() / 2).map(|at| text.get(2 * at..2 * at + 2));
    let bytes = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect::<Option<Vec<u8>>>()?;
    text.len().is_multiple_of(2).then_some(bytes)
}
