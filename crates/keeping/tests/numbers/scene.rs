//! Stores with invented series and characters.

use std::collections::BTreeMap;

use keeping::{KeepingError, Said, forms::Form};
use model::{Instant, UniqueId};
use store::{Collected, Edit, Store};

/// What a check gives: a failed call fails the test.
pub type Checked = Result<(), KeepingError>;

/// An instant some way into the test's own time.
pub fn at(second: i64) -> Instant {
    Instant::from_micros(1_750_000_000_000_000 + second * 1_000_000)
}

/// A number.
pub fn unique(number: i64) -> UniqueId {
    UniqueId::new(number).expect("tests count from 1")
}

/// An empty store on a file of its own.
pub async fn sqlite() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let store = Store::open(&format!("sqlite:{}", folder.path().join("catalog.sqlite").display())).await;
    (folder, store.expect("a new file opens"))
}

/// Saves rows such as `series mal:7 Moonlit Depot` and `character mal:70 Ruri of 7`, in their order.
pub async fn collected(store: &Store, rows: &[&str]) -> Checked {
    let mut saved = Vec::new();
    for (position, row) in rows.iter().enumerate() {
        let mut words = row.splitn(3, ' ');
        let mut word = || words.next().expect("kind, couple and name");
        let (kind, couple, name) = (word(), word(), word());
        let (source_type, source_id) = couple.split_once(':').expect("a couple");
        let (name, parent) = name.split_once(" of ").unwrap_or((name, ""));
        let column = if kind == "series" { "english_name" } else { "series" };
        let cells = BTreeMap::from([
            ("name".to_owned(), name.to_owned()),
            (column.to_owned(), format!("Series {parent}")),
            ("series_source_id".to_owned(), parent.to_owned()),
        ]);
        let said = Said::Row { from: "legacy".to_owned(), cells };
        let parent_type = if kind == "series" { "" } else { source_type };
        saved.push(Collected {
            source_type: source_type.to_owned(),
            kind: kind.to_owned(),
            source_id: source_id.to_owned(),
            parent: (parent_type.to_owned(), parent.to_owned()),
            position: position as i64,
            body: serde_json::to_string(&said).expect("plain values"),
            run: 1,
            at: at(0),
        });
    }
    let tx = store.begin().await?;
    tx.save_collected(&saved).await?;
    tx.commit().await?;
    Ok(())
}

/// Leaves a row out of registry `main`.
pub async fn exclude(store: &Store, form: Form, source_type: &str, source_id: &str) -> Checked {
    let edit = Edit {
        kind: form.word().to_owned(),
        source_type: source_type.to_owned(),
        source_id: source_id.to_owned(),
        field: keeping::EXCLUDED.to_owned(),
        value: Some("\"not wanted\"".to_owned()),
        base: "null".to_owned(),
    };
    let tx = store.begin().await?;
    tx.curate("main", &[edit], "ann", "test", at(0)).await?;
    tx.commit().await?;
    Ok(())
}

/// A registry's numbers of one form, as `1 mal:7 Moonlit Depot`, characters with ` in <series>`.
pub async fn numbers(store: &Store, form: Form) -> Result<Vec<String>, KeepingError> {
    let rows = store.registry_rows("main", form.word()).await?;
    let told = rows.iter().map(|row| {
        let parent = row.parent.map(|parent| format!(" in {parent}")).unwrap_or_default();
        let couple = &row.couple;
        format!("{} {}:{} {}{parent}", row.unique_id, couple.source_type, couple.source_id, couple.name)
    });
    Ok(told.collect())
}
