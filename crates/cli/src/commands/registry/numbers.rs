//! How permanent numbers are printed.

use std::io;

use app::{Gap, KindReport, NumberOutcome, NumberView, NumbersReport};

use crate::output::{Align, Block, Output, Table, moment, one_of_many};

/// How many findings of one kind are listed; --json lists all.
const MOST: usize = 20;

/// A registry in figures, with its findings.
pub fn print(out: &Output, report: &NumbersReport) -> io::Result<()> {
    let columns = ["numbers", "next", "gaps", "duplicates", "merged"].map(|name| (name, Align::Right));
    let first = [("registry", Align::Left), ("of", Align::Left)];
    let mut table = Table::new(first.into_iter().chain(columns));
    for (name, kind) in [("series", &report.series), ("characters", &report.characters)] {
        let KindReport { count, merged, next, gaps, duplicates } = kind;
        let counts = [*count as i64, *next, gaps.len() as i64, duplicates.len() as i64, *merged as i64];
        let cells = [report.registry.clone(), name.to_owned()].into_iter();
        table.row(cells.chain(counts.map(|count| count.to_string())));
    }
    out.table(&table)?;
    let mut lines = Vec::new();
    for (name, kind) in [("series", &report.series), ("character", &report.characters)] {
        listed(&mut lines, &kind.gaps, "gap", |Gap { first, last }| {
            let numbers = if first == last { first.to_string() } else { format!("{first} to {last}") };
            format!("gap: no {name} has {numbers}")
        });
        listed(&mut lines, &kind.duplicates, "duplicate", |duplicate| {
            format!("duplicate: {name} {} is {}", duplicate.unique_id, duplicate.couples.join(" and "))
        });
    }
    listed(&mut lines, &report.orphans, "orphan", |orphan| {
        let series =
            orphan.series.map_or("no series".to_owned(), |series| format!("series {series}, which is none"));
        format!("orphan: character {} ({}, {}) names {series}", orphan.unique_id, orphan.couple, orphan.name)
    });
    listed(&mut lines, &report.lost_aliases, "merge that leads nowhere", |alias| {
        format!("lost: {} stands for {} {}, which is none", alias.couple, alias.kind, alias.unique_id)
    });
    listed(&mut lines, &report.same_characters, "pair", |pair| {
        let one = |(couple, number, name): &(String, Option<_>, String)| match number {
            Some(number) => format!("{couple} ({name}, {number})"),
            None => format!("{couple} ({name})"),
        };
        format!("same character: {} and {}", one(&pair.couples[0]), one(&pair.couples[1]))
    });
    lines.iter().try_for_each(|line| out.line(line))?;
    let both = |of: fn(&KindReport) -> usize| (of(&report.series) + of(&report.characters)) as u64;
    out.note(format_args!(
        "registry {}: {}, {}, {}, {}",
        report.registry,
        one_of_many(both(|kind| kind.gaps.len()), "gap"),
        one_of_many(both(|kind| kind.duplicates.len()), "duplicate"),
        one_of_many(report.orphans.len() as u64, "orphan"),
        one_of_many(report.lost_aliases.len() as u64, "lost merge"),
    ));
    Ok(())
}

fn listed<T>(lines: &mut Vec<String>, items: &[T], word: &str, line: impl Fn(&T) -> String) {
    lines.extend(items.iter().take(MOST).map(line));
    if items.len() > MOST {
        let more = one_of_many((items.len() - MOST) as u64, &format!("more {word}"));
        lines.push(format!("and {more}; --json lists all"));
    }
}

/// One number, with everything that stands for it.
pub fn view(out: &Output, view: &NumberView) -> io::Result<()> {
    let series = view.series.as_ref().map(|(number, name)| format!("{number} {name}"));
    let same = (!view.same.is_empty()).then(|| view.same.join(", "));
    let block = Block::new()
        .row(view.kind, &view.unique_id)
        .row("registry", &view.registry)
        .row("couple", &view.couple)
        .row("name", &view.name)
        .known("series", series)
        .row("given", &moment(view.created_at))
        .known("removed", view.removed_at.map(moment))
        .known("same character", same);
    out.block(&block)?;
    if view.merged.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(["merged", "by", "at", "why"].map(|name| (name, Align::Left))).folding();
    for merged in &view.merged {
        let cells = [&merged.couple, &merged.author, &moment(merged.at), &merged.reason];
        table.row(cells.map(Clone::clone));
    }
    out.heading("Merged into it")?;
    out.table(&table)
}

/// What a merge, or taking one back, did.
pub fn outcome(out: &Output, outcome: &NumberOutcome, done: &str, kind: &str) -> io::Result<()> {
    let NumberOutcome { couple, unique_id, name, changed } = outcome;
    let before = if *changed { "" } else { " already" };
    out.line(format_args!("{couple} {done} {kind} {unique_id} ({name}){before}"))
}
