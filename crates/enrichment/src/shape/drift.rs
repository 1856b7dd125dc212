//! Reading entries as they are found: names and forms that drifted from file to file made into one.
//!
//! Nothing is lost on the way: what is renamed, moved or read anew is listed with what it was, what stands
//! twice and differs stays under its own name, and what has no name here is kept as it is.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Entry;

/// One difference between an entry as found and as it is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Where it was, as a JSON pointer.
    pub from: String,
    /// Where it is now; `None` when it said nothing.
    pub to: Option<String>,
    /// What it was.
    pub was: Value,
    /// What it is now.
    pub now: Value,
}

/// Why a value is no entry.
#[derive(Debug, thiserror::Error)]
pub enum ShapeError {
    /// It is no object.
    #[error("an entry is a JSON object, and this is none")]
    NoObject,
    /// A field has a form that is not known.
    #[error("the entry `{title}` has a field in a form that is not known")]
    Form {
        /// The entry's title.
        title: String,
        /// Which, and what was expected.
        source: serde_json::Error,
    },
}

/// Reads an entry of any of the known forms, and tells what was changed.
///
/// # Errors
/// When the value is no object, or a field has a form that is not known.
pub fn read(value: &Value) -> Result<(Entry, Vec<Change>), ShapeError> {
    let Value::Object(found) = value else { return Err(ShapeError::NoObject) };
    let mut entry = Reading { entry: found.clone(), changes: Vec::new() };
    entry.entry.values_mut().for_each(without_nulls);
    entry.entry.retain(|_, value| !value.is_null());
    entry.snake_names();
    entry.season();
    entry.words();
    entry.numbers();
    entry.sentinels();
    entry.links();
    entry.lists();
    entry.statistics();
    entry.companies();
    entry.staff_ids();
    let title = entry.entry.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    let read = serde_json::from_value(Value::Object(entry.entry));
    let read = read.map_err(|source| ShapeError::Form { title, source })?;
    Ok((read, entry.changes))
}

/// Nothing is said by null.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(without_nulls);
            map.retain(|_, value| !value.is_null());
        }
        Value::Array(list) => {
            list.iter_mut().for_each(without_nulls);
            list.retain(|value| !value.is_null());
        }
        _ => {}
    }
}

struct Reading {
    entry: Map<String, Value>,
    changes: Vec<Change>,
}

impl Reading {
    fn changed(&mut self, from: impl Into<String>, to: impl Into<String>, was: Value, now: Value) {
        let (from, to) = (from.into(), to.into());
        if from != to || was != now {
            self.changes.push(Change { from, to: Some(to), was, now });
        }
    }

    fn dropped(&mut self, from: impl Into<String>, was: Value) {
        self.changes.push(Change { from: from.into(), to: None, was, now: Value::Null });
    }

    /// `relatedAnime` is `related_anime`; where both stand, lists are joined and equal values are one.
    fn snake_names(&mut self) {
        let camel: Vec<String> =
            self.entry.keys().filter(|key| key.chars().any(char::is_uppercase)).cloned().collect();
        for key in camel {
            let snake = snake(&key);
            let Some(value) = self.entry.get(&key).cloned() else { continue };
            if snake == "anime_season" && !self.season_fits(&value) {
                continue;
            }
            let to = format!("/{snake}");
            let now = match (self.entry.get(&snake).cloned(), &value) {
                (None, _) => value.clone(),
                (Some(known), _) if known == value => known,
                (Some(Value::Array(mut known)), Value::Array(more)) => {
                    let new: Vec<Value> = more.iter().filter(|item| !known.contains(item)).cloned().collect();
                    known.extend(new);
                    Value::Array(known)
                }
                // Two values that differ are kept, each under its own name.
                (Some(_), _) => continue,
            };
            self.entry.remove(&key);
            self.entry.insert(snake, now.clone());
            self.changed(format!("/{key}"), to, value, now);
        }
        let Some(Value::Object(score)) = self.entry.remove("score") else { return };
        let mut renamed = Map::new();
        for (key, value) in score {
            let name = snake(&key);
            self.changed(format!("/score/{key}"), format!("/score/{name}"), value.clone(), value.clone());
            renamed.insert(name, value);
        }
        self.entry.insert("score".to_owned(), Value::Object(renamed));
    }

    /// Whether a nested season says nothing against the one that lies flat.
    fn season_fits(&self, nested: &Value) -> bool {
        ["season", "year"].iter().all(|name| {
            let (flat, said) = (self.entry.get(*name), nested.get(*name));
            flat.is_none() || said.is_none() || flat == said
        })
    }

