//! Variables of the pipeline that Emaki replaces, honoured so that its deployments keep working:
//! `ENABLE_HTTP_CACHE`, `HTTP_CACHE_STORAGE`, `REDIS_CACHE_URL`, `ANIDB_CLIENT`, `ANIDB_CLIENTVER`. Our own
//! variables win over them.

use figment::providers::Serialized;
use serde_json::{Value, json};

use crate::{AppError, ErrorCode};

/// Where its Redis was when nothing said so.
const USUAL_REDIS: &str = "redis://localhost:6379/0";

/// What those variables say, as a layer of settings.
///
/// # Errors
/// `invalid_input` when one has a value that it never took.
pub fn variables() -> Result<Serialized<Value>, AppError> {
    layer(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()))
}

fn layer(variable: impl Fn(&str) -> Option<String>) -> Result<Serialized<Value>, AppError> {
    let mut settings = json!({});
    if let Some(enabled) = variable("ENABLE_HTTP_CACHE") {
        let enabled = match enabled.trim().to_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => true,
            "false" | "0" | "no" | "off" => false,
            _ => return Err(refused("ENABLE_HTTP_CACHE", "true or false")),
        };
        settings["http"] = json!({ "cache": enabled });
    }
    let redis = variable("REDIS_CACHE_URL");
    match variable("HTTP_CACHE_STORAGE").map(|storage| storage.trim().to_lowercase()).as_deref() {
        Some("redis") => settings["cache_url"] = json!(redis.unwrap_or_else(|| USUAL_REDIS.to_owned())),
        Some("sqlite") => {}
        Some(_) => return Err(refused("HTTP_CACHE_STORAGE", "redis or sqlite")),
        // Redis was the only storage it had, so an address alone means it.
        None => {
            if let Some(redis) = redis {
                settings["cache_url"] = json!(redis);
            }
        }
    }
    if let Some(client) = variable("ANIDB_CLIENT") {
        settings["sources"]["anidb"]["client_id"] = json!(client.trim());
    }
    if let Some(version) = variable("ANIDB_CLIENTVER") {
        let version: u32 =
            version.trim().parse().map_err(|_| refused("ANIDB_CLIENTVER", "a whole number"))?;
        settings["sources"]["anidb"]["client_version"] = json!(version);
    }
    Ok(Serialized::defaults(settings))
}

fn refused(variable: &str, expected: &str) -> AppError {
    AppError::new(ErrorCode::InvalidInput, format!("the variable {variable} is not {expected}"))
        .hint(format!("set it to {expected}, or leave it out"))
}

#[cfg(test)]
mod tests {
    use figment::Figment;

    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Value, AppError> {
        let variable =
            |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Ok(Figment::from(layer(variable)?).extract().expect("a layer of settings"))
    }

    #[test]
    fn what_the_older_variables_mean() {
        let anidb = json!({ "sources": { "anidb": { "client_id": "mine", "client_version": 2 } } });
        let cases: [(&[(&str, &str)], Value); 6] = [
            (&[], json!({})),
            (&[("ENABLE_HTTP_CACHE", "False")], json!({ "http": { "cache": false } })),
            (&[("REDIS_CACHE_URL", "redis://h/1")], json!({ "cache_url": "redis://h/1" })),
            (&[("HTTP_CACHE_STORAGE", "redis")], json!({ "cache_url": USUAL_REDIS })),
            (&[("HTTP_CACHE_STORAGE", "sqlite"), ("REDIS_CACHE_URL", "redis://h/1")], json!({})),
            (&[("ANIDB_CLIENT", "mine"), ("ANIDB_CLIENTVER", "2")], anidb),
        ];
        for (set, meaning) in cases {
            assert_eq!(read(set).expect("sound"), meaning, "{set:?}");
        }
        for wrong in [("HTTP_CACHE_STORAGE", "memcached"), ("ANIDB_CLIENTVER", "two")] {
            assert!(read(&[wrong]).is_err(), "{wrong:?}");
        }
    }
}
