//! Taking back one's own last edits, and making them again.

use curation::Past;

use crate::{App, AppError, ErrorCode, KeptRow};

/// The past in which one's own edits are looked for.
const LOOKED_AT: usize = 2000;

/// An author's edits that can be taken back, and those taken back that can be made again; by number, the
/// latest last.
#[derive(Debug, Default, PartialEq, Eq)]
struct Steps {
    done: Vec<i64>,
    undone: Vec<i64>,
}

impl App {
    /// Undoes an edit by its number, or an author's own last one made from `origin`; gives it, and the row.
    pub async fn grid_undo(
        &self,
        registry: &str,
        seq: Option<i64>,
        author: &str,
        origin: &str,
    ) -> Result<(Past, KeptRow), AppError> {
        let seq = match seq {
            Some(seq) => seq,
            None => self.steps(registry, author, origin).await?.done.pop().ok_or_else(|| {
                AppError::new(ErrorCode::NotFound, "there is no edit of yours to undo")
                    .hint("the history of a row undoes edits of others")
            })?,
        };
        self.undone(registry, seq, author, origin).await
    }

    /// Makes an author's own edit again that was undone last.
    pub async fn grid_redo(
        &self,
        registry: &str,
        author: &str,
        origin: &str,
    ) -> Result<(Past, KeptRow), AppError> {
        let seq = self.steps(registry, author, origin).await?.undone.pop().ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, "there is nothing that you undid since your last edit")
        })?;
        self.undone(registry, seq, author, origin).await
    }

    async fn steps(&self, registry: &str, author: &str, origin: &str) -> Result<Steps, AppError> {
        let mut past = self.curate_history(registry, None, LOOKED_AT).await?;
        past.reverse();
        past.retain(|past| past.author == author);
        Ok(steps(&past, origin))
    }

    async fn undone(
        &self,
        registry: &str,
        seq: i64,
        author: &str,
        origin: &str,
    ) -> Result<(Past, KeptRow), AppError> {
        let past = self.curate_undo(self.hand(registry, author, origin), seq).await?;
        let row = KeptRow::parse(&past.kind, &past.couple)?;
        Ok((past, row))
    }
}

/// Replays an author's past, the oldest first: an undo moves an edit from one pile to the other, and a new
/// edit leaves nothing to make again.
fn steps(past: &[Past], origin: &str) -> Steps {
    let mut steps = Steps::default();
    for line in past {
        let undid: Option<i64> = line.origin.strip_prefix("undo ").and_then(|seq| seq.parse().ok());
        match undid {
            None if line.origin == origin => {
                steps.done.push(line.seq);
                steps.undone.clear();
            }
            None => {}
            Some(seq) => {
                if let Some(at) = steps.undone.iter().rposition(|undone| *undone == seq) {
                    steps.undone.remove(at);
                    steps.done.push(line.seq);
                } else if let Some(at) = steps.done.iter().rposition(|done| *done == seq) {
                    steps.done.remove(at);
                    steps.undone.push(line.seq);
                }
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use model::Instant;

    use super::*;

    /// The piles after edits such as `1 web`, `2 undo 1`.
    fn after(lines: &[&str]) -> (Vec<i64>, Vec<i64>) {
        let past: Vec<Past> = lines
            .iter()
            .map(|line| {
                let (seq, origin) = line.split_once(' ').expect("a number and an origin");
                Past {
                    seq: seq.parse().expect("a number"),
                    kind: "character".to_owned(),
                    couple: "mal:1".to_owned(),
                    field: "name".to_owned(),
                    was_set: false,
                    before: None,
                    is_set: true,
                    after: None,
                    author: "ann".to_owned(),
                    origin: origin.to_owned(),
                    at: Instant::EPOCH,
                }
            })
            .collect();
        let steps = steps(&past, "web");
        (steps.done, steps.undone)
    }

    #[test]
    fn edits_go_back_and_forth() {
        assert_eq!(after(&["1 web", "2 web"]), (vec![1, 2], vec![]));
        assert_eq!(after(&["1 web", "2 web", "3 undo 2"]), (vec![1], vec![3]));
        assert_eq!(after(&["1 web", "2 web", "3 undo 2", "4 undo 1"]), (vec![], vec![3, 4]));
        assert_eq!(after(&["1 web", "2 undo 1", "3 undo 2"]), (vec![3], vec![]));
        assert_eq!(after(&["1 web", "2 undo 1", "3 undo 2", "4 undo 3"]), (vec![], vec![4]));
        assert_eq!(after(&["1 web", "2 undo 1", "3 web"]), (vec![3], vec![]), "a new edit ends it");
        assert_eq!(after(&["1 workbook", "2 web"]), (vec![2], vec![]), "only one's own edits here");
    }
}
