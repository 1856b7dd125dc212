//! What is told besides the list of works: where one named work streams, who made it, how many works fit, what airs.

use asking::{Fact, Intent, Plan, Slot, facts_asked, says};
use model::{AiringKind, Instant, Medium, Status, Work, WorkId};
use search::AskAnswer;
use serde::Serialize;

use super::makers::{self, Role};
use crate::{App, AppError, ScheduleRequest};

/// A fact about so many named works is looked up at most.
const WORKS: usize = 3;
/// Broadcasts that one answer lists.
const BROADCASTS: usize = 20;
/// The next episode is looked for so many days ahead.
const AHEAD: u32 = 28;

/// The answer to what a question asks besides works.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// `streaming`, `airing`, `makers`, `status`, `length`, `dates`, `score`, `tags`, `origin`, `story`, `count`,
    /// `schedule` or `comparison`.
    pub about: &'static str,
    /// The work, where it is about one.
    pub work: Option<WorkId>,
    /// In a sentence.
    pub text: String,
    /// The values alone, such as the names of the services; empty where nothing is known.
    pub values: Vec<String>,
}

impl App {
    /// What a question asks besides works, answered as far as it is known here.
    pub(super) async fn replies(&self, answer: &AskAnswer) -> Result<Vec<Reply>, AppError> {
        let plan = &answer.plan;
        if plan.intent == Intent::Count {
            return Ok(vec![self.counted(answer)]);
        }
        if plan.intent == Intent::Schedule && plan.of(Slot::Titles).next().is_none() {
            return Ok(self.broadcasts(plan).await?.into_iter().collect());
        }
        let facts = facts_asked(plan);
        let named = plan.of(Slot::Titles).count();
        let unknown = answer.unknown.iter().filter(|(slot, _)| *slot == Slot::Titles).count();
        // Whatever comes in the place of a work that a filter closes is not what is asked about.
        let closed = answer.asked_works.iter().filter(|asked| asked.is_left_out).count();
        let mut replies = Vec::new();
        if facts.is_empty() {
            return Ok(replies);
        }
        for hit in answer.results.iter().take(named.saturating_sub(unknown + closed).min(WORKS)) {
            let mut work = self.work(&hit.id.into()).await?.work;
            if let Some(other) = makers::of_the_medium(answer, &work) {
                work = self.work(&other.into()).await?.work;
            }
            for fact in &facts {
                replies.push(self.reply(*fact, &work, answer).await?);
            }
        }
        Ok(replies)
    }

    fn counted(&self, answer: &AskAnswer) -> Reply {
        // What came for the words of a title that nothing here bears fits nothing.
        let is_unknown = answer.unknown.iter().any(|(slot, _)| *slot == Slot::Titles);
        let (fit, all) = (if is_unknown { 0 } else { answer.total as u64 }, self.searchable_works() as u64);
        let text = if fit == all {
            format!("the catalog has {} works", grouped(all))
        } else {
            format!("{} works fit the question, of {} in the catalog", grouped(fit), grouped(all))
        };
        Reply { about: "count", work: None, text, values: vec![fit.to_string(), all.to_string()] }
    }

    async fn reply(&self, fact: Fact, work: &Work, answer: &AskAnswer) -> Result<Reply, AppError> {
        let (about, values, none) = match fact {
            Fact::Streaming => {
                let places = self.work_streams(&work.id.into(), None).await?.streams;
                let mut names: Vec<String> = places.into_iter().map(|place| place.stream.name).collect();
                names.dedup();
                ("streaming", names, "no place to watch it is known here")
            }
            Fact::Airing => ("airing", self.next_episode(work).await?, "no coming broadcast is known here"),
            Fact::Makers => {
                let roles = Role::asked(&answer.plan);
                ("makers", self.makers(work, &roles, answer).await?, makers::unknown(&roles))
            }
            Fact::Status => ("status", status(work), "whether it is finished is not known here"),
            Fact::Length => ("length", length(work), "how long it is is not known here"),
            Fact::Dates if asks_for_end(&answer.plan) => {
                ("dates", ended(work), "when it ended is not known here")
            }
            Fact::Dates => ("dates", dates(work), "when it began is not known here"),
            Fact::Score => ("score", score(work), "nobody has rated it here"),
            Fact::Tags => ("tags", work.tags.iter().take(8).cloned().collect(), "it has no tags here"),
            Fact::Origin => {
                let origin = work.origin.iter().map(|origin| origin.to_lowercase().replace('_', " "));
                ("origin", origin.collect(), "what it was made from is not known here")
            }
            Fact::Story => {
                let text = work.synopses.first().map(|synopsis| synopsis.text.clone());
                ("story", text.into_iter().collect(), "no plot of it is kept here")
            }
        };
        let text = if values.is_empty() {
            format!("{}: {none}; `emaki enrich {}` asks the sources", work.title, work.id)
        } else {
            format!("{}: {}", work.title, values.join(", "))
        };
        Ok(Reply { about, work: Some(work.id), text, values })
    }

