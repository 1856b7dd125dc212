//! The protocol's side: requests of an assistant in, answers out, the same over every transport.

#![expect(deprecated, reason = "clients of before 2026-07-28 still set the level of what they are told")]

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU8, Ordering},
    },
    time::Instant,
};

use app::{App, AppError, Envelope, ErrorCode};
use futures::{
    FutureExt as _,
    future::{self, BoxFuture, Shared},
};
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult,
        CompletionInfo, ContentBlock, ElicitationAction, GetPromptRequestParams, GetPromptResponse,
        GetPromptResult, Implementation, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
        ListToolsResult, LoggingLevel, LoggingMessageNotificationParam, MetaObject, PaginatedRequestParams,
        Prompt, PromptArgument, PromptMessage, ProtocolVersion, ReadResourceRequestParams,
        ReadResourceResponse, ReadResourceResult, Reference, Resource, ResourceContents, ResourceTemplate,
        Role, ServerCapabilities, ServerConfig, SetLevelRequestParams, Tool, ToolAnnotations,
    },
    service::RequestContext,
};
use serde_json::{Map, Value, json};
use tracing::Instrument as _;

use super::{
    asking, budget,
    call::{Call, Choices, Question, Refused, on_the_way},
    completion, correlation,
    old_names::{self, OLD_NAMES},
    prompts::{self, PROMPTS},
    resources,
    tools::{self, Effect, PEOPLE, Row, TOOLS},
};
use crate::safety::Standing;

/// What an assistant is told once about all of it.
const INSTRUCTIONS: &str = "A local catalog of anime, manga, novels, visual novels and games, merged from many \
    sources. Questions in free words go to ask_catalog, titles and exact filters to search_works; the ids they give lead \
    to the other tools. A work may be named by id, by an id such as mal:16498, or by title. Answers are cut to a budget: go on with next_cursor, or read emaki:// resources. Spoilers \
    are masked unless asked for.";
/// The place of `notice` among the levels of messages.
const NOTICE: u8 = 2;
/// The largest line that is read over pipes, in bytes; longer ones are refused.
pub const MAX_LINE: usize = 8 << 20;
/// How often a user is asked in one call before it is given up.
const MOST_QUESTIONS: usize = 8;

/// An app that may still be on its way: the protocol's first words need none.
pub type Opening = Shared<BoxFuture<'static, Result<App, Arc<AppError>>>>;

/// Emaki as a server of the protocol; one for each session.
pub struct Assistant {
    app: Opening,
    /// Whether names of old are answered.
    old_names: bool,
    /// The least grave message that a session is told.
    level: AtomicU8,
    /// Whether people are open.
    people: bool,
    /// What requests may do, where none of them says so itself.
    may: May,
}

/// What a request may do beside looking; a door that asks for tokens puts it beside the request.
#[derive(Debug, Clone, Copy, Default)]
pub struct May {
    /// Change what is stored.
    pub write: bool,
    /// See people and their files.
    pub see_people: bool,
}

impl May {
    /// What a token allows.
    pub fn of(standing: &Standing) -> Self {
        Self { write: standing.may_write, see_people: standing.may_see_people }
    }
}

/// The tools as assistants see them; made once, since schemas take a while to derive.
static LISTED: LazyLock<Vec<Tool>> = LazyLock::new(|| TOOLS.iter().map(listed).collect());
/// Those on people.
static LISTED_OF_PEOPLE: LazyLock<Vec<Tool>> = LazyLock::new(|| PEOPLE.iter().map(listed).collect());

impl Assistant {
    /// A server on an app, and what its requests may do where they do not say.
    pub fn new(app: App, may: May) -> Self {
        let (old_names, people) = (app.config().mcp.old_names, app.config().people.enabled);
        Self::on(future::ready(Ok(app)).boxed().shared(), old_names, people, may)
    }

    /// A server on an app that is being opened; `people` is whether people are open in it.
    pub fn on(app: Opening, old_names: bool, people: bool, may: May) -> Self {
        // From `notice` on, where a session does not say.
        Self { app, old_names, level: AtomicU8::new(NOTICE), people, may }
    }

    /// The app, once it is there.
    async fn app(&self) -> Result<App, AppError> {
        self.app.clone().await.map_err(|error| AppError {
            details: error.details.clone(),
            hint: error.hint.clone(),
            ..AppError::new(error.code, error.message.clone())
        })
    }

