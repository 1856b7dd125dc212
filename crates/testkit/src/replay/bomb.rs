//! A small gzip file that inflates to a great one.

use flate2::{Compress, Compression, Crc, FlushCompress};

const MEBIBYTE: usize = 1 << 20;

/// A gzip file of zeros: about one KiB for each MiB that comes out.
///
/// One MiB is packed and then repeated, which deflate allows after a full flush; so even a bomb of many
/// GiB is made at once, and is a single member, which every decoder unpacks to its end.
pub fn gzip_bomb(mebibytes: u32) -> Vec<u8> {
    let zeros = vec![0; MEBIBYTE];
    let mut block = Vec::with_capacity(64 << 10);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(&zeros, &mut block, FlushCompress::Full).expect("zeros can be packed");
    let mut crc = Crc::new();
    crc.update(&zeros);

    let mut bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut sum = Crc::new();
    for _ in 0..mebibytes {
        bomb.extend_from_slice(&block);
        sum.combine(&crc);
    }
    bomb.extend_from_slice(&[3, 0]); // a last block with nothing in it
    bomb.extend_from_slice(&sum.sum().to_le_bytes());
    bomb.extend_from_slice(&sum.amount().to_le_bytes());
    bomb
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn it_is_small_and_valid() {
        let bomb = gzip_bomb(3);
        assert!(bomb.len() < 12 << 10, "{}", bomb.len());
        let mut out = Vec::new();
        flate2::read::GzDecoder::new(bomb.as_slice()).read_to_end(&mut out).expect("valid gzip");
        assert_eq!(out.len(), 3 * MEBIBYTE);
        assert!(gzip_bomb(500).len() < 2 << 20);
    }
}
