//! What somebody has on the head, on the back or in the hand.

use super::{Pose, Sitter};
use crate::engines::draft::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    palette::Palette,
    path::{ONE, Path, Point},
    stroke::stroke,
};

/// Behind everything.
pub(super) fn behind(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, head, look) = (sitter.frame, sitter.head, sitter.look);
    if look.things.wings {
        for side in [-1, 1] {
            let wing = frame
                .from(side * 40, 240)
                .curve(side * 180, 60, side * 330, 20, side * 400, 60)
                .curve(side * 380, 130, side * 350, 160, side * 330, 190)
                .curve(side * 330, 240, side * 280, 280, side * 250, 300)
                .curve(side * 220, 360, side * 120, 400, side * 40, 360)
                .done();
            outlined(canvas, sitter, &wing, Color::hex(0xf4_f1ea));
        }
    }
    if look.things.halo {
        let mut ring = head.ellipse(0, -196, 92, 22).outline().to_vec();
        ring.extend(ring.first().copied());
        stroke(canvas, &ring, frame.length(9), Color::hex(0xff_e08a), 240);
    }
    if look.things.horns {
        for side in [-1, 1] {
            let horn = head
                .from(side * 40, -110)
                .curve(side * 60, -190, side * 120, -200, side * 128, -250)
                .curve(side * 160, -190, side * 130, -130, side * 86, -84)
                .done();
            outlined(canvas, sitter, &horn, Color::hex(0x8a_3b3b));
        }
    }
    if look.things.cat_ears {
        for side in [-1, 1] {
            outlined(
                canvas,
                sitter,
                &head.polygon(&[(side * 36, -124), (side * 112, -214), (side * 112, -70)]),
                look.hair,
            );
            canvas.fill(
                &head.polygon(&[(side * 60, -122), (side * 102, -184), (side * 102, -94)]),
                Paint::Flat(sitter.lit(Color::hex(0xe7_a3a3)), 220),
            );
        }
    }
}

/// Before everything.
pub(super) fn before(canvas: &mut Canvas, sitter: &Sitter<'_>, colors: &Palette) {
    let (head, look) = (sitter.head, sitter.look);
    if look.things.hat {
        let brim = head
            .from(-190, -78)
            .curve(-120, -40, 120, -40, 190, -78)
            .curve(120, -112, -120, -112, -190, -78)
            .done();
        let crown = head
            .from(-104, -84)
            .curve(-100, -200, -60, -216, 0, -216)
            .curve(60, -216, 100, -200, 104, -84)
            .curve(60, -60, -60, -60, -104, -84)
            .done();
        outlined(canvas, sitter, &crown, look.cloth.darker(50));
        let band = head
            .from(-105, -96)
            .curve(-60, -70, 60, -70, 105, -96)
            .to(103, -124)
            .curve(60, -98, -60, -98, -103, -124)
            .done();
        canvas.fill(&band, sitter.flat(look.trim));
        outlined(canvas, sitter, &brim, look.cloth.darker(30));
    }
    if sitter.pose == Pose::Holding {
        held(canvas, sitter, colors);
    }
}

fn held(canvas: &mut Canvas, sitter: &Sitter<'_>, colors: &Palette) {
    let (frame, things) = (sitter.frame, sitter.look.things);
    let x = if sitter.look.is_broad { 124 } else { 94 };
    let y = 340;
    let pole = |canvas: &mut Canvas, from: (i32, i32), to: (i32, i32), wide: i32, color: Color| {
        let points = [frame.point(from.0, from.1), frame.point(to.0, to.1)];
        stroke(canvas, &points, frame.length(wide) + sitter.line(), sitter.ink, 220);
        stroke(canvas, &points, frame.length(wide), sitter.lit(color), ALL);
    };
    if things.umbrella {
        pole(canvas, (x, y), (x - 60, -250), 5, Color::hex(0x6a_5040));
        let canopy = frame
            .from(x - 330, -190)
            .curve(x - 260, -390, x + 140, -390, x + 210, -190)
            .curve(x + 120, -220, x + 60, -220, x - 60, -196)
            .curve(x - 160, -220, x - 240, -220, x - 330, -190)
            .done();
        outlined(canvas, sitter, &canopy, sitter.look.trim.mix(Color::hex(0xb0_4a4f), 100));
    } else if things.sword {
        outlined(
            canvas,
            sitter,
            &frame.polygon(&[(x - 9, y), (x - 9, -60), (x + 4, -110), (x + 15, -60), (x + 13, y)]),
            Color::hex(0xd9_dee6),
        );
        outlined(
            canvas,
            sitter,
            &frame.polygon(&[(x - 42, y), (x + 46, y), (x + 46, y + 16), (x - 42, y + 16)]),
            Color::hex(0xc9_9b45),
        );
        pole(canvas, (x + 2, y + 18), (x + 2, y + 76), 8, Color::hex(0x5b_3a2c));
    } else if things.lantern {
        let (cx, cy) = frame.point(x, y + 96);
        let radius = frame.length(230) / ONE;
        let (cx, cy) = (cx / ONE, cy / ONE);
        let around = Area { left: cx - radius, top: cy - radius, right: cx + radius, bottom: cy + radius };
        canvas.rect(
            around,
            Paint::Glow {
                x: cx,
                y: cy,
                radius,
                color: Color::hex(0xff_c45c).mix(colors.accent, 60),
                opacity: 210,
            },
        );
        let ring: Vec<Point> = frame.ellipse(x, y + 22, 22, 24).outline().to_vec();
        stroke(canvas, &ring, sitter.line() * 12 / 10, sitter.ink, 240);
        outlined(
            canvas,
            sitter,
            &frame.polygon(&[(x - 36, y + 62), (x, y + 36), (x + 36, y + 62)]),
            Color::hex(0x5b_452f),
        );
        outlined(
            canvas,
            sitter,
            &frame.polygon(&[(x - 30, y + 62), (x + 30, y + 62), (x + 36, y + 140), (x - 36, y + 140)]),
            Color::hex(0xff_d98a),
        );
        canvas.fill(&frame.ellipse(x, y + 106, 13, 24), Paint::Flat(Color::hex(0xff_fbe0), ALL));
        outlined(
            canvas,
            sitter,
            &frame.polygon(&[(x - 40, y + 140), (x + 40, y + 140), (x + 34, y + 154), (x - 34, y + 154)]),
            Color::hex(0x5b_452f),
        );
    } else {
        outlined(
            canvas,
            sitter,
            &frame.polygon(&[(x - 84, y - 70), (x + 24, y - 54), (x + 24, y + 66), (x - 84, y + 50)]),
            Color::hex(0x7d_3f3a),
        );
        outlined(
            canvas,
            sitter,
            &frame.polygon(&[(x - 76, y - 62), (x + 20, y - 48), (x + 20, y + 52), (x - 76, y + 38)]),
            Color::hex(0xf0_e6d0),
        );
    }
    // Fingers over what is held.
    stroke(
        canvas,
        &[frame.point(x - 6, y + 10), frame.point(x + 12, y + 10)],
        frame.length(15),
        sitter.lit(sitter.look.skin),
        ALL,
    );
}

fn outlined(canvas: &mut Canvas, sitter: &Sitter<'_>, path: &Path, color: Color) {
    canvas.fill(path, sitter.flat(color));
    let mut line = path.outline().to_vec();
    line.extend(line.first().copied());
    stroke(canvas, &line, sitter.line(), sitter.ink, 220);
}
