//! `2nd Season`, `S2`, `II`, `Part 2` and `第2期` are one installment.

/// Writes a folded name's installment as its bare number; `None` when there is nothing to rewrite.
///
/// `moonlit depot 2nd season` becomes `moonlit depot 2`. Single letters that are Roman numerals
/// (`v`, `x`, `i`) are left alone: names hold them too often as letters.
pub(crate) fn installment(folded: &str) -> Option<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut changed = false;
    let mut at = 0;
    while at < words.len() {
        let (read, number) = read(&words[at..], at == 0);
        if let Some(number) = number {
            out.push(number.to_string());
            changed |= read > 1 || words[at] != out.last().map_or("", String::as_str);
            at += read;
        } else {
            let (word, rewritten) = japanese(words[at]);
            changed |= rewritten;
            out.push(word);
            at += 1;
        }
    }
    changed.then(|| out.join(" "))
}

/// The installment at the head of `words`: how many words it takes and its number.
fn read(words: &[&str], first: bool) -> (usize, Option<u32>) {
    let word = |i: usize| words.get(i).copied().unwrap_or("");
    let unit = |word: &str| matches!(word, "season" | "part" | "cour" | "series" | "ki" | "chapter");
    if word(0) == "the" && ordinal(word(1)).is_some() && unit(word(2)) {
        return (3, ordinal(word(1)));
    }
    if let Some(number) = ordinal(word(0)).filter(|_| unit(word(1))) {
        return (2, Some(number));
    }
    // A name may begin with such a word and mean it: `Part 7`, `II`.
    if first {
        return (1, None);
    }
    if let Some(number) = cardinal(word(1)).filter(|_| unit(word(0))) {
        return (2, Some(number));
    }
    if word(0) == "dai" && word(2) == "ki" {
        return (3, cardinal(word(1)));
    }
    let short = word(0).strip_prefix('s').and_then(digits).filter(|number| *number < 30);
    let alone = short.or_else(|| roman(word(0))).or_else(|| {
        word(0).strip_suffix(['d', 'h', 't']).and_then(|_| ordinal(word(0))).filter(|_| words.len() == 1)
    });
    (1, alone)
}

fn digits(word: &str) -> Option<u32> {
    (1..=2).contains(&word.len()).then(|| word.parse().ok()).flatten()
}

fn cardinal(word: &str) -> Option<u32> {
    const WORDS: [&str; 5] = ["one", "two", "three", "four", "five"];
    let spelled = || WORDS.iter().position(|known| *known == word).map(|at| at as u32 + 1);
    digits(word).or_else(|| roman(word)).or_else(spelled)
}

fn ordinal(word: &str) -> Option<u32> {
    const WORDS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    let suffixed =
        ["st", "nd", "rd", "th"].iter().find_map(|suffix| word.strip_suffix(suffix)).and_then(digits);
    suffixed.or_else(|| WORDS.iter().position(|known| *known == word).map(|at| at as u32 + 1))
}

fn roman(word: &str) -> Option<u32> {
    const NUMERALS: [&str; 8] = ["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xii"];
    const VALUES: [u32; 8] = [2, 3, 4, 6, 7, 8, 9, 12];
    NUMERALS.iter().position(|known| *known == word).map(|at| VALUES[at])
}

/// `第2期`, `2期` and `第二期` inside or at the end of a word.
fn japanese(word: &str) -> (String, bool) {
    for (mark, closes) in [("第", true), ("", false)] {
        for unit in ["期", "シーズン", "しーずん", "季"] {
            let Some(stem) = word.strip_suffix(unit) else { continue };
            let Some(last) = stem.chars().next_back() else { continue };
            let number = last
                .to_digit(10)
                .or_else(|| "一二三四五六七八九".chars().position(|c| c == last).map(|at| at as u32 + 1));
            let Some(number) = number else { continue };
            let stem = &stem[..stem.len() - last.len_utf8()];
            let stem = if closes { stem.strip_suffix(mark) } else { Some(stem) };
            // Two digits in a row are a year or an age, not an installment.
            if let Some(stem) = stem.filter(|stem| !stem.ends_with(|c: char| c.is_ascii_digit())) {
                return (format!("{stem}{number}"), true);
            }
        }
    }
    (word.to_owned(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installments_become_numbers() {
        let cases = [
            ("moonlit depot 2nd season", Some("moonlit depot 2")),
            ("moonlit depot season 2", Some("moonlit depot 2")),
            ("moonlit depot the second season", Some("moonlit depot 2")),
            ("moonlit depot s2", Some("moonlit depot 2")),
            ("moonlit depot ii", Some("moonlit depot 2")),
            ("moonlit depot part iii", Some("moonlit depot 3")),
            ("moonlit depot dai 2 ki", Some("moonlit depot 2")),
            ("月光車庫 第2期", Some("月光車庫 2")),
            ("月光車庫第二期", Some("月光車庫2")),
            ("moonlit depot 2", None),
            ("moonlit depot x", None),
            ("ii", None),
            ("part 7", None),
            ("moonlit depot", None),
        ];
        for (name, rewritten) in cases {
            assert_eq!(installment(name).as_deref(), rewritten, "{name}");
        }
    }
}
