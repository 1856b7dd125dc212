//! The cases of the default rules.

use crate::rules::Case;

macro_rules! case {
    ($rule:literal: $($source:literal $said:tt),+ => $($pointer:literal $golden:tt),+ $(,)?) => {
        Case {
            rule: $rule,
            said: vec![$(($source, serde_json::json!($said))),+],
            golden: vec![$(($pointer, serde_json::json!($golden))),+],
        }
    };
}
pub(crate) use case;

/// One case or more for each rule.
pub fn all() -> Vec<Case> {
    let mut all = single();
    all.extend(dates_and_scores());
    all.extend(words());
    all.extend(lists());
    all
}

fn single() -> Vec<Case> {
    vec![
        case!("title-2": "offline_database" {"title": "MOONLIT DEPOT"}, "mal" {"title": "Moonlit Depot"}
            => "/title" "Moonlit Depot"),
        // Where all write in capitals, that is the title.
        case!("title-2": "offline_database" {"title": "NAO"}, "mal" {"title": "NAO"} => "/title" "NAO"),
        case!("title-english-1":
            "mal" {"title": "Tsukikage", "titles": [{"text": "MOONLIT DEPOT", "language": "en", "kind": "OFFICIAL"}]},
            "anilist" {"title": "Tsukikage", "titles": [{"text": "Moonlit Depot", "language": "en", "kind": "OFFICIAL"}]}
            => "/titles/1/text" "MOONLIT DEPOT", "/titles/2/text" "Moonlit Depot"),
        // A native title in Latin letters is none.
        case!("title-native-1":
            "mal" {"title": "Tsukikage", "titles": [{"text": "Tsukikage no Eki", "language": "ja", "kind": "OFFICIAL"}]},
            "kitsu" {"title": "Tsukikage", "titles": [{"text": "月影の駅", "language": "ja", "kind": "OFFICIAL"}]}
            => "/titles/2/text" "月影の駅"),
        // Spellings that are only near each other stay two names.
        case!("titles-1": "mal" {"title": "Depot", "synonyms": ["Depot One"]}, "kitsu" {"title": "Depot", "synonyms": ["Depot 1", "Depot One"]}
            => "/titles/1/text" "Depot One", "/titles/2/text" "Depot 1", "/titles/3" null),
        case!("medium-2": "kitsu" {"medium": "MANGA"}, "mal" {"medium": "ANIME"} => "/medium" "ANIME"),
        // Unknown never stands before known.
        case!("format-2": "mal" {"format": "UNKNOWN"}, "kitsu" {"format": "OVA"} => "/format" "OVA"),
        case!("status-2": "mal" {"status": "UNKNOWN"}, "anisearch" {"status": "ONGOING"} => "/status" "ONGOING"),
        // Nobody has no episodes, and AniDB counts before AniList does.
        case!("episodes-2": "mal" {"episodes": 0}, "anilist" {"episodes": 12}, "anidb" {"episodes": 13}
            => "/episodes" 13),
        case!("duration-2": "mal" {"duration_s": 0}, "anidb" {"duration_s": 1440}, "kitsu" {"duration_s": 1500}
            => "/duration_s" 1440),
        case!("season-2": "kitsu" {"season": "FALL"}, "anidb" {"season": "SUMMER"} => "/season" "SUMMER"),
        case!("year-2": "kitsu" {"year": 2014}, "anilist" {"year": 2013} => "/year" 2013),
        // "Other" is a word, but every other says more.
        case!("origin-2": "mal" {"origin": "Other"}, "anilist" {"origin": "LIGHT_NOVEL"} => "/origin" "LIGHT_NOVEL"),
        case!("origin-2": "mal" {"origin": "Other"}, "anilist" {"episodes": 1} => "/origin" "Other"),
        case!("rating-2": "kitsu" {"rating": "PG"}, "mal" {"rating": "r"}, "jikan" {"rating": "R - 17+ (violence)"}
            => "/rating" "R - 17+ (violence)", "/details/content_warnings" ["violence"]),
        case!("adult-1": "mal" {"adult": false}, "kitsu" {"adult": true} => "/adult" true, "/details/adult" true),
        // Silence is no word.
        case!("adult-1": "mal" {"adult": false} => "/adult" false, "/details/adult" false),
        case!("adult-1": "mal" {"episodes": 1}, "kitsu" {"adult": true} => "/adult" true),
        // The longest after cleaning: the credit behind the first makes it no longer.
        case!("synopsis-3":
            "anidb" {"synopsis": "A short word."},
            "mal" {"synopsis": "A train waits.<br>(Source: a site with a very long name, and its friends)"},
            "anime_planet" {"synopsis": "A train waits at a station in the moonlight for years."}
            => "/synopses/0/source" "anime_planet", "/synopses/1/text" "A train waits."),
        // Within a tenth trust decides.
        case!("synopsis-3":
            "kitsu" {"synopsis": "A train waits at the depot!!"}, "anilist" {"synopsis": "A train waits at the depot."}
            => "/synopses/0/source" "anilist"),
        // A dataset's sentences fill what nobody else tells.
        case!("synopsis-3":
            "starter" {"synopsis": "A very long sentence that no source has told."}, "kitsu" {"synopsis": "Short."}
            => "/synopses/0/source" "kitsu"),
        case!("background-2": "mal" {"background": "Shown."}, "animeschedule" {"background": "Shown at night, and again in summer."}
            => "/details/background" "Shown at night, and again in summer."),
        case!("image-2": "kitsu" {"images": [{"url": "https://k.invalid/1.jpg", "kind": "POSTER"}]},
            "mal" {"images": [{"url": "https://m.invalid/1.jpg", "kind": "POSTER"}]}
            => "/images/0/url" "https://m.invalid/1.jpg"),
    ]
}

