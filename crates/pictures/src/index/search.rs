//! The search: codes first, then the few that are near laid under the query.

use std::collections::HashMap;

use super::{Index, Row};
use crate::{
    align::{Blocks, EVERYTHING, Plate, Quad, stretch, warp},
    compare::{Fit, fine, glimpse, measure, peek, peeks},
    field::Rect,
    probe::{Glance, Probe},
    windows::{WHOLE, WINDOWS},
};

/// How many near codes are looked at.
const NEAR: usize = 600;
/// From this probability on nothing likelier is looked for.
const PLAIN: f32 = 0.95;
/// How many pictures are glimpsed at.
const GLIMPSED: usize = 64;
/// How many pictures are laid under the query.
const LAID: usize = 16;
/// How many of them are bent to it as well.
const BENT: usize = 5;

/// A picture that may be the query's.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its number.
    pub picture: u32,
    /// Who it belongs to, in ascending order.
    pub owners: Vec<u32>,
    /// How likely the query shows this very picture, 0 to 1.
    pub probability: f32,
    /// Whether the query shows it mirrored.
    pub mirrored: bool,
    /// The part of the picture that the query shows, in shares of what lies inside its bars: left, top, width and
    /// height. Beyond 0 and 1 where the query shows more than the picture.
    pub window: [f32; 4],
    /// How alike light and shade are, 0 to 1.
    pub shade: f32,
    /// How alike the fine parts are, −1 to 1.
    pub detail: f32,
    /// How alike the parts are on their own, in the mean, −1 to 1.
    pub parts: f32,
    /// How far the colors are apart, 0 to 1; 0 where one is grey.
    pub color: f32,
}

/// What a search found, the likeliest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Candidates, whether they match or not.
    pub candidates: Vec<Match>,
}

impl Found {
    /// From this probability on a candidate is called a match: then fewer than one query in a hundred whose picture
    /// is not in an index of 100,000 gets one.
    pub const SURE: f32 = 0.5;

    /// The candidates that match; none when the query's picture is not in the index.
    pub fn matches(&self) -> &[Match] {
        let sure = self.candidates.partition_point(|candidate| candidate.probability >= Self::SURE);
        &self.candidates[..sure]
    }
}

impl Index {
    /// The pictures that the query is most likely a copy of, at most `limit`, and at most 16.
    ///
    /// First the query as it is, mirrored, without bars and without one side; only where none of that is surely a
    /// match, its parts against the pictures' parts as well.
    pub fn search(&self, probe: &Probe, limit: usize) -> Found {
        let whole: Vec<Glance> = probe.glances.iter().filter(|glance| glance.is_whole()).cloned().collect();
        let found = self.search_by(probe, &whole, limit);
        let is_plain = found.candidates.first().is_some_and(|best| best.probability >= PLAIN);
        if is_plain { found } else { self.search_by(probe, &probe.glances, limit) }
    }

    fn search_by(&self, probe: &Probe, glances: &[Glance], limit: usize) -> Found {
        let plates = [probe.plate.clone(), probe.plate.mirrored()];
        let samples = plates.each_ref().map(Plate::samples);
        let query = |mirrored: bool| &samples[usize::from(mirrored)];

        let peeked = plates.each_ref().map(peeks);
        let fine = plates.each_ref().map(|plate| fine(plate.cells()));

        // The best place of each picture by a peek; of the best pictures, a glimpse.
        let mut best: HashMap<u32, Laid> = HashMap::new();
        for hit in self.columns.nearest(glances, NEAR) {
            let glance = &glances[usize::from(hit.glance)];
            let row = &self.rows[hit.row as usize];
            let quad = Quad::of(glance.window, row.view(glance.view));
            let score = peek(&peeked[usize::from(glance.mirrored)], &row.lightness, quad);
            let laid = Laid { row: hit.row, mirrored: glance.mirrored, quad, score, cover: &EVERYTHING };
            let kept = best.entry(hit.row).or_insert(laid);
            if score > kept.score {
                *kept = laid;
            }
        }
        let mut laid: Vec<Laid> = best.into_values().collect();
        laid.sort_by(Laid::order);
        laid.truncate(GLIMPSED);
        for laid in &mut laid {
            let picture = self.rows[laid.row as usize].plate();
            (laid.score, laid.cover) = glimpse(query(laid.mirrored), &picture, laid.quad);
        }
        laid.sort_by(Laid::order);
        laid.truncate(LAID);
        for laid in &mut laid {
            let picture = self.rows[laid.row as usize].plate();
            let quad = stretch(query(laid.mirrored), &picture, laid.quad, laid.cover, 4);
            laid.keep_better(quad, glimpse(query(laid.mirrored), &picture, quad));
        }
        laid.sort_by(Laid::order);
        for laid in laid.iter_mut().take(BENT) {
            let picture = self.rows[laid.row as usize].plate();
            let quad = warp(query(laid.mirrored), &picture, laid.quad, laid.cover, 4);
            laid.keep_better(quad, glimpse(query(laid.mirrored), &picture, quad));
        }
        let matched = |laid: &Laid| {
            let row = &self.rows[laid.row as usize];
            let side = usize::from(laid.mirrored);
            let fit = measure(&plates[side], &fine[side], &row.plate(), laid.quad);
            row.matched(laid, fit)
        };
        let mut candidates: Vec<(f32, Match)> = laid.iter().map(matched).collect();
        candidates.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(first.picture.cmp(&second.picture)));
        candidates.truncate(limit);
        Found { candidates: candidates.into_iter().map(|(_, candidate)| candidate).collect() }
    }
}

/// A picture laid under the query.
#[derive(Clone, Copy)]
struct Laid {
    row: u32,
    mirrored: bool,
    quad: Quad,
    score: f32,
    /// The blocks of the query that were compared.
    cover: &'static Blocks,
}

impl Laid {
    /// The best first.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.score.total_cmp(&self.score).then(self.row.cmp(&other.row))
    }

    /// What moving did not make better is not moved.
    fn keep_better(&mut self, quad: Quad, (score, cover): (f32, &'static Blocks)) {
        if score > self.score {
            (self.quad, self.score, self.cover) = (quad, score, cover);
        }
    }
}

impl Row {
    fn plate(&self) -> Plate {
        Plate::unpacked(&self.lightness, &self.color)
    }

    /// Where one of its codes was taken.
    fn view(&self, view: usize) -> Rect {
        if view >= WHOLE { self.frames[view - WHOLE] } else { WINDOWS[view] }
    }

    /// With the evidence it is ordered by.
    fn matched(&self, laid: &Laid, fit: Fit) -> (f32, Match) {
        let evidence = fit.evidence();
        let [[left, top], [right, _], [_, bottom], [far_right, far_bottom]] = laid.quad.0;
        let (right, bottom) = (f32::midpoint(right, far_right), f32::midpoint(bottom, far_bottom));
        let found = Match {
            picture: self.picture,
            owners: self.owners.clone(),
            probability: 1.0 / (1.0 + (-evidence).exp()),
            mirrored: laid.mirrored,
            window: [left, top, right - left, bottom - top],
            shade: fit.shade.clamp(0.0, 1.0),
            detail: fit.detail,
            parts: fit.parts,
            color: fit.color,
        };
        (evidence, found)
    }
}
