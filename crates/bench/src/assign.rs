//! Published numbers: 50,000 new couples in one batch.

use std::time::Instant;

use app::Couple;
use bench::{Better, Context, Measure};

const COUPLES: usize = 50_000;
const ROUNDS: usize = 5;

/// How long it takes to number the couples, each round in an id space of its own.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let app = context.app("assign").await?;
    let mut seconds = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        let couple = |number: usize| Couple {
            source_type: "mal".to_owned(),
            source_id: number.to_string(),
            name: format!("Moonlit Depot {number}"),
        };
        let couples: Vec<Couple> = (0..COUPLES).map(couple).collect();
        let begun = Instant::now();
        let numbers = app.registry_assign(&format!("round_{round}"), "anime", &couples).await?;
        seconds.push(begun.elapsed().as_secs_f64());
        anyhow::ensure!(numbers.len() == COUPLES, "{} numbers for {COUPLES} couples", numbers.len());
    }
    Ok(vec![Measure::new("assign.50000.sqlite", "s", Better::Lower, seconds).goal(1.5)])
}
