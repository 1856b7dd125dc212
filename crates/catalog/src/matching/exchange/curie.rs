//! External ids as CURIEs, and back.

use std::fmt::Write as _;

use model::{EntityId, ExternalId, Namespace};

/// The prefix of our own ids.
pub(super) const OWN: &str = "emaki";
/// What it stands for.
pub(super) const OWN_BASE: &str = "urn:emaki:";

/// `mal:16498`; letters that a CURIE must not hold are percent-encoded.
pub(super) fn curie(id: &ExternalId) -> String {
    let mut text = format!("{}:", id.namespace());
    for byte in id.id().bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// `emaki:work/7`.
pub(super) fn own(work: EntityId) -> String {
    format!("{OWN}:work/{work}")
}

/// What a prefix stands for: the address of the provider's pages where they are made of the id alone.
pub(super) fn base(namespace: &Namespace) -> String {
    let page = namespace.page_of("\u{0}").and_then(|page| page.strip_suffix('\u{0}').map(ToOwned::to_owned));
    page.filter(|base| !base.is_empty()).unwrap_or_else(|| format!("{OWN_BASE}{namespace}:"))
}

/// What a CURIE names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Work(EntityId),
    External(ExternalId),
}

/// Reads a CURIE; the reason in words when it is none of ours.
pub(super) fn read(text: &str) -> Result<Named, String> {
    let text = text.trim();
    let Some((prefix, local)) = text.split_once(':') else {
        return Err(format!("`{text}` is not an id of the form prefix:id"));
    };
    if prefix == OWN {
        let id = local.strip_prefix("work/").and_then(|number| number.parse().ok());
        return id.map(Named::Work).ok_or_else(|| format!("`{text}` is not a work such as emaki:work/7"));
    }
    let local = decode(local).ok_or_else(|| format!("`{text}` holds a broken percent-encoding"))?;
    format!("{prefix}:{local}")
        .parse()
        .map(Named::External)
        .map_err(|error: model::ExternalIdError| error.to_string())
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        if *first == b'%' {
            let (hex, after) = more.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_id_goes_out_and_comes_back() {
        for text in
            ["mal:16498", "url:https://a.example/x?y=1&z=%20", "anime_planet:crest-of-the-stars", "tmdb:tv/5"]
        {
            let id: ExternalId = text.parse().expect("an id");
            let curie = curie(&id);
            assert!(!curie.contains(['/', '?', ' ']), "{curie}");
            assert_eq!(read(&curie), Ok(Named::External(id)));
        }
        let work = EntityId::new(7).expect("from 1");
        assert_eq!(read(&own(work)), Ok(Named::Work(work)));
        for bad in ["mal", "emaki:work/07", "emaki:7", "mal:%2", "mal:%C3", "MAL:1"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_prefix_stands_for_something() {
        let base = |name: &str| base(&Namespace::parse(name).expect("a name"));
        assert_eq!(base("mal"), "https://myanimelist.net/anime/");
        assert_eq!((base("url").as_str(), base("tmdb").as_str()), ("urn:emaki:url:", "urn:emaki:tmdb:"));
    }
}
