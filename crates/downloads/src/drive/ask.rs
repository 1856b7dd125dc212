//! Files and folders of Drive, asked for.

use std::collections::HashSet;

use people::FailureCategory;
use serde::{Deserialize, Serialize};
use sources::http::{Guard, Secret};
use url::Url;

use super::{
    api::ApiPage,
    folder::{self as lists, FOLDER},
    page::{self, Page},
};
use crate::{
    Net, Trouble,
    file::{Ask, Came, Got, Tell, a_page, ask_for},
    net::drive_source,
};

/// How often a page may lead on to another before it counts as going in a circle.
const STEPS: usize = 3;
/// How many entries the embedded view of a folder shows at most, as far as was seen.
const EMBEDDED: usize = 500;

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its media type, as Drive states it; may be empty.
    pub mime: String,
}

impl Entry {
    /// Whether it holds others.
    pub fn is_folder(&self) -> bool {
        self.mime == FOLDER
    }

    /// Whether it is one of Google's own documents, which have no file and must be exported.
    pub fn is_document(&self) -> bool {
        self.mime.starts_with("application/vnd.google-apps.") && !self.is_folder()
    }
}

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Its entries, each once; folders in it are entries and not gone into.
    pub entries: Vec<Entry>,
    /// Whether there may be more than we were shown, which only the API with a key would tell.
    pub may_have_more: bool,
}

/// Downloads a file by its id, through the pages that stand before large ones. The address in `ask` is set here.
/// Links of before 2021 hold a resource key beside the id, without which Drive gives nothing.
///
/// # Errors
/// Why there is no file.
pub async fn file(
    net: &Net,
    id: &str,
    resource_key: Option<&str>,
    ask: &Ask<'_>,
    tell: &Tell<'_>,
) -> Result<Got, Trouble> {
    let mut url = address(&net.addresses().drive, "uc")?;
    url.query_pairs_mut().append_pair("export", "download").append_pair("id", id);
    if let Some(key) = resource_key {
        url.query_pairs_mut().append_pair("resourcekey", key);
    }
    let mut ask = Ask { source: drive_source(), url, guard: Guard::Trusted, ..ask.clone() };
    for _ in 0..STEPS {
        match ask_for(net, &ask, tell).await? {
            Came::File(got) => return Ok(got),
            Came::Page(text, at) => match page::read(&text, &at) {
                // A page names any address it likes, so it is guarded as anybody's.
                Some(Page::Confirm(leads)) if leads != ask.url => {
                    let own = leads.host() == ask.url.host() && leads.port() == ask.url.port();
                    ask.guard = if own { ask.guard } else { Guard::Public };
                    ask.url = leads;
                }
                Some(Page::Confirm(_)) => break,
                Some(Page::Refusal(trouble)) => return Err(trouble),
                None => return Err(a_page(&text)),
            },
        }
    }
    let message = "Drive asks to confirm again and again and sends no file";
    Err(Trouble::new(FailureCategory::Validation, message))
}

/// Lists a folder: page by page through the API where there is a key, otherwise by what anybody is shown.
///
/// # Errors
/// Why it cannot be listed.
pub async fn folder(net: &Net, id: &str, key: Option<&Secret>) -> Result<Listed, Trouble> {
    let mut listed = match key.filter(|key| !key.is_empty()) {
        Some(key) => by_api(net, id, key).await?,
        None => by_pages(net, id).await?,
    };
    let mut seen = HashSet::new();
    listed.entries.retain(|entry| entry.id != id && seen.insert(entry.id.clone()));
    Ok(listed)
}

