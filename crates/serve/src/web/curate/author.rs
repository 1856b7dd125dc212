//! Who edits: asked once, kept in a cookie of the visitor's own, and written beside each edit.

use app::AppError;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    problem::Problem,
    safety::{bodies::form_field, cookies},
    web::theme::is_local,
};

const COOKIE: &str = "curator";
const YEAR_S: u32 = 365 * 24 * 3600;
/// The longest name, in characters.
const MAX: usize = 80;

/// The author that the cookie names.
pub fn of(headers: &HeaderMap) -> Option<String> {
    let raw = cookies::get(headers, COOKIE)?;
    let named = url::form_urlencoded::parse(format!("name={raw}").as_bytes()).next()?.1.into_owned();
    sound(&named).ok()
}

/// `POST /curate/author`: remembers the name and goes back to the page; a script is told that it is done.
pub async fn choose(request: Request) -> Result<Response, Problem> {
    let is_script = request.headers().contains_key("hx-request");
    let bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await; // bounded by the guard
    let bytes = bytes.map_err(|_| Problem::bad_body("the form broke off"))?;
    let name = sound(&form_field(&bytes, "author").unwrap_or_default())?;
    let mut response = if is_script {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let back = form_field(&bytes, "back").filter(|back| is_local(back));
        let place = HeaderValue::from_str(back.as_deref().unwrap_or("/curate"));
        let place = place.unwrap_or(HeaderValue::from_static("/curate"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
    };
    let value: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    if let Some(cookie) = cookies::set(COOKIE, &value, Some(YEAR_S)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A name that can stand beside an edit.
fn sound(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    let is_sound = (1..=MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    let wrong = || {
        AppError::invalid_parameter("author", format!("a name has 1 to {MAX} characters on one line"))
            .hint("go back and write your name: it stands beside each of your edits")
    };
    is_sound.then(|| name.to_owned()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_letters_go_into_the_cookie_and_back() {
        for name in ["ann", "石田 結衣", "a;b=c%", "  ann "] {
            let value: String = url::form_urlencoded::byte_serialize(name.trim().as_bytes()).collect();
            let mut headers = HeaderMap::new();
            headers.insert(
                header::COOKIE,
                HeaderValue::from_str(&format!("theme=dark; {COOKIE}={value}")).expect("plain"),
            );
            assert_eq!(of(&headers).as_deref(), Some(name.trim()));
        }
        for name in ["", "  ", "a\nb", &"a".repeat(81)] {
            assert!(sound(name).is_err(), "{name:?}");
        }
    }
}
