//! Where a picture's file lies, and how it is called.

use jiff::{Timestamp, tz::TimeZone};
use model::Instant;

use crate::{CharacterId, ProjectId, TakeId};

/// The name of the file that describes a project, in the project's folder.
pub const METADATA: &str = "metadata.json";

/// The name of the file of the makers' own presets, in the folder of pictures.
pub const PRESETS: &str = "presets.json";

/// For what a picture was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf<'a> {
    /// A character.
    Character(&'a CharacterId),
    /// A scene or a cut.
    Scene,
    /// Nothing in particular.
    General,
}

/// The folder of a project, relative to the folder of pictures; without a project nothing stands above `general`.
pub fn project_folder(project: &ProjectId) -> String {
    format!("projects/{project}")
}

/// Where a picture lies, relative to the folder of pictures and with `/` on every machine:
/// `projects/{project}/characters/{character}/YYYYMMDD_HHMMSS_{end of the take's id}.png`.
///
/// The time is UTC. No two takes have the same end of their ids, so two that are made in the same second by whatever
/// number of workers lie beside each other.
pub fn file(project: Option<&ProjectId>, shelf: Shelf<'_>, at: Instant, take: &TakeId) -> String {
    let folder = match (project, shelf) {
        (Some(project), Shelf::Character(id)) => format!("{}/characters/{id}", project_folder(project)),
        (Some(project), Shelf::Scene) => format!("{}/scenes", project_folder(project)),
        (Some(project), Shelf::General) => format!("{}/general", project_folder(project)),
        (None, Shelf::Character(id)) => format!("characters/{id}"),
        (None, Shelf::Scene | Shelf::General) => "general".to_owned(),
    };
    let time = Timestamp::from(at).to_zoned(TimeZone::UTC).strftime("%Y%m%d_%H%M%S").to_string();
    // The end holds what counts up and what is random; the beginning is the time once more.
    let (_, end) = take.as_str().split_at(19);
    format!("{folder}/{time}_{}.png", end.replace('-', ""))
}

/// The file beside a picture that tells its recipe.
pub fn sidecar(picture: &str) -> String {
    format!("{}.json", picture.strip_suffix(".png").unwrap_or(picture))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn files_lie_where_they_are_looked_for() {
        let at = Instant::from_micros(1_795_728_645_123_456);
        let project: ProjectId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().expect("an id");
        let character: CharacterId = "0190163d-8694-739b-aea5-966c26f8ad92".parse().expect("an id");
        let take: TakeId = "0190163d-8694-739b-aea5-966c26f8ad93".parse().expect("an id");
        let name = "20261126_213045_aea5966c26f8ad93.png";
        let folder = format!("projects/{project}");
        assert_eq!(
            file(Some(&project), Shelf::Character(&character), at, &take),
            format!("{folder}/characters/{character}/{name}")
        );
        assert_eq!(file(Some(&project), Shelf::Scene, at, &take), format!("{folder}/scenes/{name}"));
        assert_eq!(file(Some(&project), Shelf::General, at, &take), format!("{folder}/general/{name}"));
        assert_eq!(file(None, Shelf::General, at, &take), format!("general/{name}"));
        assert_eq!(sidecar(&format!("general/{name}")), "general/20261126_213045_aea5966c26f8ad93.json");
    }

    #[test]
    fn a_second_holds_any_number_of_pictures() {
        let at = Instant::from_micros(1_795_728_645_123_456);
        let all: HashSet<String> =
            (0..20_000).map(|_| file(None, Shelf::General, at, &TakeId::new(at))).collect();
        assert_eq!(all.len(), 20_000);
    }
}
