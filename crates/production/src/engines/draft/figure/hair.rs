//! Hair: what hangs behind, and what falls over the forehead.

use super::Sitter;
use crate::engines::draft::{
    canvas::{Canvas, Paint},
    color::{ALL, Color},
    path::{Frame, Path},
    stroke::stroke,
    words::HairCut,
};

pub(super) fn behind(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (head, look) = (sitter.head, sitter.look);
    let color = look.hair.darker(70);
    match look.cut {
        HairCut::Long => {
            let long = head
                .from(-112, -40)
                .curve(-150, 120, -140, 300, -118, 400)
                .curve(-70, 440, -40, 400, 0, 420)
                .curve(50, 396, 80, 436, 122, 396)
                .curve(146, 300, 150, 120, 112, -40)
                .curve(100, -150, -100, -150, -112, -40)
                .done();
            fill(canvas, sitter, &long, color);
            strands(
                canvas,
                sitter,
                &[(-92, 150, -100, 370), (96, 150, 104, 366), (-60, 210, -64, 390), (66, 210, 70, 392)],
            );
        }
        HairCut::Bob => {
            let bob = head
                .from(-114, -40)
                .curve(-140, 60, -136, 110, -104, 142)
                .curve(-60, 156, 60, 156, 106, 140)
                .curve(136, 110, 140, 60, 114, -40)
                .done();
            fill(canvas, sitter, &bob, color);
        }
        HairCut::Ponytail => {
            let tail = head
                .from(50, -110)
                .curve(190, -120, 210, 60, 176, 210)
                .curve(168, 290, 150, 330, 128, 350)
                .curve(130, 230, 128, 120, 92, 30)
                .curve(70, -30, 40, -60, 50, -110)
                .done();
            fill(canvas, sitter, &tail, color);
            strands(canvas, sitter, &[(120, -60, 150, 240), (146, -20, 160, 200)]);
            canvas.fill(&head.ellipse(84, -92, 20, 20), sitter.flat(look.trim));
        }
        HairCut::Twintails => {
            for side in [-1, 1] {
                let tail = head
                    .from(side * 96, -70)
                    .curve(side * 220, -70, side * 226, 130, side * 196, 300)
                    .curve(side * 186, 360, side * 160, 390, side * 142, 404)
                    .curve(side * 150, 260, side * 140, 120, side * 90, 10)
                    .done();
                fill(canvas, sitter, &tail, color);
                canvas.fill(&head.ellipse(side * 108, -62, 18, 24), sitter.flat(look.trim));
            }
            strands(canvas, sitter, &[(160, 20, 176, 320), (-160, 20, -176, 320)]);
        }
        HairCut::Braid => {
            for knot in 0..6 {
                let (x, y) = (96 + (knot % 2) * 10, 90 + knot * 46);
                fill(
                    canvas,
                    sitter,
                    &sitter.frame.ellipse(x, y, 27 - knot, 34),
                    if knot % 2 == 0 { color } else { look.hair },
                );
            }
            canvas.fill(&sitter.frame.ellipse(100, 356, 15, 12), sitter.flat(look.trim));
            let back = head
                .from(-110, -40)
                .curve(-124, 60, -110, 110, -84, 120)
                .to(100, 116)
                .curve(126, 60, 126, 0, 110, -40)
                .done();
            fill(canvas, sitter, &back, color);
        }
        HairCut::Bun => {
            fill(canvas, sitter, &head.ellipse(30, -150, 58, 52), color);
            fill(canvas, sitter, &head.ellipse(0, -30, 112, 100), color);
        }
        HairCut::Short | HairCut::Spiky => fill(canvas, sitter, &head.ellipse(0, -26, 110, 104), color),
    }
}

