//! What a plan can ask of a work beyond the plain filters, as short words in one open vocabulary:
//! `origin=manga`, `stream=netflix`, `dub=de`, `country=CN`, `airs=friday`, `director=kon satoshi`.
//!
//! One list per work holds them all, so that a new kind of question is a new key here and no new column.
//! A person's name is folded and its words are sorted, because sources do not agree on which comes first.

use std::collections::BTreeSet;

use model::{Format, Medium, Work};

use crate::{Document, text::fold};

/// Hosts of streaming services, with the names by which they are asked for.
const SERVICES: &[(&str, &str)] = &[
    ("netflix", "netflix"),
    ("crunchyroll", "crunchyroll"),
    ("hulu", "hulu"),
    ("primevideo", "prime_video"),
    ("amazon", "prime_video"),
    ("prime video", "prime_video"),
    ("disneyplus", "disney_plus"),
    ("disney", "disney_plus"),
    ("hidive", "hidive"),
    ("funimation", "funimation"),
    ("youtube", "youtube"),
    ("bilibili", "bilibili"),
    ("tubi", "tubi"),
    ("hbomax", "max"),
    ("hbo max", "max"),
    ("max", "max"),
    ("apple", "apple_tv"),
    ("animationdigitalnetwork", "adn"),
    ("adn", "adn"),
    ("wakanim", "wakanim"),
    ("abema", "abema"),
    ("animestore", "d_anime_store"),
    ("danimestore", "d_anime_store"),
    ("unext", "u_next"),
    ("u next", "u_next"),
];
/// Tags that tell what a work was adapted from.
const ORIGINS: &[(&str, &str)] = &[
    ("based on a manga", "manga"),
    ("based on a light novel", "light_novel"),
    ("based on a novel", "novel"),
    ("based on a web novel", "web_novel"),
    ("based on a visual novel", "visual_novel"),
    ("based on an eroge", "visual_novel"),
    ("based on an otome game", "visual_novel"),
    ("based on a video game", "game"),
    ("based on a mobile game", "game"),
    ("based on a webtoon", "webtoon"),
    ("based on a 4 koma manga", "4_koma"),
    ("based on a card game", "card_game"),
    ("based on a picture book", "book"),
    ("original work", "original"),
];
/// Tags that tell where a work was made.
const COUNTRIES: &[(&str, &str)] = &[
    ("chinese animation", "CN"),
    ("chinese production", "CN"),
    ("donghua", "CN"),
    ("korean animation", "KR"),
    ("korean production", "KR"),
    ("japanese production", "JP"),
    ("american animation", "US"),
    ("french animation", "FR"),
];
/// What sources call the one who did it, without what stands in brackets.
const ROLES: &[(&str, &[&str])] = &[
    ("director", &["director", "direction", "chief director", "series director", "general director"]),
    ("writer", &["series composition", "script", "screenplay", "scenario", "writer"]),
    ("composer", &["music", "composer", "music composition", "music composer", "original music"]),
    (
        "author",
        &[
            "original creator",
            "original work",
            "original story",
            "original concept",
            "author",
            "story art",
            "story and art",
            "story",
            "mangaka",
        ],
    ),
];

/// A person's name as facts hold it.
pub(crate) fn person_key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

/// An origin in any source's spelling, as plans name it; `None` for one that no plan asks for.
fn origin_of(word: &str) -> Option<&'static str> {
    Some(match fold(word).as_str() {
        "manga" | "comic" => "manga",
        "light novel" => "light_novel",
        "novel" | "mixed media novel" => "novel",
        "web novel" => "web_novel",
        "visual novel" => "visual_novel",
        "game" | "video game" => "game",
        "original" => "original",
        "web manga" | "webtoon" | "web comic" => "webtoon",
        "4 koma manga" | "4 koma" => "4_koma",
        "card game" => "card_game",
        "book" | "picture book" => "book",
        _ => return None,
    })
}

