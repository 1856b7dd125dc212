//! One drawing for each kind of place.

use super::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
    path::{Frame, ONE, PIXELS, Path, Point},
    stroke::stroke,
    words::{Hour, Reading, Style},
};

/// A rolling line around a height in thousandths, filled down to the lower edge.
fn ridge(area: Area, height: i32, swing: i32, steps: i32, is_sharp: bool, dice: &mut Dice) -> Path {
    let level = |dice: &mut Dice| area.at_y(height + dice.roll(-swing, swing));
    let x = |step: i32| area.left + area.width() * step / steps;
    let mut pen = PIXELS.from(area.left, area.bottom).to(area.left, level(dice));
    for step in 1..=steps {
        let (from, to, y) = (x(step - 1), x(step), level(dice));
        let middle = (from + to) / 2;
        pen = if is_sharp { pen.to(middle, level(dice)).to(to, y) } else { pen.curve(middle, level(dice), middle, y, to, y) };
    }
    pen.to(area.right, area.bottom).done()
}

fn layer(canvas: &mut Canvas, area: Area, path: &Path, color: Color, haze: Color, from: i32) {
    let paint = Paint::Fade { top: (color, ALL), bottom: (color.mix(haze, 110), ALL), from: area.at_y(from), to: area.bottom };
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
        let color = if dice.one_in(9) { colors.accent } else { colors.near.lighter(dice.roll(20, 70) as u32) };
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

pub(super) fn mountains(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
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

fn pine(canvas: &mut Canvas, area: Area, x: i32, y: i32, height: i32, color: Color, dice: &mut Dice) {
    let unit = area.height() * height / 1000 * ONE * 10;
    let frame = Frame { x: area.at_x(x) * ONE, y: area.at_y(y) * ONE, unit, flip: dice.one_in(2), turn: 0 };
    let points = [(-4, 6), (-4, -8), (-28, -8), (-12, -38), (-21, -38), (-8, -66), (-14, -66), (0, -100), (14, -66), (8, -66), (21, -38), (12, -38), (28, -8), (4, -8), (4, 6)];
    canvas.fill(&frame.polygon(&points), Paint::Flat(color, ALL));
    let lit = [(0, -100), (14, -66), (8, -66), (21, -38), (12, -38), (28, -8), (6, -8)];
    canvas.fill(&frame.polygon(&lit), Paint::Flat(color.lighter(40), 120));
}

pub(super) fn forest(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    for (row, (ground, size, color)) in
        [(600, 330, colors.far), (700, 430, colors.far.mix(colors.middle, 150)), (800, 560, colors.middle)].into_iter().enumerate()
    {
        layer(canvas, area, &ridge(area, ground, 14, 4, false, dice), color, colors.sky[2], ground);
        for tree in 0..7 - row as i32 {
            let x = tree * 1000 / (6 - row as i32) + dice.roll(-60, 60);
            pine(canvas, area, x, ground + dice.roll(10, 40), size + dice.roll(-60, 60), color, dice);
        }
        let haze = Area { top: area.at_y(ground - 120), bottom: area.at_y(ground + 60), ..area };
        let light = (colors.sky[2], 90);
        canvas.rect(haze, Paint::Fade { top: (colors.sky[2], 0), bottom: light, from: haze.top, to: haze.bottom });
    }
    layer(canvas, area, &ridge(area, 860, 18, 4, false, dice), colors.near, colors.near.darker(90), 850);
    // Two trunks that frame the picture.
    for (x, flip) in [(dice.roll(20, 90), false), (dice.roll(900, 980), true)] {
        let frame = Frame { x: area.at_x(x) * ONE, y: area.bottom * ONE, unit: area.width() * ONE, flip, turn: 0 };
        let deep = -1100 * area.height() / area.width().max(1);
        let trunk = frame.from(-70, 20).curve(-40, deep / 3, -52, deep / 2, -44, deep).to(34, deep).curve(30, deep / 2, 44, deep / 3, 90, 20).done();
        canvas.fill(&trunk, Paint::Flat(colors.near.darker(120), ALL));
        let lit = frame.from(10, 20).curve(24, deep / 3, 16, deep / 2, 20, deep).to(34, deep).curve(30, deep / 2, 44, deep / 3, 90, 20).done();
        canvas.fill(&lit, Paint::Flat(colors.near.lighter(30), 90));
    }
    grass(canvas, area, colors, dice);
}

pub(super) fn sea(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    let horizon = area.at_y(590);
    layer(canvas, Area { bottom: horizon, ..area }, &ridge(Area { bottom: horizon, ..area }, 960, 40, 3, false, dice), colors.far, colors.sky[2], 900);
    let water = Area { top: horizon, ..area };
    let (far, near) = (colors.sky[1].mix(colors.sky[2], 120), colors.middle.mix(colors.sky[0], 150));
    canvas.rect(water, Paint::Fade { top: (far, ALL), bottom: (near, ALL), from: horizon, to: area.bottom });
    for _ in 0..46 {
        let depth = dice.roll(0, 1000);
        let y = horizon + water.height() * depth * depth / 1_000_000;
        let length = area.width() * (20 + depth / 8) / 1000;
        let x = dice.roll(area.left - length, area.right);
        let line = [(x * ONE, y * ONE), ((x + length) * ONE, y * ONE)];
        stroke(canvas, &line, ONE / 3 + ONE * depth * area.height() / 500_000, colors.light, dice.roll(40, 130) as u32);
    }
    let (side, flip) = if dice.one_in(2) { (dice.roll(60, 180), false) } else { (dice.roll(820, 940), true) };
    let frame = Frame { x: area.at_x(side) * ONE, y: horizon * ONE, unit: area.height() * ONE, flip, turn: 0 };
    let rock = frame.from(-190, 60).curve(-150, -40, -60, -50, -20, -40).curve(40, -40, 80, 10, 120, 60).done();
    canvas.fill(&rock, Paint::Flat(colors.near, ALL));
    let tower = frame.polygon(&[(-34, -30), (-22, -250), (22, -250), (34, -30)]);
    canvas.fill(&tower, Paint::Flat(colors.light.mix(colors.middle, 70), ALL));
    canvas.fill(&frame.polygon(&[(-30, -100), (-27, -150), (27, -150), (30, -100)]), Paint::Flat(Color::hex(0xb5_4a3f), 220));
    canvas.fill(&frame.polygon(&[(4, -30), (6, -250), (22, -250), (34, -30)]), Paint::Flat(colors.ink, 70));
    canvas.fill(&frame.polygon(&[(-28, -250), (28, -250), (28, -262), (-28, -262)]), Paint::Flat(colors.ink, 230));
    canvas.fill(&frame.polygon(&[(-16, -262), (16, -262), (16, -296), (-16, -296)]), Paint::Flat(colors.accent, ALL));
    canvas.fill(&frame.polygon(&[(-22, -294), (22, -294), (0, -326)]), Paint::Flat(colors.ink, 240));
    if matches!(reading.hour, Hour::Night | Hour::Dusk) {
        let beam = frame.polygon(&[(0, -280), (900, -420), (900, -210)]);
        canvas.fill(&beam, Paint::Flat(colors.accent, 46));
        let (x, y) = frame.point(0, -280);
        let (x, y, radius) = (x / ONE, y / ONE, area.height() / 9);
        let glow = Area { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
        canvas.rect(glow.cut(area), Paint::Glow { x, y, radius, color: colors.accent, opacity: 190 });
    }
    let quay = [(area.left, area.at_y(900)), (area.right, area.at_y(880)), (area.right, area.bottom), (area.left, area.bottom)];
    canvas.fill(&PIXELS.polygon(&quay), Paint::Flat(colors.near, ALL));
    for plank in 0..9 {
        let x = area.at_x(plank * 125);
        let line = [(x * ONE, area.at_y(895) * ONE), ((x - area.width() / 30) * ONE, area.bottom * ONE)];
        stroke(canvas, &line, ONE / 2, colors.ink, 120);
    }
}

pub(super) fn city(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    let is_lit = matches!(reading.hour, Hour::Night | Hour::Dusk);
    for (row, (color, base, low, high)) in
        [(colors.far, 780, 180, 420), (colors.middle, 850, 150, 380), (colors.near, 930, 60, 260)].into_iter().enumerate()
    {
        let mut x = area.left - dice.roll(0, area.width() / 12);
        while x < area.right {
            let width = area.width() * dice.roll(80, 170) / 1000 + 4;
            let top = area.at_y(base - dice.roll(low, high));
            // The middle stays open for who stands there.
            let opening = (area.at_x(500) - (x + width / 2)).abs() * 1000 / area.width().max(1);
            let top = top + if row == 2 { (260 - opening).max(0) * area.height() / 1000 } else { 0 };
            let house = Area { left: x, top, right: x + width, bottom: area.bottom };
            canvas.rect(house.cut(area), Paint::Fade { top: (color, ALL), bottom: (color.mix(colors.sky[2], 80), ALL), from: top, to: area.bottom });
            let lit = Area { left: x + width * 8 / 10, ..house };
            canvas.rect(lit.cut(area), Paint::Flat(colors.ink, 50));
            roof(canvas, area, house, color, reading, dice);
            windows(canvas, area, house, colors, is_lit, reading.style, dice);
            x += width + dice.roll(0, area.width() / 60);
        }
        let haze = Area { top: area.at_y(base - 160), ..area };
        canvas.rect(haze, Paint::Fade { top: (colors.sky[2], 0), bottom: (colors.sky[2], 70), from: haze.top, to: area.bottom });
    }
    let street = [(area.left, area.at_y(930)), (area.right, area.at_y(930)), (area.right, area.bottom), (area.left, area.bottom)];
    canvas.fill(&PIXELS.polygon(&street), Paint::Fade { top: (colors.near, ALL), bottom: (colors.near.darker(120), ALL), from: area.at_y(930), to: area.bottom });
    if reading.style == Style::Cyberpunk {
        signs(canvas, area, colors, dice);
    }
}

fn roof(canvas: &mut Canvas, area: Area, house: Area, color: Color, reading: &Reading, dice: &mut Dice) {
    let middle = (house.left + house.right) / 2;
    match (reading.style, dice.roll(0, 3)) {
        (Style::Steampunk, 0 | 1) => {
            let pipe = Area { left: middle, top: house.top - area.height() / 14, right: middle + house.width() / 6, bottom: house.top };
            canvas.rect(pipe.cut(area), Paint::Flat(color, ALL));
            for puff in 0..3 {
                let (x, y, r) = (pipe.left + puff * pipe.width(), pipe.top - puff * area.height() / 28, house.width() * (2 + puff) / 12);
                canvas.fill(&PIXELS.ellipse(x, y, r, r * 8 / 10), Paint::Flat(Color::WHITE, 70));
            }
        }
        (Style::Ghibli | Style::Fantasy | Style::Steampunk, _) | (Style::Plain, 0) => {
            let gable = [(house.left, house.top), (middle, house.top - house.width() / 2), (house.right, house.top)];
            canvas.fill(&PIXELS.polygon(&gable), Paint::Flat(color.darker(40), ALL));
        }
        (_, 1 | 2) => {
            let mast = [(middle * ONE, house.top * ONE), (middle * ONE, (house.top - area.height() / 16) * ONE)];
            stroke(canvas, &mast, ONE / 2, color, ALL);
        }
        _ => {}
    }
}

fn windows(canvas: &mut Canvas, area: Area, house: Area, colors: &Palette, is_lit: bool, style: Style, dice: &mut Dice) {
    let step = (area.width().min(area.height()) / 34).max(4);
    let (wide, high) = ((step * 4 / 10).max(1), (step * 55 / 100).max(1));
    let mut y = house.top + step;
    while y < house.bottom - step {
        let mut x = house.left + step * 6 / 10;
        while x + wide < house.right - step / 3 {
            let is_on = dice.one_in(if is_lit { 2 } else { 4 });
            let glass = Area { left: x, top: y, right: x + wide, bottom: y + high }.cut(area);
            let color = match (style, dice.roll(0, 5)) {
                (Style::Cyberpunk, 0) => Color::hex(0xff_4fb0),
                (Style::Cyberpunk, 1 | 2) => Color::hex(0x3d_f0ec),
                _ => colors.accent,
            };
            match (is_on, is_lit) {
                (true, true) => canvas.rect(glass, Paint::Flat(color, 215)),
                (true, false) => canvas.rect(glass, Paint::Flat(colors.light, 110)),
                (false, _) => canvas.rect(glass, Paint::Flat(colors.ink, 60)),
            }
            x += step;
        }
        y += step * 13 / 10;
    }
}

/// Upright signs with a light of their own.
fn signs(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    let wide = (area.width() / 28).max(4);
    for side in [dice.roll(30, 120), dice.roll(190, 280), dice.roll(720, 800), dice.roll(880, 940)] {
        let (x, y) = (area.at_x(side), area.at_y(dice.roll(380, 560)));
        let sign = Area { left: x, top: y, right: x + wide, bottom: y + wide * dice.roll(3, 6) };
        let color = dice.pick(&[colors.accent, Color::hex(0xff_4fb0), Color::hex(0xff_d84a)]);
        let around = sign.inset(-wide);
        let glow = Paint::Glow { x: x + wide / 2, y: (sign.top + sign.bottom) / 2, radius: sign.height(), color, opacity: 110 };
        canvas.rect(around.cut(area), glow);
        canvas.rect(sign.cut(area), Paint::Flat(colors.ink, 220));
        let mut top = sign.top + wide / 4;
        while top + wide / 2 < sign.bottom {
            let bar = Area { left: x + wide / 5, top, right: x + wide - wide / 5, bottom: top + wide / 2 };
            canvas.rect(bar.cut(area), Paint::Flat(color, if dice.one_in(4) { 120 } else { 245 }));
            top += wide * 3 / 4;
        }
    }
}

pub(super) fn castle(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    layer(canvas, area, &ridge(area, 560, 70, 4, true, dice), colors.far.mix(colors.sky[1], 100), colors.sky[2], 480);
    let (side, flip) = if dice.one_in(2) { (dice.roll(200, 330), false) } else { (dice.roll(670, 800), true) };
    let frame = Frame { x: area.at_x(side) * ONE, y: area.at_y(700) * ONE, unit: area.width().min(area.height()) * ONE, flip, turn: 0 };
    let stone = colors.far.mix(colors.middle, 110);
    canvas.fill(&frame.from(-330, 60).curve(-240, -90, -120, -120, 0, -120).curve(120, -120, 240, -60, 340, 60).done(), Paint::Flat(stone.darker(40), ALL));
    for (x, wide, tall) in [(-150, 40, 240), (-80, 60, 330), (10, 46, 450), (84, 62, 300), (156, 38, 210)] {
        canvas.fill(&frame.polygon(&[(x - wide, -60), (x - wide, -tall), (x + wide, -tall), (x + wide, -60)]), Paint::Flat(stone, ALL));
        canvas.fill(&frame.polygon(&[(x + wide / 3, -60), (x + wide / 3, -tall), (x + wide, -tall), (x + wide, -60)]), Paint::Flat(colors.ink, 46));
        let roof = frame.polygon(&[(x - wide - 10, -tall), (x, -tall - wide * 2 - 20), (x + wide + 10, -tall)]);
        canvas.fill(&roof, Paint::Flat(colors.near.mix(Color::hex(0x7d_3f58), 90), ALL));
        let window = frame.ellipse(x, -tall + 44, 9, 17);
        canvas.fill(&window, Paint::Flat(colors.accent, 230));
    }
    layer(canvas, area, &ridge(area, 745, 30, 4, false, dice), colors.middle, colors.near, 720);
    for _ in 0..9 {
        tree(canvas, area, area.at_x(dice.roll(0, 1000)), area.at_y(dice.roll(770, 820)), dice.roll(60, 110), colors.middle.darker(50), dice);
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
        let frame = Frame { x: area.at_x(dice.roll(60, 940)) * ONE, y: area.at_y(dice.roll(640, 720)) * ONE, unit: area.height() * ONE * 7 / 10, flip: dice.one_in(2), turn: 0 };
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
    let frame = Frame { x: area.at_x(500 + dice.roll(-60, 60)) * ONE, y: area.at_y(840) * ONE, unit: area.width().min(area.height()) * ONE, flip: false, turn: 0 };
    let path = frame.polygon(&[(-60, -20), (60, -20), (240, 400), (-240, 400)]);
    canvas.fill(&path, Paint::Flat(colors.light.mix(colors.near, 130), 200));
    let (red, dark) = (Color::hex(0xc2_4632), colors.ink);
    for x in [-250, 250] {
        canvas.fill(&frame.polygon(&[(x - 24, 20), (x - 19, -520), (x + 19, -520), (x + 24, 20)]), Paint::Flat(red, ALL));
        canvas.fill(&frame.polygon(&[(x + 4, 20), (x + 4, -520), (x + 19, -520), (x + 24, 20)]), Paint::Flat(dark, 60));
        canvas.fill(&frame.polygon(&[(x - 28, 24), (x - 28, -16), (x + 28, -16), (x + 28, 24)]), Paint::Flat(dark, 220));
    }
    canvas.fill(&frame.polygon(&[(-310, -400), (-310, -434), (310, -434), (310, -400)]), Paint::Flat(red, ALL));
    let beam = frame.from(-390, -560).curve(-200, -510, 200, -510, 390, -560).to(370, -512).curve(200, -468, -200, -468, -370, -512).done();
    canvas.fill(&beam, Paint::Flat(red, ALL));
    let top = frame.from(-400, -592).curve(-200, -536, 200, -536, 400, -592).to(392, -560).curve(200, -508, -200, -508, -392, -560).done();
    canvas.fill(&top, Paint::Flat(dark, 235));
}

pub(super) fn space(canvas: &mut Canvas, area: Area, colors: &Palette, dice: &mut Dice) {
    canvas.rect(area, Paint::Flat(Color::hex(0x0d_1026), 200));
    for color in [colors.sky[2], colors.accent, Color::hex(0x6a_4fb0)] {
        let (x, y, radius) = (area.at_x(dice.roll(0, 1000)), area.at_y(dice.roll(0, 1000)), area.width().max(area.height()) * dice.roll(30, 60) / 100);
        canvas.rect(area, Paint::Glow { x, y, radius, color, opacity: 110 });
    }
    super::scene::stars(canvas, area, dice);
    super::scene::stars(canvas, area, dice);
    let small = area.width().min(area.height());
    let (x, y, r) = (area.at_x(dice.roll(150, 850)), area.at_y(dice.roll(160, 420)), small * dice.roll(18, 30) / 100);
    let planet = PIXELS.ellipse(x, y, r, r);
    canvas.fill(&planet, Paint::Fade { top: (colors.light.mix(colors.accent, 90), ALL), bottom: (colors.middle, ALL), from: y - r, to: y + r });
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

pub(super) fn room(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    let wall = colors.sky[2].mix(Color::hex(0xd8_c4a4), 150).mix(colors.near, if reading.hour == Hour::Night { 150 } else { 20 });
    let floor = area.at_y(800);
    canvas.rect(area, Paint::Fade { top: (wall.darker(50), ALL), bottom: (wall, ALL), from: area.top, to: floor });
    let boards = wall.mix(Color::hex(0x6e_4a2f), 170);
    canvas.rect(Area { top: floor, ..area }, Paint::Fade { top: (boards, ALL), bottom: (boards.darker(80), ALL), from: floor, to: area.bottom });
    for board in -4..14 {
        let x = area.at_x(board * 100);
        let line = [(x * ONE, floor * ONE), ((area.at_x(500) + (x - area.at_x(500)) * 2) * ONE, area.bottom * ONE)];
        stroke(canvas, &line, ONE / 2, boards.darker(110), 120);
    }
    // A window with the hour outside.
    let left = if dice.one_in(2) { dice.roll(70, 130) } else { dice.roll(560, 620) };
    let pane = Area { left: area.at_x(left), top: area.at_y(150), right: area.at_x(left + 320), bottom: area.at_y(560) };
    canvas.rect(pane.inset(-area.width() / 70), Paint::Flat(boards.darker(60), ALL));
    let [top, middle, bottom] = colors.sky;
    let half = (pane.top + pane.bottom) / 2;
    canvas.rect(Area { bottom: half, ..pane }, Paint::Fade { top: (top, ALL), bottom: (middle, ALL), from: pane.top, to: half });
    canvas.rect(Area { top: half, ..pane }, Paint::Fade { top: (middle, ALL), bottom: (bottom, ALL), from: half, to: pane.bottom });
    canvas.within(pane, |canvas| {
        if reading.hour == Hour::Night {
            super::scene::stars(canvas, pane, dice);
        }
        let hills = ridge(pane, 800, 60, 3, false, dice);
        canvas.fill(&hills, Paint::Flat(colors.middle, ALL));
    });
    let bar = (area.width() / 110).max(1);
    let (cx, cy) = ((pane.left + pane.right) / 2, (pane.top + pane.bottom) / 2);
    canvas.rect(Area { left: cx - bar, right: cx + bar, ..pane }, Paint::Flat(boards.darker(60), ALL));
    canvas.rect(Area { top: cy - bar, bottom: cy + bar, ..pane }, Paint::Flat(boards.darker(60), ALL));
    let glow = Paint::Glow { x: cx, y: cy, radius: area.height() * 6 / 10, color: colors.light, opacity: 70 };
    canvas.rect(area, glow);
    shelf(canvas, area, if left < 400 { 640 } else { 60 }, boards, colors, dice);
}

fn shelf(canvas: &mut Canvas, area: Area, left: i32, wood: Color, colors: &Palette, dice: &mut Dice) {
    let case = Area { left: area.at_x(left), top: area.at_y(230), right: area.at_x(left + 300), bottom: area.at_y(820) };
    canvas.rect(case, Paint::Flat(wood.darker(90), ALL));
    let bar = (area.width() / 90).max(1);
    for row in 0..4 {
        let (top, bottom) = (case.at_y(row * 250) + bar, case.at_y(row * 250 + 250) - bar);
        let inside = Area { left: case.left + bar, top, right: case.right - bar, bottom };
        canvas.rect(inside, Paint::Flat(wood.darker(150), ALL));
        let mut x = inside.left + bar;
        while x < inside.right - bar {
            let wide = (case.width() * dice.roll(40, 90) / 1000).max(2);
            let tall = inside.height() * dice.roll(55, 92) / 100;
            let spine = Area { left: x, top: bottom - tall, right: (x + wide).min(inside.right), bottom };
            let color = dice.pick(&[colors.accent, Color::hex(0x8c_4a43), Color::hex(0x3f_6070), Color::hex(0x6b_7a4d), Color::hex(0xcb_b48a)]);
            canvas.rect(spine.cut(inside), Paint::Flat(color.darker(60), ALL));
            x += wide + 1;
        }
        canvas.rect(Area { top: bottom, bottom: bottom + bar, ..case }, Paint::Flat(wood, ALL));
    }
}
