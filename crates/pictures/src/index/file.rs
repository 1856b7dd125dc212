//! The index as a sealed file.

use super::{Columns, Index, Row};
use crate::{
    descriptor::{COLOR_GRID, GRID},
    error::DamagedError,
    field::Rect,
    hash::ContentHash,
    sealed::{damaged, seal, unseal},
};

/// Of the layout and of what is measured; a file of another version is made anew.
const VERSION: u32 = 1;

impl Index {
    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let owners = |row: &Row| {
            let count = (row.owners.len() as u32).to_le_bytes();
            count
                .into_iter()
                .chain(row.owners.iter().flat_map(|owner| owner.to_le_bytes()))
                .collect::<Vec<u8>>()
        };
        let frames = |row: &Row| {
            let sides = row.frames.map(|frame| [frame.x, frame.y, frame.width, frame.height]);
            sides.as_flattened().iter().flat_map(|side| side.to_le_bytes()).collect::<Vec<u8>>()
        };
        let rows = || self.rows.iter();
        seal(
            VERSION,
            &[
                rows().flat_map(|row| row.picture.to_le_bytes()).collect(),
                rows().flat_map(|row| row.content.0).collect(),
                rows().flat_map(owners).collect(),
                rows().flat_map(frames).collect(),
                rows().flat_map(|row| row.color.map(i8::cast_unsigned)).collect(),
                rows().flat_map(|row| row.lightness).collect(),
                self.columns.to_bytes(),
            ],
        )
    }

    /// Reads what [`Index::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the file is damaged, another program's, or of another version.
    pub fn from_bytes(file: &[u8]) -> Result<Self, DamagedError> {
        const FRAMES: usize = 2 * 4 * 4;
        const COLOR: usize = 2 * COLOR_GRID * COLOR_GRID;
        const LIGHTNESS: usize = GRID * GRID / 2;
        let sections = unseal(VERSION, file)?;
        let [pictures, contents, mut owners, frames, colors, lightness, codes] = sections[..] else {
            return Err(damaged(format!("it has {} sections, not 7", sections.len())));
        };
        let unfit = || damaged("its sections do not fit together");
        let pictures = whole::<4>(pictures).ok_or_else(unfit)?;
        let contents = whole::<32>(contents).ok_or_else(unfit)?;
        let frames = whole::<FRAMES>(frames).ok_or_else(unfit)?;
        let colors = whole::<COLOR>(colors).ok_or_else(unfit)?;
        let lightness = whole::<LIGHTNESS>(lightness).ok_or_else(unfit)?;
        let count = pictures.len();
        if [contents.len(), frames.len(), colors.len(), lightness.len()] != [count; 4] {
            return Err(unfit());
        }
        let columns = Columns::from_bytes(codes, count).ok_or_else(unfit)?;
        let mut index = Self { columns, ..Self::default() };
        for place in 0..count {
            let row = Row {
                picture: u32::from_le_bytes(pictures[place]),
                content: ContentHash(contents[place]),
                owners: next_owners(&mut owners).ok_or_else(unfit)?,
                lightness: lightness[place],
                color: colors[place].map(u8::cast_signed),
                frames: read_frames(&frames[place]),
            };
            let twice = index.places.insert(row.picture, place as u32).is_some()
                | index.contents.insert(row.content, row.picture).is_some();
            if twice {
                return Err(damaged(format!("picture {} is in it twice", row.picture)));
            }
            index.rows.push(row);
        }
        if owners.is_empty() { Ok(index) } else { Err(unfit()) }
    }
}

/// Bytes in pieces of one length, when they come out even.
fn whole<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    let (pieces, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then_some(pieces)
}

/// The owners of the next picture, behind their count.
fn next_owners(bytes: &mut &[u8]) -> Option<Vec<u32>> {
    let (count, rest) = bytes.split_first_chunk::<4>()?;
    let length = (u32::from_le_bytes(*count) as usize).checked_mul(4)?;
    let (owners, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(owners.as_chunks::<4>().0.iter().map(|owner| u32::from_le_bytes(*owner)).collect())
}

fn read_frames(bytes: &[u8; 32]) -> [Rect; 2] {
    let side = |at: usize| f32::from_le_bytes(bytes.as_chunks::<4>().0[at]);
    [0, 4].map(|at| Rect { x: side(at), y: side(at + 1), width: side(at + 2), height: side(at + 3) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Descriptor, Inserted, Picture, Probe};

    /// A picture of waves of some speed.
    fn picture(speed: u32) -> Picture {
        let pixel = |at: u32| {
            let (x, y) = (at % 64, at / 64);
            let light =
                ((x * speed / 3 + y * (speed % 7)) % 256) as u8 / 2 + ((x * y * speed) / 50 % 128) as u8;
            [light, light / 2, 200 - light / 2]
        };
        Picture::new(64, 64, (0..64 * 64).flat_map(pixel).collect()).expect("as many")
    }

    fn index(pictures: u32) -> Index {
        let mut index = Index::default();
        for number in 0..pictures {
            let descriptor = Descriptor::of(&picture(number + 3)).expect("large enough");
            let content = ContentHash::of(&number.to_le_bytes());
            assert_eq!(index.insert(number, number / 2, content, &descriptor), Inserted::New);
        }
        index
    }

    #[test]
    fn an_index_comes_back_and_damage_shows() {
        let mut index = index(20);
        assert!(index.add_owner(3, 77) && !index.add_owner(99, 1));
        let file = index.to_bytes();
        let back = Index::from_bytes(&file).expect("whole");
        assert_eq!((back.len(), back.owners(3)), (20, &[1, 77][..]));
        let probe = Probe::of(&picture(9)).expect("large enough");
        assert_eq!(back.search(&probe, 5), index.search(&probe, 5));
        assert_eq!(back.to_bytes(), file);
        assert!(Index::from_bytes(&file[..file.len() - 1]).is_err());
        let emptied = Index::from_bytes(&Index::default().to_bytes()).expect("an empty index");
        assert!(emptied.is_empty() && emptied.search(&probe, 5).candidates.is_empty());
    }

    #[test]
    fn the_same_bytes_are_one_picture_with_two_owners() {
        let mut index = index(4);
        let descriptor = Descriptor::of(&picture(3)).expect("large enough");
        let content = ContentHash::of(&0u32.to_le_bytes());
        assert_eq!(index.with_content(&content), Some(0));
        assert_eq!(index.insert(50, 9, content, &descriptor), Inserted::SameAs { picture: 0 });
        assert_eq!((index.len(), index.owners(0)), (4, &[0, 9][..]));
        let changed = Descriptor::of(&picture(40)).expect("large enough");
        assert_eq!(index.insert(0, 9, ContentHash::of(b"changed"), &changed), Inserted::New);
        assert_eq!((index.len(), index.with_content(&content)), (4, None));
        assert_eq!(index.owners(0), [0, 9]);
    }

    #[test]
    fn what_is_removed_is_not_found_and_the_rest_is() {
        let mut index = index(30);
        assert!(index.remove(4) && !index.remove(4));
        for number in [0, 3, 4, 29] {
            let probe = Probe::of(&picture(number + 3)).expect("large enough");
            let found = index.search(&probe, 3);
            let first = found.candidates.first().map(|first| first.picture);
            assert_eq!(first == Some(number), number != 4, "{number}: {first:?}");
        }
        let like = index.search(&index.probe(7).expect("is there"), 3);
        assert_eq!(like.candidates[0].picture, 7);
    }
}
