//! How well two names agree, form by form.

use super::{Form, Names, Native, form::Token, latin, words::WordKind};

/// In which way two forms of a name fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// No word in common, nor two alike.
    None,
    /// Words in common, and something that tells the two apart: kin, a number, an owner.
    Apart,
    /// Words in common, and others left over on both sides.
    Shared,
    /// All words of one side are among those of the other.
    Part,
    /// Every word has one that is like it.
    Alike,
    /// Every word has its own spelling's twin.
    Equal,
}

/// How two names agree best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// In which way.
    pub fit: Fit,
    /// How alike the words are that met, from 0 to 1.
    pub likeness: f64,
    /// How rare they are in the casts: 1 for a name that nobody else bears.
    pub rarity: f64,
    /// How many words met.
    pub met: usize,
    /// One of the forms is a nickname, or stood beside the listed name.
    pub aside: bool,
    /// How alike the words left over are, from 0 to 1.
    pub rest: f64,
    /// The one word that met stands between others: a middle name, or one borne in somebody's honor.
    pub inner: bool,
}

/// How rare a word is among all names of a cast, from near 0 to 1.
pub type Rarity<'r> = dyn Fn(&str) -> f64 + 'r;

/// How two names agree over all their forms in Latin letters; `None` when one has no such form.
pub fn agree(a: &Names, b: &Names, rare_a: &Rarity<'_>, rare_b: &Rarity<'_>) -> Option<Agreement> {
    let pairs = a.forms.iter().flat_map(|one| b.forms.iter().map(move |other| (one, other)));
    let all = pairs.map(|(one, other)| agree_forms(one, other, rare_a, rare_b));
    all.max_by(|one, other| one.rank().total_cmp(&other.rank()))
}

impl Agreement {
    /// Which of several agreements tells most.
    fn rank(&self) -> f64 {
        let fit = match self.fit {
            Fit::None => 0.0,
            Fit::Apart => 0.5,
            Fit::Shared => 1.0 + 0.5 * self.rest,
            Fit::Part => 2.0,
            Fit::Alike => 2.5,
            Fit::Equal => 4.0,
        };
        fit * self.rarity.max(0.05) * self.likeness.max(0.1) + 0.01 * self.met as f64
            - if self.aside { 0.05 } else { 0.0 }
    }
}

fn agree_forms(one: &Form, other: &Form, rare_a: &Rarity<'_>, rare_b: &Rarity<'_>) -> Agreement {
    let aside = one.aside || other.aside;
    let heard = one.heard || other.heard;
    let nothing =
        Agreement { fit: Fit::None, likeness: 0.0, rarity: 0.0, met: 0, aside, rest: 0.0, inner: false };
    let (left, right) = (telling(one, other), telling(other, one));
    if left.is_empty() || right.is_empty() {
        return nothing;
    }
    if joined(&left) == joined(&right) {
        let rarity = rarest(&left, rare_a).max(rarest(&right, rare_b));
        let fit = if told_apart(one, other) { Fit::Apart } else { Fit::Equal };
        return Agreement { fit, likeness: 1.0, rarity, met: left.len(), aside, rest: 0.0, inner: false };
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, a) in left.iter().enumerate() {
        for (j, b) in right.iter().enumerate() {
            let likeness = likeness(a, b, heard);
            if likeness >= MEETS {
                pairs.push((likeness, i, j));
            }
        }
    }
    // Among pairs that are as alike the order does not depend on which name comes first.
    let keys = |pair: &(f64, usize, usize)| {
        let (a, b) = (&left[pair.1].key, &right[pair.2].key);
        if a <= b { (a, b) } else { (b, a) }
    };
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| keys(x).cmp(&keys(y))));
    let (mut used_left, mut used_right) = (vec![false; left.len()], vec![false; right.len()]);
    let (mut sum, mut rarity, mut met, mut inner) = (0.0, 0.0_f64, 0, true);
    for (likeness, i, j) in pairs {
        if !used_left[i] && !used_right[j] {
            (used_left[i], used_right[j]) = (true, true);
            sum += likeness;
            rarity = rarity.max((rare_a(&left[i].key) * rare_b(&right[j].key)).sqrt() * likeness);
            inner &= left[i].inner || right[j].inner;
            met += 1;
        }
    }
    if met == 0 {
        return nothing;
    }
    let likeness = sum / f64::from(met);
    let rest = |all: &[&Token], used: &[bool]| -> Vec<String> {
        all.iter().zip(used).filter(|(_, used)| !**used).map(|(token, _)| token.key.clone()).collect()
    };
    let (rest_left, rest_right) = (rest(&left, &used_left), rest(&right, &used_right));
    let fit = if told_apart(one, other) {
        Fit::Apart
    } else {
        match (rest_left.is_empty(), rest_right.is_empty()) {
            (true, true) => Fit::Alike,
            (true, false) | (false, true) => Fit::Part,
            (false, false) => Fit::Shared,
        }
    };
    let rest = latin::likeness(&rest_left.concat(), &rest_right.concat());
    Agreement { fit, likeness, rarity, met: met as usize, aside, rest, inner }
}

/// How alike two words have to be to meet.
const MEETS: f64 = 0.84;

/// The words that say who is meant: the name's own; for somebody who has none, whose kin it is. Titles
/// count only where the other name is made of nothing else.
fn telling<'f>(form: &'f Form, other: &Form) -> Vec<&'f Token> {
    let nameless = !form.tokens.iter().any(Token::is_plain);
    let bare = |token: &Token| other.tokens.iter().any(|known| known.is_plain() && known.key == token.key);
    let tells = |token: &&Token| nameless || token.is_plain() || (token.is(WordKind::Title) && bare(token));
    form.tokens.iter().filter(tells).collect()
}