    /// Who made a work, or had the roles that are asked for. Who wrote an adaptation is asked of its book as well.
    async fn makers(&self, work: &Work, roles: &[Role], answer: &AskAnswer) -> Result<Vec<String>, AppError> {
        if roles.is_empty() {
            return Ok(makers::makers(work));
        }
        let told = makers::in_roles(work, roles);
        if let Some(book) = makers::book_of(answer, work)
            && told.is_empty()
            && roles.contains(&Role::Writer)
        {
            let book = self.work(&book.into()).await?.work;
            let names = makers::author(&book).map(|names| format!("after the original of {names}"));
            return Ok(names.into_iter().collect());
        }
        Ok(told)
    }

    /// When the next episode is shown, with how sure that is.
    async fn next_episode(&self, work: &Work) -> Result<Vec<String>, AppError> {
        let request =
            ScheduleRequest { days: Some(AHEAD), works: vec![work.id.into()], ..ScheduleRequest::default() };
        let now: Instant = self.now();
        let schedule = self.schedule(&request).await?;
        let next = schedule.days.iter().flat_map(|day| &day.airings).find(|airing| airing.at >= now);
        Ok(next
            .map(|airing| format!("{} {} UTC{}", &airing.local[..10], airing.time, told(airing)))
            .into_iter()
            .collect())
    }

    /// What is shown on the days that a question names; `None` where it names none.
    async fn broadcasts(&self, plan: &Plan) -> Result<Option<Reply>, AppError> {
        let Some(word) = plan.texts(Slot::Airing).into_iter().next() else { return Ok(None) };
        let mut request = ScheduleRequest::default();
        let today = jiff::Timestamp::from(self.now()).to_zoned(jiff::tz::TimeZone::UTC).date();
        let ahead = match word.as_str() {
            "now" | "today" => 0,
            "tomorrow" => 1,
            "this_week" => {
                request.set("week", "current")?;
                0
            }
            "next_week" => {
                request.set("week", "next")?;
                0
            }
            day => (0..7_i64)
                .find(|ahead| {
                    let weekday = today.weekday().wrapping_add(*ahead);
                    format!("{weekday:?}").eq_ignore_ascii_case(day)
                })
                .unwrap_or(0),
        };
        if !request.week {
            request.from = today.checked_add(jiff::Span::new().days(ahead)).ok();
        }
        let schedule = self.schedule(&request).await?;
        let days: Vec<&str> = schedule.days.iter().map(|day| day.date.as_str()).collect();
        let when = match days.as_slice() {
            [one] => (*one).to_owned(),
            [first, .., last] => format!("{first} to {last}"),
            [] => String::new(),
        };
        let whole_week = request.week;
        let values: Vec<String> = schedule
            .days
            .iter()
            .flat_map(|day| day.airings.iter().map(move |airing| (day.date.as_str(), airing)))
            .filter(|(_, airing)| airing.kind == AiringKind::Raw || airing.kind == AiringKind::Sub)
            .take(BROADCASTS)
            .map(|(date, airing)| {
                let date = if whole_week { format!("{date} ") } else { String::new() };
                format!("{date}{} {}{}", airing.time, airing.work.title, told(airing))
            })
            .collect();
        let text = if values.is_empty() {
            format!(
                "no broadcast of {when} (UTC) is known here; `emaki schedule --live` asks the sources for timetables"
            )
        } else {
            let more = schedule.total.saturating_sub(values.len());
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            format!("{when} (UTC): {}{more}", values.join(", "))
        };
        Ok(Some(Reply { about: "schedule", work: None, text, values }))
    }
}

/// The episode, and that nobody states it where it is worked out.
fn told(airing: &crate::ScheduleEntry) -> String {
    let episode =
        if airing.episode.is_empty() { String::new() } else { format!(", episode {}", airing.episode) };
    let likely = if airing.state == crate::AiringState::Predicted { " (predicted)" } else { "" };
    format!("{episode}{likely}")
}

