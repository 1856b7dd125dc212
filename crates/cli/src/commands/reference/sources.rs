//! The page of all sources, made from what each states of itself.

use std::fmt::{self, Write};

use app::{Config, EXTERNAL, Endpoint, Facts, source_facts, source_search_fields};

const HEAD: &str = "# Sources

Made by `emaki reference sources` from what each source's reader states of itself; `emaki source list` tells the same
of your installation.

```sh
emaki source list                        # every source: whether it is on, what it lacks, its pace
emaki source check                       # one cheap question to each that is on
emaki source ask jikan anime_full id=1   # one answer, in normal form
emaki source search anilist moon score_min=8 year=2024
emaki source parse jikan answer.json     # a recorded answer, with no network
emaki source external mal/top type=tv    # as `/api/external/…` gives it, with whence and how old it is
emaki cache stats                        # what is kept of all answers
```

**Turning one on.** Interfaces are on, pages made for people are off. `enabled = true` under `[sources.<name>]` in
`emaki.toml` turns one on, as does `EMAKI_SOURCES__<NAME>__ENABLED=true`; what a source needs is set in the same way.
Secrets are set by variables only, and a user's own lists are read after `emaki source login <SOURCE>`. Where a source
lies is a setting as well, so that a mirror can stand in.

**How answers are kept.** An answer stays good for a time that goes with its kind, whatever its own headers say of age:
1 second, 1 minute, 30 minutes (where a work may be watched), 1 hour (searches, schedules, rankings), 2 hours (pages),
24 hours (works, characters, people) or 7 days (what is not to be asked for often). Should the source fail, the last
answer is given a while longer. What an answer forbids to keep (`no-store`, `private`) is not kept, and what is one
user's own is kept apart. `--refresh` asks anew and `--from-cache` asks nobody.

**Pace.** All processes of an installation share each source's pace and stay under it; a source that says when to come
back is heard. One that keeps failing is left alone for a while, one that bans us for a day.

**robots.txt** is read before a site's first page, and pages that it forbids are not fetched. `emaki source list` says
what it allows and when it was read.

**Proof** says how we know what an answer looks like: *captured*, a recorded answer was read; *specified*, the source's
own description says so; *unproven*, neither, so that it may have to be mended at the first real answer.

In the tables, what an endpoint takes is **needed** where it is bold.
";

/// The whole page.
pub fn page(defaults: &Config) -> Result<String, fmt::Error> {
    let mut page = HEAD.to_owned();
    for facts in source_facts() {
        section(&mut page, facts, defaults)?;
    }
    external(&mut page)?;
    Ok(page)
}

const EXTERNAL_HEAD: &str = "
## Over HTTP

`GET /api/external/…` gives a site's answers in normal form, through the same cache, breaker and pace, with `provenance`:
who said it, when it was fetched, whether it was kept, whether it is older than it should be or of a source that stands in
for another. What is given is checked before anybody is asked; a refusal names what is allowed. `…/{site}/health` tells how
a site fares, without asking it.

| path | answers | takes |
|---|---|---|
";

/// The table of other sites' answers over HTTP.
fn external(page: &mut String) -> fmt::Result {
    page.push_str(EXTERNAL_HEAD);
    for route in EXTERNAL.iter() {
        let path = route.path.trim_start_matches("/api/external/");
        let takes: Vec<String> = route
            .parameters
            .iter()
            .filter(|parameter| !parameter.is_in(route.path))
            .map(|parameter| {
                let strong = if parameter.required { "**" } else { "" };
                format!("{strong}`{}`{strong}", parameter.name)
            })
            .collect();
        writeln!(page, "| `{path}` | {} | {} |", route.about, takes.join(", "))?;
    }
    Ok(())
}

