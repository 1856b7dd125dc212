//! Variables whose values are texts whatever they look like: a client's id of digits alone is no number.

use figment::providers::Serialized;
use serde_json::{Map, Value};

/// The settings, by their last part, that are texts somebody else hands out.
const TEXTS: [&str; 7] =
    ["client_id", "client_secret", "token", "username", "signing_key", "api_key", "model"];

/// Those of our variables that are such texts, as a layer of settings.
pub fn variables() -> Serialized<Value> {
    layer(
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
    )
}

fn layer(variables: impl Iterator<Item = (String, String)>) -> Serialized<Value> {
    let mut settings = Map::new();
    for (name, value) in variables {
        let Some(path) = name.strip_prefix("EMAKI_").map(str::to_lowercase) else { continue };
        let mut parts: Vec<&str> = path.split("__").collect();
        let Some(last) = parts.pop().filter(|last| TEXTS.contains(last) && !parts.is_empty()) else {
            continue;
        };
        let table = parts.into_iter().try_fold(&mut settings, |table, part| {
            table.entry(part).or_insert_with(|| Map::new().into()).as_object_mut()
        });
        if let Some(table) = table {
            table.insert(last.to_owned(), value.into());
        }
    }
    Serialized::defaults(settings.into())
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use serde_json::json;

    use super::*;

    #[test]
    fn digits_stay_text() {
        let set = [
            ("EMAKI_SOURCES__ANILIST__CLIENT_ID", "0017"),
            ("EMAKI_SOURCES__ANILIST__ENABLED", "true"),
            ("EMAKI_SOURCES__VNDB__TOKEN", "1e5"),
            ("EMAKI_TOKEN", "7"),
            ("TOKEN", "7"),
        ];
        let layer = layer(set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let read: Value = Figment::from(layer).extract().expect("a layer of settings");
        assert_eq!(
            read,
            json!({ "sources": { "anilist": { "client_id": "0017" }, "vndb": { "token": "1e5" } } })
        );
    }
}
