//! What a search finds, filters, counts, sorts and pages.

use std::collections::BTreeSet;

use model::{Format, Medium, Status, Title, TitleKind, WorkId};
use proptest::prelude::*;
use search::{Adult, Arm, Document, Filters, MatchForm, Order, SearchError, SearchRequest, Sort};

use crate::scene::{Scene, strings, work};

#[test]
fn titles_are_found_in_every_dress_and_say_why() {
    let scene = Scene::new();
    let cases = [
        ("moonlit depot", "Moonlit Depot", MatchForm::Exact, 0),
        ("tukiakari no syako", "Tsukiakari no Shako", MatchForm::Romanized, 0),
        ("moonlti depto", "Moonlit Depot", MatchForm::Fuzzy, 2),
        ("moonl", "Moonlit Depot", MatchForm::Prefix, 0),
        ("月あかり", "月あかりの車庫", MatchForm::Prefix, 0),
        ("tns", "TnS", MatchForm::Exact, 0),
        ("Fukurou Rei", "Rei Fukurou", MatchForm::Character, 0),
    ];
    for (query, text, form, distance) in cases {
        let answer = scene.ask(query);
        let hit = answer.results.first().unwrap_or_else(|| panic!("`{query}` finds something"));
        let matched = hit.why.matched.clone().unwrap_or_else(|| panic!("`{query}` matches a name"));
        assert_eq!((hit.id.get(), matched.text.as_str()), (1, text), "{query}");
        assert_eq!((matched.form, matched.distance), (form, distance), "{query}");
        assert!(hit.why.arms.iter().any(|arm| arm.arm == Arm::Title && arm.rank >= 1), "{query}");
    }
    assert_eq!(scene.titles("tsukiakari no shako s2")[0], "Tsukiakari no Shako 2nd Season");
    assert_eq!(scene.titles("летающий трамвай")[0], "Летающий трамвай");
    assert_eq!(scene.titles("車庫")[0], "Tsukiakari no Shako");
}

#[test]
fn a_sure_title_beats_what_the_words_could_mean() {
    let scene = Scene::new();
    assert_eq!(scene.titles("86")[0], "86 Lanterns");
    assert_eq!(scene.titles("Summer Quarrels")[0], "Summer Quarrels");
}

#[test]
fn words_of_the_synopsis_are_found_and_named() {
    let scene = Scene::new();
    let answer = scene.ask("locomotives nobody remembered");
    assert_eq!(answer.results[0].id.get(), 1);
    assert_eq!(answer.results[0].why.fields, ["synopsis"]);
    assert!(answer.results[0].why.arms.iter().any(|arm| arm.arm == Arm::Lexical && arm.rank == 1));
}

#[test]
fn adult_works_show_only_when_asked_for() {
    let scene = Scene::new();
    assert!(scene.titles("night signals").iter().all(|title| title != "Night Signals"));
    let mut request = SearchRequest::new("night signals");
    request.filters.adult = Adult::Include;
    let answer = scene.index.search(&request).expect("a sound request");
    assert_eq!(answer.results[0].card.title, "Night Signals");
}

