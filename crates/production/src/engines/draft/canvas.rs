//! Pixels, and shapes laid on them. All in whole numbers, so that every machine draws the same.

use super::{
    color::{ALL, Color},
    path::{ONE, Path},
};

/// Part of a canvas in pixels; the right and the lower edge are outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) right: i32,
    pub(super) bottom: i32,
}

impl Area {
    pub(super) fn width(self) -> i32 {
        self.right - self.left
    }

    pub(super) fn height(self) -> i32 {
        self.bottom - self.top
    }

    /// What both have.
    pub(super) fn cut(self, other: Self) -> Self {
        let (left, top) = (self.left.max(other.left), self.top.max(other.top));
        Self {
            left,
            top,
            right: self.right.min(other.right).max(left),
            bottom: self.bottom.min(other.bottom).max(top),
        }
    }

    /// Smaller by so many pixels on each side.
    pub(super) fn inset(self, by: i32) -> Self {
        Self { left: self.left + by, top: self.top + by, right: self.right - by, bottom: self.bottom - by }
    }

    /// A height in thousandths from its top.
    pub(super) fn at_y(self, thousandths: i32) -> i32 {
        self.top + self.height() * thousandths / 1000
    }

    /// A place in thousandths from its left.
    pub(super) fn at_x(self, thousandths: i32) -> i32 {
        self.left + self.width() * thousandths / 1000
    }
}

/// What a shape is filled with. Opacities are of [`ALL`].
#[derive(Debug, Clone, Copy)]
pub(super) enum Paint {
    Flat(Color, u32),
    /// From one color above to another below, between two heights in pixels.
    Fade {
        top: (Color, u32),
        bottom: (Color, u32),
        from: i32,
        to: i32,
    },
    /// Light that is strongest in the middle and gone at the radius, in pixels.
    Glow {
        x: i32,
        y: i32,
        radius: i32,
        color: Color,
        opacity: u32,
    },
}

impl Paint {
    fn at(&self, x: i32, y: i32) -> (Color, u32) {
        match *self {
            Self::Flat(color, opacity) => (color, opacity),
            Self::Fade { top, bottom, from, to } => {
                let share = ((y - from).clamp(0, (to - from).max(1)) * 256 / (to - from).max(1)) as u32;
                (top.0.mix(bottom.0, share), (top.1 * (ALL - share) + bottom.1 * share) / ALL)
            }
            Self::Glow { x: cx, y: cy, radius, color, opacity } => {
                let (dx, dy, r) = (i64::from(x - cx), i64::from(y - cy), i64::from(radius.max(1)));
                let left = (r * r - dx * dx - dy * dy).max(0) * 256 / (r * r);
                (color, (opacity * (left * left / 256) as u32) / ALL)
            }
        }
    }
}

/// A picture that is drawn.
pub(super) struct Canvas {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) rgb: Vec<u8>,
    /// Nothing is drawn outside.
    pub(super) clip: Area,
    cover: Vec<i32>,
    steps: Vec<i32>,
}

impl Canvas {
    pub(super) fn new(width: i32, height: i32, color: Color) -> Self {
        let Color(red, green, blue) = color;
        Self {
            width,
            height,
            rgb: [red, green, blue].repeat(width as usize * height as usize),
            clip: Area { left: 0, top: 0, right: width, bottom: height },
            cover: vec![0; width as usize + 2],
            steps: vec![0; width as usize + 2],
        }
    }

    /// The whole of it.
    pub(super) fn area(&self) -> Area {
        Area { left: 0, top: 0, right: self.width, bottom: self.height }
    }

    /// Draws inside a part only.
    pub(super) fn within<T>(&mut self, area: Area, draw: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.clip;
        self.clip = before.cut(area);
        let done = draw(self);
        self.clip = before;
        done
    }

