//! Makers' own style presets, every version of them. Recipes name versions, so none goes.

use model::Instant;

use super::moment;
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// A version of a preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetRow {
    /// Its name.
    pub name: String,
    /// Its number, from 1.
    pub version: u32,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub author: String,
    /// The style as JSON.
    pub body: String,
    /// When it was taken out of the list.
    pub removed_at: Option<Instant>,
}

const COLUMNS: &str = "p.name, p.version, p.at, p.author, p.body, p.removed_at";

fn read(cells: &Cells<'_>) -> Result<PresetRow, StoreError> {
    Ok(PresetRow {
        name: cells.text(0)?,
        version: u32::try_from(cells.int(1)?).unwrap_or_default(),
        at: cells.time(2)?,
        author: cells.text(3)?,
        body: cells.text(4)?,
        removed_at: moment(cells, 5)?,
    })
}

impl Store {
    /// The newest version of every preset that was not removed, by name.
    pub async fn style_presets(&self) -> Result<Vec<PresetRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM style_presets p WHERE p.removed_at = 0 AND p.version = \
             (SELECT MAX(n.version) FROM style_presets n WHERE n.name = p.name) ORDER BY p.name"
        );
        sql::read(&self.db, "reading presets", &select, [], read).await
    }

    /// Every version of every preset, those that were removed as well, by name and number.
    pub async fn all_style_presets(&self) -> Result<Vec<PresetRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM style_presets p ORDER BY p.name, p.version");
        sql::read(&self.db, "reading presets", &select, [], read).await
    }

    /// Every version of a preset, newest first.
    pub async fn style_preset_versions(&self, name: &str) -> Result<Vec<PresetRow>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM style_presets p WHERE p.name = $1 ORDER BY p.version DESC");
        sql::read(&self.db, "reading a preset", &select, [name.into()], read).await
    }
}

impl WriteTx {
    /// Writes a preset's next version and gives its number. One that says what the newest one says is that one.
    pub async fn save_style_preset(
        &self,
        name: &str,
        body: &str,
        author: &str,
        now: Instant,
    ) -> Result<u32, StoreError> {
        let what = "writing a preset";
        let newest = "SELECT version, body, removed_at FROM style_presets WHERE name = $1 ORDER BY version DESC LIMIT 1";
        let row = sql::query_one(&self.tx, what, newest, [name.into()]).await?;
        let mut number = 1;
        if let Some(row) = row {
            let cells = Cells(&row);
            if cells.text(1)? == body && cells.int(2)? == 0 {
                return Ok(u32::try_from(cells.int(0)?).unwrap_or_default());
            }
            number = cells.int(0)? + 1;
        }
        let insert = "INSERT INTO style_presets (name, version, at, author, body, removed_at) \
                      VALUES ($1, $2, $3, $4, $5, 0)";
        let values = [name.into(), number.into(), now.as_micros().into(), author.into(), body.into()];
        sql::execute(&self.tx, what, insert, values).await?;
        Ok(u32::try_from(number).unwrap_or_default())
    }

    /// Puts a version where a file says that it was; one that is there stays. Whether it was put.
    pub async fn put_style_preset(&self, preset: &PresetRow) -> Result<bool, StoreError> {
        let insert = "INSERT INTO style_presets (name, version, at, author, body, removed_at) \
                      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name, version) DO NOTHING";
        let values = [
            preset.name.as_str().into(),
            i64::from(preset.version).into(),
            preset.at.as_micros().into(),
            preset.author.as_str().into(),
            preset.body.as_str().into(),
            preset.removed_at.map_or(0, super::never_zero).into(),
        ];
        Ok(sql::execute(&self.tx, "putting a preset back", insert, values).await? > 0)
    }

    /// Takes a preset out of the list; `false` when it is not in it.
    pub async fn remove_style_preset(&self, name: &str, now: Instant) -> Result<bool, StoreError> {
        let update = "UPDATE style_presets SET removed_at = $2 WHERE name = $1 AND removed_at = 0";
        let values = [name.into(), now.as_micros().max(1).into()];
        Ok(sql::execute(&self.tx, "removing a preset", update, values).await? > 0)
    }
}
