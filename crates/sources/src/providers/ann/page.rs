//! A work's page: blocks with a label each, then a table of credits.

use model::{ExternalId, Format, Image, ImageKind, Namespace, Record, RecordKind, Title, TitleKind};
use scraper::ElementRef;

use super::{FACTS, credits, facts, related, words};
use crate::{
    parts::{
        html::{self, Page, within},
        text,
    },
    providers::{Context, ParseError, Parsed},
};

/// Whether these bytes are such a page, or look like one of the site's.
pub fn is_page(body: &[u8]) -> bool {
    let has = |words: &str| body.windows(words.len()).any(|part| part == words.as_bytes());
    has("page_header") && (has("infotype-") || has("/encyclopedia/"))
}

/// Reads a work's page.
pub fn parse(body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    let blocks = Blocks::of(&page);
    let address = page.attr("link[rel=canonical]", "href");
    let id = address.as_deref().and_then(ExternalId::from_provider_url).or_else(|| {
        // A page shown on a mirror or kept without its head still says which it is asked about.
        context.subject.clone().filter(|subject| subject.namespace().as_str().starts_with("ann"))
    });
    let (Some(id), Some(head)) = (id, page.text("#page_header")) else {
        return Err(ParseError::damaged("the page is of no work"));
    };
    if blocks.0.is_empty() && page.first("#credits").is_none() {
        return Err(ParseError::damaged("there is nothing of a work on the page"));
    }
    let is_manga = id.namespace() == &Namespace::known("ann_manga");
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Work, id);
    record.url = record.external_id.url();
    named(&head, &blocks, &mut record);
    record.medium = Some(words::medium(record.format.as_ref(), is_manga));
    facts::tell(&blocks, &page, &mut record, context);
    related::tell(&page, &mut record);
    credits::tell(&page, &mut record);
    let picture =
        page.attr("#infotype-19 a[href*='/encyc/']", "href").or_else(|| page.attr("#infotype-19 img", "src"));
    record.images = picture.map(|address| images(&address)).unwrap_or_default();
    Ok(Parsed::one(record))
}

/// The blocks of a page by their labels.
pub struct Blocks<'a>(Vec<(String, ElementRef<'a>)>);

impl<'a> Blocks<'a> {
    fn of(page: &'a Page) -> Self {
        let blocks = page.all("#content-zone div.encyc-info-type");
        let labeled = blocks.filter_map(|block| {
            let label = within(block, "strong").find_map(html::words)?;
            Some((label.trim_end_matches(':').to_lowercase(), block))
        });
        Self(labeled.collect())
    }

    /// The block of one of the labels; the site writes some in the plural when there are several.
    pub fn get(&self, label: &str) -> Option<ElementRef<'a>> {
        let found = self.0.iter().find(|(known, _)| known == label || known.strip_suffix('s') == Some(label));
        found.map(|(_, block)| *block)
    }

    /// The lines of a block: one each in a list, or all that stands behind the label.
    pub fn lines(&self, label: &str) -> Vec<String> {
        let Some(block) = self.get(label) else { return Vec::new() };
        let list: Vec<String> = within(block, "div.tab").filter_map(html::words).collect();
        if list.is_empty() { self.text(label).into_iter().collect() } else { list }
    }

    /// What stands behind the label.
    pub fn text(&self, label: &str) -> Option<String> {
        let block = self.get(label)?;
        let label = within(block, "strong").find_map(html::words).unwrap_or_default();
        let all = html::words(block)?;
        text::known(all.strip_prefix(&label).unwrap_or(&all))
    }

    /// The words of a list of links.
    pub fn links(&self, label: &str) -> Vec<String> {
        let mut found = Vec::new();
        let links = self.get(label).into_iter().flat_map(|block| within(block, "a"));
        text::add_words(&mut found, links.filter_map(html::words));
        found
    }
}

/// The title, with its kind in brackets, and the other titles, with their languages in brackets.
fn named(head: &str, blocks: &Blocks<'_>, record: &mut Record) {
    let (name, kind) = words::split_title(head);
    record.title = Some(name.to_owned());
    record.titles.push(Title::new(name, TitleKind::Main));
    record.format_word = kind.map(str::to_owned);
    let lower = name.to_lowercase();
    let called = ["motion picture", "the movie", "movie"].iter().any(|word| lower.contains(word));
    record.format = match kind.map(words::format) {
        Some(format) => Some(format),
        // Films that are named so have no word in brackets.
        None => called.then_some(Format::Movie),
    };
    for line in blocks.lines("alternative title") {
        let (other, language) = words::split_brackets(&line);
        let known = language.and_then(|language| words::language(language, other));
        // Brackets that hold no language are a part of the title.
        let other = if known.is_some() { other } else { line.as_str() };
        let title = Title::new(other, TitleKind::Synonym);
        let title = known.map_or_else(|| title.clone(), |tag| title.clone().in_language(&tag));
        if !record.titles.contains(&title) {
            record.titles.push(title);
        }
        if other != name {
            text::add_words(&mut record.synonyms, [other.to_owned()]);
        }
    }
}

/// The picture in the size of its page, and its small copy; both hang on the name of the file.
fn images(address: &str) -> Vec<Image> {
    let Some((_, file)) = address.rsplit_once("/encyc/") else { return Vec::new() };
    let sized = |size: &str| format!("https://cdn.animenewsnetwork.com/thumbnails/{size}/encyc/{file}");
    vec![
        Image { url: sized("max500x600"), kind: ImageKind::Poster },
        Image { url: sized("fit200x200"), kind: ImageKind::Thumbnail },
    ]
}
