//! How a wish becomes a GraphQL question: which text, and its variables in their types.

use serde_json::{Map, Value};

use super::{FACTS, queries};
use crate::{
    http::{Body, Request},
    providers::{Ask, AskError, Endpoint, SourceSettings},
};

/// How an endpoint is asked.
struct Question {
    endpoint: &'static str,
    text: &'static str,
    /// Variables of which at least one must be given, in each group.
    needs: &'static [&'static [&'static str]],
    /// Variables that are always the same.
    fixed: &'static [(&'static str, &'static str)],
}

const QUESTIONS: &[Question] = &[
    question("media", queries::MEDIA).needing(&[&["id"]]),
    question("media_by_mal", queries::MEDIA).needing(&[&["idMal"]]),
    question("characters", queries::CHARACTERS).needing(&[&["id"]]),
    question("staff", queries::STAFF).needing(&[&["id"]]),
    question("airing", queries::AIRING).needing(&[&["id"]]),
    question("schedule", queries::SCHEDULE).needing(&[&["airingAt_greater"], &["airingAt_lesser"]]),
    question("list", queries::LIST).needing(&[&["userName", "userId"]]),
    question("search", queries::PAGE),
    question("trending", queries::PAGE).always(&[("sort", "TRENDING_DESC,POPULARITY_DESC")]),
    question("popular", queries::PAGE).always(&[("sort", "POPULARITY_DESC")]),
    question("top", queries::PAGE).always(&[("sort", "SCORE_DESC")]),
    question("newest", queries::PAGE).always(&[("sort", "ID_DESC")]),
    question("upcoming", queries::PAGE)
        .always(&[("sort", "POPULARITY_DESC"), ("status", "NOT_YET_RELEASED")]),
    question("season", queries::PAGE)
        .needing(&[&["season"], &["seasonYear"]])
        .always(&[("sort", "POPULARITY_DESC")]),
    question("recommendations", queries::RECOMMENDATIONS).needing(&[&["id"]]),
    question("character", queries::CHARACTER).needing(&[&["id"]]),
    question("person", queries::PERSON).needing(&[&["id"]]),
    question("studio", queries::STUDIO).needing(&[&["id"]]),
    question("viewer", queries::VIEWER),
];

const fn question(endpoint: &'static str, text: &'static str) -> Question {
    Question { endpoint, text, needs: &[], fixed: &[] }
}

impl Question {
    const fn needing(mut self, needs: &'static [&'static [&'static str]]) -> Self {
        self.needs = needs;
        self
    }

    const fn always(mut self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        self.fixed = fixed;
        self
    }
}

pub fn request(ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
    let endpoint = FACTS.endpoint(&ask.endpoint)?;
    // The plain request checks names and address; what it puts into the address belongs into the body.
    let mut request = endpoint.get(&FACTS.id, ask, settings)?;
    request.url.set_query(None);
    let Some(question) = QUESTIONS.iter().find(|question| question.endpoint == endpoint.name) else {
        return Err(AskError::Missing { endpoint: endpoint.name, parameter: "query" });
    };
    for group in question.needs {
        if group.iter().all(|name| ask.get(name).is_none_or(|value| value.trim().is_empty())) {
            let parameter = group.first().copied().unwrap_or_default();
            return Err(AskError::Missing { endpoint: endpoint.name, parameter });
        }
    }
    let variables = Value::Object(variables(endpoint, question, ask)?);
    let mut request = request
        .asking(Body::GraphQl { query: question.text.to_owned(), variables })
        .header("Accept", "application/json");
    request.account.clone_from(&ask.account);
    if endpoint.name == "viewer" {
        // Only a token says who "the viewer" is; the installation's own stands in for a user's.
        request.account =
            request.account.or_else(|| settings.token.clone()).filter(|token| !token.is_empty());
        if request.account.is_none() {
            let why = "`viewer` is the user of a token".to_owned();
            return Err(AskError::NotConfigured { source_id: FACTS.id.clone(), setting: "token", why });
        }
    }
    Ok(request)
}

/// The variables that are given, and no others.
fn variables(
    endpoint: &'static Endpoint,
    question: &Question,
    ask: &Ask,
) -> Result<Map<String, Value>, AskError> {
    let mut variables = Map::new();
    for parameter in endpoint.parameters {
        let Some(text) = ask.get(parameter.name).or(parameter.default) else { continue };
        let value = typed(parameter.name, text.trim());
        let value = value.map_err(|reason| AskError::Value {
            endpoint: endpoint.name,
            parameter: parameter.name,
            reason: format!("`{}` is {reason}", text.chars().take(60).collect::<String>()),
        })?;
        variables.insert(parameter.name.to_owned(), value);
    }
    for (name, text) in question.fixed {
        if let Ok(value) = typed(name, text) {
            variables.insert((*name).to_owned(), value);
        }
    }
    if endpoint.name == "search" && !variables.contains_key("sort") {
        // The order by likeness is there only where there are words to be like.
        let sort = if variables.contains_key("search") { "SEARCH_MATCH" } else { "POPULARITY_DESC" };
        variables.insert("sort".to_owned(), Value::from(vec![sort]));
    }
    Ok(variables)
}

/// A variable's value in its GraphQL type; an error says what it is not.
fn typed(name: &str, text: &str) -> Result<Value, &'static str> {
    let number = |text: &str| text.trim().parse::<i32>().map(Value::from).map_err(|_| "no whole number");
    let parts = || text.split(',').map(str::trim).filter(|part| !part.is_empty());
    match name {
        "search" | "userName" => Ok(Value::from(text)),
        "isAdult" | "notYetAired" => {
            text.parse::<bool>().map(Value::from).map_err(|_| "neither `true` nor `false`")
        }
        "perPage" => match text.parse::<u8>() {
            Ok(size @ 1..=50) => Ok(Value::from(size)),
            _ => Err("no number from 1 to 50"),
        },
        "id_in" | "idMal_in" => parts().map(number).collect::<Result<Vec<_>, _>>().map(Value::from),
        "genre_in" | "genre_not_in" | "tag_in" | "tag_not_in" => Ok(Value::from(parts().collect::<Vec<_>>())),
        "sort" | "format_in" | "status_in" => {
            parts().map(word).collect::<Result<Vec<_>, _>>().map(Value::from)
        }
        "type" | "format" | "status" | "season" | "source" | "countryOfOrigin" => word(text),
        _ => number(text),
    }
}

/// A word of one of AniList's enumerations.
fn word(text: &str) -> Result<Value, &'static str> {
    let sound = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if sound { Ok(Value::from(text.to_ascii_uppercase())) } else { Err("no word of letters, digits and `_`") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, Secret};

