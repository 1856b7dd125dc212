//! What every provider answers.

use model::ExternalId;
use serde_json::Value;

use super::{Ask, AskError, Context, Endpoint, Facts, ParseError, Parsed, Refusal, SourceSettings, query};
use crate::http::Request;

/// The largest answer that is read, in bytes; AniDB's dump of titles has some 20 MB unpacked.
const MAX_BYTES: usize = 64 << 20;

/// A provider. Nothing here touches the network.
pub trait Provider: Send + Sync {
    /// What is known of it.
    fn facts(&self) -> &'static Facts;

    /// Whether these bytes are a refusal, whatever status they came with: an error told with 200, a ban, a
    /// page that checks for robots. Such answers are never cached.
    fn refusal(&self, body: &[u8]) -> Option<Refusal>;

    /// The name of the endpoint whose answer these bytes are, by their content alone.
    fn recognize(&self, body: &[u8]) -> Option<&'static str>;

    /// Reads an answer of an endpoint. The bytes are no refusal.
    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError>;

    /// The request for a wish. By default a plain GET from the table of endpoints.
    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let facts = self.facts();
        facts.endpoint(&ask.endpoint)?.get(&facts.id, ask, settings)
    }

    /// The thing that a wish is about, for answers that do not repeat it.
    fn subject(&self, endpoint: &Endpoint, ask: &Ask) -> Option<ExternalId> {
        crate::client::subject_of(&self.facts().id, endpoint, ask)
    }

    /// One cheap question that shows whether the provider answers as it should. By default its first
    /// endpoint, about the thing with the number 1.
    fn probe(&self) -> Ask {
        let Some(first) = self.facts().endpoints.first() else { return Ask::new("") };
        first.path_parts().fold(Ask::new(first.name), |ask, part| ask.with(part, "1"))
    }

    /// How the universal query is put to it; `None` when it cannot be searched.
    fn search(&self) -> Option<&'static query::Mapping> {
        None
    }
}

impl Facts {
    /// The endpoint of a name.
    pub fn endpoint(&self, name: &str) -> Result<&'static Endpoint, AskError> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name).ok_or_else(|| AskError::NoSuchEndpoint {
            source_id: self.id.clone(),
            endpoint: name.to_owned(),
            known: self.names(),
        })
    }

    fn names(&self) -> String {
        self.endpoints.iter().map(|endpoint| endpoint.name).collect::<Vec<_>>().join(", ")
    }
}

/// Reads an answer of a provider: of the endpoint named, or of the one that its content tells.
///
/// # Errors
/// The refusal that the answer is; damage; or that the endpoint is not known.
pub fn read(
    provider: &dyn Provider,
    endpoint: Option<&str>,
    body: &[u8],
    context: &Context,
) -> Result<Parsed, ParseError> {
    let facts = provider.facts();
    if body.len() > MAX_BYTES {
        return Err(ParseError::Damaged(format!("{} bytes; {MAX_BYTES} are the most", body.len())));
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::Damaged("it is empty".to_owned()));
    }
    if let Some(refusal) = provider.refusal(body) {
        return Err(refusal.into());
    }
    let unknown = |name: &str| ParseError::NoSuchEndpoint { name: name.to_owned(), known: facts.names() };
    let name = match endpoint {
        Some(name) => name,
        None => match provider.recognize(body) {
            Some(name) => name,
            None => return Err(unrecognized(facts, body)),
        },
    };
    let endpoint = facts.endpoint(name).map_err(|_| unknown(name))?;
    provider.parse(endpoint, body, context)
}

/// JSON that breaks off is damage; what is whole and not known may only need the endpoint's name.
fn unrecognized(facts: &Facts, body: &[u8]) -> ParseError {
    let opens = body.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    match serde_json::from_slice::<Value>(body) {
        Err(error) if matches!(opens, Some(b'{' | b'[')) => ParseError::damaged(error),
        _ => ParseError::Unrecognized(facts.names()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::Secret,
        providers::{Kind, PROVIDERS},
    };

    fn complete() -> SourceSettings {
        SourceSettings {
            enabled: true,
            base_url: Some("http://h.example/api".into()),
            web_url: Some("http://h.example".into()),
            auth_url: Some("http://h.example/login".into()),
            dump_url: Some("http://h.example/dump".into()),
            token: Some(Secret::new("t")),
            client_id: Some("mine".into()),
            client_version: Some(1),
            username: Some("u2".into()),
            ids: Some(vec!["v17".into()]),
            ..SourceSettings::default()
        }
    }

    /// What a parameter or part of a path is given, when it cannot do without and `1` is none.
    fn value(name: &str) -> &'static str {
        match name {
            "season" => "fall",
            "year" | "seasonYear" => "2013",
            "status" => "reading",
            "user" => "u2",
            _ => "1",
        }
    }

    fn asked() -> impl Iterator<Item = &'static dyn Provider> {
        PROVIDERS.iter().copied().filter(|provider| provider.facts().kind != Kind::Files)
    }

    #[test]
    fn every_probe_is_a_request() {
        for provider in asked() {
            let request = provider.request(&provider.probe(), &complete()).map(|request| request.safe);
            assert_eq!(request, Ok(true), "{}", provider.facts().id);
        }
    }

    #[test]
    fn every_endpoint_can_be_asked() {
        for provider in asked() {
            for endpoint in provider.facts().endpoints {
                let ask = Ask::new(endpoint.name).on_behalf_of(Secret::new("t"));
                let mut ask = endpoint.path_parts().fold(ask, |ask, part| ask.with(part, value(part)));
                // What is missing says its name; nothing needs more than a few.
                for _ in 0..4 {
                    let Err(AskError::Missing { parameter, .. }) = provider.request(&ask, &complete()) else {
                        break;
                    };
                    assert_eq!(ask.get(parameter), None, "{parameter} was given");
                    ask = ask.with(parameter, value(parameter));
                }
                if let Err(error) = provider.request(&ask, &complete()) {
                    panic!("{}: {error}", provider.facts().id);
                }
            }
        }
    }
}
