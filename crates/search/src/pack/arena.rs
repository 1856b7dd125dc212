//! Many short texts in one long one.

use super::{Reader, Short, Sink};

/// Texts by number, from 0.
#[derive(Debug, Clone)]
pub(crate) struct Arena {
    text: String,
    ends: Vec<u32>,
}

impl Default for Arena {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0] }
    }
}

impl Arena {
    /// Adds a text and gives its number.
    pub(crate) fn push(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 2
    }

    /// The text with a number.
    pub(crate) fn get(&self, at: u32) -> &str {
        let at = at as usize;
        &self.text[self.ends[at] as usize..self.ends[at + 1] as usize]
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// All texts in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.ends.windows(2).map(|ends| &self.text[ends[0] as usize..ends[1] as usize])
    }

    /// The number of texts before the first that does not satisfy `before`, in a sorted arena.
    pub(crate) fn partition(&self, before: impl Fn(&str) -> bool) -> u32 {
        let (mut low, mut high) = (0, self.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            if before(self.get(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    pub(crate) fn write(&self, sink: &mut Sink<'_>) {
        sink.bytes(self.text.as_bytes());
        sink.numbers(&self.ends);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Short> {
        let text = String::from_utf8(reader.bytes()?).map_err(|_| Short)?;
        let ends = reader.numbers()?;
        let sound = ends.first() == Some(&0) && ends.last() == Some(&(text.len() as u32));
        if sound { Ok(Self { text, ends }) } else { Err(Short) }
    }
}
