//! Characters: one final row for each entry.

use std::sync::Arc;

use keeping::{
    Entry,
    rules::{self, Profile},
};
use stats::Stats;

use super::{
    gifts,
    rows::{FinalCharacter, Reason},
    series::{Finish, Known, cleaned, left_out, number, trimmed},
};

/// The stars that the old pipeline let through.
const LEGACY_STARS: std::ops::RangeInclusive<i64> = 1..=3;

/// Makes the final row of a character.
pub(super) fn finish(
    entry: &Entry,
    known: &Known<'_>,
    stats: Option<&Stats>,
    profile: Profile,
) -> Finish<FinalCharacter> {
    let row = &entry.row;
    let is_legacy = profile == Profile::Legacy;
    let text = |column| match profile {
        Profile::Default => cleaned(row, column),
        Profile::Legacy => row.cell(column).value.as_ref().map(trimmed).filter(|text| !text.is_empty()),
    };
    let waifu_id = number(entry)?;
    let name = text("name").ok_or_else(|| left_out(entry, "name", Reason::Empty))?;
    let rarity = row.get("rarity").ok_or_else(|| left_out(entry, "rarity", Reason::Empty))?;
    let rarity = rules::whole(rarity).ok_or_else(|| left_out(entry, "rarity", Reason::Stars))?;
    if is_legacy && !LEGACY_STARS.contains(&rarity) {
        return Err(left_out(entry, "rarity", Reason::Range));
    }
    let series = known.of(entry, profile).ok_or_else(|| left_out(entry, "series", Reason::Series))?;
    let about = about(entry);
    let stat = |column: &str, none: &str| -> Arc<str> {
        stats.and_then(|stats| stats.text(column)).map_or_else(|| none.into(), Into::into)
    };
    let liked = match profile {
        Profile::Default => gifts::by_word(about.as_deref().unwrap_or_default()),
        Profile::Legacy => gifts::by_part(about.as_deref().unwrap_or_default()),
    };
    Ok(FinalCharacter {
        couple: row.couple.clone(),
        waifu_id,
        name,
        series: if is_legacy { text("series").unwrap_or_default() } else { Arc::clone(&series.name) },
        series_id: series.series_id,
        genre: text("genre").unwrap_or_else(|| "Anime".into()),
        rarity,
        image_url: text("image_url"),
        favorites: row.get("favorites").and_then(rules::whole).unwrap_or(0),
        about,
        stats: stat("stats", "{}"),
        elemental_type: stat("elemental_type", "[]"),
        archetype: stat("archetype", ""),
        potency: stat("potency", "{}"),
        elemental_resistances: stat("elemental_resistances", "{}"),
        favorite_gifts: rules::json::list(liked).into(),
        special_dialogue: "{}".into(),
    })
}

/// What is told of a character, cleaned and with single line breaks; the old pipeline did the same.
fn about(entry: &Entry) -> Option<Arc<str>> {
    let text = cleaned(&entry.row, "about")?;
    match rules::one_line_breaks(&text) {
        std::borrow::Cow::Borrowed(_) => Some(text),
        std::borrow::Cow::Owned(text) => Some(text.into()),
    }
}
