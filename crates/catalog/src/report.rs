//! What an import did.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What an import did, in numbers. A resumed import counts the rows of its earlier runs too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Rows read, rejects included.
    pub rows: u64,
    /// Works that were not there before.
    pub works_new: u64,
    /// Golden records of works that are different now.
    pub works_changed: u64,
    /// Characters that were not there before.
    pub characters_new: u64,
    /// Golden records of characters that are different now.
    pub characters_changed: u64,
    /// Persons that were not there before.
    pub persons_new: u64,
    /// Golden records of persons that are different now.
    pub persons_changed: u64,
    /// Records stored for the first time.
    pub records_new: u64,
    /// Records whose text is different now.
    pub records_changed: u64,
    /// Relations that are new or different.
    pub relations: u64,
    /// Ratings that are new or different.
    pub ratings: u64,
    /// Rows of an id map that are new or different.
    pub id_maps: u64,
    /// Links made.
    pub links_new: u64,
    /// Conflicts found for the first time.
    pub conflicts: u64,
    /// Rows turned away.
    pub rejected: u64,
}

/// What one import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The file's name or address.
    pub name: String,
    /// SHA-256 of the file in hex; under it the rejects are listed.
    pub file: String,
    /// The format it was read in.
    pub format: &'static str,
    /// Whether it went on where an earlier run had stopped.
    pub resumed: bool,
    /// The numbers.
    #[serde(flatten)]
    pub counts: Counts,
}

impl std::ops::Deref for ImportReport {
    type Target = Counts;

    fn deref(&self) -> &Counts {
        &self.counts
    }
}

impl Counts {
    /// Whether everything was there before.
    pub fn is_noop(&self) -> bool {
        self.changes().iter().all(|(count, _)| *count == 0)
    }

    fn changes(&self) -> [(u64, &'static str); 13] {
        [
            (self.works_new, "new works"),
            (self.works_changed, "changed works"),
            (self.characters_new, "new characters"),
            (self.characters_changed, "changed characters"),
            (self.persons_new, "new persons"),
            (self.persons_changed, "changed persons"),
            (self.records_new, "new records"),
            (self.records_changed, "changed records"),
            (self.relations, "relations"),
            (self.ratings, "ratings"),
            (self.id_maps, "id map rows"),
            (self.links_new, "new links"),
            (self.conflicts, "new conflicts"),
        ]
    }
}

impl fmt::Display for ImportReport {
    /// One line: `releases.jsonl (offline-db): 312 new works, 40 changed works; 2 rows rejected`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): ", self.name, self.format)?;
        let shown: Vec<String> = self
            .changes()
            .iter()
            .filter(|(count, what)| *count > 0 && !what.ends_with("records") && *what != "new links")
            .map(|(count, what)| format!("{} {what}", thousands(*count)))
            .collect();
        match (shown.is_empty(), self.is_noop()) {
            (false, _) => f.write_str(&shown.join(", "))?,
            (true, true) => write!(f, "nothing changed in {}", rows(self.rows))?,
            // Only what lies behind the golden records is different: another text, one more link.
            (true, false) => write!(
                f,
                "{} records and {} links renewed, no visible change",
                thousands(self.records_new + self.records_changed),
                thousands(self.links_new)
            )?,
        }
        if self.rejected > 0 {
            write!(f, "; {} rejected", rows(self.rejected))?;
        }
        Ok(())
    }
}

fn rows(number: u64) -> String {
    if number == 1 { "1 row".to_owned() } else { format!("{} rows", thousands(number)) }
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_says_what_changed() {
        let mut report = ImportReport {
            name: "a.jsonl".into(),
            file: String::new(),
            format: "offline-db",
            resumed: false,
            counts: Counts { rows: 34_115, ..Counts::default() },
        };
        assert!(report.is_noop());
        assert_eq!(report.to_string(), "a.jsonl (offline-db): nothing changed in 34,115 rows");
        report.counts.works_new = 1_234;
        report.counts.rejected = 2;
        assert_eq!(report.to_string(), "a.jsonl (offline-db): 1,234 new works; 2 rows rejected");
        report.counts = Counts { records_changed: 1, ..Counts::default() };
        assert!(!report.is_noop());
        assert!(report.to_string().ends_with("no visible change"));
        assert_eq!(["7", "123", "1,000", "12,345,678"], [7, 123, 1000, 12_345_678].map(thousands)[..]);
    }
}
