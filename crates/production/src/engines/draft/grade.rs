//! What a style does to the finished picture.

use super::{
    canvas::{Area, Canvas},
    color::{ALL, Color},
    palette::Palette,
    words::{Reading, Style},
};

/// Colors, lines and screens of a style.
pub(super) fn grade(canvas: &mut Canvas, area: Area, reading: &Reading, colors: &Palette) {
    let small = area.width().min(area.height());
    match reading.style {
        Style::Plain => {}
        Style::Manga => manga(canvas, area, (small / 160).clamp(3, 12)),
        Style::Steampunk => {
            let sepia = Color::hex(0xc9_9a5b);
            canvas.change(area, |_, _, color| {
                let light = color.light();
                let tone = if light < 128 {
                    Color::hex(0x20_140c).mix(sepia, light * 2)
                } else {
                    sepia.mix(Color::hex(0xfb_efd2), (light - 128) * 2)
                };
                color.mix(tone, 90)
            });
        }
        Style::Cyberpunk => {
            let step = (small / 170).max(2);
            let tint = colors.sky[1];
            canvas.change(area, |_, y, color| {
                let color = color.mix(tint, 26);
                if y % (step * 2) < step { color } else { color.darker(26) }
            });
        }
        Style::Fantasy => {
            let (cx, cy) = (i64::from(area.at_x(500)), i64::from(area.at_y(420)));
            let reach = i64::from(area.width().max(area.height())) * 7 / 10;
            canvas.change(area, |x, y, color| {
                let (dx, dy) = (i64::from(x) - cx, i64::from(y) - cy);
                let far = ((dx * dx + dy * dy) * 120 / (reach * reach).max(1)).clamp(0, 120) as u32;
                color.mix(Color::hex(0x3a_2a66), far)
            });
        }
        Style::Ghibli => canvas.change(area, |_, _, color| color.mix(Color::hex(0xff_f6dc), 22)),
    }
}

/// Black, white, and dots between.
fn manga(canvas: &mut Canvas, area: Area, pitch: i32) {
    let paper = Color::hex(0xfb_faf6);
    canvas.change(area, |x, y, color| {
        let light = color.light() as i32;
        // A screen at 45 degrees: dots whose radius grows with the darkness.
        let (u, v) = ((x + y).rem_euclid(pitch * 2) - pitch, (x - y).rem_euclid(pitch * 2) - pitch);
        let from_middle = (u * u + v * v) * 256 / (pitch * pitch * 2);
        match light {
            0..=62 => Color::hex(0x17_1619),
            63..=186 => {
                let ink = ((186 - light) * 236 / 124 - from_middle + 40).clamp(0, 80) * 256 / 80;
                paper.mix(Color::hex(0x24_2226), ink as u32)
            }
            _ => paper.mix(color.grey(), ALL / 6),
        }
    });
}
