//! What a bucket is told to do with files that nobody has asked for in a while: documents to hand to the provider.
//!
//! Emaki does not change a bucket's own settings: whoever owns the bucket does, with these.

use serde_json::json;

use super::{Objects, Provider, content::FILES, manifest::MANIFESTS};

/// When files move to which class, and when parts of broken uploads go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifecycle {
    /// After how many days which class, such as `(30, "STANDARD_IA")`; manifests stay where they are.
    pub moves: Vec<(u32, String)>,
    /// After how many days the parts of an upload that was never finished go, from 1.
    pub broken_uploads: u32,
}

/// A document for a provider, and how it is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleDocument {
    /// JSON, as the provider wants it.
    pub json: String,
    /// The provider's own command that takes it from `rules.json`, in place of all rules that the bucket has.
    pub command: String,
}

impl Objects {
    /// These rules for the bucket in which the objects lie; `None` where they lie in a folder of this machine.
    pub fn lifecycle(&self, rules: &Lifecycle) -> Option<LifecycleDocument> {
        let bucket = self.base.rsplit('/').next().unwrap_or_default();
        match self.provider {
            Provider::Folder => None,
            Provider::S3 => Some(LifecycleDocument {
                json: rules.for_s3(&self.prefix),
                command: format!(
                    "aws s3api put-bucket-lifecycle-configuration --bucket {bucket} \
                     --lifecycle-configuration file://rules.json"
                ),
            }),
            Provider::Gcs => Some(LifecycleDocument {
                json: rules.for_gcs(&self.prefix),
                command: format!("gcloud storage buckets update gs://{bucket} --lifecycle-file=rules.json"),
            }),
        }
    }
}

impl Lifecycle {
    /// As `aws s3api put-bucket-lifecycle-configuration --lifecycle-configuration` takes it. `prefix` is the folder of
    /// the bucket that Emaki uses, or empty.
    fn for_s3(&self, prefix: &str) -> String {
        let moves: Vec<_> =
            self.moves.iter().map(|(days, class)| json!({"Days": days, "StorageClass": class})).collect();
        let mut rules = vec![json!({
            "ID": "emaki-broken-uploads", "Status": "Enabled", "Filter": {"Prefix": within(prefix, "")},
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
    fn for_gcs(&self, prefix: &str) -> String {
        let mut broken = json!({"age": self.broken_uploads.max(1)});
        let ours = within(prefix, "");
        if !ours.is_empty() {
            broken["matchesPrefix"] = json!([ours]);
        }
        let mut rules =
            vec![json!({"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": broken})];
        for (days, class) in &self.moves {
            rules.push(json!({
                "action": {"type": "SetStorageClass", "storageClass": class},
                "condition": {"age": days, "matchesPrefix": [within(prefix, FILES)]},
            }));
        }
        serde_json::to_string_pretty(&json!({"rule": rules})).expect("plain values make JSON")
    }
}

/// The beginning of the keys in a folder of ours, or in the bucket's part that is ours; empty where that is all of it.
fn within(prefix: &str, folder: &str) -> String {
    debug_assert_ne!(folder, MANIFESTS, "manifests are small and read often");
    let mut beginning = String::new();
    for part in [prefix.trim_matches('/'), folder].into_iter().filter(|part| !part.is_empty()) {
        beginning.push_str(part);
        beginning.push('/');
    }
    beginning
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::ObjectSettings;

    fn document(address: &str) -> LifecycleDocument {
        let rules = Lifecycle { moves: vec![(30, "STANDARD_IA".to_owned())], broken_uploads: 0 };
        let objects = Objects::open(address, [], ObjectSettings::default()).expect("a good address");
        objects.lifecycle(&rules).expect("a bucket")
    }

    #[test]
    fn both_providers_get_a_document_of_their_own_form() {
        let s3 = document("s3://depot/archive");
        assert!(s3.command.contains("--bucket depot "), "{}", s3.command);
        let s3: serde_json::Value = serde_json::from_str(&s3.json).expect("JSON");
        assert_eq!(s3["Rules"][0]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"], 1);
        assert_eq!(s3["Rules"][0]["Filter"]["Prefix"], "archive/");
        assert_eq!(s3["Rules"][1]["Filter"]["Prefix"], "archive/files/");
        assert_eq!(s3["Rules"][1]["Transitions"][0]["StorageClass"], "STANDARD_IA");
        let gcs = document("gs://depot");
        assert!(gcs.command.contains("gs://depot "), "{}", gcs.command);
        let gcs: serde_json::Value = serde_json::from_str(&gcs.json).expect("JSON");
        assert_eq!(gcs["rule"][0]["condition"], json!({"age": 1}));
        assert_eq!(gcs["rule"][1]["condition"]["matchesPrefix"][0], "files/");
        // In a bucket that others use too, what is theirs is left alone.
        let shared: serde_json::Value =
            serde_json::from_str(&document("gs://depot/archive").json).expect("JSON");
        assert_eq!(shared["rule"][0]["condition"]["matchesPrefix"][0], "archive/");
    }

    #[test]
    fn a_folder_has_no_rules() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let objects = Objects::folder(folder.path(), ObjectSettings::default()).expect("a good folder");
        assert_eq!(objects.lifecycle(&Lifecycle { moves: Vec::new(), broken_uploads: 7 }), None);
    }
}
