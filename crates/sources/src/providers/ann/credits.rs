//! The table of credits: staff, cast and companies, a block each for every country.

use std::collections::HashMap;

use model::{Casting, CharacterRole, Credit, ExternalId, Namespace, Record, VoiceActor};
use scraper::ElementRef;

use super::words;
use crate::parts::{
    html::{self, Page, within},
    text,
};

const PERSON: Namespace = Namespace::known("ann_person");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Staff,
    Cast,
    Companies,
}

/// Writes staff, characters and companies into the record. Staff and studios are those of the country that
/// comes first, which made the work; voices are taken in every language.
pub fn tell(page: &Page, record: &mut Record) {
    // Heads and blocks lie in different rows and columns, but those of one kind come in the same order.
    let mut heads: HashMap<Kind, std::collections::VecDeque<String>> = HashMap::new();
    let mut first = None;
    for head in page.all("#credits nobr").filter_map(html::words) {
        let Some((country, kind)) = head.rsplit_once(' ') else { continue };
        let kind = match kind {
            "staff" => Kind::Staff,
            "cast" => Kind::Cast,
            "companies" | "company" => Kind::Companies,
            _ => continue,
        };
        first.get_or_insert_with(|| country.to_owned());
        heads.entry(kind).or_default().push_back(country.to_owned());
    }
    let mut cast = Cast::default();
    for block in page.all("#credits td") {
        let lines: Vec<ElementRef<'_>> = within(block, "div.ENTAB").collect();
        let Some(kind) = lines.first().map(|line| kind_of(*line)) else { continue };
        let country = heads.get_mut(&kind).and_then(std::collections::VecDeque::pop_front).unwrap_or_default();
        let at_home = first.as_deref().is_none_or(|first| first == country);
        match kind {
            Kind::Staff if at_home => lines.into_iter().for_each(|line| staff(line, record)),
            Kind::Staff => {}
            Kind::Cast => cast.read(&lines, words::language(&country, "").as_deref()),
            Kind::Companies => lines.into_iter().for_each(|line| companies(line, at_home, record)),
        }
    }
    record.characters = cast.list;
}

fn kind_of(line: ElementRef<'_>) -> Kind {
    if within(line, "a[href*='company.php']").next().is_some() {
        Kind::Companies
    } else if within(line, "i").find_map(html::words).as_deref() == Some("as") {
        Kind::Cast
    } else {
        Kind::Staff
    }
}

/// `<b>Role</b>: person, person …`
fn staff(line: ElementRef<'_>, record: &mut Record) {
    let role = within(line, "b").find_map(html::words);
    for link in within(line, "a[href*='people.php']") {
        let (Some(name), id) = (html::words(link), person(link)) else { continue };
        let known = record.staff.iter_mut().find(|credit| credit.external_id == id && credit.name == name);
        match known {
            Some(credit) => text::add_words(&mut credit.roles, role.clone()),
            // A long series credits some hundred people.
            None if record.staff.len() < 5000 => {
                record.staff.push(Credit { external_id: id, name, roles: role.clone().into_iter().collect() });
            }
            None => {}
        }
    }
}

fn companies(line: ElementRef<'_>, at_home: bool, record: &mut Record) {
    let role = within(line, "b").find_map(html::words).unwrap_or_default();
    let list = match role.as_str() {
        "Animation Production" if at_home => &mut record.studios,
        "Production" | "Co-Production" | "Production Committee" | "Producer" if at_home => &mut record.producers,
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
            self.list.push(Casting { external_id: None, name, name_native: None, role, image: None, voice_actors: empty });
        }
        if let Some(casting) = self.list.get_mut(place).filter(|casting| !casting.voice_actors.contains(&voice)) {
            casting.voice_actors.push(voice);
        }
    }
}

/// Whether a line break stands right before a line's block.
fn after_break(line: ElementRef<'_>) -> bool {
    let before = line.prev_siblings().find(|node| node.value().as_text().is_none_or(|text| !text.trim().is_empty()));
    before.and_then(ElementRef::wrap).is_some_and(|element| element.value().name() == "br")
}

fn person(link: ElementRef<'_>) -> Option<ExternalId> {
    let (_, id) = link.attr("href")?.split_once("people.php?id=")?;
    let id: String = id.chars().take_while(char::is_ascii_digit).collect();
    ExternalId::new(PERSON, &id).ok()
}
