//! Ids behind the links that sites set to each other.

use model::{ExternalId, Namespace};
use url::Url;

/// The id behind a link to another provider's page, in the forms that sites use among themselves.
///
/// AniDB's short addresses (`anidb.net/a4521`) and its old ones (`animedb.pl?show=anime&aid=4521`) are read
/// as well. `None` for any other page: what several works share, such as the site of a series, is no id.
pub fn external_id(address: &str) -> Option<ExternalId> {
    anidb(address).or_else(|| ExternalId::from_provider_url(address))
}

fn anidb(address: &str) -> Option<ExternalId> {
    let url = Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    if host.strip_prefix("www.").unwrap_or(host) != "anidb.net" {
        return None;
    }
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let asked =
        |key: &str| url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    let id = match parts.as_slice() {
        ["perl-bin", "animedb.pl"] if asked("show").as_deref() == Some("anime") => asked("aid")?,
        [short] => short.strip_prefix('a')?.to_owned(),
        _ => return None,
    };
    let plain = !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| ExternalId::new(Namespace::known("anidb"), &id).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_ids() {
        for (link, id) in [
            ("http://anidb.net/a4521", Some("anidb:4521")),
            ("https://anidb.net/perl-bin/animedb.pl?show=anime&aid=4521", Some("anidb:4521")),
            ("https://anidb.net/anime/4521", Some("anidb:4521")),
            ("https://www.anisearch.com/anime/17184", Some("anisearch:17184")),
            ("https://anidb.net/about", None),
            ("https://anidb.net/perl-bin/animedb.pl?show=creator&creatorid=1", None),
            ("https://a.example/a4521", None),
            ("a4521", None),
        ] {
            assert_eq!(external_id(link).map(|id| id.to_string()).as_deref(), id, "{link}");
        }
    }
}
