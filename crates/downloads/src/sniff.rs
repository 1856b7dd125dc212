//! What bytes are, by their beginning, whatever name or header says. Pure.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its usual ending, without a dot.
    pub extension: &'static str,
    /// Its media type.
    pub content_type: &'static str,
}

/// How many bytes of a beginning are enough.
pub const ENOUGH: usize = 4096;

const fn kind(extension: &'static str, content_type: &'static str) -> Kind {
    Kind { extension, content_type }
}

/// What is not known.
pub const UNKNOWN: Kind = kind("bin", "application/octet-stream");
/// A page.
pub const HTML: Kind = kind("html", "text/html");

/// Beginnings that are certain.
const MAGIC: [(&[u8], Kind); 22] = [
    (b"\x89PNG\r\n\x1a\n", kind("png", "image/png")),
    (b"\xff\xd8\xff", kind("jpg", "image/jpeg")),
    (b"GIF8", kind("gif", "image/gif")),
    (b"%PDF-", kind("pdf", "application/pdf")),
    (b"fLaC", kind("flac", "audio/flac")),
    (b"ID3", kind("mp3", "audio/mpeg")),
    (b"#!AMR", kind("amr", "audio/amr")),
    (b"FLV\x01", kind("flv", "video/x-flv")),
    (b"\x00\x00\x01\xba", kind("mpg", "video/mpeg")),
    (b"\x00\x00\x01\xb3", kind("mpg", "video/mpeg")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", kind("wmv", "video/x-ms-wmv")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kind("doc", "application/msword")),
    (b"Rar!\x1a\x07", kind("rar", "application/vnd.rar")),
    (b"7z\xbc\xaf\x27\x1c", kind("7z", "application/x-7z-compressed")),
    (b"\x1f\x8b\x08", kind("gz", "application/gzip")),
    (b"{\\rtf", kind("rtf", "application/rtf")),
    (b"WEBVTT", kind("vtt", "text/vtt")),
    (b"\xef\xbb\xbfWEBVTT", kind("vtt", "text/vtt")),
    (b"caff\x00\x01", kind("caf", "audio/x-caf")),
    (b"BM", kind("bmp", "image/bmp")),
    (b"II*\x00", kind("tif", "image/tiff")),
    (b"MM\x00*", kind("tif", "image/tiff")),
];

/// What a file is whose beginning this is: its first [`ENOUGH`] bytes, or all of it.
pub fn sniff(start: &[u8]) -> Kind {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return *kind;
    }
    if let (Some(b"ftyp"), Some(brand)) = (start.get(4..8), start.get(8..12)) {
        return boxed(brand);
    }
    if start.starts_with(b"\x1a\x45\xdf\xa3") {
        let is_web = start.windows(4).take(64).any(|part| part == b"webm");
        return if is_web { kind("webm", "video/webm") } else { kind("mkv", "video/x-matroska") };
    }
    if start.starts_with(b"OggS") {
        let is_video = start.windows(6).take(128).any(|part| part == b"theora");
        return if is_video { kind("ogv", "video/ogg") } else { kind("ogg", "audio/ogg") };
    }
    if start.starts_with(b"RIFF") {
        return match start.get(8..12) {
            Some(b"WAVE") => kind("wav", "audio/wav"),
            Some(b"AVI ") => kind("avi", "video/x-msvideo"),
            Some(b"WEBP") => kind("webp", "image/webp"),
            _ => UNKNOWN,
        };
    }
    if start.starts_with(b"PK\x03\x04") {
        return packed(start);
    }
    match start {
        // MPEG transport streams repeat their sync byte every 188 bytes.
        [0x47, ..] if start.get(188) == Some(&0x47) => return kind("ts", "video/mp2t"),
        [0xff, second, ..] if second & 0xf6 == 0xf0 => return kind("aac", "audio/aac"),
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => {
            return kind("mp3", "audio/mpeg");
        }
        _ => {}
    }
    text(start)
}

