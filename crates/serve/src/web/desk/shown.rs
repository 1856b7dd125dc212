//! Values as the desk writes them.

use model::Instant;

/// The most of a text that a line shows, in characters.
const SHORT: usize = 140;

/// A JSON value as a person writes it.
pub fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A time to the minute, in UTC.
pub fn moment(at: Instant) -> String {
    at.to_string().chars().take(16).map(|sign| if sign == 'T' { ' ' } else { sign }).collect()
}

/// Seconds as people say them.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "under a second".to_owned(),
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

/// Bytes as people say them.
pub fn bytes(bytes: u64) -> String {
    match bytes as f64 {
        b if b < 1e6 => format!("{:.0} kB", b / 1e3),
        b if b < 1e9 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.2} GB", b / 1e9),
    }
}

/// The beginning of a text that is too long for a line.
pub fn short(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(SHORT - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(moment(Instant::EPOCH), "1970-01-01 00:00");
        assert_eq!([seconds(0.2), seconds(4.4), seconds(600.0)], ["under a second", "4 s", "10 min"]);
        assert_eq!([bytes(12_345), bytes(12_345_678)], ["12 kB", "12.3 MB"]);
        assert_eq!(short(&"x".repeat(200)).chars().count(), SHORT);
    }
}