pub(super) fn before(canvas: &mut Canvas, sitter: &Sitter<'_>) {
    let (head, look) = (sitter.head, sitter.look);
    let cap = match look.cut {
        HairCut::Short => short(head),
        HairCut::Spiky => spiky(head),
        HairCut::Long | HairCut::Twintails | HairCut::Braid => bangs(head, 118),
        HairCut::Bob => bangs(head, 92),
        HairCut::Ponytail | HairCut::Bun => bangs(head, 52),
    };
    fill(canvas, sitter, &cap, look.hair);
    // Light on the crown as a broken band.
    for (from, to, dip) in [(-84, -34, -66), (-24, 40, -80), (50, 82, -70)] {
        let shine = head
            .from(from, dip + 6)
            .curve(from + 12, dip - 14, to - 12, dip - 14, to, dip + 4)
            .curve(to - 10, dip + 6, from + 14, dip + 8, from, dip + 6)
            .done();
        canvas.fill(&shine, Paint::Flat(sitter.lit(look.hair.lighter(130)), 150));
    }
    strands(
        canvas,
        sitter,
        &[(-30, -108, -52, -34), (14, -112, 10, -30), (52, -100, 66, -28), (-70, -84, -86, -10)],
    );
    if look.things.ribbon {
        let (x, y) = (70, -104);
        for side in [-1, 1] {
            canvas.fill(
                &head.polygon(&[(x, y), (x + side * 46, y - 28), (x + side * 40, y + 26)]),
                sitter.flat(look.trim),
            );
        }
        canvas.fill(&head.ellipse(x, y, 11, 12), sitter.flat(look.trim.darker(60)));
    }
}

/// Locks over the forehead, and sidelocks as long as this.
fn bangs(head: Frame, side: i32) -> Path {
    head.from(-104, 30)
        .curve(-120, -60, -104, -152, 4, -154)
        .curve(112, -152, 122, -60, 106, 30)
        .curve(106, 60, 102, side - 20, 92, side)
        .curve(86, 60, 86, 20, 78, -18)
        .curve(70, 0, 66, 8, 58, 16)
        .curve(56, -8, 50, -24, 42, -36)
        .curve(34, -10, 22, 4, 8, 14)
        .curve(10, -8, 6, -26, 0, -40)
        .curve(-12, -12, -28, 4, -44, 12)
        .curve(-40, -8, -42, -22, -46, -34)
        .curve(-56, -14, -66, -2, -78, 4)
        .curve(-84, 30, -86, 60, -92, side)
        .curve(-102, side - 20, -106, 60, -104, 30)
        .done()
}

fn short(head: Frame) -> Path {
    head.from(-104, 24)
        .curve(-122, -60, -100, -150, 6, -152)
        .curve(112, -148, 120, -54, 104, 26)
        .curve(98, 10, 92, -6, 86, -24)
        .curve(70, -14, 58, -12, 40, -12)
        .curve(48, -24, 50, -34, 50, -44)
        .curve(24, -22, -4, -12, -34, -10)
        .curve(-22, -22, -16, -32, -14, -42)
        .curve(-40, -26, -66, -18, -84, -18)
        .curve(-92, -4, -98, 8, -104, 24)
        .done()
}

fn spiky(head: Frame) -> Path {
    head.polygon(&[
        (-104, 34),
        (-128, -14),
        (-112, -22),
        (-140, -78),
        (-112, -80),
        (-120, -140),
        (-80, -122),
        (-66, -178),
        (-28, -140),
        (6, -186),
        (34, -142),
        (80, -172),
        (84, -124),
        (128, -132),
        (114, -82),
        (142, -70),
        (116, -26),
        (130, -4),
        (104, 36),
        (92, -16),
        (76, 8),
        (66, -34),
        (44, 6),
        (30, -38),
        (6, 10),
        (-6, -40),
        (-36, 8),
        (-44, -34),
        (-70, 4),
        (-84, -20),
    ])
}

fn fill(canvas: &mut Canvas, sitter: &Sitter<'_>, path: &Path, color: Color) {
    canvas.fill(path, sitter.flat(color));
    let mut line = path.outline().to_vec();
    line.extend(line.first().copied());
    stroke(canvas, &line, sitter.line() * 8 / 10, sitter.lit(color.darker(150)), 200);
}

/// Fine lines, each from one place to another.
fn strands(canvas: &mut Canvas, sitter: &Sitter<'_>, lines: &[(i32, i32, i32, i32)]) {
    let color = sitter.lit(sitter.look.hair.darker(130));
    for (ax, ay, bx, by) in lines {
        let path = sitter.head.from(*ax, *ay).curve(*ax, (ay + by) / 2, *bx, (ay + by) / 2, *bx, *by).done();
        stroke(canvas, path.outline(), sitter.line() * 6 / 10, color, ALL * 5 / 10);
    }
}
