//! A small table made twice from a tiny teacher and invented works.

#![expect(clippy::format_collect, reason = "a hash is short")]

use std::path::Path;

use embedding::{
    BertModel, Embedder as _, Side, StaticTable,
    training::{Corpus, Draft, Lesson, Recipe, Trained, Vocabulary, WorkTexts},
};

/// Eight invented kinds of story, four works each; works of one kind are related.
fn corpus() -> Corpus {
    let kinds = [
        ("moon", "月", "space drama", "A pilot lost her moon. She waits at the old station alone."),
        ("girl", "少女", "school comedy", "A girl runs the school paper. Nobody reads it but the cat."),
        ("thief", "駅", "heist mystery", "A thief steals one painting twice. The police ask her for help."),
        ("baker", "パン", "cooking life", "A baker shares his oven with a rival. The town takes sides."),
        ("robot", "ロボ", "machine war", "A robot refuses to fight. Its maker hides it in a barn."),
        ("ghost", "霊", "horror night", "A ghost rings the bell at midnight. The new tenant answers."),
        ("knight", "騎士", "fantasy quest", "A knight sells her sword for bread. The dragon buys it back."),
        ("singer", "歌", "idol music", "A singer loses his voice on tour. The band plays on for him."),
    ];
    let works = (0..32u32).map(|at| {
        let (word, sign, tags, synopsis) = kinds[at as usize % 8];
        WorkTexts {
            titles: vec![format!("The {word} {at}"), format!("{sign}の物語 {at}")],
            tags: tags.split(' ').map(str::to_owned).collect(),
            synopsis: synopsis.to_owned(),
            related: vec![(at + 8) % 32],
        }
    });
    Corpus {
        works: works.collect(),
        sentences: vec!["A keeper of a lighthouse waits for the last train.".to_owned()],
    }
}

fn recipe() -> Recipe {
    Recipe {
        name: "trial".to_owned(),
        dimensions: 8,
        pieces: 300,
        phrases: 80,
        epochs: 6,
        batch: 16,
        ..Recipe::default()
    }
}

fn make(threads: usize) -> (Vec<u8>, Trained) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tiny-bert");
    let teacher = BertModel::open(&folder).expect("the tiny teacher");
    let (corpus, recipe) = (corpus(), recipe());
    let vocabulary = Vocabulary::choose(&teacher, &corpus, &recipe);
    let lesson = Lesson::ask(&teacher, &vocabulary, &corpus, &recipe, threads, &|_, _| ());
    let kept = Lesson::from_bytes(&lesson.to_bytes()).expect("a lesson can be kept");
    assert_eq!(kept, lesson);
    let mut draft = Draft::distill(&vocabulary, &kept, &corpus, &recipe);
    let trained = draft.train(Some(&kept), &corpus, &recipe, &|_| ());
    (draft.finish(&format!("made of {}", corpus.hash())), trained)
}

#[test]
fn the_same_inputs_make_the_same_bytes() {
    let (file, trained) = make(1);
    assert!(file == make(2).0, "byte for byte, over any number of threads");
    let (first, last) = (trained[0], trained[trained.len() - 1]);
    assert!(last.field < first.field && last.teacher < first.teacher, "it learns: {first:?} to {last:?}");

    let table = StaticTable::from_bytes(&file).expect("a table");
    let ask = |text: &str| table.embed_one(Side::Query, text).expect("known pieces");
    let near = |left: &[f32], right: &[f32]| left.iter().zip(right).map(|(a, b)| a * b).sum::<f32>();
    let asked = ask("moon");
    let own = near(&asked, &ask("space drama"));
    for other in ["school comedy", "heist mystery", "cooking life"] {
        assert!(own > near(&asked, &ask(other)), "what belongs together lies together: {other}");
    }
    assert!(table.card().starts_with("made of "));

    let mut again = Draft::from_table(&file, "own").expect("a table");
    let corpus = corpus();
    let own = again.train(None, &corpus, &Recipe { epochs: 4, ..recipe() }, &|_| ());
    assert!(own[3].field < own[0].field, "a finished table learns further: {own:?}");
}

/// Where the tags of its kind stand for the titles of works that nobody trained on: the mean of one over the place.
fn judged(table: &StaticTable) -> f32 {
    let ask = |text: &str| table.embed_one(Side::Query, text).expect("known pieces");
    let near = |left: &[f32], right: &[f32]| left.iter().zip(right).map(|(a, b)| a * b).sum::<f32>();
    let works = corpus().works;
    let tags: Vec<Vec<f32>> = works[..8].iter().map(|work| ask(&work.tags.join(", "))).collect();
    let places = works[..8].iter().enumerate().map(|(kind, work)| {
        // Another work of the kind: its word is known, its title is not.
        let word = work.titles[0].split(' ').nth(1).expect("a word");
        let asked = ask(&format!("A tale of the {word}, part {}", 700 + kind));
        let own = near(&asked, &tags[kind]);
        1 + tags.iter().filter(|other| near(&asked, other) > own).count()
    });
    places.map(|place| 1.0 / place as f32).sum::<f32>() / 8.0
}

#[test]
fn a_trained_table_has_its_own_version_and_is_better_on_what_stayed_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tiny-bert");
    let teacher = BertModel::open(&folder).expect("the tiny teacher");
    let (corpus, recipe) = (corpus(), recipe());
    let vocabulary = Vocabulary::choose(&teacher, &corpus, &recipe);
    let lesson = Lesson::ask(&teacher, &vocabulary, &corpus, &recipe, 1, &|_, _| ());
    let base = Draft::distill(&vocabulary, &lesson, &corpus, &recipe).finish("the base");
    let mut draft = Draft::distill(&vocabulary, &lesson, &corpus, &recipe);
    draft.train(Some(&lesson), &corpus, &recipe, &|_| ());
    let trained = draft.finish("trained");
    let open = |file: &[u8]| StaticTable::from_bytes(file).expect("a table");
    let (base, trained) = (open(&base), open(&trained));
    assert_ne!(base.id(), trained.id(), "vectors of the two are never taken for one another's");
    let (before, after) = (judged(&base), judged(&trained));
    assert!(after > before, "from {before} to {after}");
}

#[test]
fn the_table_in_the_program_is_the_one_that_its_readme_tells_of() {
    use sha2::{Digest as _, Sha256};
    let readme = include_str!("../data/README.md");
    let sum: String =
        Sha256::digest(StaticTable::builtin_file()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(readme.contains(&sum), "data/README.md names another SHA-256 than {sum}");
    for license in ["Apache-2.0", "ODbL 1.0 / DbCL 1.0", "MIT OR Apache-2.0"] {
        assert!(StaticTable::builtin().card().contains(license), "{license}");
    }
}
