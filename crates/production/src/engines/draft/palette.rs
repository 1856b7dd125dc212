//! The colors of a place at an hour, in a style.

use super::{
    color::{ALL, Color},
    words::{Hour, Reading, Style, Weather},
};

/// From above to below and from far to near.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub(super) sky: [Color; 3],
    pub(super) light: Color,
    pub(super) far: Color,
    pub(super) middle: Color,
    pub(super) near: Color,
    /// Windows, lamps, blossoms.
    pub(super) accent: Color,
    /// Lines.
    pub(super) ink: Color,
    /// How much the figure takes of the light of the place, of [`ALL`].
    pub(super) wash: (Color, u32),
}

const fn colors(numbers: [u32; 8]) -> [Color; 8] {
    let mut colors = [Color::WHITE; 8];
    let mut at = 0;
    while at < 8 {
        colors[at] = Color::hex(numbers[at]);
        at += 1;
    }
    colors
}

/// Sky above, in the middle and below; the light; far, middle, near; accent.
fn hour(hour: Hour) -> [Color; 8] {
    colors(match hour {
        Hour::Dawn => {
            [0x8f_a9cf, 0xd9_c3cf, 0xf8_ddc0, 0xfd_eccb, 0xb3_adc4, 0x8a_8fa6, 0x5f_6a7c, 0xf2_b98f]
        }
        Hour::Day => [0x6f_aedb, 0xa9_d2ea, 0xe3_f0ec, 0xff_fbe8, 0xa3_c1d0, 0x7f_a897, 0x55_8264, 0xf1_d27a],
        Hour::Dusk => {
            [0x51_4d7e, 0xb8_6f86, 0xf3_b27b, 0xff_dd9c, 0x7d_6587, 0x5c_4c6e, 0x3b_3450, 0xff_c46b]
        }
        Hour::Night => {
            [0x12_1a36, 0x24_3158, 0x49_5a86, 0xee_edd6, 0x2e_3c62, 0x20_2b4a, 0x14_1b31, 0xf5_d27b]
        }
    })
}

/// The palette of a picture.
pub(super) fn palette(reading: &Reading) -> Palette {
    let mut all = hour(reading.hour);
    let (tint, share): ([u32; 8], u32) = match reading.style {
        Style::Plain | Style::Manga => ([0; 8], 0),
        Style::Cyberpunk => {
            ([0x0f_0b2e, 0x3a_1a66, 0xb0_3a8c, 0xff_7fd1, 0x2f_2261, 0x20_1848, 0x12_0e2c, 0x3d_f0ec], 210)
        }
        Style::Fantasy => {
            ([0x3b_2f78, 0x8a_6bb8, 0xf0_c3d3, 0xff_f0d2, 0x7e_79b8, 0x55_6a96, 0x34_4a63, 0xff_e9a3], 150)
        }
        Style::Steampunk => {
            ([0x6b_533b, 0xb8_9158, 0xec_cf94, 0xff_e7b0, 0x98_7a54, 0x6f_5439, 0x40_2f22, 0xf2_a545], 200)
        }
        Style::Ghibli => {
            ([0x4f_9fd8, 0x9b_d3ee, 0xf1_f4d8, 0xff_fdf0, 0x9c_c6c4, 0x7f_b673, 0x4f_8d4b, 0xf6_c453], 120)
        }
    };
    for (color, tint) in all.iter_mut().zip(colors(tint)) {
        *color = color.mix(tint, share);
    }
    if matches!(reading.weather, Weather::Rain | Weather::Fog | Weather::Snow) {
        let haze = if reading.hour == Hour::Night { Color::hex(0x3a_4358) } else { Color::hex(0xb9_c1c8) };
        for color in &mut all[..5] {
            *color = color.mix(haze, 110);
        }
    }
    let [top, middle_sky, bottom, light, far, middle, near, accent] = all;
    let wash = match (reading.style, reading.hour) {
        (Style::Cyberpunk, _) => (Color::hex(0x6a_2d9b), 50),
        (Style::Steampunk, _) => (Color::hex(0xb0_7c3e), 50),
        (_, Hour::Night) => (Color::hex(0x2a_3a6e), 80),
        (_, Hour::Dusk) => (Color::hex(0xe0_7f58), 50),
        (_, Hour::Dawn) => (Color::hex(0xe8_b7a4), 34),
        (_, Hour::Day) => (Color::WHITE, 0),
    };
    let ink = near.darker(170).mix(Color::hex(0x1d_1a24), ALL / 2);
    Palette { sky: [top, middle_sky, bottom], light, far, middle, near, accent, ink, wash }
}
