//! Which words mean what.

use super::{HairCut, Hour, Mood, Outfit, Place, Shot, Style, Weather};
use crate::engines::draft::color::Color;

/// Words, and what they mean. The first that occurs decides.
pub(super) type Table<T> = [(&'static [&'static str], T)];

pub(super) const SHOTS: &Table<Shot> = &[
    (
        &["close-up", "closeup", "close up", "face focus", "portrait of the face", "extreme close"],
        Shot::Close,
    ),
    (&["portrait", "bust", "upper body", "headshot", "medium close"], Shot::Bust),
    (&["cowboy shot", "medium shot", "from the knees", "thighs up"], Shot::Thighs),
    (&["full body", "full shot", "full-body", "standing full", "head to toe"], Shot::Full),
    (
        &["wide shot", "establishing shot", "very wide", "long shot", "panorama", "from afar", "scenery"],
        Shot::Wide,
    ),
];

pub(super) const HOURS: &Table<Hour> = &[
    (&["sunset", "dusk", "evening", "golden hour", "twilight"], Hour::Dusk),
    (&["night", "midnight", "moonlight", "moonlit", "moon", "starry", "neon"], Hour::Night),
    (&["dawn", "sunrise", "early morning", "morning"], Hour::Dawn),
    (&["day", "noon", "daylight", "blue sky", "sunny"], Hour::Day),
];

pub(super) const PLACES: &Table<Place> = &[
    (&["shrine", "torii", "temple"], Place::Shrine),
    (&["space", "planet", "galaxy", "spaceship", "orbit"], Place::Space),
    (&["castle", "palace", "throne", "fortress", "tower", "ruins"], Place::Castle),
    (&["desert", "dunes", "wasteland", "canyon"], Place::Desert),
    (
        &[
            "beach",
            "sea",
            "ocean",
            "harbor",
            "harbour",
            "coast",
            "lighthouse",
            "lake",
            "pier",
            "ship",
            "shore",
        ],
        Place::Sea,
    ),
    (&["forest", "woods", "jungle", "trees", "grove"], Place::Forest),
    (&["mountain", "mountains", "cliff", "alps", "peak", "valley"], Place::Mountains),
    (
        &[
            "city",
            "street",
            "alley",
            "rooftop",
            "skyscraper",
            "town",
            "station",
            "depot",
            "train",
            "cafe",
            "market",
            "cityscape",
            "downtown",
            "bridge",
        ],
        Place::City,
    ),
    (
        &[
            "room",
            "bedroom",
            "classroom",
            "kitchen",
            "library",
            "indoors",
            "interior",
            "workshop",
            "office",
            "studio",
            "window",
            "hallway",
            "attic",
        ],
        Place::Room,
    ),
    (&["field", "meadow", "hill", "hills", "garden", "grass", "park", "village", "outdoors"], Place::Field),
];

pub(super) const WEATHERS: &Table<Weather> = &[
    (&["rain", "rainy", "storm", "downpour"], Weather::Rain),
    (&["snow", "snowy", "winter", "blizzard"], Weather::Snow),
    (&["cherry blossom", "cherry blossoms", "petals", "sakura", "falling leaves"], Weather::Petals),
    (&["fog", "foggy", "mist", "misty", "haze"], Weather::Fog),
];

pub(super) const STYLES: &Table<Style> = &[
    (&["cyberpunk", "neon lights", "synthwave"], Style::Cyberpunk),
    (&["steampunk", "brass", "victorian", "clockwork"], Style::Steampunk),
    (
        &["manga", "black and white", "monochrome", "lineart", "line art", "greyscale", "grayscale"],
        Style::Manga,
    ),
    (&["ghibli", "studio_ghibli", "whimsical", "watercolor"], Style::Ghibli),
    (&["fantasy", "magical", "ethereal", "magic"], Style::Fantasy),
];

pub(super) const CUTS: &Table<HairCut> = &[
    (&["twintails", "twin tails", "pigtails", "twin braids"], HairCut::Twintails),
    (&["ponytail", "pony tail"], HairCut::Ponytail),
    (&["braid", "braided", "braids"], HairCut::Braid),
    (&["hair bun", "bun", "updo"], HairCut::Bun),
    (&["spiky", "messy hair", "tousled"], HairCut::Spiky),
    (&["bob cut", "bob", "shoulder-length", "medium hair", "chin-length"], HairCut::Bob),
    (&["short hair", "short", "cropped", "pixie"], HairCut::Short),
    (&["long hair", "long", "flowing hair", "very long"], HairCut::Long),
];

