//! One drawing for each kind of place.

mod city;
mod room;
mod shelf;
mod wild;

use super::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
    path::{Frame, ONE, PIXELS, Path, Point},
    scene,
    stroke::stroke,
};

pub(super) use city::city;
pub(super) use room::room;
pub(super) use wild::{forest, mountains, sea};

/// A rolling line around a height in thousandths, filled down to the lower edge.
fn ridge(area: Area, height: i32, swing: i32, steps: i32, is_sharp: bool, dice: &mut Dice) -> Path {
    let level = |dice: &mut Dice| area.at_y(height + dice.roll(-swing, swing));
    let x = |step: i32| area.left + area.width() * step / steps;
    let mut pen = PIXELS.from(area.left, area.bottom).to(area.left, level(dice));
    for step in 1..=steps {
        let (from, to, y) = (x(step - 1), x(step), level(dice));
        let middle = i32::midpoint(from, to);
        pen = if is_sharp {
            pen.to(middle, level(dice)).to(to, y)
        } else {
            pen.curve(middle, level(dice), middle, y, to, y)
        };
    }
    pen.to(area.right, area.bottom).done()
}

fn layer(canvas: &mut Canvas, area: Area, path: &Path, color: Color, haze: Color, from: i32) {
    let paint = Paint::Fade {
        top: (color, ALL),
        bottom: (color.mix(haze, 110), ALL),
        from: area.at_y(from),
        to: area.bottom,
    };
    canvas.fill(path, paint);
}

pub(super) fn field(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    layer(canvas, area, &ridge(area, 600, 50, 4, false, dice), colors.far, colors.sky[2], 560);
    layer(canvas, area, &ridge(area, 700, 40, 3, false, dice), colors.middle, colors.far, 660);
    for _ in 0..dice.roll(2, 4) {
        let (x, y) = (dice.roll(40, 960), dice.roll(690, 740));
        tree(canvas, area, area.at_x(x), area.at_y(y), dice.roll(70, 120), colors.middle.darker(60), dice);
    }
    layer(canvas, area, &ridge(area, 800, 25, 3, false, dice), colors.near, colors.near.darker(80), 780);
    grass(canvas, area, colors, dice);
}

fn grass(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    let small = area.width().min(area.height());
    for _ in 0..70 {
        let (x, y) = (dice.roll(area.left, area.right), area.at_y(dice.roll(830, 1000)));
        let blade = small * dice.roll(15, 40) / 1000;
        let points = [(x * ONE, y * ONE), ((x + dice.roll(-blade / 2, blade / 2)) * ONE, (y - blade) * ONE)];
        let color =
            if dice.one_in(9) { colors.accent } else { colors.near.lighter(dice.roll(20, 70) as u32) };
        stroke(canvas, &points, ONE * small / 700 + 40, color, 190);
    }
}

/// A round tree standing at a place; its height in thousandths of the area's.
fn tree(canvas: &mut Canvas, area: Area, x: i32, y: i32, height: i32, color: Color, dice: &mut Dice) {
    let unit = area.height() * height / 1000 * ONE * 10;
    let frame = Frame { x: x * ONE, y: y * ONE, unit, flip: dice.one_in(2), turn: 0 };
    canvas.fill(&frame.polygon(&[(-4, 4), (-3, -50), (3, -50), (5, 4)]), Paint::Flat(color.darker(90), ALL));
    for (dx, dy, r) in [(-18, -52, 20), (18, -50, 19), (0, -72, 25), (-6, -48, 20)] {
        canvas.fill(&frame.ellipse(dx, dy, r, r), Paint::Flat(color, ALL));
    }
    for (dx, dy, r) in [(-8, -80, 12), (-22, -56, 9)] {
        canvas.fill(&frame.ellipse(dx, dy, r, r * 8 / 10), Paint::Flat(color.lighter(50), 170));
    }
}

