//! How a failure looks: for people as `error: …`, its causes and a hint; under `--json` as the envelope
//! that every other door gives too.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use app::{AppError, Envelope, ErrorCode};

use crate::{
    exit::Exit,
    output::{self, Output, visible},
};

/// Prints what went wrong to stderr, and says how the program is to end.
///
/// A reader that closed its end of the pipe (`emaki db export | head`) has what it wanted: no error.
pub fn report(error: &anyhow::Error, out: &Output, correlation_id: &str) -> Exit {
    if is_closed_pipe(error) {
        return Exit::Done;
    }
    let known = error.chain().find_map(|cause| cause.downcast_ref::<AppError>());
    let printed = if out.is_json() {
        print_envelope(&with_causes(error, known), correlation_id)
    } else {
        print_for_people(error, known, out)
    };
    match (printed, known.map(|known| known.code)) {
        (Ok(()), Some(ErrorCode::InvalidParameter)) => Exit::Usage,
        _ => Exit::Failed,
    }
}

/// The failure for programs: with the chain of its causes, in which no secret stands.
fn with_causes(error: &anyhow::Error, known: Option<&AppError>) -> AppError {
    let told = match known {
        Some(known) => {
            let told = AppError::new(known.code, &known.message);
            AppError { details: known.details.clone(), hint: known.hint.clone(), ..told }
        }
        None => AppError::new(code_of(error), error.to_string()),
    };
    let below = match known {
        Some(known) => known.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static)),
        None => error.chain().nth(1),
    };
    let causes = below.map(|below| causes(&told.message, anyhow::Chain::new(below))).unwrap_or_default();
    if causes.is_empty() { told } else { told.detail("causes", causes) }
}

/// The code of a failure that no use case has told of: of a file that a command reads or writes itself.
fn code_of(error: &anyhow::Error) -> ErrorCode {
    let kind = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
    match kind {
        Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => ErrorCode::DiskFull,
        Some(_) => ErrorCode::InvalidInput,
        None => ErrorCode::Internal,
    }
}

/// The causes below a message, each once: some libraries repeat their source's words in their own message.
fn causes<'a>(
    message: &str,
    chain: impl Iterator<Item = &'a (dyn std::error::Error + 'static)>,
) -> Vec<String> {
    let mut above = message.to_owned();
    let mut causes = Vec::new();
    for cause in chain {
        let cause = app::redacted(&cause.to_string());
        if !above.contains(&cause) {
            causes.push(cause.clone());
        }
        above = cause;
    }
    causes
}

/// Prints clap's own verdict on the command line. Help and version are results and go to stdout.
pub fn report_usage(error: &clap::Error, json: bool, correlation_id: &str) -> Exit {
    let is_result = !error.use_stderr();
    let printed = if json && !is_result {
        let text = error.render().to_string();
        let (message, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
        let message = message.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ");
        let hint = rest.lines().find_map(|line| line.trim().strip_prefix("tip: "));
        let hint = hint.unwrap_or("run the command with --help to see what it takes");
        print_envelope(&AppError::invalid_parameter(flag_of(error), message).hint(hint), correlation_id)
    } else {
        error.print()
    };
    if is_result && printed.is_ok_and(|()| true) { Exit::Done } else { Exit::Usage }
}

fn print_envelope(error: &AppError, correlation_id: &str) -> io::Result<()> {
    let envelope = serde_json::to_string(&Envelope::new(error, correlation_id))?;
    writeln!(io::stderr().lock(), "{envelope}")
}

fn print_for_people(error: &anyhow::Error, known: Option<&AppError>, out: &Output) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    writeln!(stderr, "{} {}", out.paint_error("error:"), visible(&error.to_string()))?;
    for cause in causes(&error.to_string(), error.chain().skip(1)) {
        writeln!(stderr, "  {} {}", out.paint_dim("caused by:"), visible(&cause))?;
    }
    for place in known.map(places).unwrap_or_default() {
        // One that is all there is to tell stands in the message already.
        if !error.chain().any(|cause| cause.to_string().contains(&place)) {
            writeln!(stderr, "  {}", visible(&place))?;
        }
    }
    match known.and_then(|known| known.hint.as_deref()) {
        Some(hint) => writeln!(stderr, "{} {}", out.paint_hint("hint:"), visible(hint)),
        None => Ok(()),
    }
}

/// The places that a failure is about: faults of a file, rows or columns of a target, works that a title may mean.
fn places(error: &AppError) -> Vec<String> {
    let list = |name: &str| error.details[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let places = list("places").iter().filter_map(serde_json::Value::as_str).map(str::to_owned);
    list("faults").iter().map(fault).chain(places).chain(list("candidates").iter().map(candidate)).collect()
}

/// One work that a title may mean: its number first, which names it.
fn candidate(work: &serde_json::Value) -> String {
    let known = ["medium", "format", "year"].map(|name| &work[name]);
    let known = known.iter().filter(|value| !value.is_null()).map(|value| match value.as_str() {
        Some(format) => format.to_lowercase(),
        None => value.to_string(),
    });
    let known = known.collect::<Vec<_>>().join(", ");
    format!("{}  {} ({known})", work["id"], work["title"].as_str().unwrap_or_default())
}

/// One fault on one line.
fn fault(fault: &serde_json::Value) -> String {
    let text = |name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    let mut place = text("file");
    if let Some(row) = fault["row"].as_u64() {
        let _ = write!(place, ", row {row}");
    }
    if !text("column").is_empty() {
        let _ = write!(place, ", column {}", text("column"));
    }
    if !text("value").is_empty() {
        let _ = write!(place, ", `{}`", text("value"));
    }
    format!("{place}: {}; {}", text("problem"), text("fix"))
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(output::is_reader_gone))
}

/// The flag or argument that clap complains of, without dashes and brackets.
fn flag_of(error: &clap::Error) -> &str {
    use clap::error::{ContextKind, ContextValue};
    let context = error.get(ContextKind::InvalidArg).or_else(|| error.get(ContextKind::InvalidSubcommand));
    let text = match context {
        Some(ContextValue::String(text)) => text.as_str(),
        Some(ContextValue::Strings(texts)) => texts.first().map_or("command", String::as_str),
        _ => "command",
    };
    text.split(' ').next().unwrap_or(text).trim_start_matches('-').trim_matches(['<', '>', '[', ']', '.'])
}
