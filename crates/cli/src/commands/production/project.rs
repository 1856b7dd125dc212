//! `emaki production project`: projects, and the bin.

use app::{ProjectQuestion, ProjectView};
use clap::Subcommand;
use serde_json::{Map, Value};

use super::AUTHOR;
use crate::{
    exit::Exit,
    output::{Align, Block, Table, bytes, moment, one_of_many},
    session::Session,
};

/// Projects: make, list, show, change, throw away
#[derive(Debug, Subcommand)]
pub enum Project {
    /// Make a project
    Create {
        /// Its name
        name: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// List projects, those changed last first
    List {
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
    /// Show a project
    Show {
        /// Its id
        id: String,
    },
    /// Change a project; what is not given stays
    Update {
        /// Its id
        id: String,
        /// Another name
        #[arg(long)]
        name: Option<String>,
        /// Whether nothing new is made for it
        #[arg(long)]
        archived: Option<bool>,
        #[command(flatten)]
        fields: Fields,
    },
    /// Put a project into the bin
    Delete {
        /// Its id
        id: String,
    },
    /// Take a project out of the bin
    Restore {
        /// Its id
        id: String,
    },
}

/// What a project's maker says of it.
#[derive(Debug, clap::Args)]
pub struct Fields {
    /// What it is about
    #[arg(long)]
    description: Option<String>,
    /// The name of a preset that lies under all others, or words such as `anime`
    #[arg(long)]
    style: Option<String>,
    /// Whatever else is to be kept: a JSON object
    #[arg(long, value_name = "JSON", value_parser = object)]
    metadata: Option<Value>,
}

fn object(text: &str) -> Result<Value, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(Value::Object(object)),
        Ok(_) => Err("a JSON object is wanted here".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

impl Fields {
    fn into_body(self, name: Option<String>) -> Map<String, Value> {
        let texts = [("name", name), ("description", self.description), ("style", self.style)];
        let texts =
            texts.into_iter().filter_map(|(field, text)| Some((field.to_owned(), Value::from(text?))));
        texts.chain(self.metadata.map(|metadata| ("metadata".to_owned(), metadata))).collect()
    }
}

impl Project {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let project = match self {
            Self::Create { name, fields } => {
                app.create_project(Value::Object(fields.into_body(Some(name))), AUTHOR).await?
            }
            Self::List { text, bin, limit, cursor } => {
                let question =
                    ProjectQuestion { text, bin, limit: Some(limit), cursor, ..ProjectQuestion::default() };
                let listed = app.projects(&question).await?;
                if session.out.is_json() {
                    session.out.json(&listed)?;
                    return Ok(Exit::Done);
                }
                let mut table =
                    Table::new(["id", "name", "pictures", "size", "changed"].map(|name| (name, Align::Left)));
                for project in &listed.items {
                    table.row([
                        project.id.clone(),
                        project.project.name.clone(),
                        project.file_count.to_string(),
                        bytes(project.bytes),
                        moment(project.updated_at),
                    ]);
                }
                session.out.table(&table)?;
                session.out.note(one_of_many(listed.items.len() as u64, "project"));
                return Ok(Exit::Done);
            }
            Self::Show { id } => app.project(&id).await?,
            Self::Update { id, name, archived, fields } => {
                let mut change = fields.into_body(name);
                if let Some(archived) = archived {
                    change.insert("archived".to_owned(), archived.into());
                }
                app.update_project(&id, &Value::Object(change), AUTHOR).await?
            }
            Self::Delete { id } => app.bin_project(&id, AUTHOR).await?,
            Self::Restore { id } => app.restore_project(&id, AUTHOR).await?,
        };
        print(session, &project)
    }
}

fn print(session: &Session, project: &ProjectView) -> anyhow::Result<Exit> {
    if session.out.is_json() {
        session.out.json(project)?;
        return Ok(Exit::Done);
    }
    let state = match (project.binned_at, project.archived) {
        (Some(_), _) => "in the bin",
        (None, true) => "archived",
        (None, false) => "open",
    };
    let pictures = format!("{}, {} approved", project.file_count, project.approved_count);
    let block = Block::new()
        .row("id", &project.id)
        .row("name", &project.project.name)
        .row("description", &project.project.description)
        .row("style", &project.project.style)
        .row("state", state)
        .row("characters", &project.character_count)
        .row("pictures", &pictures)
        .row("size", &bytes(project.bytes))
        .row("jobs", &project.jobs_alive)
        .row("folder", &project.folder)
        .row("made", &moment(project.created_at));
    session.out.block(&block)?;
    Ok(Exit::Done)
}