    /// Lays a color on one pixel.
    pub(super) fn dot(&mut self, x: i32, y: i32, color: Color, opacity: u32) {
        if x < self.clip.left
            || x >= self.clip.right
            || y < self.clip.top
            || y >= self.clip.bottom
            || opacity == 0
        {
            return;
        }
        let at = (y as usize * self.width as usize + x as usize) * 3;
        let mixed = Color(self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]).mix(color, opacity);
        self.rgb[at..at + 3].copy_from_slice(&[mixed.0, mixed.1, mixed.2]);
    }

    /// Fills a rectangle.
    pub(super) fn rect(&mut self, area: Area, paint: Paint) {
        let area = area.cut(self.clip);
        for y in area.top..area.bottom {
            // Flat and fading paint is the same along a row.
            let row = (!matches!(paint, Paint::Glow { .. })).then(|| paint.at(area.left, y));
            if let Some((color, _)) = row.filter(|(_, opacity)| *opacity >= ALL) {
                let at = (y as usize * self.width as usize + area.left as usize) * 3;
                let pixels = &mut self.rgb[at..at + area.width() as usize * 3];
                pixels.as_chunks_mut::<3>().0.fill([color.0, color.1, color.2]);
                continue;
            }
            for x in area.left..area.right {
                let (color, opacity) = row.unwrap_or_else(|| paint.at(x, y));
                self.dot(x, y, color, opacity);
            }
        }
    }

    /// Fills a shape; where its outlines run round a place more than not at all, there it is.
    pub(super) fn fill(&mut self, path: &Path, paint: Paint) {
        /// Lines in each row of pixels.
        const LINES: i32 = 4;
        let edges = path.edges();
        let (Some(first), Some(last)) =
            (edges.iter().map(|e| e.top).min(), edges.iter().map(|e| e.bottom).max())
        else {
            return;
        };
        let rows = (first >> 8).max(self.clip.top)..((last >> 8) + 1).min(self.clip.bottom);
        let (left, right) = (self.clip.left * ONE, self.clip.right * ONE);
        let mut crossings: Vec<(i32, i32)> = Vec::new();
        let (mut live, mut next): (Vec<usize>, usize) = (Vec::new(), 0);
        for y in rows {
            let (row_top, row_bottom) = (y * ONE, (y + 1) * ONE);
            live.retain(|edge| edges[*edge].bottom > row_top);
            while next < edges.len() && edges[next].top < row_bottom {
                if edges[next].bottom > row_top {
                    live.push(next);
                }
                next += 1;
            }
            let (mut from, mut to) = (right, left);
            for line in 0..LINES {
                let height = row_top + line * ONE / LINES + ONE / LINES / 2;
                crossings.clear();
                let crossed = live
                    .iter()
                    .map(|edge| &edges[*edge])
                    .filter(|edge| edge.top <= height && height < edge.bottom);
                crossings.extend(crossed.map(|edge| (edge.x_at(height), edge.winding)));
                crossings.sort_unstable();
                let mut winding = 0;
                for pair in crossings.windows(2) {
                    winding += pair[0].1;
                    let (a, b) = (pair[0].0.clamp(left, right), pair[1].0.clamp(left, right));
                    if winding != 0 && a < b {
                        self.span(a, b, ONE / LINES);
                        (from, to) = (from.min(a), to.max(b));
                    }
                }
            }
            if from < to {
                self.lay_row(y, from >> 8, ((to >> 8) + 1).min(self.clip.right), &paint);
            }
        }
    }

    /// Notes how much of each pixel a stretch covers, of [`ONE`] times its weight.
    fn span(&mut self, from: i32, to: i32, weight: i32) {
        let (first, last) = ((from >> 8) as usize, (to >> 8) as usize);
        if first == last {
            self.cover[first] += (to - from) * weight / ONE;
            return;
        }
        self.cover[first] += (ONE - (from & 255)) * weight / ONE;
        self.cover[last] += (to & 255) * weight / ONE;
        self.steps[first + 1] += weight;
        self.steps[last] -= weight;
    }

    fn lay_row(&mut self, y: i32, from: i32, to: i32, paint: &Paint) {
        let mut inside = 0;
        for x in from..=to {
            let at = x as usize;
            inside += std::mem::take(&mut self.steps[at]);
            let cover = (std::mem::take(&mut self.cover[at]) + inside).clamp(0, ONE) as u32;
            if cover > 0 && x < to {
                let (color, opacity) = paint.at(x, y);
                self.dot(x, y, color, opacity * cover / ALL);
            }
        }
    }

    /// Changes every pixel of a part.
    pub(super) fn change(&mut self, area: Area, change: impl Fn(i32, i32, Color) -> Color) {
        let area = area.cut(self.area());
        for y in area.top..area.bottom {
            let row = y as usize * self.width as usize;
            let pixels = &mut self.rgb[(row + area.left as usize) * 3..(row + area.right as usize) * 3];
            for (x, pixel) in (area.left..).zip(pixels.as_chunks_mut::<3>().0) {
                let Color(red, green, blue) = change(x, y, Color(pixel[0], pixel[1], pixel[2]));
                *pixel = [red, green, blue];
            }
        }
    }
}
