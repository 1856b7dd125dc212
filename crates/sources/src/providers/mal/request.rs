//! MyAnimeList's requests: whose key goes with them, and which of them change something.

use super::FACTS;
use crate::{
    http::{Body, Method, Request, Secret},
    providers::{Ask, AskError, SourceSettings},
};

/// The endpoints that are about whoever asks, and so cannot do without a login.
const OWN: [&str; 6] = ["suggestions", "me", "update_anime", "update_manga", "delete_anime", "delete_manga"];

/// The request for a wish.
pub fn compose(ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
    let endpoint = FACTS.endpoint(&ask.endpoint)?;
    let mut request = endpoint.get(&FACTS.id, ask, settings)?;
    let is_own = OWN.contains(&endpoint.name) || ask.get("name") == Some("@me");
    let account = ask.account.clone().filter(|token| !token.is_empty());
    match (account, settings.client_id.as_deref().filter(|id| !id.is_empty())) {
        (Some(token), _) => request.account = Some(token),
        (None, _) if is_own => {
            return Err(AskError::Missing { endpoint: endpoint.name, parameter: "account" });
        }
        (None, Some(client)) => request = request.secret("x-mal-client-id", Secret::new(client)),
        (None, None) => {
            let why = "the client id of a registration at https://myanimelist.net/apiconfig".to_owned();
            return Err(AskError::NotConfigured { source_id: FACTS.id.clone(), setting: "client_id", why });
        }
    }
    if endpoint.name.starts_with("update_") {
        let form: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
        request.url.set_query(None);
        if form.is_empty() {
            return Err(AskError::Missing { endpoint: endpoint.name, parameter: "status" });
        }
        (request.method, request.body, request.safe) = (Method::Patch, Some(Body::Form(form)), false);
    } else if endpoint.name.starts_with("delete_") {
        (request.method, request.safe) = (Method::Delete, false);
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> SourceSettings {
        SourceSettings {
            base_url: Some("http://h.example/v2".into()),
            client_id: Some("mine".into()),
            ..SourceSettings::default()
        }
    }

    #[test]
    fn the_client_asks_for_what_everybody_may_see_and_the_user_for_the_own() {
        let request =
            compose(&Ask::new("anime").with("id", "1").with("fields", "title"), &settings()).expect("sound");
        assert_eq!(request.url.as_str(), "http://h.example/v2/anime/1?fields=title");
        assert_eq!(
            request.secrets.iter().map(|(name, id)| (*name, id.expose())).collect::<Vec<_>>(),
            [("x-mal-client-id", "mine")]
        );
        assert!(request.account.is_none() && request.safe);

        let own = Ask::new("animelist").with("name", "@me").with("fields", "list_status");
        assert!(matches!(compose(&own, &settings()), Err(AskError::Missing { parameter: "account", .. })));
        let request = compose(&own.on_behalf_of(Secret::new("t")), &settings()).expect("sound");
        assert_eq!(
            request.url.as_str(),
            "http://h.example/v2/users/@me/animelist?limit=1000&nsfw=true&fields=list_status"
        );
        assert!(request.account.is_some() && request.secrets.is_empty());

        let nobody = SourceSettings { client_id: Some(String::new()), ..settings() };
        let refused =
            compose(&Ask::new("ranking"), &nobody).map(|r| r.url).expect_err("no client").to_string();
        assert_eq!(
            refused,
            "mal needs the setting `sources.mal.client_id`: the client id of a registration at https://myanimelist.net/apiconfig"
        );
    }

    #[test]
    fn changes_are_made_once() {
        let ask = Ask::new("update_manga").with("id", "7").with("status", "reading").with("score", "8");
        let request = compose(&ask.on_behalf_of(Secret::new("t")), &settings()).expect("sound");
        assert_eq!(
            (request.method, request.safe, request.url.as_str()),
            (Method::Patch, false, "http://h.example/v2/manga/7/my_list_status")
        );
        let form = [("status".to_owned(), "reading".to_owned()), ("score".to_owned(), "8".to_owned())];
        assert_eq!(request.body, Some(Body::Form(form.to_vec())));
        let ask = Ask::new("delete_anime").with("id", "7").on_behalf_of(Secret::new("t"));
        let request = compose(&ask, &settings()).expect("sound");
        assert_eq!((request.method, request.safe, request.body), (Method::Delete, false, None));
        let empty = Ask::new("update_anime").with("id", "7").on_behalf_of(Secret::new("t"));
        assert!(matches!(compose(&empty, &settings()), Err(AskError::Missing { parameter: "status", .. })));
    }

    #[test]
    fn every_endpoint_lies_under_the_base() {
        for endpoint in FACTS.endpoints {
            let ask = endpoint.path_parts().fold(Ask::new(endpoint.name), |ask, part| ask.with(part, "x"));
            let ask = ask.with("status", "x").on_behalf_of(Secret::new("t"));
            let url = compose(&ask, &settings()).map(|request| String::from(request.url));
            let takes_status = endpoint.parameters.iter().any(|parameter| parameter.name == "status");
            assert_eq!(url.is_ok(), takes_status, "{}: {url:?}", endpoint.name);
            assert!(url.is_ok_and(|url| url.starts_with("http://h.example/v2/")) || !takes_status);
        }
    }
}
