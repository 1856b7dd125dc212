//! What a provider can be asked, as a table from which requests, listings and docs are made.

use model::SourceId;
use url::Url;

use super::{Ask, AskError, SourceSettings};
use crate::http::{Lifetime, Request};

/// One thing that a provider can be asked.
#[derive(Debug)]
pub struct Endpoint {
    /// The published name, as `--endpoint` takes it.
    pub name: &'static str,
    /// What it answers, in a few words.
    pub about: &'static str,
    /// What kind of records come out.
    pub gives: Gives,
    /// Which of the provider's addresses it lies under.
    pub base: Base,
    /// The path below the base, with `{name}` for parts that the asker gives: `/anime/{id}/full`.
    pub path: &'static str,
    /// What the asker may give besides the parts of the path.
    pub parameters: &'static [Parameter],
    /// How long an answer stays good.
    pub lifetime: Lifetime,
    /// How we know what the answer looks like.
    pub proof: Proof,
}

/// A parameter of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The name by which the provider knows it, and so do we.
    pub name: &'static str,
    /// What is sent when the asker gives nothing; `None` sends nothing.
    pub default: Option<&'static str>,
}

/// What kind of records come out of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// One work.
    Work,
    /// One character.
    Character,
    /// One person.
    Person,
    /// One studio.
    Studio,
    /// A work's characters or staff, as a record of the work that says only this.
    Credits,
    /// A work's episodes.
    Episodes,
    /// Broadcasts.
    Airings,
    /// Rows of a list.
    List,
    /// Hits of a search.
    Search,
}

impl Gives {
    /// The word for listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Character => "character",
            Self::Person => "person",
            Self::Studio => "studio",
            Self::Credits => "credits",
            Self::Episodes => "episodes",
            Self::Airings => "airings",
            Self::List => "list",
            Self::Search => "search",
        }
    }
}

/// Which of a provider's addresses an endpoint lies under; each is a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// `base_url`.
    Api,
    /// `web_url`: pages for people.
    Web,
    /// `dump_url`: the file of all titles, or whatever is given out as a whole.
    Dump,
    /// `auth_url`.
    Auth,
}

/// How we know what an answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// A recorded answer was read.
    Captured,
    /// The provider's own description says so.
    Specified,
    /// Neither; it may have to be mended at the first real answer.
    Unproven,
}

impl Proof {
    /// The word for listings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Specified => "specified",
            Self::Unproven => "unproven",
        }
    }
}

impl Endpoint {
    /// An endpoint under `base_url` that is asked by GET, with answers good for a day.
    pub const fn new(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Self {
        Self {
            name,
            about,
            gives,
            base: Base::Api,
            path,
            parameters: &[],
            lifetime: Lifetime::Slow,
            proof: Proof::Captured,
        }
    }

    /// The same endpoint with parameters.
    #[must_use]
    pub const fn with(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// The same endpoint with answers that stay good for another time.
    #[must_use]
    pub const fn lasting(mut self, lifetime: Lifetime) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// The same endpoint under another of the provider's addresses.
    #[must_use]
    pub const fn under(mut self, base: Base) -> Self {
        self.base = base;
        self
    }

    /// The same endpoint, known from elsewhere than a recorded answer.
    #[must_use]
    pub const fn known_by(mut self, proof: Proof) -> Self {
        self.proof = proof;
        self
    }

    /// Names of the parts of the path that the asker has to give.
    pub fn path_parts(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
    }

    /// The plain GET that most providers want: the path filled in, the rest as query parameters.
    ///
    /// # Errors
    /// When a part of the path is missing, a parameter is not known here, or the address is not set.
    pub fn get(&self, source: &SourceId, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        self.refuse_unknown(ask)?;
        let mut url = self.address(source, ask, settings)?;
        let given = self.parameters.iter().filter_map(|parameter| {
            ask.get(parameter.name).or(parameter.default).map(|value| (parameter.name, value))
        });
        let given: Vec<_> = given.collect();
        if !given.is_empty() {
            url.query_pairs_mut().extend_pairs(given);
        }
        Ok(Request::get(source.clone(), self.name, url, self.lifetime))
    }

    /// The address with the path filled in and no query.
    pub fn address(&self, source: &SourceId, ask: &Ask, settings: &SourceSettings) -> Result<Url, AskError> {
        let mut url = settings.address(source, self.base)?;
        let mut path = url.path().trim_end_matches('/').to_owned();
        let mut rest = self.path;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            let value = ask.get(name).ok_or(AskError::Missing { endpoint: self.name, parameter: name })?;
            // A dot or a slash in an id must not lead to another path.
            if value.is_empty() || value == "." || value == ".." {
                return Err(AskError::Missing { endpoint: self.name, parameter: name });
            }
            path += before;
            path += &encoded(value);
            rest = after;
        }
        path += rest;
        url.set_path(&path);
        Ok(url)
    }

    fn refuse_unknown(&self, ask: &Ask) -> Result<(), AskError> {
        let known: Vec<&str> = self.path_parts().chain(self.parameters.iter().map(|p| p.name)).collect();
        match ask.names().find(|name| !known.contains(name)) {
            None => Ok(()),
            Some(name) => Err(AskError::Unknown {
                endpoint: self.name,
                parameter: name.to_owned(),
                known: known.join(", "),
            }),
        }
    }
}

impl Parameter {
    /// A parameter that is sent when given.
    pub const fn new(name: &'static str) -> Self {
        Self { name, default: None }
    }

    /// A parameter that is always sent.
    pub const fn or(name: &'static str, default: &'static str) -> Self {
        Self { name, default: Some(default) }
    }
}

/// A value as one part of a path: what would end the part is percent-encoded.
fn encoded(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' | b'@' | b'!' => {
                out.push(byte as char);
            }
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase());
                }
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: Endpoint = Endpoint::new("page", "/anime/{id}/x/{part}", Gives::Work, "a page")
        .with(&[Parameter::or("limit", "25"), Parameter::new("q")]);

    fn url(ask: &Ask) -> Result<String, AskError> {
        let settings =
            SourceSettings { base_url: Some("http://h.example/v4/".into()), ..SourceSettings::default() };
        ENDPOINT.get(&SourceId::MANUAL, ask, &settings).map(|request| request.url.into())
    }

    #[test]
    fn paths_are_filled_in_and_nothing_escapes_them() {
        let ask = Ask::new("page").with("id", "1/../2?x").with("part", "é").with("q", "a&b");
        assert_eq!(
            url(&ask).as_deref(),
            Ok("http://h.example/v4/anime/1%2F..%2F2%3Fx/x/%C3%A9?limit=25&q=a%26b")
        );
        assert!(matches!(
            url(&Ask::new("page").with("id", "1")),
            Err(AskError::Missing { parameter: "part", .. })
        ));
        assert!(matches!(url(&ask.clone().with("id", "..")), Err(AskError::Missing { .. })));
        assert!(matches!(url(&ask.with("sort", "x")), Err(AskError::Unknown { .. })));
    }
}
