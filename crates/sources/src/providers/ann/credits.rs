//! The table of credits: staff, cast and companies, a block each for every country.

use std::collections::{HashMap, VecDeque};

use model::{Casting, CharacterRole, Credit, ExternalId, Namespace, Record, VoiceActor};
use scraper::ElementRef;

use super::words;
use crate::parts::{
    html::{self, Page, within},
    text,
};

const PERSON: Namespace = Namespace::known("ann_person");

#[derive(Debug, Clone, Copy)]
enum Kind {
    Staff,
    Cast,
    Companies,
}

/// Writes staff, characters and companies into the record. Staff and studios are those of the country that
/// comes first, which made the work; voices are taken in every language.
pub fn tell(page: &Page, record: &mut Record) {
    // The table is drawn around a line in the middle. A head names the block that comes next on its side.
    let mut heads: [VecDeque<(String, Kind)>; 2] = Default::default();
    let mut first: Option<String> = None;
    let mut cast = Cast::default();
    for (side, cell) in cells(page) {
        if let Some((country, kind)) =
            within(cell, "nobr").next().and_then(html::words).as_deref().and_then(head)
        {
            first.get_or_insert_with(|| country.clone());
            heads[side].push_back((country, kind));
            continue;
        }
        let lines: Vec<ElementRef<'_>> = within(cell, "div.ENTAB").collect();
        // What nobody has entered yet says so.
        if lines.is_empty() && html::words(cell).is_none() {
            continue;
        }
        let Some((country, kind)) = heads[side].pop_front() else { continue };
        let at_home = first.as_deref() == Some(&country);
        match kind {
            Kind::Staff if at_home => lines.into_iter().for_each(|line| staff(line, record)),
            Kind::Staff => {}
            Kind::Cast => cast.read(&lines, words::language(&country, "").as_deref()),
            Kind::Companies => lines.into_iter().for_each(|line| companies(line, at_home, record)),
        }
    }
    record.characters = cast.list;
}

/// The cells of the table, with the side of its middle line that each lies on. Cells span rows and columns,
/// so a cell's place in its row does not tell its column.
fn cells(page: &Page) -> Vec<(usize, ElementRef<'_>)> {
    const COLUMNS: usize = 8;
    let mut taken = [0_usize; COLUMNS];
    let mut found = Vec::new();
    for row in page.all("#credits > tbody > tr") {
        let mut column = 0;
        let mut next = taken.map(|rows| rows.saturating_sub(1));
        for cell in row.children().filter_map(ElementRef::wrap).filter(|cell| cell.value().name() == "td") {
            while taken.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            let span = |name: &str| {
                cell.attr(name).and_then(|span| span.parse::<usize>().ok()).unwrap_or(1).clamp(1, 100)
            };
            let end = column + span("colspan");
            next.iter_mut().take(end).skip(column).for_each(|rows| *rows = span("rowspan") - 1);
            found.push((usize::from(column >= 2), cell));
            column = end;
        }
        taken = next;
    }
    found
}

/// `Japanese staff`: the country and the kind.
fn head(words: &str) -> Option<(String, Kind)> {
    let (country, kind) = words.rsplit_once(' ')?;
    let kind = match kind {
        "staff" => Kind::Staff,
        "cast" => Kind::Cast,
        "companies" => Kind::Companies,
        _ => return None,
    };
    Some((country.to_owned(), kind))
}

/// `<b>Role</b>: person, person …`
fn staff(line: ElementRef<'_>, record: &mut Record) {
    let role = within(line, "b").find_map(html::words);
    for link in within(line, "a[href*='people.php']") {
        let (Some(name), id) = (html::words(link), person(link)) else { continue };
        let place = record.staff.iter().position(|credit| credit.external_id == id && credit.name == name);
        if let Some(credit) = place.and_then(|place| record.staff.get_mut(place)) {
            text::add_words(&mut credit.roles, role.clone());
        } else if record.staff.len() < 5000 {
            // A long series credits some hundred people; more is a slip.
            record.staff.push(Credit { external_id: id, name, roles: role.clone().into_iter().collect() });
        }
    }
}

fn companies(line: ElementRef<'_>, at_home: bool, record: &mut Record) {
    let role = within(line, "b").find_map(html::words).unwrap_or_default();
    let list = match role.as_str() {
        "Animation Production" if at_home => &mut record.studios,
        "Production" | "Co-Production" | "Production Committee" | "Producer" if at_home => {
            &mut record.producers
        }
        "Licensed by" => &mut record.licensors,
        _ => return,
    };
    text::add_words(list, within(line, "a[href*='company.php']").filter_map(html::words));
}

/// Characters by their names, since the page gives them no numbers.
#[derive(Default)]
struct Cast {
    list: Vec<Casting>,
    places: HashMap<String, usize>,
}

impl Cast {
    /// Reads one country's cast. The main ones come first, and a blank line divides them from the rest.
    fn read(&mut self, lines: &[ElementRef<'_>], language: Option<&str>) {
        let divided = lines.iter().skip(1).any(|line| after_break(*line));
        let mut main = divided;
        for (at, line) in lines.iter().enumerate() {
            main = main && (at == 0 || !after_break(*line));
            let role = match (divided, main) {
                (true, true) => CharacterRole::Main,
                (true, false) => CharacterRole::Supporting,
                (false, _) => CharacterRole::Unknown,
            };
            let Some(link) = within(*line, "a[href*='people.php']").next() else { continue };
            let Some(name) = html::words(link) else { continue };
            let voice = VoiceActor { external_id: person(link), name, language: language.map(str::to_owned) };
            for figure in within(*line, "b").filter_map(html::words) {
                self.add(figure, role.clone(), voice.clone());
            }
        }
    }

    fn add(&mut self, name: String, role: CharacterRole, voice: VoiceActor) {
        let place = *self.places.entry(name.to_lowercase()).or_insert(self.list.len());
        if place == self.list.len() {
            let empty = Vec::new();
            self.list.push(Casting {
                external_id: None,
                name,
                name_native: None,
                role,
                image: None,
                voice_actors: empty,
                ..Casting::default()
            });
        }
        if let Some(casting) =
            self.list.get_mut(place).filter(|casting| !casting.voice_actors.contains(&voice))
        {
            casting.voice_actors.push(voice);
        }
    }
}

/// Whether a line break stands right before a line's block.
fn after_break(line: ElementRef<'_>) -> bool {
    let before =
        line.prev_siblings().find(|node| node.value().as_text().is_none_or(|text| !text.trim().is_empty()));
    before.and_then(ElementRef::wrap).is_some_and(|element| element.value().name() == "br")
}

fn person(link: ElementRef<'_>) -> Option<ExternalId> {
    let (_, id) = link.attr("href")?.split_once("people.php?id=")?;
    let id: String = id.chars().take_while(char::is_ascii_digit).collect();
    ExternalId::new(PERSON, &id).ok()
}
