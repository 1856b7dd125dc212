//! The logistic regression behind the evidence.

use pictures::Found;

/// What was measured of a candidate, and whether it is the right one.
pub struct Sample {
    features: [f64; 5],
    right: bool,
}

impl Sample {
    /// The right candidate, and the best wrong one.
    pub fn of(found: &Found, right: Option<u64>) -> Vec<Self> {
        let is_right = |picture: u32| right == Some(u64::from(picture));
        [true, false]
            .into_iter()
            .filter_map(|wanted| {
                let candidate =
                    found.candidates.iter().find(|candidate| is_right(candidate.picture) == wanted)?;
                let parts =
                    [candidate.shade, candidate.detail.max(0.0), candidate.parts.max(0.0), candidate.color]
                        .map(f64::from);
                Some(Self { features: [1.0, parts[0], parts[1], parts[2], parts[3]], right: wanted })
            })
            .collect()
    }
}

/// Prints the weights, and what each feature is for right and wrong candidates.
pub fn print(samples: &[Sample]) {
    let count = |right: bool| samples.iter().filter(|sample| sample.right == right).count().max(1) as f64;
    let weight = [1.0 / count(false), 1.0 / count(true)];
    let mut weights = [0.0f64; 5];
    for _ in 0..20_000 {
        let mut slope = [0.0; 5];
        for sample in samples {
            let evidence: f64 = weights.iter().zip(&sample.features).map(|(a, b)| a * b).sum();
            let off = f64::from(u8::from(sample.right)) - 1.0 / (1.0 + (-evidence).exp());
            for (slope, feature) in slope.iter_mut().zip(&sample.features) {
                *slope += off * feature * weight[usize::from(sample.right)];
            }
        }
        weights.iter_mut().zip(slope).for_each(|(weight, slope)| *weight += 4.0 * (slope - 1e-4 * *weight));
    }
    println!("evidence: {weights:.2?}");
    let evidence = |right: bool, weights: &[f64; 5]| {
        let of = |sample: &Sample| weights.iter().zip(&sample.features).map(|(a, b)| a * b).sum::<f64>();
        let mut all: Vec<f64> = samples.iter().filter(|sample| sample.right == right).map(of).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let wrong = evidence(false, &weights);
    let constant = weights[0] - wrong[(wrong.len() as f64 * 0.996) as usize];
    println!("constant at which 0.4 % of the wrong pass: {constant:.2}");
    weights[0] = constant;
    let right = evidence(true, &weights);
    let passed = right.iter().filter(|evidence| **evidence > 0.0).count();
    println!("of the right pass {:.1} %", passed as f64 * 100.0 / right.len() as f64);
    for (at, name) in ["shade", "detail", "parts", "color"].into_iter().enumerate() {
        for right in [true, false] {
            let mut values: Vec<f64> = samples
                .iter()
                .filter(|sample| sample.right == right)
                .map(|sample| sample.features[at + 1])
                .collect();
            values.sort_by(f64::total_cmp);
            let at =
                |share: f64| values.get((values.len() as f64 * share) as usize).copied().unwrap_or_default();
            println!(
                "{name:7} {}: 1 % {:.2}, 5 % {:.2}, half {:.2}, 95 % {:.2}, 99 % {:.2}, 99.9 % {:.2}",
                if right { "right" } else { "wrong" },
                at(0.01),
                at(0.05),
                at(0.5),
                at(0.95),
                at(0.99),
                at(0.999)
            );
        }
    }
}
