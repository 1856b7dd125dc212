//! The `Host` header: a defence against DNS rebinding.
//!
//! A page on the internet may give its own name our address and so talk to us as if we were its own
//! server. It cannot choose the `Host` that the browser sends, which is its own name.

use std::net::{IpAddr, SocketAddr};

use app::{AppError, ErrorCode};

use crate::problem::Problem;

/// The host names that requests may be addressed to.
#[derive(Debug, Clone)]
pub struct Hosts {
    listens_on_loopback: bool,
    named: Vec<String>,
}

impl Hosts {
    /// Loopback names always, and the ones configured. Away from loopback also every plain address:
    /// rebinding needs a name, and there a token is asked for besides.
    pub fn new(listen: SocketAddr, named: &[String]) -> Self {
        let named = named.iter().map(|name| name.to_ascii_lowercase()).collect();
        Self { listens_on_loopback: listen.ip().is_loopback(), named }
    }

    /// Whether a request may name this host; a port is not looked at unless it was configured.
    pub fn check(&self, host: Option<&str>) -> Result<(), Problem> {
        let Some(host) = host else {
            return Err(refused("the request names no host"));
        };
        if self.allows(&host.to_ascii_lowercase()) {
            Ok(())
        } else {
            Err(refused("the request is addressed to a host that is not ours").detail("host", host))
        }
    }

    fn allows(&self, host: &str) -> bool {
        let name = without_port(host);
        if self.named.iter().any(|ours| ours == host || ours == name) {
            return true;
        }
        match name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) => address.is_loopback() || !self.listens_on_loopback,
            Err(_) => name == "localhost",
        }
    }
}

fn refused(message: &str) -> Problem {
    AppError::new(ErrorCode::Forbidden, message)
        .hint("add the name to `serve.allowed_hosts` to answer for it")
        .into()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(listen: &str) -> Hosts {
        Hosts::new(listen.parse().expect("an address"), &["Catalog.example".to_owned()])
    }

    #[test]
    fn loopback_answers_to_its_own_names_only() {
        let hosts = hosts("127.0.0.1:8000");
        for good in
            ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]", "catalog.example:443"]
        {
            assert!(hosts.check(Some(good)).is_ok(), "{good}");
        }
        for bad in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "",
            "a:b:c",
            "localhost:x",
        ] {
            assert!(hosts.check(Some(bad)).is_err(), "{bad}");
        }
        assert!(hosts.check(None).is_err());
    }

    #[test]
    fn elsewhere_plain_addresses_are_fine_and_names_are_not() {
        let hosts = hosts("0.0.0.0:8000");
        assert!(hosts.check(Some("10.0.0.1:8000")).is_ok());
        assert!(hosts.check(Some("evil.example")).is_err());
    }
}
