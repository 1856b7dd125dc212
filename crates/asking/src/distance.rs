//! How far two spellings lie apart.

/// The least number of letters to add, drop, change or swap with their neighbor (optimal string
/// alignment); `None` where that is more than `most`.
pub(crate) fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = vec![row + 1; width];
        for (column, against) in other.iter().enumerate() {
            let change = last[column] + usize::from(letter != against);
            let mut best = change.min(last[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *against {
                best = best.min(before[column - 1] + 1);
            }
            line[column + 1] = best;
        }
        if line.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, line);
    }
    Some(last[width - 1]).filter(|far| *far <= most)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_apart() {
        assert_eq!(distance("romance", "romacne", 1), Some(1));
        assert_eq!(distance("romance", "romnace", 2), Some(1));
        assert_eq!(distance("romance", "rmnc", 2), None);
        assert_eq!(distance("", "ab", 2), Some(2));
    }
}
