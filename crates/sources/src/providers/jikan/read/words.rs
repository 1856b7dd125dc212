//! Jikan's words in ours: formats, states, relations, languages; pictures that show nothing.

use model::{ExternalId, Format, Image, ImageKind};

use crate::parts::{json::Json, languages, text};

/// A word, cleaned; `None` for whatever only says that nothing is known.
pub fn known(place: Json<'_>) -> Option<String> {
    place.text().filter(|word| !word.to_lowercase().starts_with("unknown"))
}

/// The format of an anime or a manga.
pub fn format(word: &str) -> Format {
    match word.to_lowercase().as_str() {
        "tv special" | "cm" => Format::Special,
        // Comics that were first written in English.
        "oel" => Format::Manga,
        _ => Format::parse(word),
    }
}

/// A language's tag by its English name. A name that is not known stays as it is.
pub fn language(name: &str) -> String {
    languages::tag(name).unwrap_or(name).to_owned()
}

/// The id at another site behind an address.
pub fn elsewhere(link: Json<'_>) -> Option<ExternalId> {
    ExternalId::from_provider_url(link.at("url").raw()?)
}

/// Adds the pictures of an object that has them as `jpg` and `webp`, each in up to three sizes.
pub fn add_images(of: Json<'_>, images: &mut Vec<Image>) {
    let first = |keys: &[&str]| {
        let kinds = [of.at("jpg"), of.at("webp"), of];
        kinds.iter().find_map(|kind| keys.iter().find_map(|key| picture(kind.at(key))))
    };
    let poster = first(&["large_image_url", "image_url"]);
    let thumbnail = first(&["small_image_url"]).filter(|small| Some(small) != poster.as_ref());
    for (url, kind) in [(poster, ImageKind::Poster), (thumbnail, ImageKind::Thumbnail)] {
        let new = url.filter(|url| !images.iter().any(|image| image.url == *url));
        images.extend(new.map(|url| Image { url, kind }));
    }
}

/// The address of a picture, unless it is one that stands where there is none.
pub fn picture(place: Json<'_>) -> Option<String> {
    const STAND_INS: [&str; 6] =
        ["questionmark", "qm_", "apple-touch-icon", "na_series", "company_no_picture", "icon-banned"];
    let url = place.url()?;
    let file = url.split(['?', '#']).next()?.rsplit('/').next()?;
    (!STAND_INS.iter().any(|name| file.starts_with(name)) && !matches!(file, "na.gif" | "")).then_some(url)
}

/// A longer text without markup and credit; `None` for the line that asks users to write one.
pub fn prose(place: Json<'_>) -> Option<String> {
    let text = text::without_credit(&place.prose()?)?;
    let lower = text.to_lowercase();
    let asks = (lower.starts_with("no ") && lower.contains("has been added to this"))
        || lower.starts_with("no biography written")
        || lower.starts_with("no summary yet");
    (!asks).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pictures_that_show_nothing() {
        for (url, shown) in [
            ("https://p.example/images/anime/1/2.jpg", true),
            ("https://p.example/images/questionmark_23.gif?s=f7", false),
            ("https://p.example/images/qm_50.gif", false),
            ("https://p.example/img/sp/icon/apple-touch-icon-256.png", false),
            ("https://p.example/", false),
            ("no address", false),
        ] {
            assert_eq!(picture(Json::of(&json!(url))).is_some(), shown, "{url}");
        }
    }

    #[test]
    fn ids_elsewhere() {
        for (url, id) in [
            ("https://anidb.net/perl-bin/animedb.pl?show=anime&aid=17", Some("anidb:17")),
            ("https://anidb.net/perl-bin/animedb.pl?show=group&gid=17", None),
            ("https://www.animenewsnetwork.com/encyclopedia/anime.php?id=13", Some("ann:13")),
            ("https://depot.example/", None),
        ] {
            assert_eq!(
                elsewhere(Json::of(&json!({"url": url}))).map(|id| id.to_string()).as_deref(),
                id,
                "{url}"
            );
        }
    }

    #[test]
    fn words_of_ours() {
        assert_eq!(format("TV Special"), Format::Special);
        assert_eq!(format("One-shot"), Format::OneShot);
        assert_eq!(format("Light Novel"), Format::LightNovel);
        assert_eq!((language("Portuguese (BR)"), language("Elvish")), ("pt-BR".into(), "Elvish".into()));
        assert_eq!(
            prose(Json::of(&json!("No synopsis information has been added to this title. Help!"))),
            None
        );
        assert_eq!(
            prose(Json::of(&json!("No one came.\n\n[Written by MAL Rewrite]"))),
            Some("No one came.".into())
        );
    }
}
