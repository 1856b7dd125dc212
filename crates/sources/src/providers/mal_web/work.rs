//! The page of an anime or a manga.

use model::{Broadcast, Credit, Format, FuzzyDate, Medium, Record, RecordKind, Score, Season, Status};

use super::{
    MANGA, around, credits, episodes,
    fields::{Field, Fields},
    ids, songs, titles,
};
use crate::{
    parts::{
        dates, durations,
        html::{self, Page},
        status, text,
    },
    providers::{Context, ParseError, Parsed},
};

pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let fields = Fields::of(page);
    let id = ids::subject(page).or_else(|| context.subject.clone());
    let id = id
        .filter(|id| id.kind() == model::EntityKind::Work)
        .ok_or_else(|| ParseError::damaged("there is no work in it"))?;
    let printed = *id.namespace() == MANGA;
    let mut record = ids::record(RecordKind::Work, id);
    record.url = page.address().filter(|url| url.starts_with("http")).or(record.url);
    titles::read(page, &fields, &mut record);
    if fields.is_empty() || record.title.is_none() {
        return Err(ParseError::damaged("nothing is said of the work"));
    }
    kind_of(&fields, printed, &mut record);
    record.episodes = fields.text(&["Episodes"]).and_then(|count| text::number(&count)).and_then(text::count);
    record.volumes = fields.text(&["Volumes"]).and_then(|count| text::number(&count)).and_then(text::count);
    record.chapters = fields.text(&["Chapters"]).and_then(|count| text::number(&count)).and_then(text::count);
    record.duration_s = fields.text(&["Duration"]).as_deref().and_then(durations::seconds);
    dates_of(&fields, &mut record);
    // Seasons are those of broadcasts.
    record.season = record.season.filter(|_| !printed);
    let single = record.format == Some(Format::Movie) || record.episodes == Some(1);
    record.status = fields
        .text(&["Status"])
        .as_deref()
        .map(status_of)
        .or_else(|| status::by_dates(record.start_date, record.end_date, single, context.today()));
    record.broadcast = fields.text(&["Broadcast"]).as_deref().and_then(broadcast);
    subjects(&fields, &mut record);
    record.studios = fields.names(&["Studios", "Studio"], "/producer/");
    record.producers = fields.names(&["Producers", "Producer"], "/producer/");
    record.licensors = fields.names(&["Licensors", "Licensor"], "/producer/");
    authors(&fields, &mut record);
    record.origin = fields.text(&["Source"]);
    record.rating = fields.text(&["Rating"]);
    record.adult = is_adult(&record);
    numbers(&fields, &mut record);
    let pictured = page
        .attr("[itemprop=image][content]", "content")
        .or_else(|| page.attr("img[itemprop=image]", "data-src"))
        .or_else(|| page.attr("img[itemprop=image]", "src"))
        .or_else(|| page.attr("[data-image]:not(.pictures)", "data-image"))
        .or_else(|| page.meta("og:image"));
    if let Some(address) = pictured {
        ids::add_poster(&mut record, &address);
    }
    let told = page.first("[itemprop=description]").and_then(html::prose).filter(|told| !is_missing(told));
    record.synopsis = told.as_deref().and_then(text::without_credit);
    let told = page.first("#background p").and_then(html::prose).or_else(|| after_heading(page));
    record.background = told.filter(|told| !is_missing(told));
    record.relations = around::relations(page, &record.external_id);
    record.external_ids = around::external_ids(page, &record.external_id);
    record.streams = around::streams(page);
    record.videos = around::videos(page);
    record.recommendations = around::recommendations(page, &record.external_id);
    record.songs = songs::read(page);
    record.characters = credits::characters(page);
    add_staff(&mut record, credits::staff(page));
    record.episodes_list = episodes::list(page);
    Ok(Parsed::one(record))
}

fn kind_of(fields: &Fields<'_>, printed: bool, record: &mut Record) {
    record.format_word = fields.text(&["Type"]);
    record.format = record.format_word.as_deref().map(format);
    record.medium = Some(match &record.format {
        Some(Format::LightNovel | Format::Novel) => Medium::Novel,
        _ if printed => Medium::Manga,
        _ => Medium::Anime,
    });
}

/// The format of one of the site's words.
pub fn format(word: &str) -> Format {
    match word {
        "TV Special" | "CM" => Format::Special,
        word => Format::parse(word),
    }
}

/// The status of one of the site's words.
fn status_of(word: &str) -> Status {
    status::by_word(word).unwrap_or_else(|| Status::parse(word))
}

