//! Stats by a language model: batches of characters out, good answers in, each batch stored at once.
//!
//! What was answered is stored together with what it cost, in one transaction, before the next answer is
//! looked at. So a run that is killed has lost one answer at most, and the next run asks only about those
//! who still have no stats.

mod budget;
mod prompt;
mod replies;
mod report;

use std::{collections::VecDeque, time::Duration};

use futures::stream::{FuturesUnordered, StreamExt as _};
use keeping::{KeepingError, forms::Couple, rules::Profile};
use model::Instant;
use sources::llm::{Chat, Llm, LlmError, Reply};
use store::{Spending, Store};

pub use budget::{Budget, Spent};
pub use report::{Failure, GenerateReport, Plan, Stop};

use super::Subject;
use crate::{Noise, Stats, Stored, import::with_noise, vocabulary::Vocabulary};

use budget::Purse;
use prompt::{Faults, Prompt, USUAL_EACH};

/// What the ledger calls these calls.
const PURPOSE: &str = "stats";
/// The stretch of time over which the settings' own budget counts.
const MONTH: Duration = Duration::from_hours(30 * 24);

/// How stats are to be made.
#[derive(Debug, Clone)]
pub struct GenerateOptions<'a> {
    /// The registry whose characters they are.
    pub registry: &'a str,
    /// The archetypes to choose from.
    pub vocabulary: &'a Vocabulary,
    /// Whether the model is told who a character is, beside its name and series.
    pub about: bool,
    /// How many characters one question is about.
    pub batch: usize,
    /// How often the model is asked about one character.
    pub attempts: u32,
    /// What the run may spend.
    pub budget: Budget,
    /// Whose noise is laid over the answers. The old pipeline's goes by a place in a file, so here it is none.
    pub profile: Profile,
    /// Who asks.
    pub author: &'a str,
}

/// What a run would do, without asking anybody.
pub fn plan(llm: &sources::llm::LlmSettings, subjects: &[Subject], options: &GenerateOptions<'_>) -> Plan {
    let prompt = Prompt::new(options.vocabulary, options.about);
    let mut plan = Plan { characters: subjects.len() as u64, ..Plan::default() };
    for batch in subjects.chunks(options.batch.max(1)) {
        plan.calls += 1;
        plan.tokens_in += prompt.chat(batch, &Vec::new()).about_tokens();
        plan.tokens_out += USUAL_EACH * batch.len() as u64;
    }
    plan.cost = llm.cost(plan.tokens_in, plan.tokens_out);
    plan
}

/// Some characters to ask about.
struct Batch {
    subjects: Vec<Subject>,
    attempt: u32,
    faults: Faults,
}

/// A question and what became of it.
struct Asked {
    batch: Batch,
    reserved: Spent,
    chat: Chat,
    reply: Result<Reply, LlmError>,
}

/// Asks a model about `subjects` and stores its good answers. `progress` hears how many are done.
///
/// Stops, with all that was answered kept, when the budget is spent or the model fails for good; the report
/// says so.
pub async fn generate_by_model(
    store: &Store,
    llm: &Llm,
    subjects: &[Subject],
    options: &GenerateOptions<'_>,
    progress: &(dyn Fn(u64, u64) + Send + Sync),
) -> Result<GenerateReport, KeepingError> {
    let total = subjects.len() as u64;
    let mut run = Run {
        store,
        llm,
        options,
        prompt: Prompt::new(options.vocabulary, options.about),
        purse: Purse::new(with_monthly(store, llm, options.budget).await?),
        queue: batches(subjects, options.batch),
        report: GenerateReport { asked: total, ..GenerateReport::default() },
    };
    let mut under_way = FuturesUnordered::new();
    loop {
        while under_way.len() < llm.settings().parallel.max(1)
            && let Some((batch, reserved, chat)) = run.next()
        {
            under_way.push(async move {
                let reply = llm.chat(&chat).await;
                Asked { batch, reserved, chat, reply }
            });
        }
        let Some(asked) = under_way.next().await else { break };
        run.take(asked).await?;
        progress(run.report.accepted + run.report.failed.len() as u64, total);
    }
    run.report.left = run.queue.iter().map(|batch| batch.subjects.len() as u64).sum();
    run.report.spent = run.purse.spent;
    Ok(run.report)
}

struct Run<'a> {
    store: &'a Store,
    llm: &'a Llm,
    options: &'a GenerateOptions<'a>,
    prompt: Prompt,
    purse: Purse,
    queue: VecDeque<Batch>,
    report: GenerateReport,
}

