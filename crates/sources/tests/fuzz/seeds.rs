//! What is made unsound: the fixtures, and where `EMAKI_TEST_DATA` names a folder of real data, its captures.

use std::{fs, path::Path};

use sources::{
    datasets::{Format, format_named},
    fuzzing,
    providers::{PROVIDERS, Provider, provider_named},
};

use crate::{dice::Dice, folder};

/// A sound answer or file, and who reads it.
pub struct Seed {
    /// Its place, for reports: `livechart/anime.html`.
    pub name: String,
    pub bytes: Vec<u8>,
    pub reader: Reader,
}

#[derive(Clone, Copy)]
pub enum Reader {
    /// With the endpoint as whose answer the sound bytes are known.
    Provider(&'static dyn Provider, Option<&'static str>),
    Dataset(&'static dyn Format),
}

/// Every seed, in an order in which each source comes early. A provider without a fixture is fed with
/// those of others.
pub fn all() -> Vec<Seed> {
    let mut seeds = fixtures();
    for capture in folder::captures().into_iter().flatten().filter(|capture| capture.body.len() <= 300_000) {
        if let Some(provider) = provider_named(&capture.source) {
            seeds.push(Seed::of(provider, format!("{}/{}", capture.source, capture.name), capture.body));
        }
    }
    for provider in PROVIDERS {
        let id = provider.facts().id.as_str();
        if !seeds.iter().any(|seed| seed.name.starts_with(&format!("{id}/"))) {
            let foreign: Vec<_> =
                seeds.iter().take(6).map(|seed| (seed.name.clone(), seed.bytes.clone())).collect();
            seeds.extend(
                foreign
                    .into_iter()
                    .map(|(name, bytes)| Seed::of(*provider, format!("{id}/of {name}"), bytes)),
            );
        }
    }
    let mut dice = Dice::new(0);
    let mut placed: Vec<(u64, Seed)> = seeds.into_iter().map(|seed| (dice.throw(), seed)).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, seed)| seed).collect()
}

/// Each folder of fixtures has the name of a provider or of a format.
fn fixtures() -> Vec<Seed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut seeds = Vec::new();
    for folder in listed(&root) {
        let source = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for file in listed(&folder).into_iter().filter(|file| file.is_file()) {
            let name = format!("{source}/{}", file.file_name().unwrap_or_default().to_string_lossy());
            let bytes = fs::read(&file).expect("our own fixture can be read");
            match (provider_named(&source), format_named(&source)) {
                (Some(provider), _) => seeds.push(Seed::of(provider, name, bytes)),
                (None, Some(format)) => seeds.push(Seed { name, bytes, reader: Reader::Dataset(format) }),
                (None, None) => {}
            }
        }
    }
    seeds
}

fn listed(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

impl Seed {
    fn of(provider: &'static dyn Provider, name: String, bytes: Vec<u8>) -> Self {
        let known = provider.recognize(&bytes);
        Self { name, bytes, reader: Reader::Provider(provider, known) }
    }

    /// The seed as the target of this name in `fuzz/` takes it; `None` when it reads no such thing.
    pub fn for_target(&self, target: &str) -> Option<Vec<u8>> {
        let chosen = match (self.reader, target) {
            (Reader::Provider(provider, endpoint), "providers" | "pages") => {
                fuzzing::choice(provider, endpoint, target == "pages")?.to_vec()
            }
            (Reader::Dataset(format), "datasets") => vec![fuzzing::choice_of(format)?],
            (_, "parts" | "http" | "queries") => Vec::new(),
            _ => return None,
        };
        Some([chosen.as_slice(), &self.bytes].concat())
    }
}
