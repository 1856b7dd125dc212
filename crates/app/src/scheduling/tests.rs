//! What holds for merged and predicted broadcasts, whatever sources say.

use jiff::{Timestamp, tz::TimeZone};
use model::{AiringKind, Delay, FuzzyDate, Instant, SourceId, Status};
use proptest::prelude::*;

use super::{
    merge::{AiringState, Shown, merged},
    predict::predicted,
    told::{Claim, Told, WeekSlot},
};

fn at(text: &str) -> Instant {
    text.parse::<Timestamp>().expect("a moment").into()
}

fn source(name: &str) -> SourceId {
    SourceId::parse(name).expect("a name")
}

fn claim(name: &str, episode: &str, when: &str) -> Claim {
    let kind = AiringKind::Raw;
    Claim {
        source: source(name),
        episode: episode.to_owned(),
        kind,
        at: at(when),
        zone: Some("UTC".to_owned()),
    }
}

/// A weekly show in Tokyo, Sundays at half past one in the night, of twelve episodes.
fn weekly(episodes: u32) -> Told {
    let claims = (0..episodes).map(|number| {
        let first = at("2026-01-03T16:30:00Z").as_micros();
        let week = 7 * 86_400_000_000;
        Claim {
            at: Instant::from_micros(first + i64::from(number) * week),
            ..claim("anilist", &(number + 1).to_string(), "2026-01-03T16:30:00Z")
        }
    });
    Told { claims: claims.collect(), episodes: Some(12), status: Status::Ongoing, ..Told::default() }
}

fn line(airing: &Shown) -> String {
    let sources: Vec<&str> = airing.sources.iter().map(SourceId::as_str).collect();
    let conflicts: Vec<String> = airing
        .conflicts
        .iter()
        .map(|conflict| format!("{} {} {:+}", conflict.source, conflict.said, conflict.minutes_later))
        .collect();
    let basis = airing.basis.unwrap_or_default();
    format!(
        "{} {} {:?}{basis} [{}] ({})",
        airing.episode,
        airing.at,
        airing.state,
        sources.join(" "),
        conflicts.join(", ")
    )
}

#[test]
fn sources_that_agree_outvote_the_one_that_does_not() {
    let mut told = Told {
        claims: vec![
            claim("jikan", "1", "2026-01-03T16:35:00Z"),
            claim("animeschedule", "1", "2026-01-03T18:00:00Z"),
            claim("anilist", "1", "2026-01-03T16:30:00Z"),
        ],
        ..Told::default()
    };
    let expected = "1 2026-01-03T16:30:00Z Stated [anilist jikan] (animeschedule airing +90)";
    assert_eq!(merged(&told).iter().map(line).collect::<Vec<_>>(), [expected]);
    // Of two that differ, the one who knows broadcasts best.
    told.claims.remove(0);
    let expected = "1 2026-01-03T18:00:00Z Stated [animeschedule] (anilist airing -90)";
    assert_eq!(merged(&told).iter().map(line).collect::<Vec<_>>(), [expected]);
}

#[test]
fn days_and_slots_are_heard() {
    let day = |text: &str| text.parse::<FuzzyDate>().expect("a day");
    let slot = |name: &str, weekday, hour| WeekSlot {
        source: source(name),
        kind: AiringKind::Raw,
        weekday,
        time: jiff::civil::Time::new(hour, 30, 0, 0).expect("a time"),
        zone: "Asia/Tokyo".to_owned(),
    };
    let told = Told {
        claims: vec![claim("anilist", "1", "2026-01-03T16:30:00Z")],
        days: vec![
            (source("kitsu"), "1".to_owned(), day("2026-01-03")),
            (source("anidb"), "1".to_owned(), day("2026-01-10")),
        ],
        slots: vec![
            slot("jikan", jiff::civil::Weekday::Sunday, 1),
            slot("livechart", jiff::civil::Weekday::Sunday, 22),
        ],
        ..Told::default()
    };
    let expected =
        "1 2026-01-03T16:30:00Z Stated [anilist kitsu jikan] (anidb day +8550, livechart slot +1260)";
    assert_eq!(merged(&told).iter().map(line).collect::<Vec<_>>(), [expected]);
}