    /// `anime_season: {season, year}` lies flat, unless something else lies there already.
    fn season(&mut self) {
        let Some(Value::Object(mut nested)) = self.entry.remove("anime_season") else { return };
        for name in ["season", "year"] {
            let Some(value) = nested.get(name).cloned() else { continue };
            if self.entry.get(name).is_none_or(|known| *known == value) {
                nested.remove(name);
                self.entry.insert(name.to_owned(), value.clone());
                self.changed(format!("/anime_season/{name}"), format!("/{name}"), value.clone(), value);
            }
        }
        if !nested.is_empty() {
            self.entry.insert("anime_season".to_owned(), Value::Object(nested));
        }
    }

    /// Words of closed lists are in capitals, each in one spelling.
    fn words(&mut self) {
        for name in ["type", "status", "season"] {
            let Some(Value::String(word)) = self.entry.get(name).cloned() else { continue };
            let plain = word.trim().to_uppercase();
            let plain = match plain.as_str() {
                "FINISHED AIRING" | "COMPLETED" => "FINISHED",
                "CURRENTLY AIRING" | "AIRING" | "RELEASING" => "ONGOING",
                "NOT YET AIRED" | "NOT YET RELEASED" => "UPCOMING",
                "AUTUMN" => "FALL",
                other => other,
            };
            let now = json!(plain);
            self.entry.insert(name.to_owned(), now.clone());
            self.changed(format!("/{name}"), format!("/{name}"), json!(word), now);
        }
        for list in ["related_anime", "relations"] {
            self.each(list, |item| {
                let Some(Value::String(word)) = item.get("relation_type").cloned() else { return Vec::new() };
                let now = json!(word.trim().to_uppercase().replace('_', " "));
                item.insert("relation_type".to_owned(), now.clone());
                vec![("relation_type".into(), Some("relation_type".into()), json!(word), now)]
            });
        }
    }

    /// `duration: {value, unit}` in seconds; counts that are written as text.
    fn numbers(&mut self) {
        if let Some(found @ Value::Object(_)) = self.entry.get("duration").cloned() {
            let unit = found["unit"].as_str().unwrap_or("SECONDS").to_uppercase();
            let factor = match unit.as_str() {
                "MINUTES" => 60.0,
                "HOURS" => 3600.0,
                _ => 1.0,
            };
            if let Some(value) = found["value"].as_f64() {
                let now = json!((value * factor).round() as u64);
                self.entry.insert("duration".to_owned(), now.clone());
                self.changed("/duration", "/duration", found, now);
            }
        }
        for name in ["year", "episodes", "duration"] {
            let Some(Value::String(text)) = self.entry.get(name).cloned() else { continue };
            if let Ok(number) = text.trim().parse::<u32>() {
                self.entry.insert(name.to_owned(), json!(number));
                self.changed(format!("/{name}"), format!("/{name}"), json!(text), json!(number));
            }
        }
        if let Some(Value::Number(id)) = self.entry.get("id").cloned() {
            self.entry.insert("id".to_owned(), json!(id.to_string()));
            self.changed("/id", "/id", json!(id), json!(id.to_string()));
        }
    }

    /// The first day of the year 1 stands for "none".
    fn sentinels(&mut self) {
        for name in ["premiere_dates", "aired_dates", "delay_information"] {
            let Some(Value::Object(mut dates)) = self.entry.remove(name) else { continue };
            let empty: Vec<String> = dates
                .iter()
                .filter(|(_, date)| date.as_str().is_some_and(|date| date.starts_with("0001-01-01")))
                .map(|(key, _)| key.clone())
                .collect();
            for key in empty {
                let was = dates.remove(&key).unwrap_or_default();
                self.dropped(format!("/{name}/{key}"), was);
            }
            self.entry.insert(name.to_owned(), Value::Object(dates));
        }
    }

    /// Links are a list: an object has room for one page of a name only.
    fn links(&mut self) {
        let Some(Value::Object(links)) = self.entry.get("external_links").cloned() else { return };
        let mut list = Vec::new();
        for (at, (name, url)) in links.into_iter().enumerate() {
            let now = json!({"name": name, "url": url});
            self.changed(
                format!("/external_links/{name}"),
                format!("/external_links/{at}"),
                url,
                now.clone(),
            );
            list.push(now);
        }
        self.entry.insert("external_links".to_owned(), Value::Array(list));
    }

