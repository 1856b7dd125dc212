//! Lines of the file that are somebody's besides their own: copies of it, and lines set aside that only they can have
//! written.

use store::{CsvRow, PersonRow, WriteTx};

use super::update;
use crate::{
    PersonKey,
    desk::PeopleError,
    layouts::{column, meaning},
};

/// Lines of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    /// Lines that are provably theirs, besides the one under their key.
    pub theirs: Vec<u64>,
    /// Lines set aside that say what they say, and what somebody else says too.
    pub unproven: Vec<u64>,
}

/// Name and address.
type Words = [String; 2];

/// The lines of a person. A line that was set aside is theirs when its address is, or when its name is and one of the two
/// addresses is missing, and nobody else could have written it by the same rule.
pub async fn copies(
    tx: &WriteTx,
    key: &PersonKey,
    person: Option<&PersonRow>,
) -> Result<Copies, PeopleError> {
    let rows = tx.csv_rows().await?;
    let is_own = |row: &&CsvRow| row.person.as_deref() == Some(key.as_str());
    let own: Vec<u64> = rows.iter().filter(is_own).map(|row| row.line).collect();
    let is_copy = |row: &CsvRow| copied(row).is_some_and(|line| own.contains(&line));
    let mut says: Vec<Words> = person.map(of_person).into_iter().collect();
    let mut others: Vec<Words> =
        tx.all_people().await?.iter().filter(|other| other.key != key.as_str()).map(of_person).collect();
    let mut found = Copies::default();
    for row in &rows {
        let words = words(row)?;
        if row.person.as_deref() == Some(key.as_str()) {
            says.push(words);
        } else if is_copy(row) {
            found.theirs.push(row.line);
            says.push(words);
        } else if row.person.is_some() {
            others.push(words);
        }
    }
    for row in rows.iter().filter(|row| row.person.is_none() && copied(row).is_none()) {
        let words = words(row)?;
        if !says.iter().any(|known| is_one(&words, known)) {
            continue;
        }
        let lines = if others.iter().any(|known| is_one(&words, known)) {
            &mut found.unproven
        } else {
            &mut found.theirs
        };
        lines.push(row.line);
    }
    Ok(found)
}

/// Why the copy of a line is under nobody's key.
pub(super) fn reason(line: u64) -> String {
    format!("{COPY_OF}{line}")
}

/// The line that a row is a copy of.
pub(super) fn copied(row: &CsvRow) -> Option<u64> {
    row.reason.as_deref()?.strip_prefix(COPY_OF)?.parse().ok()
}

const COPY_OF: &str = "a copy of line ";

fn of_person(person: &PersonRow) -> Words {
    [person.name.clone(), person.email.clone().unwrap_or_default()]
}

fn words(row: &CsvRow) -> Result<Words, PeopleError> {
    let cells = update::cells(row)?;
    let cell = |name| column(name).and_then(|at| meaning(&cells[at])).unwrap_or_default().to_owned();
    Ok([cell("name"), cell("email")])
}

/// Whether both can be the words of one person.
fn is_one(words: &Words, known: &Words) -> bool {
    let same = |at: usize| {
        !words[at].trim().is_empty() && words[at].trim().to_lowercase() == known[at].trim().to_lowercase()
    };
    let one_has_no_address = words[1].trim().is_empty() || known[1].trim().is_empty();
    same(1) || (same(0) && one_has_no_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_who_can_have_written_a_line() {
        let words = |name: &str, email: &str| [name.to_owned(), email.to_owned()];
        let ada = words("Ada Lantern", "ada@example.org");
        assert!(is_one(&words("A. Lantern", "Ada@Example.org "), &ada), "the address is hers");
        assert!(is_one(&words("ada lantern", ""), &ada), "nothing says that it is somebody else");
        assert!(!is_one(&words("Ada Lantern", "other@example.org"), &ada), "another Ada");
        assert!(!is_one(&words("", ""), &ada) && !is_one(&words("", ""), &words("", "")));
    }

    #[test]
    fn a_copy_says_whose() {
        let row = |reason: &str| CsvRow {
            line: 4,
            person: None,
            cells: String::new(),
            reason: Some(reason.to_owned()),
        };
        assert_eq!(copied(&row(&reason(17))), Some(17));
        assert_eq!(copied(&row("it has no name")), None);
    }
}
