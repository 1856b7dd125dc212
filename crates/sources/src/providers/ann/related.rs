//! Related works: one above in brackets, or a tree below.

use model::{ExternalId, Record, RelationEntry, RelationType};
use scraper::{ElementRef, Node};

use super::words;
use crate::parts::{
    html::{self, Page},
    text,
};

/// Writes the ties into the record.
///
/// In the tree, what is set in further hangs on the line above it, not on this work: it is related, and
/// the page does not say how.
pub fn tell(page: &Page, record: &mut Record) {
    let Some(block) = page.first("#infotype-related") else { return };
    let links = links(block);
    let least = links.iter().filter(|link| !link.in_brackets).map(|link| link.indent).min().unwrap_or(0);
    for link in links {
        let kind = match &link.after {
            _ if link.in_brackets => words::relation_to(&link.before),
            Some(word) if link.indent <= least => words::relation(word),
            _ => RelationType::Related,
        };
        if link.id != record.external_id && !record.relations.iter().any(|known| known.external_id == link.id)
        {
            record.relations.push(RelationEntry { kind, external_id: link.id, title: link.title });
        }
    }
}

struct Link {
    id: ExternalId,
    title: Option<String>,
    /// The words before it on its line.
    before: String,
    /// How far it is set in, in blanks.
    indent: usize,
    /// The word in brackets behind it.
    after: Option<String>,
    /// Whether it stands in `[ … ]` with the tie before it.
    in_brackets: bool,
}

fn links(block: ElementRef<'_>) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    let mut line = String::new();
    let mut open = false;
    for node in block.descendants().take(20_000) {
        match node.value() {
            Node::Element(element) if element.name() == "br" => line.clear(),
            Node::Element(element) if element.name() == "a" => {
                let Some(anchor) = ElementRef::wrap(node) else { continue };
                let address = anchor.attr("href").unwrap_or_default();
                // The site's own links leave its name out.
                let address = format!("https://www.animenewsnetwork.com/{}", address.trim_start_matches('/'));
                let Some(id) = ExternalId::from_provider_url(&address) else { continue };
                let title = html::words(anchor).map(|title| words::split_title(&title).0.to_owned());
                let blanks = line.chars().rev().take_while(|c| c.is_whitespace() && *c != '\n').count();
                found.push(Link {
                    id,
                    title,
                    before: line.clone(),
                    indent: blanks,
                    after: None,
                    in_brackets: open,
                });
                line.clear();
            }
            Node::Text(words) => {
                let in_link = node
                    .ancestors()
                    .take(8)
                    .any(|above| above.value().as_element().is_some_and(|e| e.name() == "a"));
                if in_link {
                    continue;
                }
                if line.is_empty()
                    && let Some(link) = found.last_mut().filter(|link| link.after.is_none())
                    && let Some(word) =
                        words.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'))
                {
                    link.after = text::clean(word.0);
                }
                line.push_str(words);
                open = words.chars().fold(open, |open, letter| letter == '[' || (open && letter != ']'));
            }
            _ => {}
        }
    }
    found
}
