//! `emaki production generate`: asks for pictures, and makes them where asked to.

use app::{App, Wished, WorkRequest};
use serde_json::{Map, Value};

use super::{AUTHOR, by_option, json_file};
use crate::{exit::Exit, session::Session};

/// Ask for pictures
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// What they are to show; choices in {red|blue} and __wildcards__ are drawn from the seed
    #[arg(required_unless_present = "file")]
    prompt: Option<String>,
    /// A JSON file with the whole wish, or `-`; what is given beside it wins
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
    /// What they are not to show
    #[arg(long)]
    negative: Option<String>,
    /// In pixels, 64 to 2048 by 8
    #[arg(long)]
    width: Option<u32>,
    /// In pixels, 64 to 2048 by 8
    #[arg(long)]
    height: Option<u32>,
    /// A random one when not given
    #[arg(long)]
    seed: Option<u64>,
    /// Steps of the sampler
    #[arg(long)]
    steps: Option<u32>,
    /// How closely the prompt is followed
    #[arg(long, value_parser = finite)]
    guidance: Option<f64>,
    /// As the engine knows it
    #[arg(long)]
    sampler: Option<String>,
    /// As the engine knows it
    #[arg(long)]
    model: Option<String>,
    /// For this project
    #[arg(long, value_name = "ID")]
    project: Option<String>,
    /// Of this character
    #[arg(long, value_name = "ID")]
    character: Option<String>,
    /// For this cut
    #[arg(long, value_name = "ID")]
    cut: Option<String>,
    /// A style preset; several lie over each other
    #[arg(long, value_name = "NAME")]
    preset: Vec<String>,
    /// How many, each with the next seed
    #[arg(long, value_name = "N")]
    count: Option<u32>,
    /// Values to try in all combinations: FIELD=VALUE,VALUE,…
    #[arg(long, value_name = "AXIS", value_parser = axis)]
    matrix: Vec<(String, Vec<Value>)>,
    /// 0 to 9, the higher goes first
    #[arg(long, value_name = "N")]
    priority: Option<u8>,
    /// Not before this moment, such as 2026-12-01T08:00:00Z
    #[arg(long, value_name = "TIME")]
    not_before: Option<String>,
    /// Your own name for the wish: asked for again, it is the same wish
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Only by this engine
    #[arg(long, value_name = "NAME")]
    engine: Option<String>,
    /// Show what it would become, and queue nothing
    #[arg(long, conflicts_with = "run")]
    preview: bool,
    /// Make whatever is queued here and now, until nothing waits
    #[arg(long)]
    run: bool,
}

/// Make a picture again by its stored recipe
#[derive(Debug, clap::Args)]
pub struct Reproduce {
    /// The job's id
    job: String,
    /// Make whatever is queued here and now, until nothing waits
    #[arg(long)]
    run: bool,
}

fn axis(text: &str) -> Result<(String, Vec<Value>), String> {
    let (field, values) = text.split_once('=').ok_or("FIELD=VALUE,VALUE,… is wanted here")?;
    let value = |text: &str| match serde_json::from_str::<Value>(text) {
        Ok(number @ Value::Number(_)) => number,
        _ => Value::from(text),
    };
    Ok((field.to_owned(), values.split(',').map(|text| value(text.trim())).collect()))
}

impl Generate {
    /// The wish, and the fields of it that options have filled.
    fn wish(self) -> anyhow::Result<(Value, Vec<&'static str>)> {
        let mut wish = match self.file.as_deref().map(json_file).transpose()? {
            Some(Value::Object(wish)) => wish,
            Some(_) => anyhow::bail!("the wish is no JSON object"),
            None => Map::new(),
        };
        let texts = [
            ("prompt", self.prompt),
            ("negative_prompt", self.negative),
            ("sampler", self.sampler),
            ("model", self.model),
            ("project_id", self.project),
            ("character_id", self.character),
            ("cut_id", self.cut),
            ("not_before", self.not_before),
            ("idempotency_key", self.key),
            ("engine", self.engine),
        ];
        let numbers = [
            ("width", self.width.map(Value::from)),
            ("height", self.height.map(Value::from)),
            ("seed", self.seed.map(Value::from)),
            ("steps", self.steps.map(Value::from)),
            ("guidance", self.guidance.map(Value::from)),
            ("count", self.count.map(Value::from)),
            ("priority", self.priority.map(Value::from)),
        ];
        let texts = texts.map(|(field, text)| (field, text.map(Value::from)));
        let mut given = Vec::new();
        for (field, value) in texts.into_iter().chain(numbers) {
            if let Some(value) = value {
                wish.insert(field.to_owned(), value);
                given.push(field);
            }
        }
        if !self.preset.is_empty() {
            wish.insert("style_preset".to_owned(), self.preset.into());
            given.push("style_preset");
        }
        if !self.matrix.is_empty() {
            let axes = self
                .matrix
                .into_iter()
                .map(|(field, values)| serde_json::json!({ "field": field, "values": values }));
            wish.insert("matrix".to_owned(), axes.collect());
        }
        Ok((Value::Object(wish), given))
    }

    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let (preview, run) = (self.preview, self.run);
        let (wish, given) = self.wish()?;
        let app = session.app().await?;
        if preview {
            let compiled = app.compile_wish(wish).await.map_err(|error| by_option(error, &given))?;
            if session.out.is_json() {
                session.out.json(&compiled)?;
            } else {
                session.out.line(&compiled.prompt)?;
                session.out.line(format_args!("not: {}", compiled.negative_prompt))?;
                session.out.note(format_args!("{} in {} s", compiled.pictures, compiled.estimated_seconds));
            }
            return Ok(Exit::Done);
        }
        let wished = app.generate(wish, AUTHOR).await.map_err(|error| by_option(error, &given))?;
        told(session, &app, &wished, run).await
    }
}

impl Reproduce {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let wished = app.reproduce(&self.job, AUTHOR).await?;
        told(session, &app, &wished, self.run).await
    }
}

/// Prints what was asked for; with `run`, what became of it.
async fn told(session: &Session, app: &App, wished: &Wished, run: bool) -> anyhow::Result<Exit> {
    if !run {
        if session.out.is_json() {
            session.out.json(wished)?;
        } else {
            for job in &wished.jobs {
                session.out.line(job)?;
            }
            session.out.note(format_args!("queued; done in about {}", wished.estimated_time));
        }
        return Ok(Exit::Done);
    }
    let kinds = vec!["generate".to_owned()];
    let request = WorkRequest { kinds, drain: true, ..WorkRequest::default() };
    app.work_jobs(&request, serve::terminated()).await?;
    let (mut jobs, mut failed) = (Vec::new(), 0);
    for job in &wished.jobs {
        let job = app.picture_job(job.as_str()).await?;
        failed += usize::from(job.status != "completed");
        jobs.push(job);
    }
    if session.out.is_json() {
        session.out.json(&jobs)?;
    } else {
        for job in &jobs {
            let became = job.output_path.clone().or(job.error.clone()).unwrap_or_default();
            session.out.line(format_args!("{}\t{}\t{became}", job.job_id, job.status))?;
        }
    }
    Ok(match failed {
        0 => Exit::Done,
        all if all == jobs.len() => Exit::Failed,
        _ => Exit::Partly,
    })
}

/// A number that JSON has.
fn finite(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if number.is_finite() { Ok(number) } else { Err("it is no finite number".to_owned()) }
}
