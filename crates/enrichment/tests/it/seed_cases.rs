//! The cases of the older chains.

use crate::{cases::case, rules::Case};

/// One case for each rule.
pub fn all() -> Vec<Case> {
    let mut all = facts();
    all.extend(lists());
    all
}

fn facts() -> Vec<Case> {
    vec![
        case!("seed-title": "mal" {"title": "Moonlit Depot"}, "offline_database" {"title": "MOONLIT DEPOT"}
            => "/title" "MOONLIT DEPOT"),
        case!("seed-title-english":
            "jikan" {"title": "A", "titles": [{"text": "Depot", "language": "en", "kind": "OFFICIAL"}]},
            "anilist" {"title": "A", "titles": [{"text": "The Depot", "language": "en", "kind": "OFFICIAL"}]}
            => "/titles/1/text" "Depot"),
        case!("seed-title-native":
            "jikan" {"title": "A", "titles": [{"text": "月影", "language": "ja", "kind": "OFFICIAL"}]} => "/titles/1/text" "月影"),
        // AniSearch's names are not asked.
        case!("seed-titles": "offline_database" {"title": "A", "synonyms": ["B"]}, "anisearch" {"title": "A", "synonyms": ["C"]}
            => "/titles/1/text" "B", "/titles/2" null),
        case!("seed-medium": "kitsu" {"medium": "MANGA"}, "offline_database" {"medium": "ANIME"} => "/medium" "ANIME"),
        case!("seed-format": "jikan" {"format": "OVA"}, "offline_database" {"format": "TV"} => "/format" "TV"),
        case!("seed-status": "jikan" {"status": "ONGOING"}, "offline_database" {"status": "FINISHED"} => "/status" "FINISHED"),
        case!("seed-episodes": "jikan" {"episodes": 12}, "anilist" {"episodes": 13}, "offline_database" {"episodes": 0}
            => "/episodes" 12),
        case!("seed-duration": "kitsu" {"duration_s": 1400}, "anilist" {"duration_s": 1440} => "/duration_s" 1440),
        case!("seed-season": "kitsu" {"season": "FALL"}, "animeschedule" {"season": "SUMMER"} => "/season" "FALL"),
        case!("seed-year": "jikan" {"year": 2014}, "offline_database" {"year": 2013} => "/year" 2013),
        case!("seed-start-date": "jikan" {"start_date": "2014"}, "anilist" {"start_date": "2014-04-05"} => "/start_date" "2014"),
        case!("seed-end-date": "jikan" {"end_date": "2014-06"}, "kitsu" {"end_date": "2014-06-20"} => "/end_date" "2014-06"),
        case!("seed-broadcast": "jikan" {"broadcast": {"day": "Sunday", "time": null, "zone": null}},
            "animeschedule" {"broadcast": {"day": null, "time": "00:30", "zone": "Asia/Tokyo"}}
            => "/details/broadcast/day" "Sunday", "/details/broadcast/time" null),
        case!("seed-slots": "animeschedule" {"slots": [{"kind": "dub", "time": "17:00"}]}, "livechart" {"slots": [{"kind": "raw"}]}
            => "/details/slots/0/kind" "dub", "/details/slots/1" null),
        case!("seed-premieres": "animeschedule" {"premieres": [{"kind": "sub", "at": "2014-04-05T15:00:00Z"}]}
            => "/details/premieres/0/kind" "sub"),
        case!("seed-delays": "animeschedule" {"delays": [{"kind": "raw", "word": "Delayed"}]} => "/details/delays/0/word" "Delayed"),
        case!("seed-score":
            "jikan" {"score": {"value": 8.0, "scale_max": 10.0, "normalized": 8.0, "votes": 9}},
            "offline_database" {"score": {"value": 7.0, "scale_max": 10.0, "normalized": 7.0, "votes": null}}
            => "/score/value" 7.0),
        case!("seed-score-means": "offline_database" {"score_means": {"arithmetic": 7.0, "arithmetic_geometric": 6.9, "median": 7.1}}
            => "/details/score_means/median" 7.1),
        case!("seed-statistics": "anidb" {"score": {"value": 5.5, "scale_max": 10.0, "normalized": 5.5, "votes": 40}}
            => "/details/statistics/0/score/votes" 40),
        case!("seed-popularity": "jikan" {"popularity": 4}, "anilist" {"popularity": 9} => "/popularity" 9),
        // AniDB's word goes first, however short it is.
        case!("seed-synopsis": "anidb" {"synopsis": "Short. (Source: A)"}, "jikan" {"synopsis": "A much longer text."}
            => "/synopses/0/text" "Short."),
        case!("seed-background": "jikan" {"background": "Shown."}, "animeschedule" {"background": "Shown at night."}
            => "/details/background" "Shown."),
        case!("seed-image": "kitsu" {"images": [{"url": "https://k.invalid/1.jpg"}]}, "jikan" {"images": [{"url": "https://m.invalid/1.jpg"}]}
            => "/images/0/url" "https://m.invalid/1.jpg"),
        case!("seed-adult": "jikan" {"adult": true}, "kitsu" {"adult": false} => "/adult" false),
        case!("seed-origin": "kitsu" {"origin": "Game"}, "anilist" {"origin": "MANGA"} => "/origin" "MANGA"),
        case!("seed-rating": "kitsu" {"rating": "PG"}, "jikan" {"rating": "R - 17+ (violence & profanity)"}
            => "/rating" "R - 17+ (violence & profanity)"),
    ]
}

