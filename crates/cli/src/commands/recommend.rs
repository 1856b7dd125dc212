//! `emaki recommend`: works that somebody may like.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::Context;
use app::{AppError, ErrorCode, RecommendBy, RecommendRequest, Recommendations, RecommenderReport};

use crate::{
    exit::Exit,
    naming,
    output::{Align, Block, Output, Table, bytes, grouped, one_of_many},
    session::Session,
};

/// Recommend works to who likes those that are named, or who keeps a list
///
/// Each pick says which of your own works brought it. Nothing comes that is on the list, nor the sequel of what
/// was not seen or was given up. With imported ratings a model is learned from them, once; without, picks are made
/// by what works are about.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Recommend {
    /// Works that are liked: their numbers, external ids such as mal:16498, or titles
    #[arg(value_name = "WORK")]
    works: Vec<String>,
    /// A list: MyAnimeList's XML export, AniList's JSON, or a table `id,score,status`; packed with gzip or not; - is
    /// standard input
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// A work that is not wanted, and nothing like it; may be given several times
    #[arg(long, value_name = "ID")]
    not: Vec<String>,
    /// How many picks, 1 to 100
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Media of the picks, separated by commas; those of the named works when left out
    #[arg(long, value_name = "LIST", default_value = "", hide_default_value = true)]
    medium: String,
    /// Tags and genres that every pick bears, separated by commas
    #[arg(long, value_name = "LIST", default_value = "", hide_default_value = true)]
    tags: String,
    /// By which model: auto, ratings or content
    #[arg(long, value_name = "MODEL", default_value = "auto")]
    by: String,
    /// Only works that are better known than this share of all, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    popularity_min: f64,
    /// Only works that are less known than this share of all, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 1.0)]
    popularity_max: f64,
    /// From 0, the best whatever they are, to 1, nothing that is about the same as a better pick
    #[arg(long, value_name = "SHARE", default_value_t = 0.2)]
    diversity: f64,
    /// Let nothing speak against a work that is like what was disliked
    #[arg(long)]
    ignore_dislikes: bool,
    /// Let sequels come whose first part was not seen
    #[arg(long)]
    sequels: bool,
    /// Let works for adults come
    #[arg(long)]
    adult: bool,
    /// Say of each pick all of why it was picked
    #[arg(long)]
    explain: bool,
    /// Learn the model of imported ratings anew, and print what it was learned from
    #[arg(long, conflicts_with_all = ["works", "list"])]
    learn: bool,
}

impl Recommend {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let out = &session.out;
        let app = session.app_with_index().await?;
        if self.learn {
            out.note("learning from the imported ratings; this may take a minute");
            report(out, &app.learn_recommender(true).await?)?;
            return Ok(Exit::Done);
        }
        let mut request = self.request()?;
        for (names, into) in [(&self.works, &mut request.works), (&self.not, &mut request.not)] {
            for name in names {
                into.extend(naming::works(&app, name).await?);
            }
        }
        if request.by != RecommendBy::Content && app.recommender_is_behind().await? {
            out.note("learning from the imported ratings, once; this may take a minute");
            app.learn_recommender(false).await?;
        }
        let answer = app.recommend(&request).await?;
        print(out, &answer, self.explain)?;
        Ok(if answer.unmatched.is_empty() { Exit::Done } else { Exit::Partly })
    }

    fn request(&self) -> anyhow::Result<RecommendRequest> {
        let mut request = RecommendRequest {
            list: self.list.as_deref().map(read).transpose()?,
            dislikes: !self.ignore_dislikes,
            sequels: self.sequels,
            adult: self.adult,
            ..RecommendRequest::default()
        };
        for (name, value) in [
            ("limit", self.limit.to_string()),
            ("medium", self.medium.clone()),
            ("tags", self.tags.clone()),
            ("by", self.by.clone()),
            ("popularity_min", self.popularity_min.to_string()),
            ("popularity_max", self.popularity_max.to_string()),
            ("diversity", self.diversity.to_string()),
        ] {
            request.set(name, &value)?;
        }
        Ok(request)
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body).context("standard input cannot be read")?;
        return Ok(body);
    }
    let unreadable = |error: std::io::Error| {
        AppError::new(ErrorCode::InvalidInput, format!("`{}` cannot be read", path.display()))
            .caused_by(error)
            .hint("look at the path and its rights")
    };
    Ok(std::fs::read(path).map_err(unreadable)?)
}

fn report(out: &Output, report: &RecommenderReport) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(report);
    }
    let block = Block::new()
        .row("ratings", &grouped(report.ratings))
        .row("users", &grouped(report.users as u64))
        .row("works", &grouped(report.works as u64))
        .row("model", &bytes(report.bytes));
    out.block(&block)
}

fn print(out: &Output, answer: &Recommendations, explain: bool) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(answer);
    }
    let columns = [
        ("id", Align::Right),
        ("title", Align::Left),
        ("format", Align::Left),
        ("year", Align::Right),
        ("score", Align::Right),
        ("because", Align::Left),
    ];
    let mut table = Table::new(columns).folding();
    for pick in &answer.picks {
        table.row([
            pick.work.id.to_string(),
            pick.work.title.clone(),
            pick.work.format.to_string(),
            pick.work.year.map(|year| year.to_string()).unwrap_or_default(),
            format!("{:.3}", pick.score),
            pick.reasons.first().map(|reason| reason.text.clone()).unwrap_or_default(),
        ]);
    }
    if answer.picks.is_empty() {
        out.note("nothing left to recommend; a wider popularity, --sequels or another --medium finds more");
    } else {
        out.table(&table)?;
    }
    if explain {
        for pick in &answer.picks {
            out.heading(&format!("{} {}", pick.work.id, pick.work.title))?;
            let rows = pick.reasons.iter().fold(Block::new(), |block, reason| {
                block.row(format!("{:+.0} %", reason.part * 100.0), &reason.text)
            });
            out.block(&rows)?;
        }
    }
    let by = match answer.by {
        RecommendBy::Ratings => format!("by {} ratings", grouped(answer.ratings)),
        _ => "by content".to_owned(),
    };
    out.note(format_args!("{by}, from {}", one_of_many(answer.matched as u64, "work")));
    if let Some(note) = &answer.note {
        out.note(note);
    }
    for line in &answer.unmatched {
        let title = line.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
        out.note(format_args!("not used: line {}, {}{title}: {}", line.place, line.named, line.reason));
    }
    Ok(())
}
