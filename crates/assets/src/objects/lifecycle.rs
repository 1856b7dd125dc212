//! What a bucket is told to do with files that nobody has asked for in a while: documents to hand to the provider.
//!
//! Emaki does not change a bucket's own settings: whoever owns the bucket does, with these.

use serde_json::json;

use super::{content::FILES, manifest::MANIFESTS};

/// When files move to which class, and when parts of broken uploads go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// After how many days which class, such as `(30, "STANDARD_IA")`; manifests stay where they are.
    pub moves: Vec<(u32, String)>,
    /// After how many days the parts of an upload that was never finished go, from 1.
    pub broken_uploads: u32,
}

impl Lifecycle {
    /// As `aws s3api put-bucket-lifecycle-configuration --lifecycle-configuration` takes it. `prefix` is the folder of
    /// the bucket that Emaki uses, or empty.
    pub fn for_s3(&self, prefix: &str) -> String {
        let moves: Vec<_> =
            self.moves.iter().map(|(days, class)| json!({"Days": days, "StorageClass": class})).collect();
        let mut rules = vec![json!({
            "ID": "emaki-broken-uploads", "Status": "Enabled", "Filter": {"Prefix": prefix},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": self.broken_uploads.max(1)},
        })];
        if !moves.is_empty() {
            let filter = json!({"Prefix": within(prefix, FILES)});
            rules.push(
                json!({"ID": "emaki-files", "Status": "Enabled", "Filter": filter, "Transitions": moves}),
            );
        }
        serde_json::to_string_pretty(&json!({"Rules": rules})).expect("plain values make JSON")
    }

    /// As `gcloud storage buckets update --lifecycle-file` takes it.
    pub fn for_gcs(&self, prefix: &str) -> String {
        let mut rules = vec![json!({
            "action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": self.broken_uploads.max(1)},
        })];
        for (days, class) in &self.moves {
            rules.push(json!({
                "action": {"type": "SetStorageClass", "storageClass": class},
                "condition": {"age": days, "matchesPrefix": [within(prefix, FILES)]},
            }));
        }
        serde_json::to_string_pretty(&json!({"rule": rules})).expect("plain values make JSON")
    }
}

fn within(prefix: &str, folder: &str) -> String {
    debug_assert_ne!(folder, MANIFESTS, "manifests are small and read often");
    let prefix = prefix.trim_matches('/');
    if prefix.is_empty() { format!("{folder}/") } else { format!("{prefix}/{folder}/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_providers_get_a_document_of_their_own_form() {
        let lifecycle = Lifecycle { moves: vec![(30, "STANDARD_IA".to_owned())], broken_uploads: 0 };
        let s3: serde_json::Value = serde_json::from_str(&lifecycle.for_s3("archive/")).expect("JSON");
        assert_eq!(s3["Rules"][0]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"], 1);
        assert_eq!(s3["Rules"][1]["Filter"]["Prefix"], "archive/files/");
        assert_eq!(s3["Rules"][1]["Transitions"][0]["StorageClass"], "STANDARD_IA");
        let gcs: serde_json::Value = serde_json::from_str(&lifecycle.for_gcs("")).expect("JSON");
        assert_eq!(gcs["rule"][1]["condition"]["matchesPrefix"][0], "files/");
    }
}
