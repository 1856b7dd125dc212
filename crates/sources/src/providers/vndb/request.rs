//! VNDB's requests: a query in JSON, put together from what the asker gave by name.

use serde_json::{Map, Value, json};

use super::{FACTS, MOST, fields, filters};
use crate::{
    http::{Body, Request, Secret},
    providers::{Ask, AskError, Endpoint, SourceSettings},
};

/// The request for a wish.
pub fn compose(ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
    let endpoint = FACTS.endpoint(&ask.endpoint)?;
    let mut request = endpoint.get(&FACTS.id, ask, settings)?;
    if !matches!(endpoint.name, "user" | "authinfo" | "stats" | "schema") {
        let given: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        request.url.set_query(None);
        request = request.asking(Body::Json(query(endpoint, &given, ask, settings)?));
    } else if endpoint.name == "user" && ask.get("q").is_none() {
        return Err(AskError::Missing { endpoint: endpoint.name, parameter: "q" });
    }
    // A token says more only where a user's own things are asked for.
    if matches!(endpoint.name, "ulist" | "authinfo") {
        let token = ask.account.clone().or_else(|| settings.token.clone());
        if let Some(token) = token.filter(|token| !token.is_empty()) {
            request = request.secret("authorization", Secret::new(format!("Token {}", token.expose())));
            request.account = Some(token);
        } else if endpoint.name == "authinfo" {
            let why = "a token of an account, from its page at VNDB".to_owned();
            return Err(AskError::NotConfigured { source_id: FACTS.id.clone(), setting: "token", why });
        }
    }
    Ok(request)
}

fn query(
    endpoint: &Endpoint,
    given: &[(String, String)],
    ask: &Ask,
    settings: &SourceSettings,
) -> Result<Value, AskError> {
    let bad = |parameter: &str, reason: &str| AskError::Value {
        endpoint: endpoint.name,
        parameter: known(endpoint, parameter),
        reason: reason.to_owned(),
    };
    let needed = |parameter: &'static str, letter: char| {
        let id = ask.get(parameter).ok_or(AskError::Missing { endpoint: endpoint.name, parameter })?;
        filters::id(letter, id).map_err(|reason| bad(parameter, reason))
    };
    let by_id = |letter: char| Ok::<Value, AskError>(json!(["id", "=", needed("id", letter)?]));
    let of_vn = || Ok::<Value, AskError>(json!(["vn", "=", ["id", "=", needed("vn", 'v')?]]));
    let by_name = || ask.get("search").map_or(json!([]), |words| json!(["search", "=", words]));
    let (filter, fields) = match endpoint.name {
        "vn" => (by_id('v')?, fields::VN),
        "collection" => (
            collection(ask, settings).and_then(|ids| {
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                filters::any_id('v', &ids).map_err(|reason| bad("ids", reason))
            })?,
            fields::VNS,
        ),
        "character" => (by_id('c')?, fields::CHARACTER),
        "characters" => (of_vn()?, fields::CHARACTER),
        "character_search" => (by_name(), fields::CHARACTER),
        "release" => (by_id('r')?, fields::RELEASE),
        "releases" => (of_vn()?, fields::RELEASE),
        "producer" => (by_id('p')?, fields::PRODUCER),
        // A person comes once for each name, unless only the main one is asked for.
        "staff" => (json!(["and", ["ismain", "=", 1], by_id('s')?]), fields::STAFF),
        "tag" => (by_id('g')?, fields::TAG),
        "tags" => (by_name(), fields::TAG),
        "trait" => (by_id('i')?, fields::TRAIT),
        "traits" => (by_name(), fields::TRAIT),
        "quotes" => (of_vn()?, fields::QUOTE),
        "ulist" => match ask.get("label").map(str::parse::<u32>) {
            None => (json!([]), fields::ENTRY),
            Some(Ok(label)) => (json!(["label", "=", label]), fields::ENTRY),
            Some(Err(_)) => return Err(bad("label", "it is a label's number")),
        },
        _ => {
            let mut all = Vec::new();
            for (name, value) in given {
                all.extend(filters::of(name, value).map_err(|reason| bad(name, reason))?);
            }
            (filters::all(all), fields::HITS)
        }
    };
    let mut query = Map::new();
    query.insert("filters".into(), filter);
    query.insert("fields".into(), fields.split_whitespace().collect::<String>().into());
    for (name, value) in given {
        let value: Value = match name.as_str() {
            "results" => value
                .parse()
                .ok()
                .filter(|n: &u64| *n <= MOST)
                .ok_or_else(|| bad(name, "it is at most 100"))?
                .into(),
            "page" => value
                .parse()
                .ok()
                .filter(|n: &u64| *n > 0)
                .ok_or_else(|| bad(name, "it counts from 1"))?
                .into(),
            "reverse" => value.parse().map(Value::Bool).map_err(|_| bad(name, "it is true or false"))?,
            "sort" => value.as_str().into(),
            _ => continue,
        };
        query.insert(name.clone(), value);
    }
    if endpoint.name == "ulist"
        && let Some(user) = user(ask, settings)?
    {
        query.insert("user".into(), user.into());
    }
    Ok(query.into())
}

