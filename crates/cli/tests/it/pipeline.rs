//! docs/pipeline.md and docs/errors.md, run: every command in them does what the page says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rust_xlsxwriter::Workbook as Written;
use sheets::workbook::Workbook;
use sqlx::{Connection as _, PgConnection, Row as _};
use testkit::PrivateDatabase;

use crate::{
    collect::manga,
    emaki::{Emaki, Ran},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
pub(crate) const OLD_SCHEMA: &str = include_str!("../../../publish/fixtures/old_schema.sql");

/// Something that a page asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// A command, as a person would type it.
    Command(String),
    /// What a person writes into the settings file.
    Settings(String),
    /// What a person does to a workbook: file, sheet, couple, column and value.
    Edit(Vec<String>),
}

/// Commands of ```` ```sh ```` blocks, settings of ```` ```toml ```` blocks, and edits that stand in comments.
pub(crate) fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut block = "";
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            block = language;
        } else if block == "sh" && !line.trim().is_empty() {
            steps.push(Step::Command(line.to_owned()));
        } else if block == "toml" {
            match steps.last_mut() {
                Some(Step::Settings(text)) => text.extend([line, "\n"]),
                _ => steps.push(Step::Settings(format!("{line}\n"))),
            }
        } else if let Some(edit) = line.strip_prefix("<!-- a person writes: ") {
            let words = edit.trim_end_matches(" -->").split_whitespace().map(str::to_owned);
            steps.push(Step::Edit(words.collect()));
        }
    }
    steps
}

