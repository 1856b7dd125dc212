//! From a provider's page address to its external id.

use url::Url;

use crate::{ExternalId, Namespace};

/// How a host writes its ids: host without `www.`, the path's first part, the namespace.
const PATHS: &[(&str, &str, Namespace)] = &[
    ("anidb.net", "anime", Namespace::known("anidb")),
    ("anidb.net", "character", Namespace::known("anidb_character")),
    ("anidb.net", "creator", Namespace::known("anidb_person")),
    ("anilist.co", "anime", Namespace::known("anilist")),
    ("anilist.co", "manga", Namespace::known("anilist_manga")),
    ("anilist.co", "character", Namespace::known("anilist_character")),
    ("anilist.co", "staff", Namespace::known("anilist_person")),
    ("anime-planet.com", "anime", Namespace::known("anime_planet")),
    ("anime-planet.com", "manga", Namespace::known("anime_planet_manga")),
    ("anime-planet.com", "characters", Namespace::known("anime_planet_character")),
    ("anime-planet.com", "people", Namespace::known("anime_planet_person")),
    ("animecountdown.com", "", Namespace::known("simkl")), // AnimeCountdown counts in SIMKL's numbers
    ("animeschedule.net", "anime", Namespace::known("animeschedule")),
    ("anisearch.com", "anime", Namespace::known("anisearch")),
    ("anisearch.com", "manga", Namespace::known("anisearch_manga")),
    ("anisearch.com", "character", Namespace::known("anisearch_character")),
    ("anisearch.com", "person", Namespace::known("anisearch_person")),
    ("imdb.com", "title", Namespace::known("imdb")),
    ("kitsu.app", "anime", Namespace::known("kitsu")),
    ("kitsu.app", "manga", Namespace::known("kitsu_manga")),
    ("kitsu.io", "anime", Namespace::known("kitsu")),
    ("kitsu.io", "manga", Namespace::known("kitsu_manga")),
    ("livechart.me", "anime", Namespace::known("livechart")),
    ("mangadex.org", "title", Namespace::known("mangadex")),
    ("manganelo.com", "manga", Namespace::known("manganelo")),
    ("myanimelist.net", "anime", Namespace::known("mal")),
    ("myanimelist.net", "manga", Namespace::known("mal_manga")),
    ("myanimelist.net", "character", Namespace::known("mal_character")),
    ("myanimelist.net", "people", Namespace::known("mal_person")),
    ("simkl.com", "anime", Namespace::known("simkl")),
    ("vndb.org", "", Namespace::known("vndb")),
];

impl ExternalId {
    /// The id behind a provider's page, or `None` for an address whose host or path is not known.
    ///
    /// `https://myanimelist.net/anime/16498/Shingeki` is `mal:16498`; scheme, `www.`, a trailing name
    /// and query are ignored.
    pub fn from_provider_url(address: &str) -> Option<Self> {
        let url = Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str()?;
        let host = host.strip_prefix("www.").unwrap_or(host);
        let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
        if host == "animenewsnetwork.com" {
            return ann(&url, &parts);
        }
        if host == "anidb.net"
            && let Some(id) = anidb_in_short(&url, &parts)
        {
            return Some(id);
        }
        if host == "metacritic.com" {
            // A game is named by its platform and its slug together.
            let ["game", rest @ ..] = parts.as_slice() else { return None };
            return (!rest.is_empty())
                .then(|| Self::new(Namespace::known("metacritic"), &rest.join("/")).ok())?;
        }
        let (_, first, namespace) = PATHS
            .iter()
            .find(|(h, first, _)| *h == host && (first.is_empty() || parts.first() == Some(first)))?;
        let id = parts.get(usize::from(!first.is_empty()))?;
        // Some sites write the name behind the number in the same part: `1571,tokyo-ghoul`.
        let id = if namespace.as_str().starts_with("anisearch") { id.split(',').next()? } else { id };
        Self::new(namespace.clone(), id).ok()
    }

    /// The id behind any web address: a provider's own, else `url:` and the normalized address
    /// (lower-case host, no fragment, no default port). `None` when it is no http(s) address.
    pub fn from_any_url(address: &str) -> Option<Self> {
        Self::from_provider_url(address).or_else(|| {
            let mut url =
                Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
            url.set_fragment(None);
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
            Self::new(Namespace::known("url"), url.as_str()).ok()
        })
    }
}

/// Anime News Network keeps its ids in the query: `encyclopedia/anime.php?id=13`.
fn ann(url: &Url, parts: &[&str]) -> Option<ExternalId> {
    let namespace = match parts {
        ["encyclopedia", "anime.php"] => Namespace::known("ann"),
        ["encyclopedia", "manga.php"] => Namespace::known("ann_manga"),
        _ => return None,
    };
    let (_, id) = url.query_pairs().find(|(key, _)| key == "id")?;
    ExternalId::new(namespace, &id).ok()
}

/// AniDB's older forms, which other sites still link to: `a4521`, and
/// `perl-bin/animedb.pl?show=anime&aid=4521`. All of them mean `anime/4521`.
fn anidb_in_short(url: &Url, parts: &[&str]) -> Option<ExternalId> {
    let asked = |key: &str| url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value);
    let (namespace, id) = match parts {
        ["perl-bin" | "cgi-bin", "animedb.pl"] if asked("show").as_deref() == Some("anime") => {
            ("anidb", asked("aid")?.into_owned())
        }
        [short] => {
            let at = short.find(|letter: char| letter.is_ascii_digit())?;
            let namespace = match &short[..at] {
                "a" => "anidb",
                "ch" => "anidb_character",
                "cr" => "anidb_person",
                _ => return None,
            };
            (namespace, short[at..].to_owned())
        }
        _ => return None,
    };
    let plain = !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| ExternalId::new(Namespace::known(namespace), &id).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_ids() {
        let cases = [
            ("https://myanimelist.net/anime/16498/Shingeki_no_Kyojin", "mal:16498"),
            ("http://www.anisearch.com/anime/8077,attack-on-titan", "anisearch:8077"),
            ("https://animecountdown.com/48858", "simkl:48858"),
            ("https://animenewsnetwork.com/encyclopedia/anime.php?id=13", "ann:13"),
            ("https://vndb.org/v2153", "vndb:v2153"),
            ("https://anime-planet.com/anime/3x3-eyes", "anime_planet:3x3-eyes"),
            ("https://www.metacritic.com/game/wii/okami", "metacritic:wii/okami"),
            ("http://anidb.net/a4521", "anidb:4521"),
            ("https://anidb.net/perl-bin/animedb.pl?show=anime&aid=4521", "anidb:4521"),
            ("http://www.anidb.net/cgi-bin/animedb.pl?aid=4521&show=anime", "anidb:4521"),
            ("https://anidb.net/anime/4521", "anidb:4521"),
            ("https://anidb.net/ch12", "anidb_character:12"),
        ];
        for (page, id) in cases {
            assert_eq!(ExternalId::from_provider_url(page).map(|id| id.to_string()).as_deref(), Some(id));
        }
        for unknown in [
            "https://a.example/anime/1",
            "https://a.example/a4521",
            "ftp://anidb.net/anime/1",
            "https://anidb.net/",
            "https://anidb.net/about",
            "https://anidb.net/perl-bin/animedb.pl?show=creator&creatorid=1",
            "x",
        ] {
            assert_eq!(ExternalId::from_provider_url(unknown), None, "{unknown}");
        }
        let other = ExternalId::from_any_url("HTTPS://A.example:443/b#c").map(|id| id.to_string());
        assert_eq!(other.as_deref(), Some("url:https://a.example/b"));
    }
}
