//! All pictures, and the search among them.

mod columns;
mod file;
mod search;

use std::collections::HashMap;

pub use search::{Found, Match};

use crate::{
    descriptor::{COLOR_GRID, Descriptor, GRID},
    field::Rect,
    hash::ContentHash,
    probe::Probe,
};
use columns::Columns;

/// Pictures by number, each of them a point of its own however many belong to one owner.
///
/// About 1,100 bytes a picture. A search looks at all of them; there is nothing to train and nothing that a removed
/// picture leaves behind.
#[derive(Debug, Clone, Default)]
pub struct Index {
    columns: Columns,
    rows: Vec<Row>,
    /// Where a picture lies.
    places: HashMap<u32, u32>,
    /// Which picture has these bytes.
    contents: HashMap<ContentHash, u32>,
}

/// What is kept of a picture beside its codes.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    picture: u32,
    content: ContentHash,
    /// In ascending order.
    owners: Vec<u32>,
    lightness: [u8; GRID * GRID / 2],
    color: [i8; 2 * COLOR_GRID * COLOR_GRID],
    frames: [Rect; 2],
}

/// What became of a picture that was inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It is a new picture, or one whose bytes have changed.
    New,
    /// Another picture has the same bytes; the owner is now an owner of that one as well.
    SameAs {
        /// The picture that was there before.
        picture: u32,
    },
}

impl Index {
    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The picture with these bytes, so that it need not be decoded again.
    pub fn with_content(&self, content: &ContentHash) -> Option<u32> {
        self.contents.get(content).copied()
    }

    /// Adds one more owner to a picture; `false` when there is no such picture.
    pub fn add_owner(&mut self, picture: u32, owner: u32) -> bool {
        let Some(row) = self.places.get(&picture) else { return false };
        let owners = &mut self.rows[*row as usize].owners;
        if let Err(place) = owners.binary_search(&owner) {
            owners.insert(place, owner);
        }
        true
    }

    /// Who a picture belongs to, in ascending order; empty when there is no such picture.
    pub fn owners(&self, picture: u32) -> &[u32] {
        self.places.get(&picture).map_or(&[], |row| &self.rows[*row as usize].owners)
    }

    /// Adds an owner's picture under a number of the caller's.
    ///
    /// A picture whose bytes are there already is not added again. A number that is there already with other bytes
    /// gets the new picture in place of the old one, and keeps its owners.
    pub fn insert(
        &mut self,
        picture: u32,
        owner: u32,
        content: ContentHash,
        descriptor: &Descriptor,
    ) -> Inserted {
        if let Some(same) = self.with_content(&content) {
            self.add_owner(same, owner);
            return if same == picture { Inserted::New } else { Inserted::SameAs { picture: same } };
        }
        let mut owners = self.owners(picture).to_vec();
        self.remove(picture);
        if let Err(place) = owners.binary_search(&owner) {
            owners.insert(place, owner);
        }
        self.places.insert(picture, self.rows.len() as u32);
        self.contents.insert(content, picture);
        self.columns.push(&descriptor.codes);
        let Descriptor { lightness, color, frames, .. } = *descriptor;
        self.rows.push(Row { picture, content, owners, lightness, color, frames });
        Inserted::New
    }

    /// Takes a picture out; `false` when there is no such picture.
    pub fn remove(&mut self, picture: u32) -> bool {
        let Some(place) = self.places.remove(&picture) else { return false };
        let row = self.rows.swap_remove(place as usize);
        self.columns.swap_remove(place as usize);
        self.contents.remove(&row.content);
        if let Some(moved) = self.rows.get(place as usize) {
            self.places.insert(moved.picture, place);
        }
        true
    }

    /// A picture of the index as a question, for what looks like it; `None` when there is no such picture.
    pub fn probe(&self, picture: u32) -> Option<Probe> {
        let place = *self.places.get(&picture)? as usize;
        let Row { lightness, color, frames, .. } = self.rows[place];
        let descriptor = Descriptor { codes: self.columns.get(place), lightness, color, frames };
        Some(Probe::of_descriptor(&descriptor))
    }
}
