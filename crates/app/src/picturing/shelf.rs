//! All kept pictures in memory, brought up to the table when that grew.

use std::{collections::HashMap, sync::Arc};

use pictures::{ContentHash, Descriptor, Index};
use store::MarkedPicture;

use crate::{App, AppError};

/// Pictures that are read at a time: about a megabyte.
const READ: u64 = 1_000;

/// Pictures with the works that show them.
#[derive(Default, Clone)]
pub(crate) struct Kept {
    /// The store that they are of.
    epoch: String,
    /// The newest write that is in.
    mark: i64,
    pub index: Index,
    heads: HashMap<u32, Head>,
}

/// What is told of a picture beside its likeness.
#[derive(Clone)]
pub(crate) struct Head {
    pub hash: [u8; 32],
    pub url: String,
    pub width: u32,
    pub height: u32,
}

impl Kept {
    pub fn head(&self, picture: u32) -> Option<&Head> {
        self.heads.get(&picture)
    }

    /// The works that show a picture.
    pub fn owners(&self, picture: u32) -> &[u32] {
        self.index.owners(picture)
    }

    /// Takes a picture in. One that was measured by another version is left out until it is fetched again.
    fn take(&mut self, marked: MarkedPicture) {
        let MarkedPicture { mark, work, url, picture } = marked;
        self.mark = mark;
        let numbers = (u32::try_from(picture.id), u32::try_from(work.get()));
        let (Ok(number), Ok(owner)) = numbers else { return };
        let Some(descriptor) = Descriptor::from_bytes(&picture.descriptor) else { return };
        self.index.insert(number, owner, ContentHash(picture.hash), &descriptor);
        let head = Head { hash: picture.hash, url, width: picture.width, height: picture.height };
        self.heads.entry(number).or_insert(head);
    }
}

impl App {
    /// All pictures, with those that any process has fetched since the last question.
    pub(crate) async fn kept_pictures(&self) -> Result<Arc<Kept>, AppError> {
        let mut held = self.picturing().shelf.lock().await;
        let (epoch, newest) = (self.store().epoch().await?, self.store().picture_mark().await?);
        // A restored store has another epoch, and its marks say nothing of what was read before.
        if held.epoch != epoch || held.mark > newest {
            *held = Arc::new(Kept { epoch, ..Kept::default() });
        }
        while held.mark < newest {
            let read = self.store().pictures_after(held.mark, READ).await?;
            let is_last = (read.len() as u64) < READ;
            // Copied only where somebody is searching in it just now.
            let kept = Arc::make_mut(&mut held);
            for marked in read {
                kept.take(marked);
            }
            if is_last {
                kept.mark = kept.mark.max(newest);
            }
        }
        Ok(Arc::clone(&held))
    }
}
