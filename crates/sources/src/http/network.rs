//! The last step: a request as bytes on the wire, and what comes back, within bounds.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Once},
    time::Duration,
};

use futures::StreamExt as _;
use reqwest::{Client, dns, redirect::Policy};
use url::{Host, Url};

use super::{Body, FetchError, Headers, Method, Request, addresses::is_private, key::shown};

/// A future of a trait's method.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What carries requests: plain HTTP, or a browser where a site wants one.
pub trait Network: Send + Sync {
    /// Makes one request and reads the whole answer. `extra` are headers of this attempt alone.
    fn send<'a>(
        &'a self,
        request: &'a Request,
        extra: &'a [(&'static str, String)],
        guard: Guard,
    ) -> Boxed<'a, Result<Incoming, FetchError>>;
}

/// Whether an address is one of ours to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// It comes from settings or the command line: it may lead anywhere.
    Trusted,
    /// It comes from somebody else: it may lead to the public internet only.
    Public,
}

/// An answer as it came in.
#[derive(Debug)]
pub struct Incoming {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// Its body, unpacked and, where its charset is stated and another one, turned into UTF-8.
    pub body: Vec<u8>,
    /// The address that gave it, after redirects.
    pub url: Url,
}

/// An answer whose body is still to be read.
pub struct Opened {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// The length of what is still to come, where it is told.
    pub length: Option<u64>,
    /// The address that gave it, after redirects.
    pub url: Url,
    request: Request,
    answer: reqwest::Response,
}

impl Opened {
    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// A connection that breaks off before the end that was told.
    pub async fn piece(&mut self) -> Result<Option<impl AsRef<[u8]> + Send + use<>>, FetchError> {
        self.answer.chunk().await.map_err(|error| unreachable(&self.request, &self.url, error))
    }

    /// The rest of a body that should be small, up to so many bytes; what is beyond is left.
    ///
    /// # Errors
    /// A connection that breaks off.
    pub async fn rest(mut self, most: usize) -> Result<Vec<u8>, FetchError> {
        let mut body = Vec::new();
        while let Some(piece) = self.piece().await? {
            let piece: &[u8] = piece.as_ref();
            let room = most.saturating_sub(body.len());
            body.extend_from_slice(&piece[..piece.len().min(room)]);
            if piece.len() >= room {
                break;
            }
        }
        Ok(body)
    }
}

/// The bounds of one request.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Largest body, unpacked, in bytes.
    pub body: usize,
    /// Redirects that are followed.
    pub redirects: usize,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long a server may stay silent.
    pub silence: Duration,
    /// How long the whole may take.
    pub whole: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            body: 64 << 20,
            redirects: 5,
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(20),
            whole: Duration::from_mins(2),
        }
    }
}

/// Plain HTTP.
pub struct Plain {
    trusted: Client,
    public: Client,
    bounds: Bounds,
    allow_private: bool,
}

impl Plain {
    /// A network that tells servers who we are. With `allow_private`, guarded addresses may be private
    /// too; that is for tests only.
    ///
    /// # Errors
    /// When the system has no usable TLS roots.
    pub fn new(agent: &str, bounds: Bounds, allow_private: bool) -> Result<Self, String> {
        static PROVIDER: Once = Once::new();
        // Fails only when another part of the program has chosen one already, which will do.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
        let builder = || {
            Client::builder()
                .user_agent(agent)
                .connect_timeout(bounds.connect)
                .read_timeout(bounds.silence)
                .timeout(bounds.whole)
                .redirect(Policy::none())
                .pool_idle_timeout(Duration::from_secs(30))
        };
        let failed = |error: reqwest::Error| error.to_string();
        let public =
            if allow_private { builder() } else { builder().dns_resolver(Arc::new(PublicOnly)).no_proxy() };
        Ok(Self {
            trusted: builder().build().map_err(failed)?,
            public: public.build().map_err(failed)?,
            bounds,
            allow_private,
        })
    }

