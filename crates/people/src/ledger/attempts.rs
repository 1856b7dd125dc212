//! What the columns about attempts say of a person's assets.

use store::AssetRow;

/// No message in a cell is longer, in letters; the old pipeline cut there as well.
const LONGEST: usize = 200;

/// What is told of attempts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// When the last one was.
    pub last: String,
    /// What went wrong, each thing once; empty where nothing did.
    pub errors: String,
    /// The sides, `youtube` and `drive`, on which nothing is tried again and something is missing.
    pub given_up: String,
    /// Whether everything is here.
    pub all_here: bool,
}

/// What is told of the assets that were tried by us; none where no one was. Objects of the old pipeline have their own
/// history in the file.
pub(super) fn told(assets: &[AssetRow]) -> Option<Told> {
    let ours: Vec<&AssetRow> =
        assets.iter().filter(|asset| asset.gone_at.is_none() && asset.legacy_uuid.is_none()).collect();
    let last = ours.iter().filter(|asset| asset.status != "pending").map(|asset| asset.updated_at).max()?;
    let mut errors: Vec<String> = Vec::new();
    for asset in ours.iter().filter(|asset| asset.status == "failed") {
        let category = asset.failure_category.as_deref().unwrap_or("system");
        let error = plain(&format!("{category}: {}", asset.failure_message.as_deref().unwrap_or_default()));
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    let given_up = [("youtube", true), ("drive", false)].into_iter().filter(|(_, youtube)| {
        let mut open = ours
            .iter()
            .filter(|asset| asset.kind.starts_with("youtube") == *youtube)
            .filter(|asset| matches!(asset.status.as_str(), "pending" | "failed"))
            .peekable();
        open.peek().is_some() && open.all(|asset| asset.status == "failed" && asset.failure_permanent)
    });
    Some(Told {
        last: last.to_string(),
        errors: errors.join("; "),
        given_up: given_up.map(|(side, _)| side).collect::<Vec<_>>().join(","),
        all_here: ours.iter().all(|asset| matches!(asset.status.as_str(), "downloaded" | "uploaded")),
    })
}

/// A message on one line and not too long.
fn plain(message: &str) -> String {
    message.trim().chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use model::Instant;

    use super::*;
    use crate::{Asset, AssetKind, AssetStatus, Failure, FailureCategory, desk::asset_row};

    fn asset(
        kind: AssetKind,
        media: &str,
        status: AssetStatus,
        failure: Option<FailureCategory>,
    ) -> AssetRow {
        let now = Instant::from_micros(1_750_000_000_000_000);
        let person = "7".parse().expect("a sound key");
        let mut asset = Asset::new(person, kind, media, media, media, now);
        asset.status = status;
        asset.failure = failure.map(|category| Failure::after(None, category, "it\nbroke", None, now));
        asset_row(&asset)
    }

    #[test]
    fn attempts_are_told_and_what_was_never_tried_is_not() {
        use AssetKind::{DriveFile, YoutubeVideo};
        let waiting = asset(YoutubeVideo, "a", AssetStatus::Pending, None);
        assert_eq!(told(std::slice::from_ref(&waiting)), None);
        let here = asset(YoutubeVideo, "b", AssetStatus::Uploaded, None);
        let told_of = told(&[waiting.clone(), here.clone()]).expect("one was tried");
        assert_eq!((told_of.errors.as_str(), told_of.given_up.as_str(), told_of.all_here), ("", "", false));
        assert_eq!(told_of.last, "2025-06-15T15:06:40Z");
        assert!(told(std::slice::from_ref(&here)).expect("it was tried").all_here);
        let gone = asset(YoutubeVideo, "c", AssetStatus::Failed, Some(FailureCategory::Gone));
        let same = asset(YoutubeVideo, "d", AssetStatus::Failed, Some(FailureCategory::Gone));
        let later = asset(DriveFile, "e", AssetStatus::Failed, Some(FailureCategory::Network));
        let told_of = told(&[here, gone.clone(), same, later]).expect("they were tried");
        assert_eq!(told_of.errors, "gone: it broke; network: it broke");
        assert_eq!(told_of.given_up, "youtube", "the file of Drive is tried again");
        assert_eq!(told(&[gone, waiting]).expect("one was tried").given_up, "", "one is still to be tried");
    }
}
