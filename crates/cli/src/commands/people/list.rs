//! `emaki people list`: who is there.

use app::PeopleQuery;

use crate::{
    exit::Exit,
    output::{Align, Table, bytes, grouped},
    session::Session,
};

/// List people in the order of the sheet, with how their files stand
///
/// Names and addresses are masked; --plain shows them.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only whose name or address holds this
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// Only with this id of a row
    #[arg(long, value_name = "ID")]
    row_id: Option<String>,
    /// Only of this type, letter by letter
    #[arg(long = "type", value_name = "TYPE")]
    personality_type: Option<String>,
    /// Only whose link is of this kind: document, youtube, `drive_file`, `drive_folder`, other, none
    #[arg(long, value_name = "KIND")]
    link: Option<String>,
    /// Those gone from the sheet as well
    #[arg(long)]
    gone: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1000))]
    limit: u64,
    /// Go on where the page before ended
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
    /// Names and addresses in full
    #[arg(long)]
    plain: bool,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let query = PeopleQuery {
            text: self.text,
            row_id: self.row_id,
            personality_type: self.personality_type,
            link_kind: self.link,
            with_gone: self.gone,
            limit: self.limit as usize,
            cursor: self.cursor,
            plain: self.plain,
            ..PeopleQuery::default()
        };
        let (people, next) = session.app().await?.list_people(&query).await?;
        if session.out.is_json() {
            session.out.json(&serde_json::json!({ "people": people, "next_cursor": next }))?;
            return Ok(Exit::Done);
        }
        let left = ["key", "name", "email", "type", "link"].map(|name| (name, Align::Left));
        let right = ["here", "pending", "failed", "lost", "size"].map(|name| (name, Align::Right));
        let mut table = Table::new(left.into_iter().chain(right));
        for person in &people {
            let files = &person.files;
            let counts = [files.here, files.pending, files.failed, files.lost].map(grouped);
            let texts = [
                person.key.clone(),
                person.name.clone(),
                person.email.clone().unwrap_or_default(),
                person.personality_type.clone().unwrap_or_default(),
                person.link_kind.clone(),
            ];
            table.row(texts.into_iter().chain(counts).chain([bytes(files.bytes)]));
        }
        session.out.table(&table)?;
        if let Some(next) = next {
            session.out.note(format_args!("there are more: --cursor {next}"));
        }
        Ok(Exit::Done)
    }
}
