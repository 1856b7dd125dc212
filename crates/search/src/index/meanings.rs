//! A work's vectors: which texts of it become one, and under which model they are kept.

use embedding::{ModelId, RowArrays, StaticTable, VectorIndex};
use model::Work;

use crate::{
    Document,
    pack::{Reader, Short, Sink},
};

/// What is embedded of a work, each a space of its own. A work without the text has no vector there.
pub(crate) const SPACES: [&str; 3] = ["synopsis", "tags", "title"];
/// The model of a part whose vectors lie beside the index.
const ELSEWHERE: &str = "elsewhere";
/// Titles beyond these add spellings and no meaning.
const MOST_TITLES: usize = 6;
/// Tags beyond these say little: sources list the telling ones first.
const MOST_TAGS: usize = 30;
/// Letters of a synopsis that are read; the longest are reviews.
const LONGEST_SYNOPSIS: usize = 4_000;

/// An empty set of vectors of the built-in table.
pub(crate) fn empty() -> VectorIndex {
    let table = StaticTable::builtin();
    VectorIndex::new(embedding::Embedder::id(table).clone(), embedding::Embedder::dimensions(table))
}

/// What stands in a part for vectors that lie beside the index.
pub(crate) fn elsewhere() -> VectorIndex {
    VectorIndex::new(ModelId::from_text(ELSEWHERE), 0)
}

/// Whether vectors are only told to lie beside the index.
pub(crate) fn lie_elsewhere(vectors: &VectorIndex) -> bool {
    vectors.model().as_str() == ELSEWHERE
}

/// Whether vectors were made by the table of this program.
pub(crate) fn current(vectors: &VectorIndex) -> bool {
    vectors.model() == embedding::Embedder::id(StaticTable::builtin())
}

/// Embeds a document's texts in place of those that were there.
pub(crate) fn embed(document: &Document, vectors: &mut VectorIndex) {
    let (table, id) = (StaticTable::builtin(), document.work.id.get() as u32);
    for (space, text) in meant_texts(&document.work) {
        let vector = table.embed_text(&text).map(|(vector, _)| vector);
        vectors.set(space, id, vector.as_deref());
    }
}

/// Older vectors under newer ones, those of works that `keep` names. Vectors of another table cannot lie
/// beside ours: the outcome is then empty and of the older table, so that it is made anew.
pub(crate) fn carried(older: &VectorIndex, newer: &VectorIndex, keep: impl Fn(u32) -> bool) -> VectorIndex {
    if older.model() != newer.model() {
        return VectorIndex::new(older.model().clone(), older.dimensions());
    }
    let mut all = older.clone();
    let keys = |vectors: &VectorIndex| -> Vec<u32> {
        let keys: std::collections::BTreeSet<u32> =
            vectors.spaces().flat_map(|(_, rows)| rows.keys().iter().copied()).collect();
        keys.into_iter().collect()
    };
    for id in keys(&all).into_iter().filter(|id| !keep(*id)) {
        all.remove(id);
    }
    for id in keys(newer) {
        for space in SPACES {
            all.set(space, id, newer.vector(space, id).as_deref());
        }
    }
    all
}

/// The vectors as a part keeps them.
pub(crate) fn write(vectors: &VectorIndex, sink: &mut Sink<'_>) {
    sink.bytes(vectors.model().as_str().as_bytes());
    sink.numbers(&[vectors.dimensions() as u32, vectors.spaces().count() as u32]);
    for (space, rows) in vectors.spaces() {
        let RowArrays { keys, scales, coarse, fine_scales, fine } = rows.arrays();
        sink.bytes(space.as_bytes());
        sink.numbers(keys);
        sink.fractions(scales);
        sink.signed(coarse);
        sink.fractions(fine_scales);
        sink.signed(fine);
    }
}

/// Reads what [`write`] wrote.
pub(crate) fn read(reader: &mut Reader<'_>) -> Result<VectorIndex, Short> {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|_| Short);
    let model = ModelId::from_text(&text(reader.bytes()?)?);
    let [dimensions, spaces] = reader.numbers()?.try_into().map_err(|_| Short)?;
    let mut vectors = VectorIndex::new(model, dimensions as usize);
    for _ in 0..spaces {
        let space = text(reader.bytes()?)?;
        let arrays = RowArrays {
            keys: reader.numbers()?,
            scales: reader.fractions()?,
            coarse: reader.signed()?,
            fine_scales: reader.fractions()?,
            fine: reader.signed()?,
        };
        vectors.put_space(&space, arrays).map_err(|_| Short)?;
    }
    Ok(vectors)
}

/// What is embedded of a work: the spaces in their order, each with its text, which may be empty.
pub fn meant_texts(work: &Work) -> [(&'static str, String); 3] {
    let titles = work.titles.iter().map(|title| title.text.as_str()).filter(|text| *text != work.title);
    let titles: Vec<&str> = std::iter::once(work.title.as_str()).chain(titles).take(MOST_TITLES).collect();
    let synopsis = work.synopses.first().map_or("", |synopsis| synopsis.text.as_str());
    let end = synopsis.char_indices().nth(LONGEST_SYNOPSIS).map_or(synopsis.len(), |(at, _)| at);
    let tags: Vec<&str> = work.tags.iter().map(String::as_str).take(MOST_TAGS).collect();
    let texts = [synopsis[..end].to_owned(), tags.join(", "), titles.join(" ")];
    let mut texts = texts.into_iter();
    SPACES.map(|space| (space, texts.next().unwrap_or_default()))
}

/// A short hash of what is embedded of a work, which differs where its vectors have to be made again.
pub fn meant_hash(work: &Work) -> u32 {
    hash_of(&meant_texts(work))
}

pub(crate) fn hash_of(texts: &[(&'static str, String)]) -> u32 {
    embedding::text_hash(texts.iter().map(|(_, text)| text.as_str()))
}

#[cfg(test)]
mod tests {
    use model::{Medium, WorkId};

    use super::*;

    #[test]
    fn what_is_empty_has_no_vector() {
        let mut vectors = empty();
        assert!(current(&vectors));
        let work = Work::new(WorkId::new(3).expect("three"), Medium::Anime, "Moonlit Depot");
        embed(&Document::new(work), &mut vectors);
        assert!(vectors.vector("title", 3).is_some());
        assert_eq!((vectors.vector("synopsis", 3), vectors.vector("tags", 3)), (None, None));
    }
}
