//! All names of a part of the index, asked in every form at once.

use super::{forms::FormTable, osa::Pattern};
use crate::{
    MatchForm,
    pack::{Arena, Reader, Short, Sink},
    text::Forms,
};

/// More names that merely begin with the query are not looked at, one by one, by whoever asks.
const MOST_BEGINNINGS: usize = 300;

/// A name as it goes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name as its source wrote it.
    pub text: String,
    /// Whose name it is: a number of the caller's.
    pub owner: u32,
    /// What part it plays.
    pub kind: NameKind,
}

/// What part a name plays; of two equal matches the earlier kind goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// The title shown first.
    Main,
    /// A title from the publisher.
    Official,
    /// Any other title, abbreviations among them.
    Synonym,
    /// A character's name.
    Character,
    /// A person's name.
    Person,
}

impl NameKind {
    const ALL: [Self; 5] = [Self::Main, Self::Official, Self::Synonym, Self::Character, Self::Person];

    /// Whether it names the work itself.
    pub fn is_title(self) -> bool {
        self <= Self::Synonym
    }
}

/// A name that matches a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NameMatch {
    /// The name's number in the index.
    pub name: u32,
    /// How it matches.
    pub form: MatchForm,
    /// Edits between the two.
    pub distance: u32,
    /// 1 for equal names, less for every doubt; a beginning stays below 0.7.
    pub score: f32,
}

/// A query in all its forms.
pub struct TitleQuery {
    forms: Forms,
    spelled: Pattern,
    keyed: Pattern,
}

impl TitleQuery {
    /// Folds and romanizes a query.
    pub fn new(query: &str) -> Self {
        let forms = Forms::of(query);
        Self { spelled: Pattern::new(&forms.spelled), keyed: Pattern::new(&forms.keyed), forms }
    }

    /// The query as folded.
    pub fn spelled(&self) -> &str {
        &self.forms.spelled
    }
}

/// The names of many works, in flat arrays.
#[derive(Debug, Clone, Default)]
pub struct TitleIndex {
    texts: Arena,
    owners: Vec<u32>,
    kinds: Vec<u8>,
    spelled: FormTable,
    keyed: FormTable,
}

