//! `emaki model pull`: fetches a model into the data folder.

use app::{PullRequest, Pulled};

use crate::{
    exit::Exit,
    output::{Align, Output, Table, bytes},
    session::Session,
};

/// Fetch a model from Hugging Face, or from the mirror that the settings name
///
/// Each file is checked by the hash that its server names. What broke off goes on where it stopped, and what is there
/// already is not fetched again. The model answers once the settings name it.
#[derive(Debug, clap::Args)]
pub struct Pull {
    /// The model, such as sentence-transformers/all-MiniLM-L6-v2 or openai/clip-vit-base-patch32
    model: String,
    /// The branch, tag or commit
    #[arg(long, value_name = "REVISION", default_value = "main")]
    revision: String,
    /// The folder's name under `models` of the data folder [default: the last part of the model's name]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

impl Pull {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let request = PullRequest { model: self.model, revision: self.revision, name: self.name };
        let pulled = {
            let bar = session.out.bar("pulling");
            app.pull_model(&request, &|progress| bar.update(&progress)).await?
        };
        print(&session.out, &pulled)?;
        Ok(Exit::Done)
    }
}

fn print(out: &Output, pulled: &Pulled) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(pulled);
    }
    let columns =
        [("file", Align::Left), ("size", Align::Right), ("how", Align::Left), ("SHA-256", Align::Left)];
    let mut table = Table::new(columns);
    for file in &pulled.files {
        let how = match (file.is_kept, file.is_checked) {
            (true, _) => "there already",
            (false, true) => "checked",
            (false, false) => "not checked",
        };
        table.row([file.name.clone(), bytes(file.bytes), how.to_owned(), file.sha256.clone()]);
    }
    out.table(&table)?;
    if pulled.files.iter().any(|file| !file.is_checked && !file.is_kept) {
        out.note(
            "the server names no hash of what is not checked; compare the SHA-256 with the model's page",
        );
    }
    let license = pulled.license.as_deref().unwrap_or("a license that its card does not name");
    out.note(format_args!("{} ({}), under {license}", pulled.name, pulled.kind));
    out.note(format_args!("`{} = \"{}\"` under [model] lets it answer", pulled.setting(), pulled.name));
    Ok(())
}
