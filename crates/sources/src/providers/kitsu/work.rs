//! How Kitsu's anime and manga are read.

use model::{
    Format, FuzzyDate, Image, ImageKind, Medium, Record, RecordKind, RelationEntry, RelationType, Score,
    Season, Status, Stream, Title, TitleKind, Video,
};

use super::{
    FACTS, MANGA, credits,
    document::{Document, work_id},
    mapping,
};
use crate::{
    parts::{durations, json::Json, status, text},
    providers::Context,
};

/// An anime or manga; `None` for what is neither.
pub fn work<'a>(
    thing: Json<'a>,
    document: &Document<'a>,
    kind: RecordKind,
    context: &Context,
) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), kind, work_id(thing)?);
    record.url = record.external_id.url();
    let printed = *record.external_id.namespace() == MANGA;
    let about = thing.at("attributes");
    kind_of_work(about, printed, &mut record);
    titles(about, &mut record);
    record.episodes = about.at("episodeCount").count();
    record.chapters = about.at("chapterCount").count();
    record.volumes = about.at("volumeCount").count();
    record.duration_s = about.at("episodeLength").unsigned().and_then(durations::minutes);
    time(about, &mut record, context);
    let summary = about.at("synopsis").prose().or_else(|| about.at("description").prose());
    record.synopsis = summary.and_then(|text| text::without_credit(&text));
    verdict(about, &mut record);
    record.adult = about.at("nsfw").flag();
    record.rating = about.at("ageRating").text();
    text::add_words(
        &mut record.content_warnings,
        about.at("ageRatingGuide").raw().map(warnings).unwrap_or_default(),
    );
    record.images = pictures(about);
    let trailer = about
        .at("youtubeVideoId")
        .id()
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    record.videos.extend(trailer.map(|id| Video {
        url: format!("https://www.youtube.com/watch?v={id}"),
        title: None,
        thumbnail: None,
    }));
    hanging(thing, document, printed, &mut record);
    Some(record)
}

/// What the guide beside an age rating warns of: `Violence, Profanity`, `17+ (violence & profanity)`. What it
/// says of ages, as `Teens 13 or older`, is no warning.
fn warnings(guide: &str) -> Vec<String> {
    const OF_AGES: [&str; 7] = ["teen", "all ages", "child", "older", "family", "general", "horror"];
    let inside = guide.split_once('(').map_or(guide, |(_, inside)| inside.trim_end_matches(')'));
    let behind = inside.split_once("+ ").map_or(inside, |(_, behind)| behind);
    let parts = behind.split([',', '&']).filter_map(text::clean).map(|word| word.to_lowercase());
    parts
        .filter(|word| {
            !OF_AGES.iter().any(|age| word.contains(age)) && !word.bytes().any(|b| b.is_ascii_digit())
        })
        .collect()
}

/// The title that a thing is listed under.
pub fn main_title(about: Json<'_>) -> Option<String> {
    let given = about.at("titles");
    about
        .at("canonicalTitle")
        .title()
        .or_else(|| ["en_jp", "en", "en_us", "ja_jp"].iter().find_map(|key| given.at(key).title()))
        .or_else(|| given.entries().find_map(|(_, title)| title.title()))
}

/// Where a work may be watched.
pub fn stream<'a>(link: Json<'a>, document: &Document<'a>) -> Option<Stream> {
    let about = link.at("attributes");
    let url = about.at("url").url();
    let name =
        document.one(link, "streamer").and_then(|streamer| streamer.path("attributes.siteName").title());
    // Without the streamer the address tells who it is.
    let host = || {
        let url = url::Url::parse(url.as_deref()?).ok()?;
        url.host_str().map(|host| host.trim_start_matches("www.").to_owned())
    };
    let name = name.or_else(host)?;
    Some(Stream {
        name,
        url,
        dubs: about.at("dubs").texts(),
        subs: about.at("subs").texts(),
        ..Stream::default()
    })
}

/// Adds genres and categories; what is in both lists is there once.
pub fn add_subject(thing: Json<'_>, record: &mut Record) {
    let name = thing.path("attributes.name").title().or_else(|| thing.path("attributes.title").title());
    let Some(name) = name else { return };
    if let Some(note) = thing.path("attributes.description").prose() {
        record.word_notes.entry(name.clone()).or_insert(note);
    }
    if thing.at("type").raw() == Some("genres") {
        text::add_words(&mut record.genres, [name.clone()]);
    }
    text::add_words(&mut record.tags, [name]);
}

