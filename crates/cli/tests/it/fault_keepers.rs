//! `kill -9` in the middle of the keepers' commands: run again, the state is that of an undisturbed run, and
//! a target is as it was or as it should be.
//!
//! `EMAKI_FAULT_ROUNDS` sets how many times (5 when not set), `EMAKI_FAULT_SEED` the moments. The moments are
//! lines of the log at its finest, where each statement and each file has one.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
};

use sqlx::{Connection as _, PgConnection, Row as _};
use testkit::{PrivateDatabase, replay::Replay};

use crate::{
    collect::manga,
    emaki::Emaki,
    fault::{next, number},
    pipeline::{OLD_SCHEMA, copy, old_tree},
};

const COLLECT: &[&str] = &["collect", "mal_manga"];
const MIGRATE: &[&str] = &["migrate", "legacy-files", "old"];
const IMPORT: &[&str] = &["curate", "import", "edits.csv", "--by", "ann"];
const FILES: &[&str] = &["publish", "files", "--stage", "all", "--out", "out", "--accept-warnings"];
const POSTGRES: &[&str] = &["publish", "postgres", "--accept-warnings"];

/// An edit of each row that is brought in.
const EDITS: &str = "source_type,source_id,name,series,genre,rarity,about
mal,501,Ruri,Moonlit Depot,Anime,2,\"By hand.\"
mal,502,Aki,Moonlit Depot,Anime,3,\"By hand, too.\"
mal,600,Newcomer,Paper Comet,Anime,1,
";

/// One installation, and what it publishes to.
struct Bed {
    emaki: Emaki,
    _replay: Replay,
    database: PrivateDatabase,
}

impl Bed {
    async fn new() -> Option<Self> {
        let database = PrivateDatabase::create(1).await?;
        let (replay, emaki) = manga();
        let emaki = emaki.with("EMAKI_PUBLISH_URL", &database.url());
        emaki.write("edits.csv", EDITS);
        copy(&old_tree(), &emaki.path("old"));
        let mut game = PgConnection::connect(&database.url()).await.expect("the game's database");
        sqlx::raw_sql(OLD_SCHEMA).execute(&mut game).await.expect("the old schema");
        game.close().await.expect("it closes");
        Some(Self { emaki, _replay: replay, database })
    }

    /// Runs a command to its end.
    fn run(&self, command: &[&str]) {
        let ran = self.emaki.run(command);
        assert_eq!(ran.code, Some(0), "{command:?}: {ran}");
    }

    /// How many lines a command's log has at its finest.
    fn lines(&self, command: &[&str]) -> u64 {
        let ran = self.emaki.run(&[&["-vvv", "--log-format", "json"], command].concat());
        assert_eq!(ran.code, Some(0), "{command:?}: {ran}");
        ran.stderr.lines().count() as u64
    }

    /// Starts a command and kills it when its log has so many lines; whether it was still running.
    fn kill(&self, command: &[&str], lines: u64) -> bool {
        let mut command = self.emaki.command(&[&["-vvv", "--log-format", "json"], command].concat());
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("the binary starts");
        let log = BufReader::new(child.stderr.take().expect("a pipe"));
        let seen = log.lines().take(usize::try_from(lines).expect("a small number")).count() as u64;
        let _ = child.kill();
        let status = child.wait().expect("the binary ends");
        seen == lines && status.code().is_none()
    }

    /// The game's tables as text.
    async fn target(&self) -> String {
        let mut game = PgConnection::connect(&self.database.url()).await.expect("the game's database");
        let mut text = String::new();
        for table in ["series", "waifus"] {
            let select = format!("SELECT (to_jsonb(t) - 'created_at')::text FROM {table} t ORDER BY 1");
            let rows = sqlx::query(sqlx::AssertSqlSafe(select)).fetch_all(&mut game).await.expect("a table");
            text.extend(rows.iter().map(|row| row.get::<String, _>(0) + "\n"));
        }
        game.close().await.expect("it closes");
        text
    }

    /// The published files that hold no time, by path.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let finals = self.emaki.path("out/data/final");
        for name in ["series_final.csv", "characters_final.csv", "characters_with_stats.csv"] {
            if let Ok(bytes) = fs::read(Path::new(&finals).join(name)) {
                found.insert(name.to_owned(), bytes);
            }
        }
        found
    }

    async fn state(&self) -> (String, String, BTreeMap<String, Vec<u8>>) {
        (self.emaki.export(), self.target().await, self.files())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keepers_commands_survive_kill_9_at_any_moment() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 5), number("EMAKI_FAULT_SEED", 20_251_114));
    let Some(calm) = Bed::new().await else { return };
    let commands = [MIGRATE, COLLECT, IMPORT, FILES, POSTGRES];
    let lines = commands.map(|command| calm.lines(command));
    let expected = calm.state().await;
    assert!(lines.iter().all(|lines| *lines > 20), "each command tells of its steps: {lines:?}");

    let (mut state, mut killed) = (seed, 0);
    for round in 0..rounds {
        let bed = Bed::new().await.expect("there was a database before");
        let victim = (round % commands.len() as u64) as usize;
        for (at, command) in commands.iter().enumerate() {
            if at == victim {
                let before = (bed.target().await, bed.files());
                for _ in 0..=next(&mut state) % 2 {
                    killed += u64::from(bed.kill(command, 1 + next(&mut state) % lines[at]));
                    let moment = format!("round {round} of seed {seed}, {command:?}");
                    let target = bed.target().await;
                    assert!(target == before.0 || target == expected.1, "{moment}: half a target");
                    for (name, bytes) in bed.files() {
                        let old = before.1.get(&name) == Some(&bytes);
                        assert!(old || expected.2.get(&name) == Some(&bytes), "{moment}: half of {name}");
                    }
                }
            }
            bed.run(command);
        }
        let now = bed.state().await;
        assert!(now.0 == expected.0, "round {round} of seed {seed}: the stores differ");
        assert!(now.1 == expected.1, "round {round} of seed {seed}: the targets differ");
        assert!(now.2 == expected.2, "round {round} of seed {seed}: the files differ");
        assert_eq!(bed.emaki.run(&["db", "verify"]).code, Some(0), "round {round} of seed {seed}");
    }
    assert!(killed > 0, "seed {seed} killed nothing");
}
