//! How many requests a client may make: one token bucket per client.
//!
//! A bucket holds ten seconds' worth of the limit, at least ten requests, so that a page with its
//! pictures is served at once while a loop is slowed down.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    sync::Mutex,
    time::{Duration, Instant},
};

/// Who is counted: a token's name when one was shown, otherwise the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Client {
    /// The name of an access token.
    Token(String),
    /// An address; one IPv6 network of 64 bits counts as one client, since a host owns all of it.
    Peer(Option<IpAddr>),
}

impl Client {
    /// The client at an address; `None` in tests that have no socket.
    pub fn at(address: Option<IpAddr>) -> Self {
        let network = |v6: std::net::Ipv6Addr| match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        };
        Self::Peer(address.map(|address| match address {
            IpAddr::V6(v6) if !v6.is_loopback() => network(v6),
            plain => plain,
        }))
    }
}

/// One bucket per client.
pub struct Limiter {
    per_second: f64,
    capacity: f64,
    hasher: RandomState,
    shards: Vec<Mutex<HashMap<Client, Bucket>>>,
}

struct Bucket {
    tokens: f64,
    filled_at: Instant,
}

/// Locks are many so that clients do not wait for each other.
const SHARDS: usize = 16;
/// A shard that grows beyond this drops the buckets that are full again.
const SHARD_LIMIT: usize = 4096;

impl Limiter {
    /// A limit in requests a minute; 0 is no limit.
    pub fn new(per_minute: u32) -> Self {
        let per_second = f64::from(per_minute) / 60.0;
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { per_second, capacity: (per_second * 10.0).max(10.0), hasher: RandomState::new(), shards }
    }

    /// Takes the cost of a request, or says how long to wait until it can be taken.
    pub fn take(&self, client: Client, cost: f64, now: Instant) -> Result<(), Duration> {
        if self.per_second == 0.0 || cost == 0.0 {
            return Ok(());
        }
        let place = self.hasher.hash_one(&client) as usize % SHARDS;
        // A poisoned lock still holds sound numbers: nothing below leaves a bucket half changed.
        let mut shard = self.shards[place].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if shard.len() >= SHARD_LIMIT {
            shard.retain(|_, bucket| self.level(bucket, now) < self.capacity);
        }
        if shard.len() >= SHARD_LIMIT && !shard.contains_key(&client) {
            return Err(Duration::from_secs(1)); // a flood from thousands of addresses
        }
        let bucket = shard.entry(client).or_insert(Bucket { tokens: self.capacity, filled_at: now });
        bucket.tokens = self.level(bucket, now);
        bucket.filled_at = now;
        if bucket.tokens >= cost {
            bucket.tokens -= cost;
            return Ok(());
        }
        Err(Duration::from_secs_f64((cost - bucket.tokens) / self.per_second))
    }

    fn level(&self, bucket: &Bucket, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(bucket.filled_at).as_secs_f64();
        (bucket.tokens + passed * self.per_second).min(self.capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone(last: u8) -> Client {
        Client::at(Some(IpAddr::from([192, 0, 2, last])))
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let (limiter, start) = (Limiter::new(60), Instant::now());
        for _ in 0..10 {
            assert_eq!(limiter.take(someone(1), 1.0, start), Ok(()));
        }
        assert_eq!(limiter.take(someone(1), 1.0, start), Err(Duration::from_secs(1)));
        assert_eq!(limiter.take(someone(2), 1.0, start), Ok(()), "clients do not share a bucket");
        assert_eq!(limiter.take(someone(1), 1.0, start + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn no_limit_is_no_limit() {
        let (limiter, now) = (Limiter::new(0), Instant::now());
        assert!((0..10_000).all(|_| limiter.take(someone(1), 1.0, now).is_ok()));
    }

    #[test]
    fn memory_is_bounded_and_old_buckets_go() {
        let (limiter, now) = (Limiter::new(60), Instant::now());
        let client = |n: u32| Client::at(Some(IpAddr::from(n.to_be_bytes())));
        for n in 0..100_000 {
            let _ = limiter.take(client(n), 1.0, now);
        }
        let held = || limiter.shards.iter().map(|shard| shard.lock().expect("sound").len()).sum::<usize>();
        assert!(held() <= SHARDS * SHARD_LIMIT);
        let later = now + Duration::from_mins(1);
        assert!((0..500).all(|n| limiter.take(client(200_000 + n), 1.0, later).is_ok()));
        assert!(held() < SHARDS * SHARD_LIMIT);
    }

    #[test]
    fn a_v6_network_is_one_client() {
        let at = |text: &str| Client::at(text.parse().ok());
        assert_eq!(at("2001:db8::1"), at("2001:db8::2"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_eq!(at("::ffff:192.0.2.7"), at("192.0.2.7"));
    }
}
