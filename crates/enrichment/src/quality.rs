//! How good a golden record is: what it has, how far its sources agree, how fresh they are.

use model::{Field, Instant, Medium, Status, Work};
use serde::Serialize;

use crate::{
    claims::Told,
    disagreement::{COMPARED, positions},
    rules::Profile,
    voices::Voices,
    work::is_about_work,
};

/// Age in days after which what was said of a work that is still going on counts half.
const HALF_LIFE_ONGOING: f64 = 14.0;

/// Age in days after which what was said of a work that is done counts half.
const HALF_LIFE_DONE: f64 = 365.0;

/// What the three parts weigh in the total.
const WEIGHTS: [f64; 3] = [0.5, 0.3, 0.2];

/// The quality of a golden record. Every part is between 0 and 1.
///
/// `total = (0.5·completeness + 0.3·agreement + 0.2·freshness)`, divided by the weights of the parts that
/// are known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// All in one number.
    pub total: f64,
    /// The mean over the groups of the share of fields that have a value.
    pub completeness: f64,
    /// The groups of fields.
    pub groups: Vec<Group>,
    /// The mean, over the fields that two sites or more speak of, of the share of sites that say what
    /// most of them say; `None` when there is no such field.
    pub agreement: Option<f64>,
    /// How many fields are compared.
    pub compared: usize,
    /// Of these, those in which not all say the same.
    pub disputed: Vec<Field>,
    /// The mean over the records of `0.5 ^ (age / half life)`, with a half life of 14 days while the work
    /// goes on and 365 days after; `None` when no record's time is known.
    pub freshness: Option<f64>,
    /// When the oldest record was kept.
    pub oldest: Option<Instant>,
    /// When the newest was kept.
    pub newest: Option<Instant>,
}

/// Fields that belong together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its name.
    pub name: &'static str,
    /// The share of its fields that have a value, from 0 to 1.
    pub share: f64,
    /// The fields without a value.
    pub missing: Vec<Field>,
}

/// The groups, and for each field whether it makes sense for printed works and games as well.
const GROUPS: [(&str, &[(Field, bool)]); 7] = [
    (
        "names",
        &[
            (Field::Title, true),
            (Field::TitleEnglish, true),
            (Field::TitleNative, true),
            (Field::Titles, true),
        ],
    ),
    (
        "time",
        &[
            (Field::Status, true),
            (Field::StartDate, true),
            (Field::EndDate, true),
            (Field::Year, true),
            (Field::Season, false),
        ],
    ),
    (
        "form",
        &[
            (Field::Format, true),
            (Field::Episodes, false),
            (Field::Duration, false),
            (Field::Origin, false),
            (Field::Rating, false),
            (Field::EpisodeList, false),
        ],
    ),
    (
        "content",
        &[(Field::Synopsis, true), (Field::Genres, true), (Field::Themes, true), (Field::Tags, true)],
    ),
    ("makers", &[(Field::Studios, true), (Field::Staff, true), (Field::Characters, true)]),
    (
        "media",
        &[(Field::Image, true), (Field::Videos, false), (Field::Songs, false), (Field::Streams, false)],
    ),
    ("reception", &[(Field::Score, true), (Field::Popularity, true), (Field::Statistics, true)]),
];

/// Measures a golden record against its records at a point in time.
pub fn quality(profile: &'static Profile, work: &Work, told: &[Told<'_>], now: Instant) -> Quality {
    let groups: Vec<Group> = GROUPS.iter().map(|(name, fields)| group(name, fields, work)).collect();
    let completeness = groups.iter().map(|group| group.share).sum::<f64>() / groups.len() as f64;
    let voices = Voices::new(profile, told.iter().map(|told| told.record).filter(|r| is_about_work(r)));
    let (agreement, compared, disputed) = agreement(&voices);
    let times: Vec<Instant> = told.iter().filter_map(|told| told.at).collect();
    let freshness = freshness(work, &times, now);
    let parts = [Some(completeness), agreement, freshness];
    let known = || parts.iter().zip(WEIGHTS).filter_map(|(part, weight)| Some(((*part)?, weight)));
    let weights: f64 = known().map(|(_, weight)| weight).sum();
    Quality {
        total: known().map(|(part, weight)| part * weight).sum::<f64>() / weights,
        completeness,
        groups,
        agreement,
        compared,
        disputed,
        freshness,
        oldest: times.iter().min().copied(),
        newest: times.iter().max().copied(),
    }
}

fn group(name: &'static str, fields: &[(Field, bool)], work: &Work) -> Group {
    let moving = work.medium == Medium::Anime;
    let fitting: Vec<&Field> =
        fields.iter().filter(|(_, everywhere)| moving || *everywhere).map(|(field, _)| field).collect();
    // A work that is not over has no last day to know.
    let open = matches!(work.status, Status::Ongoing | Status::Upcoming | Status::Hiatus);
    let fitting: Vec<&Field> = fitting.into_iter().filter(|f| !(open && **f == Field::EndDate)).collect();
    let missing: Vec<Field> =
        fitting.iter().filter(|field| !has(work, field)).map(|f| (*f).clone()).collect();
    let share = 1.0 - missing.len() as f64 / fitting.len().max(1) as f64;
    Group { name, share, missing }
}