    fn settings() -> SourceSettings {
        SourceSettings { base_url: Some("http://h.example".into()), ..SourceSettings::default() }
    }

    fn asked(ask: &Ask) -> Result<(String, Value), AskError> {
        let request = request(ask, &settings())?;
        assert_eq!((request.method, request.safe), (Method::Post, true));
        match request.body {
            Some(Body::GraphQl { variables, .. }) => Ok((request.url.into(), variables)),
            other => panic!("no question: {other:?}"),
        }
    }

    #[test]
    fn only_the_variables_given_are_sent() {
        let ask = Ask::new("search")
            .with("search", "moon & sun")
            .with("genre_in", "Drama, Mystery")
            .with("perPage", "5");
        let (url, variables) = asked(&ask).expect("sound");
        assert_eq!(url, "http://h.example/");
        let wanted = serde_json::json!({
            "search": "moon & sun", "genre_in": ["Drama", "Mystery"], "page": 1, "perPage": 5,
            "type": "ANIME", "sort": ["SEARCH_MATCH"],
        });
        assert_eq!(variables, wanted);
        let (_, variables) = asked(&Ask::new("media").with("id", "7")).expect("sound");
        assert_eq!(variables, serde_json::json!({"id": 7}));
        let season =
            Ask::new("season").with("season", "fall").with("seasonYear", "2013").with("perPage", "50");
        let (_, variables) = asked(&season).expect("sound");
        assert_eq!(
            (&variables["season"], &variables["sort"], &variables["seasonYear"]),
            (&"FALL".into(), &vec!["POPULARITY_DESC"].into(), &2013.into())
        );
    }

    #[test]
    fn wishes_that_cannot_be_are_refused() {
        assert!(matches!(asked(&Ask::new("media")), Err(AskError::Missing { parameter: "id", .. })));
        assert!(matches!(asked(&Ask::new("list")), Err(AskError::Missing { parameter: "userName", .. })));
        assert!(matches!(
            asked(&Ask::new("media").with("id", "x")),
            Err(AskError::Value { parameter: "id", .. })
        ));
        assert!(matches!(asked(&Ask::new("search").with("perPage", "51")), Err(AskError::Value { .. })));
        assert!(matches!(asked(&Ask::new("search").with("sort", "a\"b")), Err(AskError::Value { .. })));
        assert!(matches!(asked(&Ask::new("media").with("name", "x")), Err(AskError::Unknown { .. })));
        assert!(matches!(asked(&Ask::new("viewer")), Err(AskError::NotConfigured { setting: "token", .. })));
    }

    #[test]
    fn a_token_goes_to_the_account_and_nowhere_else() {
        let ask = Ask::new("viewer").on_behalf_of(Secret::new("hunter2"));
        let request = request(&ask, &settings()).expect("sound");
        assert_eq!(request.account.as_ref().map(Secret::expose), Some("hunter2"));
        assert!(!format!("{request:?}").contains("hunter2"));
    }

    #[test]
    fn every_endpoint_has_its_question_and_every_variable_is_declared() {
        for endpoint in FACTS.endpoints {
            let question = QUESTIONS.iter().find(|question| question.endpoint == endpoint.name);
            let question = question.unwrap_or_else(|| panic!("{} has no question", endpoint.name));
            let fixed = question.fixed.iter().map(|(name, _)| *name);
            for name in endpoint.parameters.iter().map(|parameter| parameter.name).chain(fixed) {
                assert!(
                    question.text.contains(&format!("${name}:")),
                    "{}: ${name} is not declared",
                    endpoint.name
                );
            }
            assert_eq!(question.text.matches('{').count(), question.text.matches('}').count());
        }
    }
}
