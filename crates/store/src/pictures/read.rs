//! Reading pictures and how addresses fared.

use model::WorkId;

use super::{KeptPicture, MarkedPicture, PictureAddress, PictureCounts, PictureOutcome};
use crate::{
    Store, StoreError,
    sql::{self, Cells, Rows},
};

const PICTURE: &str = "p.id, p.hash, p.width, p.height, p.bytes, p.version, p.descriptor, p.kept_at";

impl Store {
    /// The mark of the newest write; 0 before the first.
    pub async fn picture_mark(&self) -> Result<i64, StoreError> {
        let select = "SELECT COALESCE(MAX(mark), 0) FROM picture_addresses";
        let row = sql::query_one(&self.db, "looking for new pictures", select, []).await?;
        row.map_or(Ok(0), |row| Cells(&row).int(0))
    }

    /// Up to `limit` pictures of works that were written after `mark`, in the order of their marks; start with 0.
    pub async fn pictures_after(&self, mark: i64, limit: u64) -> Result<Vec<MarkedPicture>, StoreError> {
        let select = format!(
            "SELECT a.mark, COALESCE(d.target, a.work), a.url, {PICTURE} FROM picture_addresses a \
             JOIN pictures p ON p.id = a.picture \
             LEFT JOIN redirects d ON d.kind = 'WORK' AND d.id = a.work \
             WHERE a.mark > $1 ORDER BY a.mark LIMIT $2"
        );
        let values = [mark.into(), i64::try_from(limit).unwrap_or(i64::MAX).into()];
        sql::read(&self.db, "reading pictures", &select, values, |cells| {
            Ok(MarkedPicture {
                mark: cells.int(0)?,
                work: work(cells, 1)?,
                url: cells.text(2)?,
                picture: picture(cells, 3)?,
            })
        })
        .await
    }

    /// How the addresses of these works fared, as far as they were tried.
    pub async fn picture_addresses(&self, works: &[WorkId]) -> Result<Vec<PictureAddress>, StoreError> {
        let select = "SELECT a.work, a.url, a.picture, a.code, a.reason, a.next_try_at, a.attempts, a.tried_at, \
                      COALESCE(p.version, 0) FROM r CROSS JOIN picture_addresses a \
                      LEFT JOIN pictures p ON p.id = a.picture WHERE a.work = r.work ORDER BY a.work, a.url";
        let rows = Rows::new()
            .int("work", works.iter().map(|work| work.get()))
            .query(&self.db, "reading addresses of pictures", select)
            .await?;
        rows.iter().map(|row| address(&Cells(row))).collect()
    }

    /// Failures, those that were tried last first.
    pub async fn failed_pictures(&self, limit: u64) -> Result<Vec<PictureAddress>, StoreError> {
        let select = "SELECT a.work, a.url, a.picture, a.code, a.reason, a.next_try_at, a.attempts, a.tried_at, \
                      CAST(0 AS BIGINT) FROM picture_addresses a WHERE a.picture IS NULL ORDER BY a.tried_at DESC, a.mark DESC LIMIT $1";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        sql::read(&self.db, "reading failed pictures", select, [limit.into()], address).await
    }

    /// The picture that an address led to, whichever work named it.
    pub async fn picture_at(&self, url: &str) -> Result<Option<KeptPicture>, StoreError> {
        let select = format!(
            "SELECT {PICTURE} FROM picture_addresses a JOIN pictures p ON p.id = a.picture WHERE a.url = $1 \
             ORDER BY p.id DESC LIMIT 1"
        );
        self.one_picture(&select, url.into()).await
    }

    /// The picture whose file has this hash.
    pub async fn picture_of_hash(&self, hash: &[u8; 32]) -> Result<Option<KeptPicture>, StoreError> {
        let select = format!("SELECT {PICTURE} FROM pictures p WHERE p.hash = $1");
        self.one_picture(&select, hash.to_vec().into()).await
    }

    /// The pictures of a work and of what was merged into it, by their numbers.
    pub async fn pictures_of(&self, work: WorkId) -> Result<Vec<i64>, StoreError> {
        let select = "SELECT DISTINCT a.picture FROM picture_addresses a WHERE a.picture IS NOT NULL AND \
                      (a.work = $1 OR a.work IN (SELECT d.id FROM redirects d WHERE d.kind = 'WORK' AND d.target = $1)) \
                      ORDER BY 1";
        sql::read(&self.db, "reading a work's pictures", select, [work.get().into()], |cells| cells.int(0))
            .await
    }

    /// How many pictures are kept, and how addresses fared.
    pub async fn picture_counts(&self) -> Result<PictureCounts, StoreError> {
        let what = "counting pictures";
        let select = "SELECT (SELECT COUNT(*) FROM pictures), \
                      (SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM pictures), \
                      (SELECT COUNT(DISTINCT work) FROM picture_addresses WHERE picture IS NOT NULL), \
                      (SELECT COUNT(*) FROM picture_addresses WHERE picture IS NOT NULL), \
                      (SELECT COUNT(*) FROM picture_addresses WHERE picture IS NULL)";
        let Some(row) = sql::query_one(&self.db, what, select, []).await? else {
            return Ok(PictureCounts::default());
        };
        let count = |at| Cells(&row).int(at).map(|count| u64::try_from(count).unwrap_or_default());
        Ok(PictureCounts {
            pictures: count(0)?,
            bytes: count(1)?,
            works: count(2)?,
            kept: count(3)?,
            failed: count(4)?,
        })
    }

    async fn one_picture(&self, select: &str, by: sea_orm::Value) -> Result<Option<KeptPicture>, StoreError> {
        let row = sql::query_one(&self.db, "reading a picture", select, [by]).await?;
        row.map(|row| picture(&Cells(&row), 0)).transpose()
    }
}

fn work(cells: &Cells<'_>, at: usize) -> Result<WorkId, StoreError> {
    cells.entity(at).map(WorkId::from)
}

fn picture(cells: &Cells<'_>, at: usize) -> Result<KeptPicture, StoreError> {
    let count = |at| cells.int(at).map(|count| u64::try_from(count).unwrap_or_default());
    Ok(KeptPicture {
        id: cells.int(at)?,
        hash: cells.hash(at + 1)?,
        width: count(at + 2)? as u32,
        height: count(at + 3)? as u32,
        bytes: count(at + 4)?,
        version: count(at + 5)? as u8,
        descriptor: cells.blob(at + 6)?,
        kept_at: cells.time(at + 7)?,
    })
}

fn address(cells: &Cells<'_>) -> Result<PictureAddress, StoreError> {
    let outcome = match cells.optional_int(2)? {
        Some(picture) => PictureOutcome::Kept(picture),
        None => PictureOutcome::Failed {
            code: cells.text(3)?,
            reason: cells.text(4)?,
            next_try_at: model::Instant::from_micros(cells.optional_int(5)?.unwrap_or_default()),
        },
    };
    Ok(PictureAddress {
        work: work(cells, 0)?,
        url: cells.text(1)?,
        outcome,
        attempts: u32::try_from(cells.int(6)?).unwrap_or_default(),
        tried_at: cells.time(7)?,
        version: u8::try_from(cells.int(8)?).unwrap_or_default(),
    })
}