fn dates_and_scores() -> Vec<Case> {
    vec![
        // The day fills up the year, and a first of January is a day made up.
        case!("start-date-2": "mal" {"start_date": "2014-04"}, "kitsu" {"start_date": "2014-04-05"}
            => "/start_date" "2014-04-05"),
        case!("start-date-2": "mal" {"start_date": "2014"}, "kitsu" {"start_date": "2014-01-01"}
            => "/start_date" "2014"),
        // The words of dates come from who stands first in the rule's order and has some.
        case!("start-date-2": "anilist" {"start_date": "2014-04-05"}, "jikan" {"start_date": "2014-04-05", "aired_words": "Apr 5, 2014 to ?"}
            => "/details/aired_words" "Apr 5, 2014 to ?"),
        case!("end-date-2": "mal" {"end_date": "2014-06-20"}, "anilist" {"end_date": "2014-06-27"}
            => "/end_date" "2014-06-20"),
        // The time of day goes with the zone of who says it.
        case!("broadcast-1":
            "mal" {"broadcast": {"day": "Sunday"}},
            "animeschedule" {"broadcast": {"day": "Monday", "time": "00:30", "zone": "Asia/Tokyo"}}
            => "/details/broadcast" {"day": "Sunday", "time": "00:30", "zone": "Asia/Tokyo"}),
        case!("slots-1":
            "animeschedule" {"slots": [{"kind": "sub", "time": "17:00", "zone": "UTC"}]},
            "livechart" {"slots": [{"kind": "sub", "time": "18:00"}, {"kind": "raw", "time": "16:00"}]}
            => "/details/slots" [{"kind": "raw", "time": "16:00"}, {"kind": "sub", "time": "17:00", "zone": "UTC"}]),
        case!("premieres-1":
            "animeschedule" {"premieres": [{"kind": "raw", "at": "2014-04-05T15:00:00Z"}]},
            "livechart" {"premieres": [{"kind": "raw", "at": "2014-04-06T15:00:00Z"}]}
            => "/details/premieres" [{"kind": "raw", "at": "2014-04-05T15:00:00Z"}]),
        case!("delays-1": "animeschedule" {"delays": [{"kind": "raw", "word": "Delayed", "reason": "Sports"}]}
            => "/details/delays/0/reason" "Sports"),
        // A score of no votes is none, one of zero neither; three sources quote one site.
        case!("score-2":
            "mal" {"score": {"value": 8.0, "scale_max": 10.0, "normalized": 8.0, "votes": 9}},
            "jikan" {"score": {"value": 7.9, "scale_max": 10.0, "normalized": 7.9, "votes": 8}},
            "anilist" {"score": {"value": 70.0, "scale_max": 100.0, "normalized": 7.0, "votes": null}},
            "kitsu" {"score": {"value": 90.0, "scale_max": 100.0, "normalized": 9.0, "votes": 0}},
            "anisearch" {"score": {"value": 0.0, "scale_max": 5.0, "normalized": 0.0, "votes": 3}},
            "offline_database" {"score": {"value": 3.0, "scale_max": 10.0, "normalized": 3.0, "votes": null}}
            => "/score/value" 7.5, "/score/votes" 9),
        case!("score-means-1": "offline_database" {"score_means": {"arithmetic": 7.0, "arithmetic_geometric": 6.9, "median": 7.1}}
            => "/details/score_means/arithmetic_geometric" 6.9),
        case!("statistics-1":
        "mal" {"rank": 5}, "jikan" {"rank": 6, "favorites": 7},
        "kitsu" {"score": {"value": 90.0, "scale_max": 100.0, "normalized": 9.0, "votes": 0}, "popularity": 11},
        "offline_database" {"score": {"value": 3.0, "scale_max": 10.0, "normalized": 3.0, "votes": null}}
        => "/details/statistics" [
            {"source": "mal", "rank": 5, "favorites": 7},
            {"source": "kitsu", "members": 11}
        ]),
        case!("popularity-1": "mal" {"popularity": 40}, "kitsu" {"popularity": 90} => "/popularity" 90),
    ]
}

