//! How far a long command is: a bar with rate and time left on a terminal, quiet lines otherwise.

use std::{fmt, sync::Mutex};

use app::{Progress, Unit};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::text::{bytes, grouped};

/// Without a known end, a quiet line is printed once in so many rows or bytes.
const STRIDE_ROWS: u64 = 10_000;
const STRIDE_BYTES: u64 = 10_000_000;

/// The most columns for what a bar is about; the figures behind the bar take some 40.
const MAX_MESSAGE: usize = 32;

/// One bar. Gone when dropped; the command's last line says what changed.
pub struct Bar(Shown);

enum Shown {
    Nothing,
    /// For programs and log files: a line for each tenth. Holds the last tenth printed.
    Lines {
        what: String,
        last: Mutex<u64>,
    },
    Terminal {
        bar: ProgressBar,
        unit: Mutex<Option<Unit>>,
        color: bool,
    },
}

impl Bar {
    /// A bar for `what`, in the form that fits where stderr leads.
    pub fn new(what: &str, quiet: bool, terminal: bool, color: bool) -> Self {
        if quiet {
            return Self(Shown::Nothing);
        }
        if !terminal {
            return Self(Shown::Lines { what: what.to_owned(), last: Mutex::new(0) });
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(style("{msg} {spinner} {elapsed}", false));
        bar.set_message(shortened(what));
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        Self(Shown::Terminal { bar, unit: Mutex::new(None), color })
    }

    /// The same bar below others.
    #[must_use]
    pub fn within(self, others: &indicatif::MultiProgress) -> Self {
        if let Shown::Terminal { bar, .. } = &self.0 {
            others.add(bar.clone());
        }
        self
    }

    /// Shows how far it is. May be called as often as one likes.
    pub fn update(&self, progress: &Progress) {
        tracing::debug!(done = progress.done, total = progress.total, "progress");
        match &self.0 {
            Shown::Nothing => {}
            Shown::Lines { what, last } => {
                let mut last = last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let step = step_of(progress);
                if step != *last {
                    *last = step;
                    eprintln!("{}", line_of(what, progress));
                }
            }
            Shown::Terminal { bar, unit, color } => {
                let mut unit = unit.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if *unit != Some(progress.unit) {
                    *unit = Some(progress.unit);
                    bar.set_style(style_of(progress, *color));
                }
                if let Some(total) = progress.total {
                    bar.set_length(total);
                }
                bar.set_position(progress.done);
            }
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Shown::Terminal { bar, .. } = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// What the bar is about, in so few columns that the bar itself finds room beside it.
fn shortened(what: &str) -> String {
    console::truncate_str(what, MAX_MESSAGE, "…").into_owned()
}

/// Which quiet line is due: the tenth reached, or the stride where the end is not known.
fn step_of(progress: &Progress) -> u64 {
    match (progress.total, progress.unit) {
        (Some(total), _) if total > 0 => progress.done.min(total) * 10 / total,
        (_, Unit::Bytes) => progress.done / STRIDE_BYTES,
        (_, Unit::Rows) => progress.done / STRIDE_ROWS,
    }
}

fn line_of(what: &str, progress: &Progress) -> String {
    let amount = |number| match progress.unit {
        Unit::Bytes => bytes(number),
        Unit::Rows => grouped(number),
    };
    match progress.total {
        Some(total) if total > 0 => {
            let percent = progress.done.min(total) * 100 / total;
            format!("{what}: {percent} % of {}", amount(total))
        }
        _ => format!("{what}: {}", amount(progress.done)),
    }
}

fn style_of(progress: &Progress, color: bool) -> ProgressStyle {
    match (progress.total.is_some(), progress.unit) {
        (true, Unit::Bytes) => style(
            "{msg} {wide_bar} {percent:>3} % of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left",
            color,
        ),
        (true, Unit::Rows) => style("{msg} {wide_bar} {human_pos} of {human_len}, {rate}, {eta} left", color),
        (false, Unit::Bytes) => style("{msg} {spinner} {decimal_bytes}, {decimal_bytes_per_sec}", color),
        (false, Unit::Rows) => style("{msg} {spinner} {human_pos}, {rate}", color),
    }
}

fn style(template: &str, color: bool) -> ProgressStyle {
    let template =
        if color { template.replace("{wide_bar}", "{wide_bar:.cyan/dim}") } else { template.to_owned() };
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let rate = |state: &ProgressState, out: &mut dyn fmt::Write| {
        // A stream that is gone is the terminal's own loss.
        let _ = write!(out, "{}/s", grouped(state.per_sec() as u64));
    };
    style.with_key("rate", rate).progress_chars("━╸─")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_line_for_each_tenth() {
        let at = |done| Progress { done, total: Some(1000), unit: Unit::Rows };
        let steps: Vec<u64> = [0, 99, 100, 555, 1000, 1200].map(|done| step_of(&at(done))).into();
        assert_eq!(steps, [0, 0, 1, 5, 10, 10]);
        assert_eq!(line_of("importing a.jsonl", &at(555)), "importing a.jsonl: 55 % of 1,000");
        let open = Progress { done: 25_000, total: None, unit: Unit::Rows };
        assert_eq!((step_of(&open), line_of("reading", &open)), (2, "reading: 25,000".to_owned()));
    }

    #[test]
    fn every_bar_has_a_sound_template() {
        for total in [None, Some(1)] {
            for unit in [Unit::Bytes, Unit::Rows] {
                style_of(&Progress { done: 0, total, unit }, true);
            }
        }
    }
}
