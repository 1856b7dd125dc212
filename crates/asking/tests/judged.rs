//! The question sets against the parser. Figures are printed; `cargo test -p asking -- --nocapture` shows them.

use asking::{Judgement, Names, Question, judge, read};

const NAMES: &str = include_str!("../data/names.tsv");

fn judged(questions: &str, tables: &[&str]) -> Judgement {
    let questions = Question::read_all(questions).expect("a sound question set");
    let mut names = Names::default();
    for table in tables {
        names.add(table).expect("a sound table of names");
    }
    judge(&questions, |question| read(&question.question, &names, &question.asker()))
}

#[test]
fn own_questions_are_understood() {
    let verdict = judged(include_str!("../data/questions.jsonl"), &[NAMES]);
    eprintln!("{}", verdict.table());
    if std::env::var_os("ASKING_MISSES").is_some() {
        for miss in &verdict.misses {
            eprintln!(
                "{} `{}` missed {:?} made up {:?} intent {:?}",
                miss.id, miss.question, miss.missed, miss.made_up, miss.intent
            );
        }
    }
    assert!(verdict.questions >= 200);
    assert!(verdict.all.precision() >= 0.92, "precision {:.3}", verdict.all.precision());
    assert!(verdict.all.recall() >= 0.92, "recall {:.3}", verdict.all.recall());
    assert!(
        verdict.empty_with_slots * 50 <= verdict.empty,
        "slots made up in {} of {}",
        verdict.empty_with_slots,
        verdict.empty
    );
}

#[test]
fn questions_of_somebody_who_has_not_seen_the_parser_are_understood() {
    let tables = [include_str!("../data/frozen-names.tsv")];
    let verdict = judged(include_str!("../data/frozen.jsonl"), &tables);
    eprintln!("{}", verdict.table());
    assert!(verdict.all.precision() >= 0.85, "precision {:.3}", verdict.all.precision());
    assert!(verdict.all.recall() >= 0.85, "recall {:.3}", verdict.all.recall());
    assert!(
        verdict.empty_with_slots * 50 <= verdict.empty,
        "slots made up in {} of {}",
        verdict.empty_with_slots,
        verdict.empty
    );
}