fn section(page: &mut String, facts: &Facts, defaults: &Config) -> fmt::Result {
    let name = facts.id.as_str();
    writeln!(page, "\n## `{name}`\n\n{}: {}.\n", facts.name, facts.about.trim_end_matches('.'))?;
    writeln!(page, "| | |\n|---|---|")?;
    writeln!(page, "| read from | {} |", read_from(facts.kind.as_str()))?;
    writeln!(page, "| by default | {} |", by_default(name, defaults))?;
    for need in facts.needs {
        let variable = format!("EMAKI_SOURCES__{}__{}", name.to_uppercase(), need.setting.to_uppercase());
        let whom = if need.only.is_empty() { String::new() } else { format!(", for {}", coded(need.only)) };
        writeln!(page, "| needs | `{}` (`{variable}`){whom}: {} |", need.setting, cell(need.why))?;
    }
    if !facts.limits.is_empty() {
        let limits: Vec<String> = facts
            .limits
            .iter()
            .map(|limit| format!("{} in {}", limit.count, span(limit.window.as_secs())))
            .collect();
        let breaking = facts.breaking;
        writeln!(page, "| pace | {} |", limits.join(", and "))?;
        let (failures, open) = (breaking.failures, span(breaking.open.as_secs()));
        writeln!(page, "| left alone | for {open} after {failures} failures within a minute |")?;
    }
    let fields = source_search_fields(name);
    if !fields.is_empty() {
        writeln!(page, "| searched by | {} |", coded(&fields))?;
    }
    if !facts.remarks.is_empty() {
        writeln!(page, "| remarks | {} |", cell(facts.remarks))?;
    }
    writeln!(page, "\n| endpoint | answers | what | takes | kept | proof |\n|---|---|---|---|---|---|")?;
    facts.endpoints.iter().try_for_each(|endpoint| row(page, facts, endpoint))
}

fn row(page: &mut String, facts: &Facts, endpoint: &Endpoint) -> fmt::Result {
    let needed = endpoint.path_parts().map(|part| format!("**`{part}`**"));
    let rest = endpoint.parameters.iter().map(|parameter| format!("`{}`", parameter.name));
    let takes: Vec<String> = needed.chain(rest).collect();
    let kept =
        if facts.limits.is_empty() { "–".to_owned() } else { span(endpoint.lifetime.duration().as_secs()) };
    let (name, gives, about) = (endpoint.name, endpoint.gives.as_str(), cell(endpoint.about));
    writeln!(
        page,
        "| `{name}` | {gives} | {about} | {} | {kept} | {} |",
        takes.join(", "),
        endpoint.proof.as_str()
    )
}

fn read_from(kind: &str) -> &'static str {
    match kind {
        "api" => "an interface for programs",
        "pages" => "pages for people",
        _ => "files at hand; nothing is fetched",
    }
}

fn by_default(name: &str, defaults: &Config) -> String {
    let Some(settings) = defaults.sources.get(name) else { return "off".to_owned() };
    let places = [&settings.base_url, &settings.web_url, &settings.dump_url].into_iter().flatten();
    let places: Vec<String> = places.map(|place| format!("`{place}`")).collect();
    let state = if settings.enabled { "on" } else { "off" };
    if places.is_empty() { state.to_owned() } else { format!("{state}; {}", places.join(", ")) }
}

fn coded(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A text as it may stand in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn span(seconds: u64) -> String {
    let (count, unit) = match seconds {
        60..3600 if seconds.is_multiple_of(60) => (seconds / 60, "min"),
        0..3600 => (seconds, "s"),
        3600..172_800 => (seconds / 3600, "h"),
        _ => (seconds / 86_400, "days"),
    };
    format!("{count} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_and_endpoint_has_its_line() {
        let defaults = Config::of_defaults().expect("the defaults are sound");
        let page = page(&defaults).expect("a page");
        for facts in source_facts() {
            assert!(page.contains(&format!("\n## `{}`\n", facts.id)), "{}", facts.id);
            for endpoint in facts.endpoints {
                assert!(
                    page.contains(&format!("\n| `{}` | ", endpoint.name)),
                    "{} {}",
                    facts.id,
                    endpoint.name
                );
            }
        }
        assert!(page.contains("`EMAKI_SOURCES__MAL__CLIENT_ID`"));
        let wide = page.lines().filter(|line| line.starts_with('|') && line.matches(" | ").count() > 5);
        assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new(), "a cell breaks its table");
    }
}
