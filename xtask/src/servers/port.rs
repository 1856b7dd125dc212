//! Free ports of the loopback address.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::Context as _;

/// How often another port is tried when someone else was faster to take one.
const ATTEMPTS: usize = 4;

/// A port that was free a moment ago.
pub fn free() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// Calls `start` with free ports until it succeeds, a few times at most.
pub fn retry<T>(start: impl Fn(u16) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let mut last = start(free()?);
    for _ in 1..ATTEMPTS {
        if last.is_ok() {
            break;
        }
        last = start(free()?);
    }
    last
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_start_that_fails_is_tried_on_another_port() {
        let tries = Cell::new(0);
        let started = retry(|port| {
            tries.set(tries.get() + 1);
            anyhow::ensure!(tries.get() == 3, "port {port} is taken");
            Ok(port)
        });
        assert!(started.is_ok_and(|port| port > 0));
        assert_eq!(tries.get(), 3);
    }

    #[test]
    fn it_gives_up_in_the_end() {
        assert!(retry::<()>(|port| anyhow::bail!("port {port} is taken")).is_err());
    }
}
