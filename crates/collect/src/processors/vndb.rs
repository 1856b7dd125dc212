//! VNDB: the visual novels of the settings with all of their characters, page after page.

use futures::future::BoxFuture;
use keeping::CharacterFacts;
use model::SourceId;
use sources::providers::Ask;

use super::{Choice, Surroundings};
use crate::{About, Child, Desk, Failure, Found, Listed, Mode, Processor, Wanted, facts::vndb};

const VNDB: SourceId = SourceId::known("vndb");

struct Vndb {
    about: About,
    ids: Vec<String>,
}

/// The processor, and what it lacks.
pub fn choice(around: Surroundings<'_>) -> Choice {
    let about = About {
        name: "vndb".to_owned(),
        source_type: "vndb".to_owned(),
        title: "visual novels of VNDB, by id".to_owned(),
        mode: Mode::Once,
        note: "",
    };
    let ids = around.sources.get("vndb").and_then(|settings| settings.ids.clone()).unwrap_or_default();
    let missing = around.lacks(&VNDB, &[("ids", "no visual novels are chosen")]);
    Choice { about: about.clone(), missing, processor: Box::new(Vndb { about, ids }) }
}

impl Processor for Vndb {
    fn about(&self) -> &About {
        &self.about
    }

    fn list<'a>(&'a self, _: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>> {
        let ids = self.ids.iter().map(|id| id.trim().to_lowercase()).filter(|id| !id.is_empty());
        // A bare number means a visual novel here.
        let ids = ids.map(|id| if id.bytes().all(|b| b.is_ascii_digit()) { format!("v{id}") } else { id });
        let listed = ids.map(|id| Listed { id, ..Listed::default() }).collect();
        Box::pin(async { Ok(listed) })
    }

    fn series<'a>(&'a self, desk: &'a Desk, listed: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>> {
        Box::pin(async {
            let asked = desk.ask(&VNDB, &Ask::new("vn").with("id", &listed.id)).await?;
            let series = vndb::novel(&listed.id, &asked.body)?;
            let mut pages = Vec::new();
            let ask = Ask::new("characters").with("vn", &listed.id);
            desk.pages(&VNDB, &ask, |page| {
                pages.push(page.body.clone());
                true
            })
            .await?;
            let mut characters: Vec<Child> = Vec::new();
            for page in &pages {
                for (id, facts) in vndb::characters(page)? {
                    if !characters.iter().any(|known| known.id == id) {
                        let (name, facts) = (facts.name.clone(), Some(Box::new(facts)));
                        characters.push(Child { id, name, handle: None, facts });
                    }
                }
            }
            Ok(Found { series, characters, refused: Vec::new() })
        })
    }

    fn character<'a>(&'a self, _: &'a Desk, _: &'a Wanted) -> BoxFuture<'a, Result<CharacterFacts, Failure>> {
        Box::pin(async { Err(Failure::item("its visual novel has to be asked for again")) })
    }
}
