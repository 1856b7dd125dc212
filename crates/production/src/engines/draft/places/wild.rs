//! Mountains, woods and the sea.

use super::{grass, layer, pine, ridge};
use crate::engines::draft::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
    path::{Frame, ONE, PIXELS, Point},
    stroke::stroke,
    words::{Hour, Reading},
};

pub(in crate::engines::draft) fn mountains(
    canvas: &mut Canvas,
    area: Area,
    colors: &Palette,
    dice: &mut Dice,
) {
    for (height, swing, color) in [(420, 110, colors.far), (570, 80, colors.far.mix(colors.middle, 128))] {
        let path = ridge(area, height, swing, 4, true, dice);
        layer(canvas, area, &path, color, colors.sky[2], height - swing);
        // Snow on the sunny sides of what is high.
        let snow: Vec<Point> = path.outline().to_vec();
        for top in snow.windows(3).filter(|p| p[1].1 < p[0].1 && p[1].1 < p[2].1) {
            let (peak, right) = (top[1], top[2]);
            let at = |share: i32, dx: i32| {
                let part = |a: i32, b: i32| a + (b - a) * share / 100;
                (part(peak.0, right.0) + dx, part(peak.1, right.1))
            };
            let zig = (right.0 - peak.0).abs() / 14;
            let cap = [peak, at(38, 0), at(26, -zig), at(34, -3 * zig), at(18, -2 * zig)];
            let cap: Vec<Point> = cap.iter().map(|(x, y)| (x / ONE, y / ONE)).collect();
            canvas.fill(&PIXELS.polygon(&cap), Paint::Flat(colors.light, 150));
        }
    }
    layer(canvas, area, &ridge(area, 720, 35, 4, false, dice), colors.middle, colors.near, 690);
    for _ in 0..16 {
        pine(canvas, area, dice.roll(0, 1000), dice.roll(770, 860), dice.roll(60, 110), colors.near, dice);
    }
    layer(canvas, area, &ridge(area, 860, 20, 3, false, dice), colors.near, colors.near.darker(90), 840);
}

pub(in crate::engines::draft) fn forest(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    for (row, (ground, size, color)) in
        [(600, 330, colors.far), (700, 430, colors.far.mix(colors.middle, 150)), (800, 560, colors.middle)]
            .into_iter()
            .enumerate()
    {
        layer(canvas, area, &ridge(area, ground, 14, 4, false, dice), color, colors.sky[2], ground);
        for tree in 0..7 - row as i32 {
            let x = tree * 1000 / (6 - row as i32) + dice.roll(-60, 60);
            pine(canvas, area, x, ground + dice.roll(10, 40), size + dice.roll(-60, 60), color, dice);
        }
        let haze = Area { top: area.at_y(ground - 120), bottom: area.at_y(ground + 60), ..area };
        let light = (colors.sky[2], 90);
        canvas.rect(
            haze,
            Paint::Fade { top: (colors.sky[2], 0), bottom: light, from: haze.top, to: haze.bottom },
        );
    }
    layer(canvas, area, &ridge(area, 860, 18, 4, false, dice), colors.near, colors.near.darker(90), 850);
    // Two trunks that frame the picture.
    for (x, flip) in [(dice.roll(20, 90), false), (dice.roll(900, 980), true)] {
        let frame =
            Frame { x: area.at_x(x) * ONE, y: area.bottom * ONE, unit: area.width() * ONE, flip, turn: 0 };
        let deep = -1100 * area.height() / area.width().max(1);
        let trunk = frame
            .from(-70, 20)
            .curve(-40, deep / 3, -52, deep / 2, -44, deep)
            .to(34, deep)
            .curve(30, deep / 2, 44, deep / 3, 90, 20)
            .done();
        canvas.fill(&trunk, Paint::Flat(colors.near.darker(120), ALL));
        let lit = frame
            .from(10, 20)
            .curve(24, deep / 3, 16, deep / 2, 20, deep)
            .to(34, deep)
            .curve(30, deep / 2, 44, deep / 3, 90, 20)
            .done();
        canvas.fill(&lit, Paint::Flat(colors.near.lighter(30), 90));
    }
    grass(canvas, area, colors, dice);
}

