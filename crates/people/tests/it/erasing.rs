//! Somebody erased, with copies of theirs in every place that has them.

use std::{fs, path::Path};

use people::{
    PersonKey, desk,
    desk::{ErasedPerson, PeopleError},
    layouts::{CsvFile, column},
    ledger,
    ledger::Phase,
    sheet::SkipReason,
};
use store::AssetFilter;
use testkit::people::{Invented, people};

use crate::{
    scene::{Scene, at, reading},
    shelf::{self, Shelf},
};

crate::on_both_engines! {
    nothing_is_left_of_who_was_erased,
    an_erasure_that_was_broken_off_is_ended,
    many_are_erased_in_one_go,
    what_is_left_of_several_is_told_of_each,
    what_a_storage_refuses_stays_on_the_list,
    what_others_hold_says_nothing_of_who_was_erased,
    what_came_too_late_goes_as_well,
    what_cannot_be_proven_to_be_theirs_is_told,
    an_older_file_is_told_and_its_copies_go,
    a_file_with_their_line_is_refused,
    a_stale_reading_brings_nothing_back,
}

fn key(one: &Invented) -> PersonKey {
    one.row_id.to_string().parse().expect("a sound key")
}

/// One whose link and address nobody shares, with a document, and whose line of the old file names no objects.
fn someone(sheet: &[Invented]) -> &Invented {
    let alone = |(at, one): &(usize, &Invented)| {
        at % 5 != 2
            && one.link.as_ref().is_some_and(|link| link.contains("/document/"))
            && sheet.iter().filter(|other| other.link == one.link || other.email == one.email).count() == 1
    };
    sheet.iter().enumerate().find(alone).expect("most share nothing").1
}

/// The old file of these people with more records behind theirs, each made of somebody's by changing cells.
fn csv(scene: &Scene, sheet: &[Invented], more: &[(&Invented, &[(&str, &str)])]) -> std::path::PathBuf {
    let path = scene.csv(sheet);
    let mut file = CsvFile::parse(&fs::read(&path).expect("the file")).expect("a sound file");
    for (of, changes) in more {
        let place = sheet.iter().position(|one| one.row_id == of.row_id).expect("they are in the sheet");
        let mut record = file.records[place].clone();
        for (name, value) in *changes {
            (*value).clone_into(&mut record[column(name).expect("a column")]);
        }
        file.records.push(record);
    }
    fs::write(&path, file.render()).expect("room on the disk");
    path
}

/// Erases and deletes all that can be.
async fn erase(scene: &Scene, shelf: &Shelf, key: &PersonKey, second: i64) -> (ErasedPerson, Vec<String>) {
    let (mut erased, secrets) = desk::erase(&scene.store, key, at(second)).await.expect("erased");
    let places = shelf.places(scene);
    erased.finished(desk::finish(&places, Some(key), at(second)).await.expect("it is done"));
    (erased, secrets)
}

