//! Errors told with status 200, pages that are none, and which endpoint an answer is of.

use super::unpack;
use crate::{
    parts::{refused, text},
    providers::Refusal,
};

/// What an unregistered client is told, in words that lead on.
const UNREGISTERED: &str = "AniDB does not accept the client name and version that AniDB registered for this \
                            program; set client_id and client_version as they were registered";

/// Whether an answer is a refusal.
pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let opening = unpack::opening(body);
    if is_page(&opening) {
        return refusing_page(&opening);
    }
    let root = past_declaration(&opening);
    let told = if root.starts_with("<error") {
        text::from_html(root).unwrap_or_default()
    } else if opening.len() < 200 && !opening.contains('<') {
        // The interface was seen to say it in plain words as well.
        opening.trim().to_owned()
    } else {
        return None;
    };
    let word = told.to_lowercase();
    let code = root.split_once("code=").and_then(|(_, rest)| text::number(rest.get(..8).unwrap_or(rest)));
    Some(match () {
        () if word.contains("banned") || matches!(code, Some(500 | 555)) => Refusal::Banned(told),
        () if word.contains("not found") || word.contains("no such anime") => Refusal::NotFound,
        () if word.starts_with("client") => Refusal::Blocked(format!("{told}: {UNREGISTERED}")),
        () if root.starts_with("<error") => Refusal::Fault(told),
        () => return None,
    })
}

/// The name of the endpoint whose answer this is.
pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let opening = unpack::opening(body);
    if is_page(&opening) {
        let is_list = opening.contains(r#"class="latest2"#) || opening.contains(r#"class="animelist"#);
        return Some(if is_list { "latest" } else { "page" });
    }
    if is_lines(&opening) {
        return Some("titles_dat");
    }
    let root = past_declaration(&opening).strip_prefix('<')?;
    match root.split(|c: char| !c.is_ascii_alphanumeric()).next()? {
        "animetitles" => Some("titles"),
        "anime" => Some("anime"),
        "hotanime" => Some("hotanime"),
        "main" => Some("main"),
        "randomrecommendation" => Some("randomrecommendation"),
        "randomsimilar" => Some("randomsimilar"),
        _ => None,
    }
}

/// Pages told by their words, since their status is 200 like any other's.
fn refusing_page(page: &str) -> Option<Refusal> {
    let title = between(page, "<title>", "</title>").unwrap_or_default();
    if title.contains("AntiLeech") {
        return Some(Refusal::Blocked("AniDB takes us for a robot; stop, and ask again tomorrow".to_owned()));
    }
    if let Some(refusal) = refused::by_title(page.as_bytes()) {
        return Some(refusal);
    }
    // A page of a work may quote any of the words below.
    if page.contains(r#"class="g_definitionlist"#) {
        return None;
    }
    let says = |words: &str| page.contains(words);
    if says("Unknown anime id")
        || says("A request for the addition of this title to AniDB")
        || says("marked as 18+ restricted")
    {
        return Some(Refusal::Removed);
    }
    if page.contains(r#"class="g_msg g_bubble error"#) {
        let message = page.split_once(r#"class="g_msg g_bubble error"#).map_or(page, |(_, rest)| rest);
        let message = between(message, r#"<div class="container">"#, "</div>").and_then(text::from_html);
        return Some(Refusal::Fault(message.unwrap_or_default()));
    }
    None
}

fn is_page(opening: &str) -> bool {
    let head: String = opening.chars().take(400).collect::<String>().to_lowercase();
    head.contains("<html") || head.starts_with("<!doctype html")
}

/// `1|3|en|CotS`, with comments before.
fn is_lines(opening: &str) -> bool {
    let line = opening.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let line = line.or_else(|| opening.lines().find(|line| line.starts_with("# <aid>|")));
    line.is_some_and(|line| {
        let mut fields = line.split('|');
        let number = fields.next().is_some_and(|aid| {
            aid == "# <aid>" || (!aid.is_empty() && aid.bytes().all(|byte| byte.is_ascii_digit()))
        });
        number && fields.count() >= 3
    })
}

/// What stands behind the declaration and comments at the top of an XML document.
fn past_declaration(opening: &str) -> &str {
    let mut rest = opening.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ => return rest,
        };
        let Some((_, after)) = rest.split_once(end) else { return rest };
        rest = after.trim_start();
    }
}

fn between<'a>(page: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(begin)?;
    rest.split_once(end).map(|(inner, _)| inner)
}
