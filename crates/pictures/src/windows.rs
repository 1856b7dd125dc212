//! Which windows of a picture have a code, and which windows of a query are held against which of them.
//!
//! A query that shows a part of a picture looks like one of the picture's windows; a query that shows more than the
//! picture (the rim of a screen) has a window that looks like the whole; and where a subtitle or a sticker lies on
//! one side, the other sides of both look alike.

use std::sync::LazyLock;

use crate::field::Rect;

/// How many codes a picture has.
pub(crate) const VIEWS: usize = 43;

/// The code of the picture inside its bars.
const INNER: usize = 0;
/// The code of the picture with its bars, and of what is left without any even line.
pub(crate) const WHOLE: usize = 41;
/// See [`WHOLE`].
pub(crate) const TIGHT: usize = 42;

/// The codes of three quarters of a picture: left, right, upper and lower.
const SIDES: [usize; 4] = [35, 37, 38, 40];

/// The windows of a picture, in shares of what lies inside its bars. The frames at [`WHOLE`] and [`TIGHT`] differ
/// by picture and stand here as all of it.
pub(crate) static WINDOWS: LazyLock<[Rect; VIEWS]> = LazyLock::new(|| {
    let mut windows = vec![Rect::FULL];
    windows.extend(grid(0.85, 3));
    windows.extend(grid(0.70, 5));
    windows.extend([0.0, 0.125, 0.25].map(|x| Rect { x, width: 0.75, ..Rect::FULL }));
    windows.extend([0.0, 0.125, 0.25].map(|y| Rect { y, height: 0.75, ..Rect::FULL }));
    windows.extend([Rect::FULL; 2]);
    windows.try_into().expect("as many as are counted")
});

/// For each window, where it lies in the mirrored picture.
pub(crate) static MIRRORED: LazyLock<[usize; VIEWS]> = LazyLock::new(|| {
    std::array::from_fn(|view| {
        let there = WINDOWS[view].mirrored();
        let same = |other: &Rect| {
            let apart = [
                other.x - there.x,
                other.y - there.y,
                other.width - there.width,
                other.height - there.height,
            ];
            apart.iter().all(|apart| apart.abs() < 1e-4)
        };
        if view >= WHOLE { view } else { WINDOWS.iter().position(same).expect("the windows lie evenly") }
    })
});

/// A window of a query, and the codes it is held against.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) window: LookAt,
    pub(crate) views: Vec<usize>,
}

/// Which part of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LookAt {
    /// A part of what lies inside its bars.
    Part(Rect),
    /// All of it with its bars, where it has some.
    Whole,
    /// Without any even line, where it has some.
    Tight,
}

/// All looks at a query.
pub(crate) static LOOKS: LazyLock<Vec<Look>> = LazyLock::new(|| {
    let mut looks = vec![
        Look { window: LookAt::Part(Rect::FULL), views: (0..VIEWS).collect() },
        Look { window: LookAt::Whole, views: vec![INNER, WHOLE, TIGHT] },
        Look { window: LookAt::Tight, views: vec![INNER, WHOLE, TIGHT] },
    ];
    // More than the picture: windows that may be all of it.
    let middle = |size: f32| Rect { x: (1.0 - size) / 2.0, y: (1.0 - size) / 2.0, width: size, height: size };
    let more = grid(0.85, 3).into_iter().chain([middle(0.93), middle(0.72)]);
    looks.extend(more.map(|part| Look { window: LookAt::Part(part), views: vec![INNER] }));
    // Three quarters of both, where something lies on the fourth.
    looks.extend(SIDES.map(|view| Look { window: LookAt::Part(WINDOWS[view]), views: vec![view] }));
    looks
});

/// `count` by `count` windows of a size, evenly from corner to corner.
fn grid(size: f32, count: usize) -> Vec<Rect> {
    let start = |at: usize| (1.0 - size) * at as f32 / (count - 1) as f32;
    let window = |at: usize| Rect { x: start(at % count), y: start(at / count), width: size, height: size };
    (0..count * count).map(window).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirroring_twice_leads_back() {
        assert!((0..VIEWS).all(|view| MIRRORED[MIRRORED[view]] == view));
        assert_eq!(MIRRORED[INNER], INNER);
        assert_eq!(MIRRORED[35], 37, "the left three quarters are the right ones");
        assert_eq!(MIRRORED[38], 38);
    }

    #[test]
    fn the_quarters_of_the_looks_are_those_of_the_windows() {
        assert_eq!(WINDOWS[SIDES[0]], Rect { width: 0.75, ..Rect::FULL });
        assert_eq!(WINDOWS[SIDES[3]], Rect { y: 0.25, height: 0.75, ..Rect::FULL });
    }
}
