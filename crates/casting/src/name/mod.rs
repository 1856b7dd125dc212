//! A name in all its forms, and how well two names agree.

mod agree;
mod form;
mod kana;
mod latin;
mod native;
mod read;
mod words;

pub(crate) use agree::{Agreement, Fit, agree, native_fit};
pub use form::{Form, Token};
pub(crate) use native::Native;

use crate::appearance::is_native;

/// Every form of one name: as listed, alternate ones, nicknames, in Latin letters and natively.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    /// Forms in Latin letters; kana are read into them.
    pub forms: Vec<Form>,
    pub(crate) natives: Vec<Native>,
    /// A remark such as `young` stands behind a listed name.
    pub remark: bool,
}

impl Names {
    /// Reads a name as a source lists it: `Elric, Edward`, `Edward Elric (Fullmetal)`, `Agil/Andrew Mills`.
    pub fn of(listed: &str) -> Self {
        let mut names = Self::default();
        names.add(listed);
        names
    }

    /// Adds a name that is as good as the listed one, in any script.
    pub fn add(&mut self, name: &str) {
        self.read(name, false);
    }

    /// Adds a name in use among friends and fans.
    pub fn add_nickname(&mut self, name: &str) {
        self.read(name, true);
    }

    /// Whether no letter was found in any name.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty() && self.natives.is_empty()
    }

    fn read(&mut self, name: &str, nickname: bool) {
        let read = read::split(name);
        self.remark |= read.remark && !nickname;
        for (place, text) in read.names.iter().enumerate() {
            let aside = nickname || place > 0;
            if is_native(text) {
                self.push_native(text, aside);
            } else {
                self.push_form(Form::of(text, aside));
            }
        }
    }

    fn push_native(&mut self, text: &str, aside: bool) {
        if let Some(reading) = kana::romaji(text) {
            self.push_form(Form::of(&reading, aside).map(|form| Form { heard: true, ..form }));
        }
        if let Some(native) = Native::of(text).filter(|native| !self.natives.contains(native)) {
            self.natives.push(native);
        }
    }

    fn push_form(&mut self, form: Option<Form>) {
        let Some(form) = form else { return };
        match self.forms.iter_mut().find(|known| known.tokens == form.tokens) {
            Some(known) => {
                known.aside &= form.aside;
                known.heard &= form.heard;
            }
            None => self.forms.push(form),
        }
    }
}

/// Whether two names are one but for order, romanization, honorifics and script, with nothing left over.
/// `Kamado, Tanjirou` and `Tanjirō Kamado` are; `Tanjirou` alone is not.
pub fn same_name(a: &Names, b: &Names) -> bool {
    let native = a.natives.iter().any(|one| b.natives.iter().any(|other| one.whole == other.whole));
    native || agree(a, b, &|_| 1.0, &|_| 1.0).is_some_and(|best| best.fit == Fit::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_many_spellings() {
        let same = [
            ("Kamado, Tanjirou", "Tanjirō Kamado"),
            ("Kamado Tanjirō", "Tanjiro KAMADO"),
            ("Jun'ichi Sato", "Satou Junichi"),
            ("Nakamura-Sensei", "Nakamura"),
            ("Mr. Sinzi Tubaki", "Shinji Tsubaki"),
            ("Edward \"Ed\" Moone", "Moone, Edward"),
            ("Hiyori (young)", "Hiyori"),
            ("ベル・クラネ", "Beru Kurane"),
            ("綾野 珪子 / シリカ", "綾野珪子"),
            ("Marron D. Grey", "Grey, Marron"),
        ];
        for (one, other) in same {
            assert!(same_name(&Names::of(one), &Names::of(other)), "{one} and {other}");
            assert!(same_name(&Names::of(other), &Names::of(one)), "{other} and {one}");
        }
        let different = [
            ("Kaito's Mother", "Kaito"),
            ("Student A", "Student B"),
            ("Rin Tosaki", "Rin Hale"),
            ("Asuna", "Asuna Yuuki"),
            ("Yuki", "Yuka"),
            ("水木 直", "水木 奈緒"),
        ];
        for (one, other) in different {
            assert!(!same_name(&Names::of(one), &Names::of(other)), "{one} and {other}");
        }
    }

    #[test]
    fn nothing_is_made_of_signs() {
        for nothing in ["", " ", "???", "()", "/", "・", "\"\""] {
            assert!(Names::of(nothing).is_empty(), "{nothing}");
        }
    }
}
