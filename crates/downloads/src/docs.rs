//! Google Docs by their exports: a document's text and its HTML, without a browser.

use people::FailureCategory;
use sources::http::Guard;
use url::Url;

use crate::{
    Net, Trouble,
    drive::page::{self, Page},
    net::{PAGE, docs_source},
};

/// A document as it was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its text, in UTF-8 and without a mark at its begin.
    pub text: String,
    /// Its page, in which its links stand.
    pub html: String,
}

/// Asks for a document's text and page.
///
/// # Errors
/// Why there is none.
pub async fn document(net: &Net, id: &str) -> Result<Document, Trouble> {
    Ok(Document { text: export(net, id, "txt").await?, html: export(net, id, "html").await? })
}

async fn export(net: &Net, id: &str, format: &str) -> Result<String, Trouble> {
    let base = net.addresses().docs.as_str().trim_end_matches('/');
    let url = format!("{base}/document/d/{id}/export?format={format}").parse::<Url>();
    let url = url.map_err(|error| {
        Trouble::new(FailureCategory::Validation, format!("`{id}` is no id of a document: {error}"))
    })?;
    let opened = net.open(&docs_source(), &url, Guard::Trusted, &[]).await?;
    let (status, at, headers) = (opened.status, opened.url.clone(), opened.headers.clone());
    let kind = headers.get("content-type").unwrap_or_default().to_ascii_lowercase();
    let body = opened.rest(PAGE).await.map_err(|error| Trouble::of_fetch(&error))?;
    if body.len() >= PAGE {
        return Err(Trouble::new(
            FailureCategory::Validation,
            format!("the document has more than {PAGE} bytes"),
        ));
    }
    let text = String::from_utf8_lossy(&body).trim_start_matches('\u{feff}').to_owned();
    let expected = if format == "txt" { "text/plain" } else { "text/html" };
    // Somebody who may not read it is led to a page for signing in, with status 200.
    let is_led_away = page::is_sign_in(&at);
    if status == 200 && kind.starts_with(expected) && !is_led_away {
        return Ok(text);
    }
    match page::read(&text, &at) {
        Some(Page::Refusal(trouble)) => Err(trouble),
        _ if status == 200 => {
            let message = format!("the export came as `{kind}` and not as `{expected}`");
            Err(Trouble::new(FailureCategory::Validation, message))
        }
        _ => Err(Trouble::of_status(status, &headers)),
    }
}
