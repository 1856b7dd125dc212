//! What all requests share: the app, the checks' settings, counters.

use std::{net::SocketAddr, time::Duration};

use app::App;

use crate::{
    graphql,
    mcp::http::Sessions,
    metrics::Metrics,
    safety::{csrf::Seals, hosts::Hosts, limits::Limiter, origins::Origins},
    web::Ways,
};

/// The state behind every handler; one per running server.
pub struct Site {
    /// The use cases.
    pub app: App,
    /// Whether only this machine can reach us, so that no token is needed.
    pub is_local: bool,
    /// Host names we answer for.
    pub hosts: Hosts,
    /// Web origins that may call us.
    pub origins: Origins,
    /// Requests per client.
    pub limiter: Limiter,
    /// The seals of our forms.
    pub seals: Seals,
    /// The sessions of assistants.
    pub mcp: Sessions,
    /// What answers GraphQL.
    pub graphql: graphql::Door,
    /// The largest body, in bytes.
    pub body_limit: usize,
    /// When an answer is given up.
    pub timeout: Duration,
    /// The ways on from every page that were seen to lead somewhere.
    pub ways: Ways,
    /// Counters for `/metrics`.
    pub metrics: Metrics,
}

impl Site {
    /// The site of an app that listens on an address; settings come from the app's configuration.
    pub fn new(app: App, listen: SocketAddr) -> Self {
        let settings = &app.config().serve;
        Self {
            is_local: listen.ip().is_loopback(),
            hosts: Hosts::new(listen, &settings.allowed_hosts),
            origins: Origins::new(&settings.cors_origins),
            limiter: Limiter::new(settings.requests_per_minute),
            seals: Seals::new(),
            body_limit: settings.body_limit_bytes,
            timeout: Duration::from_secs(settings.request_timeout_s.max(1)),
            mcp: Sessions::new(&app),
            graphql: graphql::Door::new(&app),
            ways: Ways::default(),
            metrics: Metrics::new(),
            app,
        }
    }
}
