//! Works, alone and as rows of lists.

use model::{
    ExternalId, Format, Image, ImageKind, Medium, Record, RecordKind, Score, Season, Status, Title, TitleKind,
};

use super::{ANIME, FACTS, MANGA, Side, account, parts, side, words};
use crate::{
    parts::{json::Json, status, text},
    providers::Context,
};

/// A row of a list: the work, with its place or what a user noted beside it.
pub fn row(row: Json<'_>, named: Side, kind: RecordKind, context: &Context) -> Option<Record> {
    let node = row.at("node");
    node.at("id").id()?;
    let mut record = work(node, named, kind, context)?;
    if row.at("list_status").is_some() {
        record.list_entry = Some(account::entry(row.at("list_status")));
    }
    Some(record)
}

/// A work; `named` is what the endpoint is about.
pub fn work(node: Json<'_>, named: Side, kind: RecordKind, context: &Context) -> Option<Record> {
    let title = node.at("title").title()?;
    // What the answer itself shows counts more than what it was asked as.
    let side = side(node).unwrap_or(named);
    let namespace = if side == Side::Manga { MANGA } else { ANIME };
    let id = node.at("id").id().and_then(|id| ExternalId::new(namespace.clone(), &id).ok());
    let id = id
        .or_else(|| context.subject.clone())
        .unwrap_or_else(|| context.stand_in(&FACTS.id, namespace, &title));
    let mut record = Record::new(FACTS.id.clone(), kind, id);
    record.url = record.external_id.url();
    format(node, side, &mut record);
    titles(node, title, &mut record);
    record.episodes = node.at("num_episodes").count();
    record.chapters = node.at("num_chapters").count();
    record.volumes = node.at("num_volumes").count();
    dates(node, side, context, &mut record);
    let seconds = node.at("average_episode_duration").count();
    record.duration_s = seconds;
    record.synopsis = node.at("synopsis").prose().and_then(|text| text::without_credit(&text));
    record.background = node.at("background").prose();
    record.genres = node.at("genres").names("name");
    record.tags = record.genres.clone();
    record.studios = node.at("studios").names("name");
    record.images = images(node.at("main_picture"));
    let votes = node.at("num_scoring_users").unsigned();
    let mean = node.at("mean").decimal().filter(|mean| *mean > 0.0 && votes != Some(0));
    record.score = mean.and_then(|mean| Score::new(mean, 10.0, votes));
    record.rank = node.at("rank").count();
    // `popularity` is a place in a ranking; how many follow it is another number.
    record.popularity = node.at("num_list_users").unsigned();
    record.favorites = node.at("num_favorites").unsigned();
    record.rating = node.at("rating").text();
    let nsfw = node.at("nsfw").raw();
    record.adult = (nsfw.is_some() || record.rating.is_some())
        .then(|| nsfw == Some("black") || record.rating.as_deref() == Some("rx"));
    record.origin = node.at("source").text();
    record.broadcast = parts::broadcast(node.at("broadcast"));
    record.relations = parts::relations(node);
    record.recommendations = parts::recommendations(node.at("recommendations"), &record.external_id);
    record.videos = parts::videos(node.at("videos"));
    parts::authors(node, &mut record);
    if node.at("my_list_status").is_some() {
        record.list_entry = Some(account::entry(node.at("my_list_status")));
    }
    Some(record)
}

fn format(node: Json<'_>, side: Side, record: &mut Record) {
    let word = node.at("media_type").raw();
    let known = word.and_then(words::format);
    record.medium = Some(
        known
            .as_ref()
            .map_or(if side == Side::Manga { Medium::Manga } else { Medium::Anime }, |(_, medium)| {
                medium.clone()
            }),
    );
    record.format_word = word.filter(|word| *word != "unknown").and_then(|word| {
        let says_more = known.as_ref().is_none_or(|(format, _)| Format::parse(word) != *format);
        says_more.then(|| word.to_owned())
    });
    record.format = known.map(|(format, _)| format);
}

fn titles(node: Json<'_>, title: String, record: &mut Record) {
    let others = node.at("alternative_titles");
    record.titles.push(Title::new(title.clone(), TitleKind::Main));
    for language in ["en", "ja"] {
        if let Some(text) = others.at(language).title() {
            record.titles.push(Title::new(text, TitleKind::Official).in_language(language));
        }
    }
    let synonyms = others.at("synonyms").texts();
    record.titles.extend(synonyms.iter().map(|text| Title::new(text.clone(), TitleKind::Synonym)));
    let all = record.titles.iter().skip(1).map(|other| other.text.clone()).filter(|text| *text != title);
    let all: Vec<String> = all.collect();
    text::add_words(&mut record.synonyms, all);
    record.title = Some(title);
}

fn dates(node: Json<'_>, side: Side, context: &Context, record: &mut Record) {
    record.start_date = node.at("start_date").date();
    record.end_date = node.at("end_date").date();
    let start = record.start_date;
    let season = node.at("start_season");
    let named_year = season.at("year").number().and_then(|year| crate::parts::dates::year(&year.to_string()));
    record.year = named_year.or(start.map(model::FuzzyDate::year));
    if side == Side::Anime {
        record.season =
            season.at("season").raw().and_then(Season::parse).or_else(|| start.and_then(Season::of));
    }
    let by_dates = || -> Option<Status> {
        let single = record.format == Some(Format::Movie) || record.format == Some(Format::OneShot);
        status::by_dates(start, record.end_date, single, context.today())
    };
    record.status = node.at("status").raw().and_then(status::by_word).or_else(by_dates);
}

/// The poster and its small copy, but not the picture that stands for none.
fn images(picture: Json<'_>) -> Vec<Image> {
    let both = [("large", ImageKind::Poster), ("medium", ImageKind::Thumbnail)];
    let found = both.into_iter().filter_map(|(key, kind)| {
        let url = picture.at(key).url().filter(|url| !is_stand_in(url))?;
        Some(Image { url, kind })
    });
    let mut found: Vec<Image> = found.collect();
    // The small one is the poster where there is no other.
    if let [only] = found.as_mut_slice() {
        only.kind = ImageKind::Poster;
    }
    found
}

fn is_stand_in(url: &str) -> bool {
    ["/qm_50", "/qm_", "questionmark", "/na.gif", "apple-touch-icon"].iter().any(|mark| url.contains(mark))
}
