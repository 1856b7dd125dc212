//! Outlines of shapes, and the pen that draws them in a shape's own units.

/// One pixel in the units of outlines.
pub(super) const ONE: i32 = 256;

/// A point of an outline.
pub(super) type Point = (i32, i32);

/// Pieces that a curve is drawn in.
const PIECES: i64 = 10;

/// Closed outlines in [`ONE`]ths of a pixel.
#[derive(Debug, Clone, Default)]
pub(super) struct Path {
    outlines: Vec<Vec<Point>>,
}

/// A side of an outline, from above to below.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) winding: i32,
    x: i32,
    /// Sideways and down.
    run: (i64, i64),
}

impl Edge {
    /// Where it crosses a height.
    pub(super) fn x_at(&self, y: i32) -> i32 {
        self.x + (self.run.0 * i64::from(y - self.top) / self.run.1) as i32
    }
}

impl Path {
    /// All sides but the level ones, from the highest down.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for outline in &self.outlines {
            for (at, &a) in outline.iter().enumerate() {
                let b = outline[(at + 1) % outline.len()];
                let (from, to, winding) = if a.1 < b.1 { (a, b, 1) } else { (b, a, -1) };
                if from.1 != to.1 {
                    let run = (i64::from(to.0 - from.0), i64::from(to.1 - from.1));
                    edges.push(Edge { top: from.1, bottom: to.1, winding, x: from.0, run });
                }
            }
        }
        edges.sort_unstable_by_key(|edge| edge.top);
        edges
    }

    /// The points of its first outline.
    pub(super) fn outline(&self) -> &[Point] {
        self.outlines.first().map_or(&[], Vec::as_slice)
    }
}

/// Where and how large a shape is drawn, in whose own units points are told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Where its middle is, in [`ONE`]ths of a pixel.
    pub(super) x: i32,
    pub(super) y: i32,
    /// [`ONE`]ths of a pixel for 1,000 units.
    pub(super) unit: i32,
    /// Left and right are swapped.
    pub(super) flip: bool,
    /// Turned to the right: the tangent of half the angle, of 1,000.
    pub(super) turn: i32,
}

impl Frame {
    /// A point of the shape on the canvas.
    pub(super) fn point(self, x: i32, y: i32) -> Point {
        let x = i64::from(if self.flip { -x } else { x });
        let (x, y, t) = (x, i64::from(y), i64::from(self.turn));
        // The half-angle formulas need no sine.
        let whole = 1_000_000 + t * t;
        let (cos, sin) = (1_000_000 - t * t, 2000 * t);
        let (turned_x, turned_y) = ((x * cos - y * sin) / whole, (x * sin + y * cos) / whole);
        let unit = i64::from(self.unit);
        (self.x + (turned_x * unit / 1000) as i32, self.y + (turned_y * unit / 1000) as i32)
    }

    /// A length on the canvas.
    pub(super) fn length(self, units: i32) -> i32 {
        (i64::from(units) * i64::from(self.unit) / 1000) as i32
    }

    /// A shape around another place of this one, turned by more.
    pub(super) fn around(self, x: i32, y: i32, turn: i32) -> Self {
        let (x, y) = self.point(x, y);
        Self { x, y, turn: self.turn + turn, ..self }
    }

    /// Begins an outline.
    pub(super) fn from(self, x: i32, y: i32) -> Pen {
        Pen { frame: self, path: Path { outlines: vec![vec![self.point(x, y)]] } }
    }

    /// A closed outline of straight sides.
    pub(super) fn polygon(self, points: &[Point]) -> Path {
        Path { outlines: vec![points.iter().map(|(x, y)| self.point(*x, *y)).collect()] }
    }

    /// An ellipse.
    pub(super) fn ellipse(self, x: i32, y: i32, across: i32, down: i32) -> Path {
        // Four curves come within a thousandth of it (Riškus 2006).
        let (cx, cy) = (across * 5523 / 10_000, down * 5523 / 10_000);
        self.from(x - across, y)
            .curve(x - across, y - cy, x - cx, y - down, x, y - down)
            .curve(x + cx, y - down, x + across, y - cy, x + across, y)
            .curve(x + across, y + cy, x + cx, y + down, x, y + down)
            .curve(x - cx, y + down, x - across, y + cy, x - across, y)
            .done()
    }
}

/// Draws one outline after the other.
pub(super) struct Pen {
    frame: Frame,
    path: Path,
}

impl Pen {
    fn last(&mut self) -> &mut Vec<Point> {
        self.path.outlines.last_mut().expect("a pen begins with an outline")
    }

    /// Straight on.
    pub(super) fn to(mut self, x: i32, y: i32) -> Self {
        let point = self.frame.point(x, y);
        self.last().push(point);
        self
    }

    /// In a curve, drawn by two points that pull it.
    #[expect(clippy::many_single_char_names, reason = "points of a curve have no longer names")]
    pub(super) fn curve(mut self, ax: i32, ay: i32, bx: i32, by: i32, x: i32, y: i32) -> Self {
        let (a, b, end) = (self.frame.point(ax, ay), self.frame.point(bx, by), self.frame.point(x, y));
        let line = self.last();
        let start = *line.last().expect("an outline begins with a point");
        line.extend((1..=PIECES).map(|piece| {
            let (s, t) = (PIECES - piece, piece);
            let part = |p: i32, a: i32, b: i32, q: i32| {
                let [p, a, b, q] = [p, a, b, q].map(i64::from);
                ((s * s * s * p + 3 * s * s * t * a + 3 * s * t * t * b + t * t * t * q)
                    / (PIECES * PIECES * PIECES)) as i32
            };
            (part(start.0, a.0, b.0, end.0), part(start.1, a.1, b.1, end.1))
        }));
        self
    }

    pub(super) fn done(self) -> Path {
        self.path
    }
}

/// Pixels as they are: one unit is one pixel.
pub(super) const PIXELS: Frame = Frame { x: 0, y: 0, unit: ONE * 1000, flip: false, turn: 0 };
