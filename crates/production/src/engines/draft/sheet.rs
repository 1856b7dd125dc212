//! The sheet: a frame with the picture, below it the words, and on it the label that says what this is.

use crate::Recipe;

use super::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    figure, grade,
    lettering::Hand,
    palette::palette,
    scene,
    words::{Reading, Shot, read},
};

const PAPER: Color = Color::hex(0xf4_efe4);
const INK: Color = Color::hex(0x2b_2926);
const FAINT: Color = Color::hex(0x7d_766b);
/// The vermilion of the house.
const LABEL: Color = Color::hex(0xc8_452c);

/// What the label says, the longest that fits.
const LABELS: [&str; 2] = ["DRAFT · drawn without a model", "DRAFT"];

/// Draws a recipe; `references` are the references that can be shown, with how much of each one is to stay.
pub(super) fn draw(recipe: &Recipe, references: &[Shown]) -> Canvas {
    let (width, height) = (recipe.width as i32, recipe.height as i32);
    let mut canvas = Canvas::new(width, height, PAPER);
    let reading = read(recipe);
    let parts = Parts::of(width, height, &recipe.prompt);
    // What chance decides hangs on all that the picture is made of, and on nothing else.
    let mut dice =
        Dice::new(&["picture", &recipe.prompt, &recipe.negative_prompt, &recipe.sampler], recipe.seed);
    picture(&mut canvas, parts.picture, recipe, &reading, references, &mut dice);
    frame(&mut canvas, parts);
    label(&mut canvas, parts);
    if let Some(caption) = parts.caption {
        words(&mut canvas, caption, parts.size, recipe, &reading, references);
    }
    canvas
}

/// A reference that can be shown.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) rgb: Vec<u8>,
    /// How much of it stays in a picture that begins from it, of [`ALL`]; 0 where none does.
    pub(super) stays: u32,
}

impl Shown {
    fn at(&self, x: i32, y: i32) -> Color {
        let at = ((y.clamp(0, self.height - 1) * self.width + x.clamp(0, self.width - 1)) * 3) as usize;
        Color(self.rgb[at], self.rgb[at + 1], self.rgb[at + 2])
    }

    /// Lays it over a part, cut to its shape, with an opacity.
    fn lay(&self, canvas: &mut Canvas, area: Area, opacity: u32) {
        let (wide, high) = (area.width().max(1), area.height().max(1));
        // The larger of both scales, so that nothing stays empty.
        let across = self.width * 1024 / wide;
        let down = self.height * 1024 / high;
        let scale = across.min(down).max(1);
        let (left, top) = ((self.width * 1024 - wide * scale) / 2, (self.height * 1024 - high * scale) / 2);
        canvas.change(area, |x, y, color| {
            let (sx, sy) = ((x - area.left) * scale + left, (y - area.top) * scale + top);
            color.mix(self.at(sx / 1024, sy / 1024), opacity)
        });
    }
}

/// Where what is.
#[derive(Debug, Clone, Copy)]
struct Parts {
    picture: Area,
    /// None where the sheet is too small for words.
    caption: Option<Area>,
    /// Height of capitals in pixels.
    size: i32,
}

impl Parts {
    fn of(width: i32, height: i32, prompt: &str) -> Self {
        let small = width.min(height);
        let margin = (small / 36).max(2);
        let size = (small / 46).clamp(5, 30);
        let whole = Area { left: margin, top: margin, right: width - margin, bottom: height - margin };
        if width < 192 || height < 192 {
            return Self { picture: whole, caption: None, size };
        }
        // As many lines as the words need, so that the rest is the picture's.
        let hand = Hand::new(size, INK);
        let most = if height > width { 4 } else { 2 };
        let lines = hand.wrapped(prompt, whole.width() * 3 / 4, most).len().max(1) as i32;
        let caption = hand.line() * (lines + 2) + hand.line() / 2;
        let split = whole.bottom - caption;
        Self {
            picture: Area { bottom: split - margin / 2, ..whole },
            caption: Some(Area { top: split + margin / 3, ..whole }),
            size,
        }
    }
}

fn picture(
    canvas: &mut Canvas,
    area: Area,
    recipe: &Recipe,
    reading: &Reading,
    references: &[Shown],
    dice: &mut Dice,
) {
    let colors = palette(reading);
    canvas.within(area, |canvas| {
        scene::scene(canvas, area, reading, &colors, dice);
        // A near figure stands before a place that is out of focus: softer, not other colors.
        if !reading.figures.is_empty() && matches!(reading.shot, Shot::Close | Shot::Bust) {
            canvas.rect(area, Paint::Flat(colors.sky[2], 60));
        }
        for start in references.iter().filter(|reference| reference.stays > 0) {
            start.lay(canvas, area, start.stays);
        }
        let mut own = Dice::new(&["figures", &recipe.prompt], recipe.seed);
        figure::figures(canvas, area, &reading.figures, reading.shot, &colors, &mut own);
        scene::air(canvas, area, reading, &colors, dice);
        grade::grade(canvas, area, reading, &colors);
    });
}

