//! The figures of a record that are worth watching over time.

use model::{ExternalId, Instant, Record, RecordKind, SourceId};
use serde_json::{Value, json};
use store::Observation;

/// The score on the common scale, 0 to 10.
pub const SCORE: &str = "score";
/// How many users gave a score.
pub const VOTES: &str = "votes";
/// The place in the source's ranking by score.
pub const RANK: &str = "rank";
/// How many users follow it.
pub const POPULARITY: &str = "popularity";
/// How many users marked it as a favorite.
pub const FAVORITES: &str = "favorites";
/// Where it may be watched or read.
pub const STREAMS: &str = "streams";

/// What a record about a work says of these; figures that it does not give are left out.
///
/// `said_at` is when the source said it.
pub fn observations_of(record: &Record, said_at: Instant) -> Vec<Observation> {
    if record.kind != RecordKind::Work {
        return Vec::new();
    }
    let mut seen = Vec::new();
    let mut see = |field: &str, value: Option<Value>| {
        seen.extend(value.map(|value| one(&record.source, &record.external_id, field, said_at, value)));
    };
    see(SCORE, record.score.map(|score| json!(score.normalized)));
    see(VOTES, record.score.and_then(|score| score.votes).map(|votes| json!(votes)));
    see(RANK, record.rank.map(|rank| json!(rank)));
    see(POPULARITY, record.popularity.map(|followers| json!(followers)));
    see(FAVORITES, record.favorites.map(|favorites| json!(favorites)));
    let mut streams = record.streams.clone();
    streams.sort_by(|a, b| (&a.name, &a.url).cmp(&(&b.name, &b.url)));
    see(STREAMS, (!streams.is_empty()).then(|| json!(streams)));
    seen
}

fn one(source: &SourceId, subject: &ExternalId, field: &str, at: Instant, value: Value) -> Observation {
    Observation { source: source.clone(), subject: subject.clone(), field: field.to_owned(), at, value }
}

#[cfg(test)]
mod tests {
    use model::{Score, Stream};

    use super::*;

    #[test]
    fn what_is_not_said_is_not_watched() {
        let id = "mal:1".parse().expect("an id");
        let mut record = Record::new(SourceId::known("mal"), RecordKind::Work, id);
        assert_eq!(observations_of(&record, Instant::EPOCH), []);
        record.score = Score::new(81.0, 100.0, Some(12));
        record.streams =
            ["Lantern", "Harbor"].map(|name| Stream { name: name.into(), ..Stream::default() }).into();
        let seen = observations_of(&record, Instant::EPOCH);
        let short: Vec<_> = seen.iter().map(|one| (one.field.as_str(), one.value.to_string())).collect();
        assert_eq!(short[..2], [("score", "8.1".to_owned()), ("votes", "12".to_owned())]);
        assert!(short[2].1.find("Harbor") < short[2].1.find("Lantern"));
        record.kind = RecordKind::Search;
        assert_eq!(observations_of(&record, Instant::EPOCH), []);
    }
}
