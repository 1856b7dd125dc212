//! What askers like and refuse: shown, changed, taken back, and laid on their questions.

use model::{Instant, WorkId};
use search::AskRequest;
use serde::{Deserialize, Serialize};
use store::{Preference, Subject};

use super::{QueryRequest, Whose};
use crate::{App, AppError};

/// Where a preference comes from that the asker set by hand.
const BY_HAND: &str = "asker";
/// The most things that one change may name.
const MOST: usize = 500;
/// The longest name of a tag or studio, in characters.
const NAME: usize = 100;

/// What moves an answer beside its question.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Taste {
    /// Works that were refused for good.
    pub refused: Vec<WorkId>,
    /// Works that are refused for this question.
    pub refused_now: Vec<WorkId>,
    /// Works that are liked.
    pub liked: Vec<WorkId>,
    pub liked_tags: Vec<String>,
    pub disliked_tags: Vec<String>,
    pub liked_studios: Vec<String>,
    pub disliked_studios: Vec<String>,
}

/// Everything that somebody likes and refuses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preferences {
    /// The user, where one was named.
    pub user_id: Option<String>,
    /// The session, where no user was named.
    pub session_id: Option<String>,
    /// The preferences: works, tags, studios.
    pub preferences: Vec<PreferenceView>,
}

/// One thing that somebody likes or refuses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreferenceView {
    /// `work`, `tag` or `studio`.
    pub kind: String,
    /// The work's id.
    pub id: Option<WorkId>,
    /// The work's title, or the name.
    pub name: String,
    /// Whether it is liked; otherwise it is refused.
    pub liked: bool,
    /// How often it was said.
    pub times: i64,
    /// Where it comes from: a conversation's id, or `asker` where it was set by hand.
    pub origin: String,
    /// When it was last said.
    pub at: Instant,
    /// Whether it moves answers; what is learned of tags and studios has to be said `asking.learn_after` times.
    pub in_force: bool,
}

/// What somebody changes of their preferences.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PreferenceChange {
    /// What is liked from now on.
    pub like: PreferenceSubjects,
    /// What is refused from now on.
    pub refuse: PreferenceSubjects,
    /// What is neither from now on.
    pub forget: PreferenceSubjects,
}

/// Things that a preference may be about.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PreferenceSubjects {
    /// Works, each by our id or an external one.
    pub works: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Studios.
    pub studios: Vec<String>,
}

impl Taste {
    /// How many preferences are in force.
    pub fn in_force(&self) -> usize {
        let tags = self.liked_tags.len() + self.disliked_tags.len();
        let studios = self.liked_studios.len() + self.disliked_studios.len();
        self.refused.len() + self.liked.len() + tags + studios
    }

    /// Lets it move an answer; where `moves` is false, only what was refused for this very question.
    pub fn lay_on(&self, asked: &mut AskRequest, moves: bool) {
        asked.refused.extend(&self.refused_now);
        if !moves {
            return;
        }
        asked.refused.extend(&self.refused);
        asked.liked.extend(&self.liked);
        asked.liked_tags.extend(self.liked_tags.iter().cloned());
        asked.disliked_tags.extend(self.disliked_tags.iter().cloned());
        asked.liked_studios.extend(self.liked_studios.iter().cloned());
        // A studio that is asked for is shown, whatever was refused before.
        let wanted = asked.plan.texts(asking::Slot::StudiosAny);
        let named = |studio: &String| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(studio));
        let refused = self.disliked_studios.iter().filter(|studio| !named(studio));
        asked.filters.studios_none.extend(refused.cloned());
    }

    fn add(&mut self, preference: &Preference) {
        let Preference { subject, liked, .. } = preference;
        match (subject, liked) {
            (Subject::Work(work), true) => self.liked.push(*work),
            (Subject::Work(work), false) => self.refused.push(*work),
            (Subject::Named { kind, name }, _) => {
                let list = match (kind.as_str(), liked) {
                    ("tag", true) => &mut self.liked_tags,
                    ("tag", false) => &mut self.disliked_tags,
                    (_, true) => &mut self.liked_studios,
                    (_, false) => &mut self.disliked_studios,
                };
                list.push(name.clone());
            }
        }
    }
}

impl App {
    /// What moves the answer to a question.
    pub(super) async fn taste_for(&self, request: &QueryRequest) -> Result<Taste, AppError> {
        let mut taste = Taste::default();
        let owner = request.whose().owner();
        if !owner.is_empty() {
            for preference in self.store().preferences(&owner).await? {
                if self.is_in_force(&preference) {
                    taste.add(&preference);
                }
            }
        }
        taste.refused_now = self.named_works("refused", &request.context.refused).await?;
        taste.liked.extend(self.named_works("liked", &request.context.liked).await?);
        Ok(taste)
    }

