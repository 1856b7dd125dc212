//! Target: published sheets, links in texts, and the CSV files of the old pipeline.
#![no_main]

use people::{layouts, links, sheet};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(file) = layouts::CsvFile::parse(data) {
        assert_eq!(layouts::CsvFile::parse(&file.render()), Ok(file));
    }
    let text = String::from_utf8_lossy(data);
    sheet::people(&sheet::published(&text).grids);
    for found in links::find([text.as_ref()], None) {
        if let Ok(target) = found.said {
            assert_eq!(links::read(&target.url), vec![Ok(target)]);
        }
    }
});