pub(in crate::engines::draft) fn sea(
    canvas: &mut Canvas,
    area: Area,
    reading: &Reading,
    colors: &Palette,
    dice: &mut Dice,
) {
    let horizon = area.at_y(590);
    layer(
        canvas,
        Area { bottom: horizon, ..area },
        &ridge(Area { bottom: horizon, ..area }, 960, 40, 3, false, dice),
        colors.far,
        colors.sky[2],
        900,
    );
    let water = Area { top: horizon, ..area };
    let (far, near) = (colors.sky[1].mix(colors.sky[2], 120), colors.middle.mix(colors.sky[0], 150));
    canvas.rect(water, Paint::Fade { top: (far, ALL), bottom: (near, ALL), from: horizon, to: area.bottom });
    for _ in 0..46 {
        let depth = dice.roll(0, 1000);
        let y = horizon + water.height() * depth * depth / 1_000_000;
        let length = area.width() * (20 + depth / 8) / 1000;
        let x = dice.roll(area.left - length, area.right);
        let line = [(x * ONE, y * ONE), ((x + length) * ONE, y * ONE)];
        stroke(
            canvas,
            &line,
            ONE / 3 + ONE * depth * area.height() / 500_000,
            colors.light,
            dice.roll(40, 130) as u32,
        );
    }
    let (side, flip) = if dice.one_in(2) { (dice.roll(60, 180), false) } else { (dice.roll(820, 940), true) };
    let frame =
        Frame { x: area.at_x(side) * ONE, y: horizon * ONE, unit: area.height() * ONE, flip, turn: 0 };
    let rock =
        frame.from(-190, 60).curve(-150, -40, -60, -50, -20, -40).curve(40, -40, 80, 10, 120, 60).done();
    canvas.fill(&rock, Paint::Flat(colors.near, ALL));
    let tower = frame.polygon(&[(-34, -30), (-22, -250), (22, -250), (34, -30)]);
    canvas.fill(&tower, Paint::Flat(colors.light.mix(colors.middle, 70), ALL));
    canvas.fill(
        &frame.polygon(&[(-30, -100), (-27, -150), (27, -150), (30, -100)]),
        Paint::Flat(Color::hex(0xb5_4a3f), 220),
    );
    canvas.fill(&frame.polygon(&[(4, -30), (6, -250), (22, -250), (34, -30)]), Paint::Flat(colors.ink, 70));
    canvas.fill(
        &frame.polygon(&[(-28, -250), (28, -250), (28, -262), (-28, -262)]),
        Paint::Flat(colors.ink, 230),
    );
    canvas.fill(
        &frame.polygon(&[(-16, -262), (16, -262), (16, -296), (-16, -296)]),
        Paint::Flat(colors.accent, ALL),
    );
    canvas.fill(&frame.polygon(&[(-22, -294), (22, -294), (0, -326)]), Paint::Flat(colors.ink, 240));
    if matches!(reading.hour, Hour::Night | Hour::Dusk) {
        let beam = frame.polygon(&[(0, -280), (4000, -880), (4000, 20)]);
        canvas.fill(&beam, Paint::Flat(colors.accent, 46));
        let (x, y) = frame.point(0, -280);
        let (x, y, radius) = (x / ONE, y / ONE, area.height() / 9);
        let glow = Area { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
        canvas.rect(glow.cut(area), Paint::Glow { x, y, radius, color: colors.accent, opacity: 190 });
    }
    let quay = [
        (area.left, area.at_y(900)),
        (area.right, area.at_y(880)),
        (area.right, area.bottom),
        (area.left, area.bottom),
    ];
    canvas.fill(&PIXELS.polygon(&quay), Paint::Flat(colors.near, ALL));
    for plank in 0..9 {
        let x = area.at_x(plank * 125);
        let line = [(x * ONE, area.at_y(895) * ONE), ((x - area.width() / 30) * ONE, area.bottom * ONE)];
        stroke(canvas, &line, ONE / 2, colors.ink, 120);
    }
}