/// Runs a line in the test's folder, with the binary on the path.
pub(crate) fn shell(emaki: &Emaki, line: &str) -> Ran {
    let itself = emaki.command(&[]);
    let folder = Path::new(itself.get_program()).parent().expect("a binary lies in a folder");
    let mut command = Command::new("sh");
    command.args(["-ec", line]).current_dir(emaki.path("")).env_clear().stdin(Stdio::null());
    command.envs(itself.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    let output = command.output().expect("a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// Writes one cell of a workbook, as a person with a spreadsheet does: all other cells stay.
fn edit(emaki: &Emaki, words: &[String]) {
    let [file, sheet, couple, column, value] = words else { panic!("{words:?} is no edit") };
    let path = emaki.path(file);
    let bytes = fs::read(&path).expect("the workbook is there");
    let mut book = Workbook::open(&bytes).expect("it is a workbook");
    let (source_type, source_id) = couple.split_once(':').expect("a couple");
    let (visible, mut written, mut edited) = (book.visible(), Written::new(), 0);
    for name in book.names() {
        let table = book.sheet(&name).expect("it can be read").table;
        let out = written.add_worksheet();
        out.set_name(&name).expect("a name");
        out.set_hidden(!visible.contains(&name));
        for (col, title) in (0..).zip(&table.header) {
            out.write_string(0, col, title).expect("it fits");
        }
        for (at, row) in (1..).zip(&table.rows) {
            let is = |name: &str, value: &str| {
                table.position(name).and_then(|column| row.get(column)) == Some(value)
            };
            let meant = name == *sheet && is("source_type", source_type) && is("source_id", source_id);
            for col in 0..row.cells.len() {
                let this = meant && table.position(column) == Some(col);
                edited += u32::from(this);
                let text = if this { Some(value.as_str()) } else { row.get(col) };
                let col = u16::try_from(col).expect("a sheet has fewer columns");
                if let Some(text) = text {
                    out.write_string(at, col, text).expect("it fits");
                }
            }
        }
    }
    assert_eq!(edited, 1, "{words:?}");
    written.save(&path).expect("it can be written");
}

/// What the players own, as text.
async fn players(game: &mut PgConnection) -> Vec<String> {
    let select = "SELECT to_jsonb(u)::text FROM user_waifus u ORDER BY id";
    let rows = sqlx::query(select).fetch_all(game).await.expect("the players' table");
    rows.iter().map(|row| row.get(0)).collect()
}

/// An empty machine: an old tree, a source, and the game's database with a player in it.
#[tokio::test(flavor = "multi_thread")]
async fn the_walk_through_and_the_runbooks_are_true() {
    let Some(database) = PrivateDatabase::create(1).await else { return };
    let mut game = PgConnection::connect(&database.url()).await.expect("the game's database");
    sqlx::raw_sql(OLD_SCHEMA).execute(&mut game).await.expect("the old schema");
    let player = "INSERT INTO users (discord_id) VALUES ('p1');
        INSERT INTO series (series_id, name) VALUES (1, 'Moonlit Depot');
        INSERT INTO waifus (waifu_id, name, series_id, series, genre, rarity)
            VALUES (1, 'Ruri', 1, 'Moonlit Depot', 'Anime', 3);
        INSERT INTO user_waifus (user_id, waifu_id) VALUES (1, 1);";
    sqlx::raw_sql(player).execute(&mut game).await.expect("a player");
    let owned = players(&mut game).await;

    let (_replay, emaki) = manga();
    let emaki = emaki.with("EMAKI_PUBLISH_URL", &database.url());
    copy(&old_tree(), &emaki.path("old"));

    let page = fs::read_to_string(Path::new(ROOT).join("docs/pipeline.md")).expect("the page");
    let steps = steps(&page);
    assert!(steps.len() > 35, "only {} steps", steps.len());
    for step in &steps {
        match step {
            Step::Command(line) => {
                let ran = shell(&emaki, line);
                assert_eq!(ran.code, Some(0), "$ {line}\n{ran}");
                if line.contains("curate diff") {
                    assert!(ran.stdout.contains("rarity"), "the edit is shown: {ran}");
                }
            }
            Step::Settings(text) => {
                let path = emaki.path("emaki.toml");
                let known = fs::read_to_string(&path).unwrap_or_default();
                fs::write(path, known + text).expect("the test's folder");
            }
            Step::Edit(words) => edit(&emaki, words),
        }
    }
    assert_eq!(players(&mut game).await, owned, "the players' table is intact");
    let count = sqlx::query("SELECT count(*) FROM waifus").fetch_one(&mut game).await.expect("a count");
    assert!(count.get::<i64, _>(0) > 3, "characters were published");
    let finals = fs::read_to_string(emaki.path("data/final/characters_final.csv")).expect("it was published");
    assert!(finals.contains("Mira (Manga)"), "{finals}");
}

/// The tables of the page are such that they can be published to, and its statement for the sequence is sound.
#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_a_new_game_take_what_is_published() {
    let Some(database) = PrivateDatabase::create(1).await else { return };
    let page = fs::read_to_string(Path::new(ROOT).join("docs/pipeline.md")).expect("the page");
    let blocks: Vec<&str> =
        page.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [tables, sequence] = blocks.as_slice() else { panic!("{} blocks of SQL", blocks.len()) };
    database.run(tables).await;
    let emaki = Emaki::new().with("EMAKI_PUBLISH_URL", &database.url());
    copy(&old_tree(), &emaki.path("old"));
    assert_eq!(emaki.run(&["migrate", "legacy-files", "old"]).code, Some(0));
    let ran = emaki.run(&["publish", "postgres", "--accept-warnings"]);
    assert!(matches!(ran.code, Some(0 | 3)), "{ran}");
    database.run("CREATE SEQUENCE waifus_waifu_id_seq OWNED BY waifus.waifu_id").await;
    database.run(sequence).await;
    let next = "SELECT (nextval('waifus_waifu_id_seq') > (SELECT max(waifu_id) FROM waifus))::text";
    assert_eq!(database.ask(next).await, "true");
}

#[test]
fn the_cures_of_errors_are_commands_that_run() {
    let emaki = Emaki::new();
    let page = fs::read_to_string(Path::new(ROOT).join("docs/errors.md")).expect("the page");
    let steps = steps(&page);
    assert!(steps.len() > 10, "only {} steps", steps.len());
    for step in steps {
        let Step::Command(line) = step else { panic!("nobody edits anything here") };
        let ran = shell(&emaki, &line);
        // A fresh machine has nothing to find, and `doctor` may well have a finding.
        assert!(matches!(ran.code, Some(0 | 1)), "$ {line}\n{ran}");
        assert!(!ran.stderr.contains("Usage:"), "$ {line}\n{ran}");
    }
}

/// A small tree of the old pipeline's files.
pub(crate) fn old_tree() -> PathBuf {
    Path::new(ROOT).join("crates/migrate/fixtures/old-tree")
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the test's folder");
    for entry in fs::read_dir(from).expect("a fixture").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the test's folder");
        }
    }
}
