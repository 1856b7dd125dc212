//! `emaki ask`: a question in any words, how it was understood, and the works that answer it.

use app::{Asked, Chip, QueryAnswer, QueryPage, QueryRequest, read_drop};

use super::search::{table_of, why};
use crate::{
    exit::Exit,
    output::{Output, one_of_many},
    request::RequestArgs,
    session::Session,
};

/// Ask for works in any words
///
/// English, German and Japanese are read: `emaki ask "dark military anime from the 90s like Moonlit Depot, no
/// romance"`. Within a session a question may go on from the one before: `only the short ones`, `more like the
/// second`.
#[derive(Debug, clap::Args)]
#[expect(clippy::doc_markdown, reason = "help is read in a terminal")]
pub struct Ask {
    /// The question
    #[arg(required_unless_present = "slots")]
    question: Vec<String>,
    /// Go on from the last question of this session, and remember this one under it
    #[arg(long, value_name = "NAME")]
    session: Option<String>,
    /// Whose likes and dislikes count
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Go on from this conversation
    #[arg(long, value_name = "ID")]
    conversation: Option<String>,
    /// Slots beside the words, as a JSON object: '{"year_min": 1990}'
    #[arg(long, value_name = "JSON")]
    slots: Option<String>,
    /// Take a piece of the plan back, such as year_min:1990; several times for several
    #[arg(long, value_name = "SLOT:VALUE")]
    drop: Vec<String>,
    /// The year you were born in, for "from my childhood"
    #[arg(long, value_name = "YEAR")]
    birth_year: Option<i16>,
    /// Ask the sources about the first results, as jobs: basic, detailed or comprehensive
    #[arg(long, value_name = "LEVEL")]
    enhance: Option<String>,
    /// Say how the question was understood, and of each result why it is there
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    request: RequestArgs,
}

impl Ask {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let explain = self.explain;
        let request = self.read(session.out.is_json())?;
        let app = session.app_with_index().await?;
        let answer = app.query(&request).await?;
        if app.searchable_works() == 0 && !session.out.is_json() {
            session
                .out
                .note("nothing found: no works are kept here yet; `emaki import --starter` brings some in");
            return Ok(Exit::Done);
        }
        print(&session.out, &request.query.words, &answer, explain)?;
        Ok(Exit::Done)
    }

    fn read(self, facets: bool) -> Result<QueryRequest, app::AppError> {
        let mut request = QueryRequest::from(self.request.read(self.question.join(" "))?);
        if let Some(text) = &self.slots {
            let slots = serde_json::from_str::<Asked>(text).map_err(|error| {
                app::AppError::invalid_parameter("slots", format!("--slots: {error}"))
                    .hint("a JSON object of slots; docs/asking.md lists them")
            })?;
            request.query.slots.extend(slots.slots);
        }
        for text in &self.drop {
            let correction = read_drop(text).ok_or_else(|| {
                app::AppError::invalid_parameter("drop", format!("--drop: `{text}` names no slot"))
                    .hint("a slot and its value, such as year_min:1990; --explain shows them")
            })?;
            request.options.corrections.push(correction);
        }
        if let Some(level) = &self.enhance {
            request.enhance(level)?;
        }
        request.options.facets |= facets;
        // A question that belongs to nobody is not kept: the next one could not go on from it.
        request.options.remember =
            self.session.is_some() || self.user.is_some() || self.conversation.is_some();
        request.options.birth_year = self.birth_year;
        request.session_id = self.session;
        request.user_id = self.user;
        request.conversation_id = self.conversation;
        Ok(request)
    }
}

fn print(out: &Output, words: &str, answer: &QueryAnswer, explain: bool) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(&QueryPage::new(words, true, true, answer));
    }
    out.note(format_args!("understood: {}", understood(answer, explain)));
    for contradiction in &answer.plan.contradictions {
        out.note(format_args!("left out, as it contradicts itself: {}", contradiction.why));
    }
    for note in &answer.metadata.notes {
        out.note(note);
    }
    for reply in &answer.answers {
        out.line(&reply.text)?;
    }
    if answer.results.is_empty() {
        out.note("nothing found");
    } else {
        out.table(&table_of(&answer.results))?;
    }
    if explain {
        for hit in &answer.results {
            out.heading(&format!("{} {}", hit.id, hit.card.title))?;
            out.block(&why(hit))?;
        }
    }
    if answer.total > 0 {
        out.note(one_of_many(answer.total as u64, "work"));
    }
    if let Some(cursor) = &answer.next_cursor {
        out.note(format_args!("more with --cursor {cursor}"));
    }
    for suggestion in &answer.suggestions {
        out.note(format_args!("or {}: {}", suggestion.say, one_of_many(suggestion.total as u64, "work")));
    }
    for job in &answer.jobs {
        out.note(format_args!("job {} asks the sources about work {}", job.job_id, job.work));
    }
    if let Some(id) = &answer.conversation_id {
        out.note(format_args!("go on with --conversation {id}"));
    }
    Ok(())
}

/// The plan in a line: its chips, then the words that are left.
fn understood(answer: &QueryAnswer, explain: bool) -> String {
    let said = |chip: &Chip| {
        if !explain {
            return chip.label.clone();
        }
        if chip.words.is_empty() {
            return format!("{} ({}:{})", chip.label, chip.slot, chip.value);
        }
        let (Chip { label, slot, value, words, .. }, percent) = (chip, chip.confidence * 100.0);
        format!("{label} ({slot}:{value}, from “{words}”, {percent:.0} %)")
    };
    let mut parts: Vec<String> = answer.chips.iter().map(said).collect();
    if !answer.plan.words.trim().is_empty() {
        parts.push(format!("the words “{}”", answer.plan.words.trim()));
    }
    if parts.is_empty() { "nothing in particular".to_owned() } else { parts.join(", ") }
}
