//! `emaki people lifecycle`: rules by age for the bucket.

use app::LifecycleRules;

use crate::{exit::Exit, session::Session};

/// Print rules by age for the bucket: when files move to a cheaper class, and when broken uploads go
///
/// The document is in the form that the bucket's provider takes, S3 or Google Cloud Storage. Nothing is changed: hand it
/// over with the provider's own command, which is told beside it.
#[derive(Debug, clap::Args)]
pub struct Lifecycle {
    /// After how many days files move to which class, such as 90=GLACIER; again for more
    #[arg(long = "move", value_name = "DAYS=CLASS", value_parser = movement)]
    moves: Vec<(u32, String)>,
    /// After how many days what is left of an upload that was never finished goes
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    broken_uploads: u32,
}

impl Lifecycle {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let rules = LifecycleRules { moves: self.moves, broken_uploads: self.broken_uploads };
        let document = session.app().await?.people_lifecycle(&rules)?;
        session.out.line(&document.json)?;
        session.out.note(format_args!(
            "kept in rules.json, it takes the place of all rules of the bucket by: {}",
            document.command
        ));
        Ok(Exit::Done)
    }
}

fn movement(text: &str) -> Result<(u32, String), String> {
    let wrong = || "it has the form DAYS=CLASS, such as 30=STANDARD_IA or 90=COLDLINE".to_owned();
    let (days, class) = text.split_once('=').ok_or_else(wrong)?;
    let is_class = !class.is_empty() && class.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    match days.parse() {
        Ok(days) if is_class => Ok((days, class.to_owned())),
        _ => Err(wrong()),
    }
}
