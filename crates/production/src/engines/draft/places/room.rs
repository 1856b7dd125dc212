//! A room: walls, a window with the hour outside, a shelf.

use super::{ridge, shelf::shelf};
use crate::engines::draft::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
    path::ONE,
    scene::stars,
    stroke::stroke,
    words::{Hour, Reading},
};

pub(in crate::engines::draft) fn room(
    canvas: &mut Canvas,
    area: Area,
    reading: &Reading,
    colors: &Palette,
    dice: &mut Dice,
) {
    let wall = colors.sky[2]
        .mix(Color::hex(0xd8_c4a4), 150)
        .mix(colors.near, if reading.hour == Hour::Night { 150 } else { 20 });
    let floor = area.at_y(800);
    canvas.rect(
        area,
        Paint::Fade { top: (wall.darker(50), ALL), bottom: (wall, ALL), from: area.top, to: floor },
    );
    let boards = wall.mix(Color::hex(0x6e_4a2f), 170);
    canvas.rect(
        Area { top: floor, ..area },
        Paint::Fade { top: (boards, ALL), bottom: (boards.darker(80), ALL), from: floor, to: area.bottom },
    );
    for board in -4..14 {
        let x = area.at_x(board * 100);
        let line =
            [(x * ONE, floor * ONE), ((area.at_x(500) + (x - area.at_x(500)) * 2) * ONE, area.bottom * ONE)];
        stroke(canvas, &line, ONE / 2, boards.darker(110), 120);
    }
    // A window with the hour outside.
    let left = if dice.one_in(2) { dice.roll(70, 130) } else { dice.roll(560, 620) };
    let pane = Area {
        left: area.at_x(left),
        top: area.at_y(150),
        right: area.at_x(left + 320),
        bottom: area.at_y(560),
    };
    canvas.rect(pane.inset(-area.width() / 70), Paint::Flat(boards.darker(60), ALL));
    let [top, middle, bottom] = colors.sky;
    let half = i32::midpoint(pane.top, pane.bottom);
    canvas.rect(
        Area { bottom: half, ..pane },
        Paint::Fade { top: (top, ALL), bottom: (middle, ALL), from: pane.top, to: half },
    );
    canvas.rect(
        Area { top: half, ..pane },
        Paint::Fade { top: (middle, ALL), bottom: (bottom, ALL), from: half, to: pane.bottom },
    );
    canvas.within(pane, |canvas| {
        if reading.hour == Hour::Night {
            stars(canvas, pane, dice);
        }
        let hills = ridge(pane, 800, 60, 3, false, dice);
        canvas.fill(&hills, Paint::Flat(colors.middle, ALL));
    });
    let bar = (area.width() / 110).max(1);
    let (cx, cy) = (i32::midpoint(pane.left, pane.right), i32::midpoint(pane.top, pane.bottom));
    canvas.rect(Area { left: cx - bar, right: cx + bar, ..pane }, Paint::Flat(boards.darker(60), ALL));
    canvas.rect(Area { top: cy - bar, bottom: cy + bar, ..pane }, Paint::Flat(boards.darker(60), ALL));
    let glow = Paint::Glow { x: cx, y: cy, radius: area.height() * 6 / 10, color: colors.light, opacity: 70 };
    canvas.rect(area, glow);
    shelf(canvas, area, if left < 400 { 640 } else { 60 }, boards, colors, dice);
}
