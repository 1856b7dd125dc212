//! Conversations: what a question goes on from, and what is kept of it.

use std::collections::{BTreeSet, HashMap};

use asking::Plan;
use model::{EntityKind, ExternalId, Instant, WorkId};
use search::{AskAnswer, WorkCard};
use serde::{Deserialize, Serialize};
use store::Turn;

use super::{QueryRequest, learning, taste::Taste};
use crate::{App, AppError, ErrorCode, WorkRef};

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// As many results as a follow-up may refer to.
const SHOWN: usize = 100;

/// What a question goes on from.
pub(super) struct Before {
    /// The conversation; none where the caller keeps it.
    pub id: Option<String>,
    /// The plan before.
    pub plan: Plan,
    /// What was shown.
    pub shown: Vec<ShownWork>,
    /// The number of the question whose further page is asked for.
    pub turn: Option<i64>,
    /// Where a further page of the last question is asked for: the taste that its first page went by.
    pub again: Option<Taste>,
}

/// A work that was shown, as far as a follow-up may refer to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ShownWork {
    pub id: WorkId,
    pub title: String,
    pub year: Option<i16>,
    pub episodes: Option<u32>,
    pub duration_s: Option<u32>,
    pub score: Option<f64>,
}

/// What is kept of an answer.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    works: Vec<ShownWork>,
    total: usize,
    taste: Taste,
}

/// What became of keeping a question.
pub(super) enum Remembered {
    /// It is part of this conversation.
    In(String),
    /// Nobody wanted it kept.
    Not,
    /// It was to be kept and could not.
    Failed(String),
}

impl Remembered {
    pub fn id(&self) -> Option<String> {
        match self {
            Self::In(id) => Some(id.clone()),
            Self::Not | Self::Failed(_) => None,
        }
    }
}

impl ShownWork {
    fn of(card: &WorkCard) -> Self {
        Self {
            id: card.id,
            title: card.title.clone(),
            year: card.year,
            episodes: card.episodes,
            duration_s: card.duration_s,
            score: card.score,
        }
    }

    /// As the parser of follow-ups sees it.
    pub fn view(&self) -> asking::Shown {
        asking::Shown {
            title: self.title.clone(),
            year: self.year.map(i64::from),
            episodes: self.episodes.map(i64::from),
            duration: self.duration_s.map(i64::from),
            score: self.score,
        }
    }
}

/// A conversation as clients see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConversationView {
    /// Its id.
    pub conversation_id: String,
    /// When it began.
    pub started_at: Instant,
    /// When it last went on.
    pub touched_at: Instant,
    /// When it is forgotten unless it goes on.
    pub expires_at: Instant,
    /// What was said, the first question first.
    pub turns: Vec<ConversationTurn>,
}

/// One question of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConversationTurn {
    /// Its number, from 1.
    pub number: i64,
    /// The words as they came.
    pub query: String,
    /// What was understood.
    pub plan: Plan,
    /// The works of the first page, best first: ids and titles.
    pub results: Vec<(WorkId, String)>,
    /// How many works answered in all.
    pub total: usize,
    /// When it was asked.
    pub at: Instant,
}

impl App {
    /// The moment since which a conversation has to have gone on to be kept.
    pub(crate) fn conversations_since(&self) -> Instant {
        let days = i64::from(self.config().asking.keep_days);
        Instant::from_micros(self.now().as_micros().saturating_sub(days * DAY))
    }

    /// A conversation.
    ///
    /// # Errors
    /// `not_found` when there is none of that id, or it has expired.
    pub async fn conversation(&self, id: &str) -> Result<ConversationView, AppError> {
        let found = self.stored(id).await?;
        let expires = found.touched_at.as_micros() + i64::from(self.config().asking.keep_days) * DAY;
        let turn = |turn: &Turn| {
            let kept = kept(turn)?;
            Ok(ConversationTurn {
                number: turn.number,
                query: turn.said.clone(),
                plan: plan(turn)?,
                results: kept.works.into_iter().map(|work| (work.id, work.title)).collect(),
                total: kept.total,
                at: turn.at,
            })
        };
        Ok(ConversationView {
            conversation_id: found.id,
            started_at: found.started_at,
            touched_at: found.touched_at,
            expires_at: Instant::from_micros(expires),
            turns: found.turns.iter().map(turn).collect::<Result<_, AppError>>()?,
        })
    }

