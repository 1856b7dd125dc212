//! The old pipeline's own workbooks, where the folder of real data is at hand: in by hand, out, and back
//! without a change.

use std::{fs, io::Read, path::PathBuf};

use curation::{File, Options, Plan};
use keeping::forms::Form;
use sheets::workbook::Workbook;

use crate::bed::{BOTH, Bed, at, edited, told};

fn folder(checks: usize) -> Option<PathBuf> {
    Some(testkit::data_dir(checks)?.join("catalog/geminya/final"))
}

async fn import(bed: &Bed, name: &str, bytes: &[u8]) -> Plan {
    let file = File { name, bytes };
    let options = Options::default();
    curation::import(&bed.store, "main", &bed.rules, file, &options, "legacy", at(1))
        .await
        .expect("an import")
}

#[tokio::test]
async fn the_cleaned_workbooks_go_round() {
    let Some(folder) = folder(6) else { return };
    let bed = Bed::empty().await;
    let names =
        [("series_cleaned.xlsx", Form::Series, 237), ("characters_cleaned.xlsx", Form::Character, 2457)];
    for (name, form, rows) in names {
        let bytes = fs::read(folder.join(name)).expect(name);
        let plan = import(&bed, name, &bytes).await;
        assert_eq!((plan.rows, plan.counts.added, plan.faults.len()), (rows, rows, 0), "{name}");
        assert_eq!(told(&import(&bed, name, &bytes).await), "", "{name} again");
        assert_eq!(bed.now().await.kept(form).count() as u64, rows);
    }
    let exported = bed.export().await.bytes;
    assert_eq!(told(&bed.import(&exported).await), "");
    assert_eq!(told(&bed.import(&edited(&exported, |_, _| ())).await), "", "saved by another program");
    let files = curation::export_csv(&bed.store, "main", &bed.rules, &BOTH, at(2)).await.expect("files").1;
    for file in files {
        assert_eq!(told(&import(&bed, file.name, &file.bytes).await), "", "{}", file.name);
    }
}

#[test]
fn cells_are_those_that_the_old_pipeline_read() {
    let Some(folder) = folder(1) else { return };
    let packed = fs::read(folder.join("characters_with_stats.csv.gz")).expect("the old table");
    let mut csv = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut csv).expect("it unpacks");
    let csv = sheets::csv::read(&csv).expect("a table");
    let bytes = fs::read(folder.join("characters_cleaned.xlsx")).expect("the workbook");
    let mut book = Workbook::open(&bytes).expect("a workbook");
    let name = book.visible().remove(0);
    let sheet = book.sheet(&name).expect("a sheet");
    assert!(sheet.faults.is_empty() && sheet.merged.is_empty());
    assert_eq!(sheet.table.rows.len(), csv.rows.len());
    let mut wrong = Vec::new();
    for (at, column) in sheet.table.header.iter().enumerate() {
        let there = csv.position(column).unwrap_or_else(|| panic!("no column {column}"));
        for (ours, theirs) in sheet.table.rows.iter().zip(&csv.rows) {
            if ours.get(at) != theirs.get(there) {
                wrong.push(format!(
                    "row {} {column}: {:?} {:?}",
                    ours.number,
                    ours.get(at),
                    theirs.get(there)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
}
