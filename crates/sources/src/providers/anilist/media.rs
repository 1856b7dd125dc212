//! How AniList's works are read.

use std::collections::BTreeMap;

use model::{
    Airing, AiringKind, ContextualRank, ExternalId, Format, FuzzyDate, Image, ImageKind, Instant, Medium,
    Namespace, Recommendation, Record, RecordKind, RelationEntry, RelationType, Score, Season, Status,
    Stream, Title, TitleKind, Video, WebLink,
};

use super::{FACTS, names, people};
use crate::{
    parts::{dates, durations, json::Json, regions, status, text},
    providers::Context,
};

/// Names of the sites that show or sell works, for links that do not say what they are.
const SERVICES: [&str; 24] = [
    "Adult Swim",
    "Amazon",
    "Amazon Prime Video",
    "AnimeLab",
    "Apple TV",
    "Bilibili",
    "Bilibili TV",
    "Crunchyroll",
    "Disney Plus",
    "Funimation",
    "HBO Max",
    "HIDIVE",
    "Hulu",
    "iQ",
    "Max",
    "Netflix",
    "Prime Video",
    "Tubi TV",
    "Viki",
    "VRV",
    "Wakanim",
    "WeTV",
    "YouTube",
    "Vimeo",
];

/// Tags that tell whom a work was made for, for answers that do not give a tag's category.
const AUDIENCES: [&str; 5] = ["Josei", "Kids", "Seinen", "Shoujo", "Shounen"];

/// A work; `None` where no id says which.
pub fn work(media: Json<'_>, kind: RecordKind, context: &Context) -> Option<Record> {
    names::work_id(media).map(|id| about(media, Record::new(FACTS.id.clone(), kind, id), context))
}

/// Everything that is said of a work, put into its record.
pub fn about(media: Json<'_>, mut record: Record, context: &Context) -> Record {
    record.url = media.at("siteUrl").url().or_else(|| record.external_id.url());
    kind_of_work(media, &mut record);
    titles(media, &mut record);
    counts(media, &mut record);
    time(media, &mut record, context);
    record.synopsis = media.at("description").prose().and_then(|text| text::without_credit(&text));
    subjects(media, &mut record);
    verdict(media, &mut record);
    makers(media.at("studios"), &mut record);
    record.images = names::pictures(media.at("coverImage"));
    let banner = names::picture(media.at("bannerImage"));
    record.images.extend(banner.map(|url| Image { url, kind: ImageKind::Banner }));
    record.relations = media.path("relations.edges").list().filter_map(relation).collect();
    around(media, &mut record);
    for key in ["characters", "characterPreview"] {
        people::add_castings(media.at(key), &mut record.characters);
    }
    for key in ["staff", "staffPreview"] {
        people::add_credits(media.at(key), &mut record.staff);
    }
    record.recommendations = recommendations(media.at("recommendations"));
    record.adult = media.at("isAdult").flag();
    record.origin = media.at("source").text();
    record
}

/// Works recommended beside another; one that was taken away is null.
pub fn recommendations(connection: Json<'_>) -> Vec<Recommendation> {
    let edges = connection.at("edges").list().map(|edge| edge.at("node"));
    let rows = connection.at("nodes").list().chain(edges).filter_map(|row| {
        let other = row.at("mediaRecommendation");
        Some(Recommendation {
            external_id: names::work_id(other)?,
            title: names::main_title(other.at("title")),
            votes: row.at("rating").number(),
        })
    });
    rows.collect()
}

/// One broadcast; its time is given in seconds since 1970, and so in UTC.
pub fn airing(node: Json<'_>) -> Option<Airing> {
    let at = jiff::Timestamp::from_second(node.at("airingAt").number()?).ok()?;
    let episode = node.at("episode").text()?;
    Some(Airing { episode, at: Instant::from(at), zone: Some("UTC".to_owned()), kind: AiringKind::Raw })
}

/// A date of three parts, each of which may be null.
pub fn date(parts: Json<'_>) -> Option<FuzzyDate> {
    dates::from_parts(parts.at("year").number(), parts.at("month").number(), parts.at("day").number())
}

/// Rows of lists may be known by MyAnimeList's id only, whose spaces are named alike.
fn is_printed(record: &Record) -> bool {
    record.external_id.namespace().as_str().ends_with("_manga")
}

fn kind_of_work(media: Json<'_>, record: &mut Record) {
    let printed = is_printed(record);
    let word = media.at("format").text();
    let country = media.at("countryOfOrigin").raw();
    record.format = word.as_deref().map(|word| match (word, country) {
        // Episodes of less than 15 minutes are still a broadcast series.
        ("TV_SHORT", _) => Format::Tv,
        ("MANGA", Some("KR")) => Format::Manhwa,
        ("MANGA", Some("CN" | "TW" | "HK")) => Format::Manhua,
        ("NOVEL", None | Some("JP")) => Format::LightNovel,
        (other, _) => Format::parse(other),
    });
    record.medium = Some(match (printed, word.as_deref()) {
        (_, Some("NOVEL")) => Medium::Novel,
        (true, _) => Medium::Manga,
        (false, _) => Medium::Anime,
    });
    record.format_word = word;
}

