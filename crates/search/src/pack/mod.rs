//! Flat arrays and the files they are kept in.
//!
//! A part of the index is a handful of long arrays. They are written as they lie in memory (`sink`), with a
//! checksum over the whole, so that opening (`reader`) is little more than reading.

mod arena;
mod csr;
mod reader;
mod sink;

pub(crate) use arena::Arena;
pub(crate) use csr::Csr;
pub(crate) use reader::{Reader, Short, Unsealed, unseal};
pub(crate) use sink::{Sink, seal};

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(sealed: &[u8]) -> Result<Vec<u32>, Unsealed> {
        unseal(1, &mut Cursor::new(sealed), |reader| {
            let numbers = reader.numbers()?;
            assert_eq!(reader.bytes(), Ok(b"abc".to_vec()));
            assert_eq!(reader.longs(), Ok(vec![u64::MAX]));
            assert_eq!(reader.signed(), Ok(vec![-1, 7]));
            assert_eq!(reader.fractions(), Ok(vec![0.5]));
            assert_eq!(reader.bytes(), Err(Short));
            Ok(numbers)
        })
    }

    #[test]
    fn arrays_come_back_and_damage_shows() {
        // More than is written or read at once.
        let numbers: Vec<u32> = (0..40_000).collect();
        let mut sealed = Cursor::new(Vec::new());
        seal(1, &mut sealed, |sink| {
            sink.numbers(&numbers);
            sink.bytes(b"abc");
            sink.longs(&[u64::MAX]);
            sink.signed(&[-1, 7]);
            sink.fractions(&[0.5]);
        })
        .expect("memory takes it");
        let sealed = sealed.into_inner();
        assert_eq!(read(&sealed).expect("whole"), numbers);
        for at in [0, 9, 13, 70_000, sealed.len() - 1] {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(matches!(read(&damaged), Err(Unsealed::Damaged(_))), "byte {at}");
        }
        for length in [0, 10, 16, sealed.len() - 1] {
            assert!(matches!(read(&sealed[..length]), Err(Unsealed::Damaged(_))), "cut at {length}");
        }
    }

    #[test]
    fn arrays_that_do_not_fit_are_damage() {
        let mut sealed = Cursor::new(Vec::new());
        seal(1, &mut sealed, |sink| sink.bytes(b"abc")).expect("memory takes it");
        let mut sealed = Cursor::new(sealed.into_inner());
        let told = unseal(1, &mut sealed, |reader| reader.numbers().map(|numbers| numbers.len()))
            .expect_err("three bytes are no number");
        assert!(matches!(&told, Unsealed::Damaged(reason) if reason == "its arrays do not fit"), "{told:?}");
    }
}
