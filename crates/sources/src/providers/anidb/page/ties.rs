//! Related and similar works on a work's page.

use model::{Recommendation, Record, RelationEntry};
use scraper::ElementRef;

use super::super::{words, work_id};
use crate::parts::{
    html::{self, Page, within},
    text,
};

/// Writes both into the record. Works that are related only through others are left to those.
pub fn tell(page: &Page, record: &mut Record) {
    for card in page.all("#relations_direct div.stripe") {
        let Some((external_id, title)) = work(card) else { continue };
        let kind = within(card, "div.info div.type").find_map(html::words).unwrap_or_default();
        record.relations.push(RelationEntry { kind: words::relation(&kind), external_id, title });
    }
    // Entries that users have voted down are on the page, but hidden.
    for card in page.all("#similaranime div.stripe:not(.rejected)") {
        let Some((external_id, title)) = work(card) else { continue };
        let approval = within(card, "div.approval").find_map(html::words).unwrap_or_default();
        let (share, votes) = approval.split_once('%').unwrap_or_default();
        let votes = text::decimal(share).zip(text::number(votes));
        let votes = votes.map(|(share, votes)| (share.min(100.0) / 100.0 * votes as f64).round() as i64);
        record.recommendations.push(Recommendation { external_id, title, votes });
    }
}

fn work(card: ElementRef<'_>) -> Option<(model::ExternalId, Option<String>)> {
    let link = within(card, "div.name a[href*='/anime/']").next()?;
    let id = super::linked(link, "/anime/").and_then(|number| work_id(&number))?;
    Some((id, html::words(link).map(|name| words::apostrophes(&name))))
}
