//! What a prompt says that can be drawn: how near, where, when, in which weather, and what somebody looks like.
//!
//! Only the words of the compiled prompt and of the bible are read, one by one; nothing is understood.

mod tables;

use crate::Recipe;

use super::{color::Color, dice::Dice};

use tables::{
    CLOTH_COLORS, COLORS, CUTS, EYE_COLORS, HAIR_COLORS, HOURS, MOODS, OUTFITS, PEOPLE, PLACES, SHOTS,
    STYLES, Table, WEATHERS,
};

/// How near the camera is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shot {
    Close,
    Bust,
    Thighs,
    Full,
    Wide,
}

/// The time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hour {
    Dawn,
    Day,
    Dusk,
    Night,
}

/// Where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Field,
    City,
    Forest,
    Mountains,
    Sea,
    Room,
    Castle,
    Desert,
    Space,
    Shrine,
}

/// What falls or hangs in the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weather {
    Clear,
    Rain,
    Snow,
    Petals,
    Fog,
}

/// The look of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Cyberpunk,
    Fantasy,
    Steampunk,
    Ghibli,
    Manga,
}

/// How hair is worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HairCut {
    Short,
    Bob,
    Long,
    Ponytail,
    Twintails,
    Braid,
    Bun,
    Spiky,
}

/// What is worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outfit {
    Shirt,
    Coat,
    Dress,
    Uniform,
    Armor,
    Kimono,
    Cloak,
    Hoodie,
}

/// What a face shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Calm,
    Smile,
    Laugh,
    Sad,
    Angry,
    Surprised,
}

/// Things that somebody has on or with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own")]
pub(super) struct Things {
    pub(super) glasses: bool,
    pub(super) hat: bool,
    pub(super) cat_ears: bool,
    pub(super) horns: bool,
    pub(super) elf_ears: bool,
    pub(super) ribbon: bool,
    pub(super) scarf: bool,
    pub(super) halo: bool,
    pub(super) wings: bool,
    pub(super) sword: bool,
    pub(super) lantern: bool,
    pub(super) book: bool,
    pub(super) umbrella: bool,
    pub(super) scar: bool,
}

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) is_broad: bool,
    pub(super) is_child: bool,
    pub(super) skin: Color,
    pub(super) hair: Color,
    pub(super) cut: HairCut,
    pub(super) eyes: Color,
    pub(super) outfit: Outfit,
    pub(super) cloth: Color,
    pub(super) trim: Color,
    pub(super) mood: Mood,
    pub(super) things: Things,
}

/// A whole picture in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) shot: Shot,
    pub(super) hour: Hour,
    pub(super) place: Place,
    pub(super) weather: Weather,
    pub(super) style: Style,
    pub(super) figures: Vec<Look>,
}

/// Reads a recipe.
pub(super) fn read(recipe: &Recipe) -> Reading {
    let prompt = Words::of(&recipe.prompt);
    let presets: Vec<&str> = recipe.presets.iter().map(|preset| preset.name.as_str()).collect();
    // Presets say the style by their name; a maker's own ones by what they add to the prompt.
    let style =
        Words::of(&presets.join(", ")).first(STYLES).or_else(|| prompt.first(STYLES)).unwrap_or(Style::Plain);
    let place = prompt.first(PLACES);
    let hour = prompt.first(HOURS).unwrap_or(match style {
        Style::Cyberpunk => Hour::Night,
        Style::Steampunk | Style::Fantasy => Hour::Dusk,
        Style::Plain | Style::Ghibli | Style::Manga => Hour::Day,
    });
    let figures = figures(recipe, &prompt);
    let shot = prompt.first(SHOTS).unwrap_or(match figures.len() {
        0 => Shot::Wide,
        1 => Shot::Bust,
        _ => Shot::Thighs,
    });
    Reading {
        shot,
        hour,
        place: place.unwrap_or(match style {
            Style::Cyberpunk | Style::Steampunk => Place::City,
            Style::Fantasy => Place::Castle,
            Style::Plain | Style::Ghibli | Style::Manga => Place::Field,
        }),
        weather: prompt.first(WEATHERS).unwrap_or(Weather::Clear),
        style,
        figures,
    }
}

