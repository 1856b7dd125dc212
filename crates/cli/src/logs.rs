//! Log lines on stderr: for people on a terminal, one JSON object a line otherwise, and the run's
//! correlation id in each.

use std::fmt;

use app::Config;
use tracing::{Event, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter,
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};

use crate::{
    args::{Globals, LogFormat},
    output::Output,
};

/// Starts the log of this run. The level comes from `--verbose`, else `RUST_LOG`, else the settings;
/// a command that is not a server is quiet below warnings unless asked.
pub fn start(globals: &Globals, config: &Config, out: &Output, correlation_id: &str, serving: bool) {
    let filter = filter(globals, config, serving);
    let id = correlation_id.to_owned();
    let human = match globals.log_format {
        Some(LogFormat::Human) => true,
        Some(LogFormat::Json) => false,
        Some(LogFormat::Auto) => out.stderr_is_terminal(),
        None => match config.log.format {
            app::LogFormat::Human => true,
            app::LogFormat::Json => false,
            app::LogFormat::Auto => out.stderr_is_terminal(),
        },
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if human {
        let format = tracing_subscriber::fmt::format().with_target(false).with_ansi(out.has_color());
        log.event_format(WithId { id, json: false, inner: format }).try_init()
    } else {
        let format = tracing_subscriber::fmt::format().json().flatten_event(true);
        let fields = tracing_subscriber::fmt::format::JsonFields::new();
        log.fmt_fields(fields).event_format(WithId { id, json: true, inner: format }).try_init()
    };
    // Only a second start in one process can fail, and `main` starts it once.
    debug_assert!(started.is_ok());
}

/// A fresh id of 16 hex digits, from the time and the process.
pub fn correlation_id() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}

fn filter(globals: &Globals, config: &Config, serving: bool) -> EnvFilter {
    // Libraries below us talk much at `debug`; -vv is about Emaki itself.
    let quiet_libraries = "tantivy=warn,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=info,h2=info";
    let level = match globals.verbose {
        0 => None,
        1 => Some(LevelFilter::INFO),
        2 => Some(LevelFilter::DEBUG),
        _ => Some(LevelFilter::TRACE),
    };
    if let Some(level) = level {
        return EnvFilter::new(format!("{level},{quiet_libraries}"));
    }
    if let Ok(filter) = EnvFilter::try_from_default_env() {
        return filter;
    }
    let level = config.log.level.as_str();
    let level = if serving || level != "info" { level } else { "warn" };
    EnvFilter::try_new(format!("{level},{quiet_libraries}")).unwrap_or_else(|_| EnvFilter::new("warn"))
}

/// Adds the run's id to a line that carries none of its own, as a request's line does.
struct WithId<F> {
    id: String,
    json: bool,
    inner: F,
}

impl<S, N, F> FormatEvent<S, N> for WithId<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.inner.format_event(context, Writer::new(&mut line), event)?;
        writer.write_str(&with_id(line.trim_end(), &self.id, self.json))?;
        writer.write_char('\n')
    }
}

fn with_id(line: &str, id: &str, json: bool) -> String {
    match (line.contains("correlation_id"), json) {
        (true, _) => line.to_owned(),
        (false, true) => format!("{{\"correlation_id\":\"{id}\",{}", line.trim_start_matches('{')),
        (false, false) => format!("{line} correlation_id={id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_one_id() {
        assert_eq!(with_id(r#"{"a":1}"#, "7", true), r#"{"correlation_id":"7","a":1}"#);
        assert_eq!(with_id("INFO started", "7", false), "INFO started correlation_id=7");
        assert_eq!(with_id(r#"{"correlation_id":"9"}"#, "7", true), r#"{"correlation_id":"9"}"#);
    }
}
