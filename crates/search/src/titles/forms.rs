//! One table of distinct forms of names, sorted, with the names that have each form.

use super::{osa::Pattern, pieces::Pieces};
use crate::pack::{Arena, Csr, Reader, Short, Sink};

/// Distinct forms in byte order; a form's number is its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormTable {
    forms: Arena,
    owners: Csr,
    pieces: Pieces,
}

impl FormTable {
    /// Sorts forms, each with the number of a name that has it; empty forms are left out.
    pub(crate) fn build(mut forms: Vec<(String, u32)>) -> Self {
        forms.retain(|(form, _)| !form.is_empty());
        forms.sort_unstable();
        forms.dedup();
        let mut table = Self::default();
        for same in forms.chunk_by(|left, right| left.0 == right.0) {
            table.forms.push(&same[0].0);
            table.owners.push(same.iter().map(|(_, owner)| *owner));
        }
        table.pieces = Pieces::build(&table.forms);
        table
    }

    /// How many distinct forms there are.
    pub(crate) fn len(&self) -> usize {
        self.forms.len()
    }

    /// The form with a number.
    pub(crate) fn form(&self, number: u32) -> &str {
        self.forms.get(number)
    }

    /// The names that have a form.
    pub(crate) fn owners(&self, number: u32) -> &[u32] {
        self.owners.get(number)
    }

    /// The number of a form, when a name has it.
    pub(crate) fn exact(&self, form: &str) -> Option<u32> {
        let at = self.forms.partition(|known| known < form);
        (at < self.forms.len() as u32 && self.forms.get(at) == form).then_some(at)
    }

    /// The numbers of all forms that begin with a text.
    pub(crate) fn beginning(&self, start: &str) -> std::ops::Range<u32> {
        let from = self.forms.partition(|known| known < start);
        let to = self.forms.partition(|known| known < start || known.starts_with(start));
        from..to
    }

    /// All forms within their own tolerance of the query, with the distance, by number.
    pub(crate) fn near(&self, query: &Pattern) -> Vec<(u32, u32)> {
        let mut near = Vec::new();
        let mut seen = vec![0u64; self.forms.len() / 64 + 1];
        self.pieces.candidates(query.letters(), &mut |form, edits| {
            let (word, bit) = (&mut seen[form as usize / 64], 1 << (form % 64));
            if *word & bit == 0 {
                *word |= bit;
                near.extend(
                    query.distance(self.forms.get(form), edits as u32).map(|distance| (form, distance)),
                );
            }
        });
        near.sort_unstable();
        near
    }

    pub(crate) fn write(&self, sink: &mut Sink<'_>) {
        self.forms.write(sink);
        self.owners.write(sink);
        self.pieces.write(sink);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Short> {
        Ok(Self { forms: Arena::read(reader)?, owners: Csr::read(reader)?, pieces: Pieces::read(reader)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_beginning_and_near() {
        let names = ["moon", "moonlit depot", "moonlit debut", "sun", "moon"];
        let numbered = names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at as u32));
        let table = FormTable::build(numbered.collect());
        assert_eq!(table.exact("moon").map(|form| table.owners(form).to_vec()), Some(vec![0, 4]));
        assert_eq!(table.exact("moo"), None);
        assert_eq!(table.beginning("moonlit").len(), 2);
        let near = table.near(&Pattern::new("monolit depot"));
        let near: Vec<_> = near.iter().map(|(form, distance)| (table.form(*form), *distance)).collect();
        assert_eq!(near, [("moonlit depot", 1)]);
    }
}
