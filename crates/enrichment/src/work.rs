//! The golden record of a work.

use model::{
    Credit, ExternalId, Field, Format, Image, Medium, Record, RecordKind, RelationEntry, Season, SourceId,
    Status, Synopsis, Work, WorkId,
};

use crate::{pick, rules, tags, titles};

/// Merges what records say about a work; `None` when none of them is about a work.
///
/// `external_ids` are the ids linked to the work, in any order. The result depends on the set of
/// records only, not on their order.
pub fn merge_work(id: WorkId, external_ids: &[ExternalId], records: &[Record]) -> Option<Work> {
    let about_works;
    let records = if records.iter().all(|record| record.kind == RecordKind::Work) {
        records
    } else {
        about_works = records.iter().filter(|r| r.kind == RecordKind::Work).cloned().collect::<Vec<_>>();
        &about_works
    };
    let all = rules::in_general_order(records);
    all.first()?;
    let medium = pick::first(&Field::Medium, records, |r| r.medium.clone()).map(|(medium, _)| medium);
    let title = shown_title(records, external_ids);
    let mut work = Work::new(id, medium.unwrap_or(Medium::Anime), title);
    work.titles = titles::merge(&work.title, &all);
    work.format = first(&Field::Format, records, |r| r.format.clone().filter(|f| *f != Format::Unknown))
        .unwrap_or_default();
    work.status = first(&Field::Status, records, |r| r.status.clone().filter(|s| *s != Status::Unknown))
        .unwrap_or_default();
    work.episodes = first(&Field::Episodes, records, |r| r.episodes);
    work.duration_s = first(&Field::Duration, records, |r| r.duration_s);
    work.start_date = first(&Field::StartDate, records, |r| r.start_date);
    work.end_date = first(&Field::EndDate, records, |r| r.end_date);
    work.season = first(&Field::Season, records, |r| r.season).or_else(|| season_of_start(&work));
    work.year =
        first(&Field::Year, records, |r| r.year).or_else(|| work.start_date.map(model::FuzzyDate::year));
    work.score = pick::median(&all);
    work.popularity = all.iter().filter_map(|record| record.popularity).max();
    work.synopses = synopses(records, &all);
    work.tags = tags::merge(&all);
    work.studios = pick::union(all.iter().flat_map(|record| &record.studios));
    work.producers = pick::union(all.iter().flat_map(|record| &record.producers));
    work.images = images(&all);
    work.relations = relations(&all);
    work.staff = staff(&all);
    work.adult = all.iter().any(|record| record.adult == Some(true));
    work.origin = first(&Field::Origin, records, |r| r.origin.clone());
    work.rating = all.iter().find_map(|record| record.rating.clone());
    work.external_ids = sorted(external_ids.to_vec());
    work.sources = sorted(all.iter().map(|record| record.source.clone()).collect::<Vec<SourceId>>());
    Some(work)
}

fn first<'a, T>(field: &Field, records: &'a [Record], value: impl Fn(&'a Record) -> Option<T>) -> Option<T> {
    pick::first(field, records, value).map(|(value, _)| value)
}

/// A work that nobody names is shown by its first external id, so that it can be found and mended.
fn shown_title(records: &[Record], external_ids: &[ExternalId]) -> String {
    let named = first(&Field::Title, records, |record| {
        let typed = || record.titles.first().map(|title| title.text.as_str());
        record.title.as_deref().or_else(typed).filter(|text| !text.trim().is_empty())
    });
    match named {
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

fn synopses(records: &[Record], all: &[&Record]) -> Vec<Synopsis> {
    let shown =
        pick::first(&Field::Synopsis, records, |record| record.synopsis.as_ref()).map(|(_, record)| record);
    let mut list: Vec<Synopsis> = Vec::new();
    for record in shown.into_iter().chain(all.iter().copied()) {
        if let Some(text) = &record.synopsis
            && !list.iter().any(|known| known.text == *text)
        {
            list.push(Synopsis { text: text.clone(), source: record.source.clone() });
        }
    }
    list
}

fn images(all: &[&Record]) -> Vec<Image> {
    let mut list: Vec<Image> = Vec::new();
    for image in all.iter().flat_map(|record| &record.images) {
        if !list.iter().any(|known| known.url == image.url) {
            list.push(image.clone());
        }
    }
    list
}

/// One tie for each kind and target, by kind and target.
fn relations(all: &[&Record]) -> Vec<RelationEntry> {
    let mut list: Vec<RelationEntry> = all.iter().flat_map(|record| record.relations.clone()).collect();
    list.sort_by(|a, b| {
        (&a.kind, &a.external_id, a.title.is_none()).cmp(&(&b.kind, &b.external_id, b.title.is_none()))
    });
    list.dedup_by(|a, b| a.kind == b.kind && a.external_id == b.external_id);
    list
}

/// One credit for each person, with the roles of all sources.
fn staff(all: &[&Record]) -> Vec<Credit> {
    let mut list: Vec<Credit> = Vec::new();
    for credit in all.iter().flat_map(|record| &record.staff) {
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
