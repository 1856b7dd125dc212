//! Errors as the sources dress them: ban pages and anti-bot pages. All are known by their text alone.

use super::Answer;

impl Answer {
    /// `AniDB`'s ban: 200, and the error only in the body.
    pub fn anidb_banned() -> Self {
        Self::anidb_error("<error>Banned</error>")
    }

    /// Any other of `AniDB`'s errors, such as `<error code="302">…</error>`.
    pub fn anidb_error(body: &str) -> Self {
        Self::xml(body)
    }

    /// Cloudflare's page that wants a browser; seen with 403 and with 503.
    pub fn just_a_moment(status: u16) -> Self {
        let page = r#"<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head><body><noscript>Enable JavaScript and cookies to
continue</noscript><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>"#;
        let answer = Self::html(page).with_status(status);
        answer.with_header("server", "cloudflare").with_header("cf-mitigated", "challenge")
    }

    /// nginx's own 403, as `AniDB` and others show it to clients that they have shut out.
    pub fn nginx_forbidden() -> Self {
        let page = "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body bgcolor=\"white\">\r\n\
                    <center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
        Self::bytes("text/html", page).with_status(403).with_header("server", "nginx")
    }

    /// GraphQL's error with any status, 200 included.
    pub fn graphql_error(status: u16, message: &str) -> Self {
        let error = serde_json::json!({ "message": message, "status": status });
        Self::value(&serde_json::json!({ "data": null, "errors": [error] })).with_status(status)
    }
}
