//! Casts in a notation of their own.

use casting::{Cast, Matched};
use model::{Casting, CharacterRole, Credit, SourceId, VoiceActor};

/// A cast, one figure a line: `name | native name | role | voice; voice`; what is left out is not known.
pub fn cast(source: &'static str, lines: &str) -> Cast {
    let castings: Vec<Casting> =
        lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(casting).collect();
    Cast::of(&SourceId::known(source), &castings)
}

fn casting(line: &str) -> Casting {
    let mut cells = line.split('|').map(str::trim);
    let mut next = || cells.next().unwrap_or_default();
    let name = next().to_owned();
    let native = Some(next()).filter(|native| !native.is_empty()).map(str::to_owned);
    let role = CharacterRole::parse(next());
    let voices = next().split(';').map(str::trim).filter(|voice| !voice.is_empty());
    let voice_actors = voices
        .map(|voice| VoiceActor { external_id: None, name: voice.to_owned(), language: Some("ja".into()) })
        .collect();
    Casting { name, name_native: native, role, voice_actors, ..Casting::default() }
}

/// A staff list, one person a line: `name | what they did; and else`.
pub fn staff(source: &'static str, lines: &str) -> Cast {
    let credit = |line: &str| {
        let (name, roles) = line.split_once('|').unwrap_or((line, ""));
        let roles = roles.split(';').map(str::trim).filter(|role| !role.is_empty());
        Credit { name: name.trim().into(), roles: roles.map(str::to_owned).collect(), external_id: None }
    };
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    Cast::of_staff(&SourceId::known(source), &lines.map(credit).collect::<Vec<_>>())
}

/// The clusters, one a line: `anidb 0, mal 2`.
pub fn told(matched: &[Matched]) -> Vec<String> {
    let one = |cluster: &Matched| {
        let members = cluster.members.iter().map(|(source, place)| format!("{source} {place}"));
        members.collect::<Vec<_>>().join(", ")
    };
    matched.iter().map(one).collect()
}
