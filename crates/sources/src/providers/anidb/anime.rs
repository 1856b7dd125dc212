//! The answer about one work.

use std::collections::HashMap;

use model::{Format, Medium, Recommendation, Record, RecordKind, RelationEntry, Season};

use super::{FACTS, cast, names, prose, resources, tags, words, work_id, xml::Element};
use crate::{
    parts::{dates, status, text},
    providers::{Context, ParseError, Parsed},
};

/// Reads the answer.
pub fn parse(body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let anime = Element::parse(body)?;
    if anime.name != "anime" {
        return Err(ParseError::damaged(format!("`{:.40}` is no work", anime.name)));
    }
    let mut record = brief(&anime, RecordKind::Work, context)
        .ok_or_else(|| ParseError::damaged("the work has no number"))?;
    if record.titles.is_empty() && record.format.is_none() {
        return Err(ParseError::damaged("there is nothing of a work in it"));
    }
    (record.synopsis, record.background) = prose::parts(anime.child("description").map_or("", Element::raw));
    tags::tell(&mut record, tags::listed(&anime));
    ties(&anime, &mut record);
    resources::listed(&anime, &mut record);
    record.characters = cast::characters(&anime);
    cast::staff(&anime, &mut record);
    record.episodes_list = cast::episodes(&anime);
    record.duration_s = usual_length(&record);
    Ok(Parsed::one(record))
}

/// What every mention of a work may hold, in lists too.
pub fn brief(anime: &Element, kind: RecordKind, context: &Context) -> Option<Record> {
    let id = work_id(anime.attr("id").or_else(|| anime.attr("aid"))?)?;
    let mut record = Record::new(FACTS.id.clone(), kind, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    record.format_word = anime.text("type");
    record.format =
        record.format_word.as_deref().map(words::format).filter(|format| *format != Format::Unknown);
    record.adult = anime.attr("restricted").map(|word| word == "true");
    record.episodes = anime.text("episodecount").and_then(|count| text::number(&count)).and_then(text::count);
    for title in anime.each("titles", "title").chain(anime.children("title")) {
        let language = title.attr("xml:lang").and_then(words::language);
        names::add(
            &mut record,
            title.raw(),
            words::title_kind(title.attr("type").unwrap_or_default()),
            language,
        );
    }
    names::settle(&mut record);
    record.start_date = anime.text("startdate").and_then(|date| dates::date(&date));
    record.end_date = anime.text("enddate").and_then(|date| dates::date(&date));
    record.season = record.start_date.and_then(Season::of);
    record.year = record.start_date.map(model::FuzzyDate::year);
    let single = record.episodes == Some(1);
    record.status = status::by_dates(record.start_date, record.end_date, single, context.today());
    if let Some(ratings) = anime.child("ratings") {
        // `temporary` is the plain average that pages show; `permanent` is weighted.
        let rated = ["temporary", "permanent"].iter().find_map(|name| ratings.child(name));
        record.score = rated
            .and_then(|rating| words::score(&rating.words()?, rating.attr("count").and_then(text::number)));
    }
    record.images = anime.text("picture").map(|file| words::images(&file)).unwrap_or_default();
    Some(record)
}

/// The length of most episodes that count. A film that is also sold in parts lists the parts behind it, so
/// that only as many are looked at as there are.
pub fn usual_length(record: &Record) -> Option<u32> {
    let regular =
        record.episodes_list.iter().filter(|episode| episode.number.bytes().all(|b| b.is_ascii_digit()));
    let many = record.episodes.map_or(usize::MAX, |count| count as usize);
    let lengths: Vec<u32> = regular.take(many).filter_map(|episode| episode.duration_s).collect();
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for length in &lengths {
        *counts.entry(*length).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    lengths.into_iter().find(|length| counts.get(length) == Some(&most))
}

fn ties(anime: &Element, record: &mut Record) {
    for other in anime.each("relatedanime", "anime") {
        let Some(external_id) = other.attr("id").and_then(work_id) else { continue };
        let kind = words::relation(other.attr("type").unwrap_or_default());
        record.relations.push(RelationEntry { kind, external_id, title: name(other) });
    }
    for other in anime.each("similaranime", "anime") {
        let Some(external_id) = other.attr("id").and_then(work_id) else { continue };
        let votes = other.attr("approval").and_then(|votes| votes.parse().ok());
        record.recommendations.push(Recommendation { external_id, title: name(other), votes });
    }
}

fn name(element: &Element) -> Option<String> {
    element.words().map(|name| words::apostrophes(&name))
}