    /// Deletes a conversation with all that was said in it. What was learned from it stays until it is taken back.
    ///
    /// # Errors
    /// `not_found` when there is none of that id.
    pub async fn forget_conversation(&self, id: &str) -> Result<(), AppError> {
        let tx = self.store().begin().await?;
        let was_there = tx.forget_conversation(id).await?;
        tx.commit().await?;
        if was_there { Ok(()) } else { Err(unknown(id)) }
    }

    async fn stored(&self, id: &str) -> Result<store::Conversation, AppError> {
        self.store().conversation(id, self.conversations_since()).await?.ok_or_else(|| unknown(id))
    }

    /// What a question goes on from: the conversation it names, what the caller says was before, or the last
    /// conversation of its session.
    pub(super) async fn before(&self, request: &QueryRequest) -> Result<Option<Before>, AppError> {
        let whose = request.whose();
        let speaker = whose.speaker();
        let found = if let Some(id) = request.conversation() {
            let found = self.stored(id).await?;
            // Who knows the id may go on, but not under another name.
            if !(speaker.is_empty() || found.owner.is_empty() || found.owner == speaker) {
                return Err(unknown(id));
            }
            Some(found)
        } else if request.context.previous.is_some() || !request.context.shown.is_empty() {
            return self.told_before(request).await.map(Some);
        } else if whose.has_session() && self.config().asking.session_minutes > 0 {
            let minutes = i64::from(self.config().asking.session_minutes);
            let since = Instant::from_micros(self.now().as_micros().saturating_sub(minutes * MINUTE));
            self.store().last_conversation_of(&speaker, since).await?
        } else {
            None
        };
        let Some(found) = found else { return Ok(None) };
        let is_page = request.options.cursor.is_some();
        let words: String = request.query.words.chars().take(asking::MOST_CHARS).collect();
        let said = |turn: &&Turn| !is_page || turn.said == words;
        let Some(turn) = found.turns.iter().rev().find(said) else {
            return Ok(Some(Before {
                id: Some(found.id),
                plan: Plan::default(),
                shown: Vec::new(),
                turn: None,
                again: None,
            }));
        };
        let kept = kept(turn)?;
        Ok(Some(Before {
            plan: plan(turn)?,
            shown: kept.works,
            turn: is_page.then_some(turn.number),
            again: is_page.then_some(kept.taste),
            id: Some(found.id),
        }))
    }

    /// The works that a conversation has shown, before one of its questions where one is named.
    pub(super) async fn shown_in(&self, id: &str, until: Option<i64>) -> Result<Vec<WorkId>, AppError> {
        let found = self.stored(id).await?;
        let turns = found.turns.iter().filter(|turn| until.is_none_or(|until| turn.number < until));
        let works = turns.map(|turn| Ok(kept(turn)?.works)).collect::<Result<Vec<_>, AppError>>()?;
        Ok(works.into_iter().flatten().map(|work| work.id).collect())
    }

    /// What the caller says was before.
    async fn told_before(&self, request: &QueryRequest) -> Result<Before, AppError> {
        let context = &request.context;
        let ids = self.named_works("shown", &context.shown).await?;
        let works = self.store().works(&ids).await?;
        let shown = ids.iter().filter_map(|id| works.iter().find(|work| work.id == *id));
        let shown = shown.map(|work| ShownWork::of(&WorkCard::of(work))).collect();
        let asker =
            asking::Asker::on(jiff::Timestamp::from(self.now()).to_zoned(jiff::tz::TimeZone::UTC).date());
        let plan = context.previous.as_deref().map(|words| self.index().read(words, &asker));
        Ok(Before { id: None, plan: plan.unwrap_or_default(), shown, turn: None, again: None })
    }

