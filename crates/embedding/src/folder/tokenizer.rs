//! A folder's tokenizer: `tokenizer.json`, or the older `vocab.txt`.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::Value;

use super::{read, read_json};
use crate::{
    error::ModelError,
    tokens::{BertWords, ByteBpe, Pieces, Unigram, WordPiece},
};

/// BERT never takes more letters in a word.
const MAX_CHARS: usize = 100;

/// Texts to the numbers that a model reads.
pub(super) struct Tokenizer {
    rule: Rule,
    /// What stands before and after every text.
    before: Vec<u32>,
    after: Vec<u32>,
}

enum Rule {
    WordPiece(BertWords, WordPiece),
    Unigram(Unigram),
    Bpe(ByteBpe),
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    normalizer: Value,
    #[serde(default)]
    post_processor: Value,
    model: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OldConfig {
    do_lower_case: Option<bool>,
    strip_accents: Option<bool>,
    tokenize_chinese_chars: Option<bool>,
}

impl Tokenizer {
    /// Reads the tokenizer of a folder, and the bytes that it is made of.
    pub(super) fn open(folder: &Path) -> Result<(Self, Vec<u8>), ModelError> {
        if folder.join("tokenizer.json").exists() {
            Self::from_json(folder)
        } else if folder.join("vocab.json").exists() {
            Self::from_merges(folder)
        } else {
            Self::from_vocabulary(folder)
        }
    }

    /// The numbers of a text with what stands around it, at most `limit` in all.
    pub(super) fn encode(&self, text: &str, limit: usize) -> Vec<u32> {
        let mut tokens = self.before.clone();
        match &self.rule {
            Rule::WordPiece(words, pieces) => words.each(text, |word| {
                // Whatever comes after is cut off anyway; a whole book costs no more than its first page.
                if tokens.len() < limit {
                    pieces.push(word, &mut tokens);
                }
            }),
            Rule::Unigram(unigram) => unigram.push(text, &mut tokens),
            Rule::Bpe(bpe) => bpe.push(text, &mut tokens),
        }
        tokens.truncate(limit.saturating_sub(self.after.len()));
        tokens.extend(&self.after);
        tokens
    }

    /// How many numbers stand around every text; one that has no more is empty.
    pub(super) fn around(&self) -> usize {
        self.before.len() + self.after.len()
    }

    /// A single token with what stands around every text.
    pub(super) fn around_token(&self, token: u32) -> Vec<u32> {
        self.before.iter().copied().chain([token]).chain(self.after.iter().copied()).collect()
    }

    /// The pieces by number, one that continues a word with `##` before it.
    pub(super) fn pieces(&self) -> Vec<(String, u32)> {
        let mut pieces = match &self.rule {
            Rule::WordPiece(_, tokenizer) => tokenizer.pieces.all(),
            Rule::Unigram(tokenizer) => tokenizer.all(),
            Rule::Bpe(_) => Vec::new(),
        };
        pieces.sort_unstable_by_key(|(_, number)| *number);
        pieces
    }

    fn from_json(folder: &Path) -> Result<(Self, Vec<u8>), ModelError> {
        let (path, bytes) = read(folder, "tokenizer.json")?;
        let shape = |reason: String| ModelError::Shape { path: path.clone(), reason };
        let file: File = serde_json::from_slice(&bytes).map_err(|error| shape(error.to_string()))?;
        let rule = match file.model["type"].as_str().unwrap_or("WordPiece") {
            "WordPiece" => {
                let model: WordPieceModel =
                    WordPieceModel::deserialize(&file.model).map_err(|error| shape(error.to_string()))?;
                Rule::WordPiece(bert_words(&file.normalizer), model.build().map_err(shape)?)
            }
            "Unigram" => {
                let model: UnigramModel =
                    UnigramModel::deserialize(&file.model).map_err(|error| shape(error.to_string()))?;
                Rule::Unigram(Unigram::new(model.vocab, model.unk_id))
            }
            "BPE" if file.model["end_of_word_suffix"] == "</w>" => {
                let model: BpeModel =
                    BpeModel::deserialize(&file.model).map_err(|error| shape(error.to_string()))?;
                let (around, merges) = (model.around().map_err(shape)?, model.pairs().map_err(shape)?);
                let rule = Rule::Bpe(ByteBpe::new(model.vocab, merges));
                return Ok((Self { rule, before: vec![around.0], after: vec![around.1] }, bytes));
            }
            other => {
                return Err(ModelError::Unsupported { path, what: format!("a tokenizer of type `{other}`") });
            }
        };
        let (before, after) = around(&file.post_processor).map_err(shape)?;
        Ok((Self { rule, before, after }, bytes))
    }

    fn from_merges(folder: &Path) -> Result<(Self, Vec<u8>), ModelError> {
        let (path, mut bytes) = read(folder, "vocab.json")?;
        let (_, merges) = read(folder, "merges.txt")?;
        let shape = |reason: String| ModelError::Shape { path: path.clone(), reason };
        let vocab = serde_json::from_slice(&bytes).map_err(|error| shape(error.to_string()))?;
        let lines = String::from_utf8_lossy(&merges);
        let lines = lines.lines().filter(|line| !line.starts_with("#version") && !line.is_empty());
        let model = BpeModel { vocab, merges: lines.map(Value::from).collect() };
        let (around, pairs) = (model.around().map_err(shape)?, model.pairs().map_err(shape)?);
        bytes.extend(&merges);
        let rule = Rule::Bpe(ByteBpe::new(model.vocab, pairs));
        Ok((Self { rule, before: vec![around.0], after: vec![around.1] }, bytes))
    }