/// The facts of a document, without repeats, in order.
pub(crate) fn facts(document: &Document) -> Vec<String> {
    let work = &document.work;
    let mut facts = BTreeSet::new();
    facts.extend(work.origin.as_deref().and_then(origin_of).map(|origin| format!("origin={origin}")));
    for tag in &work.tags {
        let folded = fold(tag);
        let told = |table: &[(&str, &'static str)]| {
            table.iter().find(|(known, _)| *known == folded).map(|(_, meant)| *meant)
        };
        // What a source says outright counts; a tag only where none does.
        let origin = told(ORIGINS).filter(|_| work.origin.as_deref().and_then(origin_of).is_none());
        facts.extend(origin.map(|origin| format!("origin={origin}")));
        facts.extend(told(COUNTRIES).map(|country| format!("country={country}")));
    }
    match work.format {
        Format::Manhwa => drop(facts.insert("country=KR".to_owned())),
        Format::Manhua => drop(facts.insert("country=CN".to_owned())),
        _ => {}
    }
    people(document, &mut facts);
    let Some(details) = work.details.as_deref() else { return facts.into_iter().collect() };
    for entry in &details.streams {
        facts.extend(service(&entry.host, &entry.stream.name).map(|name| format!("stream={name}")));
        for (key, languages) in [("dub", &entry.stream.dubs), ("sub", &entry.stream.subs)] {
            for language in languages {
                let primary = language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
                // The original sound is no dub.
                if key == "sub" || primary != "ja" {
                    facts.insert(format!("{key}=any"));
                }
                facts.insert(format!("{key}={primary}"));
            }
        }
        facts.extend(entry.stream.regions.iter().map(|region| format!("region={}", region.to_uppercase())));
    }
    let days = details.broadcast.iter().filter_map(|slot| slot.day.as_deref());
    let days = days.chain(details.slots.iter().filter_map(|slot| slot.day.as_deref()));
    facts.extend(days.map(|day| format!("airs={}", day.to_lowercase().trim_end_matches('s'))));
    facts.into_iter().collect()
}

/// The service of a host, or of a name where no host is known.
fn service(host: &str, name: &str) -> Option<&'static str> {
    let of_host = |part: &str| SERVICES.iter().find(|(known, _)| *known == part).map(|(_, service)| *service);
    let folded = fold(name);
    let first_word = folded.split(' ').next().unwrap_or_default();
    host.split('.').find_map(of_host).or_else(|| of_host(&folded)).or_else(|| of_host(first_word))
}

fn people(document: &Document, facts: &mut BTreeSet<String>) {
    let work: &Work = &document.work;
    let mut add = |name: &str, roles: &[String]| {
        let key = person_key(name);
        if key.is_empty() {
            return;
        }
        for role in roles {
            let bare = fold(role.split('(').next().unwrap_or_default());
            let known = ROLES.iter().filter(|(_, words)| words.contains(&bare.as_str()));
            facts.extend(known.map(|(role, _)| format!("{role}={key}")));
        }
        facts.insert(format!("person={key}"));
    };
    document.people.iter().for_each(|name| add(name, &[]));
    work.staff.iter().for_each(|credit| add(&credit.name, &credit.roles));
    if work.medium != Medium::Anime {
        // The makers of a manga or a novel stand where those of an anime have its studios.
        work.studios.iter().for_each(|name| add(name, &["author".to_owned()]));
    }
    let Some(details) = work.details.as_deref() else { return };
    for member in &details.staff {
        add(&member.name, &member.roles);
        if let Some(native) = &member.name_native {
            add(native, &member.roles);
        }
    }
    for voice in details.characters.iter().flat_map(|member| &member.casting.voice_actors) {
        let key = person_key(&voice.name);
        facts.insert(format!("voice={key}"));
        facts.insert(format!("person={key}"));
    }
}

#[cfg(test)]
mod tests {
    use model::{Credit, WorkId};

    use super::*;

    #[test]
    fn what_can_be_asked_of_a_work() {
        let mut work = Work::new(WorkId::new(1).expect("one"), Medium::Anime, "Moonlit Depot");
        work.tags = vec!["based on a manga".to_owned(), "Chinese Animation".to_owned()];
        work.staff = vec![Credit {
            external_id: None,
            name: "Ada Heron".to_owned(),
            roles: vec!["Director (eps 1-3)".to_owned(), "Sound Director".to_owned()],
        }];
        let document = Document::new(work);
        assert_eq!(
            facts(&document),
            ["country=CN", "director=ada heron", "origin=manga", "person=ada heron"]
        );
        assert_eq!(person_key("Heron, Ada"), person_key("Ada HERON"));
        assert_eq!(service("www.netflix.com", "Netflix"), Some("netflix"));
        assert_eq!(service("prime video", "Prime Video"), Some("prime_video"));
        assert_eq!(service("example.test", "Nowhere"), None);
    }
}
