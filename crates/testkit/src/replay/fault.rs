//! What may go wrong between an answer and the client that waits for it, and the list of it that is on.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{Answer, Gate};

/// One thing that goes wrong. Waits add up; of the others the last one put on wins, and one of a route
/// wins over one of the server.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The answer waits at a gate.
    Hold(Gate),
    /// The answer comes late.
    Delay(Duration),
    /// Another answer comes: 429, 5xx, a ban page, a redirect.
    Instead(Box<Answer>),
    /// A redirect to the very address that was asked for.
    Circle,
    /// The connection is closed before any byte of the answer.
    DropBefore,
    /// The connection is reset after half of the body.
    DropMiddle,
    /// The connection is closed, in good order, after half of the body that `Content-Length` tells.
    Truncate,
    /// A body in chunks ends after half of it without the last chunk, the connection being closed.
    CutChunks,
    /// `Content-Length` is half of what is sent.
    ClaimLess,
    /// `Content-Length` is more than what is sent; then nothing happens until the client goes.
    ClaimMore,
    /// The body is a small gzip file that inflates to so many MiB of zeros.
    GzipBomb(u32),
    /// After the body come spaces without end, until the client goes. They do not even make JSON invalid.
    Endless,
    /// The head comes at once, then each byte of the body waits at a gate. A pass is a byte.
    Trickle(Gate),
    /// The answer is no HTTP.
    Garbage,
    /// The body, which has to be UTF-8, is sent in another charset while the header says utf-8.
    Mislabel(Charset),
}

/// A charset that is passed off as UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// ISO 8859-1, in the form that the web gives it: windows-1252.
    Latin1,
    /// `Shift_JIS`.
    ShiftJis,
}

impl Charset {
    /// A text's bytes; what the charset lacks becomes `&#…;`.
    pub fn encode(self, text: &str) -> Vec<u8> {
        let encoding = match self {
            Self::Latin1 => encoding_rs::WINDOWS_1252,
            Self::ShiftJis => encoding_rs::SHIFT_JIS,
        };
        encoding.encode(text).0.into_owned()
    }
}

impl From<Answer> for Fault {
    fn from(answer: Answer) -> Self {
        Self::Instead(Box::new(answer))
    }
}

/// The faults that are on.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<Vec<Active>>);

#[derive(Debug)]
struct Active {
    fault: Fault,
    /// For how many more requests; `None` for all.
    left: Option<usize>,
}

impl Faults {
    pub(super) fn put(&self, fault: Fault, requests: Option<usize>) {
        let mut active = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        active.push(Active { fault, left: requests });
    }

    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The faults that meet the next request.
    pub(super) fn take(&self) -> Vec<Fault> {
        let mut active = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        active.retain(|active| active.left != Some(0));
        let counted = |active: &mut Active| {
            active.left = active.left.map(|left| left - 1);
            active.fault.clone()
        };
        active.iter_mut().map(counted).collect()
    }
}
