//! A picture as a question.

use crate::{
    align::Plate,
    descriptor::{COLOR_GRID, Descriptor, GRID, ODD, Seen, code, waves},
    error::PictureError,
    field::Rect,
    picture::Picture,
    windows::{LOOKS, LookAt, MIRRORED, WHOLE, WINDOWS},
};

/// How many signs of a window are compared: those of the strongest waves, which a change of the picture turns last.
pub(crate) const SIGNS: usize = 40;

/// What of a query picture is compared with the pictures of an index.
#[derive(Debug, Clone)]
pub struct Probe {
    pub(crate) plate: Plate,
    pub(crate) glances: Vec<Glance>,
}

/// One window of the query, held against one code of all pictures.
#[derive(Debug, Clone)]
pub(crate) struct Glance {
    /// The window, in shares of the query inside its bars; of the mirrored query when it is mirrored.
    pub(crate) window: Rect,
    pub(crate) mirrored: bool,
    /// Which code.
    pub(crate) view: usize,
    /// Signs to compare: the wave's number, and all ones where the query has a one.
    pub(crate) signs: [(u8, u64); SIGNS],
}

impl Glance {
    /// Whether it holds the same part of both against each other, in whichever frames.
    pub(crate) fn is_whole(&self) -> bool {
        let [window, view] = [self.window, WINDOWS[self.view]];
        let same = |a: f32, b: f32| (a - b).abs() < 1e-4;
        self.view >= WHOLE
            || (same(window.x, view.x) && same(window.y, view.y))
                && (same(window.width, view.width) && same(window.height, view.height))
            || (self.view == 0 && window.width * window.height > 1.0) // with its bars
    }
}

impl Probe {
    /// Of a picture of any size.
    ///
    /// # Errors
    /// [`PictureError::TooSmall`] below 16 pixels a side.
    pub fn of(picture: &Picture) -> Result<Self, PictureError> {
        let seen = Seen::of(picture)?;
        let inner = seen.frames.inner;
        let mut glances = Vec::new();
        for look in LOOKS.iter() {
            let part = match look.window {
                LookAt::Part(part) => inner.part(part),
                LookAt::Whole if inner == Rect::FULL => continue,
                LookAt::Whole => Rect::FULL,
                LookAt::Tight if inner == seen.frames.tight => continue,
                LookAt::Tight => seen.frames.tight,
            };
            let strengths = waves(&seen.field.lightness(part));
            glance(&mut glances, part.seen_from(inner), &strengths, &look.views);
        }
        let cells = seen.field.lightness::<GRID>(inner);
        let color = seen.field.color::<COLOR_GRID>(inner);
        Ok(Self { plate: Plate::new(cells.as_flattened(), color.as_flattened().as_flattened()), glances })
    }

    /// Of a picture of which nothing but the descriptor is at hand.
    pub fn of_descriptor(descriptor: &Descriptor) -> Self {
        let plate = Plate::unpacked(&descriptor.lightness, &descriptor.color);
        let mut cells = [[0.0; GRID]; GRID];
        cells.as_flattened_mut().copy_from_slice(plate.cells());
        let strengths = waves(&cells);
        let mut glances = Vec::new();
        glance(&mut glances, Rect::FULL, &strengths, &LOOKS[0].views);
        Self { plate, glances }
    }
}

/// Holds a window, as it is and mirrored, against codes.
fn glance(glances: &mut Vec<Glance>, window: Rect, strengths: &[f32; 64], views: &[usize]) {
    let strongest = strongest(strengths);
    let plain = code(strengths);
    for mirrored in [false, true] {
        let code = if mirrored { plain ^ ODD } else { plain };
        let signs = strongest.map(|wave| (wave, if code >> wave & 1 == 1 { u64::MAX } else { 0 }));
        let window = if mirrored { window.mirrored() } else { window };
        glances.extend(views.iter().map(|view| {
            let view = if mirrored { MIRRORED[*view] } else { *view };
            Glance { window, mirrored, view, signs }
        }));
    }
}

/// The waves to trust. Fast ones are turned by a smaller shift, so they must be stronger.
fn strongest(strengths: &[f32; 64]) -> [u8; SIGNS] {
    let trust = |wave: u8| strengths[usize::from(wave)].abs() / f32::from(4 + wave / 8 + wave % 8);
    let mut waves: [u8; 63] = std::array::from_fn(|at| at as u8 + 1);
    waves.sort_by(|a, b| trust(*b).total_cmp(&trust(*a)));
    std::array::from_fn(|at| waves[at])
}
