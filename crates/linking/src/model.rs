//! How a pair of records is weighed.

use crate::{Agreement, Field, FieldWeight, Subject, Verdict};

/// The weights of evidence. The default ones were learned on generated views of real works.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The probability from which a pair of records counts as one work.
    pub threshold: f64,
}

impl Default for Model {
    fn default() -> Self {
        Self { threshold: 0.5 }
    }
}

impl Model {
    /// Weighs two records that nothing else is known about; [`crate::link`] and [`crate::Index`] also
    /// take into account how common their names are.
    pub fn compare(&self, a: &Subject, b: &Subject) -> Verdict {
        let keys = |subject: &Subject| -> Vec<String> {
            let titles = subject.titles.iter().map(|title| title.text.as_str());
            let names = titles.chain(subject.synonyms.iter().map(String::as_str));
            names.map(|name| spelling::key(&spelling::fold(name))).collect()
        };
        let (left, right) = (keys(a), keys(b));
        let named = left.iter().any(|key| right.contains(key));
        let (agreement, title) = if named { (Agreement::Same, 12.0) } else { (Agreement::Different, -4.0) };
        let mut weights = vec![FieldWeight { field: Field::Title, agreement, weight: title }];
        if let (Some(left), Some(right)) = (a.year, b.year) {
            let (agreement, weight) =
                if left == right { (Agreement::Same, 3.0) } else { (Agreement::Different, -6.0) };
            weights.push(FieldWeight { field: Field::Date, agreement, weight });
        }
        let bits: f64 = weights.iter().map(|weight| weight.weight).sum::<f64>() - 9.0;
        Verdict { probability: 1.0 / (1.0 + (-bits).exp2()), weights, trap: None }
    }
}