fn pine(canvas: &mut Canvas, area: Area, x: i32, y: i32, height: i32, color: Color, dice: &mut Dice) {
    let unit = area.height() * height / 1000 * ONE * 10;
    let frame = Frame { x: area.at_x(x) * ONE, y: area.at_y(y) * ONE, unit, flip: dice.one_in(2), turn: 0 };
    let points = [
        (-4, 6),
        (-4, -8),
        (-28, -8),
        (-12, -38),
        (-21, -38),
        (-8, -66),
        (-14, -66),
        (0, -100),
        (14, -66),
        (8, -66),
        (21, -38),
        (12, -38),
        (28, -8),
        (4, -8),
        (4, 6),
    ];
    canvas.fill(&frame.polygon(&points), Paint::Flat(color, ALL));
    let lit = [(0, -100), (14, -66), (8, -66), (21, -38), (12, -38), (28, -8), (6, -8)];
    canvas.fill(&frame.polygon(&lit), Paint::Flat(color.lighter(40), 120));
}

pub(super) fn castle(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    layer(
        canvas,
        area,
        &ridge(area, 560, 70, 4, true, dice),
        colors.far.mix(colors.sky[1], 100),
        colors.sky[2],
        480,
    );
    let (side, flip) =
        if dice.one_in(2) { (dice.roll(200, 330), false) } else { (dice.roll(670, 800), true) };
    let frame = Frame {
        x: area.at_x(side) * ONE,
        y: area.at_y(700) * ONE,
        unit: area.width().min(area.height()) * ONE,
        flip,
        turn: 0,
    };
    let stone = colors.far.mix(colors.middle, 110);
    canvas.fill(
        &frame
            .from(-330, 60)
            .curve(-240, -90, -120, -120, 0, -120)
            .curve(120, -120, 240, -60, 340, 60)
            .done(),
        Paint::Flat(stone.darker(40), ALL),
    );
    for (x, wide, tall) in [(-150, 40, 240), (-80, 60, 330), (10, 46, 450), (84, 62, 300), (156, 38, 210)] {
        canvas.fill(
            &frame.polygon(&[(x - wide, -60), (x - wide, -tall), (x + wide, -tall), (x + wide, -60)]),
            Paint::Flat(stone, ALL),
        );
        canvas.fill(
            &frame.polygon(&[(x + wide / 3, -60), (x + wide / 3, -tall), (x + wide, -tall), (x + wide, -60)]),
            Paint::Flat(colors.ink, 46),
        );
        let roof =
            frame.polygon(&[(x - wide - 10, -tall), (x, -tall - wide * 2 - 20), (x + wide + 10, -tall)]);
        canvas.fill(&roof, Paint::Flat(colors.near.mix(Color::hex(0x7d_3f58), 90), ALL));
        let window = frame.ellipse(x, -tall + 44, 9, 17);
        canvas.fill(&window, Paint::Flat(colors.accent, 230));
    }
    layer(canvas, area, &ridge(area, 745, 30, 4, false, dice), colors.middle, colors.near, 720);
    for _ in 0..9 {
        tree(
            canvas,
            area,
            area.at_x(dice.roll(0, 1000)),
            area.at_y(dice.roll(770, 820)),
            dice.roll(60, 110),
            colors.middle.darker(50),
            dice,
        );
    }
    layer(canvas, area, &ridge(area, 850, 20, 3, false, dice), colors.near, colors.near.darker(90), 840);
    grass(canvas, area, colors, dice);
}

pub(super) fn desert(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    let sand = Color::hex(0xd9_b27a);
    for (at, (height, swing)) in [(600, 40), (690, 50), (800, 50)].into_iter().enumerate() {
        let color = [colors.far, colors.middle, colors.near][at].mix(sand, 140);
        layer(canvas, area, &ridge(area, height, swing, 2, false, dice), color, color.lighter(70), height);
    }
    for _ in 0..3 {
        let frame = Frame {
            x: area.at_x(dice.roll(60, 940)) * ONE,
            y: area.at_y(dice.roll(640, 720)) * ONE,
            unit: area.height() * ONE * 7 / 10,
            flip: dice.one_in(2),
            turn: 0,
        };
        let rock = frame.polygon(&[(-70, 40), (-60, -60), (-30, -96), (20, -90), (52, -30), (80, 40)]);
        canvas.fill(&rock, Paint::Flat(colors.middle.mix(Color::hex(0x8f_5a3c), 110), ALL));
        canvas.fill(&frame.polygon(&[(20, -90), (52, -30), (80, 40), (20, 40)]), Paint::Flat(colors.ink, 60));
    }
}