/// What an ISO media file is, by its brand.
fn boxed(brand: &[u8]) -> Kind {
    match brand {
        b"M4A " | b"M4B " => kind("m4a", "audio/mp4"),
        b"qt  " => kind("mov", "video/quicktime"),
        b"heic" | b"heix" | b"mif1" => kind("heic", "image/heic"),
        b"avif" => kind("avif", "image/avif"),
        [b'3', b'g', ..] => kind("3gp", "video/3gpp"),
        _ => kind("mp4", "video/mp4"),
    }
}

/// What a ZIP file holds, by the first names in it.
fn packed(start: &[u8]) -> Kind {
    let names = |part: &[u8]| start.windows(part.len()).any(|seen| seen == part);
    if names(b"word/") {
        return kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    }
    if names(b"xl/") {
        return kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }
    if names(b"ppt/") {
        return kind("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation");
    }
    kind("zip", "application/zip")
}

fn text(start: &[u8]) -> Kind {
    let valid = match std::str::from_utf8(start) {
        Ok(text) => text,
        // The beginning may end within a letter.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return if is_page(&String::from_utf8_lossy(start)) { HTML } else { UNKNOWN },
    };
    let begin = valid.trim_start_matches('\u{feff}').trim_start();
    if valid.is_empty() || valid.contains('\0') {
        return UNKNOWN;
    }
    if is_page(begin) {
        return HTML;
    }
    if begin.starts_with("<svg") {
        return kind("svg", "image/svg+xml");
    }
    if begin.starts_with("<?xml") {
        return kind("xml", "application/xml");
    }
    let is_cue = |line: &str| line.split_once(" --> ").is_some_and(|(from, _)| from.len() >= 8);
    if begin.lines().take(3).any(is_cue) {
        return kind("srt", "application/x-subrip");
    }
    if begin.starts_with(['{', '[']) {
        return kind("json", "application/json");
    }
    kind("txt", "text/plain")
}

fn is_page(begin: &str) -> bool {
    let mut begin = begin.trim_start_matches('\u{feff}').trim_start();
    // Comments and declarations may stand before the first tag.
    while let Some(rest) = begin.strip_prefix("<!--") {
        begin = rest.split_once("-->").map_or("", |(_, after)| after).trim_start();
    }
    let begin: String = begin.chars().take(20).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<script", "<title", "<meta"]
        .iter()
        .any(|tag| begin.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_tell_what_follows() {
        let cases: [(&[u8], &str); 22] = [
            (b"\0\0\0\x20ftypisom\0\0\x02\0", "mp4"),
            (b"\0\0\0\x20ftypM4A \0\0\x02\0", "m4a"),
            (b"\0\0\0\x14ftypqt  \0\0\x02\0", "mov"),
            (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x84webm", "webm"),
            (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x88matroska", "mkv"),
            (b"ID3\x04\0\0", "mp3"),
            (b"\xff\xfb\x90\x64", "mp3"),
            (b"\xff\xf1\x50\x80", "aac"),
            (b"OggS\0\x02....OpusHead", "ogg"),
            (b"RIFF....WAVEfmt ", "wav"),
            (b"PK\x03\x04........word/document.xml", "docx"),
            (b"PK\x03\x04........a.txt", "zip"),
            (b"%PDF-1.7", "pdf"),
            (b"WEBVTT\n\n", "vtt"),
            (b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "srt"),
            (b"\xef\xbb\xbf  <!DOCTYPE HTML><html>", "html"),
            (b"<!-- saved --><html lang=en>", "html"),
            (b"<head><title>x", "html"),
            (b"{\"a\": 1}", "json"),
            ("caf\u{e9} au lait".as_bytes(), "txt"),
            (b"", "bin"),
            (b"\0\x01\x02\x03\x04", "bin"),
        ];
        for (start, extension) in cases {
            assert_eq!(sniff(start).extension, extension, "{}", String::from_utf8_lossy(start));
        }
        // A beginning that ends within a letter is a text all the same.
        assert_eq!(sniff("ab\u{3042}".as_bytes().split_last().expect("bytes").1).extension, "txt");
        // A page in another charset is a page.
        assert_eq!(sniff(b"<html><title>caf\xe9 </title>"), HTML);
    }
}
