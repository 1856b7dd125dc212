//! Names taken apart, as cases.

use std::fmt::Write;

use super::*;

fn read(text: &str) -> String {
    let name = Name::of(text).expect("a name with letters");
    let mut out = name.stem;
    let marks = name.marks;
    if let Some(season) = marks.season {
        write!(out, " s{season}").expect("a string takes it");
    }
    if let Some(part) = marks.part {
        write!(out, " p{part}").expect("a string takes it");
    }
    for (set, word) in [(marks.last, "last"), (marks.sequel, "sequel")] {
        if set {
            write!(out, " {word}").expect("a string takes it");
        }
    }
    for (kind, word) in [
        (Kinds::FILM, "film"),
        (Kinds::DISC, "disc"),
        (Kinds::SPECIAL, "special"),
        (Kinds::RECAP, "recap"),
        (Kinds::SERIES, "tv"),
    ] {
        if marks.kinds.meets(kind) {
            write!(out, " {word}").expect("a string takes it");
        }
    }
    if let Some(year) = marks.year {
        write!(out, " {year}").expect("a string takes it");
    }
    out
}

#[test]
fn marks_are_taken_out() {
    let cases = [
        ("Moonlit Depot", "monlitdepot"),
        ("Moonlit Depot 2nd Season", "monlitdepot s2"),
        ("Moonlit Depot: The Second Season", "monlitdepot s2"),
        ("Moonlit Depot Season 2 Part 2", "monlitdepot s2 p2"),
        ("Moonlit Depot II", "monlitdepot s2"),
        ("Moonlit Depot 2: Rails of Glass", "monlitdepotrailsofglas s2"),
        ("Moonlit Depot: Staffel 3 Teil 2", "monlitdepot s3 p2"),
        ("Moonlit Depot Saison 2", "monlitdepot s2"),
        ("Moonlit Depot Dai 2 Ki", "monlitdepot s2"),
        ("Moonlit Depot Dai-ni-ki", "monlitdepot s2"),
        ("Moonlit Depot S3", "monlitdepot s3"),
        ("Moonlit Depot 2nd Seaosn", "monlitdepot s2"),
        ("Moonlit Depot Gekijoubn", "monlitdepot film"),
        ("Moonlit Depot The Final Season", "monlitdepot last"),
        ("Moonlit Depot Final", "monlitdepot last"),
        ("Moonlit Depot Season 2, Cour 2", "monlitdepot s2 p2"),
        ("Moonlit Depot (2019)", "monlitdepot 2019"),
        ("Moonlit Depot (TV)", "monlitdepot tv"),
        ("Moonlit Depot OVA 2", "monlitdepot s2 disc"),
        ("Gekijouban Moonlit Depot: Rails of Glass", "monlitdepotrailsofglas film"),
        ("Moonlit Depot the Movie: Rails of Glass", "monlitdepotrailsofglas film"),
        ("Moonlit Depot - Der Film", "monlitdepot film"),
        ("Moonlit Depot Movie 2", "monlitdepot s2 film"),
        ("Moonlit Depot Specials", "monlitdepot special"),
        ("Moonlit Depot Soushuuhen", "monlitdepot recap"),
        ("月光車庫 第2期", "月光車庫 s2"),
        ("月光車庫第二季", "月光車庫 s2"),
        ("月光車庫 第2期 第2クール", "月光車庫 s2 p2"),
        ("劇場版 月光車庫", "月光車庫 film"),
        ("月光車庫 総集編", "月光車庫 recap"),
        ("달빛 차고 2기", "달빛차고 s2"),
        ("달빛 차고 시즌 2", "달빛차고 s2"),
    ];
    for (name, read_as) in cases {
        let expected = read_as.replace("glas", "glass");
        let plain = read(name);
        assert!(plain == read_as || plain == expected, "{name}: {plain}");
    }
}

#[test]
fn names_that_look_like_marks_stay() {
    for (name, read_as) in [
        ("Part 7", "part s7"),
        ("86", "86"),
        ("Special A", "speciala"),
        ("Second Wind", "secondwind"),
        ("Route 100", "rote100"),
        ("2020", "2020"),
        ("Movie", "movie"),
    ] {
        assert_eq!(read(name).split_whitespace().next(), read_as.split_whitespace().next(), "{name}");
    }
}
