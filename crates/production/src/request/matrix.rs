//! Grids: values of some fields tried in all combinations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Wish;
use crate::Invalid;

/// The most pictures that one wish may become.
pub const MAX_PICTURES: usize = 256;

/// The fields that may vary.
const FIELDS: [&str; 14] = [
    "character_id",
    "guidance",
    "height",
    "loras",
    "model",
    "negative_prompt",
    "outfit",
    "prompt",
    "sampler",
    "scheduler",
    "seed",
    "steps",
    "style_preset",
    "width",
];

/// The axes of a grid, the outermost first: the last one varies fastest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Given", into = "Vec<Axis>")]
pub struct Matrix(pub Vec<Axis>);

/// A field and the values that it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The field of the wish.
    pub field: String,
    /// Its values.
    pub values: Vec<Value>,
}

/// An object in the order of the fields' names, or a list in its own order.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a grid is an object of fields, each with the list of its values")]
enum Given {
    Object(BTreeMap<String, Vec<Value>>),
    List(Vec<Axis>),
    None(()),
}

impl From<Given> for Matrix {
    fn from(given: Given) -> Self {
        Self(match given {
            Given::Object(fields) => {
                fields.into_iter().map(|(field, values)| Axis { field, values }).collect()
            }
            Given::List(axes) => axes,
            Given::None(()) => Vec::new(),
        })
    }
}

impl From<Matrix> for Vec<Axis> {
    fn from(matrix: Matrix) -> Self {
        matrix.0
    }
}

impl Matrix {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The values of a combination by their fields, and the wish for it.
pub(super) type Cell = (BTreeMap<String, Value>, Wish);

/// Every combination, each as a wish without a matrix, with the values that make it up.
pub(super) fn expand(wish: &Wish) -> Result<Vec<Cell>, Invalid> {
    let axes = &wish.matrix.0;
    for (at, axis) in axes.iter().enumerate() {
        let field = axis.field.as_str();
        if !FIELDS.contains(&field) {
            let told = format!("has no field `{field}`; it may vary {}", FIELDS.join(", "));
            return Err(Invalid::new("matrix", told));
        }
        if axes[..at].iter().any(|earlier| earlier.field == axis.field) {
            return Err(Invalid::new(format!("matrix.{field}"), "stands there twice"));
        }
        if axis.values.is_empty() {
            return Err(Invalid::new(format!("matrix.{field}"), "has no values"));
        }
    }
    // Counted before anything is made, so that a small request cannot ask for much.
    let cells = axes.iter().try_fold(1usize, |cells, axis| cells.checked_mul(axis.values.len()));
    let count = wish.count.unwrap_or(1) as usize;
    let pictures = cells.and_then(|cells| cells.checked_mul(count));
    if pictures.is_none_or(|pictures| pictures > MAX_PICTURES) {
        let told = format!("and `count` together make more than {MAX_PICTURES} pictures");
        return Err(Invalid::new("matrix", told));
    }
    let bare = Wish { matrix: Matrix::default(), ..wish.clone() };
    let mut all = vec![(BTreeMap::new(), bare)];
    for axis in axes {
        let mut next = Vec::with_capacity(all.len() * axis.values.len());
        for (cell, wish) in &all {
            for value in &axis.values {
                let mut cell = cell.clone();
                cell.insert(axis.field.clone(), value.clone());
                next.push((cell, wish.with(&axis.field, value)?));
            }
        }
        all = next;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "made for the call")]
    fn expanded(matrix: Value, count: u32) -> Result<Vec<String>, String> {
        let wish = json!({"prompt": "a lamp", "matrix": matrix, "count": count});
        let wish: Wish = serde_json::from_value(wish).map_err(|error| error.to_string())?;
        let cells = expand(&wish).map_err(|error| error.to_string())?;
        Ok(cells.into_iter().map(|(cell, _)| Value::from_iter(cell).to_string()).collect())
    }

    #[test]
    fn all_combinations_in_their_order() {
        let object = expanded(json!({"steps": [10, 20], "sampler": ["euler", "ddim"]}), 1);
        let sorted = [
            r#"{"sampler":"euler","steps":10}"#,
            r#"{"sampler":"euler","steps":20}"#,
            r#"{"sampler":"ddim","steps":10}"#,
            r#"{"sampler":"ddim","steps":20}"#,
        ];
        assert_eq!(object, Ok(sorted.map(str::to_owned).into()));
        let list = json!([{"field": "steps", "values": [10, 20]}, {"field": "prompt", "values": ["a", "b"]}]);
        let listed = expanded(list, 1).expect("it is sound");
        assert_eq!(listed[1], r#"{"prompt":"b","steps":10}"#, "the last axis varies fastest");
        assert_eq!(expanded(json!({}), 1), Ok(vec!["{}".to_owned()]));
    }

    #[test]
    fn what_cannot_vary_is_told() {
        for (matrix, count, told) in [
            (json!({"priority": [1]}), 1, "`matrix` has no field `priority`; it may vary character_id"),
            (json!({"steps": []}), 1, "`matrix.steps` has no values"),
            (json!({"steps": [10, "many"]}), 1, "`matrix.steps` holds \"many\": invalid type"),
            (json!({"width": [100]}), 1, "`matrix.width` is 100"),
            (json!({"steps": (1..=100).collect::<Vec<_>>()}), 3, "`matrix` and `count` together"),
            (
                json!({"steps": (1..=150).collect::<Vec<_>>(), "seed": (0..2000).collect::<Vec<_>>()}),
                64,
                "`matrix` and",
            ),
        ] {
            let error = expanded(matrix, count).expect_err("it cannot be");
            assert!(error.starts_with(told), "{error}");
        }
    }
}
