//! From a name as written to folded words, with the places where the writer paused.

use spelling::fold;

/// A run of words between two pauses (colon, bracket, dash, end).
pub(super) type Segment = Vec<String>;

/// Cuts a name into segments and folds their words. Marks that scripts without blanks write inside a
/// word (`第2期`, `劇場版`) become words of their own, in the grammar's language.
pub(super) fn segments(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    for piece in pieces(text) {
        let folded = fold(&piece);
        let spread = if folded.is_ascii() { folded } else { spread(&folded) };
        let words: Segment = spread.split_whitespace().map(str::to_owned).collect();
        if !words.is_empty() {
            segments.push(words);
        }
    }
    segments
}

fn pieces(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let blank = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_none_or(|c| c.is_whitespace());
    let mut pieces = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let pause = match letter {
            '(' | ')' | '[' | ']' | '「' | '」' | '『' | '』' | '（' | '）' | '【' | '】' | '〈' | '〉'
            | '《' | '》' | '~' | '～' | '〜' | '：' | '―' | '—' | '|' | '/' | '／' | ',' | '、' | ';' => {
                true
            }
            ':' | '-' | '–' | '.' => blank(Some(at + 1)) || blank(at.checked_sub(1)),
            _ => false,
        };
        if pause {
            pieces.push(String::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(*letter);
        }
    }
    pieces
}

/// Marks of Japanese, Chinese and Korean names, folded, and the words that stand for them.
const INSIDE: &[(&str, &str)] = &[
    ("劇場版", " movie "),
    ("剧场版", " movie "),
    ("劇場總集篇", " movie recap "),
    ("극장판", " movie "),
    ("映画", " movie "),
    ("総集編", " recap "),
    ("總集篇", " recap "),
    ("总集篇", " recap "),
    ("総集篇", " recap "),
    ("총집편", " recap "),
    ("特別編", " special "),
    ("特別篇", " special "),
    ("特别篇", " special "),
    ("특별편", " special "),
    ("すぺしゃる", " special "),
    ("스페셜", " special "),
    ("完結編", " final "),
    ("完結篇", " final "),
    ("完结篇", " final "),
    ("最終章", " final "),
    ("ふぁいなる", " final "),
    ("前編", " part 1 "),
    ("前篇", " part 1 "),
    ("後編", " part 2 "),
    ("後篇", " part 2 "),
    ("しーずん", " season "),
    ("시즌", " season "),
    ("시즈", " season "),
    ("くーる", " cour "),
    ("ぱーと", " part "),
    ("파트", " part "),
    ("ざむーびー", " movie "),
];

/// Writes the marks of scripts without blanks as words.
fn spread(folded: &str) -> String {
    let mut text = folded.to_owned();
    for (mark, words) in INSIDE {
        if text.contains(mark) && (text.len() > mark.len()) {
            text = text.replace(mark, words);
        }
    }
    numbered(&text)
}

/// `第2期` and `第二季` are `season 2`, `2期` too; `第2部` is `part 2`; `第3章` is left alone.
fn numbered(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    let mut at = 0;
    while at < letters.len() {
        let counted = letters[at] == '第';
        let from = at + usize::from(counted);
        let (number, mut end) = number(&letters, from);
        while number.is_some() && letters.get(end) == Some(&' ') {
            end += 1;
        }
        let rest: String = letters[end.min(letters.len())..].iter().take(6).collect();
        let unit = [("期", "season"), ("季", "season"), ("기", "season"), ("部", "part"), ("弾", "part")]
            .into_iter()
            .find(|(unit, _)| rest.starts_with(unit));
        // A number without `第` in front and with Han behind is often part of a word.
        let digits = letters.get(from).is_some_and(char::is_ascii_digit);
        let word = if counted && (rest.starts_with("season") || rest.starts_with("cour")) {
            Some((0, if rest.starts_with("cour") { "cour" } else { "season" }, rest[..4].len()))
        } else {
            unit.filter(|_| counted || (digits && (at == 0 || !letters[at - 1].is_ascii_digit())))
                .map(|(unit, word)| (unit.chars().count(), word, 0))
        };
        if let (Some(number), Some((length, word, ascii))) = (number, word) {
            let length = if ascii > 0 { word.len() } else { length };
            out.extend([" ", word, " ", &number.to_string(), " "]);
            at = end + length;
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    // A number right behind a mark belongs to it: `season2`.
    let spaced: Vec<String> = out.split_whitespace().map(str::to_owned).collect();
    spaced.join(" ")
}

/// A number of one or two figures, Arabic or Han, and the place behind it.
fn number(letters: &[char], from: usize) -> (Option<u32>, usize) {
    let han = |c: char| "一二三四五六七八九十".chars().position(|known| known == c).map(|at| at as u32 + 1);
    let Some(first) = letters.get(from) else { return (None, from) };
    if let Some(value) = han(*first) {
        return match letters.get(from + 1).copied().and_then(han) {
            Some(units) if value == 10 => (Some(10 + units), from + 2),
            _ => (Some(value), from + 1),
        };
    }
    let digits: String = letters[from..].iter().take_while(|c| c.is_ascii_digit()).take(3).collect();
    match digits.parse() {
        Ok(value) if digits.len() < 3 => (Some(value), from + digits.len()),
        _ => (None, from),
    }
}
