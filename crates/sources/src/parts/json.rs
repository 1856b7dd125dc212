//! JSON whose shape is not to be relied on: a part that is missing or of another type is unknown.

use model::FuzzyDate;
use serde_json::Value;

use super::{dates, text};

/// A place in a document, which may not be there.
#[derive(Debug, Clone, Copy)]
pub struct Json<'a>(Option<&'a Value>);

impl<'a> Json<'a> {
    /// The root of a document.
    pub fn of(value: &'a Value) -> Self {
        Self(Some(value))
    }

    /// The value under a key.
    pub fn at(self, key: &str) -> Self {
        Self(self.0.and_then(|value| value.get(key)))
    }

    /// The value at the end of a path of keys joined by dots: `images.jpg.image_url`.
    pub fn path(self, path: &str) -> Self {
        path.split('.').fold(self, Self::at)
    }

    /// The value itself; `None` when it is missing or null.
    pub fn value(self) -> Option<&'a Value> {
        self.0.filter(|value| !value.is_null())
    }

    /// Whether it is there and not null.
    pub fn is_some(self) -> bool {
        self.value().is_some()
    }

    /// The elements of a list; none when it is no list.
    pub fn list(self) -> impl Iterator<Item = Json<'a>> {
        self.0.and_then(Value::as_array).into_iter().flatten().map(Json::of)
    }

    /// Keys and values of an object; none when it is no object.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Json<'a>)> {
        self.0
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), Json::of(value)))
    }

    /// The text as it stands there.
    pub fn raw(self) -> Option<&'a str> {
        self.0.and_then(Value::as_str)
    }

    /// A short text, cleaned; `None` for stand-ins such as `Unknown`. Numbers are read as their digits.
    pub fn text(self) -> Option<String> {
        match self.value()? {
            Value::String(text) => text::known(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A title: cleaned, entities decoded, and kept even where it reads like a stand-in.
    pub fn title(self) -> Option<String> {
        let raw = self.raw()?;
        if raw.contains('&') {
            text::from_html(raw).and_then(|text| text::clean(&text))
        } else {
            text::clean(raw)
        }
    }

    /// A long text, markup taken out.
    pub fn prose(self) -> Option<String> {
        self.raw().and_then(text::from_html)
    }

    /// An id: a positive number or a text without blanks.
    pub fn id(self) -> Option<String> {
        match self.value()? {
            Value::Number(number) => number.as_u64().filter(|id| *id > 0).map(|id| id.to_string()),
            Value::String(id) => Some(id.trim()).filter(|id| !id.is_empty() && *id != "0").map(str::to_owned),
            _ => None,
        }
    }

    /// A whole number, also as a text.
    pub fn number(self) -> Option<i64> {
        match self.value()? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A number that is not below zero.
    pub fn unsigned(self) -> Option<u64> {
        self.number().and_then(|number| u64::try_from(number).ok())
    }

    /// A count of which 0 means "not known".
    pub fn count(self) -> Option<u32> {
        self.unsigned().and_then(text::count)
    }

    /// A number with decimals, also as a text.
    pub fn decimal(self) -> Option<f64> {
        match self.value()? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// True or false.
    pub fn flag(self) -> Option<bool> {
        self.0.and_then(Value::as_bool)
    }

    /// A date in any form that sites use.
    pub fn date(self) -> Option<FuzzyDate> {
        self.raw().and_then(dates::date)
    }

    /// A web address; `None` for what is none.
    pub fn url(self) -> Option<String> {
        let text = self.raw()?.trim();
        url::Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .map(|_| text.to_owned())
    }

    /// The cleaned texts under a key of each element: names of genres, of studios.
    pub fn names(self, key: &str) -> Vec<String> {
        let mut names = Vec::new();
        text::add_words(&mut names, self.list().filter_map(|element| element.at(key).text()));
        names
    }

    /// The cleaned texts of a list of texts.
    pub fn texts(self) -> Vec<String> {
        self.list().filter_map(Json::title).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_there_is_unknown() {
        let value =
            json!({"a": {"b": ["x", null, 3]}, "n": "12", "z": 0, "u": "N/A", "t": "Fish &amp; Chips"});
        let root = Json::of(&value);
        assert_eq!(root.path("a.b.c.d").text(), None);
        assert_eq!(root.path("a.b").list().count(), 3);
        assert_eq!(
            (root.at("n").number(), root.at("z").count(), root.at("u").text()),
            (Some(12), None, None)
        );
        assert_eq!(root.at("t").title().as_deref(), Some("Fish & Chips"));
        assert_eq!(root.at("a").url(), None);
    }
}