    /// Makes one request and gives the answer as soon as its head is there; the body is read piece by piece and has
    /// no bound but the reader's. For files, which no memory should hold.
    ///
    /// # Errors
    /// When nothing answers, or a redirect leads where it must not.
    pub async fn open(
        &self,
        request: &Request,
        extra: &[(&'static str, String)],
        guard: Guard,
    ) -> Result<Opened, FetchError> {
        let (url, answer) = self.reach(request, extra, guard).await?;
        let pairs =
            answer.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
        Ok(Opened {
            status: answer.status().as_u16(),
            headers: Headers::of(pairs),
            length: answer.content_length(),
            url,
            request: request.clone(),
            answer,
        })
    }

    async fn follow(
        &self,
        request: &Request,
        extra: &[(&'static str, String)],
        guard: Guard,
    ) -> Result<Incoming, FetchError> {
        let (url, answer) = self.reach(request, extra, guard).await?;
        self.read(request, url, answer).await
    }

    /// Asks, and goes where redirects lead.
    async fn reach(
        &self,
        request: &Request,
        extra: &[(&'static str, String)],
        guard: Guard,
    ) -> Result<(Url, reqwest::Response), FetchError> {
        let mut url = request.url.clone();
        let mut method = request.method;
        let mut guard = guard;
        for _ in 0..=self.bounds.redirects {
            self.check(&url, guard)?;
            let own_host = url.host() == request.url.host()
                && url.port_or_known_default() == request.url.port_or_known_default();
            let answer = self.once(request, method, &url, extra, guard, own_host).await?;
            let status = answer.status().as_u16();
            let target = answer.headers().get("location").and_then(|value| value.to_str().ok());
            let (true, Some(target)) = (matches!(status, 301 | 302 | 303 | 307 | 308), target) else {
                return Ok((url, answer));
            };
            let next = url
                .join(target)
                .map_err(|error| forbidden(&url, &format!("its redirect is broken: {error}")))?;
            if url.scheme() == "https" && next.scheme() == "http" {
                return Err(forbidden(&next, "a redirect must not leave https"));
            }
            if !request.safe && matches!(status, 307 | 308) {
                return Err(forbidden(&next, "a change is not sent to another address"));
            }
            // Whatever a source redirects to is its word, not ours; only its own host stays trusted.
            if next.host() != url.host() {
                guard = Guard::Public;
            }
            if status == 303 || (matches!(status, 301 | 302) && method == Method::Post) {
                method = Method::Get;
            }
            url = next;
        }
        Err(forbidden(&url, &format!("more than {} redirects", self.bounds.redirects)))
    }

    /// Refuses addresses that a guarded request must not ask; names are checked when they are resolved.
    fn check(&self, url: &Url, guard: Guard) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(forbidden(url, "only http and https are spoken"));
        }
        if guard == Guard::Trusted || self.allow_private {
            return Ok(());
        }
        let private = match url.host() {
            Some(Host::Ipv4(v4)) => is_private(v4.into()),
            Some(Host::Ipv6(v6)) => is_private(v6.into()),
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.').to_lowercase();
                name == "localhost" || name.ends_with(".localhost") || name.ends_with(".internal")
            }
            None => true,
        };
        if private { Err(forbidden(url, "it leads to a private address")) } else { Ok(()) }
    }

    async fn once(
        &self,
        request: &Request,
        method: Method,
        url: &Url,
        extra: &[(&'static str, String)],
        guard: Guard,
        own_host: bool,
    ) -> Result<reqwest::Response, FetchError> {
        let client = if guard == Guard::Trusted { &self.trusted } else { &self.public };
        let mut call = match method {
            Method::Get => client.get(url.clone()),
            Method::Post => client.post(url.clone()),
            Method::Patch => client.patch(url.clone()),
            Method::Delete => client.delete(url.clone()),
        };
        for (name, value) in request.headers.iter().chain(extra) {
            call = call.header(*name, value);
        }
        // Keys and tokens are for the source alone, not for whom it redirects to.
        if own_host {
            for (name, value) in &request.secrets {
                call = call.header(*name, sensitive(value.expose(), url)?);
            }
            // Some sources have a scheme of their own for a user's token; then it stands among the secrets.
            let told = request.secrets.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
            if let Some(token) = request.account.as_ref().filter(|_| !told) {
                call = call.header("authorization", sensitive(&format!("Bearer {}", token.expose()), url)?);
            }
        }
        if method != Method::Get {
            call = match &request.body {
                Some(Body::Json(value)) => call.json(value),
                Some(Body::GraphQl { query, variables }) => {
                    call.json(&serde_json::json!({ "query": query, "variables": variables }))
                }
                Some(Body::Form(pairs)) => call
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()),
                None => call,
            };
        }
        call.send().await.map_err(|error| unreachable(request, url, error))
    }

    async fn read(
        &self,
        request: &Request,
        url: Url,
        answer: reqwest::Response,
    ) -> Result<Incoming, FetchError> {
        let limit = self.bounds.body;
        let too_large = || FetchError::TooLarge { source_id: request.source.clone(), limit };
        if answer.content_length().is_some_and(|length| length > limit as u64) {
            return Err(too_large());
        }
        let status = answer.status().as_u16();
        let pairs =
            answer.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()));
        let headers = Headers::of(pairs);
        let mut body = Vec::with_capacity(answer.content_length().unwrap_or(16_384).min(1 << 20) as usize);
        let mut chunks = answer.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| unreachable(request, &url, error))?;
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        let body = in_utf8(body, headers.get("content-type").as_deref());
        Ok(Incoming { status, headers, body, url })
    }
}

impl Network for Plain {
    fn send<'a>(
        &'a self,
        request: &'a Request,
        extra: &'a [(&'static str, String)],
        guard: Guard,
    ) -> Boxed<'a, Result<Incoming, FetchError>> {
        Box::pin(self.follow(request, extra, guard))
    }
}

