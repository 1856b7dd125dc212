//! Every parser of this crate on bytes that are wrong: none panics, none takes time or memory out of all
//! proportion, and none overflows the stack of a worker thread.
//!
//! Sound answers (`seeds`) are changed by chance (`mutate`), and some inputs are built to be costly (`bombs`).
//! The tests do a tenth of it each time; `cargo xtask fuzz` does it all, and runs the fuzzer's own targets.
//! `EMAKI_FUZZ_SEED` begins another row of changes, `EMAKI_FUZZ_ROUNDS` says how many hundred inputs there are,
//! `EMAKI_FUZZ_BYTES` how large they grow, `EMAKI_FUZZ_SHOW` shows slow readings, and `EMAKI_FUZZ_CORPUS` names a
//! folder that gets the seeds.

mod bombs;
mod bytes;
mod dice;
#[path = "../captures/folder.rs"]
#[expect(dead_code, reason = "only the bytes are wanted here, not what is known of them")]
mod folder;
mod json;
mod markup;
mod mutate;
mod seeds;
mod watch;

use std::{env, fs, path::Path};

use sources::{
    datasets::FORMATS,
    fuzzing,
    providers::{Kind, PROVIDERS, ParseError, Provider},
};

use crate::{
    dice::Dice,
    mutate::{Material, mutate},
    seeds::{Reader, Seed},
    watch::{Watch, watched},
};

fn setting(name: &str, or: usize) -> usize {
    env::var(name)
        .ok()
        .map_or(or, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{value}`")))
}

/// Hundreds of inputs.
fn rounds() -> usize {
    setting("EMAKI_FUZZ_ROUNDS", 2)
}

/// The size of costly inputs; what is costly at a megabyte is dear to a test without optimization.
fn size() -> usize {
    setting("EMAKI_FUZZ_BYTES", 6_000)
}

/// Calls `each` with the inputs of this run, of which there are fewer by the factor `share`.
fn inputs(share: usize, mut each: impl FnMut(&mut Dice, &Seed, &[u8])) {
    let seeds = seeds::all();
    let (run, count) = (setting("EMAKI_FUZZ_SEED", 1), rounds() * 100 / share);
    for at in run * count..(run + 1) * count {
        // Each input has a throw of its own, so that it comes out the same whatever was done before.
        let mut dice = Dice::new(at as u64);
        let sound = &seeds[at % seeds.len()];
        let other = &seeds[dice.below(seeds.len())].bytes;
        let most = if dice.below(40) == 0 { size().max(60_000) } else { 60_000 };
        let bytes = mutate(&mut dice, &sound.bytes, &Material { other, most });
        each(&mut dice, sound, &bytes);
    }
}

#[test]
fn no_reader_is_brought_down_by_a_changed_answer() {
    watched("changed answers", |watch| {
        inputs(1, |dice, seed, bytes| match seed.reader {
            Reader::Dataset(format) => watch.read(&seed.name, bytes, |bytes| fuzzing::dataset(format, bytes)),
            Reader::Provider(provider, known) => {
                let endpoints = provider.facts().endpoints;
                let any = endpoints.get(dice.below(endpoints.len())).map(|endpoint| endpoint.name);
                for endpoint in [None, known, any] {
                    read(watch, provider, endpoint, &seed.name, bytes);
                }
            }
        });
    });
}

#[test]
fn nothing_that_readers_share_is_brought_down() {
    watched("shared parts", |watch| {
        inputs(4, |_, seed, bytes| {
            for (name, reader) in SHARED {
                watch.read(&format!("{name} of {}", seed.name), bytes, reader);
            }
        });
    });
}

type Shared = (&'static str, fn(&[u8]) -> usize);

const SHARED: [Shared; 3] =
    [("parts", fuzzing::parts), ("http", fuzzing::http), ("queries", fuzzing::queries)];

#[test]
fn costly_inputs_cost_in_proportion() {
    watched("bombs", |watch| {
        let (run, full) = (setting("EMAKI_FUZZ_SEED", 1), rounds() >= 20);
        for (at, (name, make)) in bombs::BOMBS.iter().enumerate() {
            let bytes = make(size()).into_bytes();
            for (shared, reader) in SHARED {
                watch.read(&format!("{shared} of {name}"), &bytes, reader);
            }
            for format in FORMATS {
                watch.read(&format!("{} of {name}", format.name()), &bytes, |bytes| {
                    fuzzing::dataset(*format, bytes)
                });
            }
            for provider in PROVIDERS {
                read(watch, *provider, None, name, &bytes);
                for (turn, endpoint) in provider.facts().endpoints.iter().enumerate() {
                    // Endpoints share most of their reading; in a short run each bomb meets some of them.
                    if full || (turn + at + run) % 20 == 0 {
                        read(watch, *provider, Some(endpoint.name), name, &bytes);
                    }
                }
            }
        }
    });
}

/// A page beyond the bounds is read as an empty one, so an empty one has to be refused by every reader.
#[test]
fn no_page_is_read_out_of_nothing() {
    let bomb = "<div>".repeat(1000);
    for provider in PROVIDERS.iter().filter(|provider| provider.facts().kind == Kind::Pages) {
        for endpoint in provider.facts().endpoints {
            let read = fuzzing::answer(*provider, Some(endpoint.name), bomb.as_bytes());
            let refused = matches!(
                read,
                Err(ParseError::Damaged(_) | ParseError::Refused(_) | ParseError::Unrecognized(_))
            );
            assert!(refused, "{} {}: {read:?}", provider.facts().id, endpoint.name);
        }
    }
}

fn read(watch: &mut Watch, provider: &dyn Provider, endpoint: Option<&str>, of: &str, bytes: &[u8]) {
    let what = format!("{} as {} of {of}", provider.facts().id, endpoint.unwrap_or("whatever it is"));
    watch.read(&what, bytes, |bytes| {
        fuzzing::answer(provider, endpoint, bytes).map_or(0, |parsed| fuzzing::size(&parsed))
    });
}

/// Gives the fuzzer's targets something to begin with, when it is asked for.
#[test]
fn seeds_are_handed_out() {
    let Some(folder) = env::var_os("EMAKI_FUZZ_CORPUS") else { return };
    for target in ["providers", "pages", "datasets", "parts", "http", "queries"] {
        let folder = Path::new(&folder).join(target);
        fs::create_dir_all(&folder).expect("the folder can be made");
        for seed in seeds::all() {
            let Some(bytes) = seed.for_target(target) else { continue };
            fs::write(folder.join(seed.name.replace(['/', ' '], "-")), bytes)
                .expect("the folder can be written");
        }
    }
}
