//! `emaki migrate csv`: away from the old pipeline's CSV file of people, step by step, and back.

use std::{collections::BTreeMap, path::PathBuf};

use app::{AdoptObjects, Adopted, AppError, CsvMoved, CsvPhase, CsvRequest, CsvStep, CsvSurvey};

use crate::{
    exit::Exit,
    output::{Block, Output, grouped},
    session::Session,
};

/// Move away from the CSV file of people, and back
///
/// `emaki migrate csv FILE` says what the file holds and writes nothing; with --setup it is read into the database. Then
/// `--to dual` writes both, `--to database` reads the database, `--to retired` stops writing the file. `verify` compares
/// cell by cell at any time, and --rollback goes back to the file.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").multiple(false))]
pub struct Csv {
    /// The file of 7, 18, 19 or 21 columns; or `verify`, or `status`
    #[arg(value_name = "FILE|verify|status")]
    file: Option<PathBuf>,
    /// Read the file into the database; the file stays as it is
    #[arg(long, group = "what")]
    setup: bool,
    /// Take the next step
    #[arg(long, value_name = "PHASE", group = "what")]
    to: Option<To>,
    /// Make the file what counts again
    #[arg(long, group = "what")]
    rollback: bool,
    /// Adopt the old pipeline's objects where they lie; this has to be the storage that is set
    #[arg(long, value_name = "URL", group = "what")]
    bucket: Option<String>,
    /// An older copy of the file, plain or .gz, that also says whose objects are; may be given several times
    #[arg(long, value_name = "FILE", requires = "bucket")]
    evidence: Vec<PathBuf>,
    /// Only say what would be adopted
    #[arg(long, requires = "bucket")]
    dry_run: bool,
}

/// A step of the move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// Both are written, and the file is read
    Dual,
    /// Both are written, and the database is read
    Database,
    /// Only the database is written
    Retired,
}

impl Csv {
    fn step(self) -> Result<CsvStep, AppError> {
        let word = self.file.as_deref().and_then(|file| file.to_str());
        Ok(match (self.to, self.rollback, word) {
            (Some(To::Dual), ..) => CsvStep::To(CsvPhase::Dual),
            (Some(To::Database), ..) => CsvStep::To(CsvPhase::Database),
            (Some(To::Retired), ..) => CsvStep::To(CsvPhase::Retired),
            (None, true, _) => CsvStep::RollBack,
            (None, false, Some("verify")) => CsvStep::Verify,
            (None, false, Some("status") | None) if !self.setup => CsvStep::Status,
            _ => match self.file {
                Some(file) if self.setup => CsvStep::SetUp(file),
                Some(file) => CsvStep::Look(file),
                None => {
                    return Err(AppError::invalid_parameter(
                        "setup",
                        "name the file: emaki migrate csv FILE --setup",
                    ));
                }
            },
        })
    }

    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if let Some(bucket) = self.bucket.clone() {
            let request = AdoptObjects { bucket, copies: self.evidence, dry_run: self.dry_run };
            let done = session.app().await?.adopt_people_objects(&request).await?;
            let whole = done.unprovable.is_empty()
                && done.contested.is_empty()
                && done.missing.is_empty()
                && done.of_erased.is_empty();
            print_adopted(&session.out, &done)?;
            return Ok(if whole { Exit::Done } else { Exit::Partly });
        }
        let request = CsvRequest { step: self.step()? };
        let done = session.app().await?.migrate_csv(&request).await?;
        let differs = matches!(&done, CsvMoved::Verified(found) if !found.is_equal());
        if session.out.is_json() {
            session.out.json(&done)?;
        } else {
            print(&session.out, &done)?;
        }
        Ok(if differs { Exit::Partly } else { Exit::Done })
    }
}

