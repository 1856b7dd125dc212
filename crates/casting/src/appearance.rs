//! One row of a cast or of a staff list, read for comparison.

use std::collections::BTreeSet;

use model::{
    Casting, CharacterRole, Credit, ExternalId, Figure, FuzzyDate, Gender, Record, Script, SourceId,
    VoiceActor,
};

use crate::name::Names;

/// A character in one source's cast, or a person in its staff.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// Who said it.
    pub source: SourceId,
    /// The id at the source, if it gives one.
    pub subject: Option<ExternalId>,
    /// Every form of the name.
    pub names: Names,
    /// How large the part is; unknown for persons.
    pub role: CharacterRole,
    /// Stated gender.
    pub gender: Gender,
    /// Who speaks the part.
    pub voices: Vec<Voice>,
    /// What a person did, by the beginnings of words: `direct` for `Director` and for `Episode Direction`.
    pub did: BTreeSet<String>,
    /// Date of birth, for persons, as far as it is known.
    pub birth: Option<FuzzyDate>,
}

/// A voice, read for comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// The person's id at the source, if it gives one.
    pub subject: Option<ExternalId>,
    /// Every form of the name.
    pub names: Names,
    /// The language spoken; Japanese where no source said.
    pub language: String,
}

/// All rows of one source about one work.
#[derive(Debug, Clone, PartialEq)]
pub struct Cast {
    /// The source.
    pub source: SourceId,
    /// Its rows, in its own order.
    pub appearances: Vec<Appearance>,
}

impl Cast {
    /// The characters that a source lists.
    pub fn of(source: &SourceId, castings: &[Casting]) -> Self {
        let appearances = castings.iter().map(|casting| Appearance::of(casting, source)).collect();
        Self { source: source.clone(), appearances }
    }

    /// The people that a source lists.
    pub fn of_staff(source: &SourceId, credits: &[Credit]) -> Self {
        let appearances = credits.iter().map(|credit| Appearance::of_credit(credit, source)).collect();
        Self { source: source.clone(), appearances }
    }

    /// The same cast with what the source's own pages about its characters or people add. Pages about
    /// nobody in the cast are passed over.
    #[must_use]
    pub fn with_records<'r>(mut self, records: impl IntoIterator<Item = &'r Record>) -> Self {
        for record in records {
            let about = Some(&record.external_id);
            for appearance in self.appearances.iter_mut().filter(|known| known.subject.as_ref() == about) {
                appearance.learn(record);
            }
        }
        self
    }
}

impl Appearance {
    /// A character as a source casts it.
    pub fn of(casting: &Casting, source: &SourceId) -> Self {
        let mut appearance = Self {
            subject: casting.external_id.clone(),
            role: casting.role.clone(),
            voices: casting.voice_actors.iter().map(Voice::of).collect(),
            ..Self::named(source, &casting.name, casting.name_native.as_deref())
        };
        if let Some(figure) = &casting.figure {
            appearance.learn_figure(figure);
        }
        appearance
    }

    /// A person as a source credits them.
    pub fn of_credit(credit: &Credit, source: &SourceId) -> Self {
        Self {
            subject: credit.external_id.clone(),
            did: credit.roles.iter().flat_map(|role| duties(role)).collect(),
            ..Self::named(source, &credit.name, None)
        }
    }

    /// A character or person of whom nothing but the name is known.
    pub fn named(source: &SourceId, name: &str, native: Option<&str>) -> Self {
        let mut names = Names::of(name);
        if let Some(native) = native {
            names.add(native);
        }
        Self {
            source: source.clone(),
            subject: None,
            names,
            role: CharacterRole::Unknown,
            gender: Gender::Unknown,
            voices: Vec::new(),
            did: BTreeSet::new(),
            birth: None,
        }
    }

    /// The same appearance with one more name: a nickname, a spelling, the name in another script.
    #[must_use]
    pub fn also(mut self, name: &str) -> Self {
        self.names.add(name);
        self
    }

    /// Adds what the source's own page about the character or person says.
    pub fn learn(&mut self, record: &Record) {
        let titles = record.titles.iter().map(|title| title.text.as_str());
        for name in record.title.as_deref().into_iter().chain(titles) {
            self.names.add(name);
        }
        for nickname in &record.synonyms {
            self.names.add_nickname(nickname);
        }
        if self.gender == Gender::Unknown {
            self.gender = record.gender.as_deref().map(Gender::parse).unwrap_or_default();
        }
        if let Some(figure) = &record.figure {
            self.learn_figure(figure);
        }
        self.birth = self.birth.or_else(|| record.person.as_ref()?.born);
    }

    fn learn_figure(&mut self, figure: &Figure) {
        for name in &figure.variations {
            self.names.add(name);
        }
        for nickname in &figure.nicknames {
            self.names.add_nickname(nickname);
        }
        if self.gender == Gender::Unknown {
            self.gender = figure.gender.as_deref().map(Gender::parse).unwrap_or_default();
        }
    }
}

impl Voice {
    fn of(actor: &VoiceActor) -> Self {
        let language = actor.language.as_deref().unwrap_or("ja");
        Self {
            subject: actor.external_id.clone(),
            names: Names::of(&actor.name),
            language: language.to_owned(),
        }
    }
}

/// The beginnings of a role's words, but for those that say little; what stands in brackets is left out
/// (`Key Animation (eps 1, 4)`).
fn duties(role: &str) -> impl Iterator<Item = String> {
    let plain = role.split(['(', '[', ':']).next().unwrap_or(role);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    let telling =
        words.map(str::to_lowercase).filter(|word| !matches!(word.as_str(), "episode" | "assistant"));
    telling.map(|word| word.chars().take(STEM).collect())
}

/// How many letters of a role's word are compared: enough for `director` and `direction` to meet, and
/// for `animation` and `animator`.
const STEM: usize = 5;

/// Whether a name is written in a script of East Asia.
pub(crate) fn is_native(name: &str) -> bool {
    matches!(Script::of(name), Script::Kana | Script::Han | Script::Hangul)
}
