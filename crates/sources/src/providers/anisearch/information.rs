//! The block of facts at the head of an entry: one part for the original work, and one for each language
//! in which it was published.

use model::{Broadcast, Credit, Medium, Record, Script, Title, TitleKind, WebLink};
use scraper::{ElementRef, Node};

use super::{address, words};
use crate::parts::{
    dates, durations,
    html::{Page, attr, own_words, within, words as read_words},
    text,
};

/// Reads the block into a record of a work.
pub fn read(page: &Page, record: &mut Record) {
    for (at, part) in page.all("#information .infoblock > li").enumerate() {
        titles(part, record);
        if at == 0 {
            original(part, record);
        } else {
            let companies = within(part, ".company a").filter_map(read_words);
            text::add_words(&mut record.licensors, companies);
        }
        for link in within(part, ".company a[href]") {
            let page = attr(link, "href").and_then(|link| address::join(page, &link));
            if let Some((name, page)) = read_words(link).zip(page) {
                record.company_pages.entry(name).or_insert(page);
            }
        }
        for names in within(part, ".synonyms") {
            text::add_words(&mut record.synonyms, synonyms(names));
        }
    }
}

/// What is told of the original work only.
fn original(part: ElementRef<'_>, record: &mut Record) {
    if let Some(kind) = within(part, ".type").next() {
        type_line(&own_words(kind).unwrap_or_default(), record);
        let time = within(kind, "time[datetime]").next().and_then(|time| attr(time, "datetime"));
        let length = time.and_then(|time| durations::seconds(&time));
        record.duration_s = length.or_else(|| {
            within(kind, "i").next().and_then(read_words).and_then(|told| durations::seconds(&told))
        });
    }
    record.status = value(part, ".status").and_then(|word| words::status(&word));
    if let Some(told) = value(part, ".released") {
        (record.start_date, record.end_date) = dates::period(&told);
    }
    let companies: Vec<String> = within(part, ".company a").filter_map(read_words).collect();
    if record.medium == Some(Medium::Anime) {
        text::add_words(&mut record.studios, companies);
    } else {
        text::add_words(&mut record.producers, companies);
    }
    record.origin = value(part, ".adapted");
    record.demographics =
        value(part, ".targets").iter().flat_map(|told| told.split(", ")).map(str::to_owned).collect();
    record.staff = within(part, ".creators").next().map(staff).unwrap_or_default();
    if record.medium != Some(Medium::Anime) {
        text::add_words(&mut record.studios, record.staff.iter().map(|credit| credit.name.clone()));
    }
    record.broadcast = value(part, ".broadcast").and_then(|told| broadcast(&told));
    for link in within(part, ".websites a[href]") {
        let (name, url) = (read_words(link), attr(link, "href").filter(|url| url.starts_with("http")));
        record.links.extend(name.zip(url).map(|(name, url)| WebLink { name, url }));
    }
    let sites = within(part, ".websites a[href]").filter_map(|link| attr(link, "href"));
    for id in sites.filter_map(|link| model::ExternalId::from_provider_url(&link)) {
        if id != record.external_id && !record.external_ids.contains(&id) {
            record.external_ids.push(id);
        }
    }
}

/// Reads `TV-Series, 13`, `TV-Series, ?`, and of printed works `Manga, 14 (130 Chapters)`.
pub fn type_line(line: &str, record: &mut Record) {
    let (word, rest) = line.split_once(',').unwrap_or((line, ""));
    record.format_word = text::known(word).filter(|word| !words::is_unknown(word));
    record.format = record.format_word.as_deref().and_then(words::format);
    if record.medium == Some(Medium::Anime) {
        record.episodes = rest.split(['(', '~']).next().and_then(text::number).and_then(text::count);
        return;
    }
    if record.format_word.as_deref().is_some_and(|word| word.to_lowercase().contains("novel")) {
        record.medium = Some(Medium::Novel);
    }
    for part in rest.split(['/', ',', '(', '+']) {
        let count = text::number(part).and_then(text::count);
        let lower = part.to_lowercase();
        if ["chap", "kap", "cap"].iter().any(|unit| lower.contains(unit)) {
            record.chapters = record.chapters.or(count);
        } else {
            record.volumes = record.volumes.or(count);
        }
    }
}

/// The value of a line such as `Status: Completed`, its label left out.
fn value(part: ElementRef<'_>, css: &'static str) -> Option<String> {
    within(part, css).next().and_then(own_words).and_then(|told| text::known(&told))
}

/// A part's own title, with its other writings in small print below.
fn titles(part: ElementRef<'_>, record: &mut Record) {
    let Some(block) = within(part, ".title[lang], .title").next() else { return };
    let language = attr(block, "lang").unwrap_or_default();
    let strong = within(block, "strong").filter_map(read_words).map(|text| (text, TitleKind::Official));
    let small: Vec<String> = within(block, ".grey").filter_map(read_words).collect();
    let small = small.into_iter().map(|text| {
        // Below a title in Latin letters stand its native form and other ways to write it in Latin letters.
        let kind = if Script::of(&text) == Script::Latin { TitleKind::Synonym } else { TitleKind::Official };
        (text, kind)
    });
    for (text, kind) in strong.chain(small) {
        let latin = Script::of(&text) == Script::Latin && ["ja", "zh", "ko"].contains(&language.as_str());
        let tag = if latin { format!("{language}-Latn") } else { language.clone() };
        let title = Title::new(&text, kind).in_language(&tag);
        if !record.titles.contains(&title) {
            record.titles.push(title);
        }
    }
}

