//! `emaki db export`: everything kept as JSON lines, the same bytes for the same state.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::{
    exit::Exit,
    output::{Overwriting, Stdout},
    session::Session,
};

/// Write everything kept as JSON lines
///
/// The lines come in kind and id order, so equal states give equal bytes on both engines.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// File to write; stdout when not given or -
    file: Option<PathBuf>,
    /// Leave out the times, so that two runs of the same imports compare equal
    #[arg(long)]
    without_times: bool,
    #[command(flatten)]
    overwriting: Overwriting,
}

impl Export {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Some(file) = self.file.filter(|file| file != Path::new("-")) else {
            let mut out = BufWriter::new(Stdout::new());
            app.export(&mut out, self.without_times).await?;
            out.flush()?;
            return Ok(Exit::Done);
        };
        self.overwriting.may_write(&file)?;
        // Written beside its place and moved there when whole, so that no half file bears the name.
        let partial = file.with_added_extension("partial");
        let cannot = || format!("cannot write `{}`", file.display());
        let mut out = BufWriter::new(File::create(&partial).with_context(cannot)?);
        app.export(&mut out, self.without_times).await?;
        let written = out.into_inner().context("cannot write the last lines").with_context(cannot)?;
        written.sync_all().and_then(|()| std::fs::rename(&partial, &file)).with_context(cannot)?;
        session.out.note(format_args!("wrote {}", file.display()));
        Ok(Exit::Done)
    }
}
