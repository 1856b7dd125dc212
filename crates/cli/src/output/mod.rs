//! Where a command's words go: results to stdout, everything else to stderr.
//!
//! What does not belong here: what the words are; each command knows its own.

mod bar;
mod bars;
mod block;
mod file;
mod part;
mod shown;
mod stdout;
mod table;
mod text;

use std::{
    fmt::Display,
    io::{self, IsTerminal, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Serialize;

pub use bar::Bar;
pub use bars::Bars;
pub use block::Block;
pub use file::{Growing, Overwriting, unwritable, write_private, write_whole};
pub use shown::Shown;
pub use stdout::{Stdout, is_reader_gone};
pub use table::{Align, Table};
pub use text::{bytes, grouped, moment, one_of_many, seconds, visible, visible_json};

use crate::args::Globals;

/// The narrowest terminal that tables are fitted to; below it they run over.
const MIN_WIDTH: usize = 40;

/// The printer of one run.
#[derive(Debug, Clone)]
pub struct Output {
    json: bool,
    quiet: bool,
    stdout_color: bool,
    stderr: Stream,
    /// The terminal's width in columns; `None` when stdout is no terminal.
    width: Option<usize>,
    /// Whether whoever read stdout has closed its end.
    unread: Arc<AtomicBool>,
}

/// What the other end of a stream can do.
#[derive(Debug, Clone, Copy)]
struct Stream {
    terminal: bool,
    color: bool,
}

impl Output {
    /// A printer for these flags and for where stdout and stderr lead.
    pub fn new(globals: &Globals) -> Self {
        let no_color = globals.no_color || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let (stdout_terminal, stderr_terminal) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let width = stdout_terminal.then(|| {
            let columns = console::Term::stdout().size_checked().map_or(80, |(_, columns)| columns.into());
            columns.max(MIN_WIDTH)
        });
        Self {
            json: globals.json,
            quiet: globals.quiet,
            stdout_color: stdout_terminal && !no_color,
            stderr: Stream { terminal: stderr_terminal, color: stderr_terminal && !no_color },
            width,
            unread: Arc::default(),
        }
    }

    /// Whether anybody still reads the results. What goes on without an end of its own asks for it.
    pub fn is_read(&self) -> bool {
        !self.unread.load(Ordering::Relaxed)
    }

    /// Whether results are to be JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether log lines and errors may be colored.
    pub fn has_color(&self) -> bool {
        self.stderr.color
    }

    /// Whether stderr is a terminal.
    pub fn stderr_is_terminal(&self) -> bool {
        self.stderr.terminal
    }

    /// A result as JSON: on one line for programs, indented on a terminal.
    pub fn json<T: Serialize + ?Sized>(&self, value: &T) -> io::Result<()> {
        let text = match self.width {
            Some(_) => serde_json::to_string_pretty(value)?,
            None => serde_json::to_string(value)?,
        };
        self.printed(writeln!(Stdout::new(), "{}", visible_json(&text)))
    }

    /// A result as JSON on one line, whoever reads it: one of many.
    pub fn json_line<T: Serialize + ?Sized>(&self, value: &T) -> io::Result<()> {
        self.printed(writeln!(Stdout::new(), "{}", visible_json(&serde_json::to_string(value)?)))
    }

    /// One line of a result.
    pub fn line(&self, text: impl Display) -> io::Result<()> {
        self.printed(writeln!(Stdout::new(), "{}", visible(&text.to_string())))
    }

    /// A table as a result: fitted to a terminal, else one line a row with tabs between the columns.
    pub fn table(&self, table: &Table) -> io::Result<()> {
        self.printed(write!(Stdout::new(), "{}", table.render(self.width, self.stdout_color)))
    }

    /// Named values as a result: aligned and folded on a terminal, else one line each with a tab.
    pub fn block(&self, block: &Block) -> io::Result<()> {
        self.printed(write!(Stdout::new(), "{}", block.render(self.width, self.stdout_color)))
    }

    /// A heading between parts of a result.
    pub fn heading(&self, text: &str) -> io::Result<()> {
        let text = paint(self.stdout_color, "1", &visible(text));
        self.printed(writeln!(Stdout::new(), "\n{text}"))
    }

    /// The outcome of printing a result. A reader that is gone has what it wanted; what the command comes to
    /// is still to be told by its exit code, so that is no failure.
    fn printed(&self, outcome: io::Result<()>) -> io::Result<()> {
        match outcome {
            Err(error) if is_reader_gone(&error) => {
                self.unread.store(true, Ordering::Relaxed);
                Ok(())
            }
            outcome => outcome,
        }
    }

    /// A remark for whoever watches: on stderr, and not under `--quiet`. A stderr that is gone is not
    /// worth failing for.
    pub fn note(&self, text: impl Display) {
        if !self.quiet {
            let _ = writeln!(io::stderr().lock(), "{}", visible(&text.to_string()));
        }
    }

    /// A progress bar on a terminal, quiet lines otherwise, nothing under `--quiet`.
    pub fn bar(&self, what: &str) -> Bar {
        Bar::new(what, self.quiet, self.stderr.terminal, self.stderr.color)
    }

    /// Bars for what goes on side by side.
    pub fn bars(&self) -> Bars {
        Bars::new(self.quiet, self.stderr.terminal, self.stderr.color)
    }

    /// `error:` in the color of errors.
    pub fn paint_error(&self, text: &str) -> String {
        paint(self.stderr.color, "1;31", text)
    }

    /// `hint:` in the color of hints.
    pub fn paint_hint(&self, text: &str) -> String {
        paint(self.stderr.color, "1;36", text)
    }

    /// Words that may stand back.
    pub fn paint_dim(&self, text: &str) -> String {
        paint(self.stderr.color, "2", text)
    }
}

/// Wraps a text in one ANSI style, when there is color at all.
fn paint(color: bool, style: &str, text: &str) -> String {
    if color { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
}
