//! The golden record of a work.

use model::{
    Credit, CurationEntry, Details, ExternalId, Field, Format, Medium, Record, RecordKind, Season, SourceId,
    StaffMember, Status, Synopsis, Work, WorkId,
};

use crate::{
    companies, edits, episodes, lists, people, pick, release,
    rules::{MEASURED, Profile},
    statistics, text, titles,
    voices::Voices,
    words,
};

/// Merges what records say about a work by the default rules; `None` when none of them is about a work.
///
/// `external_ids` are the ids linked to the work, in any order. The result depends on the set of
/// records only, not on their order.
pub fn merge_work(id: WorkId, external_ids: &[ExternalId], records: &[Record]) -> Option<Work> {
    merge_work_by(&MEASURED, &[], id, external_ids, records)
}

/// As [`merge_work`], by the rules of a profile, with edits by hand laid over the result. An edit whose
/// value does not fit its field is left out; [`crate::check_edit`] tells so before it is kept.
///
/// Records about episodes and broadcasts of the work count as records about it; pages about figures and
/// people fill up those of its cast and staff.
pub fn merge_work_by(
    profile: &'static Profile,
    by_hand: &[CurationEntry],
    id: WorkId,
    external_ids: &[ExternalId],
    records: &[Record],
) -> Option<Work> {
    let voices = Voices::new(profile, records.iter().filter(|record| is_about_work(record)));
    voices.all.first()?;
    let medium = pick::one(&voices, &Field::Medium, |r| r.medium.clone(), |_| false).map(|pick| pick.value);
    let title = shown_title(&voices, external_ids);
    let mut work = Work::new(id, medium.unwrap_or(Medium::Anime), title);
    facts(&voices, &mut work);
    let pages = Voices::new(profile, records.iter().filter(|record| !is_about_work(record))).all;
    let mut details = details(&voices, &pages);
    work.titles = titles::merge(&work.title, &voices);
    work.score = pick::score(&voices);
    work.popularity = voices.all.iter().filter_map(|record| record.popularity).max();
    work.synopses = synopses(&voices);
    work.tags = words::all_tags(&voices);
    let companies = companies::merge(&voices);
    (work.studios, work.producers, details.licensors) =
        (companies.studios, companies.producers, companies.licensors);
    details.company_pages = companies.pages;
    (work.images, details.image_sources) = lists::images(&voices).into_iter().unzip();
    work.relations = lists::relations(&voices, external_ids);
    work.staff = credits(&voices, &details.staff);
    details.adult = adult(&voices);
    work.adult = details.adult == Some(true);
    work.external_ids = sorted(external_ids.to_vec());
    work.sources = sorted(voices.all.iter().map(|record| record.source.clone()).collect::<Vec<SourceId>>());
    if work.sources.len() == 1 {
        details.image_sources.clear();
    }
    work.details = details.boxed();
    edits::lay_on(&mut work, by_hand);
    Some(work)
}

/// Whether a record speaks of a work as a whole. A row of a list or a hit of a search says too little.
pub(crate) fn is_about_work(record: &Record) -> bool {
    matches!(record.kind, RecordKind::Work | RecordKind::Episodes | RecordKind::Airings)
}

fn facts(voices: &Voices<'_>, work: &mut Work) {
    work.format =
        pick::one(voices, &Field::Format, known_format, |_| false).map(|pick| pick.value).unwrap_or_default();
    work.status =
        pick::one(voices, &Field::Status, known_status, |_| false).map(|pick| pick.value).unwrap_or_default();
    // No source counts works without episodes: 0 is how some write that they do not know.
    work.episodes =
        pick::one(voices, &Field::Episodes, |r| r.episodes.filter(|n| *n > 0), |_| false).map(|p| p.value);
    work.duration_s =
        pick::one(voices, &Field::Duration, |r| r.duration_s.filter(|s| *s > 0), |_| false).map(|p| p.value);
    work.start_date = pick::date(voices, &Field::StartDate, |r| r.start_date).map(|pick| pick.value);
    work.end_date = pick::date(voices, &Field::EndDate, |r| r.end_date).map(|pick| pick.value);
    work.season = pick::one(voices, &Field::Season, |r| r.season, |_| false)
        .map(|pick| pick.value)
        .or_else(|| season_of_start(work));
    work.year = pick::one(voices, &Field::Year, |r| r.year, |_| false)
        .map(|pick| pick.value)
        .or_else(|| work.start_date.map(model::FuzzyDate::year));
    // `Other` is a word, but any other says more.
    let little = |origin: &String| origin.eq_ignore_ascii_case("other");
    work.origin = pick::one(voices, &Field::Origin, known_origin, little).map(|pick| pick.value);
    work.rating = pick::one(voices, &Field::Rating, |r| r.rating.clone(), |_| false).map(|pick| pick.value);
}

