//! Head, eyes and what a face shows.

use super::Sitter;
use crate::engines::draft::{
    canvas::{Canvas, Paint},
    color::{ALL, Color},
    path::{Path, Point},
    stroke::{stroke, taper},
    words::Mood,
};

/// How far the features lie to the side, as the head is turned a little.
const ASIDE: i32 = 10;

pub(super) fn draw(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (head, look) = (sitter.head, sitter.look);
    neck(canvas, sitter);
    ears(canvas, sitter);
    let shape = outline(sitter);
    canvas.fill(&shape, sitter.flat(look.skin));
    // The hair's shadow on the forehead, and the side away from the light.
    let brow =
        head.from(-90, -40).curve(-60, -8, 60, -8, 90, -40).curve(90, -110, -90, -110, -90, -40).done();
    canvas.fill(&brow, Paint::Flat(sitter.lit(look.skin.mix(Color::hex(0xc2_6f5c), 90)), 190));
    let side = head
        .from(90, -30)
        .curve(92, 20, 78, 58, 52, 80)
        .curve(34, 95, 16, 106, 4, 108)
        .curve(52, 84, 74, 30, 70, -40)
        .done();
    canvas.fill(&side, Paint::Flat(sitter.lit(look.skin.mix(Color::hex(0xb8_6a60), 110)), 130));
    for x in [-52, 58] {
        canvas.fill(&head.ellipse(x + ASIDE / 2, 56, 20, 9), Paint::Flat(Color::hex(0xe8_7f79), 74));
    }
    let line = sitter.line();
    stroke(canvas, &open(&shape), line, sitter.ink, 200);
    for (x, width) in [(-42, 22), (44, 21)] {
        eye(canvas, sitter, x + ASIDE, width);
    }
    let nose = [head.point(ASIDE + 2, 48), head.point(ASIDE + 8, 57), head.point(ASIDE + 1, 60)];
    stroke(canvas, &nose, line * 7 / 10, sitter.lit(look.skin.darker(110)), 210);
    mouth(canvas, sitter);
    if look.things.scar {
        let scar = [head.point(-66, -14), head.point(-52, 20), head.point(-46, 48)];
        stroke(canvas, &scar, line, sitter.lit(Color::hex(0xb2_4d4a)), 230);
    }
    if look.things.glasses {
        for x in [-42, 44] {
            let rim = head.ellipse(x + ASIDE, 24, 32, 28);
            canvas.fill(&rim, Paint::Flat(Color::WHITE, 46));
            let mut rim = rim.outline().to_vec();
            rim.push(rim[0]);
            stroke(canvas, &rim, line, sitter.ink, 235);
        }
        let bridge = [head.point(-10 + ASIDE, 20), head.point(2 + ASIDE, 16), head.point(12 + ASIDE, 20)];
        stroke(canvas, &bridge, line, sitter.ink, 235);
    }
}

fn outline(sitter: &Sitter<'_>) -> Path {
    let head = sitter.head;
    let (jaw, chin) = match (sitter.look.is_broad, sitter.look.is_child) {
        (true, false) => (64, 112),
        (_, true) => (56, 98),
        (false, false) => (50, 108),
    };
    head.from(-90, -30)
        .curve(-93, 20, -82, 56, -jaw, 78)
        .curve(-34, chin - 10, -14, chin, 2, chin)
        .curve(18, chin, 36, chin - 10, jaw, 78)
        .curve(80, 56, 92, 20, 90, -30)
        .curve(92, -92, 52, -126, 0, -126)
        .curve(-52, -126, -92, -92, -90, -30)
        .done()
}

/// The lower half of the head, which is outlined.
fn open(shape: &Path) -> Vec<Point> {
    let points = shape.outline();
    points[..points.len() * 2 / 3].to_vec()
}

fn neck(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look) = (sitter.frame, sitter.look);
    let wide = if look.is_broad { 38 } else { 27 };
    let neck = frame
        .from(-wide, 60)
        .curve(-wide + 3, 110, -wide, 140, -wide - 22, 172)
        .to(wide + 22, 172)
        .curve(wide, 140, wide - 3, 110, wide, 60)
        .done();
    canvas.fill(&neck, sitter.flat(look.skin.mix(Color::hex(0xc0_7260), 60)));
    let under = frame
        .from(-wide, 80)
        .to(wide, 80)
        .curve(wide, 128, wide - 8, 134, 0, 142)
        .curve(-wide + 12, 134, -wide, 118, -wide, 80)
        .done();
    canvas.fill(&under, Paint::Flat(sitter.lit(look.skin.mix(Color::hex(0x9c_4f4a), 130)), 190));
}

fn ears(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (head, look) = (sitter.head, sitter.look);
    for side in [-1, 1] {
        let ear = if look.things.elf_ears {
            head.polygon(&[(side * 84, -8), (side * 176, -46), (side * 86, 40)])
        } else {
            head.ellipse(side * 93, 22, 14, 25)
        };
        canvas.fill(&ear, sitter.flat(look.skin.mix(Color::hex(0xc0_7260), 50)));
    }
}

