//! Lines with a round pen.

use super::{
    canvas::Canvas,
    color::{ALL, Color},
    path::{ONE, Point},
    segment::Part,
};

/// Draws a line through points, all in [`ONE`]ths of a pixel. Where it crosses itself it is no denser.
pub(super) fn stroke(canvas: &mut Canvas, points: &[Point], radius: i32, color: Color, opacity: u32) {
    taper(canvas, points, &|_| radius, color, opacity);
}

/// The same with a pen whose radius hangs on the part of the line, counted from 0.
pub(super) fn taper(
    canvas: &mut Canvas,
    points: &[Point],
    radius: &dyn Fn(usize) -> i32,
    color: Color,
    opacity: u32,
) {
    let widest = (0..points.len()).map(radius).max().unwrap_or(0) + ONE;
    let bound = |pick: fn(&Point) -> i32| {
        let (low, high) = (points.iter().map(pick).min(), points.iter().map(pick).max());
        low.zip(high).map(|(low, high)| ((low - widest) >> 8, ((high + widest) >> 8) + 1))
    };
    let (Some((left, right)), Some((top, bottom))) = (bound(|p| p.0), bound(|p| p.1)) else { return };
    let clip = canvas.clip;
    let (left, right, top, bottom) =
        (left.max(clip.left), right.min(clip.right), top.max(clip.top), bottom.min(clip.bottom));
    if left >= right || top >= bottom {
        return;
    }
    let stride = (right - left) as usize;
    let mut mask = vec![0u16; stride * (bottom - top) as usize];
    let single = [points[0], points[0]];
    let parts: Vec<[Point; 2]> = if points.len() < 2 {
        vec![single]
    } else {
        points.windows(2).map(|pair| [pair[0], pair[1]]).collect()
    };
    for (at, [a, b]) in parts.into_iter().enumerate() {
        let part = Part::new(a, b, radius(at));
        let (x0, x1) = (
            ((a.0.min(b.0) - part.reach) >> 8).max(left),
            (((a.0.max(b.0) + part.reach) >> 8) + 1).min(right),
        );
        let (y0, y1) = (
            ((a.1.min(b.1) - part.reach) >> 8).max(top),
            (((a.1.max(b.1) + part.reach) >> 8) + 1).min(bottom),
        );
        for y in y0..y1 {
            let row = (y - top) as usize * stride;
            for x in x0..x1 {
                let cell = &mut mask[row + (x - left) as usize];
                *cell = (*cell).max(part.cover(x * ONE + ONE / 2, y * ONE + ONE / 2));
            }
        }
    }
    for (at, cover) in mask.into_iter().enumerate() {
        if cover > 0 {
            let (x, y) = (left + (at % stride) as i32, top + (at / stride) as i32);
            canvas.dot(x, y, color, u32::from(cover) * opacity / ALL);
        }
    }
}