fn titles(media: Json<'_>, record: &mut Record) {
    let given = media.at("title");
    let country = media.at("countryOfOrigin").raw();
    let language = match country {
        Some("KR") => "ko",
        Some("CN") => "zh",
        Some("TW" | "HK") => "zh-Hant",
        _ => "ja",
    };
    let romanized = format!("{}-Latn", language.split('-').next().unwrap_or(language));
    let main = names::main_title(given);
    for (key, tag, kind) in [
        ("romaji", romanized.as_str(), TitleKind::Main),
        ("english", "en", TitleKind::Official),
        ("native", language, TitleKind::Official),
        ("userPreferred", "", TitleKind::Synonym),
    ] {
        let Some(title) = given.at(key).title() else { continue };
        if kind == TitleKind::Synonym && record.titles.iter().any(|known| known.text == title) {
            continue;
        }
        let kind =
            if Some(&title) == main.as_ref() && record.titles.is_empty() { TitleKind::Main } else { kind };
        record.titles.push(Title::new(title, kind).in_language(tag));
    }
    let others = record.titles.iter().map(|title| title.text.clone()).chain(media.at("synonyms").texts());
    let main_text = main.clone().unwrap_or_default();
    names::add_names(&mut record.synonyms, &main_text, others.collect::<Vec<_>>());
    for synonym in media.at("synonyms").texts() {
        if record.titles.iter().all(|known| known.text != synonym) {
            record.titles.push(Title::new(synonym, TitleKind::Synonym));
        }
    }
    record.title = main;
}

fn counts(media: Json<'_>, record: &mut Record) {
    // Of a series whose end is open, the episode before the next one is the last there is.
    let shown =
        || media.path("nextAiringEpisode.episode").number().and_then(|next| u64::try_from(next - 1).ok());
    record.episodes = media.at("episodes").count().or_else(|| shown().and_then(text::count));
    record.chapters = media.at("chapters").count();
    record.volumes = media.at("volumes").count();
    record.duration_s = media.at("duration").unsigned().and_then(durations::minutes);
}

fn time(media: Json<'_>, record: &mut Record, context: &Context) {
    record.start_date = date(media.at("startDate"));
    record.end_date = date(media.at("endDate"));
    record.season = media.at("season").raw().and_then(Season::parse);
    if record.season.is_none() && record.medium == Some(Medium::Anime) {
        record.season = record.start_date.and_then(Season::of);
    }
    let year = media.at("seasonYear").number().and_then(|year| dates::year(&year.to_string()));
    record.year = year.or_else(|| record.start_date.map(FuzzyDate::year));
    let single = record.format == Some(Format::Movie);
    record.status = media.at("status").text().map(|word| match word.as_str() {
        "RELEASING" => Status::Ongoing,
        "NOT_YET_RELEASED" => Status::Upcoming,
        other => Status::parse(other),
    });
    if record.status.is_none() {
        record.status = status::by_dates(record.start_date, record.end_date, single, context.today());
    }
}

fn subjects(media: Json<'_>, record: &mut Record) {
    record.genres = media.at("genres").texts();
    text::add_words(&mut record.tags, record.genres.clone());
    for tag in media.at("tags").list() {
        let Some(name) = tag.at("name").title() else { continue };
        let category = tag.at("category").raw();
        if category == Some("Demographic") || (category.is_none() && AUDIENCES.contains(&name.as_str())) {
            text::add_words(&mut record.demographics, [name.clone()]);
        } else if category == Some("Sexual Content") {
            text::add_words(&mut record.content_warnings, [name.clone()]);
        } else if category.is_some_and(|category| category.starts_with("Theme")) {
            text::add_words(&mut record.themes, [name.clone()]);
        }
        if let Some(note) = tag.at("description").prose() {
            record.word_notes.insert(name.clone(), note);
        }
        text::add_words(&mut record.tags, [name]);
    }
}

fn verdict(media: Json<'_>, record: &mut Record) {
    let shares = media.path("stats.scoreDistribution");
    let votes = shares.list().filter_map(|share| share.at("amount").unsigned()).fold(0, u64::saturating_add);
    let votes = (votes > 0).then_some(votes);
    let average = media.at("averageScore").decimal().filter(|average| *average > 0.0);
    record.score = average.and_then(|average| Score::new(average, 100.0, votes));
    record.popularity = media.at("popularity").unsigned();
    record.favorites = media.at("favourites").unsigned();
    let best = media.at("rankings").list().find(|ranking| {
        ranking.at("type").raw() == Some("RATED") && ranking.at("allTime").flag() == Some(true)
    });
    record.rank = best.and_then(|ranking| ranking.at("rank").count());
    let ranks: Vec<ContextualRank> = media.at("rankings").list().filter_map(ranking).collect();
    let popular =
        |rank: &&ContextualRank| rank.kind.as_deref() == Some("POPULAR") && rank.all_time == Some(true);
    record.popularity_rank = ranks.iter().find(popular).map(|rank| rank.rank);
    record.contextual_ranks = ranks;
}

