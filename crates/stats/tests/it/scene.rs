//! A store of a test's own, with characters of invented series.

use keeping::{Said, forms::Couple, rules::Rules};
use model::Instant;
use serde_json::{Value, json};
use stats::{
    Stats,
    vocabulary::{Element, Of, Resistance, Vocabulary},
};
use store::{Collected, Store};
use tempfile::TempDir;

pub const REGISTRY: &str = "main";

/// A store on SQLite; it goes with its folder.
pub struct Scene {
    pub store: Store,
    pub rules: Rules,
    _folder: TempDir,
}

impl Scene {
    /// An empty store.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        Self {
            store: Store::open(&url).await.expect("a new store opens"),
            rules: Rules::default(),
            _folder: folder,
        }
    }

    /// A store with characters `mal:1` to `mal:<count>`.
    pub async fn with(count: u32) -> Self {
        let scene = Self::new().await;
        let rows: Vec<Collected> = (1..=count).map(|id| character("mal", &id.to_string(), id)).collect();
        scene.save(&rows).await;
        scene
    }

    pub async fn save(&self, rows: &[Collected]) {
        let tx = self.store.begin().await.expect("a transaction");
        tx.save_collected(rows).await.expect("rows are saved");
        tx.commit().await.expect("committed");
    }

    pub async fn stored(&self) -> std::collections::HashMap<Couple, Stats> {
        stats::stored(&self.store, REGISTRY).await.expect("stored stats")
    }

    /// The couples that have stats, in order.
    pub async fn answered(&self) -> Vec<String> {
        let rows = stats::stored_rows(&self.store, REGISTRY).await.expect("stored stats");
        rows.iter().map(|row| row.couple.to_string()).collect()
    }
}

/// A character as a source tells of it.
pub fn character(source_type: &str, id: &str, number: u32) -> Collected {
    let cells = [
        ("name", format!("Nana {number}")),
        ("series", "Moonlit Depot".to_owned()),
        ("genre", "Anime".to_owned()),
        ("rarity", (number % 3 + 1).to_string()),
        ("favorites", (number * 100).to_string()),
        ("about", "She keeps the depot, and a sword.".to_owned()),
    ];
    let cells = cells.into_iter().map(|(column, text)| (column.to_owned(), text)).collect();
    let said = Said::Row { from: "manual".to_owned(), cells };
    Collected {
        source_type: source_type.to_owned(),
        kind: "character".to_owned(),
        source_id: id.to_owned(),
        parent: (source_type.to_owned(), "100".to_owned()),
        position: i64::from(number),
        body: serde_json::to_string(&said).expect("JSON"),
        run: 1,
        at: Instant::EPOCH,
    }
}

/// A good answer about a character, as a model gives it.
pub fn good(id: &str) -> Value {
    let ally = Vocabulary::own().archetype("Ally").expect("it is ours");
    json!({
        "id": id,
        "archetype": "Ally",
        "stats": Of::each(|stat| ally.stat_focus[&stat].min + 10),
        "role_potency": ally.role_potency,
        "elemental_type": ["fire"],
        "elemental_resistances": Of::each(|_: Element| Resistance::Neutral),
    })
}

/// A good answer as the old batches hold it.
pub fn batched(source_type: &str, id: Value) -> Value {
    let mut answer = good("");
    let object = answer.as_object_mut().expect("an object");
    object.remove("id");
    object.insert("source_id".to_owned(), id);
    object.insert("source_name".to_owned(), source_type.into());
    answer
}
