//! Who said what, which of it was taken, and why.

use model::{CurationEntry, ExternalId, Field, Instant, Record, SourceId, Work, WorkId};
use serde::Serialize;
use serde_json::Value;

use crate::{
    edits, pick,
    rules::{FieldRule, How, MEASURED, Profile, dataset},
    said::{Said, item_note, items, said},
    voices::Voices,
    work::{is_about_work, merge_work_by},
};

/// One value of one field as one record says it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldClaim {
    /// The field.
    pub field: Field,
    /// The value in the normal form's shape.
    pub value: Value,
    /// Who says it.
    pub source: SourceId,
    /// The record that says it; for an edit by hand who made it.
    pub record: ExternalId,
    /// When it was said, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    /// Whether it stands in the golden record, alone or with others.
    pub chosen: bool,
    /// The rule that decided.
    pub rule: &'static str,
    /// Why it stands or does not.
    pub why: String,
}

/// A record with the time it was kept.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The record.
    pub record: &'a Record,
    /// When it was kept.
    pub at: Option<Instant>,
}

/// Every claim of records about works by the default rules, by field, and within a field in the order of
/// its rule.
pub fn claims(records: &[Record]) -> Vec<FieldClaim> {
    let told: Vec<Told<'_>> = records.iter().map(|record| Told { record, at: None }).collect();
    explain(&MEASURED, &[], &told)
}

/// As [`claims`], by the rules of a profile, with edits by hand and the times at which records were kept.
pub fn explain(profile: &'static Profile, by_hand: &[CurationEntry], told: &[Told<'_>]) -> Vec<FieldClaim> {
    let records: Vec<Record> = told.iter().map(|told| told.record.clone()).collect();
    let id = WorkId::new(1).expect("1 is positive");
    let own: Vec<ExternalId> =
        records.iter().filter(|r| is_about_work(r)).map(|r| r.external_id.clone()).collect();
    match merge_work_by(profile, &[], id, &own, &records) {
        Some(work) => explain_work(profile, by_hand, told, &work),
        None => Vec::new(),
    }
}

/// As [`explain`], for whoever holds the golden record already and need not have it made again.
pub fn explain_work(
    profile: &'static Profile,
    by_hand: &[CurationEntry],
    told: &[Told<'_>],
    work: &Work,
) -> Vec<FieldClaim> {
    let voices = Voices::new(profile, told.iter().map(|t| t.record).filter(|record| is_about_work(record)));
    let explained = |rule: &'static FieldRule| {
        let edit = edits::standing(by_hand, &rule.field);
        let mut list: Vec<FieldClaim> = edit.map(|edit| by_hand_claim(rule, edit)).into_iter().collect();
        list.extend(claims_of(rule, &voices, work).into_iter().map(|(record, mut claim)| {
            claim.at = told.iter().find(|t| std::ptr::eq(t.record, record)).and_then(|t| t.at);
            if edit.is_some() {
                claim.chosen = false;
                "an edit by hand stands before it".clone_into(&mut claim.why);
            }
            claim
        }));
        list
    };
    profile.rules.iter().flat_map(explained).collect()
}

fn by_hand_claim(rule: &FieldRule, edit: &CurationEntry) -> FieldClaim {
    let author: String = edit.author.chars().filter(|letter| !letter.is_control()).take(100).collect();
    let space = model::Namespace::known("manual");
    let record = ExternalId::new(space.clone(), author.trim())
        .unwrap_or_else(|_| ExternalId::without_id(space, "manual", "", &author, ""));
    FieldClaim {
        field: rule.field.clone(),
        value: edit.value.clone(),
        source: SourceId::MANUAL,
        record,
        at: Some(edit.at),
        chosen: true,
        rule: rule.id,
        why: edits::why(edit),
    }
}

fn claims_of<'a>(
    rule: &'static FieldRule,
    voices: &Voices<'a>,
    work: &Work,
) -> Vec<(&'a Record, FieldClaim)> {
    let heard = voices.of(&rule.field);
    let unheard = voices.all.iter().filter(|record| !heard.iter().any(|h| std::ptr::eq(*h, **record)));
    let winner = winner(&rule.field, voices);
    let mut list = Vec::new();
    for record in heard.iter().copied().chain(unheard.copied()) {
        let Some(value) = said(&rule.field, record) else { continue };
        let has_a_say = heard.iter().any(|h| std::ptr::eq(*h, record));
        let (chosen, why) = match &winner {
            _ if !has_a_say => (false, "its source has no say in this field by this rule".to_owned()),
            Winner::One(winner, why) => {
                let same = said(&rule.field, winner).as_ref() == Some(&value);
                match same {
                    _ if std::ptr::eq(*winner, record) => (true, why.clone()),
                    true => (true, format!("says the same as {}", winner.source)),
                    false => (false, format!("{} stands before it: {why}", winner.source)),
                }
            }
            Winner::Several => several(rule, record, voices, work),
            Winner::None => (false, "it says only that it does not know".to_owned()),
        };
        let claim = FieldClaim {
            field: rule.field.clone(),
            value,
            source: record.source.clone(),
            record: record.external_id.clone(),
            at: None,
            chosen,
            rule: rule.id,
            why,
        };
        list.push((record, claim));
    }
    list
}