#[test]
fn facets_count_all_matches() {
    let scene = Scene::new();
    let request = SearchRequest { facets: true, limit: 1, ..SearchRequest::default() };
    let answer = scene.index.search(&request).expect("a sound request");
    assert_eq!((answer.results.len(), answer.total), (1, 5));
    let shown = |buckets: &[search::Bucket]| {
        buckets
            .iter()
            .map(|bucket| format!("{}:{}", bucket.value, bucket.count))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(shown(&answer.facets.format), "TV:4 MOVIE:1");
    assert_eq!(shown(&answer.facets.decade), "2010:3 1980:1");
    assert_eq!(shown(&answer.facets.year), "2015:1 2013:2 1986:1");
    assert_eq!(shown(&answer.facets.tags), "mystery:3 trains:3 comedy:2 drama:1 slice of life:1");
    assert_eq!(shown(&answer.facets.studios), "Studio Owl:2 P.A. Heron:1");
}

#[test]
fn orders_and_their_directions() {
    let scene = Scene::new();
    let order = |sort, order| {
        let request = SearchRequest { sort, order, ..SearchRequest::default() };
        let answer = scene.index.search(&request).expect("a sound request");
        answer.results.iter().map(|hit| hit.id.get()).collect::<Vec<_>>()
    };
    assert_eq!(order(Sort::Popularity, None), [1, 2, 3, 5, 6]);
    assert_eq!(order(Sort::Year, None), [2, 1, 3, 5, 6]);
    assert_eq!(order(Sort::Year, Some(Order::Asc)), [5, 1, 3, 2, 6]); // an unknown year is last either way
    assert_eq!(order(Sort::Score, None), [1, 2, 3, 5, 6]);
    assert_eq!(order(Sort::Title, None), [5, 3, 1, 2, 6]);
    assert_eq!(order(Sort::Title, Some(Order::Desc)), [6, 2, 1, 3, 5]);
}

#[test]
fn the_longest_comes_first_and_what_nobody_knows_last() {
    let long = |id, title, episodes, minutes: Option<u32>| {
        let mut long = work(id, title);
        long.work.episodes = episodes;
        long.work.duration_s = minutes.map(|minutes| minutes * 60);
        long.work.tags = strings(&["trains"]);
        long
    };
    let scene = Scene::with(vec![
        long(1, "Fifty Stops", Some(50), Some(3)),
        long(2, "Twelve Stops", Some(12), None),
        long(3, "The Whole Line", Some(1), Some(110)),
        long(4, "Nobody Counted", None, None),
    ]);
    let order = |words: &str| scene.ask(words).results.iter().map(|hit| hit.id.get()).collect::<Vec<_>>();
    assert_eq!(order("the longest trains anime"), [2, 1, 3, 4]);
    assert_eq!(order("shortest trains anime"), [3, 1, 2, 4]);
    let by_hand = SearchRequest { sort: Sort::Length, ..SearchRequest::default() };
    let answer = scene.index.search(&by_hand).expect("a sound request");
    assert_eq!(answer.results[0].card.title, "Twelve Stops");
    assert_eq!(scene.titles("The Whole Line")[0], "The Whole Line");
}

#[test]
fn bad_ranges_and_foreign_cursors_are_refused() {
    let scene = Scene::new();
    let mut request = SearchRequest { limit: 1, ..SearchRequest::default() };
    request.cursor = scene.index.search(&request).expect("a first page").next_cursor;
    assert!(request.cursor.is_some());
    let other = SearchRequest { query: "mystery".to_owned(), ..request.clone() };
    assert!(matches!(scene.index.search(&other), Err(SearchError::Cursor)));
    request.filters = Filters { year_min: Some(2000), year_max: Some(1990), ..Filters::default() };
    let refused = scene.index.search(&request).expect_err("an empty range");
    assert!(matches!(refused, SearchError::Parameter(error) if error.parameter == "year_min"));
}

#[test]
fn a_cursor_stays_good_while_works_come_and_go() {
    let scene = Scene::new();
    let mut request = SearchRequest { limit: 2, sort: Sort::Year, ..SearchRequest::default() };
    let first = scene.index.search(&request).expect("a first page");
    assert_eq!(first.results.iter().map(|hit| hit.id.get()).collect::<Vec<_>>(), [2, 1]);
    let mut newer = work(9, "Brand New Tram");
    newer.work.year = Some(2030);
    scene.write(vec![newer], 2);
    let mut writer = scene.index.writer().expect("a sound index").expect("nobody else writes");
    writer.remove(&[WorkId::new(1).expect("one")]).expect("remove");
    writer.commit(3).expect("commit");
    drop(writer);
    request.cursor = first.next_cursor;
    let second = scene.index.search(&request).expect("a second page");
    assert_eq!(second.results.iter().map(|hit| hit.id.get()).collect::<Vec<_>>(), [3, 5]);
}

#[test]
fn similar_works_say_what_they_share() {
    let scene = Scene::new();
    let seed = WorkId::new(1).expect("one");
    let answer = scene.index.similar(seed, &SearchRequest::default()).expect("an indexed work");
    let ids: BTreeSet<i64> = answer.results.iter().map(|hit| hit.id.get()).collect();
    assert_eq!(ids, BTreeSet::from([2, 3]));
    let second = answer.results.iter().find(|hit| hit.id.get() == 2).expect("the second season");
    let shared = second.why.similarity.clone().expect("a reason");
    assert_eq!((shared.studios, shared.relation.as_deref()), (strings(&["Studio Owl"]), Some("SEQUEL")));
    assert_eq!(shared.tags.iter().collect::<BTreeSet<_>>(), strings(&["mystery", "trains"]).iter().collect());
    let missing = scene.index.similar(WorkId::new(77).expect("77"), &SearchRequest::default());
    assert!(matches!(missing, Err(SearchError::NoSuchWork(_))));
}

fn any_work() -> impl Strategy<Value = Document> {
    let numbers = (prop::option::of(1990i16..2000), prop::option::of(1u32..5), prop::option::of(0u64..4));
    let words = (prop::sample::subsequence(vec!["drama", "gore", "trains"], 0..=3), 0usize..3, any::<bool>());
    ("[abc]{2,4}( [abc]{2,4})?", numbers, words).prop_map(
        |(title, (year, episodes, fame), (tags, format, adult))| {
            let mut document = work(1, &title);
            document.work.titles.push(Title::new(title.to_uppercase(), TitleKind::Synonym));
            (document.work.year, document.work.episodes, document.work.popularity) = (year, episodes, fame);
            document.work.tags = strings(&tags);
            document.work.format = [Format::Tv, Format::Movie, Format::Ova][format].clone();
            document.work.adult = adult;
            document
        },
    )
}

fn any_filters() -> impl Strategy<Value = Filters> {
    let tags = || prop::sample::subsequence(strings(&["drama", "gore", "trains"]), 0..=2);
    let ranges =
        (prop::option::of(1990i16..1995), prop::option::of(1995i16..2000), prop::option::of(1u32..5));
    let lists = (tags(), tags(), tags(), prop::sample::subsequence(vec![Format::Tv, Format::Ova], 0..=2));
    (ranges, lists).prop_map(
        |((year_min, year_max, episodes_min), (tags_any, tags_all, tags_none, format))| Filters {
            year_min,
            year_max,
            episodes_min,
            tags_any,
            tags_all,
            tags_none,
            format,
            medium: vec![Medium::Anime],
            status: vec![Status::Finished],
            ..Filters::default()
        },
    )
}

/// The filters as one would write them down without an index.
fn meets(filters: &Filters, document: &Document) -> bool {
    let work = &document.work;
    let has = |tag: &String| work.tags.contains(tag);
    !work.adult
        && (filters.format.is_empty() || filters.format.contains(&work.format))
        && filters.year_min.is_none_or(|min| work.year.is_some_and(|year| year >= min))
        && filters.year_max.is_none_or(|max| work.year.is_some_and(|year| year <= max))
        && filters.episodes_min.is_none_or(|min| work.episodes.is_some_and(|count| count >= min))
        && (filters.tags_any.is_empty() || filters.tags_any.iter().any(has))
        && filters.tags_all.iter().all(has)
        && !filters.tags_none.iter().any(has)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever the catalog, the filters, the words and the order: a search finds exactly the works that
    /// meet the filters, and paging shows each of them once, in the order of one large page.
    #[test]
    fn filters_agree_with_a_naive_filter_and_pages_with_the_whole(
        mut documents in prop::collection::vec(any_work(), 1..60),
        filters in prop::collection::vec(any_filters(), 6),
        limit in 1usize..9,
    ) {
        for (at, document) in documents.iter_mut().enumerate() {
            document.work.id = WorkId::new(at as i64 + 1).expect("above 0");
        }
        let scene = Scene::with(documents.clone());
        for (at, filters) in filters.into_iter().enumerate() {
            let wanted: BTreeSet<i64> =
                documents.iter().filter(|d| meets(&filters, d)).map(|d| d.work.id.get()).collect();
            let sort = Sort::ALL[at % Sort::ALL.len()].1;
            let order = [None, Some(Order::Asc), Some(Order::Desc)][at % 3];
            for query in ["", "a", "ab abc"] {
                let mut request =
                    SearchRequest { query: query.to_owned(), filters: filters.clone(), sort, order, limit: 100, ..SearchRequest::default() };
                let whole = scene.index.search(&request).expect("a sound request");
                let ids: Vec<i64> = whole.results.iter().map(|hit| hit.id.get()).collect();
                prop_assert_eq!(whole.total, ids.len());
                let found: BTreeSet<i64> = ids.iter().copied().collect();
                prop_assert!(found.is_subset(&wanted));
                prop_assert!(!query.is_empty() || found == wanted);
                request.limit = limit;
                let mut paged = Vec::new();
                loop {
                    let page = scene.index.search(&request).expect("a page");
                    paged.extend(page.results.iter().map(|hit| hit.id.get()));
                    request.cursor = page.next_cursor;
                    if request.cursor.is_none() {
                        break;
                    }
                }
                prop_assert_eq!(&paged, &ids);
            }
        }
    }
}
