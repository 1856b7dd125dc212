//! What is shown when, through the store: sources merged by id, zones, nights, predictions, feeds.

use app::{AiringState, ErrorCode, Schedule, ScheduleRequest, testing::TestApp};
use model::{Airing, AiringKind, Broadcast, Delay, Instant, SourceId, Status};

fn at(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().expect("a moment").into()
}

fn airing(episode: u32, moment: &str, kind: AiringKind) -> Airing {
    Airing { episode: episode.to_string(), at: at(moment), zone: Some("UTC".to_owned()), kind }
}

/// A night show told by three sources, which are linked by id: AniList states, AnimeSchedule says an hour later and
/// knows subtitles and a break, Jikan knows the slot.
async fn shown() -> TestApp {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "anilist:1")
        .year(1970)
        .with(|record| {
            record.source = SourceId::known("anilist");
            record.status = Some(Status::Ongoing);
            record.episodes = Some(6);
            record.external_ids =
                ["mal:42", "animeschedule:moonlit-depot"].map(|id| id.parse().expect("an id")).to_vec();
            record.airings = vec![
                airing(1, "1970-01-04T16:30:00Z", AiringKind::Raw),
                airing(2, "1970-01-11T16:30:00Z", AiringKind::Raw),
            ];
        })
        .save()
        .await;
    test.work("Moonlit Depot", "mal:42")
        .with(|record| {
            record.source = SourceId::known("jikan");
            record.broadcast = Some(Broadcast {
                day: Some("Sundays".to_owned()),
                time: Some("25:30".to_owned()),
                zone: Some("Asia/Tokyo".to_owned()),
            });
        })
        .save()
        .await;
    test.work("Moonlit Depot", "animeschedule:moonlit-depot")
        .with(|record| {
            record.source = SourceId::known("animeschedule");
            record.airings = vec![
                airing(1, "1970-01-04T17:30:00Z", AiringKind::Raw),
                airing(1, "1970-01-04T18:00:00Z", AiringKind::Sub),
                airing(2, "1970-01-11T18:00:00Z", AiringKind::Sub),
            ];
            record.delays = vec![Delay {
                kind: AiringKind::Raw,
                word: Some("Delayed".to_owned()),
                from: Some(at("1970-01-18T00:00:00Z")),
                until: Some(at("1970-01-25T16:30:00Z")),
                reason: None,
            }];
        })
        .save()
        .await;
    test
}

async fn asked(test: &TestApp, pairs: &[(&str, &str)]) -> Schedule {
    let mut request = ScheduleRequest::default();
    for (name, value) in pairs {
        request.set(name, value).expect("good");
    }
    test.app.schedule(&request).await.expect("a schedule")
}