fn print(out: &Output, done: &CsvMoved) -> std::io::Result<()> {
    match done {
        CsvMoved::Survey(survey) => {
            print_survey(out, survey)?;
            out.note("nothing was written; --setup reads it into the database");
        }
        CsvMoved::SetUp(set_up) => {
            print_survey(out, &set_up.survey)?;
            let block = Block::new()
                .row("new people", &grouped(set_up.new_people as u64))
                .row("assets named by it", &grouped(set_up.assets));
            out.block(&block)?;
            out.note("the file stays as it is; `emaki migrate csv --to dual` goes on");
        }
        CsvMoved::State(None) => out.note("no CSV file was set up"),
        CsvMoved::State(Some(state)) => {
            let block = Block::new().row("phase", &state.phase).row("file", &state.path.display());
            out.block(&block)?;
        }
        CsvMoved::Verified(found) => {
            for cell in &found.differences {
                let column = cell.column.unwrap_or("the whole row");
                out.line(format_args!("line {}, {column}: only in {}", cell.line, cell.only_in))?;
            }
            let block = Block::new()
                .row("phase", &found.phase)
                .row("rows", &grouped(found.rows as u64))
                .row("cells", &grouped(found.cells as u64))
                .row("differences", &grouped(found.differences.len() as u64))
                .row("same bytes", if found.same_bytes { "yes" } else { "no" });
            out.block(&block)?;
        }
        CsvMoved::RolledBack(back) => {
            for cell in &back.differences {
                out.line(format_args!(
                    "written since, line {}: {}",
                    cell.line,
                    cell.column.unwrap_or("the whole row")
                ))?;
            }
            let block = Block::new()
                .row("came from", &back.from)
                .row("columns", &back.columns)
                .row("byte for byte as it was", if back.byte_for_byte { "yes" } else { "no" });
            out.block(&block)?;
        }
    }
    Ok(())
}

fn print_survey(out: &Output, survey: &CsvSurvey) -> std::io::Result<()> {
    print_unplaced(out, &survey.unplaced)?;
    for (line, column) in &survey.pages {
        out.line(format_args!("line {line}, {column} holds a page"))?;
    }
    for (line, column) in &survey.broken_json {
        out.line(format_args!("line {line}, {column} holds broken JSON"))?;
    }
    let count = |number: usize| grouped(number as u64);
    let dashes: usize = survey.dashes.values().sum();
    let block = Block::new()
        .row("columns", &survey.columns)
        .row("rows", &count(survey.records))
        .row("people", &count(survey.people))
        .row("copies", &count(survey.copies))
        .row("most copies of one row", &count(survey.most_copies))
        .row("copies that differ", &count(survey.differing_copies.len()))
        .row("not placed", &count(survey.unplaced.len()))
        .row("people among them", &count(survey.unplaced_people))
        .row("cells with - or '-", &count(dashes))
        .row("objects", &count(survey.objects))
        .row("objects without a key", &count(survey.without_path.len()))
        .row("keys without a description", &count(survey.without_description.len()))
        .row("objects that several claim", &count(survey.claimed_twice.len()));
    out.block(&block)
}

/// Lines that could not be placed. Of one reason only the first are shown: in a file without ids it may be all of them.
fn print_unplaced(out: &Output, unplaced: &[(usize, String)]) -> std::io::Result<()> {
    const SHOWN: usize = 10;
    let mut by_reason: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (line, reason) in unplaced {
        by_reason.entry(reason).or_default().push(*line);
    }
    for (reason, lines) in by_reason {
        for line in lines.iter().take(SHOWN) {
            out.line(format_args!("line {line} could not be placed: {reason}"))?;
        }
        let more = lines.len().saturating_sub(SHOWN);
        if more > 0 {
            out.line(format_args!("and {} more lines: {reason}; --json lists all", grouped(more as u64)))?;
        }
    }
    Ok(())
}

fn print_adopted(out: &Output, done: &Adopted) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(done);
    }
    for (key, owner, said_by) in &done.adopted {
        out.line(format_args!("{key} is {owner}'s, says {}", said_by.join(", ")))?;
    }
    for key in &done.unprovable {
        out.line(format_args!("{key}: nothing says whose it is"))?;
    }
    for (key, owners) in &done.contested {
        out.line(format_args!("{key}: several are said to own it: {}", owners.join(", ")))?;
    }
    for key in &done.of_erased {
        out.line(format_args!("{key}: of somebody who was erased; it is to be deleted"))?;
    }
    for uuid in &done.missing {
        out.line(format_args!("{uuid}: named by a file, and not in the bucket"))?;
    }
    for key in &done.pages {
        out.line(format_args!("{key}: a page, and no media; left alone"))?;
    }
    for error in &done.unread {
        out.note(error);
    }
    let count = |number: usize| grouped(number as u64);
    let block = Block::new()
        .row("objects", &grouped(done.objects))
        .row("adopted", &count(done.adopted.len()))
        .row("adopted before", &grouped(done.known))
        .row("not provable", &count(done.unprovable.len()))
        .row("contested", &count(done.contested.len()))
        .row("of erased people", &count(done.of_erased.len()))
        .row("missing", &count(done.missing.len()));
    out.block(&block)
}