fn dates_of(fields: &Fields<'_>, record: &mut Record) {
    let period = fields.text(&["Aired", "Published"]);
    (record.start_date, record.end_date) = period.as_deref().map(dates::period).unwrap_or_default();
    let (season, year) = fields.text(&["Premiered"]).as_deref().map(dates::season).unwrap_or_default();
    record.season = season.or_else(|| record.start_date.and_then(Season::of));
    record.year = year.or_else(|| record.start_date.map(FuzzyDate::year));
}

/// `Fridays at 01:25 (JST)`; a part that is `Unknown` is left out.
fn broadcast(text: &str) -> Option<Broadcast> {
    let day = text.split(' ').next().and_then(|day| day.strip_suffix('s')).filter(|day| day.ends_with("day"));
    let time = text.split(' ').find(|word| {
        word.split_once(':').is_some_and(|(h, m)| [h, m].iter().all(|part| part.parse::<u8>().is_ok()))
    });
    let zone = text.contains("(JST)").then(|| "Asia/Tokyo".to_owned());
    (day.is_some() || time.is_some()).then(|| Broadcast {
        day: day.map(str::to_owned),
        time: time.map(str::to_owned),
        zone,
    })
}

fn subjects(fields: &Fields<'_>, record: &mut Record) {
    record.genres = fields.names(&["Genres", "Genre"], "/genre/");
    text::add_words(&mut record.genres, fields.names(&["Explicit Genres", "Explicit Genre"], "/genre/"));
    record.themes = fields.names(&["Themes", "Theme"], "/genre/");
    record.demographics = fields.names(&["Demographics", "Demographic"], "/genre/");
    for words in [&record.genres, &record.themes, &record.demographics] {
        text::add_words(&mut record.tags, words.clone());
    }
}

/// `Miura, Kentarou (Story & Art), …`: each link is followed by what they did.
fn authors(fields: &Fields<'_>, record: &mut Record) {
    let Some(field) = fields.get(&["Authors", "Author"]) else { return };
    for link in html::within(field.value, "a[href]").take(100) {
        let id = html::attr(link, "href").as_deref().and_then(ids::entity);
        let (Some(id), Some(name)) = (id, html::words(link)) else { continue };
        let role = link.next_sibling().and_then(|next| next.value().as_text().map(|text| text.to_string()));
        let role =
            role.as_deref().and_then(|text| text.split_once('(')).and_then(|(_, rest)| rest.split_once(')'));
        let roles = role.and_then(|(role, _)| text::clean(role)).into_iter().collect();
        text::add_words(&mut record.studios, [name.clone()]);
        record.staff.push(Credit { external_id: Some(id), name, roles });
    }
}

fn add_staff(record: &mut Record, staff: Vec<Credit>) {
    for credit in staff {
        if !record.staff.contains(&credit) {
            record.staff.push(credit);
        }
    }
}

/// The age rating says so; printed works have none, and tell it by their genre.
fn is_adult(record: &Record) -> Option<bool> {
    let explicit = record.genres.iter().any(|genre| genre == "Hentai");
    match &record.rating {
        Some(rating) => Some(explicit || rating.starts_with("Rx")),
        None => explicit.then_some(true),
    }
}

fn numbers(fields: &Fields<'_>, record: &mut Record) {
    record.score = fields.get(&["Score"]).and_then(score);
    let ranked = |label: &str| {
        fields.text(&[label]).filter(|text| text.starts_with('#')).and_then(|text| text::number(&text))
    };
    record.rank = ranked("Ranked").and_then(text::count);
    // "Popularity" is a rank too; how many there are stands under "Members", for phones under "Total".
    let members = fields.text(&["Members"]).or_else(|| fields.text(&["Total"]));
    record.popularity = members.and_then(|text| text::number(&text)).filter(|members| *members > 0);
    record.favorites = fields.text(&["Favorites"]).and_then(|text| text::number(&text));
}

/// `8.70 (scored by 1,404,199 users)`, `N/A (scored by - users)`.
fn score(field: Field<'_>) -> Option<Score> {
    let text = field.raw()?;
    let (value, by) = text.split_once("(scored by").unwrap_or((&text, ""));
    let exact = html::within(field.value, "[itemprop=ratingCount]").find_map(html::words);
    let votes = exact.as_deref().and_then(text::number).or_else(|| text::number(by));
    let value = html::within(field.value, "[itemprop=ratingValue], .score-label")
        .find_map(html::words)
        .unwrap_or_else(|| value.to_owned());
    let value = text::decimal(&value).filter(|value| *value > 0.0 && votes != Some(0))?;
    Score::new(value, 10.0, votes)
}

