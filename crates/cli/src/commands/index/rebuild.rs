//! `emaki index rebuild`: the index and its vectors, made anew from the store.

use crate::{exit::Exit, output::grouped, session::Session};

/// Make the index anew from the store, and the vectors beside it; what is there answers until then
#[derive(Debug, clap::Args)]
pub struct Rebuild {
    /// Only the vectors beside the index
    #[arg(long)]
    vectors: bool,
}

impl Rebuild {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let index = if self.vectors {
            None
        } else {
            let bar = session.out.bar("indexing");
            Some(app.rebuild_index(&|progress| bar.update(&progress)).await?)
        };
        let vectors = {
            let bar = session.out.bar("vectors");
            app.rebuild_vectors(&|progress| bar.update(&progress)).await?
        };
        if session.out.is_json() {
            session.out.json(&serde_json::json!({ "index": index, "vectors": vectors }))?;
            return Ok(Exit::Done);
        }
        if let Some(index) = index {
            session.out.line(format_args!("{} works are searchable", grouped(index.works)))?;
        }
        match vectors.outcome {
            app::VectorOutcome::Filled => {
                session.out.line(format_args!("the vectors of {} works lie anew", grouped(vectors.works)))?;
            }
            app::VectorOutcome::Elsewhere => {
                session.out.note("another process is filling the vectors in; ask again when it is done");
                return Ok(Exit::Partly);
            }
            app::VectorOutcome::Off if self.vectors => {
                session.out.note("the vectors lie within the index; `emaki index rebuild` makes both anew");
            }
            _ => {}
        }
        Ok(Exit::Done)
    }
}
