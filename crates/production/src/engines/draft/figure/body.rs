//! Body, limbs and clothes.

use super::{Pose, Sitter};
use crate::engines::draft::{
    canvas::{Canvas, Paint},
    color::{ALL, Color},
    path::{Path, Point},
    stroke::{stroke, taper},
    words::Outfit,
};

/// Half the widths of shoulders, waist and hips.
fn widths(sitter: &Sitter<'_>) -> (i32, i32, i32) {
    match (sitter.look.is_broad, sitter.look.is_child) {
        (true, false) => (150, 96, 100),
        (_, true) => (98, 70, 82),
        (false, false) => (120, 70, 104),
    }
}

pub(super) fn draw(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let look = sitter.look;
    if look.outfit == Outfit::Cloak {
        let (shoulder, ..) = widths(sitter);
        let cape = sitter
            .frame
            .from(-shoulder, 176)
            .curve(-210, 420, -250, 700, -270, 900)
            .curve(-90, 940, 90, 940, 270, 900)
            .curve(250, 700, 210, 420, shoulder, 176)
            .done();
        shape(canvas, sitter, &cape, look.cloth.darker(70));
    }
    legs(canvas, sitter);
    arm(canvas, sitter, -1, if sitter.pose == Pose::OnHip { Pose::OnHip } else { Pose::Down });
    torso(canvas, sitter);
    match look.outfit {
        Outfit::Shirt => shirt(canvas, sitter),
        Outfit::Coat => coat(canvas, sitter),
        Outfit::Dress => dress(canvas, sitter),
        Outfit::Uniform => uniform(canvas, sitter),
        Outfit::Armor => armor(canvas, sitter),
        Outfit::Kimono => kimono(canvas, sitter),
        Outfit::Cloak => cloak(canvas, sitter),
        Outfit::Hoodie => hoodie(canvas, sitter),
    }
    arm(canvas, sitter, 1, sitter.pose);
    if look.things.scarf {
        let frame = sitter.frame;
        let scarf = frame
            .from(-78, 120)
            .curve(-50, 166, 50, 166, 80, 118)
            .curve(110, 170, 70, 214, 0, 216)
            .curve(-70, 214, -110, 170, -78, 120)
            .done();
        shape(canvas, sitter, &scarf, look.trim.mix(Color::hex(0xb8_3d3a), 130));
        shape(
            canvas,
            sitter,
            &frame.polygon(&[(30, 200), (84, 190), (96, 400), (44, 408)]),
            look.trim.mix(Color::hex(0xa0_3331), 140),
        );
    }
}

/// Fills a shape and draws its outline.
fn shape(canvas: &mut Canvas, sitter: &Sitter<'_>, path: &Path, color: Color) {
    canvas.fill(path, sitter.flat(color));
    let mut line: Vec<Point> = path.outline().to_vec();
    line.extend(line.first().copied());
    stroke(canvas, &line, sitter.line(), sitter.lit(color.darker(170)), 220);
}

fn crease(canvas: &mut Canvas, sitter: &Sitter<'_>, places: &[(i32, i32)], opacity: u32) {
    let points: Vec<Point> = places.iter().map(|(x, y)| sitter.frame.point(*x, *y)).collect();
    stroke(canvas, &points, sitter.line() * 7 / 10, sitter.lit(sitter.look.cloth.darker(190)), opacity);
}

fn torso(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (shoulder, waist, hip) = widths(sitter);
    let path = sitter
        .frame
        .from(-34, 142)
        .curve(-60, 160, -shoulder + 14, 158, -shoulder, 196)
        .curve(-shoulder + 8, 260, -waist - 12, 300, -waist, 384)
        .curve(-waist - 6, 430, -hip, 450, -hip, 520)
        .to(hip, 520)
        .curve(hip, 450, waist + 6, 430, waist, 384)
        .curve(waist + 12, 300, shoulder - 8, 260, shoulder, 196)
        .curve(shoulder - 14, 158, 60, 160, 34, 142)
        .curve(20, 176, -20, 176, -34, 142)
        .done();
    shape(canvas, sitter, &path, sitter.look.cloth);
    let side = sitter
        .frame
        .from(shoulder, 196)
        .curve(shoulder - 8, 260, waist + 12, 300, waist, 384)
        .curve(waist + 6, 430, hip, 450, hip, 520)
        .to(hip - 46, 520)
        .curve(waist - 40, 400, shoulder - 70, 300, shoulder - 40, 190)
        .done();
    canvas.fill(&side, sitter.shade(44));
}

