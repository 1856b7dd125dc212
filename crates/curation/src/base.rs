//! What stood in a file when it was handed out: kept in the store, so that two people's files merge.

use std::{collections::HashMap, io::Read};

use keeping::{
    Entry, Keeping, KeepingError,
    forms::{Couple, Form},
};
use model::Instant;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{CurationBase, Store};

use crate::{check, layout::Status, text};

/// How many bases of a registry are kept: a file older than that many exports merges by rows, not by cells.
pub const KEPT: usize = 50;
/// Level of compression; higher ones gain little on texts of this kind.
const LEVEL: i32 = 6;
/// No base of ours unpacks to more.
const MAX_BYTES: u64 = 1 << 30;

/// What stood in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The registry.
    pub registry: String,
    /// How far the log of edits had come.
    pub log: i64,
    /// The last run before it.
    pub run: i64,
    /// The forms in it.
    pub forms: Vec<BaseForm>,
}

/// The rows of one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseForm {
    /// `series` or `character`.
    pub kind: String,
    /// The names of the cells.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<BaseRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseRow {
    /// The couple.
    #[serde(rename = "c")]
    pub couple: (String, String),
    /// The values in the order of the columns.
    #[serde(rename = "v")]
    pub values: Vec<Option<String>>,
    /// Why it was left out.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<String>,
}

impl Base {
    /// What stands in a file of these forms.
    pub fn of(registry: &str, (log, run): (i64, i64), keeping: &Keeping, forms: &[Form]) -> Self {
        let form = |form: &Form| BaseForm {
            kind: form.word().to_owned(),
            columns: check::columns(*form).map(|(_, column)| column.name.to_owned()).collect(),
            rows: keeping.of(*form).iter().map(BaseRow::of).collect(),
        };
        Self { registry: registry.to_owned(), log, run, forms: forms.iter().map(form).collect() }
    }

    /// Packs it, under an id made of its content and the time.
    pub fn packed(&self, at: Instant) -> Result<CurationBase, KeepingError> {
        let json = serde_json::to_vec(self).expect("texts and numbers are JSON");
        let mut hash = Sha256::new();
        hash.update(at.as_micros().to_be_bytes());
        hash.update(&json);
        let id = hex(&hash.finalize()[..8]);
        let body = zstd::bulk::compress(&json, LEVEL)
            .map_err(|error| KeepingError::Damaged(format!("packing a workbook's base: {error}")))?;
        Ok(CurationBase { id, body, at })
    }

    /// Reads a base that was kept; none when it is gone.
    pub async fn kept(store: &Store, id: &str) -> Result<Option<Self>, KeepingError> {
        let Some(kept) = store.curation_base(id).await? else { return Ok(None) };
        let damaged = |error: String| KeepingError::Damaged(format!("the base {id} of a workbook: {error}"));
        let mut json = Vec::new();
        let unpacked = zstd::stream::read::Decoder::new(kept.body.as_slice())
            .and_then(|unpacking| unpacking.take(MAX_BYTES).read_to_end(&mut json));
        unpacked.map_err(|error| damaged(error.to_string()))?;
        serde_json::from_slice(&json).map(Some).map_err(|error| damaged(error.to_string()))
    }

    /// The rows of a form by couple, their values in the order of `check::columns`; none when the file
    /// had no sheet of it.
    pub fn rows(&self, form: Form) -> Option<HashMap<Couple, BaseRow>> {
        let kept = self.forms.iter().find(|kept| kept.kind == form.word())?;
        let places: Vec<Option<usize>> = check::columns(form)
            .map(|(_, column)| kept.columns.iter().position(|name| name == column.name))
            .collect();
        let row = |row: &BaseRow| {
            let value = |place: &Option<usize>| row.values.get((*place)?)?.clone();
            let values = places.iter().map(value).collect();
            let couple = Couple::new(row.couple.0.as_str(), row.couple.1.as_str());
            (couple, BaseRow { values, ..row.clone() })
        };
        Some(kept.rows.iter().map(row).collect())
    }
}

impl BaseRow {
    /// What holds now.
    pub fn of(entry: &Entry) -> Self {
        let couple = &entry.row.couple;
        Self {
            couple: (couple.source_type.to_string(), couple.source_id.to_string()),
            values: check::columns(entry.row.form)
                .map(|(at, _)| entry.row.cells[at].value.as_deref().map(str::to_owned))
                .collect(),
            excluded: entry.excluded.as_deref().map(str::to_owned),
        }
    }

    /// A short name of its content, the same whatever program saved the file.
    pub fn hash(&self, form: Form) -> String {
        let values = self.values.iter().map(Option::as_deref);
        hash(form, values, self.excluded.is_some(), self.excluded.as_deref())
    }
}

/// A short name of a row's content: of its values in their columns' writing, and of its exclusion.
pub fn hash<'a>(
    form: Form,
    values: impl Iterator<Item = Option<&'a str>>,
    is_out: bool,
    reason: Option<&str>,
) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: Option<&str>| {
        let text = text.map(|text| text::folded(text).into_owned());
        match text {
            Some(text) => {
                hash.update((text.len() as u64 + 1).to_be_bytes());
                hash.update(text);
            }
            None => hash.update(0_u64.to_be_bytes()),
        }
    };
    for ((_, column), value) in check::columns(form).zip(values) {
        let value = value.map(text::shown);
        add(check::comparable(column, value.as_deref()).as_deref());
    }
    add(Status::written(is_out));
    add(reason.filter(|_| is_out));
    hex(&hash.finalize()[..8])
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes what is written");
        text
    })
}

/// How far a registry has come: the last edit of its log, and the last run.
pub async fn version(store: &Store, registry: &str) -> Result<(i64, i64), KeepingError> {
    let log = store.curation_log(registry, None, 1).await?.first().map_or(0, |edit| edit.seq);
    let run = store.runs(1).await?.first().map_or(0, |run| run.id);
    Ok((log, run))
}