/// A place among all works of a format, or those of a year or season.
fn ranking(entry: Json<'_>) -> Option<ContextualRank> {
    Some(ContextualRank {
        rank: entry.at("rank").count()?,
        kind: entry.at("type").text(),
        format: entry.at("format").text(),
        year: entry.at("year").number().and_then(|year| dates::year(&year.to_string())),
        season: entry.at("season").text(),
        all_time: entry.at("allTime").flag(),
    })
}

/// AniList calls the studios that animated it "main", and lists all other companies beside them.
fn makers(studios: Json<'_>, record: &mut Record) {
    for edge in studios.at("edges").list() {
        let node = edge.at("node");
        let Some(name) = node.at("name").title() else { continue };
        let main = edge.at("isMain").flag().or_else(|| node.at("isAnimationStudio").flag());
        let list = if main == Some(false) { &mut record.producers } else { &mut record.studios };
        add_page(node, &name, &mut record.company_pages);
        text::add_words(list, [name]);
    }
    for node in studios.at("nodes").list() {
        let Some(name) = node.at("name").title() else { continue };
        let animates = node.at("isAnimationStudio").flag() != Some(false);
        add_page(node, &name, &mut record.company_pages);
        text::add_words(if animates { &mut record.studios } else { &mut record.producers }, [name]);
    }
}

fn add_page(studio: Json<'_>, name: &str, pages: &mut BTreeMap<String, String>) {
    if let Some(page) = studio.at("siteUrl").url() {
        pages.entry(name.to_owned()).or_insert(page);
    }
}

fn relation(edge: Json<'_>) -> Option<RelationEntry> {
    let node = edge.at("node");
    Some(RelationEntry {
        // `COMPILATION`, `CONTAINS` and `SAME_UNIVERSE` have no like in ours and stay as they are.
        kind: edge.at("relationType").raw().map(RelationType::parse).unwrap_or_default(),
        external_id: names::work_id(node)?,
        title: names::main_title(node.at("title")),
    })
}

/// Where it is shown, films about it, its ids elsewhere.
fn around(media: Json<'_>, record: &mut Record) {
    let printed = is_printed(record);
    let mal = Namespace::known(if printed { "mal_manga" } else { "mal" });
    record.external_ids.extend(media.at("idMal").id().and_then(|id| ExternalId::new(mal, &id).ok()));
    for link in media.at("externalLinks").list() {
        let Some(url) = link.at("url").url() else { continue };
        if let Some(id) = ExternalId::from_provider_url(&url).filter(|id| is_of_medium(id, printed))
            && !record.external_ids.contains(&id)
        {
            record.external_ids.push(id);
        }
        let Some(name) = link.at("site").title() else { continue };
        let shows = match link.at("type").raw() {
            Some(kind) => kind == "STREAMING",
            None => SERVICES.contains(&name.as_str()),
        };
        if link.at("isDisabled").flag() == Some(true) {
            continue;
        }
        if shows {
            // The note beside a service is the country where it shows the work, or other words.
            let regions = link.at("notes").raw().map(regions::listed).unwrap_or_default();
            record.streams.push(Stream { name, url: Some(url), regions, ..Stream::default() });
        } else {
            record.links.push(WebLink { name, url });
        }
    }
    record.videos.extend(trailer(media.at("trailer")));
    record.airings.extend(airing(media.at("nextAiringEpisode")));
    // The titles of episodes that services show are left out: they are often those of another season.
}

/// Whether an id is one of a work of this medium; links also lead to what a work was made of.
fn is_of_medium(id: &ExternalId, printed: bool) -> bool {
    let space = id.namespace().as_str();
    let of_prints = space.ends_with("_manga") || matches!(space, "mangadex" | "manganelo");
    let of_games = matches!(space, "vndb" | "metacritic");
    id.kind() == model::EntityKind::Work && !space.starts_with("anilist") && !of_games && of_prints == printed
}

fn trailer(trailer: Json<'_>) -> Option<Video> {
    let id = trailer
        .at("id")
        .id()
        .filter(|id| id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)))?;
    let url = match trailer.at("site").raw()?.to_ascii_lowercase().as_str() {
        "youtube" => format!("https://www.youtube.com/watch?v={id}"),
        "dailymotion" => format!("https://www.dailymotion.com/video/{id}"),
        _ => return None,
    };
    Some(Video { url, title: None, thumbnail: trailer.at("thumbnail").url() })
}