    /// Items of lists that are written in short, or under another name.
    fn lists(&mut self) {
        self.named_items("themes");
        for name in ["related_anime", "relations"] {
            self.tied_pages(name);
        }
        self.each("trailers", |trailer| {
            let mut told = Vec::new();
            for (old, new) in [("youtube_url", "url"), ("thumbnail", "thumbnail_url")] {
                if !trailer.contains_key(new)
                    && let Some(value) = trailer.remove(old)
                {
                    trailer.insert(new.to_owned(), value.clone());
                    told.push((old.into(), Some(new.into()), value.clone(), value));
                }
            }
            told
        });
        self.each("characters", |figure| {
            let mut told = Vec::new();
            if let Some(Value::Number(age)) = figure.get("age").cloned() {
                figure.insert("age".to_owned(), json!(age.to_string()));
                told.push(("age".into(), Some("age".into()), json!(age), json!(age.to_string())));
            }
            if let Some(Value::Array(voices)) = figure.get_mut("voice_actors") {
                for (at, voice) in voices.iter_mut().enumerate().filter(|(_, voice)| voice.is_string()) {
                    let now = json!({"name": voice.take()});
                    let place = format!("voice_actors/{at}");
                    told.push((place.clone(), Some(place), now["name"].clone(), now.clone()));
                    *voice = now;
                }
            }
            told
        });
        if let Some(Value::Object(images)) = self.entry.get_mut("images") {
            let single: Vec<String> =
                images.iter().filter(|(_, list)| !list.is_array()).map(|(kind, _)| kind.clone()).collect();
            let mut told = Vec::new();
            for kind in single {
                let was = images.get(&kind).cloned().unwrap_or_default();
                let now = json!([was.clone()]);
                images.insert(kind.clone(), now.clone());
                told.push((format!("/images/{kind}"), was, now));
            }
            for (place, was, now) in told {
                self.changed(place.clone(), place, was, now);
            }
        }
    }

    /// A tie that is an address alone is a tie without a word; where the same page is tied with one, it is
    /// that tie.
    fn tied_pages(&mut self, name: &str) {
        let Some(Value::Array(found)) = self.entry.get(name).cloned() else { return };
        let mut list: Vec<Value> = Vec::new();
        for (at, tie) in found.into_iter().enumerate() {
            let from = format!("/{name}/{at}");
            let Value::String(page) = &tie else {
                list.push(tie);
                continue;
            };
            let known = list.iter().position(|known| known.get("url").and_then(Value::as_str) == Some(page));
            let place = known.unwrap_or(list.len());
            if known.is_none() {
                list.push(json!({"url": page}));
            }
            let now = list[place].clone();
            self.changed(from, format!("/{name}/{place}"), tie, now);
        }
        self.entry.insert(name.to_owned(), Value::Array(list));
    }

    /// A list of names becomes a list of objects with a name.
    fn named_items(&mut self, name: &str) {
        let Some(Value::Array(list)) = self.entry.get_mut(name) else { return };
        let mut told = Vec::new();
        for (at, item) in list.iter_mut().enumerate().filter(|(_, item)| item.is_string()) {
            let was = item.take();
            *item = json!({"name": was});
            told.push((format!("/{name}/{at}"), was, item.clone()));
        }
        for (place, was, now) in told {
            self.changed(place.clone(), place, was, now);
        }
    }

    /// Names of the sites' own interfaces become one set of names, and their scales the scale of 0 to 10.
    fn statistics(&mut self) {
        let Some(Value::Object(mut sites)) = self.entry.remove("statistics") else { return };
        for (site, counts) in &mut sites {
            let Value::Object(found) = counts else { continue };
            let mut renamed = Map::new();
            for (name, value) in std::mem::take(found) {
                let place = |name: &str| format!("/statistics/{site}/{name}");
                let known = meaning(site, &name).filter(|(new, _)| !renamed.contains_key(*new));
                let Some((new, factor)) = known else {
                    renamed.insert(name, value);
                    continue;
                };
                let number =
                    value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
                match number {
                    // No place, no votes and no score are written as 0.
                    Some(0.0) => self.dropped(place(&name), value),
                    Some(number) => {
                        let now = counted(new, number * factor, &value);
                        self.changed(place(&name), place(new), value, now.clone());
                        renamed.insert(new.to_owned(), now);
                    }
                    None => {
                        renamed.insert(name, value);
                    }
                }
            }
            *found = renamed;
        }
        self.entry.insert("statistics".to_owned(), Value::Object(sites));
    }