/// The ids that are collected: those given, else those of the settings.
fn collection(ask: &Ask, settings: &SourceSettings) -> Result<Vec<String>, AskError> {
    let given = ask.get("ids").map(|ids| filters::parts(ids).map(str::to_owned).collect::<Vec<_>>());
    let ids = given.or_else(|| settings.ids.clone()).unwrap_or_default();
    let ids: Vec<String> =
        ids.into_iter().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        let why = "the ids of the visual novels to collect, such as [\"v17\"]".to_owned();
        return Err(AskError::NotConfigured { source_id: FACTS.id.clone(), setting: "ids", why });
    }
    if ids.len() as u64 > MOST {
        let reason = format!("{} ids; {MOST} fit into one query", ids.len());
        return Err(AskError::Value { endpoint: "collection", parameter: "ids", reason });
    }
    Ok(ids)
}

/// Whose list: the one named, the one of the settings, or, with a token, its owner's.
fn user(ask: &Ask, settings: &SourceSettings) -> Result<Option<String>, AskError> {
    let named = ask.get("user").or(settings.username.as_deref()).filter(|user| !user.is_empty());
    let has_token = ask.account.is_some() || settings.token.as_ref().is_some_and(|token| !token.is_empty());
    match named {
        Some(user) => filters::id('u', user).map(Some).map_err(|_| AskError::Value {
            endpoint: "ulist",
            parameter: "user",
            reason: "it is a user's id, such as u2".to_owned(),
        }),
        None if has_token => Ok(None),
        None => Err(AskError::Missing { endpoint: "ulist", parameter: "user" }),
    }
}

/// The parameter's name as the table has it.
fn known(endpoint: &Endpoint, name: &str) -> &'static str {
    endpoint.parameters.iter().map(|parameter| parameter.name).find(|known| *known == name).unwrap_or("id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    fn settings() -> SourceSettings {
        SourceSettings { base_url: Some("http://h.example/kana".into()), ..SourceSettings::default() }
    }

    fn body(ask: &Ask, settings: &SourceSettings) -> Result<Value, String> {
        match compose(ask, settings).map_err(|error| error.to_string())? {
            Request { body: Some(Body::Json(mut body)), method: Method::Post, safe: true, .. } => {
                body.as_object_mut().and_then(|query| query.remove("fields"));
                Ok(body)
            }
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn queries_in_json() {
        for (ask, query) in [
            (Ask::new("vn").with("id", "17"), json!({"filters": ["id", "=", "v17"]})),
            (
                Ask::new("characters").with("vn", "v17").with("page", "2"),
                json!({"filters": ["vn", "=", ["id", "=", "v17"]], "results": 50, "page": 2}),
            ),
            (
                Ask::new("search")
                    .with("search", "moon")
                    .with("olang", "ja")
                    .with("sort", "rating")
                    .with("reverse", "true"),
                json!({"filters": ["and", ["search", "=", "moon"], ["olang", "=", "ja"]], "sort": "rating", "reverse": true, "results": 20}),
            ),
            (
                Ask::new("collection").with("ids", "v1,v2"),
                json!({"filters": ["or", ["id", "=", "v1"], ["id", "=", "v2"]], "results": 25}),
            ),
            (
                Ask::new("ulist").with("user", "u2").with("label", "7"),
                json!({"filters": ["label", "=", 7], "user": "u2", "sort": "id", "reverse": false, "results": 100}),
            ),
            (
                Ask::new("staff").with("id", "s81"),
                json!({"filters": ["and", ["ismain", "=", 1], ["id", "=", "s81"]]}),
            ),
        ] {
            assert_eq!(body(&ask, &settings()), Ok(query), "{ask:?}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (ask, told) in [
            (Ask::new("vn"), "`vn` needs `id`"),
            (Ask::new("vn").with("id", "c17"), "`id` of `vn`: it is a letter and a number, such as v17"),
            (Ask::new("vn").with("ids", "v17"), "`vn` takes no `ids`; it takes id"),
            (Ask::new("search").with("results", "500"), "`results` of `search`: it is at most 100"),
            (
                Ask::new("search").with("length", "9"),
                "`length` of `search`: it is 1 (very short) to 5 (very long)",
            ),
            (
                Ask::new("collection"),
                "vndb needs the setting `sources.vndb.ids`: the ids of the visual novels to collect, such as [\"v17\"]",
            ),
            (Ask::new("ulist"), "`ulist` needs `user`"),
        ] {
            assert_eq!(body(&ask, &settings()).err().as_deref(), Some(told), "{ask:?}");
        }
    }

    #[test]
    fn a_token_is_sent_in_its_own_way_and_only_where_it_matters() {
        let ask = Ask::new("ulist").on_behalf_of(Secret::new("abc"));
        let request = compose(&ask, &settings()).expect("sound");
        let sent: Vec<_> = request.secrets.iter().map(|(name, secret)| (*name, secret.expose())).collect();
        assert_eq!(sent, [("authorization", "Token abc")]);
        assert!(request.account.is_some());
        let request = compose(&Ask::new("vn").with("id", "v1").on_behalf_of(Secret::new("abc")), &settings())
            .expect("sound");
        assert!(request.secrets.is_empty() && request.account.is_none());
        let request = compose(&Ask::new("stats"), &settings()).expect("sound");
        assert_eq!((request.method, request.url.as_str()), (Method::Get, "http://h.example/kana/stats"));
    }

    #[test]
    fn fields_are_one_word() {
        let request = compose(&Ask::new("vn").with("id", "v1"), &settings()).expect("sound");
        let Some(Body::Json(query)) = request.body else { panic!("no query") };
        let fields = query["fields"].as_str().expect("a text");
        assert!(
            !fields.contains(char::is_whitespace)
                && fields.contains("titles{lang,title,latin,official,main},aliases"),
            "{fields}"
        );
    }
}