impl Run<'_> {
    /// The next question, when there is one and the budget holds what it may cost.
    fn next(&mut self) -> Option<(Batch, Spent, Chat)> {
        if self.report.stopped.is_some() {
            return None;
        }
        let batch = self.queue.front()?;
        let chat = self.prompt.chat(&batch.subjects, &batch.faults);
        let (sent, most) = (chat.about_tokens(), chat.max_tokens);
        let reserved = Spent::call(sent, most, self.llm.settings().cost(sent, most));
        if let Err(why) = self.purse.reserve(reserved) {
            self.report.stopped = Some(Stop::budget(why));
            return None;
        }
        Some((self.queue.pop_front()?, reserved, chat))
    }

    /// Stores what an answer is worth and what it cost, and asks again about the rest.
    async fn take(&mut self, asked: Asked) -> Result<(), KeepingError> {
        let Asked { batch, reserved, chat, reply } = asked;
        let now = self.llm.clock().now();
        let settings = self.llm.settings();
        let (spent, outcome, accepted, faults) = match &reply {
            Ok(reply) => {
                let read = replies::read(&reply.text, &batch.subjects, self.options.vocabulary);
                let outcome = match (read.accepted.len(), read.faults.len()) {
                    (_, 0) => "done",
                    (0, _) => "invalid",
                    (_, _) => "partly",
                };
                let spent = Spent::call(reply.tokens_in, reply.tokens_out, reply.cost);
                (spent, outcome.to_owned(), read.accepted, read.faults)
            }
            // What was sent is paid for, though nobody counted it.
            Err(LlmError::Shape(why)) => {
                let sent = chat.about_tokens();
                let faults = batch.subjects.iter().map(|subject| (subject.couple.clone(), vec![why.clone()]));
                (
                    Spent::call(sent, 0, settings.cost(sent, 0)),
                    "unreadable".to_owned(),
                    Vec::new(),
                    faults.collect(),
                )
            }
            Err(error) => {
                self.report.stopped = Some(Stop::failed(error));
                (Spent::call(0, 0, 0.0), short(error), Vec::new(), Vec::new())
            }
        };
        self.purse.settle(reserved, spent);
        self.store_answers(accepted, spent, outcome, now).await?;
        if matches!(&reply, Err(error) if !matches!(error, LlmError::Shape(_))) {
            self.queue.push_front(batch);
        } else if !faults.is_empty() {
            self.again(batch, faults);
        }
        Ok(())
    }

    async fn store_answers(
        &mut self,
        accepted: Vec<(Couple, Stats)>,
        spent: Spent,
        outcome: String,
        at: Instant,
    ) -> Result<(), KeepingError> {
        let model = &self.llm.settings().model;
        let row = |(couple, stats): (Couple, Stats)| {
            let stats = with_noise(stats, None, || match self.options.profile {
                Profile::Default => Noise::of_couple(&couple),
                Profile::Legacy => Noise::None,
            });
            let (origin, author) = (model.clone(), self.options.author.to_owned());
            Stored { couple, stats, origin, author, at }.row()
        };
        let count = accepted.len() as u64;
        let rows: Vec<_> = accepted.into_iter().map(row).collect();
        let tx = self.store.begin().await?;
        if !rows.is_empty() {
            tx.save_stats(self.options.registry, &rows).await?;
        }
        let call = Spending {
            purpose: PURPOSE.to_owned(),
            model: model.clone(),
            tokens_in: i64::try_from(spent.tokens_in).unwrap_or(i64::MAX),
            tokens_out: i64::try_from(spent.tokens_out).unwrap_or(i64::MAX),
            cost: spent.cost,
            outcome,
            at,
        };
        tx.spend(&call).await?;
        tx.commit().await?;
        self.report.accepted += count;
        Ok(())
    }

    /// Asks once more about those whose answers were no good, with what was wrong; or gives them up.
    fn again(&mut self, batch: Batch, faults: Faults) {
        let is_faulty = |subject: &Subject| faults.iter().any(|(couple, _)| *couple == subject.couple);
        let subjects: Vec<Subject> = batch.subjects.into_iter().filter(is_faulty).collect();
        if batch.attempt < self.options.attempts.max(1) {
            self.queue.push_front(Batch { subjects, attempt: batch.attempt + 1, faults });
            return;
        }
        for subject in subjects {
            let words = faults.iter().find(|(couple, _)| *couple == subject.couple);
            self.report.failed.push(Failure {
                couple: subject.couple.to_string(),
                name: subject.name,
                faults: words.map(|(_, words)| words.clone()).unwrap_or_default(),
            });
        }
    }
}

fn batches(subjects: &[Subject], size: usize) -> VecDeque<Batch> {
    let batch = |subjects: &[Subject]| Batch { subjects: subjects.to_vec(), attempt: 1, faults: Vec::new() };
    subjects.chunks(size.max(1)).map(batch).collect()
}

/// The run's budget, held to what is left of the settings' own for 30 days.
async fn with_monthly(store: &Store, llm: &Llm, budget: Budget) -> Result<Budget, KeepingError> {
    let monthly = llm.settings().budget;
    if monthly <= 0.0 {
        return Ok(budget);
    }
    let since = llm.clock().now().as_micros().saturating_sub(MONTH.as_micros() as i64);
    let calls = store.spending(None, Instant::from_micros(since)).await?;
    let left = (monthly - calls.iter().map(|call| call.cost).sum::<f64>()).max(0.0);
    Ok(Budget { cost: Some(budget.cost.map_or(left, |cost| cost.min(left))), ..budget })
}

/// An error as the ledger notes it.
fn short(error: &LlmError) -> String {
    match error {
        LlmError::Status { status, .. } => format!("status {status}"),
        LlmError::Busy { .. } => "busy".to_owned(),
        LlmError::Unreachable { .. } => "unreachable".to_owned(),
        LlmError::TooLarge { .. } => "too large".to_owned(),
        LlmError::NotConfigured { .. } | LlmError::Shape(_) => "failed".to_owned(),
    }
}

/// A model's failure as one of the keepers'.
pub fn upstream(error: &LlmError) -> KeepingError {
    let (message, hint) = (error.to_string(), error.hint());
    match error {
        LlmError::NotConfigured { .. } => KeepingError::NotConfigured { message, hint },
        _ => KeepingError::Upstream { message, hint },
    }
}
