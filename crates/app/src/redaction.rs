//! Secrets taken out of texts that others wrote: an engine's, a driver's or a library's words.

/// What stands in a secret's place.
const PUT: &str = "redacted";
/// Names whose values are secrets, as addresses and headers write them.
const NAMES: [&str; 8] =
    ["password=", "token=", "api_key=", "apikey=", "client_secret=", "secret=", "bearer ", "basic "];

/// The text without passwords of addresses and without values of names that tell of a secret.
///
/// Our own messages never hold any. A cause is somebody else's text, so it goes through here before it is
/// printed.
pub fn redacted(text: &str) -> String {
    NAMES.iter().fold(addresses(text), |text, name| values(&text, name))
}

/// `scheme://user:password@host` with another password.
fn addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        out += before;
        out += "://";
        let end = after.find(is_end).unwrap_or(after.len());
        // A password may hold an unescaped `/`, so that the last `@` is the one that ends it.
        let login = after[..end].rfind('@').and_then(|at| Some((after[..at].find(':')?, at)));
        match login {
            Some((colon, at)) => {
                out += &after[..=colon];
                out += PUT;
                rest = &after[at..];
            }
            None => rest = after,
        }
    }
    out + rest
}

/// `name=value` with another value, whatever the case of the name.
fn values(text: &str, name: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(found) = lower[from..].find(name) {
        let begin = from + found + name.len();
        let end = text[begin..]
            .find(|c| is_end(c) || matches!(c, '&' | ';' | ','))
            .map_or(text.len(), |end| begin + end);
        out += &text[from..begin];
        // Words such as "basic authentication" are no header; a header's value is long.
        let is_secret = end > begin && (name.ends_with('=') || end - begin >= 16);
        out += if is_secret { PUT } else { &text[begin..end] };
        from = end;
    }
    out + &text[from..]
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_the_rest_stays() {
        let cases = [
            ("no route to postgres://ann:hunter2@db/x", "no route to postgres://ann:redacted@db/x"),
            ("`redis://:hunter2@h/0` and https://h/a?b=c", "`redis://:redacted@h/0` and https://h/a?b=c"),
            ("postgres://ann:hun/ter2@h:x/y", "postgres://ann:redacted@h:x/y"),
            ("GET /a?Token=hunter2&q=1 failed", "GET /a?Token=redacted&q=1 failed"),
            ("Bearer hunter2hunter2hunter2", "Bearer redacted"),
            ("basic authentication is off", "basic authentication is off"),
            (
                "password authentication failed for user \"ann\"",
                "password authentication failed for user \"ann\"",
            ),
            ("see https://h:80/x", "see https://h:80/x"),
        ];
        for (text, wanted) in cases {
            assert_eq!(redacted(text), wanted);
        }
    }
}