impl TitleIndex {
    /// Takes in names; a name's number is its place.
    pub fn build(names: impl IntoIterator<Item = Name>) -> Self {
        let mut index = Self::default();
        let (mut spelled, mut keyed) = (Vec::new(), Vec::new());
        for name in names {
            let number = index.texts.push(&name.text);
            index.owners.push(name.owner);
            index.kinds.push(name.kind as u8);
            let forms = Forms::of(&name.text);
            if !name.kind.is_title()
                && let Some((first, last)) =
                    forms.spelled.split_once(' ').filter(|(_, last)| !last.contains(' '))
            {
                // Catalogs do not agree on whether the family name comes first.
                spelled.push((format!("{last} {first}"), number));
            }
            spelled.push((forms.spelled, number));
            keyed.push((forms.keyed, number));
            keyed.extend(forms.installment.map(|form| (form, number)));
        }
        index.spelled = FormTable::build(spelled);
        index.keyed = FormTable::build(keyed);
        index
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.owners.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// How many distinct spellings they have.
    pub fn forms(&self) -> usize {
        self.spelled.len()
    }

    /// A name as its source wrote it.
    pub fn text(&self, name: u32) -> &str {
        self.texts.get(name)
    }

    /// Whose name it is.
    pub fn owner(&self, name: u32) -> u32 {
        self.owners[name as usize]
    }

    /// What part it plays.
    pub fn kind(&self, name: u32) -> NameKind {
        NameKind::ALL[usize::from(self.kinds[name as usize])]
    }

    /// The names that are written so once folded.
    pub fn spelled(&self, folded: &str) -> &[u32] {
        self.spelled.exact(folded).map(|form| self.spelled.owners(form)).unwrap_or_default()
    }

    /// The names that begin so once folded.
    pub fn beginning_with(&self, folded: &str) -> Vec<u32> {
        let forms = self.spelled.beginning(folded);
        forms.flat_map(|form| self.spelled.owners(form).iter().copied()).collect()
    }

    /// The first name that was taken in for an owner; owners have to come in ascending order.
    pub fn first_of(&self, owner: u32) -> Option<&str> {
        let at = self.owners.partition_point(|known| *known < owner);
        (self.owners.get(at) == Some(&owner)).then(|| self.text(at as u32))
    }

    /// The names equal to the query, as spelled or as romanized. A name may come more than once.
    pub fn equal(&self, query: &TitleQuery, found: &mut Vec<NameMatch>) {
        let mut take = |table: &FormTable, form: &str, how, score| {
            for name in table.exact(form).map(|form| table.owners(form)).unwrap_or_default() {
                found.push(NameMatch { name: *name, form: how, distance: 0, score });
            }
        };
        take(&self.spelled, &query.forms.spelled, MatchForm::Exact, 1.0);
        take(&self.keyed, &query.forms.keyed, MatchForm::Romanized, 0.98);
        if let Some(installment) = &query.forms.installment {
            take(&self.keyed, installment, MatchForm::Romanized, 0.96);
        }
    }

    /// The names that differ from the query by a few edits: 1 from 4 letters, 2 from 7, 3 from 15, 4
    /// from 25 (and earlier for Han and kana). Equal names are among them.
    pub fn near(&self, query: &TitleQuery, found: &mut Vec<NameMatch>) {
        for (table, pattern, trust) in
            [(&self.spelled, &query.spelled, 0.95), (&self.keyed, &query.keyed, 0.93)]
        {
            for (form, distance) in table.near(pattern) {
                let longer = table.form(form).chars().count().max(pattern.letters().len());
                let score = trust * (1.0 - distance as f32 / longer as f32);
                for name in table.owners(form) {
                    found.push(NameMatch { name: *name, form: MatchForm::Fuzzy, distance, score });
                }
            }
        }
    }

    /// The names that begin with the query, no more than `MOST_BEGINNINGS` of each form: those whose
    /// owners are well known (`fame`, 0 to 1) and that have little left after the query go first.
    pub fn beginning(&self, query: &TitleQuery, fame: &dyn Fn(u32) -> f32, found: &mut Vec<NameMatch>) {
        let mut some: Vec<(f32, u32, f32)> = Vec::new();
        for (table, start) in [(&self.spelled, &query.forms.spelled), (&self.keyed, &query.forms.keyed)] {
            if start.is_empty() {
                continue;
            }
            some.clear();
            for form in table.beginning(start) {
                let share = start.len() as f32 / table.form(form).len() as f32;
                let worth = |name: &u32| (2.0 * fame(self.owner(*name)) + share, *name, 0.5 + 0.2 * share);
                some.extend(table.owners(form).iter().map(worth));
            }
            if some.len() > MOST_BEGINNINGS {
                let order =
                    |a: &(f32, u32, f32), b: &(f32, u32, f32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
                some.select_nth_unstable_by(MOST_BEGINNINGS, order);
                some.truncate(MOST_BEGINNINGS);
            }
            let matched = |(_, name, score): &(f32, u32, f32)| NameMatch {
                name: *name,
                form: MatchForm::Prefix,
                distance: 0,
                score: *score,
            };
            found.extend(some.iter().map(matched));
        }
    }

    pub(crate) fn write(&self, sink: &mut Sink<'_>) {
        self.texts.write(sink);
        sink.numbers(&self.owners);
        sink.bytes(&self.kinds);
        self.spelled.write(sink);
        self.keyed.write(sink);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Short> {
        let index = Self {
            texts: Arena::read(reader)?,
            owners: reader.numbers()?,
            kinds: reader.bytes()?,
            spelled: FormTable::read(reader)?,
            keyed: FormTable::read(reader)?,
        };
        let sound = index.texts.len() == index.owners.len()
            && index.kinds.len() == index.owners.len()
            && index.kinds.iter().all(|kind| usize::from(*kind) < NameKind::ALL.len());
        if sound { Ok(index) } else { Err(Short) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> TitleIndex {
        let names = [
            ("Moonlit Depot", NameKind::Main),
            ("Tsukiakari no Shako", NameKind::Synonym),
            ("月あかりの車庫", NameKind::Official),
            ("GTD", NameKind::Synonym),
            ("Moonlit Depot 2nd Season", NameKind::Main),
            ("Shako, Tsukiko", NameKind::Character),
        ];
        TitleIndex::build(names.iter().map(|(text, kind)| Name {
            text: (*text).to_owned(),
            owner: 0,
            kind: *kind,
        }))
    }

    fn best(query: &str) -> Option<(String, MatchForm, u32)> {
        let index = index();
        let (query, mut found) = (TitleQuery::new(query), Vec::new());
        index.equal(&query, &mut found);
        index.near(&query, &mut found);
        index.beginning(&query, &|_| 0.0, &mut found);
        let best =
            found.into_iter().reduce(|best, next| if next.score > best.score { next } else { best })?;
        Some((index.text(best.name).to_owned(), best.form, best.distance))
    }

    #[test]
    fn names_are_found_in_every_dress() {
        let cases = [
            ("MOONLIT DEPOT!", "Moonlit Depot", MatchForm::Exact, 0),
            ("tukiakari no syako", "Tsukiakari no Shako", MatchForm::Romanized, 0),
            ("つきあかりのしゃこ", "Tsukiakari no Shako", MatchForm::Romanized, 0),
            ("monolit depto", "Moonlit Depot", MatchForm::Fuzzy, 2),
            ("moonlit depot s2", "Moonlit Depot 2nd Season", MatchForm::Romanized, 0),
            ("gtd", "GTD", MatchForm::Exact, 0),
            ("月あかりの車軸", "月あかりの車庫", MatchForm::Fuzzy, 1),
            ("moonl", "Moonlit Depot", MatchForm::Prefix, 0),
            ("Tsukiko Shako", "Shako, Tsukiko", MatchForm::Exact, 0),
        ];
        for (query, name, form, distance) in cases {
            assert_eq!(best(query), Some((name.to_owned(), form, distance)), "{query}");
        }
        assert_eq!(best("gtx"), None);
    }
}