/// Who made the value.
enum Winner<'a> {
    One(&'a Record, String),
    Several,
    None,
}

fn winner<'a>(field: &Field, voices: &Voices<'a>) -> Winner<'a> {
    let how = voices.how(field);
    if matches!(how, How::Median | How::Largest | How::Any) {
        return Winner::Several;
    }
    let chosen = match crate::said::single(field) {
        Some(Said::Title(of)) => pick::title(voices, field, of).map(|p| (p.record, p.reason)),
        Some(Said::Date(of)) => pick::date(voices, field, of).map(|p| (p.record, p.reason)),
        Some(Said::Prose(of)) => pick::prose(voices, field, of).map(|p| (p.record, p.reason)),
        Some(Said::Value(weak)) => {
            pick::one(voices, field, |record| said(field, record), weak).map(|p| (p.record, p.reason))
        }
        None => return Winner::Several,
    };
    chosen.map_or(Winner::None, |(record, reason)| Winner::One(record, reason.words()))
}

/// Whether a claim is a part of a value made of several, and why.
fn several(rule: &FieldRule, record: &Record, voices: &Voices<'_>, work: &Work) -> (bool, String) {
    match rule.how {
        How::Median => {
            let counted = pick::scores(voices);
            let stands = counted.iter().any(|(by, _)| std::ptr::eq(*by, record));
            let why = match record.score {
                _ if stands && counted.len() == 1 => "the only score that counts".to_owned(),
                _ if stands => format!("one of {} scores whose median is taken", counted.len()),
                Some(score) if !pick::voted(&score) => "not counted: nobody voted".to_owned(),
                _ if dataset(&record.source) => "not counted: made of the sites' own scores".to_owned(),
                _ => "not counted: its site has a score by a more trusted source".to_owned(),
            };
            (stands, why)
        }
        How::Largest => {
            let largest = record.popularity == work.popularity;
            let why = if largest { "the largest number" } else { "another source has a larger number" };
            (largest, why.to_owned())
        }
        How::Any => {
            let stands = record.adult == Some(work.adult);
            let why = match (stands, work.adult) {
                (true, true) => "one source that says so is enough",
                (true, false) => "nobody says otherwise",
                (false, _) => "another source says so, and one is enough",
            };
            (stands, why.to_owned())
        }
        _ => {
            let (stand, all) = items(&rule.field, record, work);
            let why = match (stand, all) {
                (stand, all) if stand == all => format!("all {all} stand"),
                (0, _) => item_note(&rule.field, rule.how).to_owned(),
                (stand, all) => format!("{stand} of {all} stand; {}", item_note(&rule.field, rule.how)),
            };
            (stand > 0, why)
        }
    }
}

#[cfg(test)]
mod tests {
    use model::RecordKind;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_chosen_claim_is_the_golden_value() {
        let record = |source: &'static str, episodes, popularity| {
            let id = "mal:1".parse().expect("an id");
            let mut record = Record::new(SourceId::known(source), RecordKind::Work, id);
            record.episodes = Some(episodes);
            record.popularity = Some(popularity);
            record
        };
        let found = claims(&[record("starter", 12, 90), record("mal", 13, 40)]);
        let short = |field| {
            let of_field = found.iter().filter(move |claim| claim.field == field);
            of_field.map(|c| (c.source.as_str(), c.value.clone(), c.chosen)).collect::<Vec<_>>()
        };
        assert_eq!(short(Field::Episodes), [("mal", json!(13), true), ("starter", json!(12), false)]);
        assert_eq!(short(Field::Popularity), [("mal", json!(40), false), ("starter", json!(90), true)]);
        assert_eq!(short(Field::Year), []);
    }

    #[test]
    fn an_edit_by_hand_is_told_and_stands_before_all() {
        let id: ExternalId = "mal:1".parse().expect("an id");
        let mut record = Record::new(SourceId::known("mal"), RecordKind::Work, id);
        record.episodes = Some(13);
        let edit = CurationEntry {
            kind: model::EntityKind::Work,
            target: WorkId::new(1).expect("1 is positive").into(),
            field: Field::Episodes,
            value: json!(14),
            author: "a keeper".into(),
            at: Instant::from_micros(5),
            note: "counted with the special".into(),
        };
        let told = [Told { record: &record, at: Some(Instant::from_micros(3)) }];
        let found = explain(&MEASURED, std::slice::from_ref(&edit), &told);
        let episodes: Vec<_> = found.iter().filter(|claim| claim.field == Field::Episodes).collect();
        assert_eq!(episodes.len(), 2);
        assert_eq!((episodes[0].chosen, &episodes[0].value), (true, &json!(14)));
        let why = "edited by hand by a keeper: counted with the special; edits win over all sources";
        assert_eq!(episodes[0].why, why);
        assert_eq!((episodes[1].chosen, episodes[1].at), (false, Some(Instant::from_micros(3))));
    }
}
