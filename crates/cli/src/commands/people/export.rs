//! `emaki people export`: the CSV file of 21 columns, the mapping, or the files under names to browse.

use std::path::PathBuf;

use app::{PeopleMapQuery, PeopleTree, TreeWritten};

use crate::{
    exit::Exit,
    output::{Growing, write_private},
    session::Session,
};

/// Write the CSV file of 21 columns, whose each file is, or the files under names to browse
///
/// The CSV file holds names and addresses in full, as it always did. The mapping masks them unless --plain.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Where the CSV file goes
    #[arg(long, value_name = "FILE", required_unless_present_any = ["map", "tree"])]
    csv: Option<PathBuf>,
    /// Where the mapping goes, as JSON
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// A folder in which the files get names that can be browsed, as hard links where that is possible
    #[arg(long, value_name = "DIR")]
    tree: Option<PathBuf>,
    /// How they are named, such as `{name}/{original_name}`; of `row_id`, key, name, type, kind, `video_id`, `media_id`,
    /// `original_name` and format
    #[arg(long, value_name = "TEMPLATE", requires = "tree")]
    name: Option<String>,
    /// Names and addresses in full in the mapping
    #[arg(long)]
    plain: bool,
}

impl Export {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        if let Some(path) = &self.csv {
            let bytes = app.export_people_csv().await?;
            write_private(path, &bytes)?;
            session.out.note(format_args!("wrote {}", path.display()));
        }
        if let Some(path) = &self.map {
            let query = PeopleMapQuery { plain: self.plain, ..PeopleMapQuery::default() };
            let mut file = Growing::create_private(path)?;
            let lines = app.write_people_map(&query, path, file.writer()).await?;
            file.finish()?;
            session.out.note(format_args!("wrote {lines} lines to {}", path.display()));
        }
        let mut written = None;
        if let Some(folder) = self.tree {
            let done = app.export_people_tree(&PeopleTree { folder, template: self.name }).await?;
            let TreeWritten { linked, copied, same, missing } = &done;
            let missing = missing.len();
            session.out.note(format_args!(
                "{linked} linked, {copied} copied, {same} there before, {missing} missing"
            ));
            written = Some(done);
        }
        let is_whole = written.as_ref().is_none_or(|done| done.missing.is_empty());
        if session.out.is_json() {
            let done = serde_json::json!({ "csv": self.csv, "map": self.map, "tree": written });
            session.out.json(&done)?;
        }
        Ok(if is_whole { Exit::Done } else { Exit::Partly })
    }
}
