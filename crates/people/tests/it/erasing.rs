//! Somebody erased.

use people::{desk, desk::PeopleError, ledger, ledger::Phase, sheet::SkipReason};
use testkit::people::people;

use crate::scene::{Scene, at, reading};

crate::on_both_engines! { nothing_is_left_of_who_was_erased }

async fn nothing_is_left_of_who_was_erased(scene: Scene) {
    let sheet = &people(11)[..60];
    let path = scene.csv(sheet);
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    desk::extract(&scene.store, at(2)).await.expect("links");
    ledger::set_up(&scene.store, &path, at(3)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(4)).await.expect("a step");
    // One whose link and address nobody shares.
    let count = |of: &dyn Fn(&testkit::people::Invented) -> Option<String>, wanted: &Option<String>| {
        sheet.iter().filter(|one| of(one) == *wanted).count()
    };
    let someone = sheet.iter().find(|one| {
        one.link.as_ref().is_some_and(|link| link.contains("/document/"))
            && count(&|one| one.link.clone(), &one.link) == 1
            && count(&|one| Some(one.email.clone()), &Some(one.email.clone())) == 1
    });
    let someone = someone.expect("most share nothing");
    let key = someone.row_id.to_string().parse().expect("a sound key");
    let files = scene.folder.path().join("people");
    let (erased, secrets) = desk::erase(&scene.store, &key, &files, at(5)).await.expect("erased");
    assert_eq!(erased.rows.iter().find(|(table, _)| *table == "people"), Some(&("people", 1)));
    assert_eq!(secrets.len(), 2);
    ledger::forget(&scene.store, at(6)).await.expect("the file is written anew");
    scene.store.rewrite_people().await.expect("the tables are written anew");
    let left = desk::prove(&scene.store, &secrets, &[scene.folder.path()]).await.expect("a search");
    assert_eq!(left, Vec::<String>::new());
    assert!(ledger::verify(&scene.store).await.expect("a comparison").is_equal());
    // The next import does not bring them back, and says so.
    let report =
        desk::import(&scene.store, reading(sheet), "the sheet", false, at(7)).await.expect("a sheet");
    assert!(report.skipped.iter().any(|skipped| skipped.reason == SkipReason::Erased));
    assert!(scene.store.person_row(key.as_str()).await.expect("a look").is_none());
    // Once more is fine; somebody who never was is not.
    desk::erase(&scene.store, &key, &files, at(8)).await.expect("nothing is left to erase");
    let nobody = "999".parse().expect("a sound key");
    assert!(matches!(desk::erase(&scene.store, &nobody, &files, at(9)).await, Err(PeopleError::Nobody(_))));
}