fn arm(canvas: &mut Canvas, sitter: &Sitter<'_>, side: i32, pose: Pose) {
    let (shoulder, ..) = widths(sitter);
    let s = shoulder - 16;
    let joints: [(i32, i32); 3] = match pose {
        Pose::Down => [(s, 206), (s + 30, 366), (s + 24, 520)],
        Pose::OnHip => [(s, 206), (s + 76, 350), (s - 4, 440)],
        Pose::Raised => [(s, 206), (s + 74, 290), (s + 58, 120)],
        Pose::Holding => [(s, 206), (s + 36, 372), (s - 10, 330)],
    };
    let frame = sitter.frame;
    let points: Vec<Point> = joints.iter().map(|(x, y)| frame.point(side * x, *y)).collect();
    let (upper, lower) = if sitter.look.is_broad { (40, 33) } else { (30, 25) };
    let (wide, line) = (frame.length(upper), sitter.line());
    let color = sitter.look.cloth;
    let radius = move |part: usize| if part == 0 { wide } else { frame.length(lower) };
    taper(canvas, &points, &|part| radius(part) + line, sitter.lit(color.darker(170)), ALL);
    let hand = frame.point(side * joints[2].0, joints[2].1 + if pose == Pose::Raised { -22 } else { 18 });
    stroke(
        canvas,
        &[points[2], hand],
        frame.length(19) + line,
        sitter.lit(sitter.look.skin.darker(150)),
        ALL,
    );
    taper(canvas, &points, &radius, sitter.lit(if side > 0 { color } else { color.darker(40) }), ALL);
    if matches!(sitter.look.outfit, Outfit::Coat | Outfit::Uniform | Outfit::Armor | Outfit::Hoodie) {
        let on_arm = |share: i32| {
            let part = |a: i32, b: i32| a + (b - a) * share / 100;
            frame.point(side * part(joints[1].0, joints[2].0), part(joints[1].1, joints[2].1))
        };
        stroke(canvas, &[on_arm(78), on_arm(86)], frame.length(lower), sitter.lit(sitter.look.trim), ALL);
    }
    stroke(canvas, &[points[2], hand], frame.length(20), sitter.lit(sitter.look.skin), ALL);
    if sitter.look.outfit == Outfit::Kimono {
        let (x, y) = joints[2];
        let (ex, ey) = joints[1];
        let sleeve = frame.polygon(&[
            (side * (ex - 30), ey - 40),
            (side * (ex + 34), ey),
            (side * (x + 50), y + 30),
            (side * (x + 30), y + 130),
            (side * (x - 40), y + 20),
        ]);
        shape(canvas, sitter, &sleeve, color);
    }
}

fn legs(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look, line) = (sitter.frame, sitter.look, sitter.line());
    let (_, _, hip) = widths(sitter);
    let bare = matches!(look.outfit, Outfit::Dress) || (look.outfit == Outfit::Uniform && !look.is_broad);
    let color = if bare { look.skin } else { look.cloth.darker(120).mix(Color::hex(0x2c_2a38), 110) };
    for side in [-1, 1] {
        let x = side * (hip - 46);
        let points = [frame.point(x, 510), frame.point(x - side * 4, 760), frame.point(x - side * 2, 1010)];
        let radius = |part: usize| frame.length(if part == 0 { 48 } else { 36 });
        taper(canvas, &points, &|part| radius(part) + line, sitter.lit(color.darker(160)), ALL);
        taper(canvas, &points, &radius, sitter.lit(if side > 0 { color } else { color.darker(36) }), ALL);
        let boot = frame
            .from(x - 34, 900)
            .to(x + 34, 900)
            .curve(x + 40, 980, x + 44, 1020, x + side * 20 + 34, 1050)
            .to(x + side * 20 - 44, 1052)
            .curve(x - 44, 1000, x - 40, 960, x - 34, 900)
            .done();
        shape(canvas, sitter, &boot, look.trim.darker(150));
    }
}

fn shirt(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let frame = sitter.frame;
    for side in [-1, 1] {
        let collar = frame.polygon(&[(side * 4, 190), (side * 40, 142), (side * 66, 172), (side * 30, 214)]);
        shape(canvas, sitter, &collar, sitter.look.trim);
    }
    crease(canvas, sitter, &[(0, 200), (2, 510)], 190);
    for button in 0..5 {
        canvas.fill(&frame.ellipse(2, 236 + button * 58, 6, 6), sitter.flat(sitter.look.trim.darker(60)));
    }
}