fn status(work: &Work) -> Vec<String> {
    let told = match (&work.status, &work.medium) {
        (Status::Finished, _) => "finished",
        (Status::Ongoing, Medium::Anime) => "still airing",
        (Status::Ongoing, _) => "still running",
        (Status::Upcoming, _) => "not out yet",
        (Status::Cancelled, _) => "cancelled",
        (Status::Hiatus, _) => "on hiatus",
        _ => return Vec::new(),
    };
    vec![told.to_owned()]
}

fn length(work: &Work) -> Vec<String> {
    let episodes = work.episodes.map(|count| match count {
        1 => "1 episode".to_owned(),
        many => format!("{many} episodes"),
    });
    let minutes = work.duration_s.map(|seconds| format!("{} min each", (seconds + 30) / 60));
    episodes.into_iter().chain(minutes).collect()
}

/// Whether a question about dates wants the last one.
pub(super) fn asks_for_end(plan: &Plan) -> bool {
    says(plan, &["end", "ended", "finish", "finished", "conclude", "concluded", "over"])
        && !says(plan, &["begin", "began", "start", "started", "premiere", "premiered"])
}

fn ended(work: &Work) -> Vec<String> {
    work.end_date.map(|day| format!("until {day}")).into_iter().collect()
}

fn dates(work: &Work) -> Vec<String> {
    let begun = work.start_date.map(|day| day.to_string()).or_else(|| work.year.map(|year| year.to_string()));
    let ended = work.end_date.map(|day| format!("until {day}"));
    begun.map(|day| format!("from {day}")).into_iter().chain(ended).collect()
}

fn score(work: &Work) -> Vec<String> {
    let score = work.score.as_ref().map(|score| format!("{:.2} of 10", score.normalized));
    score.into_iter().collect()
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{QueryRequest, testing::TestApp};

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!([7, 4711, 34_115].map(grouped), ["7", "4,711", "34,115"]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_asked_of_a_work_is_answered_and_the_work_comes_first() {
        let app = TestApp::new().await;
        app.work("Moonlit Depot", "mal:42").year(2014).save().await;
        app.work("Iron Lantern", "mal:44")
            .with(|record| {
                record.start_date = "2001-04-03".parse().ok();
                record.end_date = "2002-03-29".parse().ok();
            })
            .save()
            .await;
        app.work("Moonlit Depot", "mal:43")
            .year(2020)
            .with(|record| record.popularity = Some(900_000))
            .save()
            .await;
        app.work("Night Ferry Zero", "mal:11")
            .with(|record| record.titles.push(model::Title::new("Moonlit Depot", model::TitleKind::Synonym)))
            .save()
            .await;
        let asked = async |question: &str| {
            let answer = app.app.query(&QueryRequest::new(question)).await.expect("a good question");
            let first = answer.results.first().map(|hit| hit.card.title.clone());
            (first, answer.answers)
        };
        let (first, told) = asked("where can I watch Moonlit Depot?").await;
        assert_eq!(first.as_deref(), Some("Moonlit Depot"));
        assert_eq!((told[0].about, told[0].values.len()), ("streaming", 0), "{told:?}");
        assert!(told[0].text.contains("no place to watch it"), "{told:?}");
        let (first, told) = asked("when did Moonlit Depot begin").await;
        assert_eq!((first.as_deref(), told[0].about), (Some("Moonlit Depot"), "dates"), "{told:?}");
        let (_, told) = asked("when did Iron Lantern end").await;
        assert!(told[0].text.ends_with("until 2002-03-29"), "{told:?}");
        let (_, told) = asked("when did Moonlit Depot end").await;
        assert!(told[0].text.contains("when it ended is not known here"), "{told:?}");
        let (_, told) = asked("how many works do you know").await;
        assert_eq!(told[0].text, "the catalog has 4 works");
        let (_, told) = asked("what airs tomorrow").await;
        assert_eq!(told[0].about, "schedule");
        assert!(asked("drama").await.1.is_empty());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_more_conversations_are_kept_than_the_settings_say() {
        let app = TestApp::with(|config| config.asking.keep_most = 2).await;
        app.work("Moonlit Depot", "mal:42").save().await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            let answer = app.app.query(&QueryRequest::new("drama")).await.expect("a good question");
            ids.push(answer.conversation_id.expect("it is kept"));
        }
        let mut kept = 0;
        for id in &ids {
            kept += usize::from(app.app.conversation(id).await.is_ok());
        }
        assert_eq!(kept, 2);
    }
}