pub(crate) fn known_format(record: &Record) -> Option<Format> {
    record.format.clone().filter(|format| *format != Format::Unknown)
}

pub(crate) fn known_status(record: &Record) -> Option<Status> {
    record.status.clone().filter(|status| *status != Status::Unknown)
}

pub(crate) fn known_origin(record: &Record) -> Option<String> {
    record
        .origin
        .clone()
        .filter(|origin| !origin.trim().is_empty() && !origin.eq_ignore_ascii_case("unknown"))
}

/// `None` when nobody says anything.
fn adult(voices: &Voices<'_>) -> Option<bool> {
    match voices.how(&Field::Adult) {
        // `Some(true)` is the largest.
        crate::rules::How::Any => voices.all.iter().filter_map(|record| record.adult).max(),
        _ => pick::one(voices, &Field::Adult, |r| r.adult, |_| false).map(|pick| pick.value),
    }
}

fn details(voices: &Voices<'_>, pages: &[&Record]) -> Details {
    let mut details = Details {
        background: pick::prose(voices, &Field::Background, |r| r.background.as_deref())
            .map(|pick| pick.value.into_owned()),
        broadcast: release::broadcast(voices),
        aired_words: release::aired_words(voices),
        slots: release::slots(voices),
        premieres: release::premieres(voices),
        delays: release::delays(voices),
        licenses: lists::licenses(voices),
        episodes: episodes::merge(voices),
        songs: lists::songs(voices),
        videos: lists::videos(voices),
        streams: lists::streams(voices),
        links: lists::links(voices),
        statistics: statistics::merge(voices),
        score_means: pick::one(voices, &Field::ScoreMeans, |r| r.score_means, |_| false).map(|p| p.value),
        characters: people::characters(voices, &people::pages(pages, &RecordKind::Character)),
        ..Details::default()
    };
    words::fill(voices, &mut details);
    let people_pages = people::pages(pages, &RecordKind::Person);
    let naming = voices.of(&Field::Staff).iter().filter(|record| !record.staff.is_empty()).count();
    // What one list says of people stands in the work itself.
    if naming > 1 || (naming == 1 && !people_pages.is_empty()) {
        details.staff = people::staff(voices, &people_pages);
    }
    details
}

/// The title shown. A work that nobody names is shown by its first external id, so that it can be found
/// and mended.
fn shown_title(voices: &Voices<'_>, external_ids: &[ExternalId]) -> String {
    let named = pick::title(voices, &Field::Title, titles::listed).map(|pick| pick.value);
    match named.or_else(|| voices.all.iter().find_map(|record| titles::listed(record))) {
        Some(title) => title.to_owned(),
        None => external_ids.iter().min().map_or_else(|| "?".to_owned(), ToString::to_string),
    }
}

/// The season of the first day. 1 January is how many sources write "some time that year".
fn season_of_start(work: &Work) -> Option<Season> {
    let start = work.start_date?;
    let only_a_year = (start.month(), start.day()) == (Some(1), Some(1));
    if only_a_year { None } else { Season::of(start) }
}

/// The one that the rule chooses, then all others in the order of trust.
fn synopses(voices: &Voices<'_>) -> Vec<Synopsis> {
    let shown = pick::prose(voices, &Field::Synopsis, |record| record.synopsis.as_deref());
    let mut list: Vec<Synopsis> = Vec::new();
    for record in shown.iter().map(|pick| pick.record).chain(voices.all.iter().copied()) {
        let text = record.synopsis.as_deref().map(text::clean).filter(|text| !text.is_empty());
        if let Some(text) = text
            && !list.iter().any(|known| known.text == text)
        {
            list.push(Synopsis { text: text.into_owned(), source: record.source.clone() });
        }
    }
    list
}