pub(super) const OUTFITS: &Table<Outfit> = &[
    (&["armor", "armour", "knight", "breastplate"], Outfit::Armor),
    (&["kimono", "yukata", "hakama", "miko"], Outfit::Kimono),
    (&["cloak", "robe", "cape", "mage", "witch", "wizard"], Outfit::Cloak),
    (&["dress", "gown", "skirt", "maid"], Outfit::Dress),
    (&["uniform", "school uniform", "sailor", "serafuku", "blazer", "suit"], Outfit::Uniform),
    (&["coat", "trench coat", "jacket", "overcoat", "greatcoat"], Outfit::Coat),
    (&["hoodie", "sweater", "jumper", "pullover", "cardigan"], Outfit::Hoodie),
    (&["shirt", "t-shirt", "blouse", "vest"], Outfit::Shirt),
];

pub(super) const MOODS: &Table<Mood> = &[
    (&["laughing", "laugh", "grin", "open mouth", "excited"], Mood::Laugh),
    (&["smile", "smiling", "happy", "cheerful", "gentle"], Mood::Smile),
    (&["crying", "sad", "tears", "melancholy", "lonely", "tired"], Mood::Sad),
    (&["angry", "furious", "glare", "frown", "determined", "serious", "fierce"], Mood::Angry),
    (&["surprised", "shocked", "astonished", "afraid", "scared"], Mood::Surprised),
];

/// Words for people.
pub(super) const PEOPLE: &[&str] = &[
    "girl",
    "1girl",
    "boy",
    "1boy",
    "woman",
    "man",
    "person",
    "people",
    "character",
    "solo",
    "knight",
    "witch",
    "wizard",
    "mage",
    "warrior",
    "maid",
    "student",
    "pilot",
    "keeper",
    "child",
    "lady",
    "hero",
    "heroine",
    "princess",
    "prince",
    "hair",
    "eyes",
    "2girls",
    "2boys",
    "girls",
    "boys",
    "elf",
    "samurai",
    "detective",
    "captain",
    "queen",
    "king",
    "she",
    "he",
    "her",
    "his",
    "portrait",
    "face",
    "angel",
    "fairy",
    "demon",
    "wings",
    "cat ears",
    "fox ears",
    "android",
    "robot girl",
    "idol",
    "singer",
    "priestess",
    "monk",
    "sailor",
    "soldier",
    "nurse",
    "teacher",
    "mother",
    "father",
    "sister",
    "brother",
    "old man",
    "old woman",
    "villager",
    "merchant",
    "pirate",
    "ninja",
    "swordsman",
];

pub(super) const COLORS: [(&str, Color); 36] = [
    ("black", Color::hex(0x2b_2833)),
    ("white", Color::hex(0xf2_eee8)),
    ("silver", Color::hex(0xc9_cdd8)),
    ("grey", Color::hex(0x8f_9199)),
    ("gray", Color::hex(0x8f_9199)),
    ("blonde", Color::hex(0xec_cd77)),
    ("blond", Color::hex(0xec_cd77)),
    ("golden", Color::hex(0xe0_b445)),
    ("gold", Color::hex(0xe0_b445)),
    ("yellow", Color::hex(0xf0_cf4f)),
    ("brown", Color::hex(0x74_4d36)),
    ("chestnut", Color::hex(0x84_5033)),
    ("brunette", Color::hex(0x5b_3d2e)),
    ("auburn", Color::hex(0x9a_4630)),
    ("orange", Color::hex(0xe5_8538)),
    ("ginger", Color::hex(0xd3_7135)),
    ("red", Color::hex(0xc0_3a35)),
    ("crimson", Color::hex(0xa6_2639)),
    ("scarlet", Color::hex(0xcf_3530)),
    ("pink", Color::hex(0xee_9db4)),
    ("purple", Color::hex(0x7b_519d)),
    ("violet", Color::hex(0x83_5cc0)),
    ("lavender", Color::hex(0xb5_a3d9)),
    ("blue", Color::hex(0x41_6fb8)),
    ("azure", Color::hex(0x4a_94d6)),
    ("navy", Color::hex(0x2b_3a66)),
    ("aqua", Color::hex(0x5c_c3cb)),
    ("teal", Color::hex(0x2f_8585)),
    ("turquoise", Color::hex(0x43_b5ad)),
    ("green", Color::hex(0x4b_8c58)),
    ("emerald", Color::hex(0x2f_9663)),
    ("amber", Color::hex(0xdb_9530)),
    ("hazel", Color::hex(0x9a_7440)),
    ("platinum", Color::hex(0xe4_dccb)),
    ("copper", Color::hex(0xb5_6238)),
    ("olive", Color::hex(0x7d_8048)),
];

pub(super) const HAIR_COLORS: [&str; 10] =
    ["black", "brown", "chestnut", "blonde", "silver", "auburn", "navy", "pink", "ginger", "lavender"];
pub(super) const EYE_COLORS: [&str; 7] = ["blue", "green", "brown", "amber", "violet", "teal", "red"];
pub(super) const CLOTH_COLORS: [&str; 9] =
    ["navy", "crimson", "teal", "olive", "brown", "purple", "white", "grey", "blue"];