fn eye(canvas: &mut Canvas, sitter: &Sitter<'_>, x: i32, width: i32) {
    let (head, look, line) = (sitter.head, sitter.look, sitter.line());
    let tall = match (look.mood, look.is_broad) {
        (Mood::Surprised, _) => 30,
        (_, true) => 19,
        (Mood::Sad, _) => 22,
        _ => 26,
    };
    let (middle, w) = (22, width);
    if look.mood == Mood::Laugh {
        let closed = head
            .from(x - w, middle + 10)
            .curve(x - w / 2, middle - 20, x + w / 2, middle - 20, x + w, middle + 10)
            .done();
        stroke(canvas, closed.outline(), line * 16 / 10, sitter.ink, ALL);
        brow(canvas, sitter, x, middle - 42);
        return;
    }
    let white = head
        .from(x - w, middle - 2)
        .curve(x - w + 4, middle - tall, x + w - 5, middle - tall, x + w, middle)
        .curve(x + w - 3, middle + tall - 6, x + w / 2, middle + tall, x, middle + tall)
        .curve(x - w / 2, middle + tall, x - w + 2, middle + tall - 8, x - w, middle - 2)
        .done();
    canvas.fill(&white, Paint::Flat(sitter.lit(Color::hex(0xff_fcf8)), ALL));
    let iris = head.ellipse(x + 1, middle + 1, w * 74 / 100, tall * 88 / 100);
    let (_, top) = head.point(x, middle - tall);
    let (_, bottom) = head.point(x, middle + tall);
    let color = sitter.lit(look.eyes);
    canvas.fill(
        &iris,
        Paint::Fade {
            top: (color.darker(150), ALL),
            bottom: (color.lighter(90), ALL),
            from: top >> 8,
            to: (bottom >> 8).max((top >> 8) + 1),
        },
    );
    canvas.fill(&head.ellipse(x + 1, middle, w * 34 / 100, tall * 46 / 100), sitter.shade(225));
    canvas.fill(&head.ellipse(x - 6, middle - tall * 4 / 10, 6, 7), Paint::Flat(Color::WHITE, 245));
    canvas.fill(&head.ellipse(x + 8, middle + tall * 5 / 10, 3, 4), Paint::Flat(Color::WHITE, 190));
    // The upper lid: thin inside, thick outside.
    let outward = if x < 0 { -1 } else { 1 };
    let lid = [
        head.point(x - outward * w, middle - 2),
        head.point(x - outward * w / 2, middle - tall * 8 / 10),
        head.point(x + outward * w / 3, middle - tall * 84 / 100),
        head.point(x + outward * w, middle - 4),
        head.point(x + outward * (w + 8), middle - 8),
    ];
    taper(canvas, &lid, &|part| line * (10 + 4 * part as i32) / 10, sitter.ink, ALL);
    brow(canvas, sitter, x, middle - tall - 16);
}

fn brow(canvas: &mut Canvas, sitter: &Sitter<'_>, x: i32, y: i32) {
    let outward = if x < 0 { -1 } else { 1 };
    let (inner, outer) = match sitter.look.mood {
        Mood::Angry => (10, -6),
        Mood::Sad => (-8, 6),
        Mood::Surprised => (-8, -6),
        Mood::Calm | Mood::Smile | Mood::Laugh => (0, 3),
    };
    let points = [
        sitter.head.point(x - outward * 20, y + inner),
        sitter.head.point(x + outward * 4, y - 6),
        sitter.head.point(x + outward * 25, y + outer),
    ];
    let color = sitter.lit(sitter.look.hair.darker(120));
    taper(canvas, &points, &|part| sitter.line() * if part == 0 { 14 } else { 9 } / 10, color, 235);
}

fn mouth(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (head, line, x) = (sitter.head, sitter.line(), ASIDE);
    let dark = sitter.lit(Color::hex(0x8a_3d40));
    match sitter.look.mood {
        Mood::Laugh | Mood::Surprised => {
            let wide = if sitter.look.mood == Mood::Laugh { 22 } else { 11 };
            let shape = head
                .from(x - wide, 74)
                .curve(x - wide / 2, 72, x + wide / 2, 72, x + wide, 74)
                .curve(x + wide, 94, x + 8, 98, x, 98)
                .curve(x - 8, 98, x - wide, 94, x - wide, 74)
                .done();
            canvas.fill(&shape, Paint::Flat(dark, ALL));
            canvas
                .fill(&head.ellipse(x, 92, wide / 2, 5), Paint::Flat(sitter.lit(Color::hex(0xe0_7f79)), 230));
        }
        mood => {
            let (corner, deep) = match mood {
                Mood::Smile => (75, 85),
                Mood::Sad => (84, 77),
                Mood::Angry => (82, 79),
                _ => (79, 82),
            };
            let points = [
                head.point(x - 15, corner),
                head.point(x - 5, deep),
                head.point(x + 5, deep),
                head.point(x + 15, corner),
            ];
            stroke(canvas, &points, line, dark, 240);
        }
    }
}
