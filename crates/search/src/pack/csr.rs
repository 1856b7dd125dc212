//! Many short lists of numbers in one long one (compressed sparse rows).

use super::{Reader, Short, Sink};

/// Lists by number, from 0.
#[derive(Debug, Clone)]
pub(crate) struct Csr {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Default for Csr {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl Csr {
    /// Adds a list.
    pub(crate) fn push(&mut self, items: impl IntoIterator<Item = u32>) {
        self.items.extend(items);
        self.starts.push(self.items.len() as u32);
    }

    /// The list with a number.
    pub(crate) fn get(&self, at: u32) -> &[u32] {
        let at = at as usize;
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// How many lists there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Adds all lists of another behind these, each item passed through `change`.
    pub(crate) fn append(&mut self, other: &Self, change: impl Fn(u32) -> u32) {
        let offset = self.items.len() as u32;
        self.items.extend(other.items.iter().map(|item| change(*item)));
        self.starts.extend(other.starts[1..].iter().map(|start| start + offset));
    }

    /// For each item below `width`, the lists that hold it, in order.
    pub(crate) fn invert(&self, width: usize) -> Self {
        let mut starts = vec![0u32; width + 1];
        for item in &self.items {
            starts[*item as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for list in 0..self.len() as u32 {
            for item in self.get(list) {
                let place = &mut next[*item as usize];
                items[*place as usize] = list;
                *place += 1;
            }
        }
        Self { starts, items }
    }

    pub(crate) fn write(&self, sink: &mut Sink<'_>) {
        sink.numbers(&self.starts);
        sink.numbers(&self.items);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Short> {
        let csr = Self { starts: reader.numbers()?, items: reader.numbers()? };
        let sound = csr.starts.first() == Some(&0) && csr.starts.last() == Some(&(csr.items.len() as u32));
        if sound { Ok(csr) } else { Err(Short) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_their_inverse() {
        let mut csr = Csr::default();
        for list in [vec![0, 2], vec![], vec![2]] {
            csr.push(list);
        }
        assert_eq!((csr.get(0), csr.get(1), csr.len()), ([0, 2].as_slice(), [].as_slice(), 3));
        let inverse = csr.invert(3);
        assert_eq!([inverse.get(0), inverse.get(1), inverse.get(2)], [&[0][..], &[], &[0, 2]]);
    }
}
