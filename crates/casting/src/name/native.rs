//! Names in the scripts of East Asia, folded: width, blanks, old and new shapes of a character.

use unicode_normalization::UnicodeNormalization;

/// Shapes of one Han character that names are written with by turns; all become the first of the row.
const SHAPES: &[&str] = &[
    "沢澤泽",
    "国國",
    "竜龍龙",
    "辺邊邉边",
    "桜櫻樱",
    "斎斉齋齊",
    "広廣广",
    "浜濱滨",
    "高髙",
    "崎﨑嵜",
    "恵惠",
    "真眞",
    "学學",
    "鉄鐵铁",
    "剣劍劔剑",
    "桧檜",
    "万萬",
    "来來",
    "気氣气",
    "円圓",
    "亜亞亚",
    "実實实",
    "黒黑",
    "緑綠绿",
    "徳德",
    "栄榮荣",
    "弥彌",
    "蔵藏",
    "黄黃",
    "渋澁",
    "島嶋嶌岛",
    "滝瀧",
    "関關关",
    "宝寶",
    "団團",
    "伝傳传",
    "仏佛",
    "両兩两",
    "条條",
    "処處",
    "豊豐",
    "麦麥",
    "塩鹽",
    "尭堯",
    "凛凜",
    "桐桐",
    "姫姬",
    "瑠璢",
    "神神",
    "祐祐",
    "瀬瀨濑",
    "頼賴赖",
    "涙淚泪",
    "戸戶",
    "雲云",
    "飛飞",
    "鳥鸟",
    "葉叶",
    "馬马",
    "東东",
    "陽阳",
    "紅红",
    "銀银",
    "長长",
    "門门",
    "風风",
    "愛爱",
    "楽樂乐",
    "優优",
    "静靜",
    "穂穗",
    "遥遙",
    "焔焰",
    "曽曾",
];

/// A native name ready to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Native {
    /// Without blanks and signs.
    pub whole: String,
    /// The parts, where the name is written with some between them: `綾野 珪子` has two.
    pub parts: Vec<String>,
}

impl Native {
    /// Reads a name; `None` when no letter is in it.
    pub fn of(text: &str) -> Option<Self> {
        let folded: String = text.nfkc().flat_map(char::to_lowercase).map(shape).collect();
        let is_sign = |c: char| !c.is_alphanumeric() && c != 'ー';
        let parts: Vec<String> =
            folded.split(is_sign).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        (!parts.is_empty()).then(|| Self { whole: parts.concat(), parts })
    }

    /// Whether a Han character is in it.
    pub fn has_han(&self) -> bool {
        self.whole
            .chars()
            .any(|c| matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF))
    }
}

/// The shape of a character that stands for all of its shapes; katakana for hiragana.
fn shape(letter: char) -> char {
    if ('ぁ'..='ゖ').contains(&letter) {
        return char::from_u32(u32::from(letter) + 0x60).unwrap_or(letter);
    }
    let row = SHAPES.iter().find(|row| row.contains(letter));
    row.and_then(|row| row.chars().next()).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_blanks_are_folded() {
        let whole = |text: &str| Native::of(text).map(|name| name.whole);
        for (one, other) in [("龍崎 真", "竜﨑　眞"), ("さくら", "サクラ"), ("ﾘﾝ", "リン"), ("渡邊", "渡辺")]
        {
            assert_eq!(whole(one), whole(other), "{one} and {other}");
        }
        assert_eq!(Native::of("アン・シャーリー").map(|name| name.parts.len()), Some(2));
        assert_eq!(Native::of("・"), None);
    }
}
