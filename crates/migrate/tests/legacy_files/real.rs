//! The real tree, where it is present.

use std::{collections::HashMap, fs};

use keeping::{
    forms::{Couple, Form, Shape},
    numbers, rules,
};
use model::UniqueId;
use sheets::workbook::Workbook;

use crate::scene::{Checked, at, load, migrate, sqlite};

#[tokio::test]
async fn the_real_tree_comes_in_cell_by_cell() -> Checked {
    let Some(data) = testkit::data_dir(1) else { return Ok(()) };
    let tree = data.join("catalog/geminya");
    let (_folder, store) = sqlite().await;
    let done = migrate(&store, &tree, 1).await?;
    eprintln!("links: {:?}", done.links);
    eprintln!("series by hand: {:?}", done.series_by_hand);
    eprintln!("characters by hand: {:?}", done.characters_by_hand);
    let merges = &done.merges;
    eprintln!("merges: {} new, split {:?}, skipped {:?}", merges.new, merges.split, merges.skipped);
    eprintln!("notes: {:?}", done.notes);
    assert_eq!((done.numbers.after.series.next, done.numbers.after.characters.next), (238, 2458));
    assert_eq!((done.series.new, done.characters.new), (432, 3623));
    assert_eq!((done.series_by_hand.excluded, done.characters_by_hand.excluded), (195, 1174));
    assert_eq!((done.series_by_hand.only_by_hand, done.characters_by_hand.only_by_hand), (0, 8));
    assert_eq!((merges.new, merges.split.len(), merges.skipped.len()), (89, 1, 0));
    assert_eq!(done.links.none, 0);
    assert_eq!(done.stats.as_ref().map(|stats| (stats.new, stats.refused)), Some((2457, 0)));

    let keeping = load(&store).await?;
    let mut compared = 0;
    for (form, sheet, count) in
        [(Form::Series, "series_cleaned.xlsx", 237), (Form::Character, "characters_cleaned.xlsx", 2457)]
    {
        let kept: HashMap<&Couple, _> = keeping.kept(form).map(|entry| (&entry.row.couple, entry)).collect();
        assert_eq!(kept.len(), count);
        let path = tree.join("registries").join(numbers::file_name(form));
        let registry = numbers::read_file("registry", &fs::read(path).expect("it is there"), at(0))
            .expect("it is sound");
        for (_, row) in &registry.rows {
            let couple = Couple::new(row.couple.source_type.as_str(), row.couple.source_id.as_str());
            assert_eq!(kept[&couple].unique_id, UniqueId::new(row.unique_id.get()), "{couple}");
        }
        let bytes = fs::read(tree.join("final").join(sheet)).expect("it is there");
        let mut book = Workbook::open(&bytes).expect("it is a workbook");
        let name = book.visible().remove(0);
        let table = book.sheet(&name).expect("it can be read").table;
        for row in &table.rows {
            let cell = |name: &str| row.get(table.position(name).expect("a column"));
            let key = |name: &str| cell(name).expect("a key");
            let entry = kept[&Couple::new(key("source_type"), key("source_id"))];
            for column in table.header.iter().filter(|name| form.position(name).is_some()) {
                let number = |text: &str| match form.columns()[form.position(column).expect("known")].shape {
                    Shape::Integer(..) => rules::integer(text),
                    Shape::Decimal(..) => text.parse().ok().and_then(rules::decimal),
                    _ => Some(text.to_owned()),
                };
                let (is, wanted) = (entry.row.get(column).and_then(number), cell(column).and_then(number));
                assert_eq!(is, wanted, "{column} of {}", entry.row.couple);
                compared += 1;
            }
        }
    }
    eprintln!("{compared} cells compared");
    assert_eq!(compared, 237 * 12 + 2457 * 10);

    let again = migrate(&store, &tree, 2).await?;
    assert_eq!(again.changes(), 0, "{again:?}");
    let same = numbers::same_characters(&keeping);
    assert_eq!(same.len(), 9);
    // Of none of these pairs both have numbers: the registry knows each of them once at most.
    assert!(
        same.iter().all(|pair| pair.couples.iter().filter(|(_, number, _)| number.is_some()).count() < 2)
    );
    Ok(())
}