    /// Companies lie with the staff.
    fn companies(&mut self) {
        for name in ["studios", "producers", "licensors"] {
            self.named_items(name);
            let Some(Value::Array(top)) = self.entry.remove(name) else { continue };
            let was = Value::Array(top.clone());
            let staff = self.entry.entry("staff_data").or_insert_with(|| json!({}));
            let Value::Object(staff) = staff else {
                self.entry.insert(name.to_owned(), was);
                continue;
            };
            let list = staff.entry(name).or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                let names = |value: &Value| value.get("name").or(Some(value)).cloned();
                let known: Vec<Option<Value>> = list.iter().map(names).collect();
                list.extend(top.into_iter().filter(|company| !known.contains(&names(company))));
            }
            let now = list.clone();
            self.changed(format!("/{name}"), format!("/staff_data/{name}"), was, now);
        }
        let Some(Value::Object(staff)) = self.entry.get_mut("staff_data") else { return };
        let mut told = Vec::new();
        for name in ["studios", "producers", "licensors"] {
            let Some(Value::Array(list)) = staff.get_mut(name) else { continue };
            for (at, company) in list.iter_mut().enumerate().filter(|(_, company)| company.is_string()) {
                let was = company.take();
                *company = json!({"name": was});
                told.push((format!("/staff_data/{name}/{at}"), was, company.clone()));
            }
        }
        for (place, was, now) in told {
            self.changed(place.clone(), place, was, now);
        }
    }

    /// Ids are text.
    fn staff_ids(&mut self) {
        let Some(Value::Object(staff)) = self.entry.get_mut("staff_data") else { return };
        let mut told = Vec::new();
        for part in ["production_staff", "voice_actors"] {
            let Some(Value::Object(groups)) = staff.get_mut(part) else { continue };
            for (key, people) in groups {
                let Value::Array(people) = people else { continue };
                for (at, person) in people.iter_mut().enumerate() {
                    let Some(Value::Object(ids)) = person.get_mut("staff_ids") else { continue };
                    for (site, id) in ids {
                        if let Value::Number(number) = id.clone() {
                            *id = json!(number.to_string());
                            let place = format!("/staff_data/{part}/{key}/{at}/staff_ids/{site}");
                            told.push((place, json!(number), id.clone()));
                        }
                    }
                }
            }
        }
        for (place, was, now) in told {
            self.changed(place.clone(), place, was, now);
        }
    }

    /// Changes each object of a list; what is told is relative to the item.
    fn each(&mut self, list: &str, change: impl Fn(&mut Map<String, Value>) -> Vec<Told>) {
        let Some(Value::Array(items)) = self.entry.get_mut(list) else { return };
        let mut told = Vec::new();
        for (at, item) in items.iter_mut().enumerate() {
            if let Value::Object(item) = item {
                told.extend(change(item).into_iter().map(|told| (at, told)));
            }
        }
        for (at, (from, to, was, now)) in told {
            let place = |name: &str| format!("/{list}/{at}/{name}");
            match to {
                Some(to) => self.changed(place(&from), place(&to), was, now),
                None => self.dropped(place(&from), was),
            }
        }
    }
}

/// Where it was, where it is, what it was, what it is.
type Told = (String, Option<String>, Value, Value);

/// What a site's own name for a count means, and the factor to our scale. AniList's `popularity` is a
/// number of users, MyAnimeList's a place.
fn meaning(site: &str, name: &str) -> Option<(&'static str, f64)> {
    Some(match (site, name) {
        ("anilist" | "animeschedule", "averageScore") | ("kitsu", "averageRating") => ("score", 0.1),
        (_, "ratingValue") => ("score", 2.0),
        ("anidb", "value") | (_, "score") => ("score", 1.0),
        (_, "ratingCount" | "count" | "scored_by") => ("scored_by", 1.0),
        ("mal", "popularity") | (_, "popularityRank" | "popularity_rank") => ("popularity_rank", 1.0),
        ("anilist", "popularity") | (_, "userCount" | "trackedCount" | "members") => ("members", 1.0),
        (_, "favoritesCount" | "favourites" | "favorites") => ("favorites", 1.0),
        (_, "ratingRank" | "trackedRating" | "rank") => ("rank", 1.0),
        _ => return None,
    })
}

/// A count is whole; a score has as many places as it came with, and one more where its scale changed.
fn counted(name: &str, value: f64, was: &Value) -> Value {
    match name {
        "score" if was.as_f64() == Some(value) => was.clone(),
        "score" => json!((value * 1e6).round() / 1e6),
        _ => json!(value.round() as u64),
    }
}

fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
