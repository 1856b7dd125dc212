//! Lengths as sites write them: `24 min. per ep.`, `1 hr. 30 min.`, `PT1H30M`, `30 sec`.

/// Nothing that is shown lasts longer than this many seconds in one piece; beyond it stands a slip.
const LONGEST: u64 = 100 * 3600;

/// Reads a length in seconds. A number without a unit is no length; 0 is "not known".
///
/// Units are told by their first letters, so that `h`, `hr.`, `hours`, `Stunden`, `m`, `min`, `Minuten`,
/// `s`, `sec` and `Sekunden` all count. Reading stops at words such as `per`, so that only the length
/// itself is read.
pub fn seconds(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("pt").or_else(|| text.strip_prefix("p0dt")).unwrap_or(&text);
    let mut total: u64 = 0;
    let mut found = false;
    let mut rest = text;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        if stops(&rest[..begin]) {
            break;
        }
        let number_end =
            rest[begin..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| begin + end);
        let number: u64 = rest[begin..number_end].parse().ok()?;
        let after = rest[number_end..].trim_start_matches(['.', ' ', '\u{a0}', '~', '-']);
        let unit_end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        rest = &after[unit_end..];
        let Some(unit) = unit_in_seconds(&after[..unit_end]) else { continue };
        total = total.checked_add(number.checked_mul(unit)?)?;
        found = true;
    }
    u32::try_from(total).ok().filter(|total| found && *total > 0 && u64::from(*total) <= LONGEST)
}

/// A length given as a number of minutes.
pub fn minutes(count: u64) -> Option<u32> {
    let seconds = count.checked_mul(60).filter(|seconds| (1..=LONGEST).contains(seconds))?;
    u32::try_from(seconds).ok()
}

fn unit_in_seconds(unit: &str) -> Option<u64> {
    match unit {
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => Some(3600),
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => Some(60),
        "s" | "sec" | "secs" | "second" | "seconds" | "sek" | "sekunde" | "sekunden" => Some(1),
        _ => None,
    }
}

/// Whether what stands between two numbers ends the length.
fn stops(between: &str) -> bool {
    between
        .split(|c: char| !c.is_alphabetic())
        .any(|word| matches!(word, "per" | "by" | "pro" | "x" | "each"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_every_dress() {
        for (text, read) in [
            ("24 min. per ep.", 1440),
            ("1 hr. 30 min.", 5400),
            ("2 hours 15 minutes", 8100),
            ("2h 15m", 8100),
            ("PT1H30M", 5400),
            ("30 sec", 30),
            ("1h", 3600),
            ("(24 min)", 1440),
            ("63 min per ep, 6 min previews", 3780),
        ] {
            assert_eq!(seconds(text), Some(read), "{text}");
        }
        for text in ["", "Unknown", "24", "0 min", "12 eps", "99999999999999999999 min", "9999999 h"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,80}") {
            let _ = seconds(&text);
        }
    }
}
