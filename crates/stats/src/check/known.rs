//! The characters that a registry knows, and which of them an answer is about.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use keeping::{
    Keeping, KeepingError,
    forms::{Couple, Form},
    rules::Rules,
};
use serde_json::Value;
use store::Store;

use super::{Code, Finding, Place};
use crate::answers::Answer;

/// One character of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCharacter {
    /// Its couple.
    pub couple: Couple,
    /// Its name; empty when only its number is known.
    pub name: String,
    /// Its series' name.
    pub series: String,
    /// Whether stats are wanted for it: not when it is left out, or only its number is known.
    pub is_kept: bool,
}

/// The characters that a registry knows.
#[derive(Debug, Clone, Default)]
pub struct Known {
    characters: Vec<KnownCharacter>,
    by_couple: HashMap<Couple, usize>,
    by_id: HashMap<Arc<str>, Vec<usize>>,
}

impl Known {
    /// These characters; of two with one couple the first counts.
    pub fn new(characters: impl IntoIterator<Item = KnownCharacter>) -> Self {
        let mut known = Self::default();
        for character in characters {
            known.add(character);
        }
        known
    }

    /// All characters of a registry: its rows, and whatever else it has given a number to.
    pub async fn load(store: &Store, registry: &str, rules: &Rules) -> Result<Self, KeepingError> {
        let keeping = keeping::load(store, registry, rules).await?;
        let mut known = Self::of(&keeping);
        for row in store.registry_rows(registry, Form::Character.word()).await? {
            known.add(KnownCharacter {
                couple: Couple::new(row.couple.source_type, row.couple.source_id),
                name: row.couple.name,
                series: String::new(),
                is_kept: false,
            });
        }
        Ok(known)
    }

    /// The characters among a registry's rows.
    pub fn of(keeping: &Keeping) -> Self {
        Self::new(keeping.characters.iter().map(|entry| KnownCharacter {
            couple: entry.row.couple.clone(),
            name: entry.row.get("name").unwrap_or_default().to_owned(),
            series: entry.row.get("series").unwrap_or_default().to_owned(),
            is_kept: entry.excluded.is_none(),
        }))
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// All of them, in the registry's order.
    pub fn characters(&self) -> &[KnownCharacter] {
        &self.characters
    }

    /// The character of a couple.
    pub fn get(&self, couple: &Couple) -> Option<&KnownCharacter> {
        self.by_couple.get(couple).map(|at| &self.characters[*at])
    }

    fn add(&mut self, character: KnownCharacter) {
        if self.by_couple.contains_key(&character.couple) {
            return;
        }
        let at = self.characters.len();
        self.by_couple.insert(character.couple.clone(), at);
        self.by_id.entry(character.couple.source_id.clone()).or_default().push(at);
        self.characters.push(character);
    }

    /// Those of `wanted` that nobody has answered for.
    pub(crate) fn missing<'a>(
        &'a self,
        answered: &'a HashSet<Couple>,
    ) -> impl Iterator<Item = &'a KnownCharacter> {
        self.characters.iter().filter(|character| character.is_kept && !answered.contains(&character.couple))
    }

    /// Whom an answer is about: by its couple; without a type by the id where one character has it, else by
    /// the series and the name.
    pub(crate) fn find(&self, answer: &Answer, file: &str) -> Result<Couple, Box<Finding>> {
        let place = Place { file, row: Some(answer.row), couple: None };
        let Some(id) = answer.source_id.as_deref() else {
            let fix = "give source_type and source_id";
            return Err(place
                .finding(Code::MissingKey, "source_id", &Value::Null, "whom is it about?", fix)
                .into());
        };
        let unknown = |place: Place<'_>, asked: &str, problem: &str| {
            let fix = "collect or import the character first, or mend the id";
            Box::new(place.finding(Code::UnknownCouple, "source_id", &asked.into(), problem, fix))
        };
        if let Some(source_type) = answer.source_type.as_deref() {
            let couple = Couple::new(source_type, id);
            if self.by_couple.contains_key(&couple) {
                return Ok(couple);
            }
            let place = Place { couple: Some(&couple), ..place };
            return Err(unknown(place, &couple.to_string(), "the registry knows no such character"));
        }
        let found = self.by_id.get(id).map(Vec::as_slice).unwrap_or_default();
        match self.narrowed(found, answer).as_slice() {
            [] => Err(unknown(place, id, "the registry knows no character with this id")),
            [one] => Ok(self.characters[*one].couple.clone()),
            several => {
                let couples: Vec<String> =
                    several.iter().map(|at| self.characters[*at].couple.to_string()).collect();
                let problem = format!("it may be {}", couples.join(" or "));
                let fix = "give the source_type";
                let code = Code::AmbiguousCouple;
                Err(place.finding(code, "source_id", &id.into(), &problem, fix).into())
            }
        }
    }

    /// Of several candidates those of the answer's series, and of these those of its name, as far as that
    /// leaves anybody.
    fn narrowed(&self, found: &[usize], answer: &Answer) -> Vec<usize> {
        let mut left = found.to_vec();
        let wanted: [(Option<&str>, Part); 2] = [
            (answer.series.as_deref(), |character| &character.series),
            (answer.name.as_deref(), |character| &character.name),
        ];
        for (text, of) in wanted {
            let Some(text) = text.filter(|_| left.len() > 1) else { continue };
            let is_it = |at: &usize| folded(of(&self.characters[*at])) == folded(text);
            let nearer: Vec<usize> = left.iter().copied().filter(is_it).collect();
            if !nearer.is_empty() {
                left = nearer;
            }
        }
        left
    }
}

/// One of a character's texts.
type Part = fn(&KnownCharacter) -> &str;

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let character = |source_type: &str, id: &str, name: &str, series: &str| KnownCharacter {
            couple: Couple::new(source_type, id),
            name: name.to_owned(),
            series: series.to_owned(),
            is_kept: true,
        };
        Known::new([
            character("mal", "7", "Nana", "Moonlit Depot"),
            character("mal_manga", "7", "Nana (Manga)", "Night Train (Manga)"),
            character("mal", "8", "Ko", "Moonlit Depot"),
            character("x", "9", "Ko", "Moonlit Depot"),
            character("y", "9", "Ko", "Moonlit Depot"),
        ])
    }

    fn find(source_type: Option<&str>, id: &str, series: Option<&str>) -> String {
        let answer = Answer {
            source_type: source_type.map(str::to_owned),
            source_id: Some(id.to_owned()),
            series: series.map(str::to_owned),
            row: 3,
            ..Answer::default()
        };
        match known().find(&answer, "a.json") {
            Ok(couple) => couple.to_string(),
            Err(finding) => format!("{}: {}", finding.code.word(), finding.fault.problem),
        }
    }

    #[test]
    fn an_id_that_two_sources_share_needs_the_type_or_the_series() {
        assert_eq!(find(Some("mal_manga"), "7", None), "mal_manga:7");
        assert_eq!(find(None, "8", None), "mal:8");
        assert_eq!(find(None, "7", Some(" night train (manga)")), "mal_manga:7");
        assert_eq!(find(None, "7", None), "ambiguous_couple: it may be mal:7 or mal_manga:7");
        assert_eq!(find(None, "9", Some("Moonlit Depot")), "ambiguous_couple: it may be x:9 or y:9");
        assert_eq!(find(Some("vndb"), "7", None), "unknown_couple: the registry knows no such character");
        assert_eq!(find(None, "007", None), "unknown_couple: the registry knows no character with this id");
    }
}
