//! Access tokens: needed wherever others than this machine can reach us.
//!
//! A program sends `Authorization: Bearer …`. A browser asks its user, and sends the token as the
//! password of HTTP's basic scheme. On loopback no token is needed, but one that is sent must be good; people and
//! their files need one there as well.

use app::{AppError, ErrorCode, Scope};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use base64::{Engine as _, engine::general_purpose::STANDARD_PAD_INDIFFERENT};

use super::people;
use crate::{problem::Problem, routes::Route, site::Site};

/// A good token that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its name.
    pub name: String,
    /// Whether it allows to change what is stored.
    pub may_write: bool,
    /// Whether it allows to direct productions.
    pub may_produce: bool,
    /// Whether it allows to see people and their files.
    pub may_see_people: bool,
}

/// What a request may do beyond its route's own scope, and whose names it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether it may change what is stored.
    pub may_write: bool,
    /// Whether it may direct productions.
    pub may_produce: bool,
    /// Whether it may see people and their files; never without a token that says so.
    pub may_see_people: bool,
    /// The realm of the users and sessions that it names: a token that may only read has one of its own.
    pub realm: Option<String>,
}

impl Standing {
    /// Of the token that was shown, if any; without one only this machine gets in.
    pub fn of(holder: Option<&Holder>) -> Self {
        match holder {
            Some(holder) => Self {
                may_write: holder.may_write,
                may_produce: holder.may_produce,
                may_see_people: holder.may_see_people,
                realm: (!holder.may_write).then(|| holder.name.clone()),
            },
            None => Self { may_write: true, may_produce: true, may_see_people: false, realm: None },
        }
    }

    /// Refuses a wish that changes something, where the route itself only reads.
    ///
    /// # Errors
    /// `forbidden` without the scope `write`.
    pub fn must_write(&self, wish: &str) -> Result<(), AppError> {
        if self.may_write {
            return Ok(());
        }
        Err(AppError::new(ErrorCode::Forbidden, format!("the token does not allow `{wish}`"))
            .detail("scope", "write")
            .hint("make a token with `--scope write`, or leave it out"))
    }
}

/// Gives the token that was shown; `None` when none is needed and none was shown.
pub async fn check(
    site: &Site,
    route: &Route,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Option<Holder>, Problem> {
    let unauthorized = |message| unauthorized(message, route, headers);
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        let is_free = site.is_local && !people::wants_token(site, route, method);
        return if is_free { Ok(None) } else { Err(unauthorized("a token is needed")) };
    };
    let secret = value.to_str().ok().and_then(secret_of);
    let secret = secret.ok_or_else(|| unauthorized("the token cannot be read"))?;
    let principal = site.app.authenticate(&secret).await?;
    let principal = principal.ok_or_else(|| unauthorized("the token is unknown, expired or revoked"))?;
    if people::is_theirs(route) && !allows(&principal.scopes, Scope::People) {
        return Err(people::not_allowed());
    }
    let asked = route.scope_for(method);
    let also = route.also.filter(|_| !method.is_safe());
    if !allows(&principal.scopes, asked) && !also.is_some_and(|also| allows(&principal.scopes, also)) {
        let scope = scope_name(asked);
        let hint = format!("make a token with `--scope {}`", scope.as_str().unwrap_or_default());
        let error = AppError::new(ErrorCode::Forbidden, "the token does not allow this");
        return Err(error.detail("scope", scope).hint(hint).into());
    }
    let may_write = allows(&principal.scopes, Scope::Write);
    let may_produce = allows(&principal.scopes, Scope::Production);
    let may_see_people = allows(&principal.scopes, Scope::People);
    Ok(Some(Holder { name: principal.name, may_write, may_produce, may_see_people }))
}

/// Whether one of the scopes covers the one asked for: admin covers all, write and production cover read.
fn allows(held: &[Scope], asked: Scope) -> bool {
    held.iter().any(|held| match held {
        Scope::Admin => true,
        Scope::Write => matches!(asked, Scope::Read | Scope::Write),
        Scope::Production => matches!(asked, Scope::Read | Scope::Production),
        other => *other == asked,
    })
}

fn scope_name(scope: Scope) -> serde_json::Value {
    serde_json::to_value(scope).unwrap_or_default()
}

/// The secret in an `Authorization` header, of the bearer or the basic scheme.
fn secret_of(value: &str) -> Option<String> {
    let (scheme, rest) = value.trim().split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return (!rest.is_empty()).then(|| rest.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD_PAD_INDIFFERENT.decode(rest).ok()?).ok()?;
    let (_, password) = pair.split_once(':')?;
    (!password.is_empty()).then(|| password.to_owned())
}

fn unauthorized(message: &str, route: &Route, headers: &HeaderMap) -> Problem {
    let problem = Problem::new(ErrorCode::Unauthorized, message)
        .hint("make one with `emaki token create NAME`, and send it as `Authorization: Bearer …`; a browser takes it as the password")
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(r#"Bearer realm="emaki""#));
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    // What a page of people plays and listens to is asked for by the browser itself, as no page.
    if people::is_theirs(route) || accepts.is_some_and(|accepts| accepts.contains("text/html")) {
        // Only this scheme makes a browser ask its user.
        let basic =
            HeaderValue::from_static(r#"Basic realm="emaki: a token as the password", charset="UTF-8""#);
        return problem.with_header(header::WWW_AUTHENTICATE, basic);
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_from_both_schemes() {
        assert_eq!(secret_of("Bearer emk_1").as_deref(), Some("emk_1"));
        assert_eq!(secret_of("bearer  emk_1 ").as_deref(), Some("emk_1"));
        assert_eq!(secret_of("Basic bWU6ZW1rX2E6Yg==").as_deref(), Some("emk_a:b"));
        for bad in ["", "Bearer", "Bearer ", "Basic !!!", "Basic bWU6", "Digest x"] {
            assert_eq!(secret_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn who_may_only_read_has_names_of_their_own() {
        let holder = |may_write| Holder {
            name: "reader".to_owned(),
            may_write,
            may_produce: false,
            may_see_people: false,
        };
        assert_eq!(Standing::of(Some(&holder(false))).realm.as_deref(), Some("reader"));
        assert!(Standing::of(Some(&holder(false))).must_write("enhance").is_err());
        for shared in [Some(holder(true)), None] {
            let standing = Standing::of(shared.as_ref());
            assert_eq!(standing.realm, None);
            assert!(standing.must_write("enhance").is_ok());
            assert!(!standing.may_see_people, "only a token that says so lets anybody see people");
        }
    }

    #[test]
    fn scopes_cover_each_other() {
        assert!(allows(&[Scope::Admin], Scope::Write));
        assert!(allows(&[Scope::Write], Scope::Read));
        assert!(!allows(&[Scope::Read], Scope::Write));
        assert!(!allows(&[Scope::Write], Scope::Admin));
        assert!(!allows(&[], Scope::Read));
        assert!(!allows(&[Scope::Write], Scope::People));
    }
}
