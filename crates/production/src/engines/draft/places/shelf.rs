//! A case with books.

use crate::engines::draft::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
};

pub(super) fn shelf(
    canvas: &mut Canvas,
    area: Area,
    left: i32,
    wood: Color,
    colors: &Palette,
    dice: &mut Dice,
) {
    let case = Area {
        left: area.at_x(left),
        top: area.at_y(230),
        right: area.at_x(left + 300),
        bottom: area.at_y(820),
    };
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
            let color = dice.pick(&[
                colors.accent,
                Color::hex(0x8c_4a43),
                Color::hex(0x3f_6070),
                Color::hex(0x6b_7a4d),
                Color::hex(0xcb_b48a),
            ]);
            canvas.rect(spine.cut(inside), Paint::Flat(color.darker(60), ALL));
            x += wide + 1;
        }
        canvas.rect(Area { top: bottom, bottom: bottom + bar, ..case }, Paint::Flat(wood, ALL));
    }
}
