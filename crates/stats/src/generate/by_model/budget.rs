//! What may be spent: calls, tokens and money, looked at before each question.

use serde::Serialize;

/// Bounds of one run; none of them is no bound.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Budget {
    /// Calls.
    pub calls: Option<u64>,
    /// Tokens, sent and received together.
    pub tokens: Option<u64>,
    /// Money, in the settings' currency.
    pub cost: Option<f64>,
}

/// What was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Spent {
    /// Calls.
    pub calls: u64,
    /// Tokens sent.
    pub tokens_in: u64,
    /// Tokens received.
    pub tokens_out: u64,
    /// Money.
    pub cost: f64,
}

impl Spent {
    /// One call.
    pub(super) fn call(tokens_in: u64, tokens_out: u64, cost: f64) -> Self {
        Self { calls: 1, tokens_in, tokens_out, cost }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.tokens_in += other.tokens_in;
        self.tokens_out += other.tokens_out;
        self.cost += other.cost;
    }

    fn take(&mut self, other: Self) {
        self.calls -= other.calls;
        self.tokens_in -= other.tokens_in;
        self.tokens_out -= other.tokens_out;
        self.cost -= other.cost;
    }
}

/// A budget with what was spent of it, and what questions under way may still cost.
#[derive(Debug)]
pub(super) struct Purse {
    budget: Budget,
    pub spent: Spent,
    reserved: Spent,
}

impl Purse {
    pub fn new(budget: Budget) -> Self {
        Self { budget, spent: Spent::default(), reserved: Spent::default() }
    }

    /// Puts aside what a question may cost at most.
    ///
    /// # Errors
    /// In words, when the budget does not hold that much any more.
    pub fn reserve(&mut self, most: Spent) -> Result<(), String> {
        let mut would = self.spent;
        would.add(self.reserved);
        would.add(most);
        if let Some(calls) = self.budget.calls.filter(|calls| would.calls > *calls) {
            return Err(format!("calls are at their bound of {calls}"));
        }
        let tokens = would.tokens_in + would.tokens_out;
        if let Some(most) = self.budget.tokens.filter(|most| tokens > *most) {
            return Err(format!("one more call might go over {most} tokens"));
        }
        // A hair of slack, for sums of many small prices.
        if let Some(most) = self.budget.cost.filter(|most| would.cost > *most + 1e-9) {
            return Err(format!("one more call might cost more than is left of {most:.4}"));
        }
        self.reserved.add(most);
        Ok(())
    }

    /// Puts what was spent in the place of what was put aside.
    pub fn settle(&mut self, reserved: Spent, spent: Spent) {
        self.reserved.take(reserved);
        self.spent.add(spent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_way_counts() {
        let budget = Budget { calls: Some(3), tokens: Some(100), cost: Some(1.0) };
        let mut purse = Purse::new(budget);
        let most = Spent::call(20, 20, 0.4);
        assert_eq!(purse.reserve(most), Ok(()));
        assert_eq!(purse.reserve(most), Ok(()));
        assert_eq!(purse.reserve(most), Err("one more call might go over 100 tokens".to_owned()));
        purse.settle(most, Spent::call(20, 5, 0.3));
        purse.settle(most, Spent::call(20, 5, 0.3));
        assert_eq!(purse.reserve(most), Ok(()));
        purse.settle(most, Spent::call(10, 5, 0.39));
        assert_eq!(purse.reserve(Spent::call(1, 1, 0.0)), Err("calls are at their bound of 3".to_owned()));
        let mut money = Purse::new(Budget { cost: Some(0.5), ..Budget::default() });
        assert_eq!(
            money.reserve(Spent::call(1, 1, 0.6)),
            Err("one more call might cost more than is left of 0.5000".to_owned())
        );
    }
}