    /// Answers a call, asking the user on the way where a name means several works.
    async fn answer(
        &self,
        row: &'static Row,
        arguments: Map<String, Value>,
        request: &CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<Answer, AppError> {
        let may = self.may(context);
        let error = AppError::new(ErrorCode::Forbidden, "the token does not allow this");
        if row.effect == Effect::Asks && !may.write {
            return Err(error.detail("scope", "write").hint("make a token with `--scope write`"));
        }
        if tools::of_people(row.name).is_some() && !may.see_people {
            return Err(error.detail("scope", "people").hint("make a token with `--scope read,people`"));
        }
        let responses = request.input_responses.as_ref();
        let mut call = Call {
            app: self.app().await?,
            listener: context.meta.get_progress_token().map(|token| (context.peer.clone(), token)),
            chosen: asking::choices(responses, request.request_state.as_deref()),
        };
        for _ in 0..MOST_QUESTIONS {
            let question = match (row.run)(&call, arguments.clone()).await {
                Ok(value) => return Ok(Answer::Told(value)),
                Err(Refused::Failed(error)) => return Err(error),
                Err(Refused::Asks(question)) => question,
            };
            if asking::declined(responses, &question) {
                return Err(question.error);
            }
            if let Some(asks) = ask(*question, &mut call.chosen, context).await? {
                return Ok(asks);
            }
        }
        Err(AppError::new(ErrorCode::AmbiguousTitle, "too many names mean several works").hint("use ids"))
    }

    /// Over HTTP the door has said whether a request may; over pipes only whoever started us can call.
    fn may(&self, context: &RequestContext<RoleServer>) -> May {
        let parts = context.extensions.get::<axum::http::request::Parts>();
        let told = parts.map(|parts| parts.extensions.get::<May>().copied().unwrap_or_default());
        told.unwrap_or(self.may)
    }

    /// Tells a session what happened, when it wants to hear of it.
    async fn tell(&self, context: &RequestContext<RoleServer>, level: LoggingLevel, data: Value) {
        let least = match context.meta.log_level() {
            Some(least) => least as u8,
            // Since 2026-07-28 silence is what a request without a level asks for.
            None if is_modern(context) => return,
            None => self.level.load(Ordering::Relaxed),
        };
        if level as u8 >= least {
            let message = LoggingMessageNotificationParam::new(level, data).with_logger("emaki");
            on_the_way(context.peer.notify_logging_message(message)).await;
        }
    }
}

/// What comes of a call.
enum Answer {
    Told(Value),
    Asks(rmcp::model::InputRequiredResult),
}

/// Asks the user which work is meant: at once where the protocol allows it, else by an answer that asks.
async fn ask(
    question: Question,
    chosen: &mut Choices,
    context: &RequestContext<RoleServer>,
) -> Result<Option<Answer>, AppError> {
    let version = context.protocol_version();
    if !asking::can_ask(context.client_capabilities().as_ref()) {
        return Err(question.error);
    }
    let Some(form) = asking::form(&question, version.as_ref()) else { return Err(question.error) };
    if is_modern(context) {
        return Ok(Some(Answer::Asks(asking::required(&question, form, chosen))));
    }
    let answered = context.peer.create_elicitation(form).await;
    let form = answered.ok().filter(|told| told.action == ElicitationAction::Accept);
    let Some(id) = asking::choice(form.and_then(|told| told.content).as_ref(), &question) else {
        return Err(question.error);
    };
    chosen.insert(question.name, id);
    Ok(None)
}

impl ServerHandler for Assistant {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .enable_completions()
            .enable_logging();
        #[cfg(feature = "conformance")]
        let capabilities = capabilities.enable_resources_subscribe();
        let about = Implementation::new("emaki", env!("CARGO_PKG_VERSION")).with_title("Emaki");
        ServerConfig::new(capabilities.build()).with_server_info(about).with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut tools = LISTED.clone();
        if self.people && self.may(&context).see_people {
            tools.extend(LISTED_OF_PEOPLE.iter().cloned());
        }
        if self.old_names {
            tools.extend(OLD_NAMES.iter().map(|old| {
                let about = format!("The older name of `{}`.", old.tool);
                let any = Arc::new(Map::from_iter([("type".to_owned(), json!("object"))]));
                Tool::new(old.name, about, any)
            }));
        }
        #[cfg(feature = "conformance")]
        tools.extend(super::conformance::tools());
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        #[cfg(feature = "conformance")]
        if let Some(answer) = super::conformance::call(&request, &context).await {
            return answer;
        }
        let mut arguments = request.arguments.clone().unwrap_or_default();
        let old = old_names::named(&request.name).filter(|_| self.old_names);
        if let Some(old) = old {
            arguments = old.translate(arguments);
        }
        let name = old.map_or(&*request.name, |old| old.tool);
        let of_people = tools::of_people(name).filter(|_| self.people);
        let Some(row) = tools::named(name).or(of_people) else {
            let known: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
            let data =
                json!({ "error_code": "not_found", "hint": format!("tools are {}", known.join(", ")) });
            return Err(ErrorData::invalid_params(
                format!("there is no tool `{}`", request.name),
                Some(data),
            ));
        };
        let id = correlation::id_of(&context);
        let span = tracing::info_span!("call", correlation_id = %id, tool = row.name);
        let begun = Instant::now();
        let answer = async {
            tokio::select! {
                answer = self.answer(row, arguments, &request, &context) => Some(answer),
                () = context.ct.cancelled() => None,
            }
        };
        let answer = correlation::chain_of(&context, &id).around(answer);
        let Some(answer) = answer.instrument(span.clone()).await else {
            return Err(ErrorData::internal_error("the call was cancelled", None));
        };
        let entered = span.enter();
        let took_ms = begun.elapsed().as_secs_f64() * 1000.0;
        let result = match answer {
            Ok(Answer::Asks(asks)) => return Ok(asks.into()),
            Ok(Answer::Told(told)) => {
                tracing::info!(took_ms, "answered {}", row.name);
                let tokens = budget::size_of(&told).div_ceil(budget::CHARACTERS);
                CallToolResult::structured(told).with_meta(Some(meta(&id, Some(tokens))))
            }
            Err(error) => {
                let error = with_next_step(error);
                tell_failure(&error, took_ms, row.name);
                let envelope = envelope(&error, &id);
                drop(entered);
                let level =
                    if error.code.http_status() >= 500 { LoggingLevel::Error } else { LoggingLevel::Warning };
                self.tell(&context, level, envelope.clone()).await;
                CallToolResult::error(vec![ContentBlock::text(envelope.to_string())])
                    .with_meta(Some(meta(&id, None)))
            }
        };
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let listed = resources::PLACES.iter().map(|place| {
            Resource::new(place.uri, place.name)
                .with_title(place.title)
                .with_description(place.about)
                .with_mime_type(resources::MIME_TYPE)
        });
        let listed: Vec<Resource> = listed.collect();
        #[cfg(feature = "conformance")]
        let listed = [listed, super::conformance::resources()].concat();
        Ok(ListResourcesResult::with_all_items(listed))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let listed = resources::FORMS.iter().map(|form| {
            ResourceTemplate::new(form.uri, form.name)
                .with_title(form.title)
                .with_description(form.about)
                .with_mime_type(resources::MIME_TYPE)
        });
        let listed: Vec<ResourceTemplate> = listed.collect();
        #[cfg(feature = "conformance")]
        let listed = [listed, super::conformance::templates()].concat();
        Ok(ListResourceTemplatesResult::with_all_items(listed))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        #[cfg(feature = "conformance")]
        if let Some(read) = super::conformance::read(&request.uri) {
            return Ok(read.into());
        }
        let id = correlation::id_of(&context);
        let uri = old_address(&request.uri).filter(|_| self.old_names).unwrap_or(&request.uri);
        let span = tracing::info_span!("read", correlation_id = %id, uri);
        let read = async { resources::read(&Call::quiet(self.app().await?), uri).await };
        let read = Box::pin(correlation::chain_of(&context, &id).around(read.instrument(span))).await;
        let value = read.map_err(|error| {
            let mut data = envelope(&error, &id);
            data["uri"] = json!(request.uri);
            match error.code {
                ErrorCode::NotFound => ErrorData::resource_not_found(error.message, Some(data)),
                _ => protocol_error(error, data),
            }
        })?;
        let text =
            ResourceContents::text(value.to_string(), request.uri).with_mime_type(resources::MIME_TYPE);
        let mut result = ReadResourceResult::new(vec![text]);
        result.meta = Some(meta(&id, None));
        Ok(result.into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let listed = PROMPTS.iter().map(|prompt| {
            let arguments = prompt.arguments.iter().map(|argument| {
                PromptArgument::new(argument.name)
                    .with_description(argument.about)
                    .with_required(argument.required)
            });
            Prompt::new(prompt.name, Some(prompt.about), Some(arguments.collect())).with_title(prompt.title)
        });
        let listed: Vec<Prompt> = listed.collect();
        #[cfg(feature = "conformance")]
        let listed = [listed, super::conformance::prompts()].concat();
        Ok(ListPromptsResult::with_all_items(listed))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        #[cfg(feature = "conformance")]
        if let Some(prompt) = super::conformance::prompt(&request) {
            return Ok(prompt);
        }
        let id = correlation::id_of(&context);
        let given: HashMap<String, String> = request
            .arguments
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        let written = prompts::named(&request.name).and_then(|prompt| Ok((prompt, prompt.text(&given)?)));
        let (prompt, text) = written.map_err(|error| {
            let data = envelope(&error, &id);
            protocol_error(error, data)
        })?;
        let message = PromptMessage::new_text(Role::User, text);
        Ok(GetPromptResult::new(vec![message]).with_description(prompt.about).into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        #[cfg(feature = "conformance")]
        if let Some(completed) = super::conformance::complete(&request) {
            return Ok(completed);
        }
        let (name, begun) = (&request.argument.name, &request.argument.value);
        let found = async {
            let app = self.app().await?;
            match &request.r#ref {
                Reference::Prompt(prompt) => completion::of_prompt(&app, &prompt.name, name, begun).await,
                Reference::Resource(form) => completion::of_address(&app, &form.uri, name, begun).await,
                _ => Ok(Vec::new()),
            }
        };
        let found = found.await.map_err(|error: AppError| {
            let data = envelope(&error, &correlation::id_of(&context));
            protocol_error(error, data)
        })?;
        let completion =
            CompletionInfo::with_all_values(found).map_err(|why| ErrorData::internal_error(why, None))?;
        Ok(CompleteResult::new(completion))
    }