#[test]
fn a_break_is_told_and_kept_out_of_the_rhythm() {
    let mut told = weekly(3);
    told.delays = vec![(
        source("animeschedule"),
        Delay {
            kind: AiringKind::Raw,
            word: Some("Delayed".to_owned()),
            from: Some(at("2026-01-17T00:00:00Z")),
            until: Some(at("2026-01-31T16:30:00Z")),
            reason: None,
        },
    )];
    let stated = merged(&told);
    let kinds: Vec<AiringState> = stated.iter().map(|airing| airing.state).collect();
    assert_eq!(kinds, [AiringState::Stated, AiringState::Stated, AiringState::Delayed]);
    let likely = predicted(&told, &stated, at("2026-02-15T00:00:00Z"));
    let expected = [
        "4 2026-01-31T16:30:00Z Predictedcadence [] ()",
        "5 2026-02-07T16:30:00Z Predictedcadence [] ()",
        "6 2026-02-14T16:30:00Z Predictedcadence [] ()",
    ];
    assert_eq!(likely.iter().map(line).collect::<Vec<_>>(), expected);
}

#[test]
fn a_slot_alone_is_counted_from_the_first_day() {
    let told = Told {
        slots: vec![WeekSlot {
            source: source("jikan"),
            kind: AiringKind::Raw,
            weekday: jiff::civil::Weekday::Sunday,
            time: jiff::civil::Time::new(17, 0, 0, 0).expect("a time"),
            zone: "Asia/Tokyo".to_owned(),
        }],
        start: "2026-01-04".parse().ok(),
        episodes: Some(3),
        status: Status::Ongoing,
        ..Told::default()
    };
    let lines: Vec<String> = predicted(&told, &[], at("2026-06-01T00:00:00Z")).iter().map(line).collect();
    let expected = [
        "1 2026-01-04T08:00:00Z Predictedslot [] ()",
        "2 2026-01-11T08:00:00Z Predictedslot [] ()",
        "3 2026-01-18T08:00:00Z Predictedslot [] ()",
    ];
    assert_eq!(lines, expected);
    // A series that has run for years cannot be counted.
    let old = Told { start: "1999-10-20".parse().ok(), episodes: None, ..told };
    let likely = predicted(&old, &[], at("2026-01-20T00:00:00Z"));
    assert!(likely.iter().all(|airing| airing.episode.is_empty()), "{likely:?}");
    assert!(likely.iter().any(|airing| airing.at == at("2026-01-18T08:00:00Z")), "{likely:?}");
}

#[test]
fn clocks_that_are_changed_do_not_move_a_show() {
    let mut told = weekly(0);
    for (episode, when) in [("1", "2026-03-13T16:00:00Z"), ("2", "2026-03-20T16:00:00Z")] {
        let zone = Some("Europe/Berlin".to_owned());
        told.claims.push(Claim { zone, ..claim("animeschedule", episode, when) });
    }
    let likely = predicted(&told, &merged(&told), at("2026-04-05T00:00:00Z"));
    let times: Vec<String> = likely.iter().map(|airing| airing.at.to_string()).collect();
    // Five in the afternoon before and after the night of 29 March.
    assert_eq!(times, ["2026-03-27T16:00:00Z", "2026-04-03T15:00:00Z"]);
}

#[test]
fn what_has_ended_or_rests_is_not_predicted() {
    for status in [Status::Finished, Status::Cancelled, Status::Hiatus] {
        let told = Told { status, ..weekly(3) };
        assert!(predicted(&told, &merged(&told), at("2027-01-01T00:00:00Z")).is_empty());
    }
}

