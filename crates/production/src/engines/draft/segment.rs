//! How much of a pixel a straight part of a line covers.

use super::path::{ONE, Point};

/// A straight part of a line.
pub(super) struct Part {
    a: (i64, i64),
    run: (i64, i64),
    length2: i64,
    radius: i64,
    /// How far from it pixels are touched.
    pub(super) reach: i32,
}

impl Part {
    pub(super) fn new(a: Point, b: Point, radius: i32) -> Self {
        let run = (i64::from(b.0 - a.0), i64::from(b.1 - a.1));
        Self {
            a: (i64::from(a.0), i64::from(a.1)),
            run,
            length2: run.0 * run.0 + run.1 * run.1,
            radius: i64::from(radius),
            reach: radius + ONE,
        }
    }

    /// How much of a pixel around this point is covered, of [`ONE`].
    pub(super) fn cover(&self, x: i32, y: i32) -> u16 {
        let (dx, dy) = (i64::from(x) - self.a.0, i64::from(y) - self.a.1);
        let along = (dx * self.run.0 + dy * self.run.1).clamp(0, self.length2);
        let (nx, ny) = if self.length2 == 0 {
            (dx, dy)
        } else {
            (dx - self.run.0 * along / self.length2, dy - self.run.1 * along / self.length2)
        };
        let distance2 = nx * nx + ny * ny;
        let (inner, outer) = ((self.radius - 128).max(0), self.radius + 128);
        if distance2 >= outer * outer {
            return 0;
        }
        if distance2 <= inner * inner && self.radius >= 128 {
            return 256;
        }
        (outer - distance2.unsigned_abs().isqrt().cast_signed()).clamp(0, 256) as u16
    }
}
