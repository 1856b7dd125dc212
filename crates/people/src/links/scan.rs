//! Where in a text addresses stand.

/// Where addresses begin; those without a scheme are taken for the hosts that matter only.
const BEGINNINGS: &[&str] = &[
    "https://",
    "http://",
    "www.youtube.com/",
    "m.youtube.com/",
    "youtube.com/",
    "youtu.be/",
    "drive.google.com/",
    "docs.google.com/",
];

/// The longest address that is looked at, in bytes.
const LONGEST: usize = 4096;

/// Every address in a text, without what follows it by accident: punctuation, control characters, quotes.
pub fn addresses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    while at < text.len() {
        let Some((start, beginning)) = next(&lower, at) else { break };
        let end = start + length(&text[start..]);
        let address = trimmed(&text[start..end]);
        if address.len() > beginning.len() && address.len() <= LONGEST {
            let scheme = if beginning.ends_with("://") { "" } else { "https://" };
            found.push(format!("{scheme}{address}"));
        }
        at = end.max(start + beginning.len());
    }
    found
}

/// The next place where an address begins. A host without a scheme must not be a part of another word.
fn next(lower: &str, from: usize) -> Option<(usize, &'static str)> {
    let mut best: Option<(usize, &'static str)> = None;
    for beginning in BEGINNINGS {
        let mut search = from;
        while let Some(at) = lower[search..].find(beginning).map(|at| at + search) {
            if best.is_some_and(|(known, _)| known <= at) {
                break;
            }
            let before = lower[..at].chars().next_back();
            let alone =
                before.is_none_or(|sign| !sign.is_alphanumeric() && !matches!(sign, '.' | '-' | '/' | '@'));
            if beginning.ends_with("://") || alone {
                best = Some((at, beginning));
                break;
            }
            search = at + beginning.len();
        }
    }
    best
}

/// How far the address at the beginning of a text goes, in bytes.
fn length(text: &str) -> usize {
    let ends = |sign: char| {
        sign.is_whitespace()
            || sign.is_control()
            || matches!(sign, '"' | '\'' | '<' | '>' | '`' | '{' | '}' | '|' | '^' | '\\' | '„' | '“' | '”' | '‘' | '’' | '«' | '»')
            // Blanks of no width, marks of direction, and what stands for a picture.
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffc}')
    };
    text.find(ends).unwrap_or(text.len())
}

/// Without the punctuation of the sentence around it; a closing bracket stays where the address opened one.
fn trimmed(address: &str) -> &str {
    let mut address = address;
    loop {
        let Some(last) = address.chars().next_back() else { return address };
        let trailing = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '*' | '~' | '…' | '&' | '#' => true,
            ')' => address.matches(')').count() > address.matches('(').count(),
            ']' => address.matches(']').count() > address.matches('[').count(),
            _ => false,
        };
        if !trailing {
            return address;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
}
