//! Filling: broken off and gone on with, changes taken in, one collection put in place of another.

use embedding::{Embedder as _, ModelId, StaticTable};
use qdrant::{
    Qdrant,
    testing::{Fault, Server},
};
use search::{SearchIndex, VectorEngine as _, VectorError, VectorPoint};

use crate::scene::{catalog, failure, settings};

struct Shop {
    server: Server,
    qdrant: Qdrant,
    model: ModelId,
    dimensions: usize,
    points: Vec<VectorPoint>,
}

impl Shop {
    fn new() -> Self {
        let server = Server::start();
        let qdrant = Qdrant::open(&settings(&server.url())).expect("an address");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (index, _) = SearchIndex::open(folder.path()).expect("an empty folder");
        let (model, points) = index.points_of(&catalog(30));
        Self { server, qdrant, model, dimensions: StaticTable::builtin().dimensions(), points }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_answers_before_it_is_whole() {
    let shop = Shop::new();
    let mut filling = shop.qdrant.fill(&shop.model, shop.dimensions, 9).await.expect("a new collection");
    assert!(!filling.is_whole() && filling.after() == 0 && filling.seq() == 9);
    filling.put(&shop.points[..10]).await.expect("a batch");
    filling.filled_to(10).await.expect("books");
    shop.qdrant.refresh().await.expect("the server answers");
    assert_eq!(failure(shop.qdrant.standing()), VectorError::Empty);
    // Broken off here, and gone on with by somebody else.
    drop(filling);
    let mut again = shop.qdrant.fill(&shop.model, shop.dimensions, 12).await.expect("the same collection");
    assert_eq!(
        (again.is_whole(), again.after(), again.seq()),
        (false, 10, 9),
        "changes since count from before"
    );
    again.put(&shop.points[10..]).await.expect("a batch");
    again.filled_to(30).await.expect("books");
    again.finish().await.expect("it answers");
    let standing = shop.qdrant.standing().expect("the server answers");
    assert_eq!((standing.works, standing.seq, standing.model), (30, 9, Some(shop.model.clone())));
    assert_eq!(shop.server.collections().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_model_is_filled_beside_the_one_that_answers() {
    let shop = Shop::new();
    let mut first = shop.qdrant.fill(&shop.model, shop.dimensions, 1).await.expect("a collection");
    first.put(&shop.points).await.expect("a batch");
    first.finish().await.expect("it answers");
    let before = shop.qdrant.collection().expect("it is known");

    let newer = ModelId::from_text("newer@77");
    let mut second = shop.qdrant.fill(&newer, 2, 5).await.expect("a collection beside it");
    assert_ne!(second.collection(), before);
    let mut point = shop.points[0].clone();
    point.vectors.values_mut().for_each(|vector| *vector = vec![0.6, 0.8]);
    second.put(&[point]).await.expect("a batch");
    shop.qdrant.refresh().await.expect("the server answers");
    assert_eq!(shop.qdrant.model(), Some(shop.model.clone()), "the one before answers meanwhile");
    assert_eq!(shop.server.collections().len(), 2);

    second.finish().await.expect("it answers");
    assert_eq!(shop.qdrant.model(), Some(newer));
    assert_eq!(shop.server.collections(), [second.collection()], "the one before is gone");
    // Another process that still knows the old name looks again by itself.
    assert_eq!(shop.qdrant.works(0, 9).expect("the server answers"), [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_knows_a_collection_that_is_gone_looks_again() {
    let shop = Shop::new();
    let other = shop.qdrant.clone();
    let mut first = shop.qdrant.fill(&shop.model, shop.dimensions, 1).await.expect("a collection");
    first.put(&shop.points).await.expect("a batch");
    first.finish().await.expect("it answers");
    // Made anew on the same server by another process, which this one has not heard of.
    let beside = Qdrant::open(&shop_settings(&shop)).expect("an address");
    let mut anew = beside.fill_anew(&shop.model, shop.dimensions, 2).await.expect("a collection");
    anew.put(&shop.points[..5]).await.expect("a batch");
    anew.finish().await.expect("it answers");
    assert_eq!(other.works(0, 90).expect("the server answers").len(), 5);
}

/// The settings of the shop's own store, which are not kept: its collections tell its name.
fn shop_settings(shop: &Shop) -> qdrant::Settings {
    let collection = shop.qdrant.collection().expect("it is known");
    let mut settings = settings(&shop.server.url());
    let store = collection.trim_start_matches("emaki-test_").split('_').next().expect("a store");
    store.clone_into(&mut settings.store);
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_for_a_moment_is_taken_again() {
    let shop = Shop::new();
    let mut filling = shop.qdrant.fill(&shop.model, shop.dimensions, 1).await.expect("a collection");
    shop.server.fail("Points/Upsert", Fault::Status(14, "upstream connect error"));
    shop.server.fail("Points/Upsert", Fault::Lost);
    filling.put(&shop.points).await.expect("a batch at the third try");
    shop.server.fail("Points/Delete", Fault::Status(8, "too many requests"));
    filling.remove(&[1, 2]).await.expect("works go at the second try");
    filling.finish().await.expect("it answers");
    assert_eq!(shop.qdrant.standing().expect("the server answers").works, 28, "nothing twice, nothing lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_in_part_is_not_done() {
    let shop = Shop::new();
    let mut filling = shop.qdrant.fill(&shop.model, shop.dimensions, 1).await.expect("a collection");
    shop.server.fail("Points/Upsert", Fault::Half);
    let error = failure(filling.put(&shop.points).await);
    assert!(error.to_string().contains("not carried out"), "{error}");
    assert_eq!(filling.after(), 0, "the books say so");
    filling.put(&shop.points).await.expect("the whole batch");
    filling.finish().await.expect("it answers");
    assert_eq!(shop.qdrant.standing().expect("the server answers").works, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_whose_making_was_broken_off_is_gone_on_with() {
    let shop = Shop::new();
    shop.server.fail("Collections/Create", Fault::Lost);
    let mut filling = shop.qdrant.fill(&shop.model, shop.dimensions, 1).await.expect("made at the first try");
    filling.put(&shop.points).await.expect("a batch");
    filling.finish().await.expect("it answers");
    assert_eq!(shop.server.collections().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_process_left_goes_the_next_time() {
    let shop = Shop::new();
    let mut first = shop.qdrant.fill(&shop.model, shop.dimensions, 1).await.expect("a collection");
    first.put(&shop.points).await.expect("a batch");
    first.finish().await.expect("it answers");
    // Killed after the switch, and before the one before was taken away.
    let mut second = shop.qdrant.fill_anew(&shop.model, shop.dimensions, 2).await.expect("a collection");
    second.put(&shop.points).await.expect("a batch");
    shop.server.fail("Collections/Delete", Fault::Status(7, "not now"));
    second.finish().await.expect_err("the one before stays");
    // And one that was killed between its making and the switch.
    drop(shop.qdrant.fill_anew(&shop.model, shop.dimensions, 3).await.expect("a third one"));
    assert_eq!(shop.server.collections().len(), 3);

    let mut again = shop.qdrant.fill(&shop.model, shop.dimensions, 4).await.expect("the one that answers");
    assert_eq!(again.collection(), second.collection());
    again.knows(4).await.expect("books");
    again.finish().await.expect("it answers already");
    assert_eq!(shop.server.collections(), [second.collection()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_that_knows_more_than_the_store_is_of_another_past() {
    let shop = Shop::new();
    let mut filling = shop.qdrant.fill(&shop.model, shop.dimensions, 50).await.expect("a collection");
    filling.put(&shop.points).await.expect("a batch");
    filling.finish().await.expect("it answers");
    let past = filling.collection().to_owned();
    let anew = shop.qdrant.fill(&shop.model, shop.dimensions, 49).await.expect("a new one");
    assert!(anew.collection() != past && !anew.is_whole());
}
