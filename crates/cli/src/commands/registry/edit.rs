//! `emaki registry edit`: a value of a work by hand, which wins over every source.

use app::{Edited, WorkEdit, WorkRef};

use super::{Decision, said::short};
use crate::{
    exit::Exit,
    output::{Align, Output, Table, moment},
    session::Session,
};

/// Set a field of a work by hand, take that back, or list the edits of a work
///
/// An edit wins over every source, and holds whatever is imported, asked or merged later. Without --value, --undo
/// and --clear the edits are listed. `emaki registry explain ID --field FIELD` shows it beside what the sources say.
#[derive(Debug, clap::Args)]
pub struct Edit {
    /// A work's number, or an external id such as mal:16498
    id: String,
    /// The field: `title`, `title_english`, `synopsis`, `episodes`, `start_date`, `genres`, …; `registry explain ID --field all`
    /// shows them
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// The value: JSON in the field's shape, or plain text, a list of words also with commas between them; `null`
    /// empties the field
    #[arg(long, value_name = "VALUE", requires = "field", conflicts_with_all = ["undo", "clear"], allow_hyphen_values = true)]
    value: Option<String>,
    /// Take the newest edit of the field back, so that what stood before it stands again
    #[arg(long, requires = "field", conflicts_with = "clear")]
    undo: bool,
    /// Take every edit of the field back, so that the sources decide
    #[arg(long, requires = "field")]
    clear: bool,
    #[command(flatten)]
    decision: Decision,
}

impl Edit {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let work: WorkRef = self.id.strip_prefix("work:").unwrap_or(&self.id).parse()?;
        let app = session.app().await?;
        let (author, note) = (self.decision.author(), &self.decision.note);
        let edited = match (&self.field, &self.value) {
            (Some(field), Some(value)) => app.edit_work(&work, field, value, &author, note).await?,
            (Some(field), None) if self.undo || self.clear => {
                app.take_edit_back(&work, field, self.clear, &author, note).await?
            }
            (field, _) => {
                let edits = app.work_edits(&work, field.as_deref()).await?;
                return list(&session.out, &edits);
            }
        };
        session.sync_index(&app).await?;
        if session.out.is_json() {
            session.out.json(&edited)?;
        } else {
            session.out.line(sentence(&edited))?;
        }
        Ok(Exit::Done)
    }
}

/// What an edit did, in a sentence.
fn sentence(edited: &Edited) -> String {
    let of = format!("{} of work {}", edited.field.as_str().to_lowercase(), edited.work);
    match (&edited.by_hand, &edited.before) {
        _ if edited.edits == 0 => format!("{of} was set so already"),
        (Some(now), Some(before)) => format!("{of} is {} by hand; it was {}", short(now), short(before)),
        (Some(now), None) => format!("{of} is {} by hand", short(now)),
        (None, _) => format!("{of} is what the sources say again"),
    }
}

fn list(out: &Output, edits: &[WorkEdit]) -> anyhow::Result<Exit> {
    if out.is_json() {
        out.json(&edits)?;
        return Ok(Exit::Done);
    }
    let columns = ["edit", "field", "shown", "value", "by", "at", "note"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left))).folding();
    for edit in edits {
        let taken_back = edit.taken_back_by.as_ref().map(|by| format!("taken back by {by}"));
        table.row([
            edit.id.to_string(),
            edit.field.as_str().to_lowercase(),
            taken_back.unwrap_or_else(|| if edit.stands { "yes" } else { "" }.to_owned()),
            short(&edit.value),
            edit.author.clone(),
            moment(edit.at),
            edit.note.clone(),
        ]);
    }
    out.table(&table)?;
    if edits.is_empty() {
        out.note("nothing is set by hand");
    }
    Ok(Exit::Done)
}
