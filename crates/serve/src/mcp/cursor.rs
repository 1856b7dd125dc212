//! Where the next page of a list begins, as an opaque word that fits no other question.

use std::hash::{DefaultHasher, Hash, Hasher};

use app::AppError;

/// The word for a place, counted from 0, in the answer to a question.
pub fn write(place: usize, question: &impl Hash) -> String {
    format!("{place:x}.{:08x}", seal(place, question))
}

/// The place that a word stands for; the beginning without one.
///
/// # Errors
/// `invalid_parameter` for a word that was not given as the answer to this question.
pub fn read(cursor: Option<&str>, question: &impl Hash) -> Result<usize, AppError> {
    let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return Ok(0) };
    let parts = cursor.split_once('.');
    let place = parts.and_then(|(place, told)| {
        let place = usize::from_str_radix(place, 16).ok()?;
        let told = u32::from_str_radix(told, 16).ok()?;
        (told == seal(place, question)).then_some(place)
    });
    place.ok_or_else(|| {
        AppError::invalid_parameter("cursor", "the cursor does not belong to this question")
            .hint("repeat the arguments of the answer that it came with, or leave it out to begin anew")
    })
}

fn seal(place: usize, question: &impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    (place, question).hash(&mut hasher);
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_fits_its_own_question_only() {
        let cursor = write(20, &("characters", 1));
        assert_eq!(read(Some(&cursor), &("characters", 1)).ok(), Some(20));
        assert!(read(Some(&cursor), &("characters", 2)).is_err());
        assert!(read(Some("14.00"), &("characters", 1)).is_err());
        assert_eq!(read(None, &1).ok(), Some(0));
    }
}
