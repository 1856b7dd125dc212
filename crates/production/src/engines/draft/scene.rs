//! The place behind the figures: sky, what stands in it, and three layers of ground.

use super::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
    path::{Frame, ONE, PIXELS},
    places,
    words::{Hour, Place, Reading, Style, Weather},
};

/// Draws the place into a part of the canvas.
pub(super) fn scene(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    if reading.place == Place::Room {
        return places::room(canvas, area, reading, colors, dice);
    }
    sky(canvas, area, reading, colors);
    lights(canvas, area, reading, colors, dice);
    if reading.place == Place::Space {
        return places::space(canvas, area, colors, dice);
    }
    if matches!(reading.hour, Hour::Day | Hour::Dawn | Hour::Dusk) && reading.style != Style::Cyberpunk {
        clouds(canvas, area, reading, colors, dice);
    }
    match reading.place {
        Place::City => places::city(canvas, area, reading, colors, dice),
        Place::Forest => places::forest(canvas, area, colors, dice),
        Place::Mountains => places::mountains(canvas, area, colors, dice),
        Place::Sea => places::sea(canvas, area, reading, colors, dice),
        Place::Castle => places::castle(canvas, area, colors, dice),
        Place::Desert => places::desert(canvas, area, colors, dice),
        Place::Shrine => places::shrine(canvas, area, colors, dice),
        Place::Field | Place::Room | Place::Space => places::field(canvas, area, colors, dice),
    }
}

fn sky(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette) {
    let [top, middle, bottom] = colors.sky;
    let (half, low) = (area.at_y(380), area.at_y(760));
    let above = Area { bottom: half, ..area };
    canvas.rect(above, Paint::Fade { top: (top, ALL), bottom: (middle, ALL), from: area.top, to: half });
    let below = Area { top: half, ..area };
    canvas.rect(below, Paint::Fade { top: (middle, ALL), bottom: (bottom, ALL), from: half, to: low });
    if reading.style == Style::Ghibli && reading.hour == Hour::Day {
        let glow = Paint::Glow {
            x: area.at_x(850),
            y: area.top,
            radius: area.height() * 2 / 3,
            color: colors.light,
            opacity: 120,
        };
        canvas.rect(area, glow);
    }
}

/// Sun, moon and stars.
fn lights(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    let side = if dice.one_in(2) { dice.roll(140, 300) } else { dice.roll(700, 860) };
    let small = area.width().min(area.height());
    let x = area.at_x(side);
    let (y, radius, opacity) = match reading.hour {
        Hour::Day => return,
        Hour::Dawn => (area.at_y(dice.roll(430, 520)), small * 9 / 100, 200),
        Hour::Dusk => (area.at_y(dice.roll(440, 560)), small * 12 / 100, 250),
        Hour::Night => (area.at_y(dice.roll(130, 240)), small * 8 / 100, 256),
    };
    if reading.hour == Hour::Night {
        stars(canvas, area, dice);
    }
    let reach = radius * 5;
    let glow = Area { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach };
    canvas.rect(glow.cut(area), Paint::Glow { x, y, radius: reach, color: colors.light, opacity: 130 });
    let disc = PIXELS.ellipse(x, y, radius, radius);
    canvas.fill(&disc, Paint::Flat(colors.light, opacity));
    if reading.hour == Hour::Night {
        // The dark seas of the moon.
        for (dx, dy, r) in [(-30, -20, 22), (28, 10, 30), (-12, 38, 16)] {
            let sea = PIXELS.ellipse(
                x + radius * dx / 100,
                y + radius * dy / 100,
                radius * r / 100,
                radius * r / 110,
            );
            canvas.fill(&sea, Paint::Flat(colors.light.darker(60), 90));
        }
    }
    if reading.style == Style::Cyberpunk {
        // A sun of bars.
        for bar in 0..5 {
            let top = y + radius * (bar * 22 - 30) / 100;
            let bars = Area {
                left: x - radius,
                top,
                right: x + radius,
                bottom: top + (radius * (4 + bar) / 60).max(1),
            };
            canvas.rect(bars.cut(area), Paint::Flat(colors.sky[1], 150));
        }
    }
}

/// Stars, more above than below.
pub(super) fn stars(canvas: &mut Canvas, area: Area, dice: &mut Dice) {
    let count = (area.width() * area.height() / 2600).clamp(6, 400);
    for _ in 0..count {
        let (x, y) = (
            dice.roll(area.left, area.right),
            area.top + dice.roll(0, 600) * dice.roll(0, area.height()) / 800,
        );
        let opacity = dice.roll(50, 240) as u32;
        canvas.dot(x, y, Color::WHITE, opacity);
        if opacity > 210 && area.width() > 240 {
            for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                canvas.dot(x + dx, y + dy, Color::WHITE, opacity / 3);
            }
        }
    }
}

