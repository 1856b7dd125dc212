//! Pictures by what they mean, and one score out of words, picture and what is known of a work.

#[path = "../../../../pictures/examples/measure/scenes.rs"]
mod scenes;

use std::time::Duration;

use app::{
    Adult, Blend, BlendWeights, BlendedSearch, ErrorCode, PictureFetch, PictureInput, testing::TestApp,
};
use model::{Image, ImageKind};
use pictures::thumbnail;
use scenes::scene;
use testkit::replay::{Answer, Replay};

use super::fixture;

/// Six works with posters that are fetched, and CLIP where it is wanted.
async fn gallery(clip: bool) -> (Replay, TestApp) {
    let replay = Replay::start().await;
    let test = TestApp::with(|config| {
        config.allow_private = true;
        config.pictures.requests_per_second = 1000.0;
        if clip {
            config.model.picture = fixture("tiny-clip").display().to_string();
        }
    })
    .await;
    for number in 1..=6u64 {
        let path = format!("/poster/{number}.jpg");
        replay.on("GET", &path, Answer::bytes("image/jpeg", thumbnail(&scene(number), 4096)));
        let url = format!("{}{path}", replay.url());
        test.work(&format!("Depot {number}"), &format!("mal:{number}"))
            .with(|record| record.images.push(Image { url, kind: ImageKind::Poster }))
            .tags(if number == 3 { &["trams"] } else { &["boats"] })
            .save()
            .await;
    }
    test.app.fetch_pictures(&PictureFetch::default(), &|_| ()).await.expect("posters");
    (replay, test)
}

fn blend(text: &str, image: Option<u64>) -> Blend {
    Blend {
        text: text.to_owned(),
        image: image.map(|number| PictureInput::File(thumbnail(&scene(number), 200))),
        weights: BlendWeights::default(),
        limit: 10,
        adult: Adult::Exclude,
        pictures_only: false,
    }
}

async fn ask(test: &TestApp, blend: &Blend) -> BlendedSearch {
    test.app.search_blended(blend).await.expect("an answer")
}

