//! Style presets: those that come with the program, and the makers' own.

use production::{
    Preset, Style, bounds,
    metadata::{PresetBook, PresetVersion},
    place,
    preset::{self, PresetFile},
};
use serde_json::{Value, json};

use super::{PresetVersionView, PresetView, files::off_the_loop, line, read, stored, text_of};
use crate::{App, AppError};

impl App {
    /// Every preset: those that come with the program first, then the makers' own by name.
    pub async fn style_presets(&self) -> Result<Vec<PresetView>, AppError> {
        Ok(self.presets().await?.into_iter().map(view).collect())
    }

    /// One preset.
    ///
    /// # Errors
    /// `not_found`, with the names of those that there are.
    pub async fn style_preset(&self, name: &str) -> Result<PresetView, AppError> {
        let all = self.presets().await?;
        let known: Vec<String> = all.iter().map(|preset| preset.name.clone()).collect();
        let found = all.into_iter().find(|preset| preset.name == name);
        found.map(view).ok_or_else(|| {
            let told = format!("presets are {}", known.join(", "));
            AppError::not_found("style preset", name).detail("known", known).hint(told)
        })
    }

    /// Every version of a preset, newest first; also of one that was taken out of the list, since recipes name them.
    ///
    /// # Errors
    /// `not_found`, with the names of those that are in the list.
    pub async fn style_preset_versions(&self, name: &str) -> Result<Vec<PresetVersionView>, AppError> {
        self.produces()?;
        // What no preset can be called is not looked for.
        let rows = match bounds::text("name", name, 1, 50) {
            Ok(()) => self.store().style_preset_versions(name).await?,
            Err(_) => Vec::new(),
        };
        if rows.is_empty() {
            let PresetView { name, version, built_in, style } = self.style_preset(name).await?;
            let (at, author, removed_at) = (None, None, None);
            return Ok(vec![PresetVersionView { name, version, built_in, at, author, removed_at, style }]);
        }
        let versions = rows.into_iter().map(|row| {
            Ok(PresetVersionView {
                style: stored("preset", &row.body)?,
                name: row.name,
                version: row.version,
                built_in: false,
                at: Some(row.at),
                author: Some(row.author),
                removed_at: row.removed_at,
            })
        });
        versions.collect()
    }

    /// Writes a preset of one's own: a new one, or the next version of one that is there.
    ///
    /// # Errors
    /// `invalid_parameter` for a name that comes with the program, or values that cannot be kept.
    pub async fn save_style_preset(
        &self,
        name: &str,
        style: Value,
        author: &str,
    ) -> Result<PresetView, AppError> {
        self.produces()?;
        preset::check_name(name)?;
        let style: Style = read(style)?;
        style.check()?;
        self.keep_presets(&[(name.to_owned(), style)], author).await?;
        self.style_preset(name).await
    }

    /// Takes a preset out of the list. Recipes that name it keep what it did.
    ///
    /// # Errors
    /// `not_found`, `invalid_parameter` for one that comes with the program.
    pub async fn remove_style_preset(&self, name: &str, author: &str) -> Result<(), AppError> {
        self.style_preset(name).await?;
        preset::check_name(name)?;
        let tx = self.store().begin().await?;
        tx.remove_style_preset(name, self.now()).await?;
        tx.audit(&line(author, "preset.delete", json!({ "name": name }), self.now())).await?;
        tx.commit().await?;
        self.write_preset_book().await;
        Ok(())
    }

    /// The makers' own presets as a file for others.
    pub async fn export_style_presets(&self) -> Result<PresetFile, AppError> {
        let all = self.presets().await?;
        let own: Vec<Preset> = all.into_iter().filter(|preset| !preset.is_built_in).collect();
        Ok(PresetFile::of(&own))
    }

    /// Takes presets of a file in, all or none; one of the same name gets another version.
    pub async fn import_style_presets(&self, file: Value, author: &str) -> Result<Vec<PresetView>, AppError> {
        self.produces()?;
        let file: PresetFile = read(file)?;
        file.check()?;
        let presets: Vec<(String, Style)> =
            file.presets.into_iter().map(|entry| (entry.name, entry.style)).collect();
        self.keep_presets(&presets, author).await?;
        let names: Vec<&String> = presets.iter().map(|(name, _)| name).collect();
        Ok(self.style_presets().await?.into_iter().filter(|preset| names.contains(&&preset.name)).collect())
    }

    async fn keep_presets(&self, presets: &[(String, Style)], author: &str) -> Result<(), AppError> {
        let tx = self.store().begin().await?;
        for (name, style) in presets {
            let version = tx.save_style_preset(name, &text_of(style)?, author, self.now()).await?;
            let details = json!({ "name": name, "version": version });
            tx.audit(&line(author, "preset.save", details, self.now())).await?;
        }
        tx.commit().await?;
        self.write_preset_book().await;
        Ok(())
    }

    /// Writes the makers' presets beside the pictures, so that they come back with them.
    pub(super) async fn write_preset_book(&self) {
        let outcome = async {
            let _turn = self.producing().writing.lock().await;
            let mut presets = Vec::new();
            for row in self.store().all_style_presets().await? {
                presets.push(PresetVersion {
                    style: stored("preset", &row.body)?,
                    name: row.name,
                    version: row.version,
                    at: row.at,
                    author: row.author,
                    removed_at: row.removed_at,
                });
            }
            let book = PresetBook { format: PresetBook::FORMAT.to_owned(), presets };
            let text = serde_json::to_string_pretty(&book).map_err(AppError::internal)?;
            let path = self.picture_folder().join(place::PRESETS);
            off_the_loop(move || assets::put_whole(&path, text.as_bytes())).await
        };
        if let Err(error) = outcome.await {
            tracing::warn!(error = ?error, "the file of the presets could not be written; it will be with the next change");
        }
    }

    pub(super) async fn presets(&self) -> Result<Vec<Preset>, AppError> {
        self.produces()?;
        let mut all = preset::built_in();
        for row in self.store().style_presets().await? {
            all.push(Preset {
                style: stored("preset", &row.body)?,
                name: row.name,
                version: row.version,
                is_built_in: false,
            });
        }
        Ok(all)
    }
}

fn view(preset: Preset) -> PresetView {
    PresetView {
        name: preset.name,
        version: preset.version,
        built_in: preset.is_built_in,
        style: preset.style,
    }
}
