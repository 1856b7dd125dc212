//! Emaki's own format: one record in normal form a line.

use model::{EntityKind, Namespace, Record, RecordKind, Score, SourceId};

use super::{Claim, Format, Key, Opening, RawRow, Reason, Reject, Row, Shape, checks, json};

/// The format `records`.
pub struct Records;

impl Format for Records {
    fn name(&self) -> &'static str {
        "records"
    }

    fn source(&self) -> SourceId {
        SourceId::MANUAL
    }

    fn shapes(&self) -> &'static [Shape] {
        &[Shape::Lines]
    }

    fn required(&self) -> &'static [&'static str] {
        &["source", "kind", "external_id"]
    }

    fn recognizes(&self, opening: &Opening) -> bool {
        opening.shape == Shape::Lines && opening.has(self.required())
    }

    fn row(&self, raw: RawRow<'_>) -> Result<Row, Reject> {
        let mut record: Record = json::parse(raw)?;
        let kind = match &record.kind {
            RecordKind::Work => EntityKind::Work,
            RecordKind::Character => EntityKind::Character,
            RecordKind::Person => EntityKind::Person,
            other => {
                let message = format!("a record of kind {} is not imported", checks::shorten(other.as_str()));
                return Err(Reject::new(Reason::BadValue, message));
            }
        };
        check(&mut record, &kind)?;
        let mut ids = vec![record.external_id.clone()];
        ids.extend(record.external_ids.iter().cloned());
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        Ok(Row::Claim(Box::new(Claim {
            source: record.source.clone(),
            kind,
            key: Key::Own(record.external_id.clone()),
            ids,
            records: vec![record],
        })))
    }
}

/// What the types alone do not promise.
fn check(record: &mut Record, kind: &EntityKind) -> Result<(), Reject> {
    if SourceId::parse(record.source.as_str()).is_none() {
        let message = format!("`source` is no source's name: {}", checks::shorten(record.source.as_str()));
        return Err(Reject::new(Reason::BadValue, message));
    }
    let title = record.title.as_deref().unwrap_or_default();
    record.title = Some(checks::name("title", title)?);
    for title in &mut record.titles {
        title.text = checks::name("titles", &title.text)?;
    }
    for (field, list) in [
        ("synonyms", &mut record.synonyms),
        ("genres", &mut record.genres),
        ("tags", &mut record.tags),
        ("studios", &mut record.studios),
        ("producers", &mut record.producers),
    ] {
        *list = checks::names(field, list.iter().map(String::as_str))?;
    }
    record.synopsis = checks::text("synopsis", record.synopsis.as_deref().unwrap_or_default())?;
    record.url = checks::address("url", record.url.as_deref().unwrap_or_default())?;
    for image in &record.images {
        checks::address("images", &image.url)?;
    }
    record.year = record.year.map(|year| checks::year("year", i64::from(year))).transpose()?;
    if let Some(score) = record.score {
        // The normalized value follows from the others, whatever the line says.
        record.score = Some(Score::new(score.value, score.scale_max, score.votes).ok_or_else(|| {
            Reject::new(Reason::BadValue, format!("`score` is {} of {}", score.value, score.scale_max))
        })?);
    }
    let foreign = |id: &&model::ExternalId| {
        // A namespace that is not known counts as one of works, so only the others can be wrong.
        id.kind() != *kind && (id.kind() != EntityKind::Work || *id.namespace() == Namespace::known("mal"))
    };
    match [&record.external_id].into_iter().chain(&record.external_ids).find(foreign) {
        Some(id) => Err(Reject::new(Reason::BadValue, format!("{id} does not name a {kind}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = include_str!("../../fixtures/records/lines.jsonl");

    #[test]
    fn a_line_is_a_record() {
        let kinds: Vec<_> = LINES
            .lines()
            .map(|line| match Records.row(RawRow::Json(line)) {
                Ok(Row::Claim(claim)) => (claim.kind, claim.source.to_string(), claim.ids.len()),
                other => panic!("no claim but {other:?}"),
            })
            .collect();
        assert_eq!(
            kinds,
            [(EntityKind::Work, "manual".into(), 2), (EntityKind::Character, "manual".into(), 1)]
        );
    }

    #[test]
    fn each_fault_has_its_reason() {
        let line = |more: &str| {
            format!(r#"{{"source":"manual","kind":"WORK","external_id":"mal:1","title":"A"{more}}}"#)
        };
        let cases = [
            (line(r#","year":1066"#), Reason::ImpossibleDate),
            (line(r#","start_date":"2013-02-30""#), Reason::ImpossibleDate),
            (line(r#","score":{"value":11,"scale_max":10,"normalized":11,"votes":null}"#), Reason::BadValue),
            (line(r#","external_ids":["mal_character:5"]"#), Reason::BadValue),
            (line(r#","surprise":1"#), Reason::WrongType),
            (line(r#","images":[{"url":"data:x"}]"#), Reason::BadValue),
            (
                r#"{"source":"manual","kind":"LIST","external_id":"mal:1","title":"A"}"#.into(),
                Reason::BadValue,
            ),
            (
                r#"{"source":"My Site","kind":"WORK","external_id":"mal:1","title":"A"}"#.into(),
                Reason::BadValue,
            ),
            (r#"{"source":"manual","kind":"WORK","external_id":"mal:1"}"#.into(), Reason::MissingField),
        ];
        for (text, reason) in cases {
            assert_eq!(Records.row(RawRow::Json(&text)).map_err(|r| r.reason), Err(reason), "{text}");
        }
    }
}
