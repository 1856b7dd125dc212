//! `get_work`: one work, as much of it as is asked for.

use app::AppError;
use model::Work;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Detail, Tool, Words, card::known};
use crate::mcp::{
    budget::Omitted,
    call::{Call, Refused},
    spoilers,
};

/// The tool.
pub struct GetWork;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Id, mal:16498 or title
    work: String,
    /// brief; standard: also dates, tags, people, streams; full: all
    #[serde(default)]
    detail: Detail,
    /// Only these fields, such as staff or songs
    #[serde(default)]
    fields: Words,
    /// Whether what sites mark as spoilers is shown
    #[serde(default)]
    spoilers: bool,
    budget: Option<usize>,
}

/// One work.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    #[schemars(with = "Shown")]
    work: Map<String, Value>,
    /// Fields that did not fit the budget; ask for them by `fields`, or read `rest`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    omitted: Vec<Omitted>,
    /// Where all of it can be read.
    rest: Option<String>,
}

/// The fields that are always there.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
struct Shown {
    id: i64,
    title: String,
}

/// Fields in the order in which they are worth their place, with the least detail at which they are told.
const FIELDS: [(&str, Detail); 49] = [
    ("id", Detail::Brief),
    ("title", Detail::Brief),
    ("redirected_from", Detail::Brief),
    ("medium", Detail::Brief),
    ("format", Detail::Brief),
    ("status", Detail::Brief),
    ("year", Detail::Brief),
    ("season", Detail::Brief),
    ("episodes", Detail::Brief),
    ("score", Detail::Brief),
    ("synopsis", Detail::Brief),
    ("title_english", Detail::Standard),
    ("title_native", Detail::Standard),
    ("start_date", Detail::Standard),
    ("end_date", Detail::Standard),
    ("duration_s", Detail::Standard),
    ("studios", Detail::Standard),
    ("origin", Detail::Standard),
    ("rating", Detail::Standard),
    ("adult", Detail::Standard),
    ("popularity", Detail::Standard),
    ("genres", Detail::Standard),
    ("themes", Detail::Standard),
    ("demographics", Detail::Standard),
    ("content_warnings", Detail::Standard),
    ("tags", Detail::Standard),
    ("broadcast", Detail::Standard),
    ("external_ids", Detail::Standard),
    ("streams", Detail::Standard),
    ("main_characters", Detail::Standard),
    ("main_staff", Detail::Standard),
    ("image", Detail::Standard),
    ("sources", Detail::Standard),
    ("background", Detail::Full),
    ("titles", Detail::Full),
    ("producers", Detail::Full),
    ("licensors", Detail::Full),
    ("slots", Detail::Full),
    ("delays", Detail::Full),
    ("premieres", Detail::Full),
    ("statistics", Detail::Full),
    ("relations", Detail::Full),
    ("songs", Detail::Full),
    ("videos", Detail::Full),
    ("links", Detail::Full),
    ("synopses", Detail::Full),
    ("images", Detail::Full),
    ("staff", Detail::Full),
    ("characters", Detail::Full),
];

/// Main characters and staff that are told at standard detail.
const MAIN: usize = 6;

impl Tool for GetWork {
    const NAME: &'static str = "get_work";
    const TITLE: &'static str = "One work";
    const ABOUT: &'static str =
        "Everything known of one work, merged over all sources. `explain_work` says who said what.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        if let Some(unknown) = asked.fields.0.iter().find(|name| !is_known(name)) {
            let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
            let message = format!("there is no field `{unknown}`");
            let error = AppError::invalid_parameter("fields", message);
            return Err(error.hint(format!("fields are {}", known.join(", "))).into());
        }
        let budget = call.budget(asked.budget)?;
        let work = call.work(&asked.work).await?;
        let id = work.id;
        let mut all = fields_of(work);
        let wanted = |name: &str, least: Detail| {
            let named = asked.fields.0.iter().any(|field| field == name);
            let always = matches!(name, "id" | "title");
            if asked.fields.is_empty() { least as u8 <= asked.detail as u8 } else { named || always }
        };
        let mut told = Vec::new();
        for (name, _) in FIELDS.iter().filter(|(name, least)| wanted(name, *least)) {
            let Some(mut value) = all.remove(*name) else { continue };
            if !asked.spoilers {
                spoilers::mask_all(&mut value);
            }
            told.push(((*name).to_owned(), value));
        }
        let (work, omitted) = budget.fields(told);
        let rest = (!omitted.is_empty()).then(|| format!("emaki://work/{id}"));
        Ok(Told { work, omitted, rest })
    }
}

fn is_known(name: &str) -> bool {
    FIELDS.iter().any(|(known, _)| *known == name)
}

/// A work's fields and those of its details side by side, and what only looks at them can give.
fn fields_of(mut work: Work) -> Map<String, Value> {
    let details = work.details.take().map(|details| *details).unwrap_or_default();
    let mut fields = known(&details);
    // The list of episodes has a tool of its own; under this name a work tells how many there are.
    fields.remove("episodes");
    let words: Vec<&str> = details
        .genres
        .iter()
        .chain(details.themes.iter().map(|theme| &theme.name))
        .map(String::as_str)
        .collect();
    if !words.is_empty() {
        // A word is told once: as a genre or theme where it is one.
        work.tags.retain(|tag| !words.iter().any(|word| word.eq_ignore_ascii_case(tag)));
    }
    let themes: Vec<&str> = details.themes.iter().map(|theme| theme.name.as_str()).collect();
    let voices = |casting: &model::Casting| {
        let voice = casting
            .voice_actors
            .iter()
            .find(|voice| voice.language.as_deref().is_none_or(|l| l.starts_with("ja")));
        voice.map(|voice| voice.name.clone())
    };
    let characters: Vec<Value> = details
        .characters
        .iter()
        .take(MAIN)
        .map(|one| json!({ "name": one.casting.name, "role": one.casting.role, "voice": voices(&one.casting) }))
        .collect();
    let staff: Vec<Value> =
        details.staff.iter().take(MAIN).map(|one| json!({ "name": one.name, "roles": one.roles })).collect();
    let streams: Vec<Value> =
        details.streams.iter().map(|one| json!({ "host": one.host, "url": one.stream.url })).collect();
    let english = work.title_english().map(str::to_owned);
    // The same as lists of hits show.
    let native = app::WorkCard::of(&work).title_native;
    let synopsis = work.synopses.first().map(|synopsis| synopsis.text.clone());
    let image = work.images.first().map(|image| image.url.clone());
    let score = work.score.map(|score| (score.normalized * 100.0).round() / 100.0);
    fields.extend(known(&work));
    let made = known(&json!({
        "score": score,
        "synopsis": synopsis,
        "title_english": english,
        "title_native": native,
        "themes": themes,
        "main_characters": characters,
        "main_staff": staff,
        "streams": streams,
        "image": image,
    }));
    fields.extend(made);
    fields
}
