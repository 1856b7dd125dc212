//! The one way to the network for downloads: paced, guarded against private addresses, its addresses settings.

use std::{sync::Arc, time::Duration};

use model::SourceId;
use sources::http::{Bounds, Guard, Lifetime, Opened, Plain, Request};
use url::Url;

use crate::{Paces, Trouble};

/// The largest page that is read to see what it says, in bytes.
pub(crate) const PAGE: usize = 4 << 20;

/// Where Google's services lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// Drive's pages and downloads.
    pub drive: Url,
    /// Drive's API.
    pub api: Url,
    /// Docs' exports.
    pub docs: Url,
}

/// What downloads share.
#[derive(Clone)]
pub struct Net {
    plain: Arc<Plain>,
    paces: Arc<Paces>,
    addresses: Addresses,
}

impl Net {
    /// A network that tells servers who we are. With `allow_private`, addresses of others may be private too; that is
    /// for tests only.
    ///
    /// # Errors
    /// When the system has no usable TLS roots.
    pub fn new(
        agent: &str,
        addresses: Addresses,
        paces: Arc<Paces>,
        allow_private: bool,
    ) -> Result<Self, String> {
        // A film takes its time; a server that falls silent is left all the same.
        let bounds =
            Bounds { body: PAGE, redirects: 8, whole: Duration::from_hours(12), ..Bounds::default() };
        let plain = Arc::new(Plain::new(agent, bounds, allow_private)?);
        Ok(Self { plain, paces, addresses })
    }

    /// Where Google's services lie.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The paces of hosts.
    pub fn paces(&self) -> &Paces {
        &self.paces
    }

    /// Asks once the host's pace allows it, and gives the answer when its head is there. A host that asks for a pause
    /// gets it from all processes, which are told of the rest in place of an answer.
    pub(crate) async fn open(
        &self,
        source: &SourceId,
        url: &Url,
        guard: Guard,
        extra: &[(&'static str, String)],
    ) -> Result<Opened, Trouble> {
        self.paces.wait(source).await?;
        // Packed bytes have other places than those that a range counts.
        let request = Request::get(source.clone(), "file", url.clone(), Lifetime::Fast)
            .header("accept-encoding", "identity")
            .header("accept", "*/*");
        let opened =
            self.plain.open(&request, extra, guard).await.map_err(|error| Trouble::of_fetch(&error))?;
        if opened.status == 429 {
            let trouble = Trouble::of_status(429, &opened.headers);
            self.paces.pause(source, trouble.pause.unwrap_or(Duration::from_mins(1))).await;
            return Err(trouble);
        }
        Ok(opened)
    }

    /// A page as text, with the address that gave it.
    pub(crate) async fn page(
        &self,
        source: &SourceId,
        url: &Url,
        guard: Guard,
    ) -> Result<(u16, String, Url), Trouble> {
        let opened = self.open(source, url, guard, &[]).await?;
        let (status, at) = (opened.status, opened.url.clone());
        let body = opened.rest(PAGE).await.map_err(|error| Trouble::of_fetch(&error))?;
        Ok((status, String::from_utf8_lossy(&body).into_owned(), at))
    }
}

/// The source under which Drive is asked.
pub(crate) fn drive_source() -> SourceId {
    SourceId::parse("google_drive").expect("a sound name")
}

/// The source under which Docs is asked.
pub(crate) fn docs_source() -> SourceId {
    SourceId::parse("google_docs").expect("a sound name")
}

/// The source under which `YouTube` is asked.
pub(crate) fn youtube_source() -> SourceId {
    SourceId::parse("youtube").expect("a sound name")
}
