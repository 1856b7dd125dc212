//! The old pipeline's own files, where they are: what the check finds in them, and its noise made again.

use std::{collections::HashMap, io::Read as _, path::PathBuf};

use flate2::read::GzDecoder;
use keeping::{forms::Couple, rules::Profile};
use model::Instant;
use serde_json::{Value, json};
use stats::{
    ImportOptions,
    answers::Answers,
    check::{Code, Known, KnownCharacter, check_answers},
    import,
    vocabulary::Vocabulary,
};

use crate::scene::{REGISTRY, Scene};

const COLUMNS: [&str; 5] = ["stats", "elemental_type", "archetype", "potency", "elemental_resistances"];

struct Real(PathBuf);

impl Real {
    fn find(checks: usize) -> Option<Self> {
        testkit::data_dir(checks).map(|folder| Self(folder.join("catalog/geminya")))
    }

    fn vocabulary(&self) -> Vocabulary {
        Vocabulary::read(&self.0.join("archetypes.json")).expect("the team's archetypes")
    }

    fn batch(&self) -> Answers {
        Answers::read(&self.0.join("batch_data.json.gz")).expect("the team's answers")
    }

    fn table(&self, name: &str) -> Vec<HashMap<String, String>> {
        let bytes = std::fs::read(self.0.join(name)).expect("a file");
        let mut text = Vec::new();
        if bytes.starts_with(&[0x1f, 0x8b]) {
            GzDecoder::new(bytes.as_slice()).read_to_end(&mut text).expect("gzip");
        } else {
            text = bytes;
        }
        let mut reader = csv::Reader::from_reader(text.as_slice());
        reader.deserialize().map(|row| row.expect("a row")).collect()
    }

    fn known(&self) -> Known {
        Known::new(self.table("final/characters_input_for_llm.csv").into_iter().map(|row| KnownCharacter {
            couple: Couple::new(row["source_type"].as_str(), row["source_id"].as_str()),
            name: row["name"].clone(),
            series: row["series"].clone(),
            is_kept: true,
        }))
    }
}

#[test]
fn the_check_finds_exactly_what_is_wrong_with_the_real_answers() {
    let Some(real) = Real::find(1) else { return };
    let report = check_answers(&real.batch(), &real.vocabulary(), Some(&real.known()));
    let counts: Vec<(Code, u64)> = report.counts.iter().map(|count| (count.code, count.count)).collect();
    assert_eq!(counts, [(Code::UnknownElement, 4), (Code::TooManyElements, 5), (Code::OutOfBand, 1025)]);
    assert_eq!((report.rows, report.values, report.rows_in_band), (2457, 19_656, 1904));
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.code != Code::UnknownElement || finding.fault.value == "ice")
    );
}

#[test]
fn damaged_copies_of_the_real_answers_show_the_other_faults() {
    let Some(real) = Real::find(1) else { return };
    let bytes = std::fs::read(real.0.join("batch_data.json.gz")).expect("a file");
    let mut list: Vec<Value> = serde_json::from_reader(GzDecoder::new(bytes.as_slice())).expect("a list");
    drop(list.remove(100)); // one is missing
    list.push(list[5].clone()); // one stands twice
    list[10]["source_id"] = json!(999_999_999); // nobody; and so another one is missing
    list[11]["stats"]["hp"] = json!(0);
    list[12]["stats"].as_object_mut().expect("stats").remove("lck");
    list[13]["role_potency"]["Mage"] = json!("Z");
    list[14]["elemental_resistances"].as_object_mut().expect("resistances").remove("void");
    list[15]["archetype"] = json!("Idol");
    list[16]["stats"] = json!("many");
    let answers = Answers::parse(json!(list).to_string().as_bytes(), "damaged.json").expect("a list");
    let report = check_answers(&answers, &real.vocabulary(), Some(&real.known()));
    let wanted = [
        (Code::MissingKey, 2),
        (Code::WrongType, 1),
        (Code::OutOfRange, 1),
        (Code::UnknownGrade, 1),
        (Code::UnknownElement, 4),
        (Code::TooManyElements, 5),
        (Code::UnknownArchetype, 1),
        (Code::DuplicateAnswer, 1),
        (Code::UnknownCouple, 1),
        (Code::MissingAnswer, 2),
    ];
    let counts: Vec<(Code, u64)> = report
        .counts
        .iter()
        .map(|count| (count.code, count.count))
        .filter(|(code, _)| *code != Code::OutOfBand)
        .collect();
    assert_eq!(counts, wanted);
}

#[tokio::test]
async fn the_old_noise_is_made_again_in_every_row() {
    let Some(real) = Real::find(1) else { return };
    let scene = Scene::new().await;
    let vocabulary = real.vocabulary();
    let options = ImportOptions {
        registry: REGISTRY,
        vocabulary: &vocabulary,
        rules: &scene.rules,
        profile: Profile::Legacy,
        origin: "import",
        author: "legacy",
        at: Instant::EPOCH,
    };
    let report = import(&scene.store, &real.batch(), &options).await.expect("an import");
    assert_eq!((report.new, report.refused), (2457, 0));
    let stored = scene.stored().await;
    let table = real.table("final/characters_with_stats.csv.gz");
    let is_same = |row: &&HashMap<String, String>| {
        let couple = Couple::new(row["source_type"].as_str(), row["source_id"].as_str());
        COLUMNS.iter().all(|column| stored[&couple].text(column).as_ref() == row.get(*column))
    };
    assert_eq!(table.iter().filter(is_same).count(), 2457);
    let published = real.table("final/characters_final.csv.gz");
    let in_order = table.iter().zip(&published);
    assert!(in_order.clone().all(|(row, last)| COLUMNS.iter().all(|column| row[*column] == last[*column])));
    // The table says what is stored already, and takes nothing of it away.
    let answers = Answers::read(&real.0.join("final/characters_with_stats.csv.gz")).expect("a table");
    let report = import(&scene.store, &answers, &options).await.expect("an import");
    assert_eq!((report.new, report.changed, report.unchanged, report.refused), (0, 0, 2457, 0));
}
