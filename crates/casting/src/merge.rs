//! One character, or one person, of what the sources say.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CastMember, Casting, CharacterRole, Credit, ExternalId, Figure, Image, Language, Record, SourceId,
    StaffMember, VoiceActor,
};

use crate::{
    appearance::is_native,
    name::{Names, same_name},
};

/// What one source says of a figure or person: its row in the work's list, and its own page where that
/// was read.
#[derive(Debug, Clone, Copy)]
pub struct Part<'p, Row> {
    /// Who says it.
    pub source: &'p SourceId,
    /// The row, a [`Casting`] or a [`Credit`].
    pub row: &'p Row,
    /// The source's page about the figure or person.
    pub record: Option<&'p Record>,
}

/// Merges the rows of one figure, given from the most trusted source to the least; `None` without any.
///
/// The first name wins, a native one likewise; all others are kept as variations and nicknames. The role
/// is the one that most sources give, on a tie that of the more trusted. Gaps are filled from source to
/// source; favorites, pages, pictures and ids are kept of each.
pub fn merge(parts: &[Part<'_, Casting>]) -> Option<CastMember> {
    let first = parts.first()?;
    let figures: Vec<&Figure> = parts
        .iter()
        .flat_map(|part| {
            [part.row.figure.as_deref(), part.record.and_then(|record| record.figure.as_deref())]
        })
        .flatten()
        .collect();
    let gather = |of: &dyn Fn(&Figure) -> Option<String>| figures.iter().find_map(|figure| of(figure));
    let records = || parts.iter().filter_map(|part| part.record);
    let name = turned(&first.row.name);
    let natives = parts.iter().filter_map(|part| part.row.name_native.clone());
    let told = records().flat_map(|record| record.titles.iter().map(|title| title.text.clone()));
    let name_native =
        natives.chain(told.clone().filter(|text| is_native(text))).find(|native| !native.trim().is_empty());

    let mut variations = Unique::without([Some(&name), name_native.as_ref()]);
    for part in parts {
        variations.add(&turned(&part.row.name));
        variations.add(&part.row.name);
        part.row.name_native.iter().for_each(|native| variations.add(native));
        part.row.figure.iter().flat_map(|figure| &figure.variations).for_each(|other| variations.add(other));
        if let Some(record) = part.record {
            record.title.iter().for_each(|title| variations.add(title));
            record.titles.iter().for_each(|title| variations.add(&title.text));
            record
                .figure
                .iter()
                .flat_map(|figure| &figure.variations)
                .for_each(|other| variations.add(other));
        }
    }
    let mut nicknames = Unique::without([Some(&name), name_native.as_ref()]);
    nicknames.seen.extend(variations.seen.iter().cloned());
    let beside = figures.iter().flat_map(|figure| &figure.nicknames);
    beside.chain(records().flat_map(|record| &record.synonyms)).for_each(|nickname| nicknames.add(nickname));
    let mut traits = Unique::without([None, None]);
    figures.iter().flat_map(|figure| &figure.traits).for_each(|word| traits.add(word));
    let favorites = favorites(parts, |row| row.figure.as_deref().and_then(|figure| figure.favorites));

    let figure = Figure {
        variations: variations.kept,
        nicknames: without_short_forms(nicknames.kept),
        about: gather(&|figure| figure.about.clone()).or_else(|| records().find_map(|r| r.synopsis.clone())),
        age: gather(&|figure| figure.age.clone()),
        gender: gather(&|figure| figure.gender.clone()).or_else(|| records().find_map(|r| r.gender.clone())),
        hair: gather(&|figure| figure.hair.clone()),
        eyes: gather(&|figure| figure.eyes.clone()),
        traits: traits.kept,
        // They differ in kind from source to source and are kept of each, beside the figure.
        favorites: None,
        url: None,
    };
    let images = images(parts, |row| row.image.as_ref());
    Some(CastMember {
        casting: Casting {
            external_id: first.row.external_id.clone(),
            name,
            name_native,
            role: role(parts),
            image: images.first().map(|(_, url)| url.clone()),
            voice_actors: voices(parts),
            figure: figure.boxed(),
        },
        favorites,
        images,
        pages: pages(
            parts,
            |row| row.figure.as_deref().and_then(|figure| figure.url.clone()),
            |row| row.external_id.as_ref(),
        ),
        external_ids: ids(parts.iter().filter_map(|part| part.row.external_id.as_ref())),
        found_in: found_in(parts),
    })
}

/// Merges the rows of one person, given from the most trusted source to the least; `None` without any.
pub fn merge_staff(parts: &[Part<'_, Credit>]) -> Option<StaffMember> {
    let first = parts.first()?;
    let records = || parts.iter().filter_map(|part| part.record);
    let mut roles = Unique::without([None, None]);
    parts.iter().flat_map(|part| &part.row.roles).for_each(|role| roles.add(role));
    let native = records().flat_map(|record| &record.titles).map(|title| &title.text);
    Some(StaffMember {
        name: turned(&first.row.name),
        name_native: native.into_iter().find(|text| is_native(text)).cloned(),
        roles: roles.kept,
        external_ids: ids(parts.iter().filter_map(|part| part.row.external_id.as_ref())),
        found_in: found_in(parts),
        image: images(parts, |_| None).into_iter().next().map(|(_, url)| url),
        about: records().find_map(|record| record.synopsis.clone()),
        facts: records().find_map(|record| record.person.clone()),
        favorites: favorites(parts, |_| None),
    })
}

/// A name with the family's part in front of a comma, turned around: `Kamado, Tanjirou` is Tanjirou
/// Kamado. Names with several commas, or with a title behind it (`Holt, Jr.`), are left alone.
fn turned(name: &str) -> String {
    let trimmed = name.trim();
    match trimmed.split_once(',') {
        Some((family, given))
            if !given.contains([',', '.', '(', '"'])
                && !family.contains(['(', '"'])
                && !is_native(trimmed) =>
        {
            [given.trim(), family.trim()].join(" ").trim().to_owned()
        }
        _ => trimmed.to_owned(),
    }
}

/// Texts without repeats: letter case says nothing, nor do blanks between Han characters or kana.
struct Unique {
    seen: BTreeSet<String>,
    kept: Vec<String>,
}

impl Unique {
    fn without(known: [Option<&String>; 2]) -> Self {
        Self { seen: known.into_iter().flatten().map(|text| folded(text)).collect(), kept: Vec::new() }
    }

    fn add(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.seen.insert(folded(text)) {
            self.kept.push(text.to_owned());
        }
    }
}

fn folded(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    if is_native(text) {
        lower.chars().filter(|letter| !letter.is_whitespace()).collect()
    } else {
        lower.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Of `Ed` and `Ed (by Winry)` only the longer, which says more.
fn without_short_forms(names: Vec<String>) -> Vec<String> {
    let noted: BTreeSet<String> =
        names.iter().filter_map(|name| name.split_once(" (")).map(|(bare, _)| folded(bare)).collect();
    names.into_iter().filter(|name| name.contains(" (") || !noted.contains(&folded(name))).collect()
}

/// The size of part that most sources give; the first of them on a tie.
fn role(parts: &[Part<'_, Casting>]) -> CharacterRole {
    let said: BTreeMap<&SourceId, &CharacterRole> = parts
        .iter()
        .rev()
        .filter(|part| part.row.role != CharacterRole::Unknown)
        .map(|part| (part.source, &part.row.role))
        .collect();
    let votes = |role: &CharacterRole| said.values().filter(|other| **other == role).count();
    let in_order = parts.iter().filter_map(|part| said.get(part.source));
    let mut best: Option<(&CharacterRole, usize)> = None;
    for role in in_order {
        let count = votes(role);
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((role, count));
        }
    }
    best.map(|(role, _)| role.clone()).unwrap_or_default()
}

/// Every voice once for each language; a voice whose language no source states is taken for the same
/// one's of another.
fn voices(parts: &[Part<'_, Casting>]) -> Vec<VoiceActor> {
    let mut kept: Vec<(VoiceActor, Names)> = Vec::new();
    for actor in parts.iter().flat_map(|part| &part.row.voice_actors) {
        let names = Names::of(&actor.name);
        let same = |(known, known_names): &&mut (VoiceActor, Names)| {
            let language =
                known.language == actor.language || known.language.is_none() || actor.language.is_none();
            let id = known.external_id.is_some() && known.external_id == actor.external_id;
            language && (id || same_name(known_names, &names))
        };
        match kept.iter_mut().find(same) {
            Some((known, _)) => {
                known.language = known.language.take().or_else(|| actor.language.clone());
                known.external_id = known.external_id.take().or_else(|| actor.external_id.clone());
            }
            None => kept.push((VoiceActor { name: turned(&actor.name), ..actor.clone() }, names)),
        }
    }
    let mut voices: Vec<VoiceActor> = kept.into_iter().map(|(voice, _)| voice).collect();
    // The original's voices first, then by language; within one in the order of trust.
    voices.sort_by_key(|voice| {
        let language = voice.language.as_deref().and_then(Language::parse);
        (voice.language.as_deref() != Some("ja"), language)
    });
    voices
}

fn favorites<Row>(parts: &[Part<'_, Row>], of_row: impl Fn(&Row) -> Option<u64>) -> BTreeMap<SourceId, u64> {
    let mut favorites = BTreeMap::new();
    for part in parts {
        let told = part.record.and_then(|record| record.favorites.or(record.figure.as_deref()?.favorites));
        if let Some(count) = told.or_else(|| of_row(part.row)) {
            favorites.entry(part.source.clone()).or_insert(count);
        }
    }
    favorites
}

fn images<Row>(parts: &[Part<'_, Row>], of_row: impl Fn(&Row) -> Option<&String>) -> Vec<(SourceId, String)> {
    let mut images: Vec<(SourceId, String)> = Vec::new();
    for part in parts {
        let own = part.record.iter().flat_map(|record| &record.images).map(|Image { url, .. }| url);
        for url in of_row(part.row).into_iter().chain(own) {
            if images.iter().all(|(_, known)| known != url) {
                images.push((part.source.clone(), url.clone()));
            }
        }
    }
    images
}

fn pages<Row>(
    parts: &[Part<'_, Row>],
    of_row: impl Fn(&Row) -> Option<String>,
    id: impl Fn(&Row) -> Option<&ExternalId>,
) -> BTreeMap<SourceId, String> {
    let mut pages = BTreeMap::new();
    for part in parts {
        let told = of_row(part.row).or_else(|| part.record.and_then(|record| record.url.clone()));
        if let Some(page) = told.or_else(|| id(part.row).and_then(ExternalId::url)) {
            pages.entry(part.source.clone()).or_insert(page);
        }
    }
    pages
}

fn ids<'i>(all: impl Iterator<Item = &'i ExternalId>) -> Vec<ExternalId> {
    all.cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

fn found_in<Row>(parts: &[Part<'_, Row>]) -> Vec<SourceId> {
    parts.iter().map(|part| part.source.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn casting(name: &str, role: CharacterRole) -> Casting {
        Casting { name: name.into(), role, ..Casting::default() }
    }

    #[test]
    fn one_character_of_three_sources() {
        let [mal, anilist, anidb] = ["mal", "anilist", "anidb"].map(SourceId::known);
        let voice = |name: &str, language: Option<&str>| VoiceActor {
            external_id: None,
            name: name.into(),
            language: language.map(str::to_owned),
        };
        let mut one = casting("Hale, Rin", CharacterRole::Supporting);
        one.external_id = "mal_character:7".parse().ok();
        one.voice_actors = vec![voice("Saeki, Toru", Some("ja")), voice("Moone, Ann", Some("en"))];
        one.figure = Figure {
            nicknames: vec!["Ed".into(), "ed (by Nao)".into()],
            favorites: Some(12),
            ..Figure::default()
        }
        .boxed();
        let mut two = casting("Rin Hale", CharacterRole::Main);
        two.name_native = Some("リン ヘイル".into());
        two.image = Some("https://example.org/rin.png".into());
        two.voice_actors = vec![voice("Tōru Saeki", Some("ja"))];
        two.figure = Figure { age: Some("16".into()), favorites: Some(30), ..Figure::default() }.boxed();
        let mut three = casting("RIN HALE", CharacterRole::Main);
        three.name_native = Some("リンヘイル".into());
        three.voice_actors = vec![voice("Saeki Tooru", None)];
        let parts = [(&mal, &one), (&anilist, &two), (&anidb, &three)];
        let parts = parts.map(|(source, row)| Part { source, row, record: None });

        let merged = merge(&parts).expect("three rows");
        assert_eq!(merged.casting.name, "Rin Hale");
        assert_eq!(merged.casting.name_native.as_deref(), Some("リン ヘイル"));
        assert_eq!(merged.casting.role, CharacterRole::Main, "two against one");
        let voices: Vec<&str> = merged.casting.voice_actors.iter().map(|voice| voice.name.as_str()).collect();
        assert_eq!(voices, ["Toru Saeki", "Ann Moone"]);
        let figure = merged.casting.figure.expect("there is something to tell");
        assert_eq!(figure.variations, ["Hale, Rin"], "case and blanks are no variation");
        assert_eq!(figure.nicknames, ["ed (by Nao)"]);
        assert_eq!(figure.age.as_deref(), Some("16"));
        assert_eq!(merged.favorites.values().copied().collect::<Vec<_>>(), [30, 12]);
        assert_eq!(merged.pages.get(&mal).map(String::as_str), Some("https://myanimelist.net/character/7"));
        assert_eq!(merged.found_in, [anidb, anilist, mal]);
        assert!(merge(&[]).is_none());
    }

    #[test]
    fn people_keep_every_role_once() {
        let (mal, anidb) = (SourceId::known("mal"), SourceId::known("anidb"));
        let credit = |name: &str, roles: &[&str]| Credit {
            external_id: None,
            name: name.into(),
            roles: roles.iter().map(ToString::to_string).collect(),
        };
        let (one, two) =
            (credit("Saeki, Toru", &["Director"]), credit("Saeki Tōru", &["director", "Storyboard"]));
        let parts = [(&mal, &one), (&anidb, &two)].map(|(source, row)| Part { source, row, record: None });
        let merged = merge_staff(&parts).expect("two rows");
        assert_eq!((merged.name.as_str(), merged.roles.len()), ("Toru Saeki", 2));
    }
}
