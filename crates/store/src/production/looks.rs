//! What pictures look like, so that they are found again by another one.

use crate::{
    Store, StoreError,
    sql::{self, Cells, Rows},
};

impl Store {
    /// Keeps what a picture looks like, in the form of `pictures`, by the SHA-256 of its file in hexadecimal digits.
    pub async fn keep_look(&self, hash: &str, look: &[u8]) -> Result<(), StoreError> {
        let insert = "INSERT INTO take_looks (hash, look) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
        let tx = self.begin_jobs().await?;
        sql::execute(&tx.tx, "keeping a look", insert, [hash.into(), look.to_vec().into()]).await?;
        tx.commit().await
    }

    /// The looks of these pictures, as far as they are known, in no order.
    pub async fn looks(&self, hashes: &[String]) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let rows = Rows::new().text("hash", hashes.iter().map(String::as_str));
        let select = "SELECT l.hash, l.look FROM take_looks l JOIN r ON r.hash = l.hash";
        let rows = rows.query(&self.db, "reading looks", select).await?;
        rows.iter()
            .map(|row| {
                let cells = Cells(row);
                Ok((cells.text(0)?, cells.blob(1)?))
            })
            .collect()
    }
}
