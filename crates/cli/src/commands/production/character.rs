//! `emaki production character`: characters and their bibles.

use app::{
    CharacterChange, Hundredths, NewCharacter, NewReference, NewRelationship, ReferenceRole, RelationshipKind,
};
use clap::Subcommand;
use serde::Serialize;
use serde_json::{Value, json};

use super::{AUTHOR, json_file};
use crate::{
    commands::pictures,
    exit::Exit,
    output::{Align, Table, moment, one_of_many},
    session::Session,
};

/// Characters: make, list, show, change, tie, throw away
#[derive(Debug, Subcommand)]
pub enum Character {
    /// Make a character of a project
    Create {
        /// The project's id
        #[arg(long)]
        project: String,
        /// Its name
        #[arg(long, required_unless_present_any = ["from_catalog", "file"])]
        name: Option<String>,
        /// What it looks like, in a few words
        #[arg(long)]
        appearance: Option<String>,
        /// Begin with what the catalog tells of a figure, by its number or such as `anilist:1`
        #[arg(long, value_name = "ID")]
        from_catalog: Option<String>,
        /// A JSON file with the bible's fields, or `-`
        #[arg(long, value_name = "FILE")]
        file: Option<String>,
    },
    /// List characters, those changed last first
    List {
        /// Only of this project
        #[arg(long)]
        project: Option<String>,
        /// Only whose name holds this
        #[arg(long)]
        text: Option<String>,
        /// Those in the bin
        #[arg(long)]
        bin: bool,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Go on where the list before ended, as its `next_cursor` said
        #[arg(long)]
        cursor: Option<String>,
    },
    /// Show a character's bible, as a page to read
    Bible {
        /// Its id
        id: String,
        /// Another version than the one that counts; with --json
        #[arg(long)]
        version: Option<u32>,
    },
    /// Write a new version of a bible; what is not given stays
    Update {
        /// Its id
        id: String,
        /// A JSON file with the fields that change, or `-`
        #[arg(value_name = "FILE")]
        file: String,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
        /// Go on with this version; with the newest one when not given
        #[arg(long, value_name = "VERSION")]
        base: Option<u32>,
        /// Only if this is still the newest version
        #[arg(long, value_name = "VERSION")]
        expected: Option<u32>,
    },
    /// Make another version of a bible the one that counts
    Choose {
        /// Its id
        id: String,
        /// The version's number
        version: u32,
    },
    /// Tie a character to another one; both see it
    Relate {
        /// Its id
        id: String,
        /// What it is to the other one, such as `mentor`
        #[arg(value_parser = kind)]
        kind: RelationshipKind,
        /// The other one's id
        other: String,
        /// What else there is to say
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Hand a picture in as a reference of a character
    Reference {
        /// Its id
        id: String,
        /// The picture: a file, `-` for standard input, or an address
        #[arg(value_name = "FILE")]
        image: String,
        /// What new pictures are to take from it: likeness, style, pose or start
        #[arg(long, default_value = "likeness", value_parser = role)]
        role: ReferenceRole,
        /// How strongly, 0 to 2
        #[arg(long, default_value = "1", value_parser = weight)]
        weight: Hundredths,
        /// What it shows
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Put a character into the bin
    Delete {
        /// Its id
        id: String,
    },
    /// Take a character out of the bin
    Restore {
        /// Its id
        id: String,
    },
    /// Print a character as a file that another installation imports
    Export {
        /// Its id
        id: String,
    },
    /// Make a character of such a file
    Import {
        /// The project's id
        #[arg(long)]
        project: String,
        /// The file, or `-`
        file: String,
    },
}

fn role(word: &str) -> Result<ReferenceRole, String> {
    serde_json::from_value(word.into()).map_err(|_| "roles are likeness, style, pose and start".to_owned())
}

fn weight(text: &str) -> Result<Hundredths, String> {
    let number = text.parse::<f64>().ok().map(Value::from);
    let told = || "it is a number from 0 to 2".to_owned();
    serde_json::from_value(number.ok_or_else(told)?).map_err(|_| told())
}

fn kind(word: &str) -> Result<RelationshipKind, String> {
    let words = RelationshipKind::ALL.map(RelationshipKind::as_str).join(", ");
    RelationshipKind::parse(word).ok_or_else(|| format!("kinds are {words}"))
}

impl Character {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        match self {
            Self::Create { project, name, appearance, from_catalog, file } => {
                let mut bible = file.as_deref().map(json_file).transpose()?.unwrap_or_else(|| json!({}));
                for (field, text) in [("name", name), ("appearance", appearance)] {
                    if let Some(text) = text {
                        bible[field] = text.into();
                    }
                }
                let new =
                    NewCharacter { project_id: project, from_catalog: from_catalog.map(Value::from), bible };
                told(session, &app.create_character(&new, AUTHOR).await?)
            }
            Self::List { project, text, bin, limit, cursor } => {
                let listed = app
                    .production_characters(
                        project.as_deref(),
                        text.as_deref(),
                        bin,
                        Some(limit),
                        cursor.as_deref(),
                    )
                    .await?;
                if session.out.is_json() {
                    session.out.json(&listed)?;
                    return Ok(Exit::Done);
                }
                let mut table = Table::new(
                    ["id", "name", "version", "pictures", "changed"].map(|name| (name, Align::Left)),
                );
                for character in &listed.items {
                    table.row([
                        character.id.clone(),
                        character.bible.name.clone(),
                        format!("{} of {}", character.version, character.latest_version),
                        character.generation_count.to_string(),
                        moment(character.updated_at),
                    ]);
                }
                session.out.table(&table)?;
                session.out.note(one_of_many(listed.items.len() as u64, "character"));
                Ok(Exit::Done)
            }
            Self::Bible { id, version } => {
                if session.out.is_json() {
                    session.out.json(&app.character_bible(&id, version).await?)?;
                } else {
                    session.out.line(app.character_page(&id, version).await?)?;
                }
                Ok(Exit::Done)
            }
            Self::Update { id, file, note, base, expected } => {
                let change = CharacterChange {
                    expected_version: expected,
                    base_version: base,
                    note,
                    canonical: None,
                    bible: json_file(&file)?,
                };
                told(session, &app.update_character(&id, &change, AUTHOR).await?)
            }
            Self::Choose { id, version } => {
                told(session, &app.choose_character_version(&id, version, AUTHOR).await?)
            }
            Self::Relate { id, kind, other, note } => {
                let new = NewRelationship { kind, other, note };
                let ties = app.relate_characters(&id, &new, AUTHOR).await?;
                if session.out.is_json() {
                    session.out.json(&ties)?;
                } else {
                    for tie in ties {
                        session.out.line(format_args!("{} of {}", tie.kind.as_str(), tie.name))?;
                    }
                }
                Ok(Exit::Done)
            }
            Self::Reference { id, image, role, weight, note } => {
                let new = NewReference { role, weight, note };
                let references = app.add_reference(&id, pictures::read(&image)?, &new, AUTHOR).await?;
                if session.out.is_json() {
                    session.out.json(&references)?;
                } else {
                    for reference in references {
                        session.out.line(format_args!("{}\t{}", reference.hash, reference.weight))?;
                    }
                }
                Ok(Exit::Done)
            }
            Self::Delete { id } => told(session, &app.bin_character(&id, true, AUTHOR).await?),
            Self::Restore { id } => told(session, &app.bin_character(&id, false, AUTHOR).await?),
            Self::Export { id } => {
                session.out.json(&app.export_character(&id).await?)?;
                Ok(Exit::Done)
            }
            Self::Import { project, file } => {
                told(session, &app.import_character(&project, json_file(&file)?, AUTHOR).await?)
            }
        }
    }
}

fn told(session: &Session, character: &app::CharacterView) -> anyhow::Result<Exit> {
    #[derive(Serialize)]
    struct Whole<'a>(&'a app::CharacterView);
    if session.out.is_json() {
        session.out.json(&Whole(character))?;
    } else {
        let state = if character.binned_at.is_some() { ", in the bin" } else { "" };
        session.out.line(format_args!(
            "{} {}, version {}{state}",
            character.id, character.bible.name, character.version
        ))?;
    }
    Ok(Exit::Done)
}
