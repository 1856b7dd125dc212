//! A picture in, and what was found for it out.

use std::{io::Read, path::Path};

use anyhow::Context;
use app::{AppError, BlendedSearch, ErrorCode, PictureAnswer, PictureHit, PictureInput};

use crate::output::{Align, Output, Table, one_of_many};

/// The picture that an argument names: a file, `-` for standard input, or an address.
pub fn read(argument: &str) -> anyhow::Result<PictureInput> {
    if argument.starts_with("http://") || argument.starts_with("https://") {
        return Ok(PictureInput::Text(argument.to_owned()));
    }
    if argument == "-" {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body).context("standard input cannot be read")?;
        return Ok(PictureInput::File(body));
    }
    let unreadable = |error: std::io::Error| {
        AppError::new(ErrorCode::InvalidInput, format!("`{argument}` cannot be read"))
            .caused_by(error)
            .hint("look at the path and its rights")
    };
    Ok(PictureInput::File(std::fs::read(Path::new(argument)).map_err(unreadable)?))
}

/// Prints what was found as a table or as JSON, and on stderr whether it is a match.
pub fn print(out: &Output, answer: &PictureAnswer) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(answer);
    }
    if !answer.results.is_empty() {
        out.table(&table_of(&answer.results))?;
    }
    out.note(&answer.message);
    if !answer.nearest.is_empty() {
        let nearest: Vec<String> =
            answer.nearest.iter().map(|hit| format!("{} {}", hit.card.id, hit.card.title)).collect();
        out.note(format_args!("nearest, but no match: {}", nearest.join("; ")));
    }
    if !answer.results.is_empty() {
        out.note(format_args!("compared with {}", one_of_many(answer.pictures as u64, "picture")));
    }
    Ok(())
}

fn table_of(hits: &[PictureHit]) -> Table {
    let mut table = Table::new([
        ("id", Align::Right),
        ("title", Align::Left),
        ("format", Align::Left),
        ("year", Align::Right),
        ("sure", Align::Right),
        ("how", Align::Left),
        ("external id", Align::Left),
    ]);
    for PictureHit { card, picture, .. } in hits {
        table.row([
            card.id.to_string(),
            card.title.clone(),
            card.format.to_string(),
            card.year.map(|year| year.to_string()).unwrap_or_default(),
            format!("{:.0} %", picture.probability * 100.0),
            how(picture.mirrored, picture.window.width * picture.window.height),
            card.external_ids.first().map(ToString::to_string).unwrap_or_default(),
        ]);
    }
    table
}

/// Prints what was found by words and a picture together, or among pictures only.
pub fn print_blended(out: &Output, answer: &BlendedSearch) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(answer);
    }
    let part = |score: Option<f32>| score.map(|score| format!("{score:.2}")).unwrap_or_default();
    let mut table = Table::new([
        ("id", Align::Right),
        ("title", Align::Left),
        ("year", Align::Right),
        ("score", Align::Right),
        ("words", Align::Right),
        ("picture", Align::Right),
        ("judged", Align::Right),
        ("external id", Align::Left),
    ]);
    for hit in &answer.results {
        table.row([
            hit.card.id.to_string(),
            hit.card.title.clone(),
            hit.card.year.map(|year| year.to_string()).unwrap_or_default(),
            format!("{:.3}", hit.relevance),
            part(hit.text_score),
            part(hit.image_score),
            format!("{:.2}", hit.metadata_score),
            hit.card.external_ids.first().map(ToString::to_string).unwrap_or_default(),
        ]);
    }
    if answer.results.is_empty() {
        out.note("nothing found");
    } else {
        out.table(&table)?;
    }
    for note in &answer.notes {
        out.note(note);
    }
    if let Some(model) = &answer.model {
        out.note(format_args!("{model} compared {}", one_of_many(answer.pictures as u64, "picture")));
    }
    Ok(())
}

/// What was done to the picture, where something was: mirrored, or a part of it.
fn how(mirrored: bool, area: f32) -> String {
    let part = (area < 0.9).then(|| format!("{:.0} % of it", area * 100.0));
    let words = [mirrored.then(|| "mirrored".to_owned()), part];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
