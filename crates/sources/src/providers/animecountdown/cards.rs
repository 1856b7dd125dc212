//! Lists: a card an anime, with the seconds that are left.

use model::{Image, ImageKind, Medium, Record, RecordKind, Title, TitleKind};
use scraper::ElementRef;

use super::{
    FACTS,
    read::{airing, episode, id_in, web_address},
};
use crate::{
    parts::html::{self, Page},
    providers::{Context, ParseError, Parsed},
};

/// What a card looks like.
pub const CARD: &str = "a.countdown-content-trending-item[href]";

pub fn read(page: &Page, kind: &RecordKind, context: &Context) -> Result<Parsed, ParseError> {
    let records: Vec<Record> =
        page.all(CARD).take(5000).filter_map(|item| card(item, kind, context)).collect();
    let is_list = page.first("countdown-content-trending-items, countdown-content-trending").is_some();
    if records.is_empty() && !is_list {
        return Err(ParseError::damaged("there is no list of anime in it"));
    }
    Ok(Parsed::list(records))
}

fn card(item: ElementRef<'_>, kind: &RecordKind, context: &Context) -> Option<Record> {
    let id = id_in(&html::attr(item, "href")?)?;
    let mut record = Record::new(FACTS.id.clone(), kind.clone(), id);
    record.medium = Some(Medium::Anime);
    let title = html::within(item, "countdown-content-trending-item-title").find_map(html::words);
    record.title = title.or_else(|| html::within(item, "img[alt]").find_map(|img| html::attr(img, "alt")));
    record.titles.extend(record.title.clone().map(|title| Title::new(title, TitleKind::Main)));
    let poster = html::attr(item, "data-poster").as_deref().and_then(web_address);
    record.images.extend(poster.map(|url| Image { url, kind: ImageKind::Thumbnail }));
    let label = html::within(item, "countdown-content-trending-item-desc").find_map(html::words);
    let left = html::within(item, "[data-time]").find_map(|clock| html::attr(clock, "data-time"));
    let left =
        left.and_then(|left| left.parse::<i64>().ok()).filter(|left| (1..=3_153_600_000).contains(left));
    // Broadcasts begin at full minutes; the seconds are those that the answer took.
    let at = left
        .map(|left| context.as_of.as_second().saturating_add(left).saturating_add(30).div_euclid(60) * 60);
    let next = label.as_deref().and_then(episode).zip(at);
    record.airings.extend(next.and_then(|(episode, at)| airing(episode, at)));
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{animecountdown::AnimeCountdown, read as read_answer};

    #[test]
    fn cards_count_from_the_moment_of_reading() {
        let context = Context::at("1987-06-01T00:00:11Z".parse().expect("a moment"));
        let body = include_bytes!("../../../fixtures/animecountdown/upcoming.html");
        let parsed = read_answer(&AnimeCountdown, None, body, &context).expect("sound");
        assert!(!parsed.single);
        insta::assert_json_snapshot!(
            parsed
                .records
                .iter()
                .map(|r| (&r.external_id, &r.title, &r.images, &r.airings))
                .collect::<Vec<_>>()
        );
    }
}
