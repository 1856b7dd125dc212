//! The first rows of the real files, where there are any: none is turned away without a known reason.

use std::io::{BufRead, BufReader, Write};

use crate::bed::{Bed, Engine};

/// How many lines of each file are read. The bench reads them whole.
const LINES: usize = 2_000;

#[tokio::test]
async fn real_files_are_read() {
    let Some(data) = testkit::data_dir(1) else { return };
    let Some(bed) = Bed::new(Engine::Sqlite).await else { return };
    for (name, format) in [
        ("anime-offline-database.jsonl.zst", "offline-db"),
        ("synopses.jsonl.gz", "synopses"),
        ("characters.csv.gz", "characters"),
        ("relations.csv.gz", "relations"),
        ("ratings.csv.gz", "ratings"),
        ("manga.csv.gz", "manga"),
        ("vn.csv.gz", "vn"),
        ("games.csv.gz", "games"),
        ("id-map.csv.gz", "id-map"),
    ] {
        let packed = BufReader::new(std::fs::File::open(data.join("catalog").join(name)).expect(name));
        let unpacked: Box<dyn std::io::Read> = if name.contains(".jsonl.zst") {
            Box::new(zstd::stream::read::Decoder::with_buffer(packed).expect(name))
        } else {
            Box::new(flate2::bufread::MultiGzDecoder::new(packed))
        };
        let mut part = Vec::new();
        for line in BufReader::new(unpacked).split(b'\n').take(LINES) {
            part.write_all(&line.expect(name)).expect("memory");
            part.push(b'\n');
        }
        let path = bed.file(name.trim_end_matches(".gz").trim_end_matches(".zst"), part);
        let report = bed.try_import(&path, 500).await.expect(name);
        assert_eq!(report.format, format);
        // The cut may fall into a quoted cell, which costs the last row and what it spanned.
        assert!(report.rejected <= 40 && report.rows > 300, "{report:?}");
        let again = bed.try_import(&path, 300).await.expect(name);
        assert!(again.is_noop(), "{again:?}");
    }
}
