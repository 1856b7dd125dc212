//! Why an address is nothing to download.

use crate::word::words;

words! {
    /// Why an address is nothing to download.
    pub enum Noise {
        /// It is no address at all.
        NoAddress = "no_address",
        /// A host that pages of Google are made with.
        Infrastructure = "infrastructure",
        /// A picture, script or style of a page.
        StaticFile = "static_file",
        /// The document itself.
        OwnDocument = "own_document",
        /// A sheet, slides or a form.
        OtherDocument = "other_document",
        /// A channel or another page of `YouTube`.
        Channel = "channel",
        /// An id that is too short, too long or has other letters.
        WrongId = "wrong_id",
        /// Some other page.
        OtherPage = "other_page",
    }
}

/// Hosts that are only there to build pages; those below them as well.
const INFRASTRUCTURE: &[&str] = &[
    "gstatic.com",
    "googleapis.com",
    "googleusercontent.com",
    "google-analytics.com",
    "googletagmanager.com",
    "googlesyndication.com",
    "doubleclick.net",
    "ytimg.com",
    "ggpht.com",
    "schema.org",
    "w3.org",
    "accounts.google.com",
    "apis.google.com",
    "play.google.com",
    "ogs.google.com",
    "policies.google.com",
    "support.google.com",
    "myaccount.google.com",
    "clients6.google.com",
    "clients4.google.com",
    "people-pa.clients6.google.com",
    "ssl.google-analytics.com",
    "contacts.google.com",
    "script.google.com",
    "www.google.com",
];

const STATIC: &[&str] = &[
    ".js",
    ".css",
    ".ico",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".webp",
    ".woff",
    ".woff2",
    ".ttf",
    ".map",
    ".webmanifest",
];

/// What kind of noise a page is that leads to nothing known.
pub(super) fn of_page(host: &str, path: &str) -> Noise {
    let below =
        |known: &str| host == known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.'));
    if INFRASTRUCTURE.iter().any(|known| below(known)) {
        return Noise::Infrastructure;
    }
    let path = path.to_ascii_lowercase();
    if STATIC.iter().any(|ending| path.ends_with(ending)) {
        return Noise::StaticFile;
    }
    Noise::OtherPage
}
