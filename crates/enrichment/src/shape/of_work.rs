//! An entry made of a golden record.

use std::collections::BTreeMap;

use model::{
    AiringKind, CastMember, Credit, Details, Episode, ExternalId, Image, ImageKind, RelationEntry,
    RelationType, SongKind, SourceId, StaffMember, Statistics, Work,
};
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};

use super::{
    AiredDates, Cast, Company, DelayInformation, Entry, EpisodeDetail, FormTimes, LinkEntry, Metadata,
    Picture, PremiereDates, Related, SlotEntry, StaffData, StaffEntry, StatisticsEntry, StreamEntry,
    ThemeEntry, ThemeSong, Trailer, Voice, staff,
};
use crate::{
    lists::{is_printed, one_per_work, pages},
    titles::synonyms,
};

/// How an entry came about, for its `enrichment_metadata`.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// When, as RFC 3339.
    pub at: Option<String>,
    /// Where it is from, such as `multi-source`.
    pub source: Option<String>,
    /// What did not work.
    pub error: Option<String>,
}

/// An entry of a golden record. `work_of` tells which external ids mean one work, so that each related
/// work is there once; without such knowledge it gives `None`.
pub fn entry<W: Ord>(work: &Work, made: &Made, work_of: impl Fn(&ExternalId) -> Option<W>) -> Entry {
    let details = work.details();
    let sources = pages(work);
    let (related_anime, relations) = related(work, work_of);
    let songs = |kind: SongKind| {
        let of_kind = details.songs.iter().filter(move |song| song.kind == kind);
        let themed = of_kind.map(|song| ThemeSong {
            title: song.title.clone(),
            artist: song.artist.clone(),
            episodes: song.episodes.clone(),
            other: Map::new(),
        });
        themed.collect::<Vec<_>>()
    };
    Entry {
        id: sources.first().map(|page| uuid(page)),
        title: work.title.clone(),
        title_english: work.title_english().map(str::to_owned),
        title_japanese: work.title_native().map(str::to_owned),
        kind: work.format.to_string(),
        status: work.status.to_string(),
        episodes: work.episodes,
        year: work.year.map(i32::from),
        season: work.season.map(|season| season.to_string()),
        month: work.start_date.and_then(model::FuzzyDate::month).and_then(month),
        duration: work.duration_s,
        source_material: work.origin.as_deref().map(|word| word.to_uppercase().replace('_', " ")),
        rating: work.rating.clone(),
        nsfw: details.adult,
        background: details.background.clone(),
        synopsis: work.synopses.first().map(|synopsis| synopsis.text.clone()),
        genres: details.genres.clone(),
        demographics: details.demographics.clone(),
        tags: if classified(&details) { details.tags.clone() } else { work.tags.clone() },
        synonyms: synonyms(work).into_iter().map(str::to_owned).collect(),
        content_warnings: details.content_warnings.clone(),
        streaming_licenses: details.licenses.clone(),
        themes: themes(&details),
        characters: details.characters.iter().map(cast).collect(),
        episode_details: details.episodes.iter().map(episode).collect(),
        opening_themes: songs(SongKind::Opening),
        ending_themes: songs(SongKind::Ending),
        trailers: details.videos.iter().map(trailer).collect(),
        related_anime,
        relations,
        streaming_info: details.streams.iter().flat_map(streaming).collect(),
        aired_dates: aired(work, &details),
        broadcast: details.broadcast.as_ref().map(|slot| SlotEntry {
            day: slot.day.clone(),
            time: slot.time.clone(),
            timezone: slot.zone.clone(),
            other: Map::new(),
        }),
        broadcast_schedule: times(&details),
        premiere_dates: premieres(&details),
        delay_information: delay(&details),
        external_links: details.links.iter().map(link).collect(),
        images: images(work),
        score: means(&details),
        statistics: details.statistics.iter().map(|told| (site(&told.source), counts(told))).collect(),
        staff_data: staff_data(work, &details),
        enrichment_metadata: metadata(made),
        sources,
        ..Entry::default()
    }
}

fn classified(details: &Details) -> bool {
    !(details.genres.is_empty()
        && details.themes.is_empty()
        && details.demographics.is_empty()
        && details.content_warnings.is_empty()
        && details.tags.is_empty())
}

