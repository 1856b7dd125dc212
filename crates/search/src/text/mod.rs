//! Letters and words: the forms of a name, installments, the words of running text.
//!
//! Pure functions over text; nothing here knows of works.

mod installment;
mod words;

pub(crate) use installment::installment;
pub(crate) use spelling::{fold, key};
pub(crate) use words::{is_cjk, words};

/// The three forms in which a name is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Forms {
    /// Folded, blanks kept.
    pub(crate) spelled: String,
    /// Romanized one way, no blanks.
    pub(crate) keyed: String,
    /// `keyed` with the installment written one way, where the name has one.
    pub(crate) installment: Option<String>,
}

impl Forms {
    /// The forms of a name or query.
    pub(crate) fn of(text: &str) -> Self {
        let spelled = fold(text);
        let keyed = key(&spelled);
        let installment = installment(&spelled).map(|text| key(&text)).filter(|form| *form != keyed);
        Self { spelled, keyed, installment }
    }
}
