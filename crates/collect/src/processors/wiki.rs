//! Characters of a game that a wiki lists: read anew each time, and mended by a file written by hand.
//!
//! Rows stay as they are until the new crawl is whole. An id is made of the character's name, as the old
//! pipeline made it, so that a new name is a new character and two names may come to one id; the second of
//! such is reported and left out.

use std::{
    collections::{HashMap, hash_map::Entry},
    path::PathBuf,
    sync::Mutex,
};

use futures::future::BoxFuture;
use keeping::{CharacterFacts, Fault, SeriesFacts};
use model::SourceId;
use serde::Deserialize;
use sources::{
    http::Answer,
    providers::Ask,
    wiki::{Told, Wiki, slug},
};
use url::Url;

use super::{Choice, Surroundings};
use crate::{About, Child, Desk, Failure, Found, Listed, Missing, Mode, Processor, Wanted, WikiConfig};

struct WikiGame {
    about: About,
    config: WikiConfig,
    source: SourceId,
    manual: PathBuf,
    /// What the file by hand says, by name in small letters; read when the list is.
    by_hand: Mutex<HashMap<String, ByHand>>,
}

/// The file written by hand, in the old pipeline's form.
#[derive(Debug, Default, Deserialize)]
struct ManualFile {
    #[serde(default)]
    characters: Vec<ByHand>,
}

/// A character of that file; what it leaves out, the wiki says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ByHand {
    name: String,
    birthday: Option<String>,
    profile_image_link: Option<String>,
    profile: Option<String>,
}

/// The processor, and what it lacks.
pub fn choice(short: &str, config: &WikiConfig, around: Surroundings<'_>) -> Choice {
    let about = About {
        name: short.to_owned(),
        source_type: config.source_type.clone(),
        title: format!("{}, from its wiki", config.series.name),
        mode: Mode::Whole,
        note: "",
    };
    let mut missing = Vec::new();
    let source = SourceId::parse(&config.source).filter(|id| around.sources.contains_key(id.as_str()));
    match &source {
        Some(source) => missing.extend(around.lacks(source, &[])),
        None => missing.push(Missing {
            what: format!("there is no source `{}`", config.source),
            fix: format!(
                "`source = \"stellasora\"` under [collect.wikis.{short}]; `base_url` leads elsewhere"
            ),
        }),
    }
    if let Err(error) = Wiki::new(&config.selectors) {
        missing.push(Missing {
            what: error.to_string(),
            fix: format!("see to [collect.wikis.{short}.selectors]"),
        });
    }
    let manual = around.file(&config.manual_json, &format!("{short}_manual_data.json"));
    let processor = WikiGame {
        about: about.clone(),
        config: config.clone(),
        source: source.unwrap_or(SourceId::MANUAL),
        manual,
        by_hand: Mutex::default(),
    };
    Choice { about, missing, processor: Box::new(processor) }
}

impl Processor for WikiGame {
    fn about(&self) -> &About {
        &self.about
    }

    fn list<'a>(&'a self, _: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>> {
        Box::pin(async {
            let by_hand = self.read_by_hand()?;
            *self.by_hand.lock().expect("no panic while held") = by_hand;
            let series = &self.config.series;
            Ok(vec![Listed { id: series.source_id.clone(), name: series.name.clone(), found: None }])
        })
    }

    fn series<'a>(&'a self, desk: &'a Desk, _: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>> {
        Box::pin(async {
            let wiki = self.wiki()?;
            let answer = self.page(desk, &self.config.list_page).await.map_err(|failure| match failure {
                // Without its list there is nothing to crawl, and nothing may be taken for gone.
                Failure::NotFound(reason) | Failure::Item(reason) => Failure::source(
                    format!("the list page `{}` cannot be had: {reason}", self.config.list_page),
                    "run it again later; the rows stay as they are",
                ),
                other => other,
            })?;
            let listed = wiki.list(&answer.body, &address(&answer)?);
            if listed.is_empty() {
                return Err(Failure::source(
                    format!("the list page `{}` lists no characters", self.config.list_page),
                    "its markup has changed: see to `list` and `link` under the wiki's selectors",
                ));
            }
            let mut found = Found { series: self.facts(), ..Found::default() };
            let mut taken: HashMap<String, String> = HashMap::new();
            for entry in listed {
                let id = self.id(&entry.name);
                match taken.get(&id) {
                    Some(first) if *first == entry.name => {}
                    Some(first) => found.refused.push((
                        id.clone(),
                        entry.name.clone(),
                        format!("its name comes to the same id as `{first}`; give one of them another name"),
                    )),
                    None => {
                        taken.insert(id.clone(), entry.name.clone());
                        let (name, handle) = (entry.name, Some(entry.page));
                        found.characters.push(Child { id, name, handle, facts: None });
                    }
                }
            }
            self.add_by_hand(&mut found, &mut taken);
            Ok(found)
        })
    }

    fn character<'a>(
        &'a self,
        desk: &'a Desk,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<CharacterFacts, Failure>> {
        Box::pin(async {
            let answer = self.page(desk, &wanted.handle).await?;
            let told = self.wiki()?.page(&answer.body, &address(&answer)?);
            if told == Told::default() {
                return Err(Failure::item("nothing on its page is where the selectors point"));
            }
            let by_hand = self.of_hand(&wanted.name);
            Ok(merged(wanted.name.clone(), told, by_hand))
        })
    }
}

