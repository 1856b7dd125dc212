//! Which language a question is written in.

use super::{Tongue, tokens::Token};

/// Small German words that English does not have.
const GERMAN: &[&str] = &[
    "aber",
    "als",
    "auf",
    "aus",
    "bei",
    "bitte",
    "das",
    "dem",
    "den",
    "der",
    "deutsch",
    "die",
    "ein",
    "eine",
    "einem",
    "einen",
    "einer",
    "folgen",
    "fur",
    "gibt",
    "ich",
    "im",
    "ist",
    "kein",
    "keine",
    "keinen",
    "lauft",
    "mehr",
    "meine",
    "meiner",
    "mir",
    "mit",
    "nach",
    "nicht",
    "noch",
    "nur",
    "oder",
    "ohne",
    "seit",
    "sind",
    "suche",
    "uber",
    "um",
    "und",
    "unter",
    "vom",
    "von",
    "vor",
    "wann",
    "was",
    "welche",
    "welcher",
    "wenig",
    "weder",
    "weniger",
    "wer",
    "wie",
    "wo",
    "zeig",
    "zum",
    "zwischen",
    "jahre",
    "jahren",
    "filme",
    "serien",
    "ahnlich",
    "mindestens",
    "hochstens",
];
/// English ones that settle it where both have a say: `was`, `die`, `war` and `den` are English too.
const ENGLISH: &[&str] = &[
    "the", "with", "without", "and", "but", "for", "from", "like", "that", "who", "where", "of", "about",
    "is", "to", "in which", "under", "any", "show", "me", "what", "not", "or", "it", "was",
];
/// The same, but for titles: `Anime wie A Silent Voice`.
const ENGLISH_IN_SMALL: &[&str] = &["a", "when", "they", "are", "my", "you", "how", "does", "do", "have"];

/// The language of a question: any kana or a Han letter makes it Japanese.
pub(crate) fn tongue(tokens: &[Token]) -> Tongue {
    let dense = tokens.iter().filter(|token| token.dense).count();
    let words = tokens.iter().filter(|token| !token.sign && !token.dense && token.number.is_none()).count();
    // A Japanese title inside an English question does not make it Japanese.
    if dense > 0 && words < 4 {
        return Tongue::Japanese;
    }
    // `I'm` is no German `im`.
    let plain = |token: &&Token| token.text != "im" || token.span.end - token.span.start == token.text.len();
    let count = |list: &[&str]| {
        tokens.iter().filter(plain).filter(|token| list.contains(&token.text.as_str())).count()
    };
    let small = |token: &&Token| !token.capital && ENGLISH_IN_SMALL.contains(&token.text.as_str());
    let english = count(ENGLISH) + tokens.iter().filter(small).count();
    if count(GERMAN) > english { Tongue::German } else { Tongue::English }
}