/// Each broadcast on a line.
fn lines(schedule: &Schedule) -> Vec<String> {
    let days = schedule.days.iter().flat_map(|day| day.airings.iter().map(move |airing| (day, airing)));
    days.map(|(day, airing)| {
        let sources: Vec<&str> = airing.sources.iter().map(SourceId::as_str).collect();
        let conflicts: Vec<String> = airing
            .conflicts
            .iter()
            .map(|conflict| format!(" {}{:+}", conflict.source, conflict.minutes_later))
            .collect();
        let there = &airing.broadcast;
        format!(
            "{} {} {} {} {:?} [{}]{} = {} {}",
            day.date,
            airing.time,
            airing.episode,
            airing.kind,
            airing.state,
            sources.join(" "),
            conflicts.concat(),
            there.weekday,
            there.time,
        )
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_are_merged_by_id_and_differences_shown() {
    let test = shown().await;
    let schedule = asked(&test, &[("from", "1970-01-01"), ("days", "40")]).await;
    let expected = [
        "1970-01-04 17:30 1 raw Stated [animeschedule] anilist-60 jikan-60 = Sunday 26:30",
        "1970-01-04 18:00 1 sub Stated [animeschedule] = Sunday 18:00",
        "1970-01-11 16:30 2 raw Stated [anilist jikan] = Sunday 25:30",
        "1970-01-11 18:00 2 sub Stated [animeschedule] = Sunday 18:00",
        "1970-01-18 18:00 3 sub Predicted [] = Sunday 18:00",
        "1970-01-25 16:30 3 raw Predicted [] = Sunday 25:30",
        "1970-01-25 18:00 4 sub Predicted [] = Sunday 18:00",
        "1970-02-01 16:30 4 raw Predicted [] = Sunday 25:30",
        "1970-02-01 18:00 5 sub Predicted [] = Sunday 18:00",
        "1970-02-08 16:30 5 raw Predicted [] = Sunday 25:30",
        "1970-02-08 18:00 6 sub Predicted [] = Sunday 18:00",
    ];
    // A weekly slot is no vote on a single night: who knows broadcasts best is shown, the others beside it.
    assert_eq!(lines(&schedule), expected);
    assert_eq!(schedule.total, expected.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_those_of_the_zone_and_nights_may_be_long() {
    let test = shown().await;
    let tokyo = asked(&test, &[("zone", "Asia/Tokyo"), ("from", "1970-01-05"), ("kind", "raw")]).await;
    assert_eq!(
        lines(&tokyo),
        ["1970-01-05 02:30 1 raw Stated [animeschedule] anilist-60 jikan-60 = Sunday 26:30"]
    );
    assert_eq!(tokyo.days[0].airings[0].local, "1970-01-05T02:30:00+09:00");
    let late =
        asked(&test, &[("zone", "Asia/Tokyo"), ("from", "1970-01-04"), ("kind", "raw"), ("late", "true")])
            .await;
    assert_eq!(
        lines(&late),
        ["1970-01-04 26:30 1 raw Stated [animeschedule] anilist-60 jikan-60 = Sunday 26:30"]
    );
    let week = asked(&test, &[("week", "1970-01-07"), ("zone", "America/New_York")]).await;
    let days: Vec<&str> = week.days.iter().map(|day| day.date.as_str()).collect();
    assert_eq!((days[0], days[6], days.len()), ("1970-01-05", "1970-01-11", 7));
    assert_eq!(week.total, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stated_later_takes_the_place_of_what_was_predicted() {
    let test = shown().await;
    let third = |schedule: &Schedule| {
        let airings = schedule.days.iter().flat_map(|day| &day.airings);
        airings.filter(|airing| airing.episode == "3").map(|a| (a.at, a.state)).collect::<Vec<_>>()
    };
    let pairs = [("from", "1970-01-01"), ("days", "40"), ("kind", "raw")];
    assert_eq!(third(&asked(&test, &pairs).await), [(at("1970-01-25T16:30:00Z"), AiringState::Predicted)]);
    test.work("Moonlit Depot", "anilist:1")
        .with(|record| {
            record.source = SourceId::known("anilist");
            record.status = Some(Status::Ongoing);
            record.episodes = Some(6);
            record.airings = vec![airing(3, "1970-01-26T16:30:00Z", AiringKind::Raw)];
        })
        .save()
        .await;
    assert_eq!(third(&asked(&test, &pairs).await), [(at("1970-01-26T16:30:00Z"), AiringState::Stated)]);
    let stated = [("from", "1970-01-01"), ("days", "40"), ("predicted", "false")];
    let all = asked(&test, &stated).await;
    assert!(
        all.days.iter().flat_map(|day| &day.airings).all(|airing| airing.state != AiringState::Predicted)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_for_calendars() {
    let test = shown().await;
    let mut request = ScheduleRequest::default();
    for (name, value) in [("works", "mal:42"), ("kind", "raw"), ("from", "1970-01-01"), ("days", "20")] {
        request.set(name, value).expect("good");
    }
    let feed = test.app.schedule_feed(&request).await.expect("a feed");
    assert!(feed.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && feed.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(feed.matches("BEGIN:VEVENT").count(), 2, "{feed}");
    for line in [
        "UID:work-1-raw-1@emaki",
        "DTSTART:19700104T173000Z",
        "DURATION:PT24M",
        "SUMMARY:Moonlit Depot – episode 1",
        "STATUS:CONFIRMED",
    ] {
        assert!(feed.contains(&format!("{line}\r\n")), "{line}: {feed}");
    }
    let nobody = ScheduleRequest { works: vec!["mal:7".parse().expect("an id")], ..request };
    assert_eq!(test.app.schedule_feed(&nobody).await.expect_err("no such work").code, ErrorCode::NotFound);
}
