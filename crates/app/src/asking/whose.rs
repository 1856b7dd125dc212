//! Whose preferences and conversations are meant: the names that a door has for an asker.

use super::request::check_name;
use crate::AppError;

/// Stands between a realm and a name; neither may hold it.
const BETWEEN: char = '\u{1f}';

/// Somebody who asks, by the names that a door has for them.
///
/// A client that may only read calls its users what it likes. So its names are its own, in a `realm` of their own,
/// and nobody reaches another client's users by guessing how they are called. Whoever may write, and whoever works on
/// this machine without a token, shares one realm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Whose<'a> {
    /// The user.
    pub user: Option<&'a str>,
    /// The session.
    pub session: Option<&'a str>,
    /// The realm that both names are of; `None` for the shared one.
    pub realm: Option<&'a str>,
}

impl<'a> Whose<'a> {
    /// A user of the shared realm.
    pub fn user(name: &'a str) -> Self {
        Self { user: Some(name), ..Self::default() }
    }

    /// A session of the shared realm.
    pub fn session(name: &'a str) -> Self {
        Self { session: Some(name), ..Self::default() }
    }

    /// Whose likes and dislikes count: the user's, else the session's; empty for nobody's.
    pub(crate) fn owner(&self) -> String {
        match (named(self.user), named(self.session)) {
            (Some(user), _) => self.within("user", user),
            (None, Some(session)) => self.within("session", session),
            (None, None) => String::new(),
        }
    }

    /// Whose conversation it is: the session's, else the user's; empty for nobody's.
    pub(crate) fn speaker(&self) -> String {
        named(self.session).map_or_else(|| self.owner(), |session| self.within("session", session))
    }

    /// Whether a session is named.
    pub(crate) fn has_session(&self) -> bool {
        named(self.session).is_some()
    }

    /// The owner, where anybody is named.
    pub(crate) fn somebody(&self) -> Result<String, AppError> {
        check_name("user_id", self.user)?;
        check_name("session_id", self.session)?;
        match self.owner() {
            nobody if nobody.is_empty() => {
                Err(AppError::invalid_parameter("user_id", "nobody is named whose preferences are meant")
                    .hint("give the `user_id` or the `session_id` that came with the questions"))
            }
            owner => Ok(owner),
        }
    }

    fn within(&self, kind: &str, name: &str) -> String {
        match self.realm {
            Some(realm) => format!("{kind}:{realm}{BETWEEN}{name}"),
            None => format!("{kind}:{name}"),
        }
    }
}

fn named(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_is_somebody_else_in_another_realm() {
        let ann = Whose::user("ann");
        let apart = Whose { realm: Some("reader"), ..ann };
        assert_eq!(
            (ann.owner().as_str(), Whose::session("tea").speaker().as_str()),
            ("user:ann", "session:tea")
        );
        assert_ne!(ann.owner(), apart.owner());
        // No name leads out of its realm.
        let crafted = Whose { user: Some("b:ann"), realm: Some("a"), ..Whose::default() };
        let other = Whose { user: Some("ann"), realm: Some("a:b"), ..Whose::default() };
        assert_ne!(crafted.owner(), other.owner());
        assert!(Whose::default().somebody().is_err() && Whose::user("a\u{1f}b").somebody().is_err());
    }
}