/// A name-based UUID (version 5, RFC 9562) of a page's address.
fn uuid(page: &str) -> String {
    /// The name space of addresses, `6ba7b811-9dad-11d1-80b4-00c04fd430c8`.
    const ADDRESSES: [u8; 16] =
        [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    let digest = Sha1::new().chain_update(ADDRESSES).chain_update(page.as_bytes()).finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// A source as entries name it: the site, without underscores.
fn site(source: &SourceId) -> String {
    crate::rules::platform(source).replace('_', "")
}

fn month(number: i8) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS.get(usize::try_from(number - 1).ok()?).map(|name| (*name).to_owned())
}

fn themes(details: &Details) -> Vec<ThemeEntry> {
    let theme = |theme: &model::Theme| ThemeEntry {
        name: theme.name.clone(),
        description: theme.description.clone(),
        other: Map::new(),
    };
    details.themes.iter().map(theme).collect()
}

fn cast(member: &CastMember) -> Cast {
    let figure = member.casting.figure.as_deref().cloned().unwrap_or_default();
    let voice = |actor: &model::VoiceActor| Voice {
        name: actor.name.clone(),
        language: actor.language.as_deref().map(language),
        other: Map::new(),
    };
    Cast {
        name: member.casting.name.clone(),
        name_native: member.casting.name_native.clone(),
        name_variations: figure.variations,
        nicknames: figure.nicknames,
        role: Some(member.casting.role.to_string()),
        description: figure.about,
        age: figure.age,
        gender: figure.gender,
        hair_color: figure.hair,
        eye_color: figure.eyes,
        character_traits: figure.traits,
        favorites: (!member.favorites.is_empty()).then(|| member.favorites.values().sum()),
        images: member.images.iter().map(|(source, url)| picture(url, Some(source))).collect(),
        voice_actors: member.casting.voice_actors.iter().map(voice).collect(),
        character_pages: member.pages.iter().map(|(source, url)| (site(source), url.clone())).collect(),
        found_in: member.found_in.iter().map(site).collect(),
        other: Map::new(),
    }
}

/// A language by its English name, where entries have one; else its tag.
fn language(tag: &str) -> String {
    const NAMES: [(&str, &str); 12] = [
        ("ja", "Japanese"),
        ("en", "English"),
        ("de", "German"),
        ("es", "Spanish"),
        ("fr", "French"),
        ("it", "Italian"),
        ("ko", "Korean"),
        ("pt", "Portuguese"),
        ("pt-BR", "Portuguese (BR)"),
        ("zh", "Chinese"),
        ("hu", "Hungarian"),
        ("pl", "Polish"),
    ];
    NAMES.iter().find(|(known, _)| *known == tag).map_or(tag, |(_, name)| name).to_owned()
}

fn episode(episode: &Episode) -> EpisodeDetail {
    let entry = &episode.entry;
    let whole = entry.number.parse::<u32>().ok().map(|number| json!(number));
    EpisodeDetail {
        episode_number: Some(whole.unwrap_or_else(|| json!(entry.number))),
        season_number: entry.season,
        title: entry.title.clone(),
        title_japanese: entry.title_native.clone(),
        title_romaji: entry.title_romaji.clone(),
        synopsis: entry.synopsis.clone(),
        aired: entry.aired_at.map(|at| at.to_string()).or_else(|| entry.aired.map(|day| day.to_string())),
        duration: entry.duration_s,
        filler: Some(entry.filler),
        recap: Some(entry.recap),
        score: entry.score.map(|score| score.normalized),
        thumbnails: entry.thumbnails.clone(),
        episode_pages: episode.pages.iter().map(|(source, url)| (site(source), url.clone())).collect(),
        streaming: episode.streaming.clone(),
        ..EpisodeDetail::default()
    }
}

fn trailer(video: &model::Video) -> Trailer {
    Trailer {
        url: video.url.clone(),
        title: video.title.clone(),
        thumbnail_url: video.thumbnail.clone(),
        other: Map::new(),
    }
}

/// Related anime, and related works in other media.
fn related<W: Ord>(work: &Work, work_of: impl Fn(&ExternalId) -> Option<W>) -> (Vec<Related>, Vec<Related>) {
    let all = one_per_work(&work.relations, work_of);
    let (others, anime): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(tie, _)| is_printed(&tie.external_id));
    let list = |ties: Vec<(RelationEntry, Vec<ExternalId>)>| {
        let one = |(tie, ids): (RelationEntry, Vec<ExternalId>)| Related {
            title: tie.title,
            relation_type: Some(relation(&tie.kind)),
            url: tie.external_id.url().or_else(|| ids.iter().find_map(ExternalId::url)),
            other: Map::new(),
        };
        ties.into_iter().map(one).collect()
    };
    (list(anime), list(others))
}

