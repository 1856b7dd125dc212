//! What yt-dlp means when it fails. Pure.

use std::time::Duration;

use people::FailureCategory::{self, Disk, Gone, Network, Permission, RateLimit, System, Validation};

use crate::Trouble;

/// What is said, in lower case, and what it means. The first that fits counts, so the particular stands before the
/// general.
const WORDS: [(&str, FailureCategory); 48] = [
    ("no space left on device", Disk),
    ("disk quota exceeded", Disk),
    ("has been rate-limited", RateLimit),
    ("rate-limited by youtube", RateLimit),
    ("http error 429", RateLimit),
    ("too many requests", RateLimit),
    ("confirm you're not a bot", RateLimit),
    ("this content isn't available, try again later", RateLimit),
    // What is still to come is waited for.
    ("premieres in", RateLimit),
    ("premiere will begin", RateLimit),
    ("live event will begin", RateLimit),
    ("offline", RateLimit),
    ("private video", Permission),
    ("video is private", Permission),
    ("this playlist is private", Permission),
    ("confirm your age", Permission),
    ("age-restricted", Permission),
    ("members-only", Permission),
    ("join this channel", Permission),
    ("requires payment", Permission),
    ("in your country", Permission),
    ("not available in your location", Permission),
    ("blocked it on copyright grounds", Permission),
    ("login required", Permission),
    ("sign in if you've been granted access", Permission),
    ("removed by the uploader", Gone),
    ("removed by the user", Gone),
    ("this video has been removed", Gone),
    ("has been terminated", Gone),
    ("no longer available", Gone),
    ("video unavailable", Gone),
    ("video is unavailable", Gone),
    ("video not available", Gone),
    ("video is not available", Gone),
    ("playlist does not exist", Gone),
    ("http error 404", Gone),
    ("http error 410", Gone),
    ("requested format is not available", Validation),
    ("unsupported url", Validation),
    ("is not a valid url", Validation),
    ("incomplete youtube id", Validation),
    ("larger than max-filesize", Validation),
    ("timed out", Network),
    ("unable to download", Network),
    ("connection", Network),
    ("getaddrinfo", Network),
    ("http error 5", Network),
    ("http error 403", Network),
];

/// What a run means that ended without success, by what it wrote to stderr and how it ended.
pub fn understood(stderr: &str, status: &str) -> Trouble {
    let error = stderr.lines().rev().find_map(|line| line.trim().strip_prefix("ERROR:")).map(str::trim);
    let last = || stderr.lines().rev().map(str::trim).find(|line| !line.is_empty());
    let said = error.or_else(last).unwrap_or_default();
    // What stands before is the extractor's name and the id: `[youtube] aaaaaaaaaaa: Private video`.
    let said = said.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map_or(said, |(_, rest)| rest);
    let lower = said.to_lowercase().replace('\u{2019}', "'");
    let message: String = said.chars().take(300).collect();
    if said.is_empty() {
        return Trouble::new(System, format!("yt-dlp ended with {status} and said nothing"));
    }
    let Some((_, category)) = WORDS.iter().find(|(words, _)| lower.contains(words)) else {
        return Trouble::new(System, format!("yt-dlp: {message}"));
    };
    let trouble = Trouble::new(*category, format!("yt-dlp: {message}"));
    match category {
        RateLimit
            if lower.contains("premiere") || lower.contains("live event") || lower.contains("offline") =>
        {
            // Others need not wait for what is still to come.
            trouble.with_pause(Duration::from_hours(24)).of_one_alone()
        }
        // Its own word is "for up to an hour".
        RateLimit => trouble.with_pause(Duration::from_hours(1)),
        _ => trouble,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_yt_dlp_are_understood() {
        for (stderr, category) in [
            (
                "ERROR: [youtube] aaaaaaaaaaa: Private video. Sign in if you've been granted access",
                Permission,
            ),
            (
                "ERROR: [youtube] aaaaaaaaaaa: Video unavailable. This video has been removed by the uploader",
                Gone,
            ),
            ("ERROR: [youtube] aaaaaaaaaaa: Sign in to confirm you’re not a bot. Use --cookies", RateLimit),
            (
                "ERROR: [youtube] aaaaaaaaaaa: Video unavailable. This content isn’t available, try again later. \
              The current session has been rate-limited by YouTube for up to an hour.",
                RateLimit,
            ),
            ("WARNING: x\nERROR: [youtube] aaaaaaaaaaa: Premieres in 3 days", RateLimit),
            (
                "ERROR: [youtube] aaaaaaaaaaa: Join this channel to get access to members-only content",
                Permission,
            ),
            ("ERROR: unable to download video data: HTTP Error 403: Forbidden", Network),
            ("ERROR: [download] Got error: [Errno 28] No space left on device", Disk),
            ("ERROR: [youtube] aaaaaaaaaaa: Unable to download API page: <urlopen error timed out>", Network),
            (
                "ERROR: [youtube] aaaaaaaaaaa: The uploader has not made this video available in your country",
                Permission,
            ),
            ("Traceback (most recent call last):\n  KeyError: 'x'", System),
            ("", System),
        ] {
            assert_eq!(understood(stderr, "status 1").category, category, "{stderr}");
        }
        let told = understood("ERROR: [youtube] aaaaaaaaaaa: Private video", "status 1").message;
        assert_eq!(told, "yt-dlp: aaaaaaaaaaa: Private video");
        assert!(!understood("ERROR: [youtube] a: Premieres in 3 days", "status 1").is_of_the_host());
        assert!(understood("ERROR: [youtube] a: HTTP Error 429", "status 1").is_of_the_host());
        assert!(understood("", "signal 9").message.contains("signal 9"));
    }
}
