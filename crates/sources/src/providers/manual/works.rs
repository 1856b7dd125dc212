//! A table of works.

use model::{
    ExternalId, Format, Image, ImageKind, Medium, Namespace, Record, RecordKind, Score, SourceId, Title,
    TitleKind,
};
use serde_json::Value;

use super::table::{Columns, cell, fault};
use crate::{
    datasets::{Cells, Reject, checks},
    parts::text,
};

/// The columns, which are those of the keepers' own tables.
pub const COLUMNS: Columns = Columns {
    needed: &["source_type", "name", "media_type"],
    all: &[
        "source_type",
        "source_id",
        "name",
        "english_name",
        "creator",
        "media_type",
        "image_link",
        "genres",
        "synopsis",
        "favorites",
        "members",
        "score",
    ],
    passed_over: &["processed_at"],
};

/// Words for the medium, with the format where they say it too.
const MEDIA: [(&str, Medium, Option<Format>); 6] = [
    ("anime", Medium::Anime, None),
    ("manga", Medium::Manga, None),
    ("novel", Medium::Novel, Some(Format::Novel)),
    ("light_novel", Medium::Novel, Some(Format::LightNovel)),
    ("visual_novel", Medium::VisualNovel, Some(Format::VisualNovel)),
    ("game", Medium::Game, Some(Format::Game)),
];

/// One row.
pub fn row(cells: &Cells<'_>) -> Result<Record, Reject> {
    let space = namespace(cell(cells, "source_type"))?;
    let name = checks::name("name", cell(cells, "name"))?;
    let id = match cell(cells, "source_id") {
        "" => ExternalId::without_id(space.clone(), space.as_str(), "", &name, ""),
        id => checks::id("source_id", space, id)?,
    };
    let mut record = Record::new(SourceId::MANUAL, RecordKind::Work, id);
    record.url = record.external_id.url();
    let word = cell(cells, "media_type");
    let known = MEDIA.iter().find(|(known, ..)| known.eq_ignore_ascii_case(&word.replace([' ', '-'], "_")));
    let (_, medium, format) = known.ok_or_else(|| {
        let words: Vec<&str> = MEDIA.iter().map(|(known, ..)| *known).collect();
        fault("media_type", format!("is `{}`; it is one of {}", checks::shorten(word), words.join(", ")))
    })?;
    (record.medium, record.format) = (Some(medium.clone()), format.clone());
    record.titles.push(Title::new(name.clone(), TitleKind::Main));
    if let Some(english) =
        checks::optional_name("english_name", cell(cells, "english_name"))?.filter(|english| *english != name)
    {
        record.titles.push(Title::new(english.clone(), TitleKind::Official).in_language("en"));
        record.synonyms.push(english);
    }
    record.title = Some(name);
    creators(cells, &mut record)?;
    record.images.extend(
        checks::address("image_link", cell(cells, "image_link"))?
            .map(|url| Image { url, kind: ImageKind::Poster }),
    );
    text::add_words(&mut record.genres, checks::names("genres", cell(cells, "genres").split('|'))?);
    record.tags = record.genres.clone();
    record.synopsis = checks::text("synopsis", cell(cells, "synopsis"))?.and_then(|text| text::lines(&text));
    record.favorites = count(cells, "favorites")?;
    record.popularity = count(cells, "members")?.filter(|members| *members > 0);
    record.score = score(cells)?;
    Ok(record)
}

/// The id space of works that a source's short name stands for.
pub fn namespace(word: &str) -> Result<Namespace, Reject> {
    Namespace::parse(word).ok_or_else(|| {
        let shown = checks::shorten(word);
        fault(
            "source_type",
            format!("is `{shown}`; it is a short name of lower-case letters, digits and `_`"),
        )
    })
}

/// A whole number, which data frames write with a decimal point.
pub fn count(cells: &Cells<'_>, column: &str) -> Result<Option<u64>, Reject> {
    let text = cell(cells, column);
    let text = text.strip_suffix(".0").unwrap_or(text);
    (!text.is_empty()).then(|| checks::count(column, text)).transpose()
}

/// Who made it: names joined by `|`, or an object of them by their parts.
fn creators(cells: &Cells<'_>, record: &mut Record) -> Result<(), Reject> {
    let text = cell(cells, "creator");
    if !text.starts_with('{') {
        record.studios = checks::names("creator", text.split('|'))?;
        return Ok(());
    }
    let object: Value = serde_json::from_str(text).unwrap_or_default();
    let parts = object
        .as_object()
        .ok_or_else(|| fault("creator", format!("is no JSON object: {}", checks::shorten(text))))?;
    for (part, names) in parts {
        let list = match part.as_str() {
            "publisher" | "serialization" | "producer" => &mut record.producers,
            "studio" | "author" | "developer" | "creator" => &mut record.studios,
            other => {
                let shown = checks::shorten(other);
                return Err(fault(
                    "creator",
                    format!(
                        "has no part `{shown}`; there are studio, author, serialization, developer, publisher"
                    ),
                ));
            }
        };
        let names = checks::names("creator", names.as_str().unwrap_or_default().split('|'))?;
        text::add_words(list, names.into_iter().filter(|name| name != "Unknown"));
    }
    Ok(())
}

/// A score of 0 to 10, where 0 is none. VNDB's own ratings go to 100.
fn score(cells: &Cells<'_>) -> Result<Option<Score>, Reject> {
    let text = cell(cells, "score");
    if text.is_empty() {
        return Ok(None);
    }
    let value = checks::decimal("score", text)?;
    let top = if cell(cells, "source_type") == "vndb" && value > 10.0 { 100.0 } else { 10.0 };
    let score =
        Score::new(value, top, None).ok_or_else(|| fault("score", format!("is {value}, not 0 to {top}")))?;
    Ok((value > 0.0).then_some(score))
}