/// Kin, owners and numbers have to be the same on both sides.
fn told_apart(one: &Form, other: &Form) -> bool {
    [WordKind::Kin, WordKind::Owner, WordKind::Index].iter().any(|&kind| {
        let of = |form: &Form| -> Vec<String> {
            form.tokens.iter().filter(|token| token.is(kind)).map(|token| token.key.clone()).collect()
        };
        of(one) != of(other)
    })
}

fn joined(tokens: &[&Token]) -> String {
    tokens.iter().map(|token| token.key.as_str()).collect()
}

fn rarest(tokens: &[&Token], rare: &Rarity<'_>) -> f64 {
    tokens.iter().map(|token| rare(&token.key)).fold(0.0, f64::max)
}

/// How alike two words are: spelled alike, or heard alike. 0 when they do not meet.
fn likeness(a: &Token, b: &Token, read: bool) -> f64 {
    if a.key == b.key {
        return 1.0;
    }
    let letters = |token: &Token| token.key.chars().count();
    if letters(a).min(letters(b)) < 3 {
        return 0.0;
    }
    let spelled = latin::likeness(&a.key, &b.key);
    if !a.skeleton.is_empty() && a.skeleton == b.skeleton {
        let heard = latin::likeness(&a.heard, &b.heard);
        let bones = a.skeleton.len();
        // The fewer consonants there are the more the vowels have to say; kana write some that nobody speaks.
        let needed = if bones > 3 { 0.76 } else { 0.85 } - if read { 0.04 } else { 0.0 };
        if heard >= needed && (bones > 2 || read || heard >= 0.93) {
            return spelled.max(0.9);
        }
    }
    // `Sakura` and `Sakuya`, `Takahashi` and `Takanashi` are two people; a short word may differ less
    // than a long one.
    let japanese = latin::is_romaji(&a.key) && latin::is_romaji(&b.key);
    let slack = if japanese || letters(a).max(letters(b)) < 7 { 0.08 } else { 0.0 };
    let spelled = spelled - slack;
    if spelled >= 0.9 { spelled } else { 0.0 }
}

/// How two native names fit, and how alike they are; `None` when no pair of them can be compared, as kana
/// says nothing about Han characters.
pub fn native_fit(a: &[Native], b: &[Native]) -> Option<(Fit, f64)> {
    let pairs = a.iter().flat_map(|one| b.iter().map(move |other| (one, other)));
    pairs
        .filter_map(|(one, other)| fit_natives(one, other))
        .max_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)))
}

fn fit_natives(one: &Native, other: &Native) -> Option<(Fit, f64)> {
    if one.whole == other.whole {
        return Some((Fit::Equal, 1.0));
    }
    let mut sorted = (one.parts.clone(), other.parts.clone());
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    if sorted.0 == sorted.1 {
        return Some((Fit::Equal, 1.0));
    }
    if one.has_han() != other.has_han() {
        return None;
    }
    let (short, long) = if one.whole.len() <= other.whole.len() { (one, other) } else { (other, one) };
    if short.whole.chars().count() >= 2 && long.whole.contains(&short.whole) {
        return Some((Fit::Part, 1.0));
    }
    let common = short.whole.chars().filter(|letter| long.whole.contains(*letter)).count() as f64;
    let share = common / long.whole.chars().count().max(1) as f64;
    let fit = if share >= 0.75 {
        Fit::Alike
    } else if share > 0.0 {
        Fit::Shared
    } else {
        Fit::None
    };
    Some((fit, share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(a: &str, b: &str) -> Fit {
        agree(&Names::of(a), &Names::of(b), &|_| 1.0, &|_| 1.0).expect("both have Latin names").fit
    }

    #[test]
    fn forms_fit_in_their_ways() {
        let cases = [
            ("Rin Hale", "Hale, Rin", Fit::Equal),
            ("Mumen Rider", "Mumenrider", Fit::Equal),
            ("Asuna", "Asuna Yuuki", Fit::Part),
            ("Principal", "Principal Shinonome", Fit::Part),
            ("Hakase Shinonome", "Shinonome", Fit::Equal),
            ("Suguha Kirigaya", "Kazuto Kirigaya", Fit::Shared),
            ("Kaito's Mother", "Kaito Sado", Fit::Apart),
            ("Puripuri Prisoner", "Pri-Pri-Prisoner", Fit::Shared),
            ("Rudolph Ushiro", "Rudolf Ushiro", Fit::Equal),
            ("Reinhard Heydrich", "Reinhardt Heidrich", Fit::Alike),
            ("Student A", "Student B", Fit::Apart),
            ("Yuki", "Yuka", Fit::None),
        ];
        for (a, b, fit) in cases {
            assert_eq!(best(a, b), fit, "{a} and {b}");
            assert_eq!(best(b, a), fit, "{b} and {a}");
        }
    }

    #[test]
    fn natives_fit_in_their_ways() {
        let fit = |a: &str, b: &str| {
            let of = |text: &str| Native::of(text).into_iter().collect::<Vec<_>>();
            native_fit(&of(a), &of(b)).map(|(fit, _)| fit)
        };
        assert_eq!(fit("龍崎 真", "真 竜崎"), Some(Fit::Equal));
        assert_eq!(fit("水木 直", "直 水木"), Some(Fit::Equal));
        assert_eq!(fit("水木 直樹", "直樹"), Some(Fit::Part));
        assert_eq!(fit("水木 直", "水木 奈緒"), Some(Fit::Shared));
        assert_eq!(fit("桜", "レオン"), None);
        assert_eq!(fit("桜", "楓"), Some(Fit::None));
    }
}