    fn is_in_force(&self, preference: &Preference) -> bool {
        let often = preference.times >= self.config().asking.learn_after;
        often || preference.origin == BY_HAND || matches!(preference.subject, Subject::Work(_))
    }

    /// What a user, or else a session, likes and refuses.
    ///
    /// # Errors
    /// `invalid_parameter` when neither is named.
    pub async fn preferences(&self, whose: &Whose<'_>) -> Result<Preferences, AppError> {
        let owner = whose.somebody()?;
        let stored = self.store().preferences(&owner).await?;
        let ids: Vec<WorkId> = stored.iter().filter_map(|one| work_of(&one.subject)).collect();
        let works = self.store().works(&ids).await?;
        let view = |one: &Preference| {
            let (kind, id, name) = match &one.subject {
                Subject::Work(id) => {
                    let title = works.iter().find(|work| work.id == *id).map(|work| work.title.clone());
                    ("work", Some(*id), title.unwrap_or_default())
                }
                Subject::Named { kind, name } => (kind.as_str(), None, name.clone()),
            };
            PreferenceView {
                kind: kind.to_owned(),
                id,
                name,
                liked: one.liked,
                times: one.times,
                origin: one.origin.clone(),
                at: one.at,
                in_force: self.is_in_force(one),
            }
        };
        let mut preferences: Vec<PreferenceView> = stored.iter().map(view).collect();
        preferences.sort_by_key(|one| (one.kind != "work", one.kind != "tag", !one.liked));
        let user = whose.user.filter(|user| !user.is_empty()).map(str::to_owned);
        let session = whose.session.filter(|_| user.is_none()).map(str::to_owned);
        Ok(Preferences { user_id: user, session_id: session, preferences })
    }

    /// Changes what somebody likes and refuses; gives what holds then. What is set here stays as it is until it is
    /// set otherwise, whatever is learned.
    ///
    /// # Errors
    /// `invalid_parameter` when nobody is named, or a name is no good; `not_found` for an unknown work.
    pub async fn change_preferences(
        &self,
        whose: &Whose<'_>,
        change: &PreferenceChange,
    ) -> Result<Preferences, AppError> {
        let owner = whose.somebody()?;
        let mut preferences = Vec::new();
        for (subjects, liked) in [(&change.like, true), (&change.refuse, false)] {
            for subject in self.subjects_of(subjects).await? {
                let (origin, at) = (BY_HAND.to_owned(), self.now());
                preferences.push(Preference { subject, liked, times: 1, origin, at });
            }
        }
        let forgotten = self.subjects_of(&change.forget).await?;
        let tx = self.store().begin().await?;
        tx.save_preferences(&owner, &preferences).await?;
        tx.forget_preferences(&owner, &forgotten).await?;
        tx.commit().await?;
        self.preferences(whose).await
    }

    /// Forgets all that somebody likes and refuses; gives how much that was.
    ///
    /// # Errors
    /// `invalid_parameter` when nobody is named.
    pub async fn forget_preferences(&self, whose: &Whose<'_>) -> Result<u64, AppError> {
        let owner = whose.somebody()?;
        let tx = self.store().begin().await?;
        let gone = tx.forget_all_preferences(&owner).await?;
        tx.commit().await?;
        Ok(gone)
    }

    async fn subjects_of(&self, named: &PreferenceSubjects) -> Result<Vec<Subject>, AppError> {
        let lists = [("works", &named.works), ("tags", &named.tags), ("studios", &named.studios)];
        for (parameter, list) in lists {
            let is_bad = |name: &String| {
                name.trim().is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control)
            };
            if list.len() > MOST || list.iter().any(is_bad) {
                let message =
                    format!("`{parameter}` is a list of up to {MOST} names of up to {NAME} characters");
                return Err(AppError::invalid_parameter(parameter, message));
            }
        }
        let works = self.named_works("works", &named.works).await?.into_iter().map(Subject::Work);
        let tags = named.tags.iter().map(|tag| Subject::tag(tag.trim().to_lowercase()));
        let studios = named.studios.iter().map(|studio| Subject::studio(studio.trim()));
        Ok(works.chain(tags).chain(studios).collect())
    }
}

fn work_of(subject: &Subject) -> Option<WorkId> {
    match subject {
        Subject::Work(id) => Some(*id),
        Subject::Named { .. } => None,
    }
}
