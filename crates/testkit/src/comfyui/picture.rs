//! Pictures out of nothing: colors by a seed, packed as PNG with texts.

use std::io::Write as _;

use flate2::{Compression, Crc, write::ZlibEncoder};

/// A PNG file of this size, whose pixels hang on the seed alone, with these texts.
pub(crate) fn png(width: u32, height: u32, seed: u64, texts: &[(String, String)]) -> Vec<u8> {
    let mut rows = Vec::with_capacity((width as usize * 3 + 1) * height as usize);
    let tint = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    for y in 0..height {
        rows.push(0);
        for x in 0..width {
            rows.extend([tint[0].wrapping_add((x / 4) as u8), tint[1].wrapping_add((y / 4) as u8), tint[2]]);
        }
    }
    let mut zip = ZlibEncoder::new(Vec::new(), Compression::fast());
    zip.write_all(&rows).expect("a Vec takes all bytes");
    let packed = zip.finish().expect("a Vec takes all bytes");
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &header);
    for (key, text) in texts {
        chunk(&mut file, *b"tEXt", format!("{key}\0{text}").as_bytes());
    }
    chunk(&mut file, *b"IDAT", &packed);
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// What stands for a picture while it is made: enough of a JPEG to be taken for one.
pub(super) fn preview(step: u64) -> Vec<u8> {
    [&[0xff, 0xd8, 0xff, 0xe0, 0, 16][..], b"JFIF\0", &step.to_be_bytes(), &[0xff, 0xd9]].concat()
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut sum = Crc::new();
    sum.update(&kind);
    sum.update(data);
    file.extend((data.len() as u32).to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(sum.sum().to_be_bytes());
}
