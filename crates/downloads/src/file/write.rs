//! The body onto the disk: read here, hashed and written on a thread of its own, a few pieces apart.

use std::{
    fs::File,
    io::{self, Seek as _, SeekFrom, Write as _},
};

use people::FailureCategory;
use sha2::{Digest as _, Sha256};
use sources::http::Opened;
use tokio::sync::mpsc;

use super::{
    Ask, Tell,
    partial::{Mark, Partial},
    too_large,
};
use crate::{Trouble, sniff};

/// How many bytes are handed over at a time.
const PIECE: usize = 512 << 10;
/// How many pieces may wait for the disk: with the two in hand, 3 MiB a download.
const WAITING: usize = 4;
/// How often it is looked how much room is left, in bytes.
const LOOK: u64 = 64 << 20;

/// A hash come to its end.
pub fn digest(hash: Sha256) -> [u8; 32] {
    hash.finalize().into()
}

/// Reads a body to its end and writes it behind what is there; gives the hash and the beginning of the whole file.
/// When it breaks off, all that came is on the disk.
pub async fn body(
    mut answer: Opened,
    ask: &Ask<'_>,
    partial: &Partial,
    (from, mark): (u64, &Mark),
    (hash, start): (Sha256, Vec<u8>),
    tell: &Tell<'_>,
    received: &mut u64,
) -> Result<([u8; 32], Vec<u8>), Trouble> {
    let full = |error: io::Error| Trouble::of_io("cannot write the file", &error);
    let file = partial.handle().map_err(full)?;
    let (send, pieces) = mpsc::channel::<Vec<u8>>(WAITING);
    let writer = tokio::task::spawn_blocking(move || write(file, from, hash, start, pieces));
    let (mut at, mut looked) = (from, None);
    let reading = async {
        let mut piece = Vec::with_capacity(PIECE);
        loop {
            if looked.is_none_or(|looked| at >= looked + LOOK) {
                looked = Some(at);
                has_room(ask, mark.total.map_or(0, |total| total.saturating_sub(at)))?;
            }
            let read = answer.piece().await;
            let ended = !matches!(read, Ok(Some(_)));
            if let Ok(Some(bytes)) = &read {
                let bytes: &[u8] = bytes.as_ref();
                piece.extend_from_slice(bytes);
                at += bytes.len() as u64;
                *received += bytes.len() as u64;
            }
            let too_much = at > ask.most_bytes;
            if (piece.len() >= PIECE || ended || too_much) && !piece.is_empty() {
                let whole = std::mem::replace(&mut piece, Vec::with_capacity(PIECE));
                // The writer hangs up only when it failed, and then says why itself.
                if send.send(whole).await.is_err() {
                    return Ok(());
                }
                tell(at, mark.total);
            }
            if too_much {
                return Err(too_large(ask));
            }
            match read {
                Ok(Some(_)) => {}
                Ok(None) => return Ok(()),
                Err(error) => return Err(Trouble::of_fetch(&error)),
            }
        }
    };
    let read = reading.await;
    drop(send);
    let written = writer.await.map_err(|error| Trouble::new(FailureCategory::System, error.to_string()))?;
    let (hash, start) = written.map_err(full)?;
    read?;
    if let Some(total) = mark.total.filter(|total| *total != at) {
        let message = format!("{at} of {total} bytes came");
        return Err(Trouble::new(FailureCategory::Network, message));
    }
    Ok((digest(hash), start))
}

fn write(
    mut file: File,
    from: u64,
    mut hash: Sha256,
    mut start: Vec<u8>,
    mut pieces: mpsc::Receiver<Vec<u8>>,
) -> io::Result<(Sha256, Vec<u8>)> {
    file.seek(SeekFrom::Start(from))?;
    file.set_len(from)?;
    while let Some(piece) = pieces.blocking_recv() {
        let room = sniff::ENOUGH.saturating_sub(start.len()).min(piece.len());
        start.extend_from_slice(&piece[..room]);
        hash.update(&piece);
        file.write_all(&piece)?;
    }
    // What came is to be found again, also when the power goes before the rest is there.
    file.sync_data()?;
    Ok((hash, start))
}

fn has_room(ask: &Ask<'_>, coming: u64) -> Result<(), Trouble> {
    // A system that does not say has to be believed when it writes.
    let Ok(free) = fs4::available_space(ask.folder) else { return Ok(()) };
    if free >= ask.keep_free.saturating_add(coming) {
        return Ok(());
    }
    let message = format!(
        "the disk has {free} bytes left, and {coming} are to come while {} stay free; make room, and the download goes \
         on where it was",
        ask.keep_free
    );
    Err(Trouble::new(FailureCategory::Disk, message))
}
