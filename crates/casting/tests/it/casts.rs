//! Whole casts, as five sources write them.

use casting::{Cast, Signal, match_casts, match_casts_seeing};
use model::{CharacterRole, ExternalId, Record, RecordKind, SourceId};

use crate::scene::{cast, staff, told};

#[test]
fn five_sources_write_five_names_for_one() {
    let matched = match_casts(&[
        cast("mal", "Mizuki, Naotarou | | MAIN | Saeki, Toru\nHale, Rin | | MAIN"),
        cast("anilist", "Rin Hale | リン・ヘイル | MAIN\nNaotarou Mizuki | 水木直太郎 | MAIN"),
        cast("anidb", "Mizuki Naotarou | | MAIN | Saeki Tooru\nRin Hale\nA Passer-by | | BACKGROUND"),
        cast("kitsu", "Naotarō Mizuki | 水木 直太郎"),
        cast("anime_planet", "Naotaro MIZUKI | | | Toru SAEKI\nRin HALE"),
    ]);
    assert_eq!(
        told(&matched),
        [
            "anidb 0, anilist 1, anime_planet 0, kitsu 0, mal 0",
            "anidb 1, anilist 0, anime_planet 1, mal 1",
            "anidb 2"
        ]
    );
    assert_eq!(matched[0].found_in.len(), 5);
    assert!(matched[0].probability > 0.99, "{:?}", matched[0]);
    assert!(matched[2].weights.is_empty(), "nobody else has the passer-by, who is kept");
}

#[test]
fn two_of_one_name_are_kept_apart_by_what_else_is_known() {
    let by_role = match_casts(&[
        cast("mal", "Nao | | MAIN\nNao | | BACKGROUND"),
        cast("anilist", "Nao | | BACKGROUND\nNao | | MAIN"),
    ]);
    assert_eq!(told(&by_role), ["anilist 0, mal 1", "anilist 1, mal 0"]);
    let by_voice = match_casts(&[
        cast("mal", "Nao | | | Saeki, Toru\nNao | | | Moone, Ann"),
        cast("anidb", "Nao | | | Moone Ann\nNao | | | Saeki Tooru"),
    ]);
    assert_eq!(told(&by_voice), ["anidb 0, mal 1", "anidb 1, mal 0"]);
    let by_native =
        match_casts(&[cast("kitsu", "Nao | 奈緒\nNao | 直"), cast("anilist", "Nao | 直\nNao | 奈緒")]);
    assert_eq!(told(&by_native), ["anilist 0, kitsu 1", "anilist 1, kitsu 0"]);
    // With nothing to tell them apart nobody is joined, and nobody is lost.
    let by_nothing = match_casts(&[cast("mal", "Nao\nNao"), cast("anidb", "Nao\nNao")]);
    assert_eq!(by_nothing.len(), 4);
}

#[test]
fn one_figure_is_given_away_once() {
    // Both rows of MAL look like the one of AniList; the better one has it.
    let matched = match_casts(&[cast("mal", "Hale\nHale, Rin"), cast("anilist", "Rin Hale")]);
    assert_eq!(told(&matched), ["anilist 0, mal 1", "mal 0"]);
    let kin = match_casts(&[cast("mal", "Rin's Mother\nRin"), cast("anilist", "Rin\nRin's mother")]);
    assert_eq!(told(&kin), ["anilist 0, mal 1", "anilist 1, mal 0"]);
}

#[test]
fn a_familys_name_is_no_proof() {
    let family = "Aoi Shinomori\nBen Shinomori\nChie Shinomori\nDaigo Shinomori";
    let matched = match_casts(&[cast("mal", family), cast("ann", "Emi Shinomori\nAoi Shinomori")]);
    assert_eq!(told(&matched), ["ann 0", "ann 1, mal 0", "mal 1", "mal 2", "mal 3"]);
}

