//! The index's file: sections of bytes behind their lengths, under a checksum.

use crate::error::DamagedError;

/// The first bytes of the file.
const MAGIC: &[u8; 8] = b"EMAKIPIC";

/// Sections to the bytes of a file.
pub(crate) fn seal(version: u32, sections: &[Vec<u8>]) -> Vec<u8> {
    let length = sections.iter().map(|section| section.len() + 8).sum::<usize>();
    let mut file = Vec::with_capacity(length + 16);
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&version.to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    for section in sections {
        file.extend_from_slice(&(section.len() as u64).to_le_bytes());
        file.extend_from_slice(section);
    }
    let sum = crc32fast::hash(&file[16..]);
    file[12..16].copy_from_slice(&sum.to_le_bytes());
    file
}

/// The sections of a file's bytes.
pub(crate) fn unseal(version: u32, file: &[u8]) -> Result<Vec<&[u8]>, DamagedError> {
    let short = || damaged("it is cut short");
    let (magic, rest) = file.split_first_chunk::<8>().ok_or_else(short)?;
    let (found, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let (sum, mut rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    if magic != MAGIC {
        return Err(damaged("it is another kind of file"));
    }
    let found = u32::from_le_bytes(*found);
    if found != version {
        return Err(damaged(format!("it has version {found}, not {version}")));
    }
    if crc32fast::hash(rest) != u32::from_le_bytes(*sum) {
        return Err(damaged("its checksum differs"));
    }
    let mut sections = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<8>() {
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| short())?;
        let (section, after) = after.split_at_checked(length).ok_or_else(short)?;
        sections.push(section);
        rest = after;
    }
    Ok(sections)
}

/// The error that says why.
pub(crate) fn damaged(reason: impl Into<String>) -> DamagedError {
    DamagedError { reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_come_back_and_damage_shows() {
        let file = seal(3, &[b"moon".to_vec(), Vec::new(), vec![1, 2]]);
        assert_eq!(unseal(3, &file), Ok(vec![&b"moon"[..], &[], &[1, 2]]));
        for at in 0..file.len() {
            let mut other = file.clone();
            other[at] ^= 1;
            assert!(unseal(3, &other).is_err(), "byte {at}");
            assert!(unseal(3, &file[..at]).is_err(), "cut at {at}");
        }
        assert_eq!(
            unseal(4, &file).expect_err("another version").to_string(),
            "the index of pictures is damaged: it has version 3, not 4; remove it, and it is made anew"
        );
    }
}
