//! Projects, and what they are made of: episodes, scenes and cuts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Invalid, Style, bounds};

/// A project, as its maker describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Project {
    /// 1 to 100 characters.
    pub name: String,
    /// Up to 500 characters.
    pub description: String,
    /// The name of a preset that lies under all others, or words of its own such as `anime`; up to 50 characters.
    pub style: String,
    /// Whatever else is to be kept: an object of any shape up to 32 KiB.
    pub metadata: Value,
    /// What pictures of the project are made with where nobody says it anew.
    pub defaults: Style,
    /// What `__name__` in a prompt may become.
    pub wildcards: BTreeMap<String, Vec<String>>,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            style: "anime".to_owned(),
            metadata: Value::Object(Map::new()),
            defaults: Style::default(),
            wildcards: BTreeMap::new(),
        }
    }
}

impl Project {
    /// Whether every value can be kept and used.
    pub fn check(&self) -> Result<(), Invalid> {
        bounds::text("name", &self.name, 1, 100)?;
        bounds::text("description", &self.description, 0, 500)?;
        bounds::text("style", &self.style, 0, 50)?;
        bounds::metadata("metadata", &self.metadata)?;
        self.defaults.check().map_err(|error| error.within("defaults"))?;
        bounds::count("wildcards", self.wildcards.len(), 100)?;
        for (name, values) in &self.wildcards {
            bounds::text("wildcards", name, 1, 50)?;
            let sound =
                name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '/' | ' '));
            if !sound || name.contains("__") {
                let told = format!("has a name `{name}` that cannot stand between `__` and `__`");
                return Err(Invalid::new("wildcards", told));
            }
            let field = format!("wildcards.{name}");
            bounds::count(&field, values.len(), 1000)?;
            values.iter().try_for_each(|value| bounds::text(&field, value, 0, 500))?;
        }
        Ok(())
    }
}

/// What a part of a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// Stands at the top.
    Episode,
    /// Stands in an episode, or at the top.
    Scene,
    /// One planned picture; stands in a scene.
    Cut,
}

impl PartKind {
    /// Its published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Episode => "episode",
            Self::Scene => "scene",
            Self::Cut => "cut",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Episode, Self::Scene, Self::Cut].into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it may stand in another part, or at the top.
    pub fn may_stand_in(self, parent: Option<Self>) -> bool {
        matches!(
            (self, parent),
            (Self::Episode | Self::Scene, None)
                | (Self::Scene, Some(Self::Episode))
                | (Self::Cut, Some(Self::Scene))
        )
    }
}

/// A part of a project, as its maker describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartSheet {
    /// Up to 200 characters.
    pub title: String,
    /// What happens, up to 2,000 characters.
    pub text: String,
    /// Words for the prompts of its cuts, up to 1,000 characters.
    pub prompt: String,
}

impl PartSheet {
    /// Whether every value can be kept.
    pub fn check(&self) -> Result<(), Invalid> {
        bounds::text("title", &self.title, 1, 200)?;
        bounds::text("text", &self.text, 0, 2000)?;
        bounds::text("prompt", &self.prompt, 0, 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_needs_little_more_than_a_name() {
        let project: Project = serde_json::from_str(r#"{"name": "Lanterns"}"#).expect("a name is enough");
        assert_eq!((project.check(), project.style.as_str()), (Ok(()), "anime"));
        let nameless: Project = serde_json::from_str("{}").expect("it can be read");
        assert_eq!(nameless.check(), Err(Invalid::new("name", "is empty")));
        let mut odd = project;
        odd.wildcards.insert("a__b".to_owned(), vec![]);
        assert!(odd.check().is_err());
    }

    #[test]
    fn cuts_stand_in_scenes() {
        use PartKind::{Cut, Episode, Scene};
        let fine = [(Episode, None), (Scene, None), (Scene, Some(Episode)), (Cut, Some(Scene))];
        for kind in [Episode, Scene, Cut] {
            for parent in [None, Some(Episode), Some(Scene), Some(Cut)] {
                assert_eq!(kind.may_stand_in(parent), fine.contains(&(kind, parent)), "{kind:?} {parent:?}");
            }
        }
    }
}
