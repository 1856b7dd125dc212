//! What a page says that Drive sends in place of a file. Pure.

use std::time::Duration;

use people::FailureCategory;
use scraper::{Html, Selector};
use url::Url;

use super::confirm;
use crate::Trouble;

/// What a page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The file is too large to be scanned, and comes from this address.
    Confirm(Url),
    /// There is no file for us, now or ever.
    Refusal(Trouble),
}

/// How long Drive counts what is asked of one file.
const QUOTA: Duration = Duration::from_hours(24);

/// Reads a page that came from an address, after redirects; `None` when it says nothing that we know.
pub fn read(html: &str, at: &Url) -> Option<Page> {
    if is_sign_in(at) {
        return Some(private());
    }
    let page = Html::parse_document(html);
    if let Some(confirm) = confirm::address(&page, at) {
        return Some(Page::Confirm(confirm));
    }
    let title = select(&page, "title").map(|title| text_of(&title)).unwrap_or_default().to_lowercase();
    let caption =
        select(&page, ".uc-error-caption").map(|text| text_of(&text)).unwrap_or_default().to_lowercase();
    let body = html.to_lowercase();
    let refusal = |category, message: &str| Some(Page::Refusal(Trouble::new(category, message)));
    if title.contains("quota exceeded")
        || caption.contains("can't view or download this file at this time")
        || body.contains("too many users have viewed or downloaded this file recently")
    {
        let message = "too many people asked for this file today; Drive gives it again within a day";
        return Some(Page::Refusal(Trouble::new(FailureCategory::Quota, message).with_pause(QUOTA)));
    }
    if title.contains("sign in")
        || title.contains("sign-in")
        || body.contains("accounts.google.com/v3/signin")
    {
        return Some(private());
    }
    if title.contains("access denied") || body.contains("you need access") || body.contains("request access")
    {
        return Some(private());
    }
    if body.contains("unusual traffic from your computer network") || title.contains("sorry...") {
        let message = "Google takes us for a machine that asks too much";
        return refusal(FailureCategory::RateLimit, message);
    }
    if title.contains("404")
        || title.contains("not found")
        || body.contains("the requested url was not found on this server")
        || body.contains("sorry, the file you have requested does not exist")
        || body.contains("file is in the owner's trash")
    {
        return refusal(
            FailureCategory::Gone,
            "there is no such file in Drive; it was removed, or its link is wrong",
        );
    }
    if title.contains("google drive") && body.contains("virus") && body.contains("infected") {
        return refusal(
            FailureCategory::Permission,
            "Drive holds this file for infected; only its owner may have it",
        );
    }
    None
}

/// Whether an address is one where people sign in.
pub fn is_sign_in(at: &Url) -> bool {
    let path = at.path().to_ascii_lowercase();
    at.host_str().is_some_and(|host| host.starts_with("accounts."))
        || path.contains("/servicelogin")
        || path.contains("/signin/")
}

fn private() -> Page {
    let message = "the file is not shared with everybody who has its link; ask its owner, and then \
                   `emaki people download --retry-failed`";
    Page::Refusal(Trouble::new(FailureCategory::Permission, message))
}

pub(super) fn select<'a>(page: &'a Html, selector: &str) -> Option<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a sound selector")).next()
}

fn text_of(element: &scraper::ElementRef<'_>) -> String {
    element.text().collect::<String>().replace('\u{2019}', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Url {
        url.parse().expect("an address")
    }

    const QUOTA: &str = include_str!("../../fixtures/drive/quota.html");

    #[test]
    fn refusals_are_told_apart() {
        let denied = "<html><head><title>Google Drive: Sign-in</title></head></html>";
        let gone = "<html><title>Error 404 (Not Found)!!1</title><p>The requested URL was not found on this server.</html>";
        for (html, url, category) in [
            (QUOTA, "https://drive.example/uc?id=1", FailureCategory::Quota),
            (denied, "https://drive.example/uc?id=1", FailureCategory::Permission),
            ("<html>", "https://accounts.example/v3/signin/identifier", FailureCategory::Permission),
            (gone, "https://drive.example/uc?id=1", FailureCategory::Gone),
            ("<title>Sorry...</title>", "https://drive.example/sorry", FailureCategory::RateLimit),
        ] {
            match read(html, &at(url)) {
                Some(Page::Refusal(trouble)) => assert_eq!(trouble.category, category, "{html}"),
                other => panic!("{other:?} {html}"),
            }
        }
        assert_eq!(read("<html><title>My holidays</title>", &at("https://drive.example/uc")), None);
    }
}
