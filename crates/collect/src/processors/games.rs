//! Games by tables written by hand: one processor for each row of the settings, over two CSV files.
//!
//! Both files are read strictly and whole; a fault anywhere leaves everything as it was. A row that is no
//! longer in its file stays, because a file may be a part of it: people leave it out by hand.

use std::path::{Path, PathBuf};

use futures::future::BoxFuture;
use keeping::CharacterFacts;

use super::{Choice, Surroundings};
use crate::{
    About, Child, Desk, Failure, Found, GameConfig, Listed, Missing, Mode, Processor, Wanted,
    manual::{self, Subject},
};

struct Game {
    about: About,
    subject: Subject,
    series: PathBuf,
    characters: PathBuf,
}

/// The processor, and what it lacks.
pub fn choice(short: &str, game: &GameConfig, around: Surroundings<'_>) -> Choice {
    let about = About {
        name: short.to_owned(),
        source_type: game.source_type.clone(),
        title: format!("{}, from tables written by hand", game.name),
        mode: Mode::Again,
        note: "",
    };
    let series = around.file(&game.series_csv, &format!("{short}_series.csv"));
    let characters = around.file(&game.characters_csv, &format!("{short}_characters.csv"));
    let mut missing = Vec::new();
    for (path, kind, setting) in
        [(&series, "series", "series_csv"), (&characters, "characters", "characters_csv")]
    {
        if !path.is_file() {
            missing.push(Missing {
                what: format!("there is no file {}", path.display()),
                fix: format!(
                    "`emaki template {kind} --game {short} > FILE`, fill it in, and put it there or name it by \
                     `{setting}` under [collect.games.{short}]"
                ),
            });
        }
    }
    let subject = Subject { source_type: game.source_type.clone(), medium: game.medium.clone() };
    missing.extend(
        subject
            .faults()
            .into_iter()
            .map(|what| Missing { what, fix: format!("see to [collect.games.{short}]") }),
    );
    Choice { about: about.clone(), missing, processor: Box::new(Game { about, subject, series, characters }) }
}

impl Processor for Game {
    fn about(&self) -> &About {
        &self.about
    }

    fn list<'a>(&'a self, _: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>> {
        Box::pin(async {
            let (series_bytes, characters_bytes) = (read(&self.series)?, read(&self.characters)?);
            let tables = manual::Tables {
                series: (&shown(&self.series), &series_bytes),
                characters: (&shown(&self.characters), &characters_bytes),
            };
            let read = manual::read(&tables, &self.subject);
            let (series, mut characters) = read.map_err(|faults| {
                let count =
                    if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) };
                let message = format!("the tables of {} have {count}", self.about.name);
                Failure::Faulty { message, faults }
            })?;
            let listed = series.into_iter().map(|row| {
                let own = characters.extract_if(.., |character| character.series == row.id);
                let own = own.map(|character| Child {
                    id: character.id,
                    name: character.facts.name.clone(),
                    handle: None,
                    facts: Some(Box::new(character.facts)),
                });
                let characters = own.collect();
                let name = row.facts.name.clone();
                let found = Found { series: row.facts, characters, refused: Vec::new() };
                Listed { id: row.id, name, found: Some(Box::new(found)) }
            });
            Ok(listed.collect())
        })
    }

    fn series<'a>(&'a self, _: &'a Desk, _: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>> {
        Box::pin(async { Err(Failure::item("its table has to be read again")) })
    }

    fn character<'a>(&'a self, _: &'a Desk, _: &'a Wanted) -> BoxFuture<'a, Result<CharacterFacts, Failure>> {
        Box::pin(async { Err(Failure::item("its table has to be read again")) })
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| {
        Failure::source(
            format!("cannot read {}: {error}", path.display()),
            "look at the path and its rights; `emaki template` makes a new one",
        )
    })
}