async fn by_pages(net: &Net, id: &str) -> Result<Listed, Trouble> {
    let (source, drive) = (drive_source(), &net.addresses().drive);
    let mut view = address(drive, "embeddedfolderview")?;
    view.query_pairs_mut().append_pair("id", id);
    let (status, text, at) = net.page(&source, &view, Guard::Trusted).await?;
    let mut entries = if status == 200 { lists::embedded(&text) } else { Vec::new() };
    let first = entries.len();
    if first > 0 && first < EMBEDDED {
        return Ok(Listed { entries, may_have_more: false });
    }
    let refused = page::read(&text, &at);
    let own = address(drive, &format!("drive/folders/{id}"))?;
    let (status, text, at) = net.page(&source, &own, Guard::Trusted).await?;
    match lists::page(&text).filter(|_| status == 200) {
        Some(more) => {
            // The page of a folder holds its first entries, and what both show is taken once.
            let may_have_more = first >= EMBEDDED || (first == 0 && more.len() >= 50);
            entries.extend(more);
            Ok(Listed { entries, may_have_more })
        }
        None if first > 0 => Ok(Listed { entries, may_have_more: true }),
        None => match page::read(&text, &at).or(refused) {
            Some(Page::Refusal(trouble)) => Err(trouble),
            _ if matches!(status, 404 | 410) => {
                Err(Trouble::new(FailureCategory::Gone, "there is no such folder in Drive"))
            }
            _ if status >= 500 => {
                Err(Trouble::new(FailureCategory::Network, format!("Drive answered with status {status}")))
            }
            _ => Err(Trouble::new(
                FailureCategory::Validation,
                "the page of the folder lists nothing we can read",
            )),
        },
    }
}

async fn by_api(net: &Net, id: &str, key: &Secret) -> Result<Listed, Trouble> {
    let (mut entries, mut token): (Vec<Entry>, Option<String>) = (Vec::new(), None);
    let mut seen = HashSet::new();
    loop {
        let mut url = address(&net.addresses().api, "drive/v3/files")?;
        {
            let mut query = url.query_pairs_mut();
            // Quotes and backslashes end the text of a query of Drive.
            let id = id.replace(['\\', '\''], "");
            query.append_pair("q", &format!("'{id}' in parents and trashed=false"));
            query.append_pair("fields", "nextPageToken,files(id,name,mimeType,shortcutDetails)");
            query.append_pair("pageSize", "1000");
            query.append_pair("supportsAllDrives", "true").append_pair("includeItemsFromAllDrives", "true");
            query.append_pair("key", key.expose());
            if let Some(token) = &token {
                query.append_pair("pageToken", token);
            }
        }
        let (status, text, _) = net.page(&drive_source(), &url, Guard::Trusted).await?;
        if status != 200 {
            return Err(refused(status, &text));
        }
        let page: ApiPage = serde_json::from_str(&text).map_err(|error| {
            Trouble::new(FailureCategory::Validation, format!("the list of the API cannot be read: {error}"))
        })?;
        entries.extend(page.files.into_iter().map(Entry::from));
        match page.next_page_token {
            // A list that comes to a page again would never end.
            Some(following) if seen.insert(following.clone()) => token = Some(following),
            _ => return Ok(Listed { entries, may_have_more: false }),
        }
    }
}

fn refused(status: u16, text: &str) -> Trouble {
    let category = match status {
        403 if text.contains("ateLimitExceeded") || text.contains("quotaExceeded") => {
            FailureCategory::RateLimit
        }
        401 | 403 => FailureCategory::Permission,
        404 => FailureCategory::Gone,
        500.. => FailureCategory::Network,
        _ => FailureCategory::Validation,
    };
    let reason = serde_json::from_str::<serde_json::Value>(text).ok();
    let reason = reason.and_then(|value| Some(value.pointer("/error/message")?.as_str()?.to_owned()));
    Trouble::new(category, format!("Drive's API answered {status}: {}", reason.unwrap_or_default()))
}

/// An address below a service's.
fn address(base: &Url, path: &str) -> Result<Url, Trouble> {
    let mut base = base.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.join(path).map_err(|error| Trouble::new(FailureCategory::Validation, format!("`{path}`: {error}")))
}
