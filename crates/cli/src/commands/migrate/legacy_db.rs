//! `emaki migrate legacy-db`: the old pipeline's live database.

use app::{DbAccounted, MigrateDb, MigratedDb};

use crate::{
    exit::Exit,
    output::{Align, Output, Table, one_of_many},
    session::Session,
};

/// How many findings are listed; --json lists all.
const MOST: usize = 100;

/// Take a live old database in, every id kept
///
/// The game's tables are only read, after two backup tables were made beside them and dumps in the data
/// folder. Ids get the couples that the registry knows them by; others stand for themselves, as
/// `legacy:<id>`, until `emaki registry link` says better. A second run finds nothing new, and one that was
/// broken off goes on.
#[derive(Debug, clap::Args)]
pub struct LegacyDb {
    /// The database, `postgres://user:password@host/database`; `EMAKI_PUBLISH_URL` or the settings when not given
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Do all of it on copies, leave nothing behind, and say how long it will take
    #[arg(long, conflicts_with = "rollback")]
    rehearse: bool,
    /// Put the database back to the checksum it had, and take back what the migration brought: the one of
    /// this number, or the newest
    #[arg(long, value_name = "ID", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "given or not, with or without a number")]
    rollback: Option<Option<i64>>,
    /// Take ids that no couple is known of for MyAnimeList's; refused where a known couple contradicts it
    #[arg(long, conflicts_with = "rollback")]
    ids_are_mal: bool,
    /// The registry that takes the ids
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    /// Whom the values are said to be from
    #[arg(long, value_name = "NAME", default_value = "legacy")]
    by: String,
}

impl LegacyDb {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let request = MigrateDb {
            url: self.url,
            registry: self.registry,
            ids_are_mal: self.ids_are_mal,
            rehearse: self.rehearse,
            author: self.by,
        };
        if let Some(id) = self.rollback {
            let done = app.migrate_db_back(request, id).await?;
            if session.out.is_json() {
                session.out.json(&done)?;
                return Ok(Exit::Done);
            }
            session.out.line(format_args!(
                "took migration {} of {} back: {} restored and {} removed there; {} and {} here",
                done.run,
                done.target,
                one_of_many(done.restored, "row"),
                done.removed,
                one_of_many(done.numbers, "number"),
                one_of_many(done.rows + done.hand_values + done.stats, "value"),
            ))?;
            return Ok(Exit::Done);
        }
        let done = app.migrate_db(request).await?;
        let exit = if done.report.validation.is_whole() { Exit::Done } else { Exit::Partly };
        if session.out.is_json() {
            session.out.json(&done)?;
        } else {
            print(&session.out, &done)?;
        }
        Ok(exit)
    }
}

fn print(out: &Output, done: &MigratedDb) -> anyhow::Result<()> {
    let report = &done.report;
    let columns = [
        ("table", Align::Left),
        ("rows", Align::Right),
        ("highest id", Align::Right),
        ("known couples", Align::Right),
        ("legacy ids", Align::Right),
        ("mal ids", Align::Right),
        ("kept", Align::Right),
        ("next", Align::Right),
        ("checksum", Align::Left),
    ];
    let mut table = Table::new(columns);
    let both = [
        ("series", &report.series, &report.validation.series),
        ("waifus", &report.waifus, &report.validation.characters),
    ];
    for (name, figures, accounted) in both {
        let numbers = [
            figures.rows,
            figures.highest as usize,
            figures.by_registry,
            figures.by_legacy,
            figures.by_mal,
            accounted.here,
            accounted.next as usize,
        ];
        let cells = [name.to_owned()].into_iter().chain(numbers.map(|number| number.to_string()));
        table.row(cells.chain([figures.checksum.clone()]));
    }
    out.table(&table)?;
    for finding in report.findings.iter().take(MOST) {
        out.line(format_args!("look at: {finding}"))?;
    }
    if report.findings.len() > MOST {
        let more = one_of_many((report.findings.len() - MOST) as u64, "more finding");
        out.line(format_args!("and {more}; --json lists all"))?;
    }
    for (name, _, DbAccounted { missing, .. }) in both {
        for id in missing {
            out.line(format_args!("not accounted for: {name} {id}"))?;
        }
    }
    for dump in &report.dumps {
        out.line(format_args!("dump: {} (SHA-256 {})", dump.path.display(), dump.sha256))?;
    }
    let wrote = report.wrote;
    let told = format!(
        "{}, {}, {}, {} with stats",
        one_of_many(wrote.series_numbers + wrote.character_numbers, "new number"),
        one_of_many(wrote.rows, "new row"),
        one_of_many(wrote.hand_values, "hand value"),
        one_of_many(wrote.stats, "character"),
    );
    let target = &report.target;
    match report.run {
        Some(_) if report.rehearsed => {
            let took = format!("{:.1} s", done.took_ms as f64 / 1000.0);
            out.note(format_args!(
                "rehearsed {target}: {told}; it will take about {took}, and nothing is left behind"
            ));
        }
        Some(id) => {
            let went_on = if report.resumed { ", which had been broken off" } else { "" };
            out.note(format_args!(
                "migration {id}{went_on} of {target}: {told}; `emaki migrate legacy-db --rollback {id}` takes it back"
            ));
        }
        None => out.note(format_args!("nothing new in {target}")),
    }
    if report.target_unchanged == Some(false) {
        out.note("the game changed rows while this ran; run it again to take them in");
    }
    Ok(())
}