fn coat(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look) = (sitter.frame, sitter.look);
    let (_, waist, hip) = widths(sitter);
    let skirt = frame
        .from(-waist - 4, 400)
        .curve(-hip - 30, 560, -hip - 70, 700, -hip - 84, 812)
        .curve(-60, 838, -20, 830, -6, 800)
        .to(0, 440)
        .to(8, 800)
        .curve(30, 832, 70, 838, hip + 84, 812)
        .curve(hip + 70, 700, hip + 30, 560, waist + 4, 400)
        .done();
    shape(canvas, sitter, &skirt, look.cloth);
    crease(canvas, sitter, &[(-60, 460), (-96, 800)], 150);
    crease(canvas, sitter, &[(66, 460), (104, 800)], 150);
    let inner = frame.polygon(&[(-30, 150), (30, 150), (8, 330), (-8, 330)]);
    canvas.fill(&inner, sitter.flat(look.trim.lighter(60)));
    for side in [-1, 1] {
        let lapel = frame.polygon(&[(side * 34, 140), (side * 84, 184), (side * 58, 244), (side * 4, 350)]);
        shape(canvas, sitter, &lapel, look.cloth.darker(54));
    }
    let belt = frame.polygon(&[(-waist - 6, 388), (waist + 6, 388), (waist + 8, 420), (-waist - 8, 420)]);
    shape(canvas, sitter, &belt, look.trim.darker(80));
    canvas.fill(
        &frame.polygon(&[(-18, 386), (18, 386), (18, 422), (-18, 422)]),
        sitter.flat(Color::hex(0xd9_b45c)),
    );
    for button in 0..3 {
        for x in [-26, 30] {
            canvas.fill(&frame.ellipse(x, 470 + button * 66, 7, 7), sitter.flat(Color::hex(0xd9_b45c)));
        }
    }
}

fn dress(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look) = (sitter.frame, sitter.look);
    let (_, waist, _) = widths(sitter);
    let skirt = frame
        .from(-waist, 388)
        .curve(-130, 480, -190, 620, -214, 760)
        .curve(-160, 790, -120, 760, -80, 786)
        .curve(-40, 806, 40, 770, 80, 788)
        .curve(120, 760, 160, 792, 214, 760)
        .curve(190, 620, 130, 480, waist, 388)
        .done();
    shape(canvas, sitter, &skirt, look.cloth);
    for (top, low) in [(-40, -120), (-14, -36), (16, 44), (44, 126)] {
        crease(canvas, sitter, &[(top, 410), (i32::midpoint(top, low), 580), (low, 770)], 130);
    }
    let sash = frame.polygon(&[(-waist - 3, 374), (waist + 3, 374), (waist + 5, 410), (-waist - 5, 410)]);
    shape(canvas, sitter, &sash, look.trim);
    let neckline =
        frame.from(-58, 158).curve(-40, 214, 40, 214, 58, 158).curve(20, 178, -20, 178, -58, 158).done();
    canvas.fill(&neckline, sitter.flat(look.skin));
    let lace = frame.from(-60, 160).curve(-40, 218, 40, 218, 60, 160).done();
    stroke(canvas, lace.outline(), sitter.line() * 2, sitter.lit(look.trim), ALL);
}

fn uniform(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look) = (sitter.frame, sitter.look);
    let (_, waist, hip) = widths(sitter);
    if !look.is_broad {
        let skirt = frame.polygon(&[(-waist - 8, 410), (waist + 8, 410), (hip + 62, 650), (-hip - 62, 650)]);
        shape(canvas, sitter, &skirt, look.cloth.darker(80));
        for pleat in -3..=3 {
            crease(canvas, sitter, &[(pleat * 22, 420), (pleat * 46, 648)], 170);
        }
    }
    let blouse = frame.polygon(&[(-34, 146), (34, 146), (6, 300), (-6, 300)]);
    canvas.fill(&blouse, sitter.flat(Color::hex(0xf6_f3ee)));
    for side in [-1, 1] {
        let collar = frame.polygon(&[(side * 34, 140), (side * 112, 176), (side * 84, 246), (side * 4, 316)]);
        shape(canvas, sitter, &collar, look.trim);
        let tie = frame.polygon(&[(0, 300), (side * 44, 284), (side * 50, 336), (0, 318)]);
        shape(canvas, sitter, &tie, Color::hex(0xb8_3a40));
        let end = frame.polygon(&[(0, 314), (side * 26, 400), (side * 4, 388)]);
        shape(canvas, sitter, &end, Color::hex(0xb8_3a40));
    }
}

