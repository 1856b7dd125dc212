//! The forward passes against the reference in `fixtures/reference.py`: tokens equal, cosine above 0.999.

use std::path::{Path, PathBuf};

use embedding::{BertModel, ClipModel, Embedder as _, FolderKind, Pixels, Side};
use serde::Deserialize;

/// What the reference must be met by.
const COSINE: f32 = 0.999;

#[derive(Deserialize)]
struct Expected {
    text: String,
    tokens: Vec<u32>,
    vector: Vec<f32>,
}

#[derive(Deserialize)]
struct ExpectedClip {
    texts: Vec<Expected>,
    pictures: Vec<ExpectedPicture>,
}

#[derive(Deserialize)]
struct ExpectedPicture {
    width: usize,
    height: usize,
    vector: Vec<f32>,
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(fixture(name)).expect("a fixture");
    serde_json::from_str(&text).expect("JSON of the reference")
}

fn cosine(left: &[f32], right: &[f32]) -> f32 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

/// The least cosine over all texts, one by one and all in one batch.
fn compare(model: &BertModel, expected: &[Expected]) -> f32 {
    let texts: Vec<&str> = expected.iter().map(|expected| expected.text.as_str()).collect();
    let batch = model.embed(Side::Document, &texts);
    let mut least = 1.0f32;
    for (expected, in_batch) in expected.iter().zip(&batch) {
        assert_eq!(model.tokens(Side::Document, &expected.text), expected.tokens, "{}", expected.text);
        let alone = model.embed_one(Side::Query, &expected.text);
        assert_eq!(&alone, in_batch, "the batch changes nothing");
        least = least.min(cosine(&alone.expect("a text"), &expected.vector));
    }
    least
}

#[test]
fn a_tiny_bert_gives_what_the_reference_gives() {
    assert_eq!(embedding::recognize(&fixture("tiny-bert")).expect("a config"), FolderKind::Bert);
    let model = BertModel::open(&fixture("tiny-bert")).expect("a model");
    assert_eq!((model.dimensions(), model.max_tokens()), (16, 48));
    let least = compare(&model, &read::<Vec<Expected>>("tiny-bert/expected.json"));
    assert!(least > 0.999_99, "{least}");
    assert_eq!(model.embed(Side::Query, &["", " \t "]), [None, None], "no vector of nothing");
}

#[test]
fn a_tiny_clip_gives_what_the_reference_gives() {
    assert_eq!(embedding::recognize(&fixture("tiny-clip")).expect("a config"), FolderKind::Clip);
    let model = ClipModel::open(&fixture("tiny-clip")).expect("a model");
    let expected: ExpectedClip = read("tiny-clip/expected.json");
    for text in &expected.texts {
        let vector = model.embed_one(Side::Query, &text.text).expect("a text");
        let cosine = cosine(&vector, &text.vector);
        assert!(cosine > 0.999_99, "{cosine}: {}", text.text);
    }
    for picture in &expected.pictures {
        let (width, height) = (picture.width, picture.height);
        let bytes = (0..height)
            .flat_map(|y| {
                (0..width).flat_map(move |x| (0..3).map(move |c| (x * 7 + y * 13 + c * 50 + x * y) as u8))
            })
            .collect();
        let pixels = Pixels::new(width, height, bytes).expect("a picture");
        let vector = model.embed_picture(&pixels).expect("a vector");
        let cosine = cosine(&vector, &picture.vector);
        assert!(cosine > COSINE, "{cosine}: {width} by {height}");
    }
    assert_eq!(model.embed_one(Side::Query, "  "), None);
}

#[test]
fn minilm_gives_what_the_reference_gives() {
    let Some(models) = std::env::var_os("EMAKI_TEST_MODELS") else {
        eprintln!("skipped: 1 checks (EMAKI_TEST_MODELS names no folder with all-MiniLM-L6-v2 in it)");
        return;
    };
    let model = BertModel::open(&Path::new(&models).join("all-MiniLM-L6-v2")).expect("MiniLM");
    let least = compare(&model, &read::<Vec<Expected>>("minilm_expected.json"));
    eprintln!("MiniLM against the reference: cosine {least} or more");
    assert!(least > COSINE, "{least}");
}

#[test]
fn folders_that_are_no_models_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let told = || embedding::open(folder.path()).err().expect("no model").to_string();
    assert!(told().contains("config.json` of the model folder; download"), "{}", told());
    put("config.json", r#"{"model_type":"gpt2"}"#);
    assert!(told().contains("a model of type `gpt2`, which Emaki does not run"), "{}", told());
    put("config.json", r#"{"model_type":"bert","vocab_size":1}"#);
    assert!(told().contains("missing field `hidden_size`"), "{}", told());
    for name in ["config.json", "tokenizer.json"] {
        std::fs::copy(fixture("tiny-bert").join(name), folder.path().join(name)).expect("a copy");
    }
    put("model.safetensors", "version https://git-lfs.github.com/spec/v1");
    assert!(told().contains("git lfs pull"), "{}", told());
    put("modules.json", r#"[{"path":"2_Dense","type":"sentence_transformers.models.Dense"}]"#);
    assert!(told().contains("a layer `Dense` after the model"), "{}", told());
}
