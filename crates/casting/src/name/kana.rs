//! Kana in Latin letters, by Hepburn's table.

/// Two kana for one sound, as hiragana.
const PAIRS: &[(&str, &str)] = &[
    ("きゃ", "kya"),
    ("きゅ", "kyu"),
    ("きょ", "kyo"),
    ("しゃ", "sha"),
    ("しゅ", "shu"),
    ("しょ", "sho"),
    ("ちゃ", "cha"),
    ("ちゅ", "chu"),
    ("ちょ", "cho"),
    ("にゃ", "nya"),
    ("にゅ", "nyu"),
    ("にょ", "nyo"),
    ("ひゃ", "hya"),
    ("ひゅ", "hyu"),
    ("ひょ", "hyo"),
    ("みゃ", "mya"),
    ("みゅ", "myu"),
    ("みょ", "myo"),
    ("りゃ", "rya"),
    ("りゅ", "ryu"),
    ("りょ", "ryo"),
    ("ぎゃ", "gya"),
    ("ぎゅ", "gyu"),
    ("ぎょ", "gyo"),
    ("じゃ", "ja"),
    ("じゅ", "ju"),
    ("じょ", "jo"),
    ("ぢゃ", "ja"),
    ("ぢゅ", "ju"),
    ("ぢょ", "jo"),
    ("びゃ", "bya"),
    ("びゅ", "byu"),
    ("びょ", "byo"),
    ("ぴゃ", "pya"),
    ("ぴゅ", "pyu"),
    ("ぴょ", "pyo"),
    ("ふぁ", "fa"),
    ("ふぃ", "fi"),
    ("ふぇ", "fe"),
    ("ふぉ", "fo"),
    ("ふゅ", "fyu"),
    ("ゔぁ", "va"),
    ("ゔぃ", "vi"),
    ("ゔぇ", "ve"),
    ("ゔぉ", "vo"),
    ("てぃ", "ti"),
    ("でぃ", "di"),
    ("とぅ", "tu"),
    ("どぅ", "du"),
    ("でゅ", "du"),
    ("てゅ", "tu"),
    ("うぃ", "wi"),
    ("うぇ", "we"),
    ("うぉ", "wo"),
    ("しぇ", "she"),
    ("じぇ", "je"),
    ("ちぇ", "che"),
    ("つぁ", "tsa"),
    ("つぃ", "tsi"),
    ("つぇ", "tse"),
    ("つぉ", "tso"),
    ("いぇ", "ye"),
    ("くぁ", "kwa"),
    ("くぃ", "kwi"),
    ("くぇ", "kwe"),
    ("くぉ", "kwo"),
    ("ぐぁ", "gwa"),
    ("すぃ", "si"),
    ("ずぃ", "zi"),
];

/// One kana, as hiragana.
const SINGLE: &[(char, &str)] = &[
    ('あ', "a"),
    ('い', "i"),
    ('う', "u"),
    ('え', "e"),
    ('お', "o"),
    ('か', "ka"),
    ('き', "ki"),
    ('く', "ku"),
    ('け', "ke"),
    ('こ', "ko"),
    ('さ', "sa"),
    ('し', "shi"),
    ('す', "su"),
    ('せ', "se"),
    ('そ', "so"),
    ('た', "ta"),
    ('ち', "chi"),
    ('つ', "tsu"),
    ('て', "te"),
    ('と', "to"),
    ('な', "na"),
    ('に', "ni"),
    ('ぬ', "nu"),
    ('ね', "ne"),
    ('の', "no"),
    ('は', "ha"),
    ('ひ', "hi"),
    ('ふ', "fu"),
    ('へ', "he"),
    ('ほ', "ho"),
    ('ま', "ma"),
    ('み', "mi"),
    ('む', "mu"),
    ('め', "me"),
    ('も', "mo"),
    ('や', "ya"),
    ('ゆ', "yu"),
    ('よ', "yo"),
    ('ら', "ra"),
    ('り', "ri"),
    ('る', "ru"),
    ('れ', "re"),
    ('ろ', "ro"),
    ('わ', "wa"),
    ('ゐ', "i"),
    ('ゑ', "e"),
    ('を', "o"),
    ('ん', "n"),
    ('が', "ga"),
    ('ぎ', "gi"),
    ('ぐ', "gu"),
    ('げ', "ge"),
    ('ご', "go"),
    ('ざ', "za"),
    ('じ', "ji"),
    ('ず', "zu"),
    ('ぜ', "ze"),
    ('ぞ', "zo"),
    ('だ', "da"),
    ('ぢ', "ji"),
    ('づ', "zu"),
    ('で', "de"),
    ('ど', "do"),
    ('ば', "ba"),
    ('び', "bi"),
    ('ぶ', "bu"),
    ('べ', "be"),
    ('ぼ', "bo"),
    ('ぱ', "pa"),
    ('ぴ', "pi"),
    ('ぷ', "pu"),
    ('ぺ', "pe"),
    ('ぽ', "po"),
    ('ぁ', "a"),
    ('ぃ', "i"),
    ('ぅ', "u"),
    ('ぇ', "e"),
    ('ぉ', "o"),
    ('ゃ', "ya"),
    ('ゅ', "yu"),
    ('ょ', "yo"),
    ('ゔ', "vu"),
    ('ゎ', "wa"),
];

/// The kana in Latin letters; `None` when anything but kana, blanks and the signs between names is in
/// the text, as no table reads Han characters.
pub fn romaji(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().map(hiragana).collect();
    let mut out = String::with_capacity(text.len());
    let mut doubled = false;
    let mut at = 0;
    let mut any = false;
    while let Some(&letter) = letters.get(at) {
        at += 1;
        match letter {
            'っ' => {
                doubled = true;
                continue;
            }
            // A long vowel is written short, as `latin::key` does.
            'ー' | '〜' => continue,
            '・' | '＝' | '=' | ' ' | '\u{3000}' | '·' | '-' => {
                out.push(' ');
                continue;
            }
            _ => {}
        }
        let pair: Option<String> = letters.get(at).map(|next| [letter, *next].iter().collect());
        let paired = pair.and_then(|pair| PAIRS.iter().find(|(kana, _)| *kana == pair));
        let sound = if let Some((_, sound)) = paired {
            at += 1;
            sound
        } else {
            SINGLE.iter().find(|(kana, _)| *kana == letter).map(|(_, sound)| sound)?
        };
        if std::mem::take(&mut doubled) {
            out.extend(sound.chars().next().filter(|first| !"aiueo".contains(*first)));
        }
        out.push_str(sound);
        any = true;
    }
    any.then_some(out)
}

/// Katakana and hiragana lie 0x60 apart.
fn hiragana(letter: char) -> char {
    match letter {
        'ァ'..='ヴ' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        'ヶ' => 'け',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_become_letters() {
        let cases = [
            ("ベアトリーチェ", "beatoriche"),
            ("さくら", "sakura"),
            ("ラムダ・デルタ", "ramuda deruta"),
            ("キッド", "kiddo"),
            ("ヴァイオレット", "vaioretto"),
            ("きょうこ", "kyouko"),
        ];
        for (kana, latin) in cases {
            assert_eq!(romaji(kana).as_deref(), Some(latin));
        }
        for other in ["桜", "カナヲ栗", "", "ー", "Rin"] {
            assert_eq!(romaji(other), None, "{other}");
        }
    }
}