/// A tie in the words of the dataset.
fn relation(kind: &RelationType) -> String {
    match kind {
        RelationType::Parent => "PARENT STORY".to_owned(),
        RelationType::Alternative => "ALTERNATIVE VERSION".to_owned(),
        other => other.as_str().to_uppercase().replace('_', " "),
    }
}

/// One entry for each region, or one without where nobody says where it is shown.
fn streaming(known: &model::Streaming) -> Vec<StreamEntry> {
    let stream = &known.stream;
    let in_region = |region: Option<String>| StreamEntry {
        platform: stream.name.clone(),
        url: stream.url.clone(),
        region,
        free: stream.free,
        premium_required: stream.premium,
        dub_available: (!stream.dubs.is_empty())
            .then(|| stream.dubs.iter().any(|tag| !tag.starts_with("ja"))),
        subtitle_languages: stream.subs.clone(),
        other: Map::new(),
    };
    if stream.regions.is_empty() {
        return vec![in_region(None)];
    }
    stream.regions.iter().map(|region| in_region(Some(region.clone()))).collect()
}

fn aired(work: &Work, details: &Details) -> Option<AiredDates> {
    let text = |date: Option<model::FuzzyDate>| date.map(|date| date.to_string());
    let string = details.aired_words.clone();
    (work.start_date.is_some() || work.end_date.is_some() || string.is_some()).then(|| AiredDates {
        from: text(work.start_date),
        to: text(work.end_date),
        string,
        other: Map::new(),
    })
}

fn times(details: &Details) -> Option<FormTimes> {
    let time = |kind: AiringKind| {
        details.slots.iter().find(|slot| slot.kind == kind).and_then(|slot| {
            let time = slot.time.clone()?;
            Some(slot.zone.as_ref().map_or_else(|| time.clone(), |zone| format!("{time} {zone}")))
        })
    };
    (!details.slots.is_empty()).then(|| FormTimes {
        jpn_time: time(AiringKind::Raw),
        sub_time: time(AiringKind::Sub),
        dub_time: time(AiringKind::Dub),
        other: Map::new(),
    })
}

fn premieres(details: &Details) -> Option<PremiereDates> {
    let first = |kind: AiringKind| {
        details
            .premieres
            .iter()
            .find(|premiere| premiere.kind == kind)
            .map(|premiere| premiere.at.to_string())
    };
    (!details.premieres.is_empty()).then(|| PremiereDates {
        original: first(AiringKind::Raw),
        sub: first(AiringKind::Sub),
        dub: first(AiringKind::Dub),
        other: Map::new(),
    })
}

/// The break of the first broadcast, else of any form.
fn delay(details: &Details) -> Option<DelayInformation> {
    let raw = details.delays.iter().find(|delay| delay.kind == AiringKind::Raw);
    let delay = raw.or(details.delays.first())?;
    Some(DelayInformation {
        delayed_timetable: Some(delay.word.as_ref().map_or(json!(true), |word| json!(word))),
        delayed_from: delay.from.map(|at| at.to_string()),
        delayed_until: delay.until.map(|at| at.to_string()),
        delay_reason: delay.reason.clone(),
        other: Map::new(),
    })
}

fn link(link: &model::WebLink) -> LinkEntry {
    LinkEntry { name: link.name.clone(), url: link.url.clone(), other: Map::new() }
}

fn images(work: &Work) -> BTreeMap<String, Vec<Picture>> {
    let mut images: BTreeMap<String, Vec<Picture>> = BTreeMap::new();
    for (image, source) in work.pictures() {
        images.entry(kind_of(image)).or_default().push(picture(&image.url, source));
    }
    images
}

fn kind_of(image: &Image) -> String {
    match &image.kind {
        ImageKind::Poster => "covers".to_owned(),
        ImageKind::Thumbnail => "thumbnails".to_owned(),
        ImageKind::Banner => "banners".to_owned(),
        ImageKind::Other(word) => word.to_lowercase(),
    }
}

fn picture(url: &str, source: Option<&SourceId>) -> Picture {
    match source {
        Some(source) => Picture::From {
            url: url.to_owned(),
            source: Some(source.as_str().replace('_', "")),
            other: Map::new(),
        },
        None => Picture::Address(url.to_owned()),
    }
}