fn words() -> Vec<Case> {
    vec![
        // For searching all words are there, in lower case and nothing folded.
        case!("tags-1": "mal" {"genres": ["Sci-Fi"], "tags": ["Sci-Fi"]}, "kitsu" {"tags": ["science fiction", "none"]}
            => "/tags" ["sci-fi", "science fiction"]),
        // The most trusted source that classified a word has it; who only lists tags does not.
        case!("genres-2":
            "anime_planet" {"tags": ["Detective", "Trains"]},
            "anilist" {"themes": ["Science Fiction"], "tags": ["Science Fiction"]},
            "mal" {"genres": ["Sci-Fi", "Mystery"], "tags": ["Sci-Fi", "Mystery"]}
            => "/details/genres" ["Sci-Fi", "Mystery"], "/details/themes" null, "/details/tags" ["Detective", "Trains"]),
        case!("themes-2":
            "mal" {"themes": ["Detectives"], "tags": ["Detectives"]},
            "kitsu" {"genres": ["Detective"], "tags": ["Detective"], "word_notes": {"Detective": "Somebody finds out."}}
            => "/details/genres" null, "/details/themes" [{"name": "Detectives", "description": "Somebody finds out."}]),
        // A single site's audience is a tag.
        case!("demographics-2": "anisearch" {"demographics": ["Male", "Josei"], "genres": ["Drama"]}
            => "/details/demographics" ["Josei"], "/details/tags" ["Male"]),
        case!("demographics-2": "mal" {"demographics": ["Josei"], "tags": ["Josei"]}, "anilist" {"themes": ["Josei"]}
            => "/details/demographics" ["Josei"], "/details/themes" null),
        // One list of MyAnimeList's own interface holds three kinds of words.
        case!("themes-2": "mal" {"genres": ["Drama", "Martial Arts", "Shounen"]}
            => "/details/genres" ["Drama"], "/details/themes" [{"name": "Martial Arts"}], "/details/demographics" ["Shounen"]),
        // A warning is one whoever gives it.
        case!("content-warnings-2": "mal" {"themes": ["Gore"], "genres": ["Horror"]}, "anime_planet" {"content_warnings": ["gore"]}
            => "/details/content_warnings" ["Gore"], "/details/themes" null, "/details/genres" ["Horror"]),
        // An age rating gives its reasons; a word of it is a tag no more.
        case!("content-warnings-2": "mal" {"rating": "R - 17+ (violence & profanity)", "genres": ["Horror"]}, "anidb" {"tags": ["violence", "trains"]}
            => "/details/content_warnings" ["violence", "profanity"], "/details/tags" ["trains"]),
    ]
}

