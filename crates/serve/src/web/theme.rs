//! Light or dark: a cookie of the visitor's own, so that the first paint is right.

use app::AppError;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    problem::Problem,
    safety::{bodies::form_field, cookies},
};

const COOKIE: &str = "theme";
const YEAR_S: u32 = 365 * 24 * 3600;

/// The colours a visitor wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    System,
    /// Ink on paper.
    Light,
    /// Paper by lamplight.
    Dark,
}

impl Theme {
    /// All, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The theme that the cookie names.
    pub fn of(headers: &HeaderMap) -> Self {
        cookies::get(headers, COOKIE).and_then(Self::parse).unwrap_or(Self::System)
    }

    /// The word in the cookie, the form and the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What browsers are told of it before the style sheet has come.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::System => "light dark",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The sign on its button.
    pub fn sign(self) -> &'static str {
        match self {
            Self::System => "◐",
            Self::Light => "○",
            Self::Dark => "●",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }
}

/// `POST /settings/theme`: remembers the theme and goes back to the page.
pub async fn choose(request: Request) -> Result<Response, Problem> {
    let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await; // bounded by the guard
    let bytes = bytes.map_err(|_| Problem::bad_body("the form broke off"))?;
    let theme = form_field(&bytes, "theme")
        .and_then(|word| Theme::parse(&word))
        .ok_or_else(|| AppError::invalid_parameter("theme", "`theme` is none of system, light, dark"))?;
    let back = form_field(&bytes, "back").filter(|back| is_local(back)).unwrap_or_else(|| "/".to_owned());
    let place = HeaderValue::from_str(&back).unwrap_or(HeaderValue::from_static("/"));
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response();
    if let Some(cookie) = cookies::set(COOKIE, theme.as_str(), Some(YEAR_S)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Whether an address stays on this site: browsers take `//host` and `/\host` for other hosts.
pub(super) fn is_local(address: &str) -> bool {
    let mut letters = address.chars();
    letters.next() == Some('/')
        && !matches!(letters.next(), Some('/' | '\\'))
        && address.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_back_never_leads_away() {
        for good in ["/", "/works/1", "/?q=moon&sort=year"] {
            assert!(is_local(good), "{good}");
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\\b",
            "/a\r\nSet-Cookie: x",
            "\t//evil.example",
        ] {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