fn means(details: &Details) -> BTreeMap<String, f64> {
    let Some(means) = details.score_means else { return BTreeMap::new() };
    let named = [
        ("arithmetic_mean", means.arithmetic),
        ("arithmetic_geometric_mean", means.arithmetic_geometric),
        ("median", means.median),
    ];
    named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn counts(told: &Statistics) -> StatisticsEntry {
    StatisticsEntry {
        score: told.score.map(|score| score.normalized),
        scored_by: told.score.and_then(|score| score.votes),
        rank: told.rank,
        popularity_rank: told.popularity_rank,
        members: told.members,
        favorites: told.favorites,
        contextual_ranks: told.contextual_ranks.iter().map(Into::into).collect(),
        other: Map::new(),
    }
}

fn staff_data(work: &Work, details: &Details) -> Option<StaffData> {
    let mut data = StaffData {
        studios: companies(&work.studios, "animation_studio", details),
        producers: companies(&work.producers, "producer", details),
        licensors: companies(&details.licensors, "licensor", details),
        ..StaffData::default()
    };
    if details.staff.is_empty() {
        work.staff.iter().for_each(|credit| add_credit(&mut data, credit));
    } else {
        details.staff.iter().for_each(|member| add_member(&mut data, member));
    }
    for member in &details.characters {
        for actor in &member.casting.voice_actors {
            let group = language(actor.language.as_deref().unwrap_or("ja")).to_lowercase();
            let list = data.voice_actors.entry(group).or_default();
            let assigned = json!({"character": member.casting.name, "role": member.casting.role});
            match list.iter_mut().find(|known| known.name == actor.name) {
                Some(known) => known.character_assignments.push(assigned),
                None => list.push(StaffEntry {
                    staff_ids: ids(actor.external_id.iter()),
                    name: actor.name.clone(),
                    character_assignments: vec![assigned],
                    ..StaffEntry::default()
                }),
            }
        }
    }
    (data != StaffData::default()).then_some(data)
}

fn companies(names: &[String], kind: &str, details: &Details) -> Vec<Company> {
    let company = |name: &String| Company {
        name: name.clone(),
        r#type: Some(kind.to_owned()),
        url: details.company_pages.get(name).cloned(),
        other: Map::new(),
    };
    names.iter().map(company).collect()
}

fn ids<'a>(ids: impl Iterator<Item = &'a ExternalId>) -> BTreeMap<String, String> {
    let of = |id: &ExternalId| {
        let space = id.namespace().as_str();
        (space.trim_end_matches("_person").replace('_', ""), id.id().to_owned())
    };
    ids.map(of).collect()
}

fn add_credit(data: &mut StaffData, credit: &Credit) {
    let person = StaffEntry {
        staff_ids: ids(credit.external_id.iter()),
        name: credit.name.clone(),
        ..StaffEntry::default()
    };
    by_role(data, &credit.roles, &person);
}

fn add_member(data: &mut StaffData, member: &StaffMember) {
    let facts = member.facts.as_deref().cloned().unwrap_or_default();
    let person = StaffEntry {
        staff_ids: ids(member.external_ids.iter()),
        name: member.name.clone(),
        native_name: member.name_native.clone(),
        image: member.image.clone(),
        biography: member.about.clone(),
        birth_date: facts.born.map(|day| day.to_string()),
        hometown: facts.hometown,
        primary_occupations: facts.occupations,
        years_active: facts.years_active.into_iter().map(i32::from).collect(),
        gender: facts.gender,
        blood_type: facts.blood_type,
        community_favorites: (!member.favorites.is_empty()).then(|| member.favorites.values().sum()),
        ..StaffEntry::default()
    };
    by_role(data, &member.roles, &person);
}

/// A person stands under each thing they did, once.
fn by_role(data: &mut StaffData, roles: &[String], person: &StaffEntry) {
    let unnamed = [String::new()];
    for role in if roles.is_empty() { &unnamed[..] } else { roles } {
        let list = data.production_staff.entry(staff::key(role)).or_default();
        if !list.iter().any(|known| known.name == person.name && known.staff_ids == person.staff_ids) {
            let role = Some(role.clone()).filter(|role| !role.is_empty());
            list.push(StaffEntry { role, ..person.clone() });
        }
    }
}

fn metadata(made: &Made) -> Option<Metadata> {
    made.at.as_ref().or(made.source.as_ref()).or(made.error.as_ref())?;
    Some(Metadata {
        source: made.source.clone(),
        enriched_at: made.at.clone(),
        success: Some(made.error.is_none()),
        error_message: made.error.clone(),
        other: Map::<String, Value>::new(),
    })
}
