//! Writing pictures and how addresses fared.

use super::{KeptPicture, PictureAddress, PictureOutcome};
use crate::{
    StoreError, WriteTx,
    sql::{self, Cells},
};

impl WriteTx {
    /// Keeps a picture and gives its number. One whose file is kept already is that one; what was measured of it is
    /// replaced where the version is another.
    pub async fn keep_picture(&self, picture: &KeptPicture) -> Result<i64, StoreError> {
        let what = "keeping a picture";
        let hash = picture.hash.to_vec();
        let select = "SELECT id, version FROM pictures WHERE hash = $1";
        if let Some(row) = sql::query_one(&self.tx, what, select, [hash.clone().into()]).await? {
            let (id, version) = (Cells(&row).int(0)?, Cells(&row).int(1)?);
            if version != i64::from(picture.version) {
                let update = "UPDATE pictures SET version = $2, descriptor = $3 WHERE id = $1";
                let values =
                    [id.into(), i64::from(picture.version).into(), picture.descriptor.clone().into()];
                sql::execute(&self.tx, what, update, values).await?;
            }
            return Ok(id);
        }
        let id = self.allocate("picture", 1).await?;
        let insert = "INSERT INTO pictures (id, hash, width, height, bytes, version, descriptor, kept_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = [
            id.into(),
            hash.into(),
            i64::from(picture.width).into(),
            i64::from(picture.height).into(),
            i64::try_from(picture.bytes).unwrap_or(i64::MAX).into(),
            i64::from(picture.version).into(),
            picture.descriptor.clone().into(),
            picture.kept_at.as_micros().into(),
        ];
        sql::execute(&self.tx, what, insert, values).await?;
        Ok(id)
    }

    /// Notes how an address fared, in place of how it fared before.
    pub async fn note_picture_address(&self, address: &PictureAddress) -> Result<(), StoreError> {
        let mark = self.allocate("picture_address", 1).await?;
        let (picture, code, reason, next) = match &address.outcome {
            PictureOutcome::Kept(picture) => (Some(*picture), "", "", None),
            PictureOutcome::Failed { code, reason, next_try_at } => {
                (None, code.as_str(), reason.as_str(), Some(next_try_at.as_micros()))
            }
        };
        let upsert = "INSERT INTO picture_addresses \
                      (work, url, picture, code, reason, attempts, tried_at, next_try_at, mark) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (work, url) DO UPDATE SET \
                      picture = excluded.picture, code = excluded.code, reason = excluded.reason, \
                      attempts = excluded.attempts, tried_at = excluded.tried_at, \
                      next_try_at = excluded.next_try_at, mark = excluded.mark";
        let values = [
            address.work.get().into(),
            address.url.as_str().into(),
            picture.into(),
            code.into(),
            reason.into(),
            i64::from(address.attempts).into(),
            address.tried_at.as_micros().into(),
            next.into(),
            mark.into(),
        ];
        sql::execute(&self.tx, "noting an address of a picture", upsert, values).await?;
        Ok(())
    }

    /// Forgets addresses of works that were removed, and pictures that no address leads to any more.
    pub(crate) async fn prune_pictures(&self) -> Result<u64, StoreError> {
        let what = "forgetting pictures";
        let delete = "DELETE FROM picture_addresses WHERE work IN \
                      (SELECT t.id FROM tombstones t WHERE t.kind = 'WORK')";
        sql::execute(&self.tx, what, delete, []).await?;
        let delete = "DELETE FROM pictures WHERE NOT EXISTS \
                      (SELECT 1 FROM picture_addresses a WHERE a.picture = pictures.id)";
        sql::execute(&self.tx, what, delete, []).await
    }
}