impl WikiGame {
    fn wiki(&self) -> Result<Wiki, Failure> {
        Wiki::new(&self.config.selectors)
            .map_err(|error| Failure::source(error.to_string(), "see to the wiki's selectors"))
    }

    async fn page(&self, desk: &Desk, page: &str) -> Result<Answer, Failure> {
        let base_url = Some(self.config.base_url.trim()).filter(|url| !url.is_empty());
        desk.answer(&self.source, &Ask::new("page").with("page", page), base_url).await
    }

    fn id(&self, name: &str) -> String {
        format!("{}_{}", self.config.source_type, slug(name))
    }

    fn of_hand(&self, name: &str) -> Option<ByHand> {
        self.by_hand.lock().expect("no panic while held").get(&folded(name)).cloned()
    }

    /// Characters that only the file by hand knows, after those of the wiki and in the order of their names.
    fn add_by_hand(&self, found: &mut Found, taken: &mut HashMap<String, String>) {
        let known: Vec<String> = taken.values().map(|name| folded(name)).collect();
        let by_hand = self.by_hand.lock().expect("no panic while held").clone();
        let mut only: Vec<(String, ByHand)> =
            by_hand.into_iter().filter(|(name, _)| !known.contains(name)).collect();
        only.sort_by(|a, b| a.0.cmp(&b.0));
        for (_, entry) in only {
            let id = self.id(&entry.name);
            let name = entry.name.trim().to_owned();
            if let Some(first) = taken.get(&id) {
                let reason = format!("its name comes to the same id as `{first}`; give it another name");
                found.refused.push((id, name, reason));
                continue;
            }
            taken.insert(id.clone(), name.clone());
            let mut facts = merged(name.clone(), Told::default(), Some(entry));
            facts.note = Some("manual_only".to_owned());
            found.characters.push(Child { id, name, handle: None, facts: Some(Box::new(facts)) });
        }
    }

    /// The series, which the settings tell of.
    fn facts(&self) -> SeriesFacts {
        let series = &self.config.series;
        let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let role = |role: &str, name: &str| some(name).map(|name| (role.to_owned(), vec![name]));
        let creators = [role("developer", &series.developer), role("publisher", &series.publisher)];
        SeriesFacts {
            name: series.name.clone(),
            english_name: some(&series.english_name),
            media_type: "game".to_owned(),
            creators: creators.into_iter().flatten().collect(),
            image: some(&series.image),
            genres: series.genres.clone(),
            synopsis: some(&series.synopsis),
            ..SeriesFacts::default()
        }
    }

    fn read_by_hand(&self) -> Result<HashMap<String, ByHand>, Failure> {
        let path = &self.manual;
        let file = path.display().to_string();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound && self.config.manual_json.is_empty() =>
            {
                return Ok(HashMap::new());
            }
            Err(error) => {
                let hint = "look at the path and its rights, or leave `manual_json` empty";
                return Err(Failure::source(format!("cannot read {file}: {error}"), hint));
            }
        };
        let fault = |row: Option<u64>, column: &str, value: &str, problem: String, fix: &str| Fault {
            file: file.clone(),
            row,
            column: column.to_owned(),
            value: value.chars().take(60).collect(),
            problem,
            fix: fix.to_owned(),
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let read: Result<ManualFile, _> = serde_json::from_slice(bytes);
        let manual = read.map_err(|error| {
            let fix = "it is JSON with a list `characters` of objects with `name`, `birthday`, \
                       `profile_image_link`, `profile`";
            let row = u64::try_from(error.line()).ok();
            faulty(&file, vec![fault(row, "", "", format!("it cannot be read: {error}"), fix)])
        })?;
        let mut faults = Vec::new();
        let mut known = HashMap::new();
        for (number, entry) in (1..).zip(manual.characters) {
            let name = entry.name.trim();
            if name.is_empty() {
                let fix = "write the name as the wiki does";
                faults.push(fault(Some(number), "name", "", "the character has no name".to_owned(), fix));
                continue;
            }
            match known.entry(folded(name)) {
                Entry::Vacant(free) => {
                    free.insert(ByHand { name: name.to_owned(), ..entry });
                }
                Entry::Occupied(_) => {
                    let problem = "the character is there twice".to_owned();
                    faults.push(fault(Some(number), "name", name, problem, "make one of the two"));
                }
            }
        }
        if faults.is_empty() { Ok(known) } else { Err(faulty(&file, faults)) }
    }
}

/// What the wiki says, and over it what was written by hand.
fn merged(name: String, told: Told, by_hand: Option<ByHand>) -> CharacterFacts {
    let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let note = if by_hand.is_some() { "manual_override" } else { "wiki_only" };
    let by_hand = by_hand.unwrap_or_default();
    CharacterFacts {
        name,
        media_type: "game".to_owned(),
        image: some(by_hand.profile_image_link).or(told.image),
        about: some(by_hand.profile).or(told.profile),
        birthday: some(by_hand.birthday).or(told.birthday),
        note: Some(note.to_owned()),
        ..CharacterFacts::default()
    }
}

fn faulty(file: &str, faults: Vec<Fault>) -> Failure {
    let count = if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) };
    Failure::Faulty { message: format!("{file} has {count}"), faults }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

fn address(answer: &Answer) -> Result<Url, Failure> {
    Url::parse(&answer.url).map_err(|error| Failure::item(format!("its address cannot be read: {error}")))
}
