//! Reading and writing cookies; all of ours are closed to scripts and to other sites.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of a cookie, when the request carries it.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The header that sets a cookie, for a number of seconds or until the browser closes. `None` when the
/// value holds what no header can.
pub fn set(name: &str, value: &str, max_age_s: Option<u32>) -> Option<HeaderValue> {
    let life = max_age_s.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    HeaderValue::from_str(&format!("{name}={value}{life}; Path=/; HttpOnly; SameSite=Strict")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("atheme=x; theme=dark;b"));
        assert_eq!(get(&headers, "theme"), Some("dark"));
        assert_eq!(get(&headers, "heme"), None);
    }
}
