//! Words that Cloudflare takes for mail addresses and hides: any with an `@` in it, such as `MOON@DEPOT`.

use scraper::{ElementRef, Node};

use super::text;

/// The cleaned text of an element, with what was hidden written out again.
pub fn words(element: ElementRef<'_>) -> Option<String> {
    let mut out = String::new();
    // Pages may nest their elements thousands deep, so this is a walk and not a recursion.
    let mut hidden = None;
    for node in element.descendants() {
        if let Some(end) = hidden {
            if node.ancestors().any(|ancestor| ancestor.id() == end) {
                continue;
            }
            hidden = None;
        }
        match node.value() {
            Node::Text(text) => out.push_str(text),
            Node::Element(found) => {
                if let Some(mail) = found.attr("data-cfemail").and_then(decoded) {
                    out.push_str(&mail);
                    hidden = Some(node.id());
                }
            }
            _ => {}
        }
    }
    text::clean(&out)
}

/// The text behind the code: hexadecimal digits, of which the first pair is the key for the rest.
fn decoded(code: &str) -> Option<String> {
    let digits: Vec<u8> =
        code.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| (pair[0] << 4) | pair[1]).collect();
    let (key, rest) = bytes.split_first()?;
    String::from_utf8(rest.iter().map(|byte| byte ^ key).collect()).ok().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::html::Page;

    #[test]
    fn hidden_words_come_back() {
        assert_eq!(decoded("5a171515141a1e1f0a150e").as_deref(), Some("MOON@DEPOT"));
        for broken in ["", "e", "e6", "xy12", "ü1", "ff80"] {
            let _ = decoded(broken);
        }
        let page = Page::parse(
            br#"<h1>The <a data-cfemail="5a171515141a1e1f0a150e">[email&#160;protected]</a> <i>Line</i></h1>"#,
        );
        assert_eq!(page.first("h1").and_then(words).as_deref(), Some("The MOON@DEPOT Line"));
    }

    proptest::proptest! {
        #[test]
        fn any_code_is_read(code in "[0-9a-g]{0,80}|.{0,20}") {
            let _ = decoded(&code);
        }
    }
}