fn kind_of_work(about: Json<'_>, printed: bool, record: &mut Record) {
    let word = ["subtype", "showType", "mangaType"].iter().find_map(|key| about.at(key).text());
    record.medium = Some(match (printed, word.as_deref()) {
        (true, Some("novel")) => Medium::Novel,
        (true, _) => Medium::Manga,
        (false, _) => Medium::Anime,
    });
    record.format = word.as_deref().map(|word| match word.to_ascii_lowercase().as_str() {
        "oneshot" => Format::OneShot,
        "doujin" => Format::Doujinshi,
        // Manga made in English.
        "oel" => Format::Manga,
        _ => Format::parse(word),
    });
    record.format_word = word;
}

fn titles(about: Json<'_>, record: &mut Record) {
    let Some(main) = main_title(about) else { return };
    let mut given: Vec<Title> = Vec::new();
    for (key, title) in about.at("titles").entries() {
        let Some(title) = title.title() else { continue };
        let tag = language(key);
        if given.iter().any(|known| known.text == title && known.language.is_some()) {
            continue;
        }
        given.push(Title::new(title, TitleKind::Official).in_language(&tag));
    }
    // `en_us` beside `en` says the same again; the main one comes first.
    match given.iter().position(|title| title.text == main) {
        Some(place) => {
            let mut title = given.remove(place);
            title.kind = TitleKind::Main;
            record.titles.push(title);
        }
        None => record.titles.push(Title::new(main.clone(), TitleKind::Main)),
    }
    record.titles.append(&mut given);
    for name in about.at("abbreviatedTitles").texts() {
        if record.titles.iter().all(|known| known.text != name) {
            record.titles.push(Title::new(name, TitleKind::Synonym));
        }
    }
    for name in record.titles.iter().map(|title| &title.text).filter(|text| **text != main) {
        if !record.synonyms.contains(name) {
            record.synonyms.push(name.clone());
        }
    }
    record.title = Some(main);
}

/// A key of the titles as a language tag. The second part is a country: `en_us` is English as written in the
/// United States, and `en_jp` is Japanese in Latin letters.
pub fn language(key: &str) -> String {
    let (language, country) = key.split_once(['_', '-']).unwrap_or((key, ""));
    let spoken = match country {
        "jp" => "ja",
        "kr" => "ko",
        "cn" | "tw" | "hk" => "zh",
        "th" => "th",
        "ru" => "ru",
        _ => "",
    };
    match (language, country) {
        ("en", "us") => "en".to_owned(),
        ("en", _) if !spoken.is_empty() => format!("{spoken}-Latn"),
        (language, country) if language == spoken && country != "tw" && country != "hk" => {
            language.to_owned()
        }
        (language, "") => language.to_owned(),
        (language, country) if language == country => language.to_owned(),
        (language, country) => format!("{language}-{}", country.to_ascii_uppercase()),
    }
}

fn time(about: Json<'_>, record: &mut Record, context: &Context) {
    record.start_date = about.at("startDate").date();
    record.end_date = about.at("endDate").date();
    if record.medium == Some(Medium::Anime) {
        record.season = record.start_date.and_then(Season::of);
    }
    record.year = record.start_date.map(FuzzyDate::year);
    record.status = match about.at("status").raw() {
        Some("finished") => Some(Status::Finished),
        Some("current") => Some(Status::Ongoing),
        Some("upcoming" | "unreleased") => Some(Status::Upcoming),
        // "To be announced" is said of works that came out long ago as well.
        Some("tba") => None,
        Some(other) => text::known(other).map(|word| Status::parse(&word)),
        None => {
            let single = record.format == Some(Format::Movie);
            status::by_dates(record.start_date, record.end_date, single, context.today())
        }
    };
}

fn verdict(about: Json<'_>, record: &mut Record) {
    let told = about.at("ratingFrequencies").entries().count() > 0;
    let shares = about.at("ratingFrequencies").entries().filter_map(|(_, count)| count.unsigned());
    let votes = shares.fold(0, u64::saturating_add);
    // A mean that nobody voted for is left over from votes that were taken back.
    let average =
        about.at("averageRating").decimal().filter(|average| *average > 0.0 && !(told && votes == 0));
    record.score = average.and_then(|average| Score::new(average, 100.0, (votes > 0).then_some(votes)));
    record.rank = about.at("ratingRank").count();
    record.popularity = about.at("userCount").unsigned();
    record.popularity_rank = about.at("popularityRank").count();
    record.favorites = about.at("favoritesCount").unsigned();
}