/// What broken downloads left.
fn staged(scene: &Scene, asset: &str) {
    let staging = scene.folder.path().join("people/staging");
    fs::create_dir_all(staging.join(format!(".{asset}.yt"))).expect("a folder");
    for name in [format!("{asset}.mp4"), format!(".{asset}.part"), format!(".{asset}.part.json")] {
        fs::write(staging.join(name), "half").expect("room on the disk");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn nothing_is_left_of_who_was_erased(scene: Scene) {
    let sheet = &people(11)[..60];
    let (someone, shelf) = (someone(sheet), Shelf::open());
    let other = sheet.iter().find(|one| one.row_id != someone.row_id).expect("there are 60");
    let key = key(someone);
    // A copy of their line, a line of theirs without an id, and one of somebody else's.
    let path = csv(
        &scene,
        sheet,
        &[
            (someone, &[("processed", "")]),
            (someone, &[("row_id", ""), ("processed", "no")]),
            (other, &[("row_id", ""), ("processed", "no")]),
        ],
    );
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    desk::extract(&scene.store, at(2)).await.expect("links");
    ledger::set_up(&scene.store, &path, at(3)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(4)).await.expect("a step");
    // A write leaves a copy of what was there before it, and a kill a new file that took nobody's place.
    ledger::update(&scene.store, &self::key(other), &[("drive_status", "failed")], at(5))
        .await
        .expect("a write");
    let broken = path.with_file_name("output.csv.0123456789abcdef.new");
    fs::write(&broken, &someone.email).expect("room on the disk");
    let alone = shelf.keep(&scene, key.as_str(), "mediumalone1", b"a film of theirs").await;
    let coming = shelf.send_only(&scene, key.as_str(), "mediumcoming", b"a film on its way").await;
    let others = shelf::asset(&other.row_id.to_string(), "mediumothers");
    staged(&scene, &coming.id);
    staged(&scene, &others.id);

    // The search finds every copy, so that it proves something when it finds none.
    let told = std::slice::from_ref(&someone.email);
    let found = desk::prove(&scene.store, told, &[scene.folder.path()]).await.expect("a search");
    for place in ["people.email", "people_csv_rows.cells", "output.csv", ".new", ".csv.gz"] {
        assert!(found.iter().any(|found| found.ends_with(place)), "{place}: {found:?}");
    }
    assert!(shelf.says("mediumalone1"));

    let (erased, secrets) = erase(&scene, &shelf, &key, 6).await;
    assert!(erased.is_clean() && erased.searched && erased.resumed == 0, "{erased:?}");
    let rows = |table| erased.rows.iter().find(|(name, _)| *name == table).map(|(_, gone)| *gone);
    assert_eq!((rows("people"), rows("people_csv_rows")), (Some(1), Some(3)));
    assert_eq!(secrets.len(), 2);
    for row in [&alone, &coming] {
        let body: &[u8] = if row.id == alone.id { b"a film of theirs" } else { b"a film on its way" };
        let object = shelf::content(body).key();
        assert!(erased.objects.contains(&object) && !shelf.has(&object), "{object}: {erased:?}");
    }
    assert!(!shelf.says("mediumalone1") && !shelf.says("mediumcoming"));
    assert_eq!(erased.files, 4);
    let left = names(&scene.folder.path().join("people/staging"));
    assert!(left.len() == 4 && left.iter().all(|name| name.contains(&others.id)), "{left:?}");
    let left = desk::prove(&scene.store, &secrets, &[scene.folder.path()]).await.expect("a search");
    assert_eq!(left, Vec::<String>::new());
    assert!(scene.store.erasures(None).await.expect("a list").is_empty());
    let file = CsvFile::parse(&fs::read(&path).expect("the file")).expect("a sound file");
    assert_eq!(file.records.len(), 60, "59 people, and the line that is somebody else's");
    assert!(ledger::verify(&scene.store).await.expect("a comparison").is_equal());
    // The next import does not bring them back, and says so.
    let report =
        desk::import(&scene.store, reading(sheet), "the sheet", false, at(7)).await.expect("a sheet");
    assert!(report.skipped.iter().any(|skipped| skipped.reason == SkipReason::Erased));
    assert!(scene.store.person_row(key.as_str()).await.expect("a look").is_none());
    // Once more is fine; somebody who never was is not.
    let (again, secrets) = erase(&scene, &shelf, &key, 8).await;
    assert!(again.is_clean() && !again.searched && secrets.is_empty(), "{again:?}");
    let nobody = "999".parse().expect("a sound key");
    assert!(matches!(desk::erase(&scene.store, &nobody, at(9)).await, Err(PeopleError::Nobody(_))));
}

async fn an_erasure_that_was_broken_off_is_ended(scene: Scene) {
    let (sheet, shelf) = (&people(12)[..20], Shelf::open());
    let (someone, path) = (someone(sheet), scene.csv(sheet));
    let key = key(someone);
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    ledger::set_up(&scene.store, &path, at(2)).await.expect("it is set up");
    let row = shelf.keep(&scene, key.as_str(), "mediumbroken", b"a film").await;
    staged(&scene, &row.id);
    let object = row.storage_key.expect("it was kept");
    // A kill right after the commit.
    let (erased, _) = desk::erase(&scene.store, &key, at(3)).await.expect("erased");
    assert_eq!(erased.resumed, 0);
    assert!(shelf.has(&object) && shelf.says("mediumbroken"), "nothing was deleted yet");
    assert!(fs::read_to_string(&path).expect("the file").contains(&someone.email));
    let list = scene.store.erasures(Some(key.as_str())).await.expect("a list");
    assert_eq!(list.len(), 4, "{list:?}");
    let listed = format!("{list:?}");
    assert!(!listed.contains(&someone.email) && !listed.contains(&someone.name), "{listed}");
    // Another run says what was left, and ends it.
    let (again, _) = erase(&scene, &shelf, &key, 4).await;
    assert_eq!((again.resumed, again.files), (4, 4));
    assert_eq!(again.objects, [object.as_str()]);
    assert!(again.is_clean() && !again.searched, "{again:?}");
    assert!(!shelf.has(&object) && !shelf.says("mediumbroken"));
    assert!(!fs::read_to_string(&path).expect("the file").contains(&someone.email));
    let (third, _) = erase(&scene, &shelf, &key, 5).await;
    assert_eq!((third.resumed, third.objects.len(), third.files), (0, 0, 0));
}

async fn many_are_erased_in_one_go(scene: Scene) {
    let (mut sheet, shelf) = (people(21)[..30].to_vec(), Shelf::open());
    // Two share a name and an address with each other and with nobody else; a third one stays.
    let (name, email) = ("Alva Twice".to_owned(), "both.of.them@example.org".to_owned());
    for one in &mut sheet[..2] {
        (one.name, one.email) = (name.clone(), email.clone());
    }
    let keys: Vec<PersonKey> = [0, 1, 3].map(|at| key(&sheet[at])).to_vec();
    let stays = key(&sheet[5]);
    // Only one of the two can have written this line.
    let path = csv(&scene, &sheet, &[(&sheet[0], &[("row_id", ""), ("email", "")])]);
    desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    ledger::set_up(&scene.store, &path, at(2)).await.expect("it is set up");
    ledger::step(&scene.store, Phase::Dual, at(2)).await.expect("a step");
    let body = b"a film of two who go".as_slice();
    let first = shelf.keep(&scene, keys[0].as_str(), "mediumgone1", body).await;
    shelf.keep(&scene, keys[1].as_str(), "mediumgone2", body).await;
    let shared = b"a film of one who stays".as_slice();
    let third = shelf.keep(&scene, keys[2].as_str(), "mediumgone3", shared).await;
    shelf.keep(&scene, stays.as_str(), "mediumstays", shared).await;
    staged(&scene, &first.id);
    let nobody: PersonKey = "999".parse().expect("a sound key");
    let refused = desk::erase_all(&scene.store, &[keys[0].clone(), nobody], at(3)).await;
    assert!(matches!(refused, Err(PeopleError::Nobody(_))));
    assert!(
        scene.store.person_row(keys[0].as_str()).await.expect("a look").is_some(),
        "nobody is erased then"
    );

    // A kill right after the commit; another run ends it for all of them.
    let (erased, secrets): (Vec<_>, Vec<_>) =
        desk::erase_all(&scene.store, &keys, at(4)).await.expect("erased").into_iter().unzip();
    assert!(secrets[0].contains(&email) && secrets[1].contains(&email), "they are no others to each other");
    assert!(erased.iter().all(|one| one.unproven.is_empty()), "whoever wrote that line is gone: {erased:?}");
    let (one, three) = (first.storage_key.expect("it was kept"), third.storage_key.expect("it was kept"));
    assert!(erased[0].shared.is_empty() && erased[1].shared.is_empty(), "{erased:?}");
    assert_eq!(erased[2].shared, [three.as_str()]);
    let left = desk::prove_each(&scene.store, &secrets, &[scene.folder.path()]).await.expect("a search");
    assert!(left[0].iter().any(|place| place.ends_with("output.csv")), "{left:?}");

    let places = shelf.places(&scene);
    let again = desk::erase_all(&scene.store, &keys, at(5)).await.expect("erased");
    assert!(again.iter().all(|(one, secrets)| one.resumed > 0 && secrets.is_empty()), "{again:?}");
    let done = desk::finish_all(&places, &keys, at(5)).await.expect("it is done");
    assert_eq!(done.len(), 3);
    assert!(done.iter().all(|one| one.left.is_empty() && one.by_hand.is_empty()), "{done:?}");
    assert_eq!(done.iter().flat_map(|one| &one.objects).collect::<Vec<_>>(), [&one]);
    assert_eq!(done.iter().map(|one| one.files).collect::<Vec<_>>(), [4, 0, 0]);
    assert!(!shelf.has(&one) && shelf.has(&three));
    for medium in ["mediumgone1", "mediumgone2", "mediumgone3"] {
        assert!(!shelf.says(medium), "{medium}");
    }
    assert!(shelf.says("mediumstays"));
    assert!(scene.store.erasures(None).await.expect("a list").is_empty());
    let left = desk::prove_each(&scene.store, &secrets, &[scene.folder.path()]).await.expect("a search");
    assert_eq!(left, vec![Vec::<String>::new(); 3]);
    let file = CsvFile::parse(&fs::read(&path).expect("the file")).expect("a sound file");
    assert_eq!(file.records.len(), 27);
    assert!(ledger::verify(&scene.store).await.expect("a comparison").is_equal());
}

async fn what_is_left_of_several_is_told_of_each(scene: Scene) {
    let mut sheet = people(22)[..30].to_vec();
    let emails = ["first.of.them@example.org", "second.of.them@example.org", "third.of.them@example.org"];
    for (one, email) in sheet.iter_mut().zip(emails) {
        email.clone_into(&mut one.email);
    }
    desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    // A fourth has a text that stands in files alone, and the last one that stands nowhere.
    let mut secrets: Vec<Vec<String>> = emails.iter().map(|email| vec![(*email).to_owned()]).collect();
    secrets.extend([vec!["a.medium.of.the.fourth".to_owned()], vec!["a.medium.of.nobody".to_owned()]]);
    let papers = scene.folder.path().join("papers");
    fs::create_dir_all(papers.join("deep")).expect("a folder");
    fs::write(papers.join("both"), format!("{}, {}", emails[1], secrets[3][0])).expect("room on the disk");
    let all = format!("{}\n{}", emails.join("\n"), secrets[3][0]);
    fs::write(papers.join("deep/all"), all).expect("room on the disk");

    let left = desk::prove_each(&scene.store, &secrets, &[&papers]).await.expect("a search");
    let files = |at: usize| {
        let below = |place: &String| {
            let path = Path::new(place).strip_prefix(&papers).ok()?;
            Some(path.to_string_lossy().replace('\\', "/"))
        };
        let mut files: Vec<String> = left[at].iter().filter_map(below).collect();
        files.sort();
        files
    };
    assert_eq!(files(0), ["deep/all"]);
    assert_eq!(files(1), ["both", "deep/all"]);
    assert_eq!(files(2), ["deep/all"]);
    assert_eq!(files(3), ["both", "deep/all"]);
    for (at, left) in left.iter().enumerate() {
        let rows = left.iter().filter(|place| *place == "people.email").count();
        assert_eq!(rows, usize::from(at < 3), "{at}: {left:?}");
    }
    assert!(left[4].is_empty(), "{left:?}");
    // Each by themselves has the same left.
    for (secrets, left) in secrets.iter().zip(&left) {
        let alone = desk::prove(&scene.store, secrets, &[&papers]).await.expect("a search");
        assert_eq!(&alone, left);
    }
    // So has everybody where they are too many for one statement of the database.
    let many = (0..100).map(|number| vec![format!("nobody.{number}@example.org")]);
    let secrets: Vec<Vec<String>> = secrets.into_iter().chain(many).collect();
    let again = desk::prove_each(&scene.store, &secrets, &[&papers]).await.expect("a search");
    assert_eq!(again[..5], left);
    assert!(again[5..].iter().all(Vec::is_empty), "{again:?}");
}

async fn what_a_storage_refuses_stays_on_the_list(scene: Scene) {
    let (sheet, shelf) = (&people(13)[..20], Shelf::open());
    let key = key(someone(sheet));
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    let row = shelf.keep(&scene, key.as_str(), "mediumrefused", b"a film").await;
    let object = row.storage_key.expect("it was kept");
    let denied = testkit::replay::Answer::xml("<Error><Code>AccessDenied</Code></Error>").with_status(403);
    shelf.bucket.server().fault(denied);
    let (erased, _) = erase(&scene, &shelf, &key, 2).await;
    assert!(!erased.is_clean(), "{erased:?}");
    assert_eq!(erased.pending.len(), 2, "the object and its page: {erased:?}");
    assert!(erased.pending.iter().any(|rest| rest.contains(&object)), "{erased:?}");
    shelf.bucket.server().heal();
    // As the check does it, for everybody.
    let done = desk::finish(&shelf.places(&scene), None, at(3)).await.expect("it is done");
    assert_eq!((done.objects.as_slice(), done.left.len()), ([object.clone()].as_slice(), 0));
    assert!(!shelf.has(&object) && !shelf.says("mediumrefused"));
    assert!(scene.store.erasures(None).await.expect("a list").is_empty());
}

async fn what_others_hold_says_nothing_of_who_was_erased(scene: Scene) {
    let (sheet, shelf) = (&people(14)[..20], Shelf::open());
    let (first, body) = (key(&sheet[0]), b"a film of both".as_slice());
    let second = key(&sheet[1]);
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    let row = shelf.keep(&scene, first.as_str(), "mediumfirst", body).await;
    let object = row.storage_key.expect("it was kept");
    // The second one is about to take the same content up when the first one is erased.
    let coming = shelf.send_only(&scene, second.as_str(), "mediumsecond", body).await;
    let (erased, _) = erase(&scene, &shelf, &first, 2).await;
    assert_eq!(erased.shared, [object.as_str()]);
    assert!(shelf.has(&object), "it is not taken from under the other one");
    assert_eq!(erased.pending.len(), 1, "nobody else can be named beside it yet: {erased:?}");
    let kept = shelf.keep(&scene, second.as_str(), "mediumsecondagain", body).await;
    let done = desk::finish(&shelf.places(&scene), None, at(3)).await.expect("it is done");
    assert!(done.left.is_empty() && done.objects.is_empty(), "{done:?}");
    assert!(!shelf.says("mediumfirst"), "no page and no header tells of the first one");
    let told = shelf.objects.metadata(&object).await.expect("it is there");
    assert!(told.contains(&("emaki-row".to_owned(), second.to_string())), "{told:?}");
    let read = shelf.objects.read(&object).await.expect("an answer").expect("it is there");
    assert_eq!(read, body);
    // With the second one it goes.
    let (erased, _) = erase(&scene, &shelf, &second, 4).await;
    assert_eq!(erased.objects, [object.as_str()]);
    assert!(!shelf.has(&object) && !shelf.says("mediumsecond"), "{} {}", kept.id, coming.id);
}

async fn what_came_too_late_goes_as_well(scene: Scene) {
    let (sheet, shelf) = (&people(20)[..20], Shelf::open());
    let (first, second, body) = (key(&sheet[0]), key(&sheet[1]), b"a film of both".as_slice());
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    let row = shelf.keep(&scene, first.as_str(), "mediumfirst", body).await;
    shelf.keep(&scene, second.as_str(), "mediumsecond", body).await;
    let object = row.storage_key.clone().expect("it was kept");
    // A kill before anything of the first one is deleted; with the second one the object goes.
    desk::erase(&scene.store, &first, at(2)).await.expect("erased");
    let (erased, _) = erase(&scene, &shelf, &second, 3).await;
    assert_eq!(erased.objects, [object.as_str()]);
    assert!(!shelf.has(&object));
    // Its last byte comes after that, from whoever was sending it then.
    shelf.send(&scene, &row, body).await;
    assert!(shelf.has(&object));
    let done = desk::finish(&shelf.places(&scene), None, at(4)).await.expect("it is done");
    assert_eq!((done.objects.as_slice(), done.left.len()), ([object.clone()].as_slice(), 0), "{done:?}");
    assert!(!shelf.has(&object) && !shelf.says("mediumfirst"));
    assert!(scene.store.erasures(None).await.expect("a list").is_empty());
}

async fn what_cannot_be_proven_to_be_theirs_is_told(scene: Scene) {
    let (mut sheet, shelf) = (people(15)[..20].to_vec(), Shelf::open());
    let name = sheet[0].name.clone();
    sheet[1].name = name;
    let key = key(&sheet[0]);
    // Either of the two may have written it.
    let path = csv(&scene, &sheet, &[(&sheet[0], &[("row_id", ""), ("email", "")])]);
    desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    ledger::set_up(&scene.store, &path, at(2)).await.expect("it is set up");
    let (erased, _) = erase(&scene, &shelf, &key, 3).await;
    assert_eq!(erased.unproven.len(), 1, "{erased:?}");
    assert!(erased.unproven[0].starts_with("line 21 "), "{erased:?}");
    assert!(!erased.is_clean());
    let rows = scene.store.csv_rows().await.expect("rows");
    assert_eq!(rows.len(), 20, "their own line went, that one stays");
}

async fn an_older_file_is_told_and_its_copies_go(scene: Scene) {
    let (sheet, shelf) = (&people(16)[..20], Shelf::open());
    let key = key(someone(sheet));
    let older = scene.csv(sheet);
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    ledger::set_up(&scene.store, &older, at(2)).await.expect("it is set up");
    let newer = scene.folder.path().join("newer.csv");
    fs::copy(&older, &newer).expect("room on the disk");
    ledger::set_up(&scene.store, &newer, at(3)).await.expect("it is set up");
    let (erased, secrets) = erase(&scene, &shelf, &key, 4).await;
    assert_eq!(erased.unproven.len(), 1, "{erased:?}");
    assert!(erased.unproven[0].contains("output.csv"), "{erased:?}");
    assert!(!scene.folder.path().join("output.csv.backups").exists());
    let left = desk::prove(&scene.store, &secrets, &[scene.folder.path()]).await.expect("a search");
    assert_eq!(left, [older.display().to_string()], "the file itself is its owner's to change");
}

async fn a_file_with_their_line_is_refused(scene: Scene) {
    let (sheet, shelf) = (&people(17)[..20], Shelf::open());
    let someone = someone(sheet);
    let key = key(someone);
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    erase(&scene, &shelf, &key, 2).await;
    let path = csv(&scene, sheet, &[(someone, &[("processed", "")])]);
    let line = sheet.iter().position(|one| one.row_id == someone.row_id).expect("they are there") + 1;
    let refused = ledger::set_up(&scene.store, &path, at(3)).await;
    let Err(PeopleError::Erased { lines, .. }) = &refused else { panic!("{refused:?}") };
    assert_eq!(*lines, [line, 21], "their line and the copy of it");
    assert!(scene.store.csv_rows().await.expect("rows").is_empty());
    assert!(!scene.folder.path().join("output.csv.backups").exists(), "no copy is made of it");
    let others: Vec<Invented> = sheet.iter().filter(|one| one.row_id != someone.row_id).cloned().collect();
    let path = scene.csv(&others);
    let set_up = ledger::set_up(&scene.store, &path, at(4)).await.expect("it is set up");
    assert_eq!((set_up.new_people, set_up.survey.people), (0, 19));
    let theirs = AssetFilter { person: Some(key.to_string()), with_gone: true, ..AssetFilter::default() };
    assert!(scene.store.assets(&theirs, 9).await.expect("a list").is_empty());
}

async fn a_stale_reading_brings_nothing_back(scene: Scene) {
    let (sheet, shelf) = (&people(18)[..20], Shelf::open());
    let key = key(sheet.iter().find(|one| one.link.is_some()).expect("most have a link"));
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    let stale = scene.store.person_row(key.as_str()).await.expect("a look").expect("they are there");
    erase(&scene, &shelf, &key, 2).await;
    // Another process read the row before.
    let mut report = desk::ExtractReport::default();
    desk::extract_person(&scene.store, &stale, at(3), &mut report).await.expect("nothing is to be done");
    assert_eq!((report.people, report.new_assets, report.new_documents), (0, 0, 0));
    assert!(scene.store.person_links(key.as_str()).await.expect("links").is_empty());
    assert!(scene.store.person_documents(key.as_str()).await.expect("documents").is_empty());
}
