//! The names of fields in the enriched form, so that what is told of a field is found under the name that the record
//! has for it.

use enrichment::FieldClaim;
use model::Field;
use serde::{Serializer, ser::Error as _};

/// The record's fields that a golden field fills, the one that is named after it first.
pub(super) fn of(field: &Field) -> &'static [&'static str] {
    match field {
        Field::Title => &["title"],
        Field::Titles => &["synonyms"],
        Field::Format => &["type"],
        Field::Status => &["status"],
        Field::Episodes => &["episodes"],
        Field::Duration => &["duration"],
        Field::Season => &["season"],
        Field::Year => &["year"],
        Field::StartDate => &["aired_dates", "month"],
        Field::EndDate => &["aired_dates"],
        Field::Score | Field::ScoreMeans => &["score"],
        Field::Popularity | Field::Statistics => &["statistics"],
        Field::Synopsis => &["synopsis"],
        Field::Tags => &["tags"],
        Field::Studios | Field::Producers | Field::Licensors | Field::Staff => &["staff_data"],
        Field::Image => &["picture", "thumbnail"],
        Field::Adult => &["nsfw"],
        Field::Origin => &["source_material"],
        Field::TitleEnglish => &["title_english"],
        Field::TitleNative => &["title_japanese"],
        Field::Background => &["background"],
        Field::Rating => &["rating"],
        Field::Broadcast => &["broadcast"],
        Field::Slots => &["broadcast_schedule"],
        Field::Premieres => &["premiere_dates"],
        Field::Delays => &["delay_information"],
        Field::Genres => &["genres"],
        Field::Themes => &["themes"],
        Field::Demographics => &["demographics"],
        Field::ContentWarnings => &["content_warnings"],
        Field::Licenses => &["streaming_licenses"],
        Field::Characters => &["characters"],
        Field::EpisodeList => &["episode_details"],
        Field::Songs => &["opening_themes", "ending_themes"],
        Field::Videos => &["trailers"],
        Field::Images => &["images"],
        Field::Relations => &["related_anime", "relations"],
        Field::Streams => &["streaming_info"],
        Field::Links => &["external_links"],
        _ => &[],
    }
}

/// Where a golden field stands in the record; one that the enriched form has no place for keeps its own name.
pub(super) fn path(field: &Field) -> String {
    let within = match field {
        Field::StartDate => "aired_dates.from",
        Field::EndDate => "aired_dates.to",
        Field::Studios => "staff_data.studios",
        Field::Producers => "staff_data.producers",
        Field::Licensors => "staff_data.licensors",
        Field::Staff => "staff_data.production_staff",
        field => of(field).first().copied().unwrap_or_default(),
    };
    if within.is_empty() { field.as_str().to_lowercase() } else { within.to_owned() }
}

/// Claims, each with its place in the record.
pub(super) fn claims<S: Serializer>(claims: &[FieldClaim], out: S) -> Result<S::Ok, S::Error> {
    let named = |claim: &FieldClaim| -> Result<serde_json::Value, serde_json::Error> {
        let mut told = serde_json::to_value(claim)?;
        told["field"] = path(&claim.field).into();
        Ok(told)
    };
    let named: Result<Vec<_>, _> = claims.iter().map(named).collect();
    out.collect_seq(named.map_err(S::Error::custom)?)
}

#[cfg(test)]
mod tests {
    use enrichment::shape::Entry;

    use super::*;

    #[test]
    fn every_name_is_one_of_the_record() {
        let empty = serde_json::json!({ "title": "x", "type": "TV", "status": "FINISHED" });
        let known: Entry = serde_json::from_value(empty).expect("a record of a title");
        for field in Field::ALL {
            for name in of(field) {
                let mut record = serde_json::to_value(&known).expect("it is JSON");
                record[*name] = serde_json::Value::Null;
                let read = serde_json::from_value::<Entry>(record);
                // A name that is none goes to what is beside the record; a known one fits or is refused.
                assert!(
                    read.is_err() || read.is_ok_and(|read| read.other.is_empty()),
                    "{name} is no field of the record"
                );
            }
            assert!(!path(field).is_empty());
        }
        assert_eq!((path(&Field::Format), path(&Field::EndDate)), ("type".into(), "aired_dates.to".into()));
        assert_eq!(path(&Field::Medium), "medium", "the enriched form has anime only");
    }
}