/// Whether a golden record has a value in a field.
pub(crate) fn has(work: &Work, field: &Field) -> bool {
    let details = work.details();
    match field {
        Field::Title => work.title != "?",
        Field::TitleEnglish => work.title_english().is_some(),
        Field::TitleNative => work.title_native().is_some(),
        Field::Titles => work.titles.len() > 1,
        // Every work has these.
        Field::Medium | Field::Adult => true,
        Field::Format => work.format != model::Format::Unknown,
        Field::Status => work.status != Status::Unknown,
        Field::Episodes => work.episodes.is_some(),
        Field::Duration => work.duration_s.is_some(),
        Field::Season => work.season.is_some(),
        Field::Year => work.year.is_some(),
        Field::StartDate => work.start_date.is_some(),
        Field::EndDate => work.end_date.is_some(),
        Field::Score => work.score.is_some(),
        Field::Popularity => work.popularity.is_some(),
        Field::Synopsis => !work.synopses.is_empty(),
        Field::Tags => !work.tags.is_empty(),
        Field::Studios => !work.studios.is_empty(),
        Field::Producers => !work.producers.is_empty(),
        Field::Image | Field::Images => !work.images.is_empty(),
        Field::Origin => work.origin.is_some(),
        Field::Rating => work.rating.is_some(),
        Field::Staff => !work.staff.is_empty(),
        Field::Relations => !work.relations.is_empty(),
        Field::Background => details.background.is_some(),
        Field::Broadcast => details.broadcast.is_some(),
        Field::Slots => !details.slots.is_empty(),
        Field::Premieres => !details.premieres.is_empty(),
        Field::Delays => !details.delays.is_empty(),
        Field::Genres => !details.genres.is_empty(),
        Field::Themes => !details.themes.is_empty(),
        Field::Demographics => !details.demographics.is_empty(),
        Field::ContentWarnings => !details.content_warnings.is_empty(),
        Field::Licensors => !details.licensors.is_empty(),
        Field::Licenses => !details.licenses.is_empty(),
        Field::Characters => !details.characters.is_empty(),
        Field::EpisodeList => !details.episodes.is_empty(),
        Field::Songs => !details.songs.is_empty(),
        Field::Videos => !details.videos.is_empty(),
        Field::Streams => !details.streams.is_empty(),
        Field::Links => !details.links.is_empty(),
        Field::Statistics => !details.statistics.is_empty(),
        Field::ScoreMeans => details.score_means.is_some(),
        Field::Other(_) => false,
    }
}

fn agreement(voices: &Voices<'_>) -> (Option<f64>, usize, Vec<Field>) {
    let (mut shares, mut disputed) = (Vec::new(), Vec::new());
    for field in &COMPARED {
        let said: Vec<(_, usize)> =
            positions(field, voices).into_iter().map(|(value, sources)| (value, sources.len())).collect();
        let all: usize = said.iter().map(|(_, sources)| sources).sum();
        if all < 2 {
            continue;
        }
        let most = said.iter().map(|(_, sources)| *sources).max().unwrap_or(0);
        shares.push(most as f64 / all as f64);
        if said.len() > 1 {
            disputed.push(field.clone());
        }
    }
    let mean = (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64);
    (mean, shares.len(), disputed)
}

fn freshness(work: &Work, times: &[Instant], now: Instant) -> Option<f64> {
    const DAY: f64 = 86_400_000_000.0;
    let open = matches!(work.status, Status::Ongoing | Status::Upcoming | Status::Hiatus);
    let half_life = if open { HALF_LIFE_ONGOING } else { HALF_LIFE_DONE };
    let left = |at: &Instant| {
        let age = (now.as_micros() - at.as_micros()).max(0) as f64 / DAY;
        0.5_f64.powf(age / half_life)
    };
    (!times.is_empty()).then(|| times.iter().map(left).sum::<f64>() / times.len() as f64)
}

#[cfg(test)]
mod tests {
    use model::{Record, RecordKind, SourceId};

    use super::*;
    use crate::{MEASURED, merge_work};

    #[test]
    fn each_part_is_what_its_formula_says() {
        let record = |source: &'static str, episodes| {
            let mut record =
                Record::new(SourceId::known(source), RecordKind::Work, "mal:1".parse().expect("an id"));
            record.title = Some("Moonlit Depot".into());
            record.medium = Some(Medium::Anime);
            record.status = Some(Status::Finished);
            record.episodes = Some(episodes);
            record
        };
        let records = [record("mal", 12), record("anilist", 12), record("kitsu", 13)];
        let day = |days: i64| Instant::from_micros(days * 86_400_000_000);
        let times = [0, 365, 365].map(|age| Some(day(1000 - age)));
        let told: Vec<Told<'_>> = records.iter().zip(times).map(|(record, at)| Told { record, at }).collect();
        let id = model::WorkId::new(1).expect("1 is positive");
        let work = merge_work(id, &[], &records).expect("records about a work");
        let found = quality(&MEASURED, &work, &told, day(1000));
        let near = |value: Option<f64>, expected: f64| value.is_some_and(|v| (v - expected).abs() < 1e-9);
        assert!(near(found.freshness, (1.0 + 0.5 + 0.5) / 3.0));
        // Medium and status are agreed on, of the episodes two of three sites say the same.
        assert!(near(found.agreement, (1.0 + 1.0 + 2.0 / 3.0) / 3.0));
        assert_eq!((found.compared, found.disputed.as_slice()), (3, &[Field::Episodes][..]));
        let names = found.groups.first().expect("the first group");
        assert_eq!((names.name, names.share), ("names", 0.25));
        let total = 0.5 * found.completeness + 0.3 * (8.0 / 9.0) + 0.2 * (2.0 / 3.0);
        assert!(near(Some(found.total), total));
        let bare = quality(&MEASURED, &work, &[], day(1000));
        assert!(near(Some(bare.total), bare.completeness));
    }
}
