//! A language model reads what the parser left open. It adds to a plan, and never takes from it: the rules are
//! those of [`asking::Plan::refine`].

use std::{fmt::Write as _, sync::OnceLock, time::Duration};

use asking::{Asker, Plan, Shape, Slot};
use model::Instant;
use search::AskAnswer;
use serde_json::{Map, Value, json};
use sources::llm::{Chat, Llm, LlmError, values_in};
use store::Spending;

use super::{ModelUse, QueryRequest, query::is_named};
use crate::{App, AppError};

/// What its calls are for, in the ledger.
const PURPOSE: &str = "asking";
/// How many tokens its answer may have.
const ANSWER: u64 = 400;
/// The time that a budget is for, in microseconds: 30 days.
const MONTH: i64 = 30 * 24 * 3_600_000_000;

/// The model, opened once.
#[derive(Debug, Default)]
pub(crate) struct Model(OnceLock<Option<Llm>>);

impl App {
    /// Lets the model of the settings read on where the parser left words open and no work bears the name.
    pub(super) async fn refined(
        &self,
        request: &QueryRequest,
        plan: &mut Plan,
        answer: &AskAnswer,
        asker: &Asker,
    ) -> ModelUse {
        let options = &request.options;
        let settings = &self.config().asking;
        if !(settings.model && options.model && self.config().llm.is_set()) {
            return ModelUse::Off;
        }
        let settled = plan.words.trim().is_empty()
            || !options.corrections.is_empty()
            || options.cursor.is_some()
            || is_named(answer);
        if settled {
            return ModelUse::NotNeeded;
        }
        let Some(llm) = self.asking_model() else { return ModelUse::Failed };
        let chat = chat(plan, *asker);
        match self.holds_another(llm, &chat).await {
            Ok(true) => {}
            Ok(false) => return ModelUse::OverBudget,
            Err(error) => {
                tracing::warn!(error = ?error, "the ledger could not be read");
                return ModelUse::Failed;
            }
        }
        let patience = Duration::from_millis(settings.model_patience_ms);
        let Ok(reply) = tokio::time::timeout(patience, llm.chat(&chat)).await else {
            // What was sent is paid for, though nobody counted it.
            self.spend(llm, chat.about_tokens(), 0, "too late").await;
            return ModelUse::TooLate;
        };
        match reply {
            Ok(reply) => {
                let proposed = values_in(&reply.text).into_iter().find_map(|value| match value {
                    Value::Object(slots) => Some(slots),
                    _ => None,
                });
                let outcome = if proposed.is_some() { "done" } else { "unreadable" };
                self.spend(llm, reply.tokens_in, reply.tokens_out, outcome).await;
                let Some(proposed) = proposed else { return ModelUse::Failed };
                let before = plan.parts.len();
                plan.refine(&wanted(proposed));
                if plan.parts.len() > before { ModelUse::Added } else { ModelUse::NothingToAdd }
            }
            Err(error) => {
                tracing::warn!(error = %error, "the language model could not help to read a question");
                let sent = if matches!(error, LlmError::Shape(_)) { chat.about_tokens() } else { 0 };
                self.spend(llm, sent, 0, "failed").await;
                ModelUse::Failed
            }
        }
    }

    fn asking_model(&self) -> Option<&Llm> {
        let open = || {
            let agent = crate::sources::agent(self.config());
            let opened = Llm::open(self.config().llm.clone(), &agent, self.waiting_clock());
            opened.inspect_err(|error| tracing::warn!("the language model cannot be used: {error}")).ok()
        };
        self.asking().model.0.get_or_init(open).as_ref()
    }

    /// Whether the budget of 30 days holds what the call may cost.
    async fn holds_another(&self, llm: &Llm, chat: &Chat) -> Result<bool, AppError> {
        let settings = llm.settings();
        if settings.budget <= 0.0 {
            return Ok(true);
        }
        let since = Instant::from_micros(self.now().as_micros().saturating_sub(MONTH));
        let spent: f64 = self.store().spending(None, since).await?.iter().map(|call| call.cost).sum();
        Ok(spent + settings.cost(chat.about_tokens(), chat.max_tokens) <= settings.budget)
    }

    async fn spend(&self, llm: &Llm, tokens_in: u64, tokens_out: u64, outcome: &str) {
        let call = Spending {
            purpose: PURPOSE.to_owned(),
            model: llm.settings().model.clone(),
            tokens_in: i64::try_from(tokens_in).unwrap_or(i64::MAX),
            tokens_out: i64::try_from(tokens_out).unwrap_or(i64::MAX),
            cost: llm.settings().cost(tokens_in, tokens_out),
            outcome: outcome.to_owned(),
            at: self.now(),
        };
        let written = async {
            let tx = self.store().begin().await?;
            tx.spend(&call).await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(error = ?error, "a call of the language model could not be written down");
        }
    }
}

/// What the model may say: slots alone, with empty ones left out.
fn wanted(mut proposed: Map<String, Value>) -> Map<String, Value> {
    // Some answer with an object around the object.
    if let Some(Value::Object(inner)) = proposed.remove("slots") {
        proposed = inner;
    }
    proposed.retain(|_, value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    });
    proposed
}

fn chat(plan: &Plan, asker: Asker) -> Chat {
    let mut system = String::from(
        "You read questions about anime, manga, novels, visual novels and games. Answer with one JSON object and \
         nothing else: its keys are slots of this list that the words left over ask for, its values what they ask. \
         Leave out whatever is not asked; words that tell a plot fill no slot. Never guess titles.\nSlots:\n",
    );
    for slot in
        Slot::ALL.iter().filter(|slot| !matches!(slot, Slot::Limit | Slot::Draw | Slot::Order | Slot::Adult))
    {
        let shape = match slot.shape() {
            Shape::Number => "a whole number".to_owned(),
            Shape::Score => "a number from 0 to 10".to_owned(),
            Shape::Word => format!("one of {}", words(*slot)),
            Shape::Words => format!("a list of {}", words(*slot)),
            Shape::Names => "a list of names".to_owned(),
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(system, "{slot}: {shape}");
    }
    let known: Map<String, Value> = plan
        .parts
        .iter()
        .map(|part| (part.slot.as_str().to_owned(), Value::from(part.value.to_string())))
        .collect();
    let user = json!({
        "question": plan.question,
        "today": asker.today.to_string(),
        "understood already": known,
        "words left over": plan.words,
    });
    Chat {
        system,
        user: user.to_string(),
        schema: Some(("slots", json!({ "type": "object" }))),
        max_tokens: ANSWER,
    }
}

fn words(slot: Slot) -> String {
    slot.words().map_or_else(|| "a word".to_owned(), |words| words.join(" | "))
}
