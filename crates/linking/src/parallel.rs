//! One job over many things, on all processors, with the same answer as on one.

/// Cuts the input into a piece for each processor and puts the answers together in order.
pub(crate) fn in_parallel<T: Sync, R: Send>(input: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let hands = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if input.len() < 10_000 || hands == 1 {
        return work(input);
    }
    // More pieces than hands, so that a hard piece does not leave the others waiting.
    let pieces: Vec<&[T]> = input.chunks(input.len().div_ceil(hands * 8)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut answers: Vec<(usize, Vec<R>)> = std::thread::scope(|scope| {
        let run = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(piece) = pieces.get(at) else { return done };
                done.push((at, work(piece)));
            }
        };
        let threads: Vec<_> = (0..hands).map(|_| scope.spawn(run)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no piece of work panics")).collect()
    });
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().flat_map(|(_, answer)| answer).collect()
}
