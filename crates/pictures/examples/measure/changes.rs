//! What happens to pictures on their way to a query.

use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};
use pictures::{Limits, Picture, decode};

use super::scenes::Random;

/// A change, and what it is called.
pub struct Change {
    pub name: &'static str,
    pub change: fn(&Picture, &mut Random) -> Picture,
}

/// Those of the baseline by its own names, then ours.
pub const CHANGES: [Change; 22] = [
    Change { name: "jpeg30", change: |picture, _| pressed(picture, 30) },
    Change {
        name: "resize50%",
        change: |picture, _| picture.reduced(picture.width().max(picture.height()) / 2),
    },
    Change {
        name: "bright1.4",
        change: |picture, _| recolored(picture, |pixel| pixel.map(|part| part * 1.4)),
    },
    Change { name: "letterbox", change: |picture, _| bordered(picture, 0, picture.height() / 6, [0; 3]) },
    Change { name: "crop10%", change: |picture, _| cropped(picture, 0.05, 0.05, 0.9, 0.9) },
    Change { name: "crop30%", change: |picture, _| cropped(picture, 0.15, 0.15, 0.7, 0.7) },
    Change { name: "flip", change: |picture, _| mirrored(picture) },
    Change { name: "subtitle", change: |picture, _| subtitled(picture) },
    Change { name: "grey", change: |picture, _| grey(picture) },
    Change { name: "jpeg10", change: |picture, _| pressed(picture, 10) },
    Change {
        name: "resize20%",
        change: |picture, _| picture.reduced(picture.width().max(picture.height()) / 5),
    },
    Change { name: "dark0.5", change: |picture, _| recolored(picture, |pixel| pixel.map(|part| part * 0.5)) },
    Change { name: "crop anywhere", change: anywhere },
    Change { name: "crop one side", change: one_side },
    Change { name: "flip+crop", change: |picture, random| mirrored(&anywhere(picture, random)) },
    Change { name: "pillarbox", change: |picture, _| bordered(picture, picture.width() / 5, 0, [0; 3]) },
    Change { name: "border", change: |picture, random| bordered(picture, 14, 14, random.color()) },
    Change {
        name: "text in bar",
        change: |picture, _| subtitled(&bordered(picture, 0, picture.height() / 4, [0; 3])),
    },
    Change { name: "sticker", change: sticker },
    Change { name: "screen photo", change: photographed },
    Change { name: "tilted photo", change: |picture, random| warped(picture, random, 0.05, -0.02) },
    Change {
        name: "flip+jpeg+bars",
        change: |picture, _| pressed(&bordered(&mirrored(picture), 0, picture.height() / 6, [0; 3]), 40),
    },
];

/// Through JPEG.
pub fn pressed(picture: &Picture, quality: u8) -> Picture {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality)
        .encode(picture.rgb(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .expect("memory takes every byte");
    decode(&file, &Limits::default()).expect("just made")
}

pub fn mirrored(picture: &Picture) -> Picture {
    built(picture.width(), picture.height(), |x, y| pixel(picture, picture.width() - 1 - x, y))
}

/// A part, in shares.
pub fn cropped(picture: &Picture, x: f32, y: f32, width: f32, height: f32) -> Picture {
    let scaled = |share: f32, side: u32| (share * side as f32).round() as u32;
    let (left, top) = (scaled(x, picture.width()), scaled(y, picture.height()));
    let (wide, tall) = (scaled(width, picture.width()), scaled(height, picture.height()));
    built(wide, tall, |x, y| pixel(picture, left + x, top + y))
}

/// Even bars at the sides, and above and below.
pub fn bordered(picture: &Picture, beside: u32, above: u32, color: [u8; 3]) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    built(width + 2 * beside, height + 2 * above, |x, y| {
        let inside = (beside..beside + width).contains(&x) && (above..above + height).contains(&y);
        if inside { pixel(picture, x - beside, y - above) } else { color }
    })
}

fn anywhere(picture: &Picture, random: &mut Random) -> Picture {
    let size = 0.7 + 0.25 * random.share();
    let (x, y) = (random.share() * (1.0 - size), random.share() * (1.0 - size));
    cropped(picture, x, y, size, size)
}