    #[cfg(feature = "conformance")]
    async fn subscribe(
        &self,
        _: rmcp::model::SubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    #[cfg(feature = "conformance")]
    async fn unsubscribe(
        &self,
        _: rmcp::model::UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    #[cfg(feature = "conformance")]
    fn accepted_subscription_filter(
        &self,
        asked: &rmcp::model::SubscriptionFilter,
    ) -> Option<rmcp::model::SubscriptionFilter> {
        Some(asked.clone())
    }

    async fn set_level(
        &self,
        request: SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.level.store(request.level as u8, Ordering::Relaxed);
        Ok(())
    }
}

fn listed(row: &Row) -> Tool {
    let reads = row.effect == Effect::Reads;
    let mut annotations = ToolAnnotations::new().read_only(reads).open_world(!reads);
    if !reads {
        // To ask other sites again changes nothing that is wrong to change twice.
        annotations = annotations.destructive(false).idempotent(true);
    }
    Tool::new(row.name, row.about, Arc::new((row.input)()))
        .with_title(row.title)
        .with_raw_output_schema(Arc::new((row.output)()))
        .with_annotations(annotations)
}

/// What stands beside an answer: its correlation id, and how large it is.
fn meta(id: &str, tokens: Option<usize>) -> MetaObject {
    let mut meta = MetaObject::new();
    meta.0.insert(correlation::KEY.to_owned(), json!(id));
    if let Some(tokens) = tokens {
        meta.0.insert("emaki/tokens".to_owned(), json!(tokens));
    }
    meta
}

fn envelope(error: &AppError, id: &str) -> Value {
    // An envelope is an object of plain values.
    serde_json::to_value(Envelope::new(error, id)).unwrap_or_default()
}

fn protocol_error(error: AppError, data: Value) -> ErrorData {
    if error.code.http_status() >= 500 {
        tracing::error!(error_code = error.code.as_str(), causes = ?error.source, "request failed: {error}");
        ErrorData::internal_error(error.message, Some(data))
    } else {
        ErrorData::invalid_params(error.message, Some(data))
    }
}

/// An error that always says what to do next.
fn with_next_step(error: AppError) -> AppError {
    if error.hint.is_some() {
        return error;
    }
    match error.code {
        ErrorCode::InvalidParameter => error.hint("tools/list has the schema of the arguments"),
        ErrorCode::NotFound => error.hint("search_works finds what there is"),
        code if code.http_status() >= 500 => error.hint("the log has more under the correlation id"),
        code => error.hint(code.meaning()),
    }
}

fn tell_failure(error: &AppError, took_ms: f64, tool: &str) {
    let error_code = error.code.as_str();
    // What is not set up is no failure of ours.
    if error.code.http_status() >= 500 && error.code != ErrorCode::NotConfigured {
        tracing::error!(error_code, took_ms, causes = ?error.source, "{tool} failed: {error}");
    } else {
        tracing::info!(error_code, took_ms, "{tool} was refused: {error}");
    }
}

/// Whether a request stands for itself, as since 2026-07-28.
fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    let version = context.protocol_version();
    version.is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str())
}

/// The address of today for one of the older service.
fn old_address(uri: &str) -> Option<&'static str> {
    match uri {
        "anime://database/stats" => Some("emaki://stats"),
        "anime://database/schema" => Some("emaki://schema"),
        "anime://server/capabilities" => Some("emaki://capabilities"),
        "anime://platforms/status" => Some("emaki://sources"),
        _ => None,
    }
}
