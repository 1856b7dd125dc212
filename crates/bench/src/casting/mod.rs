//! Who is one across casts: on pairs of real casts labelled by hand, on invented ones, and how fast.

mod invented;
mod labelled;

use std::time::Instant;

use bench::{Better, Context, Measure};
use casting::match_casts;

use crate::names::Random;

/// All measures of the group.
pub fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let mut measures = labelled::run(context)?;
    measures.extend(invented::run());
    measures.push(large());
    Ok(measures)
}

/// Two casts of 1,500, as the longest series have them.
fn large() -> Measure {
    let work = invented::Work::new(1500, &mut Random::new(3));
    let casts: Vec<casting::Cast> = work.casts.into_iter().take(2).collect();
    let times = (0..5).map(|_| {
        let begun = Instant::now();
        std::hint::black_box(match_casts(&casts));
        begun.elapsed().as_secs_f64()
    });
    Measure::new("casting.1500x1500", "s", Better::Lower, times.collect()).goal(2.0)
}
