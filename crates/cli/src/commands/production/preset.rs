//! `emaki production preset`: style presets.

use app::PresetVersionView;
use clap::Subcommand;

use super::{AUTHOR, json_file};
use crate::{
    exit::Exit,
    output::{Align, Table, moment},
    session::Session,
};

/// Style presets: list, show, write, export, import
#[derive(Debug, Subcommand)]
pub enum Preset {
    /// List presets, those that come with the program first
    List,
    /// Show a preset
    Show {
        /// Its name
        name: String,
    },
    /// List every version of a preset, newest first
    Versions {
        /// Its name
        name: String,
    },
    /// Write a preset of your own: a new one, or its next version
    Save {
        /// Its name
        name: String,
        /// A JSON file with the style, or `-`
        file: String,
    },
    /// Take a preset out of the list
    Delete {
        /// Its name
        name: String,
    },
    /// Print your own presets as a file that another installation imports
    Export,
    /// Take the presets of such a file in, all or none
    Import {
        /// The file, or `-`
        file: String,
    },
}

impl Preset {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let presets = match self {
            Self::List => app.style_presets().await?,
            Self::Show { name } => vec![app.style_preset(&name).await?],
            Self::Versions { name } => return versions(session, &app.style_preset_versions(&name).await?),
            Self::Save { name, file } => vec![app.save_style_preset(&name, json_file(&file)?, AUTHOR).await?],
            Self::Delete { name } => {
                app.remove_style_preset(&name, AUTHOR).await?;
                app.style_presets().await?
            }
            Self::Export => {
                session.out.json(&app.export_style_presets().await?)?;
                return Ok(Exit::Done);
            }
            Self::Import { file } => app.import_style_presets(json_file(&file)?, AUTHOR).await?,
        };
        if session.out.is_json() {
            session.out.json(&presets)?;
            return Ok(Exit::Done);
        }
        let mut table = Table::new(["name", "version", "words"].map(|name| (name, Align::Left)));
        for preset in presets {
            let version = if preset.built_in { "built in".to_owned() } else { preset.version.to_string() };
            table.row([preset.name, version, preset.style.positive]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}

fn versions(session: &Session, versions: &[PresetVersionView]) -> anyhow::Result<Exit> {
    if session.out.is_json() {
        session.out.json(&versions)?;
        return Ok(Exit::Done);
    }
    let columns = ["version", "written", "by", "taken out", "words"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left)));
    for one in versions {
        table.row([
            if one.built_in { "built in".to_owned() } else { one.version.to_string() },
            one.at.map(moment).unwrap_or_default(),
            one.author.clone().unwrap_or_default(),
            one.removed_at.map(moment).unwrap_or_default(),
            one.style.positive.clone(),
        ]);
    }
    session.out.table(&table)?;
    Ok(Exit::Done)
}
