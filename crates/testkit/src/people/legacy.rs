//! The old pipeline's CSV file of 21 columns, with what spoiled it.

use std::fmt::Write as _;

use super::Invented;

const HEADER: &str = "row_id,name,email,type,link,extracted_links,youtube_playlist,google_drive,processed,document_text,\
                      youtube_status,youtube_files,youtube_media_id,drive_status,drive_files,drive_media_id,\
                      last_download_attempt,download_errors,permanent_failure,file_uuids,s3_paths";

/// A file with everybody, written as Python's `csv` does: some cells hold `'-`, one holds a page, and the maps of
/// objects name some that the other one does not.
pub fn legacy_csv(people: &[Invented]) -> Vec<u8> {
    let mut out = format!("{HEADER}\n");
    for (at, one) in people.iter().enumerate() {
        let mut cells = vec![String::new(); 21];
        cells[0] = one.row_id.to_string();
        cells[1].clone_from(&one.name);
        cells[2].clone_from(&one.email);
        cells[3].clone_from(&one.kind);
        cells[4] = one.link.clone().unwrap_or_default();
        cells[8].push_str("yes");
        match at % 5 {
            0 => {
                cells[6].push_str("'-");
                cells[7].push('-');
            }
            1 => cells[10].push_str("pending"),
            2 => {
                cells[10].push_str("completed");
                cells[19] = format!("{{\"YouTube: vid{at:08}\": \"uuid-{at}\"}}");
                cells[20] = format!("{{\"uuid-{at}\": \"files/uuid-{at}.mp4\"}}");
            }
            3 => cells[17].push_str("No files were downloaded; No files were downloaded"),
            _ => cells[9].push_str("several\nlines, of \"text\""),
        }
        if at == 12 {
            cells[17].push_str("<!DOCTYPE html><html><head><title>Sign in</title></head>");
        }
        if at == 17 {
            cells[20].clear();
            cells[20].push_str("{\"uuid-other\": \"files/uuid-other.bin\"}");
        }
        let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        let _ = writeln!(out, "{}", quoted.join(","));
    }
    out.into_bytes()
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
