//! One to one: the pairs whose weights sum to the most (Kuhn 1955; in the form of Jonker and Volgenant 1987).

/// For each row the column it gets, at the greatest sum of weights over all one-to-one assignments. Rows
/// may stay without one: a weight of 0 or less is never taken. `weights[row][column]`; time O(rows² ·
/// (rows + columns)).
pub(crate) fn assign(weights: &[Vec<f64>]) -> Vec<Option<usize>> {
    let rows = weights.len();
    let real = weights.first().map_or(0, Vec::len);
    // A column of its own for each row stands for "nobody", at weight 0.
    let columns = real + rows;
    let cost = |row: usize, column: usize| match column.checked_sub(real) {
        None => -weights[row][column].max(0.0),
        Some(own) if own == row => 0.0,
        Some(_) => f64::from(u16::MAX),
    };
    // Rows and columns are counted from 1; column 0 is where a search begins.
    let (mut row_price, mut column_price) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut owner = vec![0_usize; columns + 1];
    for row in 1..=rows {
        owner[0] = row;
        let mut at = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut came_from = vec![0_usize; columns + 1];
        let mut visited = vec![false; columns + 1];
        loop {
            visited[at] = true;
            let (mut step, mut next) = (f64::INFINITY, 0);
            for column in 1..=columns {
                if visited[column] {
                    continue;
                }
                let reduced = cost(owner[at] - 1, column - 1) - row_price[owner[at]] - column_price[column];
                if reduced < least[column] {
                    (least[column], came_from[column]) = (reduced, at);
                }
                if least[column] < step {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if visited[column] {
                    row_price[owner[column]] += step;
                    column_price[column] -= step;
                } else {
                    least[column] -= step;
                }
            }
            at = next;
            if owner[at] == 0 {
                break;
            }
        }
        while at != 0 {
            owner[at] = owner[came_from[at]];
            at = came_from[at];
        }
    }
    let mut assigned = vec![None; rows];
    for (column, owner) in owner.iter().skip(1).take(real).enumerate() {
        if let Some(row) = owner.checked_sub(1) {
            assigned[row] = Some(column).filter(|&column| weights[row][column] > 0.0);
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(weights: &[Vec<f64>], assigned: &[Option<usize>]) -> f64 {
        assigned.iter().enumerate().filter_map(|(row, column)| column.map(|c| weights[row][c])).sum()
    }

    /// Every assignment tried.
    fn best(weights: &[Vec<f64>], row: usize, taken: &mut Vec<bool>) -> f64 {
        if row == weights.len() {
            return 0.0;
        }
        let mut most = best(weights, row + 1, taken);
        for column in 0..taken.len() {
            if !taken[column] {
                taken[column] = true;
                most = most.max(weights[row][column] + best(weights, row + 1, taken));
                taken[column] = false;
            }
        }
        most
    }

    #[test]
    fn a_greedy_choice_would_lose() {
        let weights = vec![vec![5.0, 4.0], vec![4.5, -1.0]];
        assert_eq!(assign(&weights), [Some(1), Some(0)]);
        assert_eq!(assign(&[vec![-1.0], vec![2.0]]), [None, Some(0)]);
        assert_eq!(assign(&[]), []);
        assert_eq!(assign(&[vec![], vec![]]), [None, None]);
    }

    proptest! {
        #[test]
        fn nothing_beats_it((columns, flat) in (1_usize..5, prop::collection::vec(-3.0_f64..9.0, 20))) {
            let weights: Vec<Vec<f64>> = flat.chunks_exact(columns).take(4).map(<[f64]>::to_vec).collect();
            let assigned = assign(&weights);
            let mut used: Vec<usize> = assigned.iter().flatten().copied().collect();
            used.sort_unstable();
            used.dedup();
            prop_assert_eq!(used.len(), assigned.iter().flatten().count(), "one to one");
            let most = best(&weights, 0, &mut vec![false; columns]);
            prop_assert!((sum(&weights, &assigned) - most).abs() < 1e-9);
        }
    }
}
