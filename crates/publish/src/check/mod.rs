//! A look at everything that is about to be published: errors stop it, warnings want to be accepted.
//!
//! `findings` finds them, `changes` compares with the last publish, `page` shows the report to people.

mod changes;
mod findings;
mod page;
mod picture;
mod report;

use keeping::{
    Fault, Keeping, KeepingError,
    rules::{Profile, Rules},
};
use model::Instant;
use store::Store;

use crate::finish::{Finished, StatsByCouple, finish};
pub use changes::fingerprints;
pub use page::page;
pub use picture::is_picture_link;
pub use report::{Change, Changes, Count, Finding, Missing, Report, Severity};

/// How many faults a refusal lists; the report has them all.
const MOST_FAULTS: usize = 50;

/// What was looked at, and what was found.
#[derive(Debug)]
pub struct Checked {
    /// The registry's rows.
    pub keeping: Keeping,
    /// Stats by couple.
    pub stats: StatsByCouple,
    /// The rows that would be published.
    pub finished: Finished,
    /// What was found.
    pub report: Report,
}

/// What is let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Acceptance {
    /// Nothing that is found.
    #[default]
    Clean,
    /// Warnings.
    Warnings,
}

/// Reads a registry's rows, finishes them, and looks at them.
pub async fn check(
    store: &Store,
    registry: &str,
    rules: &Rules,
    at: Instant,
) -> Result<Checked, KeepingError> {
    check_rows(store, registry, rules, at, keeping::load(store, registry, rules).await?).await
}

/// The same for rows that were read before, under the same rules.
pub async fn check_rows(
    store: &Store,
    registry: &str,
    rules: &Rules,
    at: Instant,
    keeping: Keeping,
) -> Result<Checked, KeepingError> {
    let stats = stats::stored(store, registry).await?;
    let finished = finish(&keeping, &stats, rules.profile);
    let mut report = look(&keeping, &stats, &finished, rules);
    report.registry = registry.to_owned();
    report.at = at;
    report.changes = changes::since_last(store, registry, &finished).await?;
    Ok(Checked { keeping, stats, finished, report })
}

/// Looks at rows without any store.
pub fn look(keeping: &Keeping, stats: &StatsByCouple, finished: &Finished, rules: &Rules) -> Report {
    let mut findings = findings::of_left_out(finished, rules.profile);
    findings::of_nothing(finished, &mut findings);
    findings::of_series(finished, &mut findings);
    findings::of_characters(keeping, stats, finished, &mut findings);
    if rules.profile == Profile::Default {
        findings::of_hand_series(keeping, &mut findings);
    }
    findings.sort_by_key(|finding| finding.severity);
    Report {
        registry: String::new(),
        profile: rules.profile,
        at: Instant::EPOCH,
        counts: report::counts(finished),
        missing: report::missing(finished, stats),
        findings,
        changes: None,
    }
}

/// Lets a publish pass or not; gives the number of warnings that were accepted.
///
/// # Errors
/// `Faulty` with the errors, or with the warnings when these are not accepted.
pub fn gate(report: &Report, acceptance: Acceptance) -> Result<usize, KeepingError> {
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    let refuse = |severity: Severity, message: String| {
        let of_kind = report.findings.iter().filter(|finding| finding.severity == severity);
        let faults = of_kind.take(MOST_FAULTS).map(|finding| fault(finding, &report.registry)).collect();
        Err(KeepingError::Faulty { message, faults })
    };
    if errors > 0 {
        let message = format!(
            "nothing was published: {} in the rows of registry {}; `emaki publish check` lists them",
            counted(errors, "error"),
            report.registry
        );
        return refuse(Severity::Error, message);
    }
    if warnings > 0 && acceptance == Acceptance::Clean {
        let message = format!(
            "nothing was published: {} in the rows of registry {}; `emaki publish check` lists them, \
             `--accept-warnings` publishes all the same",
            counted(warnings, "warning"),
            report.registry
        );
        return refuse(Severity::Warning, message);
    }
    Ok(warnings)
}

fn fault(finding: &Finding, registry: &str) -> Fault {
    let name = if finding.name.is_empty() { String::new() } else { format!(" ({})", finding.name) };
    Fault {
        file: format!("registry {registry}, {} {}{name}", finding.form, finding.couple).trim_end().to_owned(),
        row: None,
        column: finding.column.to_owned(),
        value: finding.value.clone(),
        problem: finding.problem.clone(),
        fix: finding.fix.to_owned(),
    }
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
