//! Invented people in the shape of a real sheet: shared addresses, same names, a repeated id, gaps, odd types, and
//! links of every kind. The same seed gives the same people.

mod document;
mod legacy;
mod page;

pub use document::document;
pub use legacy::legacy_csv;
pub use page::{Tail, page};

/// Somebody invented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invented {
    /// The row's id, from 515 down to 1, one of them twice.
    pub row_id: u32,
    /// The name.
    pub name: String,
    /// The address, at example.org.
    pub email: String,
    /// The type; empty for one of them.
    pub kind: String,
    /// Where the link leads.
    pub link: Option<String>,
    /// What stands under Status.
    pub status: &'static str,
}

/// How many people there are.
pub const PEOPLE: usize = 510;
/// How many links of each kind: documents, videos, files, folders.
pub const LINKS: [usize; 4] = [217, 13, 6, 4];

const FIRST: [&str; 24] = [
    "Ada", "Ben", "Cleo", "Dario", "Élise", "Farid", "Greta", "Hugo", "Inès", "Jonas", "Kaja", "Lior",
    "Mira", "Nils", "Oda", "Pavel", "Quinn", "Rosa", "Søren", "Tova", "Uma", "Viktor", "Wanda", "Yuki",
];
const LAST: [&str; 24] = [
    "Lantern", "Harbor", "Mill", "Orchard", "Quarry", "Ferry", "Granary", "Kiln", "Meadow", "Anchor",
    "Bellows", "Cooper", "Dyer", "Embers", "Flint", "Gable", "Hearth", "Ivory", "Juniper", "Kettle", "Loom",
    "Marlow", "Nettle", "Osier",
];

/// A stream of numbers from a seed (`SplitMix64`).
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.draw() % bound as u64) as usize
    }

    /// An id of so many letters, as videos and files have them.
    pub fn id(&mut self, letters: usize) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        (0..letters).map(|_| char::from(SIGNS[self.below(SIGNS.len())])).collect()
    }
}

/// Everybody, in the order of the sheet.
pub fn people(seed: u64) -> Vec<Invented> {
    let mut numbers = Numbers::new(seed);
    let mut ids: Vec<u32> =
        (1..=515).rev().filter(|id| !matches!(id, 17 | 90 | 204 | 333 | 401 | 477)).collect();
    let twice = ids.iter().position(|id| *id == 151).expect("151 is in the range");
    ids.insert(twice + 1, 151);
    let links = links(&mut numbers);
    let mut people: Vec<Invented> = Vec::with_capacity(PEOPLE);
    for (at, (row_id, link)) in ids.into_iter().zip(links).enumerate() {
        let (first, last) = (FIRST[at % FIRST.len()], LAST[(at / FIRST.len() + at) % LAST.len()]);
        let mut name = format!("{first} {last} {}", roman(at));
        let mut email = format!("person{row_id}.{at}@example.org");
        // 84 addresses and 8 names are those of somebody further up.
        if (100..184).contains(&at) {
            email.clone_from(&people[at - 100].email);
        }
        if (200..208).contains(&at) {
            name.clone_from(&people[at - 200].name);
        }
        match at {
            300 => name = String::from("Mill, Cleo"),
            301 => name = String::from("Ben \"the Kiln\" Harbor"),
            302 => name = String::from("花子 Lantern"),
            _ => {}
        }
        let status = match at {
            1..=3 => "Typing",
            4 => "HOLD",
            _ => "DONE",
        };
        people.push(Invented { row_id, name, email, kind: kind(at, &mut numbers), link, status });
    }
    people
}

/// A type of the usual form; seven are irregular, and one is empty.
fn kind(at: usize, numbers: &mut Numbers) -> String {
    let mut pick = |from: &[&'static str]| from[numbers.below(from.len())];
    let sex = (pick(&["F", "M"]), pick(&["F", "M"]));
    let functions = ["Se", "Si", "Ne", "Ni", "Te", "Ti", "Fe", "Fi"];
    let (one, two) = (pick(&functions), pick(&functions));
    let animals = pick(&["CP", "CS", "CB", "PC", "PS", "PB", "SC", "SP", "SB", "BC", "BP", "BS"]);
    let (three, four) = (pick(&["B", "S", "P", "C"]), pick(&["B", "S", "P", "C"]));
    let number = 1 + numbers.below(4);
    match at {
        50 => String::new(),
        51..=54 => format!("{}{} {one}/{two} {animals}/{three}({four}) #{number}", sex.0, sex.1),
        55..=57 => format!("{}{}-{one}/{two}-{animals}/{three}({four})", sex.0, sex.1),
        _ => format!("{}{}-{one}/{two}-{animals}/{three}({four}) #{number}", sex.0, sex.1),
    }
}

fn links(numbers: &mut Numbers) -> Vec<Option<String>> {
    let [documents, videos, files, folders] = LINKS;
    let mut links: Vec<Option<String>> = Vec::with_capacity(PEOPLE);
    for _ in 0..documents {
        links.push(Some(format!("https://docs.google.com/document/d/1{}/edit", numbers.id(43))));
    }
    for _ in 0..videos {
        links.push(Some(format!("https://www.youtube.com/watch?v={}", numbers.id(11))));
    }
    for _ in 0..files {
        links.push(Some(format!("https://drive.google.com/file/d/1{}/view?usp=sharing", numbers.id(32))));
    }
    for _ in 0..folders {
        links
            .push(Some(format!("https://drive.google.com/drive/folders/1{}?usp=drive_link", numbers.id(32))));
    }
    links.resize(PEOPLE, None);
    // Two links are shared by two people each.
    for (from, to) in [(0, 1), (2, 3)] {
        let link = links[from].clone();
        links[to] = link;
    }
    for at in (1..links.len()).rev() {
        links.swap(at, numbers.below(at + 1));
    }
    links
}

fn roman(at: usize) -> String {
    let letters = [char::from(b'A' + (at / 26 % 26) as u8), char::from(b'a' + (at % 26) as u8)];
    letters.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_people_have_the_shape_of_the_sheet() {
        let people = people(7);
        assert_eq!(people.len(), PEOPLE);
        assert_eq!(people, super::people(7));
        let with = |part: &str| {
            people.iter().filter(|one| one.link.as_ref().is_some_and(|link| link.contains(part))).count()
        };
        assert_eq!(["/document/", "youtube", "/file/", "/folders/"].map(with), LINKS);
        assert_eq!(people.iter().filter(|one| one.row_id == 151).count(), 2);
        assert_eq!(people.iter().filter(|one| one.kind.is_empty()).count(), 1);
    }
}