fn clouds(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    let big = reading.style == Style::Ghibli;
    let count = if big { 4 } else { 3 };
    let color = colors.light.mix(colors.sky[1], if reading.hour == Hour::Day { 20 } else { 110 });
    for _ in 0..count {
        let size =
            area.width().min(area.height()) * if big { dice.roll(9, 17) } else { dice.roll(5, 10) } / 100;
        let (x, y) = (area.at_x(dice.roll(0, 1000)), area.at_y(dice.roll(90, 420)));
        let frame = Frame { x: x * ONE, y: y * ONE, unit: size * ONE * 10, flip: dice.one_in(2), turn: 0 };
        // Heaps on a level ground.
        for (dx, dy, r) in [(-150, 0, 60), (-80, -40, 85), (10, -70, 105), (95, -30, 80), (165, 0, 55)] {
            let heap = frame.ellipse(dx, dy, r, r * 9 / 10);
            canvas.within(Area { bottom: y + size / 5, ..area }, |canvas| {
                canvas.fill(&heap, Paint::Flat(color, ALL));
            });
        }
        for (dx, dy, r) in [(-60, -10, 60), (40, -20, 80)] {
            let shade = frame.ellipse(dx, dy + 30, r, r / 2);
            canvas.within(Area { bottom: y + size / 5, ..area }, |canvas| {
                canvas.fill(&shade, Paint::Flat(colors.sky[1], 60));
            });
        }
    }
}

/// What is in the air, before everything.
pub(super) fn air(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    let small = area.width().min(area.height());
    let count = (area.width() * area.height() / 4200).clamp(8, 260);
    match reading.weather {
        Weather::Clear => sparks(canvas, area, reading, colors, dice),
        Weather::Rain => {
            for _ in 0..count {
                let (x, y) = (dice.roll(area.left, area.right + small / 8), dice.roll(area.top, area.bottom));
                let length = small * dice.roll(4, 9) / 100;
                let line = [(x * ONE, y * ONE), ((x - length / 5) * ONE, (y + length) * ONE)];
                super::stroke::stroke(
                    canvas,
                    &line,
                    ONE * 5 / 12,
                    Color::hex(0xe6_eef5),
                    dice.roll(50, 130) as u32,
                );
            }
        }
        Weather::Snow => {
            for _ in 0..count {
                let (x, y) = (dice.roll(area.left, area.right), dice.roll(area.top, area.bottom));
                let radius = small * ONE * dice.roll(2, 8) / 1000;
                super::stroke::stroke(
                    canvas,
                    &[(x * ONE, y * ONE)],
                    radius,
                    Color::WHITE,
                    dice.roll(130, 240) as u32,
                );
            }
        }
        Weather::Petals => {
            for _ in 0..count / 3 {
                let (x, y) = (dice.roll(area.left, area.right), dice.roll(area.top, area.bottom));
                let unit = small * ONE * dice.roll(6, 14) / 10;
                let frame = Frame { x: x * ONE, y: y * ONE, unit, flip: false, turn: dice.roll(-900, 900) };
                let petal =
                    frame.from(0, -12).curve(12, -8, 10, 10, 0, 14).curve(-10, 10, -12, -8, 0, -12).done();
                canvas.fill(&petal, Paint::Flat(Color::hex(0xf6_bccb), dice.roll(150, 245) as u32));
            }
        }
        Weather::Fog => {
            for band in 0..4 {
                let y = area.at_y(420 + band * 150 + dice.roll(-40, 40));
                let deep = area.height() / 9;
                let band = Area { top: y - deep, bottom: y + deep, ..area }.cut(area);
                let fog = (colors.sky[2], 120);
                let none = (colors.sky[2], 0);
                canvas.rect(
                    Area { bottom: y, ..band }.cut(area),
                    Paint::Fade { top: none, bottom: fog, from: y - deep, to: y },
                );
                canvas.rect(
                    Area { top: y, ..band }.cut(area),
                    Paint::Fade { top: fog, bottom: none, from: y, to: y + deep },
                );
            }
        }
    }
}

/// Motes of light, where the style has some.
fn sparks(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette, dice: &mut Dice) {
    if !matches!(reading.style, Style::Fantasy | Style::Steampunk) {
        return;
    }
    let small = area.width().min(area.height());
    for _ in 0..26 {
        let (x, y) = (dice.roll(area.left, area.right), area.at_y(dice.roll(250, 1000)));
        let radius = (small * dice.roll(6, 20) / 1000).max(1);
        let glow = Area { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
        let opacity = dice.roll(90, 220) as u32;
        canvas.rect(glow.cut(area), Paint::Glow { x, y, radius, color: colors.accent, opacity });
    }
}
