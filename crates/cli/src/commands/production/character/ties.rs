//! `emaki production character relate` and `reference`: who and what somebody is tied to.

use app::{Hundredths, NewReference, NewRelationship, ReferenceRole, RelationshipKind};
use serde_json::Value;

use super::super::AUTHOR;
use crate::{commands::pictures, exit::Exit, session::Session};

/// Tie a character to another one; both see it
#[derive(Debug, clap::Args)]
pub struct Relate {
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
}

impl Relate {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id, kind, other, note } = self;
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
}

/// Hand a picture in as a reference of a character
#[derive(Debug, clap::Args)]
pub struct Reference {
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
}

impl Reference {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id, image, role, weight, note } = self;
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
