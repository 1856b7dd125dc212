//! `emaki cache clear`: take kept answers out.

use std::time::Duration;

use crate::{exit::Exit, output::one_of_many, session::Session};

/// Take kept answers out: all of them, or those of a source, of an age, or of a key
#[derive(Debug, clap::Args)]
pub struct Clear {
    /// Only this source's
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only those kept longer ago, as 30m, 12h or 7d
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: Option<Duration>,
    /// Only the one with this key
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

impl Clear {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let cleared = app.cache_clear(self.source.as_deref(), self.older_than, self.key.as_deref()).await?;
        if session.out.is_json() {
            session.out.json(&serde_json::json!({ "cleared": cleared }))?;
        } else {
            session.out.note(format_args!("{} cleared", one_of_many(cleared, "kept answer")));
        }
        Ok(Exit::Done)
    }
}

/// Reads `90`, `90s`, `30m`, `12h`, `7d`; a bare number is seconds.
fn age(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => 0,
    };
    let number =
        number.parse::<u64>().ok().filter(|_| seconds > 0).and_then(|number| number.checked_mul(seconds));
    number.map(Duration::from_secs).ok_or_else(|| format!("`{text}` is no age; write 30m, 12h or 7d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages() {
        assert_eq!(age("12h"), Ok(Duration::from_hours(12)));
        assert_eq!(age("90"), Ok(Duration::from_secs(90)));
        for bad in ["", "h", "1w", "-1h", "99999999999999999999d"] {
            assert!(age(bad).is_err(), "{bad}");
        }
    }
}
