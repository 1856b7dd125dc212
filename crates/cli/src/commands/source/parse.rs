//! `emaki source parse`: a recorded answer in normal form, without any network.

use std::{io::Read as _, path::PathBuf};

use anyhow::Context as _;
use app::{AppError, ErrorCode, read_moment};
use model::Instant;

use crate::{exit::Exit, session::Session};

/// The largest file that is read, in bytes, unpacked.
const MOST_BYTES: u64 = 256 << 20;

/// Print a recorded answer of a source in normal form, without any network
///
/// An answer about one thing prints as one record, a list as an array. An answer that is an error ends
/// with 1 and one of `not_found`, `removed`, `blocked`, `rate_limited`, `banned` or `damaged`.
#[derive(Debug, clap::Args)]
pub struct Parse {
    /// The source, by the name that `emaki source list` prints
    source: String,
    /// The file with the answer; `-` for standard input; gzip is unpacked
    file: PathBuf,
    /// Whose endpoint's answer it is; found from the content when not given
    #[arg(long, value_name = "ENDPOINT")]
    endpoint: Option<String>,
    /// The moment for which values hold that depend on time, as 2026-07-02 or 2026-07-02T10:00:00Z; now
    /// when not given
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Instant>,
    /// What the answer is about, where it does not say: an external id such as mal:1
    #[arg(long, value_name = "ID")]
    id: Option<String>,
}

impl Parse {
    pub fn run(self, session: &Session) -> anyhow::Result<Exit> {
        app::known_source(&self.source)?;
        let body = read(&self.file)?;
        let as_of = self.as_of.or_else(|| read_moment("now")).unwrap_or(Instant::EPOCH);
        let parsed =
            app::parse_answer(&self.source, self.endpoint.as_deref(), &body, as_of, self.id.as_deref())?;
        match (parsed.single, parsed.records.as_slice()) {
            (true, [record]) => session.out.json(record)?,
            (_, records) => session.out.json(records)?,
        }
        Ok(Exit::Done)
    }
}

fn read(path: &PathBuf) -> anyhow::Result<Vec<u8>> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        AppError::new(ErrorCode::InvalidInput, format!("`{name}` cannot be read"))
            .caused_by(error)
            .hint("look at the path and its rights")
    };
    let mut raw: Box<dyn std::io::Read> = if name == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(path).map_err(unreadable)?)
    };
    let mut body = Vec::new();
    raw.by_ref().take(MOST_BYTES + 1).read_to_end(&mut body).map_err(unreadable)?;
    let body = app::unpacked(body, MOST_BYTES).map_err(unreadable)?;
    let bounded = body.len() as u64 <= MOST_BYTES;
    let too_large =
        || AppError::new(ErrorCode::PayloadTooLarge, format!("`{name}` has more than {MOST_BYTES} bytes"));
    bounded.then_some(body).ok_or_else(too_large).context("nothing was read")
}

fn moment(text: &str) -> Result<Instant, String> {
    read_moment(text).ok_or_else(|| format!("`{text}` is no time; write 2026-07-02 or 2026-07-02T10:00:00Z"))
}