prop_compose! {
    fn any_claims()(
        raw in proptest::collection::vec((0usize..4, 1u32..6, 0usize..3, 0i64..60_000), 0..24),
    ) -> Vec<Claim> {
        let names = ["anilist", "animeschedule", "jikan", "kitsu"];
        let mut claims: Vec<Claim> = Vec::new();
        for (name, episode, kind, minutes) in raw {
            let claim = Claim {
                kind: AiringKind::ALL[kind].clone(),
                at: Instant::from_micros(1_767_225_600_000_000 + minutes * 60_000_000),
                ..claim(names[name], &episode.to_string(), "2026-01-01T00:00:00Z")
            };
            let same = |known: &Claim| {
                (&known.source, &known.episode, &known.kind) == (&claim.source, &claim.episode, &claim.kind)
            };
            if !claims.iter().any(same) {
                claims.push(claim);
            }
        }
        claims
    }
}

proptest! {
    #[test]
    fn every_claim_is_heard_once_in_whatever_order(claims in any_claims(), seed in any::<u64>()) {
        let told = Told { claims: claims.clone(), ..Told::default() };
        let merged_once = merged(&told);
        let mut shuffled = claims.clone();
        shuffled.sort_by_key(|claim| {
            (claim.at.as_micros() as u64).wrapping_mul(seed | 1).rotate_left(17) ^ claim.episode.len() as u64
        });
        prop_assert_eq!(&merged(&Told { claims: shuffled, ..Told::default() }), &merged_once);
        for airing in &merged_once {
            let group: Vec<&Claim> = claims
                .iter()
                .filter(|claim| claim.episode == airing.episode && claim.kind == airing.kind)
                .collect();
            prop_assert!(group.iter().any(|claim| claim.at == airing.at));
            let mut heard: Vec<&SourceId> =
                airing.sources.iter().chain(airing.conflicts.iter().map(|conflict| &conflict.source)).collect();
            let mut said: Vec<&SourceId> = group.iter().map(|claim| &claim.source).collect();
            heard.sort();
            said.sort();
            prop_assert_eq!(heard, said);
        }
        let pairs: std::collections::BTreeSet<_> =
            claims.iter().map(|claim| (claim.episode.clone(), claim.kind.clone())).collect();
        prop_assert_eq!(pairs.len(), merged_once.len());
    }

    #[test]
    fn predictions_go_on_from_what_is_known(
        known in 2u32..12,
        total in proptest::option::of(1u32..20),
        zone in 0usize..4,
        days in 1i64..200,
    ) {
        let zones = ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
        let mut told = weekly(known);
        told.episodes = total;
        let clock = TimeZone::get(zones[zone]).expect("a zone");
        let first = at("2026-01-03T16:30:00Z");
        for (number, claim) in (0..).zip(&mut told.claims) {
            claim.zone = Some(zones[zone].to_owned());
            let day = Timestamp::from(first).to_zoned(clock.clone());
            claim.at = day.checked_add(jiff::Span::new().days(7 * number)).expect("near").timestamp().into();
        }
        let stated = merged(&told);
        let until = Instant::from_micros(first.as_micros() + days * 86_400_000_000);
        let likely = predicted(&told, &stated, until);
        let last = stated.last().expect("two are known");
        let hour = |airing: &Shown| {
            let local = Timestamp::from(airing.at).to_zoned(clock.clone());
            (local.weekday(), local.hour(), local.minute())
        };
        for (step, airing) in (1..).zip(&likely) {
            prop_assert!(airing.at > last.at && airing.at <= until);
            prop_assert_eq!(airing.number(), Some(known + step));
            prop_assert!(total.is_none_or(|total| known + step <= total));
            prop_assert_eq!(hour(airing), hour(last));
            prop_assert_eq!(airing.state, AiringState::Predicted);
            prop_assert!(airing.confidence.is_some_and(|sure| (0.0..=1.0).contains(&sure)));
        }
        prop_assert!(likely.windows(2).all(|pair| pair[0].at < pair[1].at));
    }
}
