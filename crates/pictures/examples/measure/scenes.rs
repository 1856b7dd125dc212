//! Pictures out of a seed, of six families, none of them real.

use pictures::Picture;

/// Chance that is the same every time: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0xD134_2543_DE82_EF95));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From `start` up to but not `end`.
    pub fn within(&mut self, start: i32, end: i32) -> i32 {
        start + ((u128::from(self.next()) * (end - start) as u128) >> 64) as i32
    }

    /// 0 to 1.
    pub fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub fn color(&mut self) -> [u8; 3] {
        std::array::from_fn(|_| self.within(0, 256) as u8)
    }
}

/// How many kinds of scenes there are.
pub const FAMILIES: u64 = 6;

/// The scene of a seed; its family is the seed's remainder.
pub fn scene(seed: u64) -> Picture {
    let mut random = Random::new(seed);
    match seed % FAMILIES {
        0 => shapes(&mut random),
        1 => poster(&mut random),
        2 => landscape(&mut random),
        3 => pattern(&mut random),
        4 => night(&mut random),
        _ => page(&mut random),
    }
}

/// Ellipses and rectangles on an even ground: the scenes of the baseline.
pub fn shapes(random: &mut Random) -> Picture {
    let mut canvas = Canvas::new(320, 180, random.color());
    for _ in 0..random.within(6, 17) {
        let (x, y) = (random.within(0, 320), random.within(0, 180));
        let (width, height) = (random.within(15, 140), random.within(15, 100));
        let color = random.color();
        if random.share() < 0.5 {
            canvas.ellipse(x, y, width / 2, height / 2, color);
        } else {
            canvas.rectangle(x - width / 2, y - height / 2, width, height, color);
        }
    }
    canvas.picture()
}

/// A figure with hair and eyes before a gradient, over lines of a title.
fn poster(random: &mut Random) -> Picture {
    let (width, height) = (230, 324);
    let mut canvas = Canvas::new(width, height, [0; 3]);
    canvas.gradient(random.color(), random.color());
    for _ in 0..random.within(3, 9) {
        let (x, y, radius) = (random.within(0, width), random.within(0, height), random.within(8, 60));
        canvas.ellipse(x, y, radius, radius, random.color());
    }
    for _ in 0..random.within(1, 4) {
        let (x, y, size) = (random.within(40, 190), random.within(70, 200), random.within(24, 62));
        let (hair, coat) = (random.color(), random.color());
        let skin = [random.within(190, 250), random.within(160, 210), random.within(130, 190)]
            .map(|part| part as u8);
        canvas.ellipse(x, y + size * 2, size, size * 3 / 2, coat);
        canvas.ellipse(x, y - size / 6, size * 6 / 5, size * 11 / 10, hair);
        canvas.ellipse(x, y, size * 4 / 5, size, skin);
        let eye = random.color();
        for side in [-1, 1] {
            canvas.ellipse(x + side * size / 3, y, size / 7 + 1, size / 5 + 1, eye);
        }
        for _ in 0..random.within(3, 8) {
            let at = x + random.within(-size, size);
            canvas.rectangle(at, y - size, size / 5 + 1, random.within(size / 3, size), hair);
        }
    }
    let (top, ink) = (random.within(10, 280), random.color());
    for line in 0..random.within(1, 4) {
        letters(random, &mut canvas, 20, top + line * 14, random_length(line), ink);
    }
    canvas.picture()
}

fn random_length(line: i32) -> i32 {
    180 - line * 30
}

/// Hills of noise below a sky.
fn landscape(random: &mut Random) -> Picture {
    let (width, height) = (320, 180);
    let mut canvas = Canvas::new(width, height, [0; 3]);
    canvas.gradient(random.color(), random.color());
    let ridges = random.within(2, 6);
    for ridge in 0..ridges {
        let color = random.color();
        let waves: [(f32, f32, f32); 4] = std::array::from_fn(|at| {
            (
                random.share() * 30.0 / (at + 1) as f32,
                (at + 1) as f32 * (0.01 + random.share() * 0.04),
                random.share() * 6.3,
            )
        });
        let base = height * (ridge + 1) / (ridges + 1);
        for x in 0..width {
            let rise: f32 =
                waves.iter().map(|(high, speed, start)| high * (x as f32 * speed + start).sin()).sum();
            canvas.rectangle(x, base + rise as i32, 1, height, color);
        }
    }
    canvas.mottle(random, 22.0);
    canvas.picture()
}

/// Stripes and tiles with a few things on them.
fn pattern(random: &mut Random) -> Picture {
    let (width, height) = (300, 300);
    let mut canvas = Canvas::new(width, height, random.color());
    let (step, slant) = (random.within(14, 60), random.share() * 3.1);
    let (first, second) = (random.color(), random.color());
    canvas.paint(|x, y| {
        let along = x as f32 * slant.cos() + y as f32 * slant.sin();
        Some(if along.rem_euclid(2.0 * step as f32) < step as f32 { first } else { second })
    });
    for _ in 0..random.within(4, 12) {
        let (x, y) = (random.within(0, width), random.within(0, height));
        let color = random.color();
        canvas.rectangle(x, y, random.within(10, 90), random.within(10, 90), color);
    }
    canvas.picture()
}