fn one_side(picture: &Picture, random: &mut Random) -> Picture {
    let start = random.share() * 0.3;
    if random.share() < 0.5 {
        cropped(picture, start, 0.0, 0.7, 1.0)
    } else {
        cropped(picture, 0.0, start, 1.0, 0.7)
    }
}

/// A white strip where the baseline has it: 62 % wide, 12 % high.
fn subtitled(picture: &Picture) -> Picture {
    let within =
        |at: u32, side: u32, start: f32, end: f32| (start..=end).contains(&(at as f32 / side as f32));
    built(picture.width(), picture.height(), |x, y| {
        let strip = within(x, picture.width(), 0.1875, 0.8125) && within(y, picture.height(), 0.833, 0.956);
        if strip { [255; 3] } else { pixel(picture, x, y) }
    })
}

fn sticker(picture: &Picture, random: &mut Random) -> Picture {
    let color = random.color();
    let (left, top) = (random.share() * 0.7, random.share() * 0.7);
    built(picture.width(), picture.height(), |x, y| {
        let (across, down) =
            (x as f32 / picture.width() as f32 - left, y as f32 / picture.height() as f32 - top);
        let covered = (0.0..0.3).contains(&across) && (0.0..0.3).contains(&down);
        if covered { color } else { pixel(picture, x, y) }
    })
}

fn grey(picture: &Picture) -> Picture {
    recolored(picture, |[red, green, blue]| [0.299 * red + 0.587 * green + 0.114 * blue; 3])
}

/// From the side a little, with the room around it, its light, noise and a softer lens.
fn photographed(picture: &Picture, random: &mut Random) -> Picture {
    warped(picture, random, 0.04, 0.05)
}

/// Corners off by up to `slant`, and `rim` of the room around (below 0: cut off), in shares of a side.
fn warped(picture: &Picture, random: &mut Random, slant: f32, rim: f32) -> Picture {
    let mut corner = |x: f32, y: f32| {
        let mut off = || (random.share() * 2.0 - 1.0) * slant;
        [x + (x * 2.0 - 1.0) * rim + off(), y + (y * 2.0 - 1.0) * rim + off()]
    };
    let corners = [corner(0.0, 0.0), corner(1.0, 0.0), corner(0.0, 1.0), corner(1.0, 1.0)];
    let room = [20 + random.within(0, 40) as u8, 24, 28];
    let tint: [f32; 3] = std::array::from_fn(|_| 0.85 + 0.2 * random.share());
    let (width, height) = (picture.width(), picture.height());
    let mut noise = Random::new(random.within(0, 1 << 30) as u64);
    let photo = built(width, height, |x, y| {
        let (u, v) = ((x as f32 + 0.5) / width as f32, (y as f32 + 0.5) / height as f32);
        let shares = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
        let place: [f32; 2] = [0, 1].map(|axis| (0..4).map(|at| corners[at][axis] * shares[at]).sum());
        let seen = if place.iter().all(|share| (0.0..1.0).contains(share)) {
            pixel(picture, (place[0] * width as f32) as u32, (place[1] * height as f32) as u32)
        } else {
            room
        };
        std::array::from_fn(|part| {
            let light = (f32::from(seen[part]) / 255.0).powf(0.85) * 225.0 * tint[part] + 12.0;
            (light + (noise.share() - 0.5) * 36.0).clamp(0.0, 255.0) as u8
        })
    });
    pressed(&photo, 75)
}

fn recolored(picture: &Picture, change: impl Fn([f32; 3]) -> [f32; 3]) -> Picture {
    built(picture.width(), picture.height(), |x, y| {
        change(pixel(picture, x, y).map(f32::from)).map(|part| part.clamp(0.0, 255.0) as u8)
    })
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 3] {
    picture.rgb().as_chunks::<3>().0[(y * picture.width() + x) as usize]
}

fn built(width: u32, height: u32, mut pixel: impl FnMut(u32, u32) -> [u8; 3]) -> Picture {
    let pixels: Vec<[u8; 3]> = (0..width * height).map(|at| pixel(at % width, at / width)).collect();
    Picture::new(width, height, pixels.into_flattened()).expect("as many")
}
