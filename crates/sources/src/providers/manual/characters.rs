//! A table of characters.

use model::{
    CharacterRole, ExternalId, Image, ImageKind, Namespace, Record, RecordKind, SourceId, Title, TitleKind,
};

use super::{
    table::{Columns, cell, fault},
    works,
};
use crate::{
    datasets::{Cells, Reject, checks},
    parts::text,
};

/// The columns, which are those of the keepers' own tables.
pub const COLUMNS: Columns = Columns {
    needed: &["source_type", "name", "series"],
    all: &[
        "source_type",
        "source_id",
        "name",
        "series",
        "series_source_id",
        "genre",
        "rarity",
        "image_url",
        "about",
        "favorites",
    ],
    passed_over: &["processed_at", "id"],
};

/// One row.
pub fn row(cells: &Cells<'_>) -> Result<Record, Reject> {
    let works = works::namespace(cell(cells, "source_type"))?;
    let name = checks::name("name", cell(cells, "name"))?;
    let series = checks::optional_name("series", cell(cells, "series"))?.unwrap_or_default();
    let space = namespace(&works)?;
    let id = match cell(cells, "source_id") {
        "" => ExternalId::without_id(space, works.as_str(), &series, &name, ""),
        id => checks::id("source_id", space, id)?,
    };
    let mut record = Record::new(SourceId::MANUAL, RecordKind::Character, id);
    record.url = record.external_id.url();
    // Older tables tell the medium behind the name.
    let name =
        [" (Manga)", " (VN)"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name).to_owned();
    record.titles.push(Title::new(name.clone(), TitleKind::Main));
    record.title = Some(name);
    record.synopsis = checks::text("about", cell(cells, "about"))?.and_then(|text| text::lines(&text));
    record.favorites = works::count(cells, "favorites")?;
    record.images.extend(
        checks::address("image_url", cell(cells, "image_url"))?
            .map(|url| Image { url, kind: ImageKind::Poster }),
    );
    record.tags.extend(checks::optional_name("genre", cell(cells, "genre"))?);
    record.tags.extend(rarity(cells)?.map(|stars| format!("rarity:{stars}")));
    let work = match cell(cells, "series_source_id") {
        "" if series.is_empty() => None,
        "" => Some(ExternalId::without_id(works.clone(), works.as_str(), "", &series, "")),
        id => Some(checks::id("series_source_id", works, id)?),
    };
    record.appearances.extend(work.map(|work| (work, CharacterRole::Unknown)));
    Ok(record)
}

/// The id space of a source's characters. MyAnimeList has one for anime and manga, VNDB one for everything.
fn namespace(works: &Namespace) -> Result<Namespace, Reject> {
    let name = works.as_str();
    if name == "vndb" {
        return Ok(works.clone());
    }
    let source = name.strip_suffix("_manga").unwrap_or(name);
    Namespace::parse(&format!("{source}_character")).ok_or_else(|| fault("source_type", "is too long"))
}

/// Stars, which say nothing of the character but of how a game deals it out; kept as a word.
fn rarity(cells: &Cells<'_>) -> Result<Option<u64>, Reject> {
    match works::count(cells, "rarity")? {
        Some(stars) if !(1..=6).contains(&stars) => Err(fault("rarity", format!("is {stars}, not 1 to 6"))),
        stars => Ok(stars),
    }
}
