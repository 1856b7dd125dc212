//! Ids at other sites, as Kitsu names the sites: `myanimelist/anime`, `thetvdb/series`.

use model::{ExternalId, Namespace};

use crate::parts::json::Json;

/// The id that a mapping gives; `None` for sites whose ids we do not know.
pub fn external_id(mapping: Json<'_>, printed: bool) -> Option<ExternalId> {
    let about = mapping.at("attributes");
    let site = about.at("externalSite").raw()?;
    let id = about.at("externalId").id()?;
    let by_medium =
        |work: &'static str, print: &'static str| Namespace::known(if printed { print } else { work });
    let (namespace, id) = match site {
        "myanimelist/anime" => (Namespace::known("mal"), id),
        "myanimelist/manga" => (Namespace::known("mal_manga"), id),
        "myanimelist/character" | "myanimelist/characters" => (Namespace::known("mal_character"), id),
        "myanimelist/people" => (Namespace::known("mal_person"), id),
        "anilist/anime" => (Namespace::known("anilist"), id),
        "anilist/manga" => (Namespace::known("anilist_manga"), id),
        // The older form keeps the medium in the id: `anime/21`.
        "anilist" => match id.split_once('/') {
            Some(("manga", id)) => (Namespace::known("anilist_manga"), id.to_owned()),
            Some((_, id)) => (Namespace::known("anilist"), id.to_owned()),
            None => (by_medium("anilist", "anilist_manga"), id),
        },
        "anidb" => (Namespace::known("anidb"), id),
        "animenewsnetwork" => (by_medium("ann", "ann_manga"), id),
        // A series, maybe with the number of a season behind it; ids of seasons are another space.
        "thetvdb" | "thetvdb/series" => {
            let series = id.split('/').next().unwrap_or_default().to_owned();
            (Namespace::known("tvdb"), series)
        }
        _ => return None,
    };
    let sound = id.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| ExternalId::new(namespace, &id).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sites_and_their_spaces() {
        for (site, id, read) in [
            ("myanimelist/anime", "5", Some("mal:5")),
            ("myanimelist/manga", "5", Some("mal_manga:5")),
            ("anilist/anime", "6", Some("anilist:6")),
            ("anilist", "anime/6", Some("anilist:6")),
            ("anilist", "manga/6", Some("anilist_manga:6")),
            ("anidb", "7", Some("anidb:7")),
            ("thetvdb", "8/2", Some("tvdb:8")),
            ("thetvdb/series", "8", Some("tvdb:8")),
            ("thetvdb/season", "9", None),
            ("hulu", "10", None),
            ("anidb", "slug", None),
        ] {
            let mapping = json!({"attributes": {"externalSite": site, "externalId": id}});
            let found = external_id(Json::of(&mapping), false).map(|id| id.to_string());
            assert_eq!(found.as_deref(), read, "{site} {id}");
        }
    }
}
