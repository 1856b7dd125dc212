//! The fields of a bible's form: as one version has them, as somebody typed them, and as another version has them.

use std::collections::BTreeMap;

use app::Bible;

use super::fields::Fields;

/// A field of the form.
pub struct Text {
    /// Its name in the form.
    pub field: &'static str,
    /// The last word of the name.
    pub id: &'static str,
    /// How it is called.
    pub label: &'static str,
    /// What stands in it.
    pub words: String,
    /// What another version says there, where it says something else.
    pub theirs: Option<String>,
    /// How many characters it takes.
    pub most: u32,
    /// How many lines it shows; 0 for a single one.
    pub rows: u32,
    /// An example of a line.
    pub example: &'static str,
}

/// Name, label, characters, lines, example.
type Row = (&'static str, &'static str, u32, u32, &'static str);

/// In the order of the form.
const ROWS: [Row; 12] = [
    ("name", "Name", 100, 0, ""),
    ("description", "In a sentence", 500, 0, ""),
    ("appearance.text", "In free words", 500, 0, ""),
    ("appearance.hair", "Hair", 500, 0, ""),
    ("appearance.eyes", "Eyes", 500, 0, ""),
    ("appearance.build", "Build", 500, 0, ""),
    ("appearance.outfit", "Outfit", 500, 0, ""),
    ("appearance.marks", "Marks", 500, 0, ""),
    ("personality", "Personality", 500, 2, ""),
    ("backstory", "Backstory", 1000, 3, ""),
    ("attributes", "Attributes, one a line", 20_000, 3, "age: 17"),
    ("wardrobe", "Wardrobe, one a line", 20_000, 3, "winter: red coat"),
];

impl Text {
    /// The fields of a version.
    pub fn of(bible: &Bible) -> Vec<Self> {
        let fields = ROWS.iter().map(|&(field, label, most, rows, example)| Self {
            id: field.rsplit('.').next().unwrap_or(field),
            words: words(bible, field),
            theirs: None,
            field,
            label,
            most,
            rows,
            example,
        });
        fields.collect()
    }

    /// What somebody typed in place of what a version has.
    pub fn typed(texts: &mut [Self], typed: &Fields) {
        for text in texts.iter_mut().filter(|text| typed.has(text.field)) {
            typed.one(text.field).unwrap_or_default().clone_into(&mut text.words);
        }
    }

    /// Notes where another version says something else.
    pub fn beside(texts: &mut [Self], other: &Bible) {
        for text in texts {
            let theirs = words(other, text.field);
            // A browser ends lines in its own way.
            text.theirs = Some(theirs).filter(|theirs| *theirs != text.words.replace("\r\n", "\n"));
        }
    }

    /// Whether it takes more than a line.
    pub fn is_wide(&self) -> bool {
        self.rows > 0 && self.example.is_empty()
    }
}

fn words(bible: &Bible, field: &str) -> String {
    let looks = &bible.appearance;
    let text = match field {
        "name" => &bible.name,
        "description" => &bible.description,
        "appearance.text" => &looks.text,
        "appearance.hair" => &looks.hair,
        "appearance.eyes" => &looks.eyes,
        "appearance.build" => &looks.build,
        "appearance.outfit" => &looks.outfit,
        "appearance.marks" => &looks.marks,
        "personality" => &bible.personality,
        "backstory" => &bible.backstory,
        "attributes" => return lines(&bible.attributes),
        _ => return lines(&bible.wardrobe),
    };
    text.clone()
}

fn lines(texts: &BTreeMap<String, String>) -> String {
    texts.iter().map(|(key, words)| format!("{key}: {words}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stands_beside_what_others_say() {
        let mut bible = Bible { name: "Mirei".to_owned(), ..Bible::default() };
        bible.wardrobe.insert("winter".to_owned(), "red coat".to_owned());
        let mut texts = Text::of(&bible);
        let typed = Fields::of(b"name=Mirei&appearance.hair=silver&wardrobe=winter%3A+red+coat%0D%0Aodd");
        Text::typed(&mut texts, &typed);
        Text::beside(&mut texts, &bible);
        let told = |field: &str| {
            let text = texts.iter().find(|text| text.field == field).expect("it is of the form");
            (text.words.as_str(), text.theirs.as_deref())
        };
        assert_eq!(told("name"), ("Mirei", None));
        assert_eq!(told("appearance.hair"), ("silver", Some("")));
        assert_eq!(told("wardrobe"), ("winter: red coat\r\nodd", Some("winter: red coat")));
    }
}
