//! Characters, staff, songs and episodes on a work's page.

use model::{Casting, CharacterRole, EpisodeEntry, Record, Script, Song, SongKind, VoiceActor};
use scraper::ElementRef;

use super::{
    super::{
        cast::{self, Credits},
        words,
    },
    linked,
};
use crate::parts::{
    dates, durations,
    html::{self, Page, within},
    text,
};

/// The characters by the size of their parts, or the few of the overview where the list is missing.
pub fn characters(page: &Page) -> Vec<Casting> {
    let mut found = Vec::new();
    for group in page.all("#characterlist div.g_section") {
        let role = words::role(group.attr("class").unwrap_or_default());
        for card in within(group, "div.stripe") {
            let Some(link) = within(card, "div.name a[href*='/character/']").next() else { continue };
            let voices = within(card, "div.seiyuu a[href*='/creator/']").filter_map(voice);
            let image = within(card, "div.thumb img").find_map(|image| words::picture(image.attr("src")?));
            found.extend(casting(link, role.clone(), image, voices.collect()));
        }
    }
    if found.is_empty() {
        for row in page.all("#castoverview tr") {
            let Some(link) = within(row, "td.character a[href*='/character/']").next() else { continue };
            let voices = within(row, "td.creator a[href*='/creator/']").filter_map(voice);
            found.extend(casting(link, CharacterRole::Main, None, voices.collect()));
        }
    }
    found
}

fn casting(
    link: ElementRef<'_>,
    role: CharacterRole,
    image: Option<String>,
    voice_actors: Vec<VoiceActor>,
) -> Option<Casting> {
    let external_id = linked(link, "/character/").and_then(|number| cast::character(&number));
    Some(Casting {
        external_id,
        name: name(link)?,
        name_native: None,
        role,
        image,
        voice_actors,
        ..Casting::default()
    })
}

fn voice(link: ElementRef<'_>) -> Option<VoiceActor> {
    let external_id = cast::person(linked(link, "/creator/").as_deref());
    Some(VoiceActor { external_id, name: name(link)?, language: None })
}

/// Everybody in the lists of staff, or in the overview where those are missing.
pub fn staff(page: &Page, record: &mut Record) {
    let mut credits = Credits::default();
    let lists: Vec<ElementRef<'_>> = page.all("#stafflist table tbody tr").collect();
    let lists = if lists.is_empty() { page.all("#staffoverview tr").collect() } else { lists };
    let mut role = String::new();
    for row in lists {
        // One cell names what several people in the rows below did.
        if let Some(words) = within(row, "td.credit").find_map(html::words) {
            plain_role(&words).clone_into(&mut role);
        }
        for link in within(row, "td.creator a[href*='/creator/']") {
            if let Some(name) = name(link) {
                credits.add(&role, linked(link, "/creator/").as_deref(), name);
            }
        }
    }
    credits.tell(record);
}

/// `Original Work (原作)` and `Original Work:` are both Original Work.
fn plain_role(words: &str) -> &str {
    let words = words.trim_end_matches(':');
    match words.rsplit_once(" (") {
        Some((role, native)) if native.ends_with(')') => role.trim(),
        _ => words.trim(),
    }
}

/// The songs with who performs them.
pub fn songs(page: &Page) -> Vec<Song> {
    let mut found: Vec<Song> = Vec::new();
    let mut kind = SongKind::Opening;
    for row in page.all("#songlist tbody tr") {
        let cell = |css| within(row, css).find_map(html::words);
        if let Some(word) = cell("td.reltype") {
            kind = song_kind(&word);
        }
        if let Some(title) = cell("td.song") {
            let title = words::apostrophes(&title);
            found.push(Song { kind: kind.clone(), title, artist: None, episodes: cell("td.eprange") });
        }
        let performs = cell("td.credit").is_some_and(|credit| credit.to_lowercase().contains("performed by"));
        let who = within(row, "td.creator a").filter_map(name).collect::<Vec<_>>().join(", ");
        if let Some(song) = found.last_mut().filter(|_| performs && !who.is_empty()) {
            song.artist = Some(song.artist.take().map_or(who.clone(), |artist| format!("{artist}, {who}")));
        }
    }
    found
}

fn song_kind(word: &str) -> SongKind {
    match word.to_lowercase().as_str() {
        "insert song" => SongKind::Insert,
        word => SongKind::parse(word),
    }
}

/// The episodes; a label over each lists its titles in all languages, not saying which is which.
pub fn episodes(page: &Page) -> Vec<EpisodeEntry> {
    let rows = page.all("#eplist tbody tr");
    rows.filter_map(|row| {
        let cell = |css| within(row, css).find_map(html::words);
        let label = within(row, "td.title label").next();
        let all = label.and_then(|label| html::attr(label, "title")).unwrap_or_default();
        Some(EpisodeEntry {
            number: cell("td.eid abbr").or_else(|| cell("td.eid"))?,
            title: label.and_then(name).or_else(|| cell("td.title")),
            title_native: native(&words::apostrophes(&all)),
            title_romaji: None,
            aired: cell("td.airdate").and_then(|date| dates::date(&date)),
            duration_s: cell("td.duration").and_then(|length| durations::seconds(&length)),
            filler: false,
            recap: false,
            ..EpisodeEntry::default()
        })
    })
    .collect()
}

/// The one Japanese title among several: with kana, or the only one in Han characters.
fn native(all: &str) -> Option<String> {
    let of = |script| all.split(" / ").filter(move |title| Script::of(title) == script);
    let mut han = of(Script::Han);
    let found = of(Script::Kana).next().or_else(|| han.next().filter(|_| han.next().is_none()))?;
    text::clean(found)
}

fn name(element: ElementRef<'_>) -> Option<String> {
    html::words(element).map(|name| words::apostrophes(&name))
}
