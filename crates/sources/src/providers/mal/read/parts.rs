//! What stands around a work: its slot, relations, recommendations, videos and authors.

use model::{Broadcast, Credit, ExternalId, Namespace, Recommendation, Record, RelationEntry, Video};

use super::{ANIME, MANGA, words};
use crate::parts::{json::Json, text};

/// The weekly slot, on the clock of Japan.
pub fn broadcast(slot: Json<'_>) -> Option<Broadcast> {
    let day = slot.at("day_of_the_week").raw().and_then(|day| {
        const DAYS: [&str; 7] =
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        DAYS.iter().find(|known| known.eq_ignore_ascii_case(day)).map(|day| (*day).to_owned())
    });
    let time = slot.at("start_time").text().filter(|time| {
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        time.split_once(':').is_some_and(|(hour, minute)| digits(hour) && digits(minute))
    });
    (day.is_some() || time.is_some()).then(|| Broadcast { day, time, zone: Some("Asia/Tokyo".to_owned()) })
}

/// Ties to anime and to manga, which come in two lists.
pub fn relations(node: Json<'_>) -> Vec<RelationEntry> {
    let lists = [("related_anime", ANIME), ("related_manga", MANGA)];
    let all = lists.into_iter().flat_map(|(key, namespace)| {
        node.at(key).list().filter_map(move |relation| {
            Some(RelationEntry {
                kind: words::relation(relation.at("relation_type").raw().unwrap_or_default()),
                external_id: ExternalId::new(namespace.clone(), &relation.path("node.id").id()?).ok()?,
                title: relation.path("node.title").title(),
            })
        })
    });
    all.collect()
}

/// What users recommend; always of the same medium.
pub fn recommendations(list: Json<'_>, work: &ExternalId) -> Vec<Recommendation> {
    let all = list.list().filter_map(|other| {
        Some(Recommendation {
            external_id: ExternalId::new(work.namespace().clone(), &other.path("node.id").id()?).ok()?,
            title: other.path("node.title").title(),
            votes: other.at("num_recommendations").number(),
        })
    });
    all.collect()
}

/// Trailers.
pub fn videos(list: Json<'_>) -> Vec<Video> {
    let all = list.list().filter_map(|video| {
        let (title, thumbnail) = (video.at("title").title(), video.at("thumbnail").url());
        Some(Video { url: video.at("url").url()?, title, thumbnail })
    });
    all.collect()
}

/// Who drew and wrote it, and the magazine it ran in.
pub fn authors(node: Json<'_>, record: &mut Record) {
    for author in node.at("authors").list().take(500) {
        let person = author.at("node");
        let name = [person.at("first_name").title(), person.at("last_name").title()];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            continue;
        }
        text::add_words(&mut record.studios, [name.clone()]);
        let id =
            person.at("id").id().and_then(|id| ExternalId::new(Namespace::known("mal_person"), &id).ok());
        let roles = author
            .at("role")
            .text()
            .into_iter()
            .flat_map(|roles| roles.split(" & ").map(str::to_owned).collect::<Vec<_>>());
        record.staff.push(Credit { external_id: id, name, roles: roles.collect() });
    }
    let magazines = node
        .at("serialization")
        .list()
        .filter_map(|magazine| magazine.path("node.name").text().or_else(|| magazine.at("name").text()));
    text::add_words(&mut record.producers, magazines);
}