/// One credit for each person, with the roles of all sources.
fn credits(voices: &Voices<'_>, matched: &[StaffMember]) -> Vec<Credit> {
    if !matched.is_empty() {
        let credit = |member: &StaffMember| Credit {
            external_id: member.external_ids.first().cloned(),
            name: member.name.clone(),
            roles: member.roles.clone(),
        };
        return matched.iter().map(credit).collect();
    }
    let mut list: Vec<Credit> = Vec::new();
    for credit in voices.of(&Field::Staff).iter().flat_map(|record| &record.staff) {
        let same = |known: &&mut Credit| known.external_id == credit.external_id && known.name == credit.name;
        match list.iter_mut().find(same) {
            Some(known) => {
                let new = credit.roles.iter().filter(|role| !known.roles.contains(role)).cloned();
                let new: Vec<String> = new.collect();
                known.roles.extend(new);
            }
            None => list.push(credit.clone()),
        }
    }
    list
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(source: &'static str, change: impl FnOnce(&mut Record)) -> Record {
        let id = "mal:1".parse().expect("an id");
        let mut record = Record::new(SourceId::known(source), RecordKind::Work, id);
        change(&mut record);
        record
    }

    fn merged(records: &[Record]) -> Work {
        let id = WorkId::new(1).expect("a positive number");
        merge_work(id, &["mal:1".parse().expect("an id")], records).expect("records about a work")
    }

    fn three_voices() -> Vec<Record> {
        vec![
            record("starter", |r| {
                r.title = Some("Moonlit Depot".into());
                r.synopsis = Some("A short word.".into());
                r.titles = vec![Title::new("月影の駅", TitleKind::Official)];
                r.tags = vec!["Trains".into(), "drama".into()];
                r.episodes = Some(12);
            }),
            record("offline_database", |r| {
                r.title = Some("Tsukikage no Eki".into());
                r.synonyms = vec!["月影の駅".into(), "Moonlit Depot".into()];
                r.tags = vec!["drama".into(), "none".into()];
                r.episodes = Some(13);
                r.format = Some(Format::Tv);
            }),
            record("anilist", |r| {
                r.synopsis = Some("A longer word about trains.".into());
                r.start_date = "2014-04-05".parse().ok();
            }),
        ]
    }

    use model::{Title, TitleKind};

    #[test]
    fn each_field_follows_its_rule() {
        let work = merged(&three_voices());
        assert_eq!(work.title, "Tsukikage no Eki");
        assert_eq!(work.episodes, Some(13));
        assert_eq!((work.season, work.year), (Some(Season::Spring), Some(2014)));
        assert_eq!(work.tags, ["drama", "trains"]);
        let voices: Vec<&str> = work.synopses.iter().map(|s| s.source.as_str()).collect();
        assert_eq!(voices, ["anilist", "starter"]);
        let titles: Vec<(&str, &TitleKind, Option<&str>)> = work
            .titles
            .iter()
            .map(|t| (t.text.as_str(), &t.kind, t.language.as_ref().map(model::Language::as_str)))
            .collect();
        assert_eq!(
            titles,
            [
                ("Tsukikage no Eki", &TitleKind::Main, None),
                ("月影の駅", &TitleKind::Official, Some("ja")),
                ("Moonlit Depot", &TitleKind::Synonym, None),
            ]
        );
    }

    #[test]
    fn a_year_alone_is_no_winter() {
        let work = merged(&[record("mal", |r| r.start_date = "2014-01-01".parse().ok())]);
        assert_eq!((work.year, work.season), (Some(2014), None));
    }

    #[test]
    fn a_nameless_work_is_shown_by_its_id() {
        assert_eq!(merged(&[record("mal", |_| ())]).title, "mal:1");
        let id = WorkId::new(1).expect("a positive number");
        assert_eq!(merge_work(id, &[], &[]), None);
    }

    proptest! {
        #[test]
        fn the_order_of_records_does_not_matter(order in Just(vec![0usize, 1, 2]).prop_shuffle()) {
            let records = three_voices();
            let shuffled: Vec<Record> = order.iter().map(|at| records[*at].clone()).collect();
            prop_assert_eq!(merged(&shuffled), merged(&records));
        }
    }
}
