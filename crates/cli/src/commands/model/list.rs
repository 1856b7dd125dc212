//! `emaki model list`: the models that are there, and who answers.

use app::ModelInfo;

use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, bytes},
    session::Session,
};

/// List the built-in table and the model folders, with the one that answers
#[derive(Debug, clap::Args)]
pub struct List {
    /// Show the figures of each card
    #[arg(long)]
    cards: bool,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let models = session.app().await?.models().await?;
        if session.out.is_json() {
            session.out.json(&models)?;
        } else {
            print(&session.out, &models, self.cards)?;
        }
        Ok(Exit::Done)
    }
}

fn print(out: &Output, models: &[ModelInfo], cards: bool) -> std::io::Result<()> {
    let mut table = Table::new([
        ("name", Align::Left),
        ("kind", Align::Left),
        ("used for", Align::Left),
        ("numbers", Align::Right),
        ("size", Align::Right),
        ("license", Align::Left),
    ]);
    for model in models {
        table.row([
            model.name.clone(),
            model.kind.unwrap_or("unusable").to_owned(),
            model.role.unwrap_or_default().to_owned(),
            model.dimensions.to_string(),
            bytes(model.bytes),
            model.license.clone().unwrap_or_default(),
        ]);
    }
    out.table(&table)?;
    for model in models {
        if let Some(trouble) = &model.trouble {
            out.note(format_args!("{} cannot be used: {trouble}", model.name));
        }
        if cards && !model.figures.is_empty() {
            out.heading(&model.name)?;
            let block =
                model.figures.iter().fold(Block::new(), |block, (name, value)| block.row(name, value));
            out.block(&block)?;
        }
    }
    if models.len() == 1 {
        out.note("`emaki model pull sentence-transformers/all-MiniLM-L6-v2` fetches a better one of 90 MB");
    }
    Ok(())
}
