//! Archetypes: what kind of character has which stats and which potency.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
    sync::LazyLock,
};

use keeping::{Fault, KeepingError};
use serde::{Deserialize, Serialize};

use super::{Grade, LEAST, MOST, Of, Role, Stat, Word};

/// Our own set, which comes with the program.
const OWN: &str = include_str!("archetypes.json");

/// The band in which a stat should lie, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The lower end.
    pub min: u8,
    /// The upper end.
    pub max: u8,
}

impl Band {
    /// Whether a value lies in it.
    pub fn holds(self, value: u8) -> bool {
        (self.min..=self.max).contains(&value)
    }
}

/// One kind of character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archetype {
    /// Its name.
    pub name: String,
    /// What it is, for people and models.
    #[serde(default)]
    pub description: String,
    /// The band of each stat; a stat that is not named may be anything.
    pub stat_focus: BTreeMap<Stat, Band>,
    /// Its usual grade for each role.
    pub role_potency: Of<Role, Grade>,
    /// Words of a text that speak for it, which the offline generator looks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cues: Vec<String>,
}

/// The archetypes there are, in the order of their file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// All of them.
    pub archetypes: Vec<Archetype>,
}

impl Vocabulary {
    /// The set that comes with the program.
    pub fn own() -> &'static Self {
        static READ: LazyLock<Vocabulary> =
            LazyLock::new(|| Vocabulary::parse(OWN, "archetypes.json").expect("a test reads our own set"));
        &READ
    }

    /// A team's own set.
    pub fn read(path: &Path) -> Result<Self, KeepingError> {
        let text = std::fs::read_to_string(path).map_err(KeepingError::file("read", path))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// A set out of JSON text; `file` is what faults name.
    pub fn parse(text: &str, file: &str) -> Result<Self, KeepingError> {
        let refused = |faults: Vec<Fault>| KeepingError::Faulty {
            // A single fault is the message itself.
            message: match faults.as_slice() {
                [one] => one.to_string(),
                several => format!("`{file}` is no set of archetypes: {} faults", several.len()),
            },
            faults,
        };
        let read: Self = serde_json::from_str(text).map_err(|error| {
            refused(vec![Fault {
                file: file.to_owned(),
                row: None,
                column: String::new(),
                value: String::new(),
                problem: error.to_string(),
                fix: "`emaki stats schema --archetypes` prints its form".to_owned(),
            }])
        })?;
        let faults = read.faults(file);
        if faults.is_empty() { Ok(read) } else { Err(refused(faults)) }
    }

    /// The archetype of a name, letter by letter.
    pub fn archetype(&self, name: &str) -> Option<&Archetype> {
        self.archetypes.iter().find(|archetype| archetype.name == name)
    }

    /// What is wrong with it beyond its form. Rows count archetypes from 1.
    fn faults(&self, file: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |row: Option<usize>, column: String, value: String, problem: &str, fix: &str| {
            faults.push(Fault {
                file: file.to_owned(),
                row: row.map(|row| row as u64),
                column,
                value,
                problem: problem.to_owned(),
                fix: fix.to_owned(),
            });
        };
        if self.archetypes.is_empty() {
            fault(None, "archetypes".into(), String::new(), "it is empty", "name one archetype at least");
        }
        let mut seen = HashSet::new();
        for (at, archetype) in self.archetypes.iter().enumerate() {
            let row = Some(at + 1);
            if archetype.name.trim().is_empty() {
                fault(row, "name".into(), String::new(), "it has no name", "give it one");
            }
            if !seen.insert(archetype.name.as_str()) {
                fault(
                    row,
                    "name".into(),
                    archetype.name.clone(),
                    "the name stands twice",
                    "rename one of the two",
                );
            }
            for (stat, band) in &archetype.stat_focus {
                if band.min > band.max || band.min < LEAST || band.max > MOST {
                    let column = format!("stat_focus.{}", stat.word());
                    let value = format!("{} to {}", band.min, band.max);
                    fault(row, column, value, "it is no band", "write min ≤ max, both from 1 to 200");
                }
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_set_is_sound_and_whole() {
        let own = Vocabulary::own();
        assert!(own.archetypes.len() >= 24);
        for archetype in &own.archetypes {
            assert!(!archetype.description.is_empty(), "{}", archetype.name);
            assert_eq!(archetype.stat_focus.len(), Stat::ALL.len(), "{}", archetype.name);
        }
        for role in Role::ALL {
            let best = own.archetypes.iter().any(|archetype| archetype.role_potency.get(*role) == Grade::S);
            assert!(best, "nobody excels as {}", role.word());
        }
    }

    #[test]
    fn a_faulty_set_says_where() {
        let text = r#"{"archetypes": [
            {"name": "A", "stat_focus": {"hp": {"min": 90, "max": 10}}, "role_potency": {"Mage": "C",
             "Attacker": "C", "Healer": "C", "Buffer": "C", "Debuffer": "C", "Defender": "C", "Specialist": "C"}},
            {"name": "A", "stat_focus": {}, "role_potency": {"Mage": "C",
             "Attacker": "C", "Healer": "C", "Buffer": "C", "Debuffer": "C", "Defender": "C", "Specialist": "C"}}]}"#;
        let told = |text: &str| match Vocabulary::parse(text, "a.json") {
            Err(KeepingError::Faulty { faults, .. }) => {
                faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(
            told(text),
            "a.json, row 1, column stat_focus.hp, `90 to 10`: it is no band; write min ≤ max, both from 1 to 200\n\
             a.json, row 2, column name, `A`: the name stands twice; rename one of the two"
        );
        assert_eq!(
            told(&text.replacen("\"Mage\": \"C\"", "\"Wizard\": \"C\"", 1)),
            "a.json: `Wizard` is no role at line 2 column 97; `emaki stats schema --archetypes` prints its form"
        );
        assert!(told(r#"{"archetypes": []}"#).contains("it is empty"));
        assert!(told("not JSON").contains("expected"));
    }
}
