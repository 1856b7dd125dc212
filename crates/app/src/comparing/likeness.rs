//! How alike two works are, as a number whose parts can be told.
//!
//! The measure that assistants of the older server knew: genres .4, studios .3, kind .2, score .1, over what is
//! known of both. It says what two works have in common on paper; the list of similar works, which knows which
//! tags are rare and which works belong together, is another thing.

use model::{Format, Work};
use serde::Serialize;

use super::Overlap;

/// How alike two works are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Likeness {
    /// From 0, nothing in common, to 1; the sum of the parts. `None` when nothing of both is known.
    pub score: Option<f64>,
    /// What it is made of, with what is not known of both left out.
    pub parts: Vec<LikenessPart>,
}

/// One part of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LikenessPart {
    /// `tags`, `studios`, `format` or `score`.
    pub factor: &'static str,
    /// How alike the two are in it, from 0 to 1.
    pub value: f64,
    /// What it counts, from 0 to 1; the weights add up to 1.
    pub weight: f64,
    /// Value times weight: its part of the score.
    pub share: f64,
}

impl Likeness {
    /// Tags and studios by the share of all that both have (Jaccard), the format by being the same one, the score
    /// by how close the two are on the scale of ten.
    pub fn of(a: &Work, b: &Work) -> Self {
        let known = [
            ("tags", 0.4, jaccard(&a.tags, &b.tags)),
            ("studios", 0.3, jaccard(&a.studios, &b.studios)),
            ("format", 0.2, same_format(&a.format, &b.format)),
            (
                "score",
                0.1,
                a.score.zip(b.score).map(|(a, b)| 1.0 - (a.normalized - b.normalized).abs() / 10.0),
            ),
        ];
        let known: Vec<(&'static str, f64, f64)> =
            known.into_iter().filter_map(|(factor, weight, value)| Some((factor, weight, value?))).collect();
        let all: f64 = known.iter().map(|(_, weight, _)| weight).sum();
        let parts: Vec<LikenessPart> = known
            .into_iter()
            .map(|(factor, weight, value)| {
                let weight = weight / all;
                LikenessPart { factor, value, weight, share: value * weight }
            })
            .collect();
        let score = (!parts.is_empty()).then(|| parts.iter().map(|part| part.share).sum());
        Self { score, parts }
    }
}

/// Nothing is known where one of the two has no names at all.
fn jaccard(a: &[String], b: &[String]) -> Option<f64> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let overlap = Overlap::of(a, b);
    Some(overlap.both.len() as f64 / overlap.len() as f64)
}

fn same_format(a: &Format, b: &Format) -> Option<f64> {
    let known = *a != Format::Unknown && *b != Format::Unknown;
    known.then(|| f64::from(u8::from(a == b)))
}

#[cfg(test)]
mod tests {
    use model::{Medium, Score, WorkId};

    use super::*;

    fn work(tags: &[&str], studios: &[&str], format: Format, score: Option<f64>) -> Work {
        let mut work = Work::new(WorkId::new(1).expect("a positive number"), Medium::Anime, "x");
        work.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        work.studios = studios.iter().map(|studio| (*studio).to_owned()).collect();
        work.format = format;
        work.score = score.and_then(|score| Score::new(score, 10.0, Some(10)));
        work
    }

    #[test]
    fn parts_add_up_to_the_score() {
        let a = work(&["drama", "trains"], &["Lamplight"], Format::Tv, Some(8.0));
        let b = work(&["drama", "war"], &["Lamplight"], Format::Movie, Some(6.0));
        let likeness = Likeness::of(&a, &b);
        let score = likeness.score.expect("all is known");
        assert!((score - (0.4 / 3.0 + 0.3 + 0.0 + 0.08)).abs() < 1e-12, "{likeness:?}");
        assert!((likeness.parts.iter().map(|part| part.weight).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(Likeness::of(&a, &a).score.map(|score| (score * 1e9).round() / 1e9), Some(1.0));
    }

    #[test]
    fn what_is_not_known_of_both_counts_for_nothing() {
        let likeness = Likeness::of(
            &work(&["drama"], &[], Format::Unknown, None),
            &work(&["drama"], &["Lamplight"], Format::Tv, Some(7.0)),
        );
        assert_eq!(likeness.parts.len(), 1);
        assert_eq!(likeness.score, Some(1.0));
        let nothing = work(&[], &[], Format::Unknown, None);
        assert_eq!(Likeness::of(&nothing, &nothing).score, None);
    }
}