fn pictures(about: Json<'_>) -> Vec<Image> {
    let mut found: Vec<Image> = Vec::new();
    let sizes = [
        ("original", ImageKind::Poster),
        ("large", ImageKind::Poster),
        ("medium", ImageKind::Thumbnail),
        ("small", ImageKind::Thumbnail),
        ("tiny", ImageKind::Thumbnail),
    ];
    for (size, kind) in sizes {
        let url = about.at("posterImage").at(size).url();
        found.extend(url.filter(|url| is_own(url)).map(|url| Image { url, kind }));
    }
    let cover = ["original", "large", "small"].iter().find_map(|size| about.at("coverImage").at(size).url());
    found.extend(cover.filter(|url| is_own(url)).map(|url| Image { url, kind: ImageKind::Banner }));
    found
}

/// Stand-ins for missing pictures are none.
fn is_own(url: &str) -> bool {
    !url.contains("/default_") && !url.contains("/missing")
}

fn hanging<'a>(thing: Json<'a>, document: &Document<'a>, printed: bool, record: &mut Record) {
    for (name, kind) in [("genres", "genres"), ("categories", "categories")] {
        for subject in document.related(thing, name, kind) {
            add_subject(subject, record);
        }
    }
    for production in document.related(thing, "animeProductions", "animeProductions") {
        let name = document
            .one(production, "producer")
            .and_then(|producer| producer.path("attributes.name").title());
        let list = match production.path("attributes.role").raw() {
            Some("studio") => &mut record.studios,
            Some("licensor") => &mut record.licensors,
            _ => &mut record.producers,
        };
        text::add_words(list, name);
    }
    for relation in document.related(thing, "mediaRelationships", "mediaRelationships") {
        record.relations.extend(related(relation, document));
    }
    for link in document.related(thing, "streamingLinks", "streamingLinks") {
        record.streams.extend(stream(link, document));
    }
    for entry in document.related(thing, "mappings", "") {
        if let Some(id) = mapping::external_id(entry, printed).filter(|id| !record.external_ids.contains(id))
        {
            record.external_ids.push(id);
        }
    }
    for name in ["animeCharacters", "mangaCharacters", "characters"] {
        for part in document.related(thing, name, "") {
            credits::add_character(part, document, &mut record.characters);
        }
    }
    for name in ["animeStaff", "mangaStaff", "staff"] {
        for part in document.related(thing, name, "") {
            credits::add_staff(part, document, &mut record.staff);
        }
    }
}

fn related<'a>(relation: Json<'a>, document: &Document<'a>) -> Option<RelationEntry> {
    let other = document.one(relation, "destination")?;
    let kind = relation.path("attributes.role").raw().map(|role| match role {
        "spinoff" => RelationType::SpinOff,
        "parent_story" => RelationType::Parent,
        "alternative_version" | "alternative_setting" => RelationType::Alternative,
        other => RelationType::parse(other),
    });
    Some(RelationEntry {
        kind: kind.unwrap_or_default(),
        external_id: work_id(other)?,
        title: main_title(other.at("attributes")),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn guides_warn_or_tell_ages() {
        let cases: [(&str, &[&str]); 6] = [
            ("Violence, Profanity", &["violence", "profanity"]),
            ("17+ (violence & profanity)", &["violence", "profanity"]),
            ("17+ violence", &["violence"]),
            ("Mild Nudity", &["mild nudity"]),
            ("13 - Teens 13 or older", &[]),
            ("", &[]),
        ];
        for (guide, words) in cases {
            assert_eq!(super::warnings(guide), words, "{guide}");
        }
    }

    #[test]
    fn keys_of_titles_as_tags() {
        for (key, tag) in [
            ("en", "en"),
            ("en_us", "en"),
            ("en_jp", "ja-Latn"),
            ("en_kr", "ko-Latn"),
            ("en_cn", "zh-Latn"),
            ("ja_jp", "ja"),
            ("ko_kr", "ko"),
            ("zh_cn", "zh"),
            ("zh_tw", "zh-TW"),
            ("fr_fr", "fr"),
            ("pt_br", "pt-BR"),
            ("", ""),
        ] {
            assert_eq!(super::language(key), tag, "{key}");
        }
    }
}
