//! temporary
#[path = "../../bench/src/names.rs"]
mod names;
fn main() {
    for count in [139_548usize, 1_000_000] {
        let mut random = names::Random::new(3);
        let all = names::names(count, &mut random);
        let began = std::time::Instant::now();
        let index = names::index(&all);
        eprintln!(
            "{} names, {} forms, built in {:.2}",
            all.len(),
            index.forms(),
            began.elapsed().as_secs_f64()
        );
        for slips in [0, 1, 2] {
            let mut asked = names::ask(&index, &all, 1000, slips, &mut random);
            asked.times.sort_by(f64::total_cmp);
            eprintln!(
                "{slips}: MRR {:.4} p50 {:.3} p95 {:.3} max {:.3}",
                asked.mrr, asked.times[500], asked.times[950], asked.times[999]
            );
        }
    }
}
