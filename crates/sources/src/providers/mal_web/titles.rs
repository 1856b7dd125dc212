//! What a work is called: its main title, one in each of several languages, and other names.

use model::{Record, Script, Title, TitleKind};
use scraper::ElementRef;

use super::fields::{Field, Fields};
use crate::parts::{
    html::{self, Page},
    languages, text,
};

/// Reads all titles into the record.
pub fn read(page: &Page, fields: &Fields<'_>, record: &mut Record) {
    let table = fields.get(&["Alternative Titles"]);
    let main = main_title(page, table);
    record.title.clone_from(&main);
    let named = match table {
        Some(cell) => of_phones(cell.value),
        None => of_desktops(page, fields),
    };
    let native = named.iter().find(|(label, _)| label == "japanese").map(|(_, title)| title.clone());
    if let Some(main) = main {
        // The main title is the Japanese one in Latin letters, unless the work is from elsewhere.
        let from_japan =
            native.as_deref().is_some_and(|native| matches!(Script::of(native), Script::Kana | Script::Han));
        let title = Title::new(main.clone(), TitleKind::Main);
        let spoken = from_japan && Script::of(&main) == Script::Latin;
        record.titles.push(if spoken { title.in_language("ja-Latn") } else { title });
    }
    for (label, title) in named {
        let language = language(&label, &title);
        let kind = if language.is_some() { TitleKind::Official } else { TitleKind::Synonym };
        let is_main = record.title.as_ref() == Some(&title);
        if is_main && language.is_none() {
            continue;
        }
        if !is_main && !record.synonyms.contains(&title) {
            record.synonyms.push(title.clone());
        }
        let title = Title::new(title, kind);
        record.titles.push(match language {
            Some(tag) => title.in_language(tag),
            None => title,
        });
    }
}

fn main_title(page: &Page, table: Option<Field<'_>>) -> Option<String> {
    let in_table = table.and_then(|cell| html::within(cell.value, "[itemprop=name]").find_map(html::words));
    let headed = || page.text("h1.title-name strong").or_else(|| page.text("h1.title-name"));
    // On a manga's page the English title stands within the same element.
    let of_manga = || page.first("h1 [itemprop=name], .h1-title [itemprop=name]").and_then(html::own_words);
    let stated = || page.meta("og:title").and_then(|title| text::clean(&title));
    in_table.or_else(headed).or_else(of_manga).or_else(stated)
}

/// One cell: a label in small type, a line end, the title, and so on.
fn of_phones(cell: ElementRef<'_>) -> Vec<(String, String)> {
    let mut named = Vec::new();
    let mut label: Option<String> = None;
    let mut value = String::new();
    for child in cell.children().take(400) {
        if let Some(text) = child.value().as_text() {
            value.push_str(text);
            continue;
        }
        let Some(element) = ElementRef::wrap(child) else { continue };
        match element.value().name() {
            "br" => value.push(' '),
            "span" => {
                add(&mut named, label.take(), &value, false);
                value.clear();
                label = html::words(element).filter(|_| element.value().attr("itemprop").is_none());
            }
            _ => value.extend(element.text()),
        }
    }
    add(&mut named, label, &value, false);
    named
}

/// One line for each language, those after the first few hidden until asked for. The English title also
/// stands below the main one.
fn of_desktops(page: &Page, fields: &Fields<'_>) -> Vec<(String, String)> {
    let mut named = Vec::new();
    for (label, field) in fields.all() {
        if label == "synonyms" || languages::tag(label).is_some() {
            add(&mut named, Some(label.to_owned()), &field.raw().unwrap_or_default(), true);
        }
    }
    if !named.iter().any(|(label, _)| label == "english") {
        let english = page.text(".title-english");
        named.extend(english.map(|title| ("english".to_owned(), title)));
    }
    named
}

/// Synonyms are several in one line: parted by semicolons for phones, by commas for desktops. A semicolon
/// without a blank behind it is part of a title.
fn add(named: &mut Vec<(String, String)>, label: Option<String>, value: &str, by_commas: bool) {
    let Some(label) = label.map(|label| label.trim_end_matches(':').to_lowercase()) else { return };
    let Some(value) = text::clean(value) else { return };
    if label != "synonyms" {
        named.push((label, value));
        return;
    }
    let parted = value.contains("; ") || value.ends_with(';');
    let between = if by_commas && !parted { ", " } else { "; " };
    let titles = value.trim_end_matches(';').split(between).filter_map(text::clean);
    named.extend(titles.map(|title| ("synonyms".to_owned(), title)));
}

/// The native title is called Japanese even where it is Korean.
fn language(label: &str, title: &str) -> Option<&'static str> {
    match languages::tag(label) {
        Some("ja") if Script::of(title) == Script::Hangul => Some("ko"),
        tag => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::mal_web::ANIME;

    fn titles(html: &str) -> String {
        let page = Page::parse(html.as_bytes());
        let id = model::ExternalId::new(ANIME, "7").expect("an id");
        let mut record = super::super::ids::record(model::RecordKind::Work, id);
        read(&page, &Fields::of(&page), &mut record);
        let all = record.titles.iter().map(|title| {
            format!(
                "{} {} {}",
                title.kind,
                title.language.as_ref().map_or("-", |language| language.as_str()),
                title.text
            )
        });
        all.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn titles_for_phones() {
        let html = r#"<table class="table-list"><tr><td>Alternative<br>Titles</td><td><span itemprop="name">Depot; Gate</span>
            <span class="fs12">English</span><br>Depot, at Night<br><span>German</span><br>Depot, at Night<br>
            <span>Synonyms</span><br>A;B, C; Lamp's &amp; Co.; D;<br><span>Japanese</span><br>車庫<br></td></tr></table>"#;
        insta::assert_snapshot!(titles(html), @"
        MAIN ja-Latn Depot; Gate
        OFFICIAL en Depot, at Night
        OFFICIAL de Depot, at Night
        SYNONYM - A;B, C
        SYNONYM - Lamp's & Co.
        SYNONYM - D
        OFFICIAL ja 車庫
        ");
    }

    #[test]
    fn titles_for_desktops() {
        let html = r#"<h1 class="title-name"><strong>Depot</strong></h1><p class="title-english">Night Depot</p>
            <div><span class="dark_text">Synonyms:</span> A, B</div><div><span class="dark_text">Japanese:</span> 차고</div>
            <div><span class="dark_text">Type:</span> TV</div>"#;
        insta::assert_snapshot!(titles(html), @"
        MAIN - Depot
        SYNONYM - A
        SYNONYM - B
        OFFICIAL ko 차고
        OFFICIAL en Night Depot
        ");
        let manga =
            r#"<h1><span itemprop="name">Depot<br><span class="title-english">Night</span></span></h1>"#;
        insta::assert_snapshot!(titles(manga), @"
        MAIN - Depot
        OFFICIAL en Night
        ");
    }
}
