//! By which name an object of the old pipeline is known once it is adopted. Pure.

use downloads::file::{extension, safe};

/// The name that its description gives a file of a folder, that of its video as downloads have it, or that of the object
/// itself; with the ending that its content has where the name says nothing of it.
pub(super) fn adopted_name(key: &str, description: &str, found: &str) -> String {
    let object = key.rsplit('/').next().unwrap_or(key);
    let named = match description.split_once(": ") {
        Some(("Folder file", name)) => safe(name),
        Some(("YouTube", id)) => safe(id),
        _ => String::new(),
    };
    let named = if named.is_empty() { object.to_owned() } else { named };
    match extension(&named).as_deref() {
        // The old pipeline called everything so that came from Drive.
        Some("bin") => format!("{}.{found}", &named[..named.len() - ".bin".len()]),
        Some(_) => named,
        None => format!("{named}.{found}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_from_where_one_is_known() {
        for (key, description, found, name) in [
            ("files/u-1.mp4", "YouTube: aaaaaaaaaaa", "mp4", "aaaaaaaaaaa.mp4"),
            ("files/u-2.bin", "Folder file: Harbor, at night.mp3", "mp3", "Harbor, at night.mp3"),
            ("files/u-3.bin", "Folder file: ../notes", "pdf", "notes.pdf"),
            ("files/u-4.bin", "Drive file: 1abc", "mp3", "u-4.mp3"),
            ("files/u-5.bin", "S3 file 0123456789", "bin", "u-5.bin"),
            ("files/u-6.MP4", "", "mp4", "u-6.MP4"),
            ("files/u-7", "Folder file: ", "m4a", "u-7.m4a"),
        ] {
            assert_eq!(adopted_name(key, description, found), name, "{key} {description}");
        }
    }
}
