//! The bound on what is remembered of ended jobs.

use sea_orm::ConnectionTrait;

use crate::{StoreError, sql};

/// Jobs of pictures stay as long as their project: they tell how its pictures came about.
const NO_PICTURE: &str = "NOT EXISTS (SELECT 1 FROM picture_jobs p WHERE p.job = jobs.id)";

/// Drops ended jobs beyond the newest `keep`, and asks, hours and events that nobody looks at any more. A
/// job whose key holds for ever stays, without its payload, result and events. Gives how many jobs went.
pub(crate) async fn prune<C: ConnectionTrait>(db: &C, keep: u32) -> Result<u64, StoreError> {
    let what = "pruning jobs";
    let keep = i64::from(keep);
    // Those at or before this end, in the order of their ending, are too many.
    let bound = "(SELECT COALESCE((SELECT b.finished_at FROM jobs b WHERE b.finished_at > 0 \
                 ORDER BY b.finished_at DESC, b.id DESC LIMIT 1 OFFSET $1), 0))";
    let delete = format!(
        "DELETE FROM job_events WHERE job IN (SELECT j.id FROM jobs j WHERE j.finished_at > 0 \
         AND j.finished_at <= {bound} AND NOT EXISTS (SELECT 1 FROM picture_jobs p WHERE p.job = j.id))"
    );
    sql::execute(db, what, &delete, [keep.into()]).await?;
    let empty = format!(
        "UPDATE jobs SET payload = '', result = '', last_event = 0 WHERE key_for_ever = 1 AND finished_at > 0 \
         AND finished_at <= {bound}"
    );
    sql::execute(db, what, &empty, [keep.into()]).await?;
    let delete = format!(
        "DELETE FROM jobs WHERE finished_at > 0 AND key_for_ever = 0 AND finished_at <= {bound} AND {NO_PICTURE}"
    );
    let gone = sql::execute(db, what, &delete, [keep.into()]).await?;
    for (table, span, column) in
        [("asks", 90, "day"), ("source_hours", 24 * 30, "hour"), ("refresh_spending", 48, "hour")]
    {
        let delete = format!(
            "DELETE FROM {table} WHERE {column} <= (SELECT COALESCE(MAX(t.{column}), 0) FROM {table} t) - {span}"
        );
        sql::execute(db, what, &delete, []).await?;
    }
    Ok(gone)
}
