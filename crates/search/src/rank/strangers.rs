//! Names in a caller's filters that nothing here bears: told, with those near them, in place of an empty answer.

use crate::{
    FilterError, Filters,
    index::columns::{Columns, Vocabulary},
    text::fold,
    titles::Pattern,
};

/// The most names that are offered for one.
const OFFERED: usize = 3;
/// A misspelled name is off by one edit, and one more for so many letters.
const LETTERS_AN_EDIT: usize = 5;

/// Refuses a wanted tag or studio that no work has. What is to be left out may be missing: then there is nothing to
/// leave out.
///
/// # Errors
/// Names the filter, with names near the one that is unknown.
pub(crate) fn check(filters: &Filters, columns: &Columns) -> Result<(), FilterError> {
    let lists = [
        ("tags_any", &filters.tags_any, &columns.tags, "no work is tagged"),
        ("tags_all", &filters.tags_all, &columns.tags, "no work is tagged"),
        ("studios_any", &filters.studios_any, &columns.studios, "no work is by"),
    ];
    for (parameter, names, known, says) in lists {
        // An empty catalog knows no name, and has nothing to offer.
        let Some(name) = names.iter().find(|name| known.len() > 0 && known.find(name).is_none()) else {
            continue;
        };
        let near = near(name, known);
        let offer = if near.is_empty() { String::new() } else { format!("; near it: {}", near.join(", ")) };
        let error = FilterError::new(parameter, format!("{says} `{name}`{offer}"));
        return Err(FilterError { near, ..error });
    }
    Ok(())
}

/// The known names nearest to one, of equals those of most works.
fn near(name: &str, known: &Vocabulary) -> Vec<String> {
    let folded = fold(name);
    let pattern = Pattern::new(&folded);
    let edits = u32::try_from(1 + folded.chars().count() / LETTERS_AN_EDIT).unwrap_or(1);
    let mut found: Vec<(u32, std::cmp::Reverse<usize>, u32)> = (0..known.len() as u32)
        .filter_map(|number| {
            let other = fold(known.name(number));
            let holds =
                folded.len() > 3 && (other.contains(&folded) || folded.contains(&other) && other.len() > 3);
            let far = pattern.distance(&other, edits).or(holds.then_some(edits + 1))?;
            Some((far, std::cmp::Reverse(known.rows(number).len()), number))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(OFFERED).map(|(.., number)| known.name(number).to_owned()).collect()
}