fn armor(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let frame = sitter.frame;
    let (shoulder, waist, hip) = widths(sitter);
    let steel = Color::hex(0xaa_b2bf).mix(sitter.look.cloth, 60);
    let plate = frame
        .from(-80, 168)
        .curve(-110, 240, -96, 340, -waist, 392)
        .to(waist, 392)
        .curve(96, 340, 110, 240, 80, 168)
        .curve(40, 196, -40, 196, -80, 168)
        .done();
    shape(canvas, sitter, &plate, steel);
    canvas.fill(
        &frame
            .from(12, 190)
            .curve(60, 190, 96, 200, 92, 260)
            .curve(90, 320, 70, 360, waist, 390)
            .to(8, 390)
            .done(),
        sitter.shade(50),
    );
    canvas.fill(
        &frame.from(-60, 206).curve(-70, 250, -66, 300, -56, 330).curve(-44, 290, -44, 240, -60, 206).done(),
        Paint::Flat(Color::WHITE, 120),
    );
    for row in 0..3 {
        let (y, wide) = (400 + row * 52, waist + 8 + row * (hip + 26 - waist) / 3);
        let band = frame.polygon(&[(-wide, y), (wide, y), (wide + 10, y + 54), (-wide - 10, y + 54)]);
        shape(canvas, sitter, &band, if row % 2 == 0 { steel.darker(40) } else { steel });
    }
    for side in [-1, 1] {
        for layer in [2, 1, 0] {
            let pad = frame.ellipse(side * (shoulder - 4), 204 + layer * 34, 62 - layer * 6, 42);
            shape(canvas, sitter, &pad, steel.lighter(30 - layer as u32 * 14));
        }
    }
    shape(canvas, sitter, &frame.ellipse(0, 250, 20, 24), sitter.look.cloth);
}

fn kimono(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look) = (sitter.frame, sitter.look);
    let (_, waist, hip) = widths(sitter);
    let skirt = frame
        .from(-waist - 10, 400)
        .curve(-hip - 14, 560, -hip - 20, 800, -hip - 6, 970)
        .to(hip + 6, 970)
        .curve(hip + 20, 800, hip + 14, 560, waist + 10, 400)
        .done();
    shape(canvas, sitter, &skirt, look.cloth);
    crease(canvas, sitter, &[(20, 440), (-16, 700), (-30, 966)], 200);
    for (x, y, r) in [
        (-70, 620, 18),
        (60, 720, 22),
        (-40, 850, 20),
        (80, 560, 13),
        (10, 930, 15),
        (-80, 280, 14),
        (90, 900, 12),
    ] {
        for petal in [(0, -1), (1, 0), (0, 1), (-1, 0)] {
            canvas.fill(
                &frame.ellipse(x + petal.0 * r / 2, y + petal.1 * r / 2, r / 2, r / 2),
                Paint::Flat(sitter.lit(look.trim), 210),
            );
        }
    }
    for (side, color) in [(1, look.trim), (-1, look.cloth.darker(40))] {
        let edge = frame.polygon(&[(side * 32, 138), (side * 62, 160), (-side * 24, 356), (-side * 60, 336)]);
        shape(canvas, sitter, &edge, color);
    }
    let obi = frame.polygon(&[(-waist - 16, 340), (waist + 16, 340), (waist + 16, 452), (-waist - 16, 452)]);
    shape(canvas, sitter, &obi, look.trim.darker(60));
    canvas.fill(
        &frame.polygon(&[(-waist - 16, 386), (waist + 16, 386), (waist + 16, 404), (-waist - 16, 404)]),
        sitter.flat(Color::hex(0xd8_a94a)),
    );
}

fn cloak(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look) = (sitter.frame, sitter.look);
    let (shoulder, waist, _) = widths(sitter);
    canvas.fill(
        &frame.polygon(&[(-44, 150), (44, 150), (30, 520), (-30, 520)]),
        sitter.flat(look.trim.darker(30)),
    );
    let belt = frame.polygon(&[(-waist, 386), (waist, 386), (waist, 412), (-waist, 412)]);
    shape(canvas, sitter, &belt, Color::hex(0x5a_3d29));
    for side in [-1, 1] {
        let front = frame
            .from(side * 30, 150)
            .curve(side * 90, 150, side * shoulder, 160, side * (shoulder + 24), 240)
            .curve(side * (shoulder + 56), 480, side * (shoulder + 90), 700, side * (shoulder + 104), 880)
            .to(side * 62, 900)
            .curve(side * 46, 600, side * 60, 360, side * 30, 150)
            .done();
        shape(canvas, sitter, &front, look.cloth);
        crease(canvas, sitter, &[(side * (shoulder - 10), 300), (side * (shoulder + 24), 860)], 140);
    }
    shape(canvas, sitter, &frame.ellipse(0, 184, 20, 20), Color::hex(0xd9_b45c));
}

fn hoodie(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (frame, look) = (sitter.frame, sitter.look);
    let hood =
        frame.from(-96, 176).curve(-80, 110, 80, 110, 96, 176).curve(60, 226, -60, 226, -96, 176).done();
    shape(canvas, sitter, &hood, look.cloth.darker(50));
    let pocket = frame.polygon(&[(-62, 420), (62, 420), (84, 510), (-84, 510)]);
    shape(canvas, sitter, &pocket, look.cloth.darker(30));
    for x in [-16, 18] {
        stroke(
            canvas,
            &[frame.point(x, 208), frame.point(x * 2, 300)],
            sitter.line() * 13 / 10,
            sitter.lit(look.trim),
            ALL,
        );
    }
}
