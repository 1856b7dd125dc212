//! How the universal query is put to one provider: a table of rules, one a field.

use super::{Field, Query, QueryError};
use crate::providers::Ask;

/// The table of one provider.
#[derive(Debug)]
pub struct Mapping {
    /// The endpoint that searches.
    pub endpoint: &'static str,
    /// One rule for each field that the provider can express.
    pub rules: &'static [Rule],
}

/// How one field is written.
#[derive(Debug)]
pub struct Rule {
    /// The field.
    pub field: Field,
    /// How it is written.
    pub write: Write,
}

/// How a field's values become a provider's parameters.
#[derive(Debug)]
pub enum Write {
    /// As they are, a list joined by commas.
    As(&'static str),
    /// As the provider's own word; a word that is not in the table cannot be expressed.
    Word(&'static str, &'static [(&'static str, &'static str)]),
    /// As the provider's own words, joined by the separator; those not in the table cannot be expressed.
    Words(&'static str, &'static str, &'static [(&'static str, &'static str)]),
    /// In a way of its own. What cannot be expressed comes back as the reason.
    With(fn(&Query, Ask) -> Result<Ask, String>),
    /// Together with another field's rule, which looks at both.
    Within(Field),
}

/// What a provider is asked, and what it cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The wish.
    pub ask: Ask,
    /// The fields that the provider cannot express, which are left to the asker.
    pub unsupported: Vec<Unsupported>,
}

/// A field that a provider cannot express.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// The field.
    pub field: Field,
    /// Why: that it has no such parameter, or no such word.
    pub reason: String,
}

impl Rule {
    /// A rule for a field.
    pub const fn new(field: Field, write: Write) -> Self {
        Self { field, write }
    }
}

impl Mapping {
    /// Puts a query to the provider.
    ///
    /// # Errors
    /// When a range stands on its head.
    pub fn plan(&self, query: &Query) -> Result<Plan, QueryError> {
        query.check()?;
        let mut plan = Plan { ask: Ask::new(self.endpoint), unsupported: Vec::new() };
        for field in query.fields() {
            let written = match self.rules.iter().find(|rule| rule.field == field) {
                Some(rule) => rule.write.write(field, query, plan.ask.clone()),
                None => Err("it has no such parameter".to_owned()),
            };
            match written {
                Ok(ask) => plan.ask = ask,
                Err(reason) => plan.unsupported.push(Unsupported { field, reason }),
            }
        }
        Ok(plan)
    }
}

impl std::fmt::Display for Plan {
    /// The parameters as `name=value`, then what is not supported; by `&`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let asked = self.ask.parameters().map(|(name, value)| format!("{name}={value}"));
        let left = self.unsupported.iter().map(|left| format!("unsupported: {}", left.reason));
        f.write_str(&asked.chain(left).collect::<Vec<_>>().join("&"))
    }
}

impl Write {
    fn write(&self, field: Field, query: &Query, ask: Ask) -> Result<Ask, String> {
        let values = query.all(field);
        let known = |table: &'static [(&'static str, &'static str)], value: &String| {
            let word = table.iter().find(|(word, _)| word.eq_ignore_ascii_case(value));
            word.map(|(_, own)| *own).ok_or_else(|| format!("it has no word for `{value}`"))
        };
        match self {
            Self::As(parameter) => Ok(ask.with(*parameter, values.join(","))),
            Self::Word(parameter, table) => {
                let value = values.first().map(|value| known(table, value)).transpose()?;
                Ok(value.into_iter().fold(ask, |ask, value| ask.with(*parameter, value)))
            }
            Self::Words(parameter, separator, table) => {
                let words: Vec<&str> =
                    values.iter().map(|value| known(table, value)).collect::<Result<_, _>>()?;
                Ok(ask.with(*parameter, words.join(separator)))
            }
            Self::With(write) => write(query, ask),
            Self::Within(_) => Ok(ask),
        }
    }
}

#[cfg(test)]
impl Mapping {
    /// What a query of these fields is written as, for the tests of the providers.
    pub fn written(&self, fields: &[(&str, &str)]) -> String {
        let query =
            fields.iter().try_fold(Query::default(), |query, (field, value)| query.with(field, value));
        self.plan(&query.expect("each fits")).expect("no range").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPPING: Mapping = Mapping {
        endpoint: "search",
        rules: &[
            Rule::new(Field::Query, Write::As("q")),
            Rule::new(Field::Status, Write::Word("status", &[("FINISHED", "complete")])),
            Rule::new(
                Field::ScoreMin,
                Write::With(|query, ask| {
                    let tenths = query.number(Field::ScoreMin).unwrap_or_default() * 10.0;
                    Ok(ask.with("score", format!("{tenths}..")))
                }),
            ),
        ],
    };

    #[test]
    fn what_cannot_be_expressed_is_reported() {
        let mut query = Query::default();
        for (name, value) in [("query", "moon"), ("status", "finished"), ("score_min", "8"), ("year", "2013")]
        {
            query.set(name, value).expect("it fits");
        }
        let plan = MAPPING.plan(&query).expect("no range");
        let asked: Vec<_> = plan.ask.parameters().collect();
        assert_eq!(asked, [("q", "moon"), ("score", "80.."), ("status", "complete")]);
        assert_eq!(plan.unsupported.iter().map(|u| u.field).collect::<Vec<_>>(), [Field::Year]);
        query.set("status", "HIATUS").expect("it fits");
        assert_eq!(MAPPING.plan(&query).expect("no range").unsupported.len(), 2);
    }
}
