//! Somebody, drawn from the back to the front: hair behind, body, head, face, hair before.
//!
//! The unit is a hundredth of half a head: the middle of the head is at 0, the chin at 108, the crown at -125, the
//! shoulders at 180, the ground at 1060.

mod body;
mod face;
mod hair;
mod things;

use super::{
    canvas::{Area, Canvas, Paint},
    color::{ALL, Color},
    dice::Dice,
    palette::Palette,
    path::{Frame, ONE},
    words::{Look, Shot},
};

/// What all parts of a figure need.
pub(super) struct Sitter<'a> {
    pub(super) look: &'a Look,
    pub(super) frame: Frame,
    /// The head, which may be tilted.
    pub(super) head: Frame,
    pub(super) ink: Color,
    /// Light of the place, and how much of it lies on everything.
    pub(super) wash: (Color, u32),
    pub(super) pose: Pose,
}

/// What the arms do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pose {
    Down,
    OnHip,
    Raised,
    /// With something in it.
    Holding,
}

impl Sitter<'_> {
    /// A color in the light of the place.
    fn lit(&self, color: Color) -> Color {
        color.mix(self.wash.0, self.wash.1)
    }

    fn flat(&self, color: Color) -> Paint {
        Paint::Flat(self.lit(color), ALL)
    }

    fn shade(&self, opacity: u32) -> Paint {
        Paint::Flat(self.ink, opacity)
    }

    /// The radius of a pen that draws lines of this figure.
    fn line(&self) -> i32 {
        self.frame.length(2).clamp(90, 3 * ONE)
    }
}

/// Draws the figures of a picture, the last one first, so that the first is in front.
pub(super) fn figures(
    canvas: &mut Canvas,
    area: Area,
    looks: &[Look],
    shot: Shot,
    colors: &Palette,
    dice: &mut Dice,
) {
    let count = looks.len() as i32;
    for (turn, look) in looks.iter().enumerate().rev() {
        let frame = place(area, look, shot, turn as i32, count, dice);
        let things = look.things;
        let holds = things.sword || things.lantern || things.book || things.umbrella;
        let pose = if holds {
            Pose::Holding
        } else {
            dice.pick(&[Pose::Down, Pose::OnHip, Pose::Down, Pose::Raised])
        };
        let head = frame.around(0, 40, dice.roll(-45, 45));
        // The head turns around the neck, so its middle is above that.
        let (x, y) = head.point(0, -40);
        let sitter =
            Sitter { look, frame, head: Frame { x, y, ..head }, ink: colors.ink, wash: colors.wash, pose };
        sit(canvas, area, &sitter, shot, colors);
    }
}

fn sit(canvas: &mut Canvas, area: Area, sitter: &Sitter<'_>, shot: Shot, colors: &Palette) {
    // A faint light around, so that a dark figure does not drown in a dark place.
    let (x, y) = sitter.frame.point(0, 120);
    let radius = sitter.frame.length(460) / ONE;
    let around = Area {
        left: x / ONE - radius,
        top: y / ONE - radius,
        right: x / ONE + radius,
        bottom: y / ONE + radius,
    };
    canvas.rect(
        around.cut(area),
        Paint::Glow { x: x / ONE, y: y / ONE, radius, color: colors.light, opacity: 70 },
    );
    if matches!(shot, Shot::Full | Shot::Wide) {
        canvas.fill(&sitter.frame.ellipse(10, 1064, 190, 22), sitter.shade(100));
    }
    things::behind(canvas, sitter);
    hair::behind(canvas, sitter);
    body::draw(canvas, sitter);
    face::draw(canvas, sitter);
    hair::before(canvas, sitter);
    things::before(canvas, sitter, colors);
}

fn place(area: Area, look: &Look, shot: Shot, turn: i32, count: i32, dice: &mut Dice) -> Frame {
    // Where the middle of the head is, and how much of the height it takes.
    let (head_y, head_share) = match shot {
        Shot::Close => (470, 520),
        Shot::Bust => (390, 300),
        Shot::Thighs => (310, 185),
        Shot::Full => (200, 118),
        Shot::Wide => (560, 64),
    };
    let head_share = if look.is_child && shot != Shot::Close { head_share * 9 / 10 } else { head_share };
    let by_height = area.height() * head_share / 1000;
    // Shoulders must fit beside each other.
    let by_width = area.width() * 700 / 1000 / count.max(1);
    let head = if matches!(shot, Shot::Wide | Shot::Full) { by_height } else { by_height.min(by_width) };
    let unit = head * ONE * 1000 / 233;
    let spread = 1000 / (count + 1);
    let x = match count {
        1 => 500 + dice.roll(-70, 70),
        _ => spread * (turn + 1) + dice.roll(-20, 20),
    };
    let grown = if look.is_child { area.height() * 40 / 1000 } else { 0 };
    let y = area.at_y(head_y + dice.roll(-12, 12)) + grown;
    // From the knees up and nearer, the picture ends in the figure; farther off it has to stand on the ground.
    let y = if matches!(shot, Shot::Full | Shot::Wide) {
        let feet = if shot == Shot::Full { area.at_y(950) } else { area.at_y(925) };
        feet - (i64::from(unit) * 1060 / 1000) as i32 / ONE
    } else {
        y
    };
    Frame { x: area.at_x(x) * ONE, y: y * ONE, unit, flip: dice.one_in(2), turn: 0 }
}