pub(super) fn shrine(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    layer(canvas, area, &ridge(area, 560, 70, 4, false, dice), colors.far, colors.sky[2], 500);
    for _ in 0..8 {
        pine(canvas, area, dice.roll(0, 1000), dice.roll(740, 790), dice.roll(200, 330), colors.middle, dice);
    }
    layer(canvas, area, &ridge(area, 780, 14, 3, false, dice), colors.near, colors.near.darker(80), 770);
    let frame = Frame {
        x: area.at_x(500 + dice.roll(-60, 60)) * ONE,
        y: area.at_y(840) * ONE,
        unit: area.width().min(area.height()) * ONE,
        flip: false,
        turn: 0,
    };
    let path = frame.polygon(&[(-60, -20), (60, -20), (240, 400), (-240, 400)]);
    canvas.fill(&path, Paint::Flat(colors.light.mix(colors.near, 130), 200));
    let (red, dark) = (Color::hex(0xc2_4632), colors.ink);
    for x in [-250, 250] {
        canvas.fill(
            &frame.polygon(&[(x - 24, 20), (x - 19, -520), (x + 19, -520), (x + 24, 20)]),
            Paint::Flat(red, ALL),
        );
        canvas.fill(
            &frame.polygon(&[(x + 4, 20), (x + 4, -520), (x + 19, -520), (x + 24, 20)]),
            Paint::Flat(dark, 60),
        );
        canvas.fill(
            &frame.polygon(&[(x - 28, 24), (x - 28, -16), (x + 28, -16), (x + 28, 24)]),
            Paint::Flat(dark, 220),
        );
    }
    canvas
        .fill(&frame.polygon(&[(-310, -400), (-310, -434), (310, -434), (310, -400)]), Paint::Flat(red, ALL));
    let beam = frame
        .from(-390, -560)
        .curve(-200, -510, 200, -510, 390, -560)
        .to(370, -512)
        .curve(200, -468, -200, -468, -370, -512)
        .done();
    canvas.fill(&beam, Paint::Flat(red, ALL));
    let top = frame
        .from(-400, -592)
        .curve(-200, -536, 200, -536, 400, -592)
        .to(392, -560)
        .curve(200, -508, -200, -508, -392, -560)
        .done();
    canvas.fill(&top, Paint::Flat(dark, 235));
}

pub(super) fn space(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    canvas.rect(area, Paint::Flat(Color::hex(0x0d_1026), 200));
    for color in [colors.sky[2], colors.accent, Color::hex(0x6a_4fb0)] {
        let (x, y, radius) = (
            area.at_x(dice.roll(0, 1000)),
            area.at_y(dice.roll(0, 1000)),
            area.width().max(area.height()) * dice.roll(30, 60) / 100,
        );
        canvas.rect(area, Paint::Glow { x, y, radius, color, opacity: 110 });
    }
    scene::stars(canvas, area, dice);
    scene::stars(canvas, area, dice);
    let small = area.width().min(area.height());
    let (x, y, r) =
        (area.at_x(dice.roll(150, 850)), area.at_y(dice.roll(160, 420)), small * dice.roll(18, 30) / 100);
    let planet = PIXELS.ellipse(x, y, r, r);
    canvas.fill(
        &planet,
        Paint::Fade {
            top: (colors.light.mix(colors.accent, 90), ALL),
            bottom: (colors.middle, ALL),
            from: y - r,
            to: y + r,
        },
    );
    for band in 0..4 {
        let down = r * (band * 36 - 60) / 100;
        let wide = i64::from(r * r - down * down).max(0).unsigned_abs().isqrt() as i32;
        canvas.fill(&PIXELS.ellipse(x, y + down, wide * 96 / 100, r * 5 / 100), Paint::Flat(colors.near, 60));
    }
    let ring = Frame { x: x * ONE, y: y * ONE, unit: r * ONE, flip: false, turn: 140 };
    // The far half of the ring is hidden behind the planet, as far as that reaches.
    let around: Vec<Point> = ring.ellipse(0, 0, 1700, 330).outline().to_vec();
    let half = around.len() / 2;
    let (pen, color) = (ONE * r / 40 + 100, colors.light);
    stroke(canvas, &around[half..], pen, color, 210);
    for end in [&around[..half / 4], &around[half - half / 4..=half]] {
        stroke(canvas, end, pen, color, 210);
    }
    layer(canvas, area, &ridge(area, 900, 30, 4, false, dice), colors.near, colors.near.darker(120), 880);
}