/// A dark place with lights in it.
fn night(random: &mut Random) -> Picture {
    let (width, height) = (320, 180);
    let mut canvas = Canvas::new(width, height, [8, 8, 16]);
    for _ in 0..random.within(5, 14) {
        let (x, tall) = (random.within(-10, width), random.within(20, 150));
        let dark = random.color().map(|part| part / 5 + 8);
        canvas.rectangle(x, height - tall, random.within(15, 60), tall, dark);
    }
    for _ in 0..random.within(10, 40) {
        let (x, y) = (random.within(0, width), random.within(0, height));
        let radius = random.within(2, 12);
        let light = random.color().map(|part| part / 2 + 120);
        canvas.ellipse(x, y, radius, radius, light);
    }
    canvas.mottle(random, 6.0);
    canvas.picture()
}

/// A page of a comic: panels in black and white.
fn page(random: &mut Random) -> Picture {
    let (width, height) = (220, 320);
    let mut canvas = Canvas::new(width, height, [250; 3]);
    let mut top = 6;
    while top < height - 30 {
        let tall = random.within(50, 120).min(height - 6 - top);
        let split = random.within(60, 160);
        for (left, wide) in [(6, split - 9), (split, width - 6 - split)] {
            let grey = random.within(90, 256) as u8;
            canvas.rectangle(left - 1, top - 1, wide + 2, tall + 2, [0; 3]);
            canvas.rectangle(left, top, wide, tall, [grey; 3]);
            for _ in 0..random.within(2, 7) {
                let (x, y) = (left + random.within(0, wide), top + random.within(0, tall));
                let (across, down) = (random.within(4, 30), random.within(4, 30));
                let grey = random.within(0, 256) as u8;
                canvas.clipped_ellipse([x, y, across, down], [left, top, wide, tall], [grey; 3]);
            }
        }
        top += tall + 5;
    }
    canvas.picture()
}

/// Something like a line of text.
fn letters(random: &mut Random, canvas: &mut Canvas, left: i32, top: i32, length: i32, ink: [u8; 3]) {
    let mut x = left;
    while x < left + length {
        let wide = random.within(3, 9);
        canvas.rectangle(x, top + random.within(0, 4), wide, random.within(5, 10), ink);
        x += wide + 2;
    }
}

/// Pixels to paint on.
struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<[u8; 3]>,
}

impl Canvas {
    fn new(width: i32, height: i32, color: [u8; 3]) -> Self {
        Self { width, height, pixels: vec![color; (width * height) as usize] }
    }

    fn picture(self) -> Picture {
        Picture::new(self.width as u32, self.height as u32, self.pixels.into_flattened()).expect("as many")
    }

    fn paint(&mut self, color: impl Fn(i32, i32) -> Option<[u8; 3]>) {
        for (at, pixel) in self.pixels.iter_mut().enumerate() {
            *pixel = color(at as i32 % self.width, at as i32 / self.width).unwrap_or(*pixel);
        }
    }

    fn gradient(&mut self, above: [u8; 3], below: [u8; 3]) {
        let height = self.height;
        self.paint(|_, y| {
            Some(std::array::from_fn(|part| {
                ((i32::from(above[part]) * (height - y) + i32::from(below[part]) * y) / height) as u8
            }))
        });
    }

    fn rectangle(&mut self, x: i32, y: i32, width: i32, height: i32, color: [u8; 3]) {
        for row in y.max(0)..(y + height).min(self.height) {
            let (start, end) = (x.clamp(0, self.width), (x + width).clamp(0, self.width));
            self.pixels[(row * self.width + start) as usize..(row * self.width + end) as usize].fill(color);
        }
    }

    fn ellipse(&mut self, x: i32, y: i32, across: i32, down: i32, color: [u8; 3]) {
        self.clipped_ellipse([x, y, across, down], [0, 0, self.width, self.height], color);
    }

    fn clipped_ellipse(
        &mut self,
        [x, y, across, down]: [i32; 4],
        [left, top, wide, tall]: [i32; 4],
        color: [u8; 3],
    ) {
        for row in (y - down).max(top).max(0)..=(y + down).min(top + tall - 1).min(self.height - 1) {
            let share = 1.0 - ((row - y) as f32 / down.max(1) as f32).powi(2);
            let half = (share.max(0.0).sqrt() * across as f32) as i32;
            let start = (x - half).max(left);
            let end = (x + half).min(left + wide - 1);
            self.rectangle(start, row, end - start + 1, 1, color);
        }
    }

    /// Soft spots of light over everything.
    fn mottle(&mut self, random: &mut Random, strength: f32) {
        let waves: [(f32, f32, f32); 5] = std::array::from_fn(|_| {
            ((random.share() - 0.5) * 0.3, (random.share() - 0.5) * 0.3, random.share() * 6.3)
        });
        for (at, pixel) in self.pixels.iter_mut().enumerate() {
            let (x, y) = ((at as i32 % self.width) as f32, (at as i32 / self.width) as f32);
            let light: f32 =
                waves.iter().map(|(along, down, start)| (x * along + y * down + start).sin()).sum();
            *pixel = pixel.map(|part| (f32::from(part) + light * strength / 2.0).clamp(0.0, 255.0) as u8);
        }
    }
}
