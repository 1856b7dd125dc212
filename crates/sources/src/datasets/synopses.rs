//! Synopses: one line an anime, with the texts of several sites side by side.

use std::collections::BTreeMap;

use model::{EntityKind, ExternalId, Medium, Namespace, Record, RecordKind, Score, SourceId};
use serde::Deserialize;

use crate::providers::is_word_of_mal;

use super::{Claim, Format, Key, Opening, RawRow, Reason, Reject, Row, Shape, checks, json};

/// The format `synopses`.
pub struct Synopses;

impl Format for Synopses {
    fn name(&self) -> &'static str {
        "synopses"
    }

    fn source(&self) -> SourceId {
        SourceId::known("synopses")
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Lines]
    }

    fn required(&self) -> &'static [&'static str] {
        &["synopsis"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Lines && opening.has(&["synopsis", "synopsis_source"])
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let line: Line = json::parse(raw)?;
        let ids = line.ids();
        let first = ids.first().cloned().ok_or_else(|| {
            Reject::new(Reason::MissingField, "none of mal_id, anilist_id, kitsu_id and anidb_id is given")
        })?;
        let records = line.into_records(&first, &ids)?;
        let kind = EntityKind::Work;
        Ok(Row::Claim(Box::new(Claim { source: self.source(), kind, key: Key::Elected, ids, records })))
    }
}

#[derive(Deserialize)]
struct Line {
    mal_id: Option<u64>,
    anilist_id: Option<u64>,
    kitsu_id: Option<u64>,
    anidb_id: Option<u64>,
    title: Option<String>,
    synopsis: String,
    synopsis_source: Option<String>,
    #[serde(default)]
    other_synopses: Vec<Other>,
    #[serde(default)]
    genres: Vec<String>,
    rating: Option<f64>,
    popularity: Option<u64>,
    age_rating: Option<String>,
}

#[derive(Deserialize)]
struct Other {
    source: String,
    text: String,
}

impl Line {
    fn ids(&self) -> Vec<ExternalId> {
        let columns = [
            ("mal", self.mal_id),
            ("anilist", self.anilist_id),
            ("kitsu", self.kitsu_id),
            ("anidb", self.anidb_id),
        ];
        let id = |(namespace, id): (&'static str, Option<u64>)| {
            ExternalId::new(Namespace::known(namespace), &id?.to_string()).ok()
        };
        columns.into_iter().filter_map(id).collect()
    }

    /// One record for each site quoted, so that the golden record can name who wrote a text.
    fn into_records(self, first: &ExternalId, ids: &[ExternalId]) -> Result<Vec<Record>, Reject> {
        let main = source_named(self.synopsis_source.as_deref().unwrap_or("synopses"))?;
        let mut records: BTreeMap<SourceId, Record> = BTreeMap::new();
        let text = checks::text("synopsis", &self.synopsis)?;
        record_of(&mut records, &main, first, ids).synopsis = text;
        for other in &self.other_synopses {
            let text = checks::text("other_synopses", &other.text)?;
            let record = record_of(&mut records, &source_named(&other.source)?, first, ids);
            record.synopsis = record.synopsis.take().or(text);
        }
        // Title and figures are MAL's wherever the row has its id. The words are those of several sites in one
        // list: MAL's own ones are its genres, whatever else is said there is a tag.
        let owner = if self.mal_id.is_some() { SourceId::known("mal") } else { main };
        let facts = record_of(&mut records, &owner, first, ids);
        facts.title = checks::optional_name("title", self.title.as_deref().unwrap_or_default())?;
        facts.tags = checks::names("genres", self.genres.iter().map(String::as_str))?;
        facts.genres = facts.tags.iter().filter(|word| is_word_of_mal(word)).cloned().collect();
        facts.adult = facts.tags.iter().any(|genre| genre.eq_ignore_ascii_case("hentai")).then_some(true);
        facts.score = self.rating.map(score).transpose()?;
        facts.popularity = self.popularity;
        facts.rating = checks::optional_name("age_rating", self.age_rating.as_deref().unwrap_or_default())?;
        Ok(records.into_values().collect())
    }
}

/// The record of one site, begun when it is first asked for.
fn record_of<'r>(
    records: &'r mut BTreeMap<SourceId, Record>,
    source: &SourceId,
    first: &ExternalId,
    ids: &[ExternalId],
) -> &'r mut Record {
    records.entry(source.clone()).or_insert_with_key(|source| {
        let own = ids.iter().find(|id| id.namespace().as_str() == source.as_str()).unwrap_or(first);
        let mut record = Record::new(source.clone(), RecordKind::Work, own.clone());
        record.medium = Some(Medium::Anime);
        record.external_ids = ids.to_vec();
        record
    })
}

fn score(rating: f64) -> Result<Score, Reject> {
    Score::new(rating, 10.0, None)
        .ok_or_else(|| Reject::new(Reason::BadValue, format!("`rating` is {rating}, not 0 to 10")))
}

/// The published name of a site as these files write it.
fn source_named(name: &str) -> Result<SourceId, Reject> {
    let published = match name {
        "animenewsnetwork" => "ann",
        "anime-planet" => "anime_planet",
        "myanimelist" => "mal",
        other => other,
    };
    SourceId::parse(published).ok_or_else(|| {
        Reject::new(
            Reason::BadValue,
            format!("`synopsis_source` is no source's name: {}", checks::shorten(name)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = include_str!("../../fixtures/synopses/line.json");

    #[test]
    fn each_site_quoted_has_its_own_record() {
        let Ok(Row::Claim(claim)) = Synopses.row(RawRow::Json(LINE)) else { panic!("a claim") };
        let said: Vec<_> =
            claim.records.iter().map(|r| (r.source.as_str(), r.external_id.to_string())).collect();
        assert_eq!(
            said,
            [("anilist", "anilist:70001".into()), ("ann", "mal:90001".into()), ("mal", "mal:90001".into())]
        );
        insta::assert_json_snapshot!(claim.records[2]);
    }

    #[test]
    fn each_fault_has_its_reason() {
        let cases = [
            (r#"{"synopsis":"a","synopsis_source":"mal"}"#, Reason::MissingField),
            (r#"{"mal_id":"5","synopsis":"a"}"#, Reason::WrongType),
            (r#"{"mal_id":5}"#, Reason::MissingField),
            (r#"{"mal_id":5,"synopsis":"a\u0000b"}"#, Reason::ControlCharacters),
            (r#"{"mal_id":5,"synopsis":"a","synopsis_source":"My Site"}"#, Reason::BadValue),
            (r#"{"mal_id":5,"synopsis":"a","rating":72}"#, Reason::BadValue),
        ];
        for (text, reason) in cases {
            assert_eq!(Synopses.row(RawRow::Json(text)).map_err(|r| r.reason), Err(reason), "{text}");
        }
    }
}