    /// Works by their ids, in order.
    pub(super) async fn named_works(
        &self,
        parameter: &str,
        named: &[String],
    ) -> Result<Vec<WorkId>, AppError> {
        let refs: Vec<WorkRef> = named.iter().map(|name| name.parse()).collect::<Result<_, _>>()?;
        let own = refs.iter().filter_map(|one| if let WorkRef::Id(id) = one { Some(*id) } else { None });
        let external = refs.iter().filter_map(|one| match one {
            WorkRef::External(id) => Some(id.clone()),
            WorkRef::Id(_) => None,
        });
        let (own, external): (Vec<WorkId>, Vec<ExternalId>) = (own.collect(), external.collect());
        // Hundreds may be named; each list is asked for at once.
        let kept: BTreeSet<WorkId> = if own.is_empty() {
            BTreeSet::new()
        } else {
            self.store().works(&own).await?.into_iter().map(|work| work.id).collect()
        };
        let linked = if external.is_empty() { HashMap::new() } else { self.store().find(&external).await? };
        let found = |one: &WorkRef| match one {
            WorkRef::Id(id) => kept.get(id).copied(),
            WorkRef::External(id) => match linked.get(id) {
                Some((EntityKind::Work, work)) => Some((*work).into()),
                _ => None,
            },
        };
        let missing = |name: &str| {
            AppError::not_found("work", name)
                .detail("parameter", parameter)
                .hint("`emaki search <title>` finds a work's id")
        };
        named.iter().zip(&refs).map(|(name, one)| found(one).ok_or_else(|| missing(name))).collect()
    }

    /// Keeps a question with what was understood and shown, and what it tells of the asker's taste. A store that
    /// cannot be written to is no reason not to answer.
    pub(super) async fn remember(
        &self,
        request: &QueryRequest,
        before: Option<&Before>,
        answer: &AskAnswer,
        taste: &Taste,
    ) -> Remembered {
        if request.options.cursor.is_some() {
            return before.and_then(|before| before.id.clone()).map_or(Remembered::Not, Remembered::In);
        }
        self.count_question(answer, request.options.learn);
        if !request.options.remember {
            return Remembered::Not;
        }
        match self.keep(request, before, answer, taste).await {
            Ok(id) => Remembered::In(id),
            Err(error) => {
                tracing::warn!(error = ?error, "a question could not be remembered");
                Remembered::Failed(error.message)
            }
        }
    }

    async fn keep(
        &self,
        request: &QueryRequest,
        before: Option<&Before>,
        answer: &AskAnswer,
        taste: &Taste,
    ) -> Result<String, AppError> {
        let id = before.and_then(|before| before.id.clone());
        let id = id.unwrap_or_else(|| format!("c-{:032x}", rand::random::<u128>()));
        let kept = Kept {
            works: answer.results.iter().take(SHOWN).map(|hit| ShownWork::of(&hit.card)).collect(),
            total: answer.total,
            taste: taste.clone(),
        };
        let turn = Turn {
            number: 0,
            // What is not read is not kept.
            said: request.query.words.chars().take(asking::MOST_CHARS).collect(),
            plan: serde_json::to_string(&answer.plan).map_err(AppError::internal)?,
            shown: serde_json::to_string(&kept).map_err(AppError::internal)?,
            at: self.now(),
        };
        let owner = request.whose().owner();
        let learned = if self.config().asking.learn && request.options.learn && !owner.is_empty() {
            let known = |title: &str| self.titled(title);
            learning::learned(&answer.plan, &id, self.now(), known)
        } else {
            Vec::new()
        };
        let tx = self.store().begin().await?;
        tx.expire_conversations(self.conversations_since()).await?;
        tx.save_turn(&id, &request.whose().speaker(), &turn).await?;
        tx.cap_conversations(self.config().asking.keep_most.max(1)).await?;
        if !learned.is_empty() {
            tx.save_preferences(&owner, &learned).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// The work of a title, where one bears that very name.
    pub(super) fn titled(&self, title: &str) -> Option<WorkId> {
        let request = search::SearchRequest { limit: 1, ..search::SearchRequest::new(title) };
        let answer = self.index().search(&request).ok()?;
        let hit = answer.results.into_iter().next()?;
        let form = hit.why.matched.as_ref().map(|matched| matched.form);
        matches!(form, Some(search::MatchForm::Exact | search::MatchForm::Romanized)).then_some(hit.id)
    }
}

fn plan(turn: &Turn) -> Result<Plan, AppError> {
    serde_json::from_str(&turn.plan).map_err(damaged)
}

fn kept(turn: &Turn) -> Result<Kept, AppError> {
    serde_json::from_str(&turn.shown).map_err(damaged)
}

fn damaged(error: serde_json::Error) -> AppError {
    AppError::new(ErrorCode::Damaged, "what is kept of a conversation cannot be read")
        .caused_by(error)
        .hint("delete the conversation and begin a new one")
}

fn unknown(id: &str) -> AppError {
    AppError::not_found("conversation", id)
        .hint("conversations are forgotten after `asking.keep_days`; a question without `conversation_id` begins one")
}
