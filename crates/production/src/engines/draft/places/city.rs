//! Streets: three rows of houses, their windows, and signs.

use crate::engines::draft::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
    path::{ONE, PIXELS},
    stroke::stroke,
    words::{Hour, Reading, Style},
};

pub(in crate::engines::draft) fn city(
    canvas: &mut Canvas,
    area: Area,
    reading: &Reading,
    colors: &Palette,
    dice: &mut Dice,
) {
    let is_lit = matches!(reading.hour, Hour::Night | Hour::Dusk);
    for (row, (color, base, low, high)) in
        [(colors.far, 780, 180, 420), (colors.middle, 850, 150, 380), (colors.near, 930, 60, 260)]
            .into_iter()
            .enumerate()
    {
        let mut x = area.left - dice.roll(0, area.width() / 12);
        while x < area.right {
            let width = area.width() * dice.roll(80, 170) / 1000 + 4;
            let top = area.at_y(base - dice.roll(low, high));
            // The middle stays open for who stands there.
            let opening = (area.at_x(500) - (x + width / 2)).abs() * 1000 / area.width().max(1);
            let top = top + if row == 2 { (260 - opening).max(0) * area.height() / 1000 } else { 0 };
            let house = Area { left: x, top, right: x + width, bottom: area.bottom };
            canvas.rect(
                house.cut(area),
                Paint::Fade {
                    top: (color, ALL),
                    bottom: (color.mix(colors.sky[2], 80), ALL),
                    from: top,
                    to: area.bottom,
                },
            );
            let lit = Area { left: x + width * 8 / 10, ..house };
            canvas.rect(lit.cut(area), Paint::Flat(colors.ink, 50));
            roof(canvas, area, house, color, reading, dice);
            windows(canvas, area, house, colors, is_lit, reading.style, dice);
            x += width + dice.roll(0, area.width() / 60);
        }
        let haze = Area { top: area.at_y(base - 160), ..area };
        canvas.rect(
            haze,
            Paint::Fade {
                top: (colors.sky[2], 0),
                bottom: (colors.sky[2], 70),
                from: haze.top,
                to: area.bottom,
            },
        );
    }
    let street = [
        (area.left, area.at_y(930)),
        (area.right, area.at_y(930)),
        (area.right, area.bottom),
        (area.left, area.bottom),
    ];
    canvas.fill(
        &PIXELS.polygon(&street),
        Paint::Fade {
            top: (colors.near, ALL),
            bottom: (colors.near.darker(120), ALL),
            from: area.at_y(930),
            to: area.bottom,
        },
    );
    if reading.style == Style::Cyberpunk {
        signs(canvas, area, colors, dice);
    }
}

fn roof(canvas: &mut Canvas, area: Area, house: Area, color: Color, reading: &Reading, dice: &mut Dice) {
    let middle = i32::midpoint(house.left, house.right);
    match (reading.style, dice.roll(0, 3)) {
        (Style::Steampunk, 0 | 1) => {
            let pipe = Area {
                left: middle,
                top: house.top - area.height() / 14,
                right: middle + house.width() / 6,
                bottom: house.top,
            };
            canvas.rect(pipe.cut(area), Paint::Flat(color, ALL));
            for puff in 0..3 {
                let (x, y, r) = (
                    pipe.left + puff * pipe.width(),
                    pipe.top - puff * area.height() / 28,
                    house.width() * (2 + puff) / 12,
                );
                canvas.fill(&PIXELS.ellipse(x, y, r, r * 8 / 10), Paint::Flat(Color::WHITE, 70));
            }
        }
        (Style::Ghibli | Style::Fantasy | Style::Steampunk, _) | (Style::Plain, 0) => {
            let gable =
                [(house.left, house.top), (middle, house.top - house.width() / 2), (house.right, house.top)];
            canvas.fill(&PIXELS.polygon(&gable), Paint::Flat(color.darker(40), ALL));
        }
        (_, 1 | 2) => {
            let mast =
                [(middle * ONE, house.top * ONE), (middle * ONE, (house.top - area.height() / 16) * ONE)];
            stroke(canvas, &mast, ONE / 2, color, ALL);
        }
        _ => {}
    }
}

fn windows(
    canvas: &mut Canvas,
    area: Area,
    house: Area,
    colors: &Palette,
    is_lit: bool,
    style: Style,
    dice: &mut Dice,
) {
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
        let radius = sign.height() * 8 / 10;
        let glow = Paint::Glow {
            x: x + wide / 2,
            y: i32::midpoint(sign.top, sign.bottom),
            radius,
            color,
            opacity: 110,
        };
        canvas.rect(sign.inset(-radius).cut(area), glow);
        canvas.rect(sign.cut(area), Paint::Flat(colors.ink, 220));
        let mut top = sign.top + wide / 4;
        while top + wide / 2 < sign.bottom {
            let bar = Area { left: x + wide / 5, top, right: x + wide - wide / 5, bottom: top + wide / 2 };
            canvas.rect(bar.cut(area), Paint::Flat(color, if dice.one_in(4) { 120 } else { 245 }));
            top += wide * 3 / 4;
        }
    }
}