fn figures(recipe: &Recipe, prompt: &Words) -> Vec<Look> {
    let has_people = recipe.figure.is_some() || PEOPLE.iter().any(|word| prompt.has(word));
    if !has_people || prompt.has("no humans") {
        return Vec::new();
    }
    let is_many = |words: &[&str]| words.iter().any(|word| prompt.has(word));
    let count = match () {
        () if is_many(&["3girls", "3boys", "three", "crowd", "group"]) => 3,
        () if is_many(&["2girls", "2boys", "two", "couple", "girls", "boys"]) => 2,
        () if (prompt.has("1girl") || prompt.has("girl")) && (prompt.has("1boy") || prompt.has("boy")) => 2,
        () => 1,
    };
    (0..count).map(|turn| look(recipe, prompt, turn)).collect()
}

/// What the figure at a turn looks like. What is not said hangs on the character and not on the seed, so that it looks
/// the same in every picture.
fn look(recipe: &Recipe, prompt: &Words, turn: u64) -> Look {
    let figure = recipe.figure.as_ref().filter(|_| turn == 0);
    let of_part = |part: &str| {
        let words = figure.map(|figure| {
            let looks = &figure.appearance;
            let of_part = match part {
                "hair" => &looks.hair,
                "eyes" => &looks.eyes,
                "outfit" => &looks.outfit,
                _ => &looks.build,
            };
            format!("{of_part}, {}", looks.text)
        });
        Words::of(&words.unwrap_or_default())
    };
    let (hair, eyes, outfit, build) = (of_part("hair"), of_part("eyes"), of_part("outfit"), of_part("build"));
    let who = figure.map_or(recipe.prompt.as_str(), |figure| figure.id.as_str());
    let mut dice = Dice::new(&["look", who], turn);
    let mut any = |names: &[&'static str]| named(dice.pick(names)).expect("they are in the list of colors");
    let (any_hair, any_eyes, any_cloth) = (any(&HAIR_COLORS), any(&EYE_COLORS), any(&CLOTH_COLORS));
    // Of several, the prompt speaks of the first one.
    let said = |color: Option<Color>| color.filter(|_| turn == 0);
    let hair_color = hair.color_of(&["hair"]).or_else(|| hair.any_color());
    let eye_color = eyes.color_of(&["eyes"]).or_else(|| eyes.any_color());
    let cloth_words: Vec<&str> = OUTFITS.iter().flat_map(|(words, _)| words.iter().copied()).collect();
    let cloth_color = outfit.color_of(&cloth_words).or_else(|| outfit.any_color());
    let cloth = cloth_color.or_else(|| said(prompt.color_of(&cloth_words))).unwrap_or(any_cloth);
    let is_male = |words: &Words| {
        ["boy", "1boy", "man", "male", "prince", "king", "knight"].iter().any(|w| words.has(w))
    };
    let is_female = prompt.has("1girl") || prompt.has("girl") || prompt.has("woman");
    let mut dice = Dice::new(&["cut", who], turn);
    let is_broad = is_male(&build) || (is_male(prompt) && (!is_female || turn == 1));
    let cuts = if is_broad {
        [HairCut::Short, HairCut::Spiky, HairCut::Short]
    } else {
        [HairCut::Long, HairCut::Bob, HairCut::Ponytail]
    };
    Look {
        is_broad,
        is_child: build.has("child") || build.has("small child") || prompt.has("child"),
        skin: skin(&build, prompt),
        hair: hair_color.or_else(|| said(prompt.color_of(&["hair"]))).unwrap_or(any_hair),
        cut: hair
            .first(CUTS)
            .or_else(|| prompt.first(CUTS).filter(|_| turn == 0))
            .unwrap_or(dice.pick(&cuts)),
        eyes: eye_color.or_else(|| said(prompt.color_of(&["eyes"]))).unwrap_or(any_eyes),
        outfit: outfit.first(OUTFITS).or_else(|| prompt.first(OUTFITS)).unwrap_or(Outfit::Shirt),
        cloth,
        trim: if cloth.light() > 140 { cloth.darker(110) } else { cloth.lighter(190) },
        mood: prompt.first(MOODS).unwrap_or(Mood::Calm),
        things: things(
            &[&hair, &outfit, &build, prompt],
            figure.map(|figure| figure.appearance.marks.as_str()),
        ),
    }
}

fn skin(build: &Words, prompt: &Words) -> Color {
    let said = |word: &str| build.has(word) || prompt.has(word);
    if said("dark skin") || said("dark-skinned") || said("brown skin") {
        Color::hex(0x9a_6a4c)
    } else if said("tan") || said("tanned") {
        Color::hex(0xd9_a67e)
    } else if said("pale") {
        Color::hex(0xfb_ebe2)
    } else {
        Color::hex(0xf6_d9c4)
    }
}

fn things(said: &[&Words], marks: Option<&str>) -> Things {
    let marks = Words::of(marks.unwrap_or_default());
    let has =
        |words: &[&str]| words.iter().any(|word| marks.has(word) || said.iter().any(|said| said.has(word)));
    Things {
        glasses: has(&["glasses", "spectacles", "goggles"]),
        hat: has(&["hat", "cap", "witch", "beret"]),
        cat_ears: has(&["cat ears", "animal ears", "fox ears", "wolf ears", "nekomimi"]),
        horns: has(&["horns", "demon", "oni"]),
        elf_ears: has(&["elf", "pointy ears", "elven"]),
        ribbon: has(&["ribbon", "bow"]),
        scarf: has(&["scarf"]),
        halo: has(&["halo", "angel"]),
        wings: has(&["wings", "angel", "fairy"]),
        sword: has(&["sword", "katana", "blade"]),
        lantern: has(&["lantern", "lamp"]),
        book: has(&["book", "grimoire", "tome"]),
        umbrella: has(&["umbrella", "parasol"]),
        scar: has(&["scar"]),
    }
}

fn named(name: &str) -> Option<Color> {
    COLORS.iter().find(|(known, _)| *known == name).map(|(_, color)| *color)
}

/// A text in words, without the signs of weights and grouping.
struct Words {
    /// With a blank before and after each word, and `|` where something new begins.
    text: String,
    list: Vec<String>,
}

impl Words {
    fn of(text: &str) -> Self {
        let mut clean = String::with_capacity(text.len() + 2);
        for letter in text.chars().flat_map(char::to_lowercase) {
            match letter {
                ',' | '.' | ';' | '\n' => clean.push_str(" | "),
                letter if letter.is_alphanumeric() || matches!(letter, '-' | '_') => clean.push(letter),
                _ => clean.push(' '),
            }
        }
        let list: Vec<String> = clean.split_whitespace().map(str::to_owned).collect();
        Self { text: format!(" {} ", list.join(" ")), list }
    }

    fn has(&self, words: &str) -> bool {
        self.text.contains(&format!(" {words} "))
    }

    fn first<T: Copy>(&self, table: &Table<T>) -> Option<T> {
        table.iter().find(|(words, _)| words.iter().any(|word| self.has(word))).map(|(_, meaning)| *meaning)
    }

    /// The color that stands at most three words before one of these, within one phrase.
    fn color_of(&self, things: &[&str]) -> Option<Color> {
        self.list.iter().enumerate().filter(|(_, word)| things.contains(&word.as_str())).find_map(
            |(at, _)| {
                let before = self.list[..at].iter().rev().take(3).take_while(|word| *word != "|");
                before.map(String::as_str).find_map(named)
            },
        )
    }

    fn any_color(&self) -> Option<Color> {
        self.list.iter().find_map(|word| named(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::example;

    fn reading(prompt: &str) -> Reading {
        let mut recipe = example();
        recipe.prompt = prompt.to_owned();
        recipe.presets.clear();
        read(&recipe)
    }

    #[test]
    fn words_decide_what_is_drawn() {
        let read = reading(
            "1girl, (long silver hair:1.2), green eyes, red coat, harbor at night, rain, full body, smile",
        );
        assert_eq!((read.shot, read.hour, read.place), (Shot::Full, Hour::Night, Place::Sea));
        assert_eq!((read.weather, read.style), (Weather::Rain, Style::Plain));
        let [look] = read.figures.as_slice() else { panic!("one figure") };
        assert_eq!(Some(look.hair), named("silver"));
        assert_eq!(Some(look.eyes), named("green"));
        assert_eq!((look.outfit, Some(look.cloth)), (Outfit::Coat, named("red")));
        assert_eq!((look.cut, look.mood), (HairCut::Long, Mood::Smile));
    }

    #[test]
    fn places_need_nobody() {
        assert!(reading("a harbor at dawn, scenery").figures.is_empty());
        assert_eq!(reading("2girls, city").figures.len(), 2);
        let [first, second] = reading("1girl, 1boy, red hair").figures[..] else { panic!("two figures") };
        assert!(!first.is_broad && second.is_broad);
        assert_eq!(Some(first.hair), named("red"));
    }
}
