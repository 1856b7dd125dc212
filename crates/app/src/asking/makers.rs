//! Who made a work: all that is known of it, or whoever had the role that a question asks for.
//!
//! A studio is the answer to who made a work, and never to who directed or wrote it: no name is better than a wrong one.

use asking::{Plan, Slot, says};
use model::{Medium, Work};
use search::AskAnswer;

/// People that are named for one role.
const PEOPLE: usize = 3;

/// A role that a question may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Director,
    Writer,
    Composer,
}

impl Role {
    const ALL: [Self; 3] = [Self::Director, Self::Writer, Self::Composer];

    /// The roles that a question asks for; none where it asks who made a work.
    pub(super) fn asked(plan: &Plan) -> Vec<Self> {
        Self::ALL.into_iter().filter(|role| says(plan, role.words())).collect()
    }

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Director => &["directed", "director", "regie", "監督"],
            Self::Writer => &["wrote", "written", "writer", "author", "geschrieben", "autor", "作者"],
            Self::Composer => &["composed", "composer", "komponiert", "作曲"],
        }
    }

    /// The roles of credits, and what is said of whoever had them.
    fn credits(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Director => &[("director", "directed by")],
            Self::Writer => &[
                ("script", "written by"),
                ("series composition", "written by"),
                ("story", "written by"),
                ("original", "after the original of"),
            ],
            Self::Composer => &[("music", "music by")],
        }
    }

    fn unknown(self) -> &'static str {
        match self {
            Self::Director => "who directed it is not known here",
            Self::Writer => "who wrote it is not known here",
            Self::Composer => "who composed its music is not known here",
        }
    }
}

/// What is said where nobody is known.
pub(super) fn unknown(roles: &[Role]) -> &'static str {
    roles.first().map_or("nobody who made it is known here", |role| role.unknown())
}

/// Everybody who made a work.
pub(super) fn makers(work: &Work) -> Vec<String> {
    let mut made: Vec<String> = work.studios.iter().map(|studio| format!("by {studio}")).collect();
    let credits = Role::ALL.into_iter().flat_map(Role::credits);
    made.extend(credits.filter_map(|(role, says)| credited(work, role, says)));
    made
}

/// Whoever had these roles.
pub(super) fn in_roles(work: &Work, roles: &[Role]) -> Vec<String> {
    let mut told = Vec::new();
    for role in roles {
        let credited: Vec<String> =
            role.credits().iter().filter_map(|(role, says)| credited(work, role, says)).collect();
        if credited.is_empty() && *role == Role::Writer {
            told.extend(author(work).map(|names| format!("written by {names}")));
        }
        told.extend(credited);
    }
    told
}

/// The authors of a book: sources list them where they list the studios of other works.
pub(super) fn author(work: &Work) -> Option<String> {
    let names: Vec<&str> = work.studios.iter().take(PEOPLE).map(String::as_str).collect();
    (is_book(&work.medium) && !names.is_empty()).then(|| names.join(" and "))
}

/// Another work of the same title among the results: the one of the medium that a question names.
pub(super) fn of_the_medium(answer: &AskAnswer, work: &Work) -> Option<model::WorkId> {
    let named = answer.plan.of(Slot::Medium).filter(|part| part.confidence >= 0.5);
    let named: Vec<String> = named.map(|part| part.value.to_string()).collect();
    let is_named = |medium: &Medium| named.iter().any(|name| *name == medium.as_str());
    if named.is_empty() || is_named(&work.medium) {
        return None;
    }
    twin(answer, work, is_named)
}

/// The book of the same title among the results.
pub(super) fn book_of(answer: &AskAnswer, work: &Work) -> Option<model::WorkId> {
    twin(answer, work, is_book)
}

fn twin(answer: &AskAnswer, work: &Work, fits: impl Fn(&Medium) -> bool) -> Option<model::WorkId> {
    let mut hits = answer.results.iter();
    hits.find(|hit| hit.id != work.id && hit.card.title == work.title && fits(&hit.card.medium))
        .map(|hit| hit.id)
}

fn is_book(medium: &Medium) -> bool {
    matches!(medium, Medium::Manga | Medium::Novel)
}

fn credited(work: &Work, role: &str, says: &str) -> Option<String> {
    let has = |roles: &[String]| roles.iter().any(|named| is_role(named, role));
    let credits = work.staff.iter().filter(|credit| has(&credit.roles));
    let names: Vec<&str> = credits.map(|credit| credit.name.as_str()).take(PEOPLE).collect();
    (!names.is_empty()).then(|| format!("{says} {}", names.join(" and ")))
}

/// Whether a credit is for a role itself: `Director (eps 1-3)` is, `Sound Director` is not.
fn is_role(named: &str, role: &str) -> bool {
    let named = named.to_lowercase();
    let bare = named.split('(').next().unwrap_or_default().trim();
    bare == role
        || (role == "original" && bare.starts_with("original "))
        || (role == "story" && bare == "story & art")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{QueryRequest, testing::TestApp};

    #[test]
    fn a_sound_director_is_no_director() {
        assert!(is_role("Director (eps 1-3)", "director") && !is_role("Sound Director", "director"));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_studio_is_nobody_who_directed_or_wrote() {
        let app = TestApp::new().await;
        let studio = |record: &mut model::Record| record.studios.push("North Works".to_owned());
        app.work("Moonlit Depot", "mal:42").with(studio).save().await;
        app.work("Moonlit Depot", "mal_manga:42")
            .with(|record| {
                record.medium = Some(Medium::Manga);
                record.studios.push("Rei Lantern".to_owned());
            })
            .save()
            .await;
        app.work("Night Ferry", "mal:11").with(studio).save().await;
        let told = async |question: &str| {
            let answer = app.app.query(&QueryRequest::new(question)).await.expect("a good question");
            answer.answers.into_iter().map(|told| told.text).collect::<Vec<_>>().join("; ")
        };
        assert!(told("who made Night Ferry").await.contains("by North Works"));
        for question in ["who directed Night Ferry", "who wrote Night Ferry"] {
            let text = told(question).await;
            assert!(text.contains("is not known here") && !text.contains("North Works"), "{text}");
        }
        for question in ["who wrote the manga Moonlit Depot", "who wrote Moonlit Depot"] {
            let text = told(question).await;
            assert!(text.contains("Rei Lantern") && !text.contains("North Works"), "{text}");
        }
    }
}
