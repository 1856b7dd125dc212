//! What audiences think of one work or of two, drawn on one scale: a line for each source.
//!
//! The numbers stand beside the drawings as text, so screen readers are told to skip these. Outliers have another
//! shape, and of two works each has its own, so that nothing depends on seeing colors.

use std::fmt::Write as _;

use app::{SourceRating, WorkRatings};
use model::{Score, SourceId};

use super::text;

/// Width and height of a line; a point of the score is `POINT` wide.
const SIZE: (f64, f64) = (420.0, 28.0);
const LEFT: f64 = 10.0;
const POINT: f64 = 40.0;

/// The scores of one work.
pub struct Plot {
    /// The scale above the lines.
    pub axis: String,
    /// A line for each source that counts, the highest first.
    pub lines: Vec<Line>,
    /// Mean, median, spread, agreement, each under its name.
    pub figures: Vec<(&'static str, String)>,
    /// What cannot be said, and why.
    pub note: Option<String>,
    /// Scores that nobody is known to have voted on, or that another source quotes.
    pub uncounted: Vec<(String, String)>,
    /// How many single users gave 1, 2, … 10, drawn, and in words.
    pub users: Option<(String, String)>,
}

/// One source.
pub struct Line {
    /// Its name.
    pub source: String,
    /// The drawing.
    pub drawing: String,
    /// Its score out of ten.
    pub normalized: String,
    /// Its score on its own scale.
    pub own: String,
    /// How many voted.
    pub votes: String,
    /// Why it stands out.
    pub outlier: Option<String>,
}

/// The scores of two works.
pub struct Both {
    /// The scale above the lines.
    pub axis: String,
    /// A line for each source that has a score of one of them.
    pub lines: Vec<BothLine>,
    /// Each figure of both.
    pub figures: Vec<(&'static str, String, String)>,
}

/// One source on two works.
pub struct BothLine {
    /// Its name.
    pub source: String,
    /// The drawing.
    pub drawing: String,
    /// What it says of each.
    pub a: String,
    /// See `a`.
    pub b: String,
    /// How far the second lies above the first.
    pub difference: String,
}

/// The plot of a work; `None` when nobody has said anything.
pub fn of(ratings: &WorkRatings) -> Option<Plot> {
    if ratings.by_source.is_empty() && ratings.users.is_none() {
        return None;
    }
    let all = &ratings.summary;
    let line = |one: &SourceRating| {
        let mut svg = opened();
        if let (Some(mean), Some(deviation)) = (all.mean, all.deviation) {
            band(&mut svg, mean, deviation);
        }
        scale(&mut svg);
        if let Some(mean) = all.mean.filter(|_| all.sources.len() > 1) {
            upright(&mut svg, "plot__mean", mean);
        }
        if let Some(median) = all.median.filter(|_| all.sources.len() > 1) {
            upright(&mut svg, "plot__median", median);
        }
        let shape = if one.outlier.is_some() { Shape::Diamond } else { Shape::Dot };
        mark(&mut svg, shape, "plot__a", &one.score);
        Line {
            source: text::source(&one.source),
            drawing: svg + "</svg>",
            normalized: format!("{:.2}", one.score.normalized),
            own: own(&one.score),
            votes: one.score.votes.map(|votes| text::count(votes, "vote", "votes")).unwrap_or_default(),
            outlier: one.outlier.clone(),
        }
    };
    let counted = |source: &SourceId| all.sources.iter().any(|one| one.source == *source);
    let uncounted = ratings.by_source.iter().filter(|(source, _)| !counted(source));
    Some(Plot {
        axis: axis(),
        lines: all.sources.iter().map(line).collect(),
        figures: figures(ratings).into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        note: all.note.clone(),
        uncounted: uncounted.map(|(source, score)| (text::source(source), own(score))).collect(),
        users: ratings.users.as_ref().map(|users| {
            let words = format!(
                "{} by single users, {:.2} on average",
                text::count(users.count, "rating", "ratings"),
                users.mean
            );
            (bars(&users.histogram), words)
        }),
    })
}

/// The plot of two works; `None` when nobody has said anything of either.
pub fn both(a: &WorkRatings, b: &WorkRatings) -> Option<Both> {
    let mut sources: Vec<_> = a.by_source.iter().chain(&b.by_source).map(|(source, _)| source).collect();
    sources.sort_unstable();
    sources.dedup();
    if sources.is_empty() {
        return None;
    }
    let score = |of: &WorkRatings, source: &SourceId| -> Option<Score> {
        of.by_source.iter().find(|(known, _)| known == source).map(|(_, score)| *score)
    };
    let line = |source: &SourceId| {
        let (first, second) = (score(a, source), score(b, source));
        let mut svg = opened();
        scale(&mut svg);
        if let (Some(first), Some(second)) = (first, second) {
            between(&mut svg, first.normalized, second.normalized);
        }
        if let Some(first) = &first {
            mark(&mut svg, Shape::Dot, "plot__a", first);
        }
        if let Some(second) = &second {
            mark(&mut svg, Shape::Square, "plot__b", second);
        }
        let told = |score: Option<Score>| {
            score.map_or_else(|| "–".to_owned(), |score| format!("{:.2}", score.normalized))
        };
        let difference = first.zip(second).map(|(a, b)| b.normalized - a.normalized);
        BothLine {
            source: text::source(source),
            drawing: svg + "</svg>",
            a: told(first),
            b: told(second),
            difference: difference.map(signed).unwrap_or_default(),
        }
    };
    let pairs = figures(a).into_iter().zip(figures(b));
    let dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let figures = pairs
        .filter(|((_, a), (_, b))| a.is_some() || b.is_some())
        .map(|((name, a), (_, b))| (name, dash(a), dash(b)));
    Some(Both { axis: axis(), lines: sources.into_iter().map(line).collect(), figures: figures.collect() })
}

/// A difference with its sign.
pub fn signed(difference: f64) -> String {
    match format!("{difference:+.2}") {
        none if none == "+0.00" || none == "-0.00" => "±0.00".to_owned(),
        some => some.replace('-', "−"),
    }
}

/// A score as its source writes it.
fn own(score: &Score) -> String {
    format!("{} of {}", plain(score.value), plain(score.scale_max))
}

fn figures(ratings: &WorkRatings) -> [(&'static str, Option<String>); 6] {
    let all = &ratings.summary;
    let two = |value: Option<f64>| value.map(|value| format!("{value:.2}"));
    [
        ("Mean", two(all.mean)),
        ("Median", two(all.median)),
        ("Standard deviation σ", two(all.deviation)),
        ("Agreement, 0 to 1", two(all.consistency)),
        ("Mean by votes", two(all.weighted)),
        ("Votes", (all.votes > 0).then(|| text::number(all.votes))),
    ]
}

#[derive(Clone, Copy)]
enum Shape {
    Dot,
    Diamond,
    Square,
}

fn x(score: f64) -> f64 {
    LEFT + score.clamp(0.0, 10.0) * POINT
}

// Writing to a `String` cannot fail, so the results below are let go.

fn opened() -> String {
    let (width, height) = SIZE;
    format!(r#"<svg class="plot__line" viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">"#)
}

/// Numbers of the scale.
fn axis() -> String {
    let mut svg = opened();
    for score in [0, 2, 4, 6, 8, 10] {
        let _ =
            write!(svg, r#"<text class="plot__number" x="{}" y="20">{score}</text>"#, x(f64::from(score)));
    }
    svg + "</svg>"
}

/// The line of the scale, with a stroke at each point.
fn scale(svg: &mut String) {
    let middle = SIZE.1 / 2.0;
    let mut path = format!("M{} {middle}H{}", x(0.0), x(10.0));
    for score in 0..=10 {
        let _ = write!(path, "M{} {}v6", x(f64::from(score)), middle - 3.0);
    }
    let _ = write!(svg, r#"<path class="plot__scale" d="{path}"/>"#);
}

fn band(svg: &mut String, mean: f64, deviation: f64) {
    let (from, to) = (x(mean - deviation), x(mean + deviation));
    let _ = write!(
        svg,
        r#"<rect class="plot__band" x="{from:.1}" y="2" width="{:.1}" height="{}" rx="2"/>"#,
        to - from,
        SIZE.1 - 4.0
    );
}

fn upright(svg: &mut String, class: &str, score: f64) {
    let _ = write!(svg, r#"<path class="{class}" d="M{:.1} 2V{}"/>"#, x(score), SIZE.1 - 2.0);
}

fn between(svg: &mut String, a: f64, b: f64) {
    let _ = write!(svg, r#"<path class="plot__between" d="M{:.1} {1}H{2:.1}"/>"#, x(a), SIZE.1 / 2.0, x(b));
}

/// The score, larger the more people voted: by the logarithm, so that small sites can still be seen.
fn mark(svg: &mut String, shape: Shape, class: &str, score: &Score) {
    let (x, y) = (x(score.normalized), SIZE.1 / 2.0);
    let size = 4.0 + score.votes.map_or(0.0, |votes| (votes.max(1) as f64).log10()).min(7.0) * 0.9;
    let _ = match shape {
        Shape::Dot => write!(svg, r#"<circle class="{class}" cx="{x:.1}" cy="{y}" r="{size:.1}"/>"#),
        Shape::Diamond => write!(
            svg,
            r#"<path class="{class}" d="M{x:.1} {:.1}l{size:.1} {size:.1}l-{size:.1} {size:.1}l-{size:.1} -{size:.1}z"/>"#,
            y - size
        ),
        Shape::Square => write!(
            svg,
            r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}"/>"#,
            x - size * 0.85,
            y - size * 0.85,
            size * 1.7,
            size * 1.7
        ),
    };
}

/// How many gave each rating, a bar each with its number below.
fn bars(histogram: &[u64; 10]) -> String {
    let most = histogram.iter().copied().max().unwrap_or(1).max(1) as f64;
    let mut svg = r#"<svg class="plot__bars" viewBox="0 0 420 96" role="img" aria-label=""#.to_owned();
    let told = (1..).zip(histogram).map(|(rating, count)| format!("{rating}: {count}"));
    svg.push_str(&told.collect::<Vec<_>>().join(", "));
    svg.push_str("\">");
    for (place, count) in histogram.iter().enumerate() {
        let height = *count as f64 / most * 72.0;
        let left = 12.0 + place as f64 * 40.0;
        let _ = write!(
            svg,
            r#"<rect class="plot__bar" x="{left}" y="{:.1}" width="32" height="{height:.1}"/><text class="plot__number" x="{}" y="92">{}</text>"#,
            76.0 - height,
            left + 16.0,
            place + 1
        );
    }
    svg + "</svg>"
}

/// A number without digits that say nothing.
fn plain(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratings(scores: &[(&'static str, f64, f64, Option<u64>)]) -> WorkRatings {
        let by_source: Vec<(SourceId, Score)> = scores
            .iter()
            .map(|(source, value, max, votes)| {
                (SourceId::known(source), Score::new(*value, *max, *votes).expect("a sound score"))
            })
            .collect();
        WorkRatings { shown: None, summary: app::ratings_of(by_source.clone()), by_source, users: None }
    }

    #[test]
    fn each_source_has_its_line_and_who_stands_out_another_shape() {
        let plot = of(&ratings(&[
            ("mal", 8.4, 10.0, Some(90_000)),
            ("anilist", 83.0, 100.0, Some(40_000)),
            ("kitsu", 83.5, 100.0, Some(900)),
            ("anidb", 4.0, 10.0, Some(300)),
            ("ann", 8.0, 10.0, None),
        ]))
        .expect("scores");
        let names: Vec<&str> = plot.lines.iter().map(|line| line.source.as_str()).collect();
        assert_eq!(names, ["MyAnimeList", "Kitsu", "AniList", "Anime News Network", "AniDB"]);
        let odd = &plot.lines[4];
        assert!(odd.outlier.is_some() && odd.drawing.contains("<path class=\"plot__a\""), "{}", odd.drawing);
        assert!(
            plot.lines[0].drawing.contains("<circle class=\"plot__a\" cx=\"346.0\""),
            "{}",
            plot.lines[0].drawing
        );
        assert_eq!((plot.lines[2].own.as_str(), plot.lines[2].normalized.as_str()), ("83 of 100", "8.30"));
        let figure =
            |name| plot.figures.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        assert_eq!(figure("Median"), Some("8.30"));
        assert_eq!(figure("Votes"), Some("131,200"));
    }

    #[test]
    fn two_works_are_told_apart_without_colors() {
        let a = ratings(&[("mal", 8.0, 10.0, Some(10)), ("anidb", 7.0, 10.0, Some(10))]);
        let b = ratings(&[("mal", 6.5, 10.0, Some(10))]);
        let both = both(&a, &b).expect("scores");
        let mal = both.lines.iter().find(|line| line.source == "MyAnimeList").expect("a line");
        assert!(
            mal.drawing.contains("<circle class=\"plot__a\"")
                && mal.drawing.contains("<rect class=\"plot__b\"")
        );
        assert_eq!((mal.a.as_str(), mal.b.as_str(), mal.difference.as_str()), ("8.00", "6.50", "−1.50"));
        assert_eq!(both.lines[0].b, "–");
        assert_eq!(signed(-0.001), "±0.00");
    }

    #[test]
    fn nothing_said_is_no_plot() {
        assert!(of(&ratings(&[])).is_none());
        assert!(super::both(&ratings(&[]), &ratings(&[])).is_none());
    }
}
