//! Links in all the forms that were met, and in those that were missed.

use proptest::prelude::*;

use super::*;

const VIDEO: &str = "aB3-_xYz019";
const FILE: &str = "1AbCdEfGhIjKlMnOpQrStUvWxYz012345";
const LIST: &str = "PLabcdefghijklmnopqrstuvwxyz012345";

/// What is found in a text, one a line: its kind and id, or the noise.
fn told(text: &str) -> String {
    let lines = find([text], None).into_iter().map(|found| match found.said {
        Ok(target) => format!("{} {}", target.kind, target.media_id),
        Err(noise) => format!("noise {noise}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_form_is_read() {
    let cases = [
        ("https://www.youtube.com/watch?v=VIDEO", "youtube_video"),
        ("http://youtube.com/watch?app=desktop&v=VIDEO", "youtube_video"),
        ("https://m.youtube.com/watch?feature=share&v=VIDEO&t=42s", "youtube_video"),
        ("https://youtu.be/VIDEO?si=abcdef", "youtube_video"),
        ("youtu.be/VIDEO", "youtube_video"),
        ("https://www.youtube.com/shorts/VIDEO?feature=share", "youtube_video"),
        ("https://www.youtube.com/embed/VIDEO", "youtube_video"),
        ("https://www.youtube-nocookie.com/embed/VIDEO", "youtube_video"),
        ("https://www.youtube.com/live/VIDEO?si=x", "youtube_video"),
        ("https://www.youtube.com/watch?v=VIDEO&list=LIST", "youtube_video"),
        (r"https://www.youtube.com/watch?v\u003dVIDEO\u0026t\u003d3", "youtube_video"),
        ("https://www.youtube.com/watch?v=VIDEO\u{b}", "youtube_video"),
        (r"https://www.youtube.com/watch?v=VIDEO\u000b", "youtube_video"),
        ("https://youtu.be/VIDEO\u{0}junk", "youtube_video"),
        ("(see https://youtu.be/VIDEO).", "youtube_video"),
        (
            "<a href=\"https://www.google.com/url?q=https://youtu.be/VIDEO&amp;sa=D&amp;ust=17\">",
            "youtube_video",
        ),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DVIDEO&sa=D",
            "youtube_video",
        ),
        ("https://www.youtube.com/playlist?list=LIST", "youtube_playlist"),
        (r#""https:\/\/www.youtube.com\/playlist?list\u003dLIST""#, "youtube_playlist"),
        ("https://www.youtube.com/embed/videoseries?list=LIST", "youtube_playlist"),
        ("https://drive.google.com/file/d/FILE/view?usp=sharing", "drive_file"),
        ("https://drive.google.com/file/u/0/d/FILE/preview", "drive_file"),
        ("https://drive.google.com/open?id=FILE", "drive_file"),
        ("https://drive.google.com/uc?export=download&id=FILE", "drive_file"),
        ("https://docs.google.com/uc?id=FILE", "drive_file"),
        ("https://drive.google.com/drive/folders/FILE?usp=drive_link", "drive_folder"),
        ("https://drive.google.com/drive/u/0/folders/FILE", "drive_folder"),
        ("https://drive.google.com/drive/mobile/folders/FILE", "drive_folder"),
        ("https://drive.google.com/folderview?id=FILE", "drive_folder"),
        ("https://docs.google.com/document/d/FILE/edit?tab=t.0", "document"),
        ("https://docs.google.com/document/u/1/d/FILE/edit", "document"),
    ];
    for (form, kind) in cases {
        let id = match kind {
            "youtube_video" => VIDEO,
            "youtube_playlist" => LIST,
            _ => FILE,
        };
        let text = form.replace("VIDEO", VIDEO).replace("LIST", LIST).replace("FILE", FILE);
        assert_eq!(told(&text), format!("{kind} {id}"), "{text:?}");
    }
}

#[test]
fn noise_is_named() {
    let cases = [
        ("https://fonts.gstatic.com/s/i/x.png", "infrastructure"),
        ("https://schema.org/Thing", "infrastructure"),
        ("https://example.org/a.css", "static_file"),
        ("https://www.youtube.com/@somebody", "channel"),
        ("https://www.youtube.com/watch?v=short", "wrong_id"),
        ("https://drive.google.com/file/d/tooshort/view", "wrong_id"),
        ("https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz012345/edit", "other_document"),
        ("https://example.org/a/page", "other_page"),
        ("https://www.google.com/url?sa=D", "infrastructure"),
    ];
    for (text, noise) in cases {
        assert_eq!(told(text), format!("noise {noise}"), "{text}");
    }
}

#[test]
fn several_videos_in_one_address_are_several() {
    let text = format!("https://www.youtube.com/watch_videos?video_ids={VIDEO},zzzzzzzzzzz");
    assert_eq!(told(&text), format!("youtube_video {VIDEO}\nyoutube_video zzzzzzzzzzz"));
}

#[test]
fn one_target_counts_once_and_a_document_is_not_its_own() {
    let text = format!(
        "https://youtu.be/{VIDEO} ünï https://www.youtube.com/watch?v={VIDEO} https://docs.google.com/document/d/{FILE}/edit"
    );
    let found = find([text.as_str()], Some(FILE));
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].said, Err(Noise::OwnDocument));
}

#[test]
fn letters_beyond_ascii_stay() {
    assert_eq!(plain("größe \\u003d \\u00e9 &eacute; &#x3d; 花"), "größe = \\u00e9 &eacute; = 花");
    assert_eq!(super::without_redirects(" https://example.org/ä "), "https://example.org/ä");
}

proptest! {
    #[test]
    fn no_text_breaks_it_and_a_normal_form_is_its_own(text in ".{0,200}") {
        for found in find([text.as_str()], None) {
            if let Ok(target) = found.said {
                prop_assert_eq!(read(&target.url), vec![Ok(target)]);
            }
        }
    }

    #[test]
    fn a_normal_form_is_found_in_any_junk(before in "[ \\n\\t\"(<]{0,3}", after in "[ \\n\\t\"><,;!\u{b}\u{200b}].{0,20}") {
        let text = format!("{before}https://youtu.be/{VIDEO}{after}");
        let expected = format!("youtube_video {VIDEO}");
        prop_assert!(told(&text).starts_with(&expected), "{}", told(&text));
    }
}
