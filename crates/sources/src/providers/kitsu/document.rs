//! A JSON:API document: the things asked for, what hangs on them, and the way to the next page.

use std::collections::HashMap;

use model::{ExternalId, Namespace};
use serde_json::Value;
use url::Url;

use super::{ANIME, MANGA};
use crate::{
    parts::json::Json,
    providers::{Context, Next},
};

/// An answer with its included things at hand.
pub struct Document<'a> {
    root: Json<'a>,
    included: HashMap<(&'a str, String), Json<'a>>,
}

impl<'a> Document<'a> {
    pub fn of(value: &'a Value) -> Self {
        let root = Json::of(value);
        let keyed = root.at("included").list().filter_map(|thing| Some((key(thing)?, thing)));
        Self { root, included: keyed.collect() }
    }

    /// What was asked for: one thing or several.
    pub fn data(&self) -> Vec<Json<'a>> {
        let data = self.root.at("data");
        match data.value() {
            Some(Value::Array(_)) => data.list().filter(|thing| thing.at("type").raw().is_some()).collect(),
            Some(Value::Object(_)) => vec![data],
            _ => Vec::new(),
        }
    }

    /// Whether one thing was asked for, and not a list.
    pub fn is_single(&self) -> bool {
        self.root.at("data").value().is_some_and(Value::is_object)
    }

    /// Whether there is a list, be it empty.
    pub fn has_data(&self) -> bool {
        self.root.at("data").is_some()
    }

    /// What a relationship of a thing leads to. Things that were not included are there with id and type.
    ///
    /// An answer may hold the things and not say on whom they hang; of a single work they can be of no other.
    pub fn related(&self, thing: Json<'a>, name: &str, kind: &str) -> Vec<Json<'a>> {
        let link = thing.at("relationships").at(name).at("data");
        let found =
            |link: Json<'a>| key(link).and_then(|key| self.included.get(&key).copied()).unwrap_or(link);
        match link.value() {
            Some(Value::Array(_)) => link.list().map(found).collect(),
            Some(Value::Object(_)) => vec![found(link)],
            _ if kind.is_empty() || self.data().len() != 1 => Vec::new(),
            _ => {
                self.root.at("included").list().filter(|other| other.at("type").raw() == Some(kind)).collect()
            }
        }
    }

    /// The one thing a relationship leads to.
    pub fn one(&self, thing: Json<'a>, name: &str) -> Option<Json<'a>> {
        self.related(thing, name, "").into_iter().next()
    }

    /// How many there are in all.
    pub fn total(&self) -> Option<u64> {
        self.root.path("meta.count").unsigned()
    }

    /// The way to the next page.
    pub fn next(&self) -> Option<Next> {
        let address = self.root.path("links.next");
        let url = Url::parse(address.raw()?).ok()?;
        let offset =
            url.query_pairs().find(|(name, _)| name == "page[offset]").map(|(_, value)| value.into_owned());
        match offset {
            Some(offset) => {
                offset.parse::<u64>().ok().map(|offset| Next::With("page[offset]", offset.to_string()))
            }
            None => address.url().map(Next::Url),
        }
    }

    /// The address that the answer names as its own first page.
    pub fn address(&self) -> Option<Url> {
        Url::parse(self.root.path("links.first").raw().or_else(|| self.root.path("links.self").raw())?).ok()
    }

    /// Whether it was asked for by an id or a name that only one thing can have.
    pub fn asks_for_one(&self) -> bool {
        self.address().is_some_and(|url| {
            url.query_pairs().any(|(name, _)| matches!(&*name, "filter[id]" | "filter[slug]"))
        })
    }

    /// The work that the parts of an answer belong to: the one asked for, or the one in the answer's address.
    pub fn subject(&self, context: &Context) -> Option<ExternalId> {
        context.subject.clone().or_else(|| {
            let url = self.address()?;
            let parts: Vec<&str> = url.path_segments()?.collect();
            let place = parts.iter().position(|part| matches!(*part, "anime" | "manga"))?;
            let namespace = if parts.get(place) == Some(&"manga") { MANGA } else { ANIME };
            let id = parts.get(place + 1).filter(|id| id.bytes().all(|b| b.is_ascii_digit()))?;
            ExternalId::new(namespace, id).ok()
        })
    }
}

/// The id of a thing in a space.
pub fn id_in(namespace: &Namespace, thing: Json<'_>) -> Option<ExternalId> {
    ExternalId::new(namespace.clone(), &thing.at("id").id()?).ok()
}

/// The id of an anime or manga; `None` for what is neither.
pub fn work_id(thing: Json<'_>) -> Option<ExternalId> {
    match thing.at("type").raw()? {
        "anime" => id_in(&ANIME, thing),
        "manga" => id_in(&MANGA, thing),
        _ => None,
    }
}

fn key(thing: Json<'_>) -> Option<(&str, String)> {
    Some((thing.at("type").raw()?, thing.at("id").id()?))
}