fn sensitive(value: &str, url: &Url) -> Result<reqwest::header::HeaderValue, FetchError> {
    let mut header = reqwest::header::HeaderValue::from_str(value)
        .map_err(|_| forbidden(url, "a key or token has characters that no header may have"))?;
    header.set_sensitive(true);
    Ok(header)
}

fn forbidden(url: &Url, reason: &str) -> FetchError {
    FetchError::Forbidden { url: shown(url), reason: reason.to_owned() }
}

/// The causes of a failure without its address, in which a key may stand.
fn unreachable(request: &Request, url: &Url, error: reqwest::Error) -> FetchError {
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        let text = inner.to_string();
        // The guard's own word is no failure of the network.
        if text.contains(PRIVATE) {
            return forbidden(url, "its name leads to a private address");
        }
        if !reason.contains(&text) {
            reason = format!("{reason}: {text}");
        }
        cause = inner.source();
    }
    FetchError::Unreachable { source_id: request.source.clone(), url: shown(url), reason }
}

/// Turns a text of another charset into UTF-8. What states none, or UTF-8, stays as it is, and so does a picture.
pub fn in_utf8(body: Vec<u8>, content_type: Option<&str>) -> Vec<u8> {
    if content_type.is_some_and(|text| text.trim_start().to_ascii_lowercase().starts_with("image/")) {
        return body;
    }
    let stated = content_type
        .and_then(|text| text.to_lowercase().split_once("charset=").map(|(_, name)| name.to_owned()));
    let label = stated
        .as_deref()
        .map(|name| name.trim_matches(['"', '\'', ' ']).split(';').next().unwrap_or_default());
    let encoding = label.and_then(|label| encoding_rs::Encoding::for_label(label.trim().as_bytes()));
    match encoding {
        Some(encoding) if encoding != encoding_rs::UTF_8 => {
            encoding.decode(&body).0.into_owned().into_bytes()
        }
        _ => body,
    }
}

/// What the guard says when a name leads to where it must not.
const PRIVATE: &str = "the name leads to a private address";

/// Resolves names, and refuses those that lead anywhere but to the public internet. The addresses that it
/// gives are the ones that are connected to, so that a name cannot change its mind in between.
struct PublicOnly;

impl dns::Resolve for PublicOnly {
    fn resolve(&self, name: dns::Name) -> dns::Resolving {
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().any(|address| is_private(address.ip())) {
                return Err(PRIVATE.into());
            }
            Ok(Box::new(found.into_iter()) as dns::Addrs)
        })
    }
}
