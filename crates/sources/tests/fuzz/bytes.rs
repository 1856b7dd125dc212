//! Changes to bytes of any kind.

use crate::{dice::Dice, mutate::Material};

/// Pieces on which readers have stumbled.
const PIECES: [&[u8]; 22] = [
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x92",
    b"\xef\xbb\xbf",
    b"\0",
    b"\x1f\x8b",
    b"\r\n",
    b"\"",
    b"\\",
    b"'",
    b"&",
    b"&#x10ffff;",
    b"&#0;",
    "\u{a0}\u{200b}\u{202e}".as_bytes(),
    "İı\u{1e9e}\u{0345}".as_bytes(),
    "٣३３".as_bytes(),
    b"-",
    b"0000-00-00",
    b"1e309",
    b"\\ud800",
    b"%00%zz",
];

#[expect(clippy::ptr_arg, reason = "it is one of the changes in a table")]
pub fn flip(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    for _ in 0..=dice.below(12) {
        let at = dice.below(bytes.len());
        let change = 1 << dice.below(8);
        bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= change);
    }
}

pub fn insert(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    let at = dice.below(bytes.len() + 1);
    let piece = dice.pick(&PIECES).repeat([1, 1, 2, 500][dice.below(4)]);
    bytes.splice(at..at, piece);
}

#[expect(clippy::ptr_arg, reason = "it is one of the changes in a table")]
pub fn noise(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    let stretch = dice.stretch(bytes.len());
    bytes.get_mut(stretch).into_iter().flatten().for_each(|byte| *byte = dice.throw() as u8);
}

pub fn delete(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    bytes.drain(dice.stretch(bytes.len()));
}

pub fn cut(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    bytes.truncate(dice.below(bytes.len() + 1));
}

pub fn splice(dice: &mut Dice, bytes: &mut Vec<u8>, material: &Material<'_>) {
    let other = &material.other[dice.stretch(material.other.len())];
    let stretch = dice.stretch(bytes.len());
    bytes.splice(stretch, other.iter().copied());
}

/// A number becomes another one, of as many digits as it takes to break its type.
pub fn digits(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    let from = dice.below(bytes.len());
    let Some(begin) = bytes[from..].iter().position(u8::is_ascii_digit).map(|at| from + at) else { return };
    let length = bytes[begin..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digit = [b'0', b'1', b'9'][dice.below(3)];
    let number = vec![digit; [1, 2, 4, 5, 10, 19, 20, 39, 400][dice.below(9)]];
    bytes.splice(begin..begin + length, number);
}

/// A block again and again, each time with other numbers, so that nothing in it is known already.
pub fn repeat(dice: &mut Dice, bytes: &mut Vec<u8>, material: &Material<'_>) {
    let opening = if bytes.contains(&b'<') { b'<' } else { b'{' };
    let openings: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == opening).take(20_000).collect();
    if openings.len() < 2 {
        return;
    }
    let from = dice.below(openings.len() - 1);
    let most = *dice.pick(&[2, 10, 100]);
    let to = from + 1 + dice.below((openings.len() - 1 - from).min(most));
    let block = bytes[openings[from]..openings[to]].to_vec();
    let mut blocks = Vec::new();
    while blocks.len() + block.len() <= material.room(bytes) && !block.is_empty() {
        let number = dice.throw();
        let mut changed = block.iter().enumerate().map(|(at, byte)| match byte {
            b'0'..=b'9' => b'1' + ((number >> (at % 20 * 3)) % 9) as u8,
            byte => *byte,
        });
        blocks.extend(&mut changed);
    }
    bytes.splice(openings[to]..openings[to], blocks);
}