/// A line around the picture, and the marks of a safe area in its corners.
fn frame(canvas: &mut Canvas, parts: Parts) {
    let area = parts.picture;
    let line = (parts.size / 6).max(1);
    for edge in [
        Area { bottom: area.top + line, ..area },
        Area { top: area.bottom - line, ..area },
        Area { right: area.left + line, ..area },
        Area { left: area.right - line, ..area },
    ] {
        canvas.rect(edge, Paint::Flat(INK, ALL));
    }
    if parts.caption.is_none() {
        return;
    }
    let inner = area.inset(area.width().min(area.height()) / 22);
    let arm = area.width().min(area.height()) / 26;
    for (x, y, dx, dy) in [
        (inner.left, inner.top, 1, 1),
        (inner.right, inner.top, -1, 1),
        (inner.left, inner.bottom, 1, -1),
        (inner.right, inner.bottom, -1, -1),
    ] {
        let across = Area { left: x.min(x + dx * arm), right: x.max(x + dx * arm), top: y, bottom: y + 1 };
        let down = Area { top: y.min(y + dy * arm), bottom: y.max(y + dy * arm), left: x, right: x + 1 };
        canvas.rect(across, Paint::Flat(Color::WHITE, 110));
        canvas.rect(down, Paint::Flat(Color::WHITE, 110));
    }
}

/// What says, on the picture itself, that it is a draft.
fn label(canvas: &mut Canvas, parts: Parts) {
    let hand = Hand::new(parts.size, Color::WHITE).bold();
    let room = parts.picture.width() - 2 * parts.size;
    let text = LABELS.into_iter().find(|text| hand.width(text) + 2 * parts.size <= room).unwrap_or(LABELS[1]);
    let pad = parts.size * 7 / 10;
    let tab = Area {
        left: parts.picture.left,
        top: parts.picture.top,
        right: parts.picture.left + hand.width(text) + 2 * pad,
        bottom: parts.picture.top + parts.size + 2 * pad,
    };
    canvas.rect(tab, Paint::Flat(LABEL, 240));
    hand.write(canvas, text, tab.left + pad, tab.bottom - pad);
}

fn words(
    canvas: &mut Canvas,
    area: Area,
    size: i32,
    recipe: &Recipe,
    reading: &Reading,
    references: &[Shown],
) {
    let (large, plain) = (Hand::new(size * 5 / 4, INK).bold(), Hand::new(size, INK));
    let small = Hand::new((size * 8 / 10).max(5), FAINT);
    let right = swatches(canvas, area, size, reading);
    let right = thumbnails(canvas, area, right, references);
    let mut y = area.top + large.size + size / 4;
    let title = match &recipe.figure {
        Some(figure) => format!("{} · {}", figure.name, shot(reading)),
        None => shot(reading).to_owned(),
    };
    let title = large.shortened(&title, right - area.left - size);
    large.write(canvas, &title, area.left, y);
    let last = area.bottom - size / 4;
    let room = (last - small.line() - y) / plain.line();
    for line in plain.wrapped(&recipe.prompt, right - area.left - size, room.max(1) as usize) {
        y += plain.line();
        plain.write(canvas, &line, area.left, y);
    }
    let presets: Vec<&str> = recipe.presets.iter().map(|preset| preset.name.as_str()).collect();
    let mut facts = vec![
        format!("{}×{}", recipe.width, recipe.height),
        format!("seed {}", recipe.seed),
        format!("{} steps", recipe.steps),
        format!("cfg {}", recipe.guidance),
        format!("{} {}", recipe.sampler, recipe.scheduler),
    ];
    facts.extend(recipe.model.as_ref().map(|model| format!("for {}", model.name)));
    facts.extend((!presets.is_empty()).then(|| presets.join(" + ")));
    let line = small.shortened(&facts.join(" · "), area.width());
    small.write(canvas, &line, area.left, last);
}

/// The colors of whom it shows, at the right end; gives where they begin.
fn swatches(canvas: &mut Canvas, area: Area, size: i32, reading: &Reading) -> i32 {
    let edge = size * 3 / 2;
    let mut x = area.right;
    let looks = reading.figures.iter().take(2);
    for color in looks.flat_map(|look| [look.trim, look.cloth, look.eyes, look.hair]) {
        x -= edge;
        let swatch = Area { left: x, top: area.top, right: x + edge - 2, bottom: area.top + edge };
        canvas.rect(swatch, Paint::Flat(INK, ALL));
        canvas.rect(swatch.inset(1), Paint::Flat(color, ALL));
    }
    x
}

/// References in small, below the colors.
fn thumbnails(canvas: &mut Canvas, area: Area, right: i32, references: &[Shown]) -> i32 {
    let mut x = right;
    let side = (area.height() * 6 / 10).max(8);
    for shown in references.iter().take(3) {
        x -= side + 3;
        let small = Area { left: x, top: area.top, right: x + side, bottom: area.top + side };
        canvas.rect(small.inset(-1), Paint::Flat(INK, ALL));
        shown.lay(canvas, small, ALL);
    }
    x
}

fn shot(reading: &Reading) -> &'static str {
    match reading.shot {
        _ if reading.figures.is_empty() => "establishing shot",
        Shot::Close => "close-up",
        Shot::Bust => "bust",
        Shot::Thighs => "cowboy shot",
        Shot::Full => "full shot",
        Shot::Wide => "wide shot",
    }
}
