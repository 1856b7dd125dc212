//! `creator.json`: who made a series, in the old files' writing.

use super::json;

/// Names by role as JSON, such as `{"studio": "A|B"}`; none when nobody is known.
///
/// A manga always has both of its roles, and a visual novel whose developer is not known says `Unknown`,
/// as the old files do.
pub fn creator(media_type: &str, creators: &[(String, Vec<String>)]) -> Option<String> {
    let joined = |role: &str| {
        let names = creators.iter().filter(|(of, _)| of == role).flat_map(|(_, names)| names);
        names.map(|name| name.trim()).filter(|name| !name.is_empty()).collect::<Vec<_>>().join("|")
    };
    let mut roles: Vec<(&str, String)> = Vec::new();
    let wanted: &[&str] = match media_type {
        "manga" | "light_novel" => &["author", "serialization"],
        "visual_novel" => &["developer"],
        "game" => &["developer", "publisher"],
        _ => &["studio"],
    };
    for role in wanted {
        roles.push((role, joined(role)));
    }
    // What a source tells beyond the medium's own roles is not thrown away.
    for (role, _) in creators {
        if !roles.iter().any(|(known, _)| known == role) {
            roles.push((role, joined(role)));
        }
    }
    let known = roles.iter().any(|(_, names)| !names.is_empty());
    match media_type {
        "manga" | "light_novel" if known => {}
        "visual_novel" if !known => roles[0].1 = "Unknown".into(),
        _ => roles.retain(|(_, names)| !names.is_empty()),
    }
    let known = roles.iter().any(|(_, names)| !names.is_empty());
    known.then(|| json::object(roles.iter().map(|(role, names)| (*role, names.as_str()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media_type: &str, creators: &[(&str, &[&str])]) -> String {
        let creators: Vec<_> = creators
            .iter()
            .map(|(role, names)| ((*role).to_owned(), names.iter().map(ToString::to_string).collect()))
            .collect();
        creator(media_type, &creators).unwrap_or_default()
    }

    #[test]
    fn each_medium_has_its_shape() {
        assert_eq!(of("anime", &[("studio", &["Ezóla", " B "])]), r#"{"studio": "Ez\u00f3la|B"}"#);
        assert_eq!(of("anime", &[]), "");
        assert_eq!(
            of("manga", &[("author", &["Sato, Ren"])]),
            r#"{"author": "Sato, Ren", "serialization": ""}"#
        );
        assert_eq!(of("visual_novel", &[]), r#"{"developer": "Unknown"}"#);
        assert_eq!(
            of("game", &[("publisher", &["P"]), ("developer", &["D"])]),
            r#"{"developer": "D", "publisher": "P"}"#
        );
        assert_eq!(of("anime", &[("author", &["A \"B\""])]), r#"{"author": "A \"B\""}"#);
    }
}
