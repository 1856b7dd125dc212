//! How AniList's broadcasts are read: of one work, and of all works within a time.

use model::{ExternalId, Record, RecordKind};

use super::{ANIME, FACTS, media, names};
use crate::{parts::json::Json, providers::Context};

/// The broadcasts of one work.
pub fn of_work(node: Json<'_>, context: &Context) -> Record {
    let id = names::subject(node, context);
    let mut record = media::about(node, Record::new(FACTS.id.clone(), RecordKind::Airings, id), context);
    record.airings =
        node.path("airingSchedule.nodes").list().chain(edges(node)).filter_map(media::airing).collect();
    record
}

fn edges(node: Json<'_>) -> impl Iterator<Item = Json<'_>> {
    node.path("airingSchedule.edges").list().map(|edge| edge.at("node"))
}

/// Broadcasts of many works, one record a work, in the order of their first.
pub fn of_all(rows: Json<'_>, context: &Context) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for row in rows.list() {
        let work = row.at("media");
        let id = names::work_id(work)
            .or_else(|| row.at("mediaId").id().and_then(|id| ExternalId::new(ANIME, &id).ok()));
        let (Some(id), Some(airing)) = (id, media::airing(row)) else { continue };
        if let Some(record) = records.iter_mut().find(|record| record.external_id == id) {
            record.airings.push(airing);
            continue;
        }
        let mut record = media::about(work, Record::new(FACTS.id.clone(), RecordKind::Airings, id), context);
        record.airings = vec![airing];
        records.push(record);
    }
    records
}