fn lists() -> Vec<Case> {
    vec![
        case!("seed-tags": "offline_database" {"tags": ["trains"]}, "jikan" {"genres": ["Drama"], "tags": ["Drama"]}
            => "/tags" ["trains"], "/details/tags" ["trains"]),
        // Kitsu's genres are not asked.
        case!("seed-genres": "jikan" {"genres": ["Drama"]}, "anime_planet" {"genres": ["drama", "Trains"]}, "kitsu" {"genres": ["Sea"]}
            => "/details/genres" ["Drama", "Trains"]),
        case!("seed-themes": "jikan" {"genres": ["Drama"], "themes": ["School"]}, "kitsu" {"tags": ["Drama", "Sea"], "word_notes": {"Sea": "Water."}}
            => "/details/themes" [{"name": "School"}, {"name": "Sea", "description": "Water."}]),
        case!("seed-demographics": "jikan" {"demographics": ["Josei"]}, "anilist" {"demographics": ["Shounen"]}
            => "/details/demographics" ["Josei"]),
        case!("seed-content-warnings": "jikan" {"genres": ["Drama"], "rating": "R - 17+ (violence & profanity)"}
            => "/details/content_warnings" ["violence", "profanity"]),
        case!("seed-studios": "jikan" {"studios": ["Depot"]}, "kitsu" {"studios": ["Depot Inc."]} => "/studios" ["Depot", "Depot Inc."]),
        case!("seed-producers": "jikan" {"producers": ["Night"]}, "kitsu" {"producers": ["night"]} => "/producers" ["Night"]),
        case!("seed-licensors": "jikan" {"licensors": ["Far"]} => "/details/licensors" ["Far"]),
        case!("seed-licenses": "anidb" {"licenses": ["Night TV"]} => "/details/licenses" ["Night TV"]),
        case!("seed-staff":
            "anidb" {"staff": [{"name": "Saeki Toru", "roles": ["Direction"]}]}, "kitsu" {"staff": [{"name": "Nobody", "roles": []}]}
            => "/staff" [{"name": "Saeki Toru", "roles": ["Direction"]}]),
        case!("seed-characters":
            "jikan" {"characters": [{"name": "Hale, Rin"}]}, "kitsu" {"characters": [{"name": "Nobody"}]}
            => "/details/characters/0/name" "Rin Hale", "/details/characters/1" null),
        case!("seed-episode-list":
            "jikan" {"episodes_list": [{"number": "1", "title": "First"}]}, "anidb" {"episodes_list": [{"number": "2"}]}
            => "/details/episodes/0/title" "First", "/details/episodes/1" null),
        case!("seed-songs": "jikan" {"songs": [{"title": "Rails"}]}, "anidb" {"songs": [{"title": "Sea"}]} => "/details/songs/1" null),
        case!("seed-videos": "kitsu" {"videos": [{"url": "https://youtu.be/abc"}]} => "/details/videos/0/url" "https://youtu.be/abc"),
        case!("seed-images": "jikan" {"images": [{"url": "https://m.invalid/1.jpg"}]}, "kitsu" {"images": [{"url": "https://k.invalid/1.jpg"}]}
            => "/details/image_sources" ["jikan", "kitsu"]),
        case!("seed-relations":
            "jikan" {"relations": [{"kind": "SEQUEL", "external_id": "mal:7", "title": null}]},
            "kitsu" {"relations": [{"kind": "PREQUEL", "external_id": "kitsu:9", "title": null}]}
            => "/relations/0/external_id" "mal:7", "/relations/1" null),
        case!("seed-streams":
            "animeschedule" {"streams": [{"name": "Night TV"}]}, "kitsu" {"streams": [{"name": "Day TV"}]}
            => "/details/streams/0/host" "night tv", "/details/streams/1" null),
        case!("seed-links": "anilist" {"links": [{"name": "Official Site", "url": "https://depot.invalid/"}]}
            => "/details/links/0/name" "Official Site"),
    ]
}
