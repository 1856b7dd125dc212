//! `emaki source list`: every source, what it can be asked, and what it lacks.

use app::SourceInfo;

use crate::{
    exit::Exit,
    output::{Align, Block, Table},
    session::Session,
};

/// List sources with what they answer, whether they are turned on, and what is missing
#[derive(Debug, clap::Args)]
pub struct List {
    /// Show only this source, with everything it can be asked
    source: Option<String>,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let mut sources = app.source_list().await;
        if let Some(name) = &self.source {
            sources.retain(|source| source.source == name);
            if sources.is_empty() {
                return Err(app::AppError::not_found("source", name)
                    .hint("`emaki source list` lists them")
                    .into());
            }
        }
        if session.out.is_json() {
            session.out.json(&sources)?;
        } else if let (Some(_), [source]) = (&self.source, sources.as_slice()) {
            one(session, source)?;
        } else {
            session.out.table(&table(&sources))?;
        }
        Ok(Exit::Done)
    }
}

fn table(sources: &[SourceInfo]) -> Table {
    let columns = ["source", "kind", "state", "answers", "searches", "pace", "robots.txt"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left))).folding();
    for source in sources {
        table.row([
            source.source.to_owned(),
            source.kind.to_owned(),
            state(source),
            answers(source),
            if source.searches_by.is_empty() { "–".to_owned() } else { "yes".to_owned() },
            pace(source),
            robots(source),
        ]);
    }
    table
}

/// The kinds of answers, without repeats.
fn answers(source: &SourceInfo) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for endpoint in &source.endpoints {
        if !kinds.contains(&endpoint.gives) {
            kinds.push(endpoint.gives);
        }
    }
    kinds.join(", ")
}

fn state(source: &SourceInfo) -> String {
    if !source.enabled {
        return "off".to_owned();
    }
    let missing: Vec<&str> = source.missing.iter().map(|missing| missing.setting).collect();
    match (missing.is_empty(), source.configured) {
        (true, _) => "on".to_owned(),
        (false, true) => format!("on; some of it needs {}", missing.join(", ")),
        (false, false) => format!("needs {}", missing.join(", ")),
    }
}

fn pace(source: &SourceInfo) -> String {
    let limits = source.limits.iter().map(|limit| match limit.seconds {
        1 => format!("{}/s", limit.count),
        60 => format!("{}/min", limit.count),
        86_400 => format!("{}/day", limit.count),
        seconds => format!("{} per {seconds} s", limit.count),
    });
    limits.collect::<Vec<_>>().join(", ")
}

fn robots(source: &SourceInfo) -> String {
    match &source.robots {
        Some(robots) if robots.forbidden.is_empty() => format!("allows all, read {}", robots.read_at),
        Some(robots) => format!("forbids {}, read {}", robots.forbidden.join(", "), robots.read_at),
        None if source.kind == "pages" => "not read yet".to_owned(),
        None => "–".to_owned(),
    }
}

fn one(session: &Session, source: &SourceInfo) -> anyhow::Result<()> {
    let missing: Vec<String> = source.missing.iter().map(lack).collect();
    let mut block = Block::new()
        .row("name", &source.name)
        .row("about", &source.about)
        .row("state", &state(source))
        .row("pace", &pace(source))
        .row("robots.txt", &robots(source))
        .row("searches by", &source.searches_by.join(", "))
        .row("remarks", &source.remarks);
    if !missing.is_empty() {
        block = block.row("missing", &missing.join("; "));
    }
    session.out.block(&block)?;
    let mut table = Table::new(
        ["endpoint", "answers", "about", "path", "takes", "kept", "proof"].map(|name| (name, Align::Left)),
    )
    .folding();
    for endpoint in &source.endpoints {
        table.row([
            endpoint.name.to_owned(),
            endpoint.gives.to_owned(),
            endpoint.about.to_owned(),
            endpoint.path.to_owned(),
            endpoint.parameters.join(", "),
            kept(endpoint.kept_s),
            endpoint.proof.to_owned(),
        ]);
    }
    session.out.line("")?;
    Ok(session.out.table(&table)?)
}

fn lack(missing: &app::Missing) -> String {
    let whom =
        if missing.only.is_empty() { String::new() } else { format!(", for {}", missing.only.join(", ")) };
    format!("{}{whom}: {}", missing.setting, missing.why)
}

fn kept(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}
