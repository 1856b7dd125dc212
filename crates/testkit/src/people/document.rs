//! The page of a document, with links in the forms that real ones have, and the noise around them.

use std::fmt::Write as _;

use super::Numbers;

/// A document's page and the ids that it points at: videos, playlists, files and folders.
pub fn document(seed: u64) -> (String, [Vec<String>; 4]) {
    let mut numbers = Numbers::new(seed);
    let (videos, lists): (Vec<_>, Vec<_>) =
        ((0..4).map(|_| numbers.id(11)).collect(), (0..1).map(|_| format!("PL{}", numbers.id(32))).collect());
    let (files, folders): (Vec<_>, Vec<_>) = (
        (0..2).map(|_| format!("1{}", numbers.id(32))).collect(),
        (0..1).map(|_| format!("1{}", numbers.id(32))).collect(),
    );
    let mut page =
        String::from("<html><head><meta charset=\"utf-8\"><title>Notes – größe</title></head><body>");
    let _ = write!(
        page,
        "<p><a href=\"https://www.google.com/url?q=https://youtu.be/{}&amp;sa=D\">one</a></p>",
        videos[0]
    );
    let _ = write!(page, "<p>https://www.youtube.com/shorts/{}?feature=share\u{b}junk</p>", videos[1]);
    let _ = write!(
        page,
        "<script>var a=\"https://www.youtube.com/watch?app\\u003ddesktop\\u0026v\\u003d{}\";</script>",
        videos[2]
    );
    let _ = write!(page, "<p>(https://www.youtube.com/live/{}).</p>", videos[3]);
    let _ =
        write!(page, "<script>\"https:\\/\\/www.youtube.com\\/playlist?list\\u003d{}\"</script>", lists[0]);
    let _ = write!(page, "<p>https://drive.google.com/open?id={}</p>", files[0]);
    let _ = write!(page, "<p>https://drive.google.com/uc?export=download&amp;id={}</p>", files[1]);
    let _ = write!(page, "<p>https://drive.google.com/drive/u/0/folders/{}</p>", folders[0]);
    for at in 0..60 {
        let _ = write!(
            page,
            "<link href=\"https://fonts.gstatic.com/s/{at}.css\"><script src=\"https://apis.google.com/js/{at}.js\"></script>"
        );
    }
    page.push_str("</body></html>");
    (page, [videos, lists, files, folders])
}