    fn from_vocabulary(folder: &Path) -> Result<(Self, Vec<u8>), ModelError> {
        let (path, bytes) = read(folder, "vocab.txt")?;
        let config: OldConfig = read_json(folder, "tokenizer_config.json")?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let vocab: FxHashMap<String, u32> =
            (0..).zip(text.lines()).map(|(at, line)| (line.to_owned(), at)).collect();
        let special = |name: &str| {
            vocab.get(name).copied().ok_or_else(|| ModelError::Shape {
                path: path.clone(),
                reason: format!("it has no `{name}`"),
            })
        };
        let (before, after) = (vec![special("[CLS]")?], vec![special("[SEP]")?]);
        let lowercase = config.do_lower_case.unwrap_or(true);
        let words = BertWords {
            lowercase,
            strip_accents: config.strip_accents.unwrap_or(lowercase),
            split_chinese: config.tokenize_chinese_chars.unwrap_or(true),
            clean: true,
        };
        let model = WordPieceModel {
            vocab,
            unk_token: "[UNK]".to_owned(),
            continuing_subword_prefix: Pieces::MARK.to_owned(),
            max_input_chars_per_word: MAX_CHARS,
        };
        let pieces = model.build().map_err(|reason| ModelError::Shape { path: path.clone(), reason })?;
        Ok((Self { rule: Rule::WordPiece(words, pieces), before, after }, bytes))
    }
}

#[derive(Deserialize)]
struct WordPieceModel {
    vocab: FxHashMap<String, u32>,
    unk_token: String,
    #[serde(default = "mark")]
    continuing_subword_prefix: String,
    #[serde(default = "max_chars")]
    max_input_chars_per_word: usize,
}

fn mark() -> String {
    Pieces::MARK.to_owned()
}

fn max_chars() -> usize {
    MAX_CHARS
}

impl WordPieceModel {
    fn build(self) -> Result<WordPiece, String> {
        let unknown = *self.vocab.get(&self.unk_token).ok_or("its unknown token is not in its vocabulary")?;
        let mut pieces = Pieces::default();
        for (piece, number) in &self.vocab {
            pieces.insert(piece, &self.continuing_subword_prefix, *number);
        }
        Ok(WordPiece { pieces, unknown, max_chars: self.max_input_chars_per_word })
    }
}

#[derive(Deserialize)]
struct UnigramModel {
    vocab: Vec<(String, f32)>,
    unk_id: u32,
}

#[derive(Deserialize)]
struct BpeModel {
    vocab: FxHashMap<String, u32>,
    merges: Vec<Value>,
}

impl BpeModel {
    /// The merges, each `"a b"` or `["a", "b"]`.
    fn pairs(&self) -> Result<Vec<(String, String)>, String> {
        let pair = |merge: &Value| match merge {
            Value::String(text) => text.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())),
            Value::Array(pair) => match pair.as_slice() {
                [Value::String(a), Value::String(b)] => Some((a.clone(), b.clone())),
                _ => None,
            },
            _ => None,
        };
        self.merges
            .iter()
            .map(|merge| pair(merge).ok_or_else(|| format!("the merge {merge} is no pair")))
            .collect()
    }

    /// CLIP's signs for the beginning and the end of a text.
    fn around(&self) -> Result<(u32, u32), String> {
        let special = |name: &str| self.vocab.get(name).copied().ok_or_else(|| format!("it has no `{name}`"));
        Ok((special("<|startoftext|>")?, special("<|endoftext|>")?))
    }
}

fn bert_words(normalizer: &Value) -> BertWords {
    // A BertNormalizer alone, or as one of a sequence.
    let in_sequence = normalizer["normalizers"].as_array().into_iter().flatten();
    let found = std::iter::once(normalizer).chain(in_sequence).find(|step| step["type"] == "BertNormalizer");
    let on = |name: &str| found.and_then(|step| step[name].as_bool());
    let lowercase = on("lowercase").unwrap_or(found.is_some());
    BertWords {
        lowercase,
        strip_accents: on("strip_accents").unwrap_or(lowercase),
        split_chinese: on("handle_chinese_chars").unwrap_or(true),
        clean: on("clean_text").unwrap_or(true),
    }
}

/// What stands before and after a text, from a template or from the pair of signs.
fn around(post: &Value) -> Result<(Vec<u32>, Vec<u32>), String> {
    let number = |value: &Value| value.as_u64().map(|number| number as u32);
    if let Some(single) = post["single"].as_array() {
        let (mut before, mut after, mut behind) = (Vec::new(), Vec::new(), false);
        for part in single {
            if let Some(name) = part["SpecialToken"]["id"].as_str() {
                let ids = post["special_tokens"][name]["ids"].as_array().into_iter().flatten();
                let side = if behind { &mut after } else { &mut before };
                side.extend(ids.filter_map(number));
            } else {
                behind = true;
            }
        }
        return Ok((before, after));
    }
    match (number(&post["cls"][1]), number(&post["sep"][1])) {
        (Some(cls), Some(sep)) => Ok((vec![cls], vec![sep])),
        _ => Err("it does not say what stands around a text".to_owned()),
    }
}