/// What the site writes where nobody has written anything.
fn is_missing(told: &str) -> bool {
    [
        "No synopsis information has been added",
        "No synopsis has been added",
        "No background information has been added",
    ]
    .iter()
    .any(|begin| told.starts_with(begin))
}

/// On desktops the background is the loose text after its heading, up to the next one.
fn after_heading(page: &Page) -> Option<String> {
    let heading =
        page.all("h2").find(|heading| html::own_words(*heading).as_deref() == Some("Background"))?;
    let begin = match heading.parent().and_then(scraper::ElementRef::wrap) {
        // The heading may have a box of its own.
        Some(boxed) if boxed.value().name() == "div" && html::own_words(boxed).is_none() => boxed,
        _ => heading,
    };
    html::prose_after(begin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{mal_web::MalWeb, read as read_answer};

    fn record(body: &str) -> Record {
        let context = Context::at("1987-06-01T00:00:00Z".parse().expect("a moment"));
        let parsed = read_answer(&MalWeb, None, body.as_bytes(), &context).expect("sound");
        assert!(parsed.single);
        parsed.records[0].clone()
    }

    #[test]
    fn an_anime_for_phones_in_normal_form() {
        insta::assert_json_snapshot!(record(include_str!("../../../fixtures/mal_web/anime-phone.html")));
    }

    #[test]
    fn an_anime_for_desktops_in_normal_form() {
        insta::assert_json_snapshot!(record(include_str!("../../../fixtures/mal_web/anime-desktop.html")));
    }

    #[test]
    fn a_manga_in_normal_form() {
        insta::assert_json_snapshot!(record(include_str!("../../../fixtures/mal_web/manga.html")));
    }

    /// A page for phones with these rows.
    fn page(rows: &[(&str, &str)]) -> Record {
        let rows = rows.iter().map(|(label, value)| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
        let rows = rows.collect::<Vec<_>>().concat();
        record(&format!(
            r#"<link rel="canonical" href="https://myanimelist.net/anime/7/Depot"><h1 class="title-name">Depot</h1>
            <table class="table-list">{rows}</table>"#
        ))
    }

    #[test]
    fn what_is_not_there_is_unknown() {
        let bare = page(&[
            ("Type", "Unknown"),
            ("Episodes", "Unknown"),
            ("Status", "Not yet aired"),
            ("Aired", "Not available"),
            ("Premiered", "?"),
            ("Duration", "Unknown"),
            ("Rating", "None"),
            ("Studios", "None found, <a href='/dbchanges.php'>add some</a>"),
            ("Score", "<span class='score-label'>N/A</span><sup>*</sup> (scored by - users)"),
            ("Ranked", "#0"),
            ("Total", "0"),
            ("Broadcast", "Unknown"),
            ("Genres", "No genres have been added yet."),
        ]);
        assert_eq!(
            (&bare.format, bare.episodes, bare.duration_s, bare.start_date),
            (&None, None, None, None)
        );
        assert_eq!((bare.season, bare.year, bare.rank, bare.popularity), (None, None, None, None));
        assert_eq!((bare.score, bare.adult, bare.status.clone()), (None, None, Some(Status::Upcoming)));
        assert!(
            bare.studios.is_empty()
                && bare.tags.is_empty()
                && bare.broadcast.is_none()
                && bare.images.is_empty()
        );
    }

    #[test]
    fn dates_lengths_and_words() {
        let read = page(&[
            ("Aired", "Apr 3, 1998 to ?"),
            ("Duration", "24 min. per ep."),
            ("Type", "CM"),
            ("Rating", "Rx - Hentai"),
        ]);
        assert_eq!(read.start_date.map(|day| day.to_string()).as_deref(), Some("1998-04-03"));
        assert_eq!((read.end_date, read.season, read.year), (None, Some(Season::Spring), Some(1998)));
        assert_eq!(
            (read.duration_s, read.format, read.adult),
            (Some(1440), Some(Format::Special), Some(true))
        );
        assert_eq!(page(&[("Duration", "1 hr. 55 min.")]).duration_s, Some(6900));
        assert_eq!(page(&[("Aired", "Feb 2000"), ("Premiered", "Fall 1999")]).year, Some(1999));
        assert_eq!(page(&[("Aired", "Oct 9, 1982 to 1983")]).end_date.map(FuzzyDate::year), Some(1983));
        assert_eq!(page(&[("Status", "On Hiatus")]).status, Some(Status::Hiatus));
        let slot = page(&[("Broadcast", "Saturdays at Unknown")]).broadcast.expect("a day");
        assert_eq!((slot.day.as_deref(), slot.time, slot.zone), (Some("Saturday"), None, None));
    }
}
