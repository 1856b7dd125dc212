//! What each id of the old database stands for: its couple in the registry, or itself.

use std::collections::{BTreeMap, HashMap};

use keeping::{
    KeepingError,
    forms::{Couple, Form},
};
use publish::postgres::Which;
use store::Store;

use super::{
    old::{Old, OldRow},
    report::{Finding, Level},
};

/// The source type of ids that stand for themselves.
pub const LEGACY: &str = "legacy";
/// The source type of MyAnimeList's ids.
const MAL: &str = "mal";

/// Where a couple comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The registry knew it under this number.
    Registry,
    /// Nothing knew it; it stands for itself.
    Legacy,
    /// It was said to be MyAnimeList's.
    Mal,
}

/// What an id stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The couple.
    pub couple: Couple,
    /// Where it comes from.
    pub origin: Origin,
}

/// What all ids stand for.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Series.
    pub series: BTreeMap<i64, Choice>,
    /// Characters.
    pub waifus: BTreeMap<i64, Choice>,
}

/// What a registry knows of one kind.
#[derive(Debug, Clone, Default)]
pub struct KnownKind {
    /// Couple, name, and whether it was removed, by number.
    pub by_number: HashMap<i64, (Couple, String, bool)>,
    /// Numbers by couple.
    pub by_couple: HashMap<Couple, i64>,
}

/// What a registry knows.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Series.
    pub series: KnownKind,
    /// Characters.
    pub waifus: KnownKind,
}

impl Known {
    /// Reads a registry.
    pub async fn load(store: &Store, registry: &str) -> Result<Self, KeepingError> {
        let read = async |form: Form| -> Result<KnownKind, KeepingError> {
            let mut known = KnownKind::default();
            for row in store.registry_rows(registry, form.word()).await? {
                let couple = Couple::new(row.couple.source_type, row.couple.source_id);
                known.by_couple.insert(couple.clone(), row.unique_id.get());
                let told = (couple, row.couple.name, row.removed_at.is_some());
                known.by_number.entry(row.unique_id.get()).or_insert(told);
            }
            Ok(known)
        };
        Ok(Self { series: read(Form::Series).await?, waifus: read(Form::Character).await? })
    }
}

/// Chooses a couple for each id. Whatever would give an id to two things, or a thing two ids, is an error.
pub fn choose(old: &Old, known: &Known, ids_are_mal: bool, findings: &mut Vec<Finding>) -> Chosen {
    Chosen {
        series: of_kind(Which::Series, &old.series.rows, &known.series, ids_are_mal, findings),
        waifus: of_kind(Which::Waifus, &old.waifus.rows, &known.waifus, ids_are_mal, findings),
    }
}

fn of_kind(
    which: Which,
    rows: &[OldRow],
    known: &KnownKind,
    ids_are_mal: bool,
    findings: &mut Vec<Finding>,
) -> BTreeMap<i64, Choice> {
    let mut chosen = BTreeMap::new();
    for row in rows {
        let Some(id) = row.id.filter(|id| *id > 0) else { continue };
        let mut tell = |level, code, column, value: String, problem: String, fix: &str| {
            let fix = fix.to_owned();
            findings.push(Finding {
                level,
                code,
                table: which.table(),
                id: Some(id),
                column,
                value,
                problem,
                fix,
            });
        };
        let mal = Couple::new(MAL, id.to_string());
        if let Some((couple, name, removed)) = known.by_number.get(&id) {
            if ids_are_mal && *couple != mal {
                let problem = format!("the registry knows {id} as {couple}, so ids are not MyAnimeList's");
                tell(
                    Level::Error,
                    "not_mal",
                    which.key().name,
                    String::new(),
                    problem,
                    "leave --ids-are-mal out",
                );
            }
            if !name.is_empty() && name.trim() != row.name().trim() {
                let problem = format!("the registry calls {couple} `{name}`");
                let fix = "the id keeps its couple; see that it is the same thing under another name";
                tell(Level::Warning, "other_name", "name", row.name(), problem, fix);
            }
            if *removed {
                let problem = format!("{couple} was removed from the registry");
                tell(
                    Level::Warning,
                    "removed_here",
                    "",
                    String::new(),
                    problem,
                    "it stays removed here, and in the game",
                );
            }
            chosen.insert(id, Choice { couple: couple.clone(), origin: Origin::Registry });
            continue;
        }
        let (couple, origin) = if ids_are_mal {
            (mal, Origin::Mal)
        } else {
            (Couple::new(LEGACY, id.to_string()), Origin::Legacy)
        };
        if let Some(number) = known.by_couple.get(&couple) {
            let problem = format!("{couple} is number {number} in the registry");
            let fix = "leave --ids-are-mal out, or take the data into another registry with --registry";
            tell(Level::Error, "couple_elsewhere", which.key().name, String::new(), problem, fix);
        }
        chosen.insert(id, Choice { couple, origin });
    }
    chosen
}