fn titles(found: &BlendedSearch) -> Vec<&str> {
    found.results.iter().map(|hit| hit.card.title.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_picture_is_a_point_and_words_find_pictures() {
    let (_replay, test) = gallery(true).await;
    let report = test.app.embed_pictures(&|_| ()).await.expect("vectors");
    assert_eq!((report.embedded, report.is_whole), (6, true), "{report:?}");
    let again = test.app.embed_pictures(&|_| ()).await.expect("nothing to do");
    assert_eq!(again.embedded, 0);

    let words = Blend { pictures_only: true, ..blend("a girl with a sword", None) };
    let found = ask(&test, &words).await;
    assert!(found.model.as_deref().is_some_and(|id| id.starts_with("tiny-clip@")));
    assert_eq!((found.pictures, found.results.len()), (6, 6), "each work once");
    assert!(found.results.iter().all(|hit| hit.thumbnail.is_some() && hit.text_score.is_none()));
    let mut other = found.results.clone();
    other.sort_by(|a, b| b.relevance.total_cmp(&a.relevance));
    assert_eq!(other, found.results, "the nearest first");

    // A picture's own vector is nearest to itself, and its looks say so as well.
    let shown = ask(&test, &Blend { pictures_only: true, ..blend("", Some(5)) }).await;
    assert_eq!(titles(&shown)[0], "Depot 5");
    assert!(shown.results[0].image_score > shown.results[1].image_score);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_by_picture_gets_through_while_pictures_are_embedded() {
    let (_replay, test) = gallery(true).await;
    let answered = std::sync::atomic::AtomicUsize::new(0);
    let words = Blend { pictures_only: true, ..blend("a girl with a sword", None) };
    let hear = |_: app::Progress| {
        // In mid-run: whoever asks here would wait for the whole of it, were what is open held meanwhile.
        tokio::task::block_in_place(|| {
            let asked = tokio::time::timeout(Duration::from_secs(20), test.app.search_blended(&words));
            if tokio::runtime::Handle::current().block_on(asked).is_ok_and(|found| found.is_ok()) {
                answered.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
    };
    let report = test.app.embed_pictures(&hear).await.expect("vectors");
    assert_eq!(report.embedded, 6);
    assert_eq!(answered.into_inner(), 2, "before the first batch and after it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_copy_that_cannot_be_read_is_no_copy_that_is_gone() {
    let (_replay, test) = gallery(true).await;
    // A folder stands in a file's place, so that reading it fails whoever reads.
    let mut folders = vec![test.app.config().data_dir.join("thumbnails")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let copy = std::fs::read(&files[0]).expect("a copy");
    std::fs::remove_file(&files[0]).expect("it was there");
    std::fs::create_dir(&files[0]).expect("a folder");
    let error = test.app.embed_pictures(&|_| ()).await.expect_err("it cannot be read");
    assert_eq!(error.code, ErrorCode::Internal);
    assert!(error.message.contains("cannot be read"), "{error}");
    std::fs::remove_dir(&files[0]).expect("it was there");
    std::fs::write(&files[0], copy).expect("a copy");
    assert_eq!(test.app.embed_pictures(&|_| ()).await.expect("all are read").embedded, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_score_out_of_words_picture_and_what_is_known() {
    let (_replay, test) = gallery(false).await;
    let by_words = ask(
        &test,
        &Blend { weights: BlendWeights::of_image(0.0).expect("a share"), ..blend("trams", Some(5)) },
    )
    .await;
    assert_eq!(titles(&by_words)[0], "Depot 3");
    let by_picture = ask(
        &test,
        &Blend { weights: BlendWeights::of_image(1.0).expect("a share"), ..blend("trams", Some(5)) },
    )
    .await;
    assert_eq!(titles(&by_picture)[0], "Depot 5");
    let both = ask(&test, &blend("trams", Some(5))).await;
    let mut first = titles(&both)[..2].to_vec();
    first.sort_unstable();
    assert_eq!(first, ["Depot 3", "Depot 5"], "what either says comes before all else");
    let sum = both.weights.text + both.weights.image + both.weights.metadata;
    assert!((sum - 1.0).abs() < 1e-6);
    for hit in &both.results {
        let parts = both.weights.text * hit.text_score.unwrap_or(0.0)
            + both.weights.image * hit.image_score.unwrap_or(0.0)
            + both.weights.metadata * hit.metadata_score;
        assert!((parts - hit.relevance).abs() < 1e-5, "the parts sum to the score");
    }
    assert!(both.model.is_none() && both.notes[0].contains("no CLIP is set up"), "{:?}", both.notes);
    let refused = test.app.search_blended(&Blend { pictures_only: true, ..blend("moon", None) }).await;
    let refused = refused.expect_err("no model of pictures");
    assert_eq!(refused.code, ErrorCode::NotConfigured);
    assert!(refused.hint.is_some_and(|hint| hint.contains("emaki model pull")));
    let nothing = test.app.search_blended(&blend(" ", None)).await.expect_err("nothing is asked");
    assert_eq!(nothing.code, ErrorCode::InvalidParameter);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_a_part_out_shows_what_it_is_worth() {
    let (_replay, test) = gallery(false).await;
    // Words that tell with a picture that does not, and the other way round.
    let questions = [
        ("trams", 40, "Depot 3"),
        ("boats", 5, "Depot 5"),
        ("boats", 6, "Depot 6"),
        ("trams", 41, "Depot 3"),
    ];
    let mut report = Vec::new();
    for (name, share) in [("words alone", Some(0.0)), ("picture alone", Some(1.0)), ("both", None)] {
        let mut sum = 0.0;
        for (words, picture, wanted) in questions {
            let weights = share
                .map_or_else(BlendWeights::default, |share| BlendWeights::of_image(share).expect("a share"));
            let found = ask(&test, &Blend { weights, ..blend(words, Some(picture)) }).await;
            let place = titles(&found).iter().position(|title| *title == wanted);
            sum += place.map_or(0.0, |place| 1.0 / (place + 1) as f32);
        }
        report.push((name, sum / questions.len() as f32));
    }
    eprintln!("mean of one over the place: {report:?}");
    assert!(report[2].1 > report[0].1 && report[2].1 >= report[1].1, "{report:?}");
}
