//! Slips of spelling.

/// How many slips a spelling of so many letters may have and still be taken for the same.
pub(crate) fn allowed(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=9 => 1,
        10..=17 => 2,
        _ => 3,
    }
}

/// Letters put in, left out, changed or swapped with their neighbor (optimal string alignment) between
/// two spellings, when there are no more than `most`.
pub(crate) fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    if a.is_empty() || b.is_empty() {
        return Some(a.len().max(b.len())).filter(|distance| *distance <= most);
    }
    if most == 0 {
        return None;
    }
    let (mut two, mut one): (Vec<usize>, Vec<usize>) = (vec![0; b.len() + 1], (0..=b.len()).collect());
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let change = one[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(one[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(two[j - 2] + 1);
            }
            row[j] = best;
            least = least.min(best);
        }
        if least > most {
            return None;
        }
        std::mem::swap(&mut two, &mut one);
        std::mem::swap(&mut one, &mut row);
    }
    Some(one[b.len()]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        let count = |a: &str, b: &str, most| {
            distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), most)
        };
        assert_eq!(count("depot", "depot", 0), Some(0));
        assert_eq!(count("depot", "deopt", 2), Some(1));
        assert_eq!(count("depot", "depots", 2), Some(1));
        assert_eq!(count("moonlit", "monlitt", 3), Some(2));
        assert_eq!(count("depot", "tower", 2), None);
        assert_eq!(count("", "ab", 2), Some(2));
    }
}
