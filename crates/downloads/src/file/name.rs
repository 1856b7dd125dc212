//! A name that any disk takes, and its ending. Pure.

/// The longest name, in bytes; most disks take 255, and endings and marks need some.
const LONGEST: usize = 180;

/// A name without folders, signs that some disk forbids, or too many letters. May be empty.
pub fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut safe: String = last
        .chars()
        .map(|sign| {
            if sign.is_control() || matches!(sign, ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                '_'
            } else {
                sign
            }
        })
        .collect();
    while safe.len() > LONGEST {
        // The ending stays; the middle goes.
        let dot = safe.rfind('.').filter(|dot| safe.len() - dot <= 12).unwrap_or(safe.len());
        let cut = safe[..dot].char_indices().next_back().map_or(0, |(at, _)| at);
        if cut == 0 {
            safe.truncate(safe.char_indices().nth(40).map_or(safe.len(), |(at, _)| at));
            break;
        }
        safe.remove(cut);
    }
    safe.trim().trim_matches('.').trim().to_owned()
}

/// The ending of a name in lower case, without a dot; `None` where there is none or an odd one.
pub fn extension(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let fits = !stem.is_empty()
        && (1..=5).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder_and_fit() {
        assert_eq!(safe("../../etc/passwd"), "passwd");
        assert_eq!(safe("C:\\films\\a?.mp4"), "a_.mp4");
        assert_eq!(safe("..."), "");
        assert_eq!(safe("a\u{0}b\n.mp4"), "a_b_.mp4");
        let long = safe(&format!("{}.mp4", "あ".repeat(300)));
        assert!(long.len() <= LONGEST && extension(&long).as_deref() == Some("mp4"), "{long}");
        assert!(safe(&"x".repeat(1000)).len() <= LONGEST);
        assert_eq!(extension("a.b.MP4").as_deref(), Some("mp4"));
        assert_eq!(extension(".hidden"), None);
        assert_eq!(extension("no. 4 of all"), None);
    }
}
