//! What collections are called: `<prefix>_<store>_works_<model>_<number>`, and `<prefix>_<store>_works` for the
//! one that answers.
//!
//! The store's name for itself keeps two catalogs on one server apart, and a restored store away from what its
//! past left there. The model and the number let a new collection be filled while the one before answers.

use embedding::ModelId;

use crate::Settings;

/// Letters of the store's name that are used; eight hex digits tell any two apart.
const STORE_LETTERS: usize = 8;

/// The names of one store's collections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    prefix: String,
    alias: String,
}

impl Names {
    pub(crate) fn new(settings: &Settings) -> Self {
        let prefix = plain(&settings.prefix);
        let store: String = plain(&settings.store).chars().take(STORE_LETTERS).collect();
        let alias = format!("{prefix}_{store}_works");
        Self { prefix, alias }
    }

    /// The name under which the answering collection is found.
    pub(crate) fn alias(&self) -> &str {
        &self.alias
    }

    /// A new collection's name, its number above those of all that are there.
    pub(crate) fn next<'a>(&self, model: &ModelId, taken: impl IntoIterator<Item = &'a str>) -> String {
        let number = |name: &str| name.rsplit_once('_')?.1.parse::<u32>().ok();
        let ours = taken.into_iter().filter(|name| self.is_ours(name)).filter_map(number);
        let next = ours.max().unwrap_or(0) + 1;
        format!("{}_{}_{next}", self.alias, plain(model.as_str()))
    }

    /// Whether a collection is one of this store's.
    pub(crate) fn is_ours(&self, name: &str) -> bool {
        name.strip_prefix(&self.alias).is_some_and(|rest| rest.starts_with('_'))
    }

    /// Whether a collection is Emaki's, this store's or another's.
    pub(crate) fn is_emakis(&self, name: &str) -> bool {
        name.strip_prefix(&self.prefix).is_some_and(|rest| rest.starts_with('_') && rest.contains("_works_"))
    }
}

/// A name's letters that a collection may be called by; others become a hyphen.
fn plain(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '-' };
    name.to_ascii_lowercase().chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_stores_and_models_apart() {
        let names = Names::new(&Settings::new("http://localhost:6334", "0f1e2d3c4b5a6978"));
        assert_eq!(names.alias(), "emaki_0f1e2d3c_works");
        let model = ModelId::from_text("Mini_LM@1f2e/3d");
        assert_eq!(names.next(&model, []), "emaki_0f1e2d3c_works_mini-lm-1f2e-3d_1");
        let taken = ["emaki_0f1e2d3c_works_table-77_9", "emaki_ffffffff_works_table-77_40", "notes_12"];
        assert_eq!(names.next(&model, taken), "emaki_0f1e2d3c_works_mini-lm-1f2e-3d_10");
        assert_eq!(taken.map(|name| names.is_ours(name)), [true, false, false]);
        assert_eq!(taken.map(|name| names.is_emakis(name)), [true, true, false]);
    }
}