/// Other names, which the page tells apart by print: every second one is slanted. So each run of text is
/// one name, and commas within it are its own.
fn synonyms(block: ElementRef<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for node in block.descendants() {
        let Node::Text(run) = node.value() else { continue };
        let label = node
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|above| above.value().classes().any(|class| class == "header"));
        let name = if label { None } else { text::clean(run) };
        let name = name
            .and_then(|name| text::clean(name.trim_start_matches([',', ' ']).trim_end_matches([',', ' '])));
        names.extend(name.filter(|name| name != "?"));
    }
    names
}

/// `A (Original Work), B, C (Music)`: a role in brackets belongs to all names since the one before.
fn staff(block: ElementRef<'_>) -> Vec<Credit> {
    let mut found: Vec<Credit> = Vec::new();
    let mut waiting: Vec<Credit> = Vec::new();
    for node in block.children() {
        if let Some(link) = ElementRef::wrap(node).filter(|element| element.value().name() == "a") {
            let person = attr(link, "href").and_then(|link| address::linked(&link));
            let external_id = person.filter(|id| id.namespace().as_str().ends_with("_person"));
            waiting.extend(read_words(link).map(|name| Credit { external_id, name, roles: Vec::new() }));
        } else if let Node::Text(between) = node.value()
            && let Some((_, rest)) = between.split_once('(')
        {
            let role = rest.rsplit_once(')').map_or(rest, |(role, _)| role);
            for credit in waiting.drain(..) {
                add(credit, text::known(role), &mut found);
            }
        }
    }
    for credit in waiting {
        add(credit, None, &mut found);
    }
    found
}

fn add(credit: Credit, role: Option<String>, found: &mut Vec<Credit>) {
    let same = |known: &Credit| known.name == credit.name && known.external_id == credit.external_id;
    let at = found.iter().position(same).unwrap_or(found.len());
    if at == found.len() {
        found.push(credit);
    }
    if let Some(known) = found.get_mut(at) {
        text::add_words(&mut known.roles, role);
    }
}

/// `Saturday 18:00 (JST)`.
fn broadcast(told: &str) -> Option<Broadcast> {
    let time = told
        .split_whitespace()
        .find(|word| word.contains(':') && word.bytes().all(|b| b.is_ascii_digit() || b == b':'));
    let day = told.split_whitespace().next().filter(|word| word.chars().all(char::is_alphabetic));
    let zone = told.contains("JST").then(|| "Asia/Tokyo".to_owned());
    (time.is_some() || day.is_some()).then(|| Broadcast {
        day: day.map(str::to_owned),
        time: time.map(str::to_owned),
        zone,
    })
}

#[cfg(test)]
mod tests {
    use model::{ExternalId, RecordKind};

    use super::*;

    fn read_block(html: &str) -> Record {
        let page = Page::parse(
            format!("<section id=information><ul class=infoblock>{html}</ul></section>").as_bytes(),
        );
        let id = ExternalId::new(super::super::ANIME, "1").expect("an id");
        let mut record = Record::new(super::super::FACTS.id.clone(), RecordKind::Work, id);
        record.medium = Some(Medium::Anime);
        read(&page, &mut record);
        record
    }

    #[test]
    fn types_in_every_dress() {
        let told = |line: &str| {
            let record =
                read_block(&format!("<li><div class=type><span class=header>Type:</span> {line}</div></li>"));
            (record.format_word.unwrap_or_default(), record.episodes, record.duration_s)
        };
        assert_eq!(
            told("TV-Series, 13 <i>(~<time datetime=PT0H24M>24 min</time>)</i>"),
            ("TV-Series".into(), Some(13), Some(1440))
        );
        assert_eq!(
            told("TV-Series,  <span class=issue-info></span>1100 <i>(~25 min)</i>"),
            ("TV-Series".into(), Some(1100), Some(1500))
        );
        assert_eq!(told("OVA, 6 <i>(63 minutes by 6 episodes)</i>"), ("OVA".into(), Some(6), Some(3780)));
        assert_eq!(told("TV-Series, <i>?</i>"), ("TV-Series".into(), None, None));
        assert_eq!(told("Unknown, <i>?</i>"), (String::new(), None, None));
    }

    #[test]
    fn names_keep_their_commas() {
        let record = read_block(
            "<li><div class=synonyms><span class=header>Synonyms:</span> Depot, Moonlit, <i class=grey>The, Depot</i>, Depot \
             <input type=button><span class=hidden>, <i class=grey>Last Depot</i>, First<input></span></div></li>",
        );
        assert_eq!(record.synonyms, ["Depot, Moonlit", "The, Depot", "Depot", "Last Depot", "First"]);
    }

    #[test]
    fn a_role_belongs_to_all_names_before_it() {
        let record = read_block(
            "<li><div class=creators><span class=header>Staff:</span> <a href=person/1,a>Rin HALE</a> (Direction), \
             <a href=person/2,b>Jo</a>, <a href=company/3,c>Works</a>, <a href=person/1,a>Rin HALE</a> (Music)</div></li>",
        );
        let told: Vec<String> = record
            .staff
            .iter()
            .map(|c| format!("{} {:?} {}", c.name, c.roles, c.external_id.is_some()))
            .collect();
        assert_eq!(
            told,
            [r#"Rin HALE ["Direction", "Music"] true"#, r#"Jo ["Music"] true"#, r#"Works ["Music"] false"#]
        );
    }

    #[test]
    fn a_weekly_slot() {
        let slot = broadcast("Saturday 18:00 (JST)").expect("it is one");
        assert_eq!(
            (slot.day.as_deref(), slot.time.as_deref(), slot.zone.as_deref()),
            (Some("Saturday"), Some("18:00"), Some("Asia/Tokyo"))
        );
        assert_eq!(broadcast("?"), None);
    }
}
