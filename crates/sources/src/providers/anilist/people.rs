//! How AniList's characters, people, studios and users are read.

use model::{
    Casting, CharacterRole, Credit, Figure, Namespace, PersonFacts, Record, RecordKind, RelationEntry,
    RelationType, VoiceActor,
};

use super::{CHARACTER, FACTS, PERSON, STUDIO, USER, media, names};
use crate::parts::{json::Json, languages, text};

/// Adds a page of a work's characters.
pub fn add_castings(connection: Json<'_>, list: &mut Vec<Casting>) {
    for edge in connection.at("edges").list() {
        list.extend(casting(edge.at("node"), edge));
    }
    // Without edges nothing tells how large a part is.
    if !connection.at("edges").is_some() {
        list.extend(connection.at("nodes").list().filter_map(|node| casting(node, node)));
    }
}

/// Adds a page of a work's staff. A person who did several things is there once for each, and one credit here.
pub fn add_credits(connection: Json<'_>, list: &mut Vec<Credit>) {
    let edges = connection.at("edges").list().map(|edge| (edge.at("node"), edge.at("role")));
    for (node, role) in edges {
        let Some(name) = names::main_name(node.at("name")) else { continue };
        let external_id = names::id_in(&PERSON, node);
        let role = role.title();
        match list.iter_mut().find(|credit| credit.external_id == external_id && credit.name == name) {
            Some(credit) => text::add_words(&mut credit.roles, role),
            None => list.push(Credit { external_id, name, roles: role.into_iter().collect() }),
        }
    }
}

pub fn character(node: Json<'_>) -> Option<Record> {
    let mut record = being(node, &RecordKind::Character, &CHARACTER)?;
    for edge in node.path("media.edges").list() {
        add_appearance(&mut record, edge.at("node"), edge.at("characterRole"));
    }
    for work in node.path("media.nodes").list() {
        add_appearance(&mut record, work, Json::of(&serde_json::Value::Null));
    }
    Some(record)
}

pub fn person(node: Json<'_>) -> Option<Record> {
    let mut record = being(node, &RecordKind::Person, &PERSON)?;
    text::add_words(&mut record.tags, node.at("primaryOccupations").texts());
    let language = node.at("languageV2").raw().or_else(|| node.at("language").raw()).and_then(languages::tag);
    for title in record.titles.iter_mut().skip(1).filter(|title| title.language.is_none()) {
        title.language = language.and_then(model::Language::parse);
    }
    for key in ["characterMedia", "staffMedia"] {
        for edge in node.at(key).at("edges").list() {
            add_appearance(&mut record, edge.at("node"), edge.at("characterRole"));
        }
    }
    Some(record)
}

/// A studio; its works are what it is related to.
pub fn studio(node: Json<'_>) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Studio, names::id_in(&STUDIO, node)?);
    record.title = Some(node.at("name").title()?);
    record.url = node.at("siteUrl").url();
    record.favorites = node.at("favourites").unsigned();
    let works =
        node.path("media.edges").list().map(|edge| edge.at("node")).chain(node.path("media.nodes").list());
    for work in works {
        let Some(external_id) = names::work_id(work) else { continue };
        if record.relations.iter().all(|known| known.external_id != external_id) {
            let title = names::main_title(work.at("title"));
            record.relations.push(RelationEntry { kind: RelationType::Related, external_id, title });
        }
    }
    Some(record)
}

/// The user whose token was sent.
pub fn viewer(node: Json<'_>) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Person, names::id_in(&USER, node)?);
    record.title = Some(node.at("name").title()?);
    record.url = node.at("siteUrl").url();
    record.images = names::pictures(node.at("avatar"));
    Some(record)
}

/// What is told of a figure in a list or on its page, but for what a record has fields of its own for.
fn figure(node: Json<'_>) -> Option<Box<Figure>> {
    Figure { age: node.at("age").text(), ..Figure::default() }.boxed()
}

/// Facts of a person's life.
fn facts(node: Json<'_>) -> Option<Box<PersonFacts>> {
    let years = node.at("yearsActive").list().filter_map(|year| i16::try_from(year.number()?).ok());
    PersonFacts {
        born: media::date(node.at("dateOfBirth")),
        died: media::date(node.at("dateOfDeath")),
        hometown: node.at("homeTown").text(),
        occupations: node.at("primaryOccupations").texts(),
        years_active: years.collect(),
        gender: None,
        blood_type: node.at("bloodType").text(),
    }
    .boxed()
}

fn being(node: Json<'_>, kind: &RecordKind, namespace: &Namespace) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), kind.clone(), names::id_in(namespace, node)?);
    record.url = node.at("siteUrl").url().or_else(|| record.external_id.url());
    (record.titles, record.synonyms) = names::all_names(node.at("name"));
    record.title = record.titles.first().map(|title| title.text.clone());
    record.synopsis = names::about(node.at("description"));
    record.gender = node.at("gender").text();
    record.favorites = node.at("favourites").unsigned();
    record.images = names::pictures(node.at("image"));
    if *kind == RecordKind::Character {
        record.figure = figure(node);
    } else {
        record.person = facts(node);
    }
    record.title.is_some().then_some(record)
}

fn add_appearance(record: &mut Record, work: Json<'_>, role: Json<'_>) {
    let Some(id) = names::work_id(work) else { return };
    let role = role.raw().map(CharacterRole::parse).unwrap_or_default();
    match record.appearances.iter_mut().find(|(known, _)| *known == id) {
        Some((_, known)) if *known == CharacterRole::Unknown => *known = role,
        Some(_) => {}
        None => record.appearances.push((id, role)),
    }
}

fn casting(node: Json<'_>, edge: Json<'_>) -> Option<Casting> {
    let name = node.at("name");
    let mut voice_actors: Vec<VoiceActor> = Vec::new();
    let roles = edge.at("voiceActorRoles").list().map(|role| role.at("voiceActor"));
    for actor in edge.at("voiceActors").list().chain(roles).filter_map(voice) {
        if !voice_actors.contains(&actor) {
            voice_actors.push(actor);
        }
    }
    let main = names::main_name(name)?;
    Some(Casting {
        external_id: names::id_in(&CHARACTER, node),
        name_native: name.at("native").title().filter(|native| *native != main),
        name: main,
        role: edge.at("role").raw().map(CharacterRole::parse).unwrap_or_default(),
        image: names::picture(node.path("image.large")).or_else(|| names::picture(node.path("image.medium"))),
        voice_actors,
        figure: Figure {
            about: names::about(node.at("description")),
            gender: node.at("gender").text(),
            age: node.at("age").text(),
            favorites: node.at("favourites").unsigned(),
            url: node.at("siteUrl").url(),
            ..Figure::default()
        }
        .boxed(),
    })
}

fn voice(actor: Json<'_>) -> Option<VoiceActor> {
    let language = actor.at("languageV2").raw().or_else(|| actor.at("language").raw());
    Some(VoiceActor {
        external_id: names::id_in(&PERSON, actor),
        name: names::main_name(actor.at("name"))?,
        language: language.and_then(languages::tag).map(str::to_owned),
    })
}