#[test]
fn ids_that_sources_share_decide() {
    let id = |number: u32| format!("mal_character:{number}").parse::<ExternalId>().ok();
    let with_ids = |source, lines, ids: [u32; 2]| {
        let mut cast = cast(source, lines);
        for (appearance, number) in cast.appearances.iter_mut().zip(ids) {
            appearance.subject = id(number);
        }
        cast
    };
    let matched = match_casts(&[
        with_ids("jikan", "Renamed Since\nNao", [1, 2]),
        with_ids("mal", "Nao\nOld Name", [3, 1]),
    ]);
    assert_eq!(told(&matched), ["jikan 0, mal 1", "jikan 1", "mal 0"]);
    let twice = match_casts(&[with_ids("mal", "Nao\nNao the Elder", [1, 1]), cast("anidb", "Nao")]);
    assert_eq!(told(&twice), ["anidb 0, mal 0, mal 1"], "two rows of one id are one figure");
}

#[test]
fn a_page_of_its_own_adds_names() {
    let mut mal = cast("mal", "Takatsukasa Keiji");
    mal.appearances[0].subject = "mal_character:9".parse().ok();
    let anilist = cast("anilist", "Falcon");
    assert_eq!(match_casts(&[mal.clone(), anilist.clone()]).len(), 2);
    let id = "mal_character:9".parse().expect("an id");
    let mut page = Record::new(SourceId::known("mal"), RecordKind::Character, id);
    page.synonyms = vec!["Falcon".into()];
    let known: Cast = mal.with_records([&page]);
    assert_eq!(told(&match_casts(&[known, anilist])), ["anilist 0, mal 0"]);
}

#[test]
fn pictures_speak_where_there_are_any() {
    let casts = [cast("mal", "The Stranger\nThe Rider"), cast("anidb", "Strangers\nRidder")];
    let without = match_casts(&casts);
    let seeing = match_casts_seeing(&casts, &|_, _| Some(0.5));
    assert_eq!(told(&without), told(&seeing), "a picture that says nothing changes nothing");
    let alike = match_casts_seeing(&casts, &|a, b| {
        let stranger = |name: &casting::Names| {
            name.forms.iter().any(|f| f.tokens.iter().any(|t| t.key.starts_with("stran")))
        };
        Some(if stranger(&a.names) == stranger(&b.names) { 0.98 } else { 0.02 })
    });
    let seen = alike.iter().flat_map(|cluster| &cluster.weights).any(|w| w.signal == Signal::Picture);
    assert!(seen && alike.len() == 2, "{alike:?}");
}

#[test]
fn people_are_matched_by_name_and_by_what_they_did() {
    let matched = match_casts(&[
        staff("mal", "Saeki, Toru | Director; Storyboard\nMoone, Ann | Key Animation"),
        staff("anidb", "Moone Ann | Key Animation (eps 1, 4)\nSaeki Tooru | Direction"),
        staff("anilist", "Tooru Saeki | Director\nBen Hale | Producer"),
    ]);
    assert_eq!(told(&matched), ["anidb 0, mal 1", "anidb 1, anilist 0, mal 0", "anilist 1"]);
}

#[test]
fn a_birthday_keeps_two_people_of_one_name_apart() {
    let mut mal = staff("mal", "Satou Ken | Music\nSatou Ken | Music");
    let mut anilist = staff("anilist", "Ken Satou | Music");
    let born = |year| model::FuzzyDate::new(year, Some(4), Some(2)).ok();
    mal.appearances[0].birth = born(1950);
    mal.appearances[1].birth = born(1988);
    anilist.appearances[0].birth = born(1988);
    assert_eq!(told(&match_casts(&[mal, anilist])), ["anilist 0, mal 1", "mal 0"]);
}

#[test]
fn nothing_is_found_in_nothing() {
    assert!(match_casts(&[]).is_empty());
    assert!(match_casts(&[cast("mal", "")]).is_empty());
    let signs = match_casts(&[cast("mal", "???"), cast("anidb", "???")]);
    assert_eq!(signs.len(), 2, "signs are no name");
    assert_eq!(CharacterRole::parse(""), CharacterRole::Unknown);
}
