//! How much a workbook may unpack to. A zip file of a few kilobytes can claim, or hold, gigabytes.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use crate::SheetError;

/// How many bytes all parts together may unpack to: ten times a workbook of 50,000 characters.
const MAX_BYTES: u64 = 512 << 20;
/// How many parts it may have.
const MAX_PARTS: usize = 5_000;

/// Unpacks every part into nothing, so that sizes are counted and not believed.
pub(super) fn check(bytes: &[u8]) -> Result<(), SheetError> {
    check_within(bytes, MAX_BYTES)
}

fn check_within(bytes: &[u8], most: u64) -> Result<(), SheetError> {
    let damaged = |error: zip::result::ZipError| SheetError::Workbook(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        let parts = archive.len();
        return Err(SheetError::TooLarge(format!("it has {parts} parts; a workbook has a few dozen")));
    }
    let mut left = most;
    for part in 0..archive.len() {
        let mut part = archive.by_index(part).map_err(damaged)?;
        // One byte more than is left tells that there is too much.
        let read = io::copy(&mut part.by_ref().take(left + 1), &mut io::sink());
        let read = read.map_err(|error| SheetError::Workbook(error.to_string()))?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| SheetError::TooLarge(format!("it unpacks to more than {} MiB", most >> 20)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("xl/workbook.xml", options).expect("memory takes it");
        zip.write_all(&vec![b' '; 3 << 20]).expect("memory takes it");
        let bytes = zip.finish().expect("memory takes it").into_inner();
        assert!(bytes.len() < 10_000);
        assert!(check_within(&bytes, 3 << 20).is_ok());
        let error = check_within(&bytes, 2 << 20).expect_err("it is too large");
        assert_eq!(error.to_string(), "it unpacks to more than 2 MiB");
    }
}