fn lists() -> Vec<Case> {
    vec![
        // Who tells roles decides, legal suffixes are folded, most spell it so.
        case!("studios-3":
            "mal" {"studios": ["Depot Works Co., Ltd."]}, "anilist" {"studios": ["Depot Works"]}, "kitsu" {"studios": ["Depot Works"]},
            "anime_planet" {"studios": ["Depot Works", "Night Rail"]}
            => "/studios" ["Depot Works"]),
        // A company's page is found under the spelling that is listed.
        case!("studios-3":
            "mal" {"studios": ["Depot Works Co., Ltd."], "company_pages": {"Depot Works Co., Ltd.": "https://m.invalid/1"}},
            "anilist" {"studios": ["Depot Works"]}, "kitsu" {"studios": ["Depot Works"], "company_pages": {"Depot Works": "https://k.invalid/1"}}
            => "/details/company_pages" {"Depot Works": "https://m.invalid/1"}),
        case!("studios-3": "anime_planet" {"studios": ["Night Rail"]}, "anisearch" {"studios": ["Night Rail Inc."]}
            => "/studios" ["Night Rail"]),
        // Blanks behind initials and a word before the name are no other company.
        case!("studios-3":
            "mal" {"studios": ["J.C.Depot", "Lantern"]}, "anilist" {"studios": ["J.C. Depot", "Studio Lantern"]},
            "kitsu" {"studios": ["J.C. Depot"]}
            => "/studios" ["J.C. Depot", "Lantern"]),
        case!("studios-3": "mal" {"studios": ["Studio Lantern"]}, "anilist" {"studios": ["Depot"]}
            => "/studios" ["Studio Lantern", "Depot"]),
        // AniList lists as a producer who drew it by MyAnimeList's word.
        case!("producers-3":
            "mal" {"studios": ["Depot Works"], "producers": ["Night Rail"]}, "anilist" {"producers": ["Depot Works", "Tunnel"]}
            => "/producers" ["Night Rail", "Tunnel"]),
        case!("licensors-2": "mal" {"licensors": ["Far Press"]}, "kitsu" {"licensors": ["Far Press LLC"]}
            => "/details/licensors" ["Far Press"]),
        case!("licenses-1": "anime_planet" {"licenses": ["Night TV"]}, "anidb" {"licenses": ["night tv", "Day TV"]}
            => "/details/licenses" ["night tv", "Day TV"]),
        case!("staff-1":
            "mal" {"staff": [{"external_id": "mal_person:1", "name": "Saeki, Toru", "roles": ["Director"]}]},
            "anidb" {"staff": [{"external_id": "anidb_person:9", "name": "Saeki Tooru", "roles": ["Direction"]}]}
            => "/details/staff/0/roles" ["Director", "Direction"], "/details/staff/0/found_in" ["anidb", "mal"],
               "/details/staff/1" null, "/staff/0/name" "Toru Saeki"),
        case!("characters-1":
            "mal" {"characters": [{"external_id": "mal_character:1", "name": "Hale, Rin", "role": "MAIN"}]},
            "anilist" {"characters": [
                {"external_id": "anilist_character:5", "name": "Nao Mizuki", "role": "SUPPORTING"},
                {"external_id": "anilist_character:4", "name": "Rin Hale", "role": "MAIN", "name_native": "リン・ヘイル"}]}
            => "/details/characters/0/name" "Rin Hale", "/details/characters/0/name_native" "リン・ヘイル",
               "/details/characters/0/found_in" ["anilist", "mal"], "/details/characters/1/name" "Nao Mizuki"),
        case!("episode-list-1":
            "jikan" {"kind": "episodes", "episodes_list": [
                {"number": "2", "title": "Second"}, {"number": "1", "title": "First", "filler": true}]},
            "kitsu" {"kind": "episodes", "episodes_list": [
                {"number": "1", "title": "One", "title_native": "一", "thumbnails": ["https://k.invalid/e1.jpg"], "recap": true}]},
            "anilist" {"airings": [{"episode": "2", "at": "2014-04-12T15:00:00Z", "zone": "Asia/Tokyo", "kind": "raw"}]}
            => "/details/episodes/0/title" "First", "/details/episodes/0/title_native" "一",
               "/details/episodes/0/filler" true, "/details/episodes/0/recap" true,
               "/details/episodes/0/thumbnails" ["https://k.invalid/e1.jpg"],
               "/details/episodes/1/aired_at" "2014-04-12T15:00:00Z", "/details/episodes/1/zone" "Asia/Tokyo",
               "/details/episodes/2" null),
        case!("songs-1":
            "mal" {"songs": [{"kind": "OPENING", "title": "Rails", "artist": null, "episodes": "1-12"}]},
            "anidb" {"songs": [{"kind": "OPENING", "title": "RAILS", "artist": "Nao"}, {"kind": "ENDING", "title": "Rails"}]}
            => "/details/songs/0/artist" "Nao", "/details/songs/1/kind" "ENDING", "/details/songs/2" null),
        case!("videos-1":
            "mal" {"videos": [{"url": "https://www.youtube.com/embed/abc"}]},
            "kitsu" {"videos": [{"url": "https://youtu.be/abc", "title": "Trailer"}]}
            => "/details/videos" [{"url": "https://www.youtube.com/embed/abc", "title": "Trailer", "thumbnail": null}]),
        case!("images-1":
            "mal" {"images": [{"url": "https://m.invalid/1.jpg"}]},
            "kitsu" {"images": [{"url": "https://k.invalid/1.jpg", "kind": "BANNER"}, {"url": "https://m.invalid/1.jpg"}]}
            => "/images/1/kind" "BANNER", "/details/image_sources" ["mal", "kitsu"]),
        // One tie for one id, in the word of who says how; the site's own word is read.
        case!("relations-1":
            "mal" {"relations": [{"kind": "OTHER", "external_id": "mal:7", "title": null}, {"kind": "SEQUEL", "external_id": "anime_planet:1", "title": null}]},
            "anime_planet" {"relations": [{"kind": "Recap", "external_id": "mal:7", "title": "Moonlit Depot: Again"}]}
            => "/relations" [{"kind": "SUMMARY", "external_id": "mal:7", "title": "Moonlit Depot: Again"}]),
        case!("streams-2":
            "anilist" {"streams": [{"name": "Night TV", "url": "https://www.night.invalid/a", "subs": ["en"]}]},
            "kitsu" {"streams": [{"name": "NightTV", "url": "http://night.invalid/b", "subs": ["de"], "regions": ["DE"]}]}
            => "/details/streams/0/host" "night.invalid", "/details/streams/0/subs" ["en", "de"],
               "/details/streams/0/regions" ["DE"], "/details/streams/1" null),
        // A catalog's page about a service is not the service's; it is told by its name.
        case!("streams-2":
            "anisearch" {"streams": [{"name": "night-tv", "url": "https://www.anisearch.com/anime/1/streams?hoster=2"},
                {"name": "day", "url": "https://www.anisearch.com/anime/1/streams?hoster=3", "regions": ["US"]}]},
            "anime_planet" {"streams": [{"name": "Night TV", "url": null, "dubs": ["en"]}]},
            "kitsu" {"streams": [{"name": "NightTV", "url": "http://night.invalid/b"}]}
            => "/details/streams/0/host" "night.invalid", "/details/streams/0/dubs" ["en"],
               "/details/streams/0/found_in" ["kitsu", "anime_planet", "anisearch"],
               "/details/streams/1/host" "day", "/details/streams/1/regions" ["US"], "/details/streams/2" null),
        case!("links-1":
            "mal" {"links": [{"name": "Official Site", "url": "https://depot.invalid/"}]},
            "anilist" {"links": [{"name": "Official Site", "url": "http://www.depot.invalid"}, {"name": "Official Site", "url": "https://depot.invalid/two"}]}
            => "/details/links" [{"name": "Official Site", "url": "https://depot.invalid/"}, {"name": "Official Site", "url": "https://depot.invalid/two"}]),
    ]
}
