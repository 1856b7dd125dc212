//! Pictures that makers hand in, and references of bibles.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use production::{Bible, Hundredths, ReferenceRole, VisualReference, bounds};
use serde::Serialize;
use serde_json::json;

use super::{CharacterChange, files::digits, line, objects::ending};
use crate::{App, AppError, ErrorCode, PictureInput};

/// Bytes of pictures that go into one exported file at most.
const EXPORTED: usize = 12 << 20;

/// A picture that was handed in and is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptPicture {
    /// The SHA-256 of its file; wishes and bibles name it by this.
    pub hash: String,
    /// The file's format, such as `image/png`.
    pub media_type: &'static str,
    /// The file's length.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// How a picture that is handed in is to serve a character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReference {
    /// What new pictures are to take from it.
    pub role: ReferenceRole,
    /// How strongly, 0 to 2.
    pub weight: Hundredths,
    /// What it shows.
    pub note: String,
}

impl App {
    /// Keeps a picture that somebody hands in: a file, its base64, or its address. It stays as long as a bible, a
    /// wish or a recipe speaks of it, and a day beyond that.
    ///
    /// # Errors
    /// `payload_too_large`, `unsupported_media_type` or `invalid_input` for what is no picture, `source_unavailable`
    /// where its address gives none.
    pub async fn keep_reference(&self, input: PictureInput, author: &str) -> Result<KeptPicture, AppError> {
        self.produces()?;
        let file = self.picture_file(input).await?;
        let kept = self.keep_sent(file).await?;
        let details = json!({ "hash": kept.hash, "bytes": kept.bytes });
        self.store().audit(&line(author, "picture.keep", details, self.now())).await?;
        Ok(kept)
    }

    /// Keeps a picture and makes it a reference of a character.
    ///
    /// # Errors
    /// Those of [`App::keep_reference`], and those of [`App::update_character`].
    pub async fn add_reference(
        &self,
        character: &str,
        input: PictureInput,
        new: &NewReference,
        author: &str,
    ) -> Result<Vec<VisualReference>, AppError> {
        let row = self.character_row(character).await?;
        bounds::text("note", &new.note, 0, 200)?;
        bounds::between("weight", new.weight, Hundredths(0), Hundredths(200))?;
        let kept = self.keep_reference(input, author).await?;
        let newest = self.character_version(&row.id, row.latest).await?;
        let mut references = newest.bible.unwrap_or_default().references;
        references.retain(|known| known.hash != kept.hash || known.role != new.role);
        references.push(VisualReference {
            hash: kept.hash,
            role: new.role,
            weight: new.weight,
            note: new.note.clone(),
            take: None,
        });
        let references = serde_json::to_value(&references).map_err(AppError::internal)?;
        let change = CharacterChange {
            expected_version: Some(newest.version),
            base_version: None,
            note: "a picture as a reference".to_owned(),
            canonical: None,
            bible: json!({ "references": references }),
        };
        Ok(self.update_character(&row.id, &change, author).await?.bible.references)
    }

    /// A kept picture with its media type, or its small copy.
    ///
    /// # Errors
    /// `not_found` when none is kept under this hash, `invalid_parameter` for what is no hash.
    pub async fn kept_reference(&self, hash: &str, small: bool) -> Result<(Vec<u8>, &'static str), AppError> {
        self.produces()?;
        bounds::hash("hash", hash)?;
        let file = self.kept_picture(hash).await?.ok_or_else(|| AppError::not_found("kept picture", hash))?;
        if small {
            return Ok((self.thumbnail_of(hash).await?, "image/jpeg"));
        }
        let kind = pictures::recognize(&file).map_or("application/octet-stream", pictures::Kind::media_type);
        Ok((file, kind))
    }

    async fn keep_sent(&self, file: Vec<u8>) -> Result<KeptPicture, AppError> {
        // Unpacked within bounds before anything is kept: what cannot be shown is no reference.
        let picture = self.sent_picture(file.clone()).await?;
        let kind = pictures::recognize(&file).map_err(AppError::internal)?;
        let hash = digits(&file);
        let kept = KeptPicture {
            media_type: kind.media_type(),
            bytes: file.len() as u64,
            width: picture.width(),
            height: picture.height(),
            hash,
        };
        self.keep_picture(&kept.hash, ending(kind), file).await?;
        Ok(kept)
    }

    /// Whether every picture that a bible refers to is kept; those that stood in it before are not asked about.
    pub(super) async fn references_are_kept(
        &self,
        bible: &Bible,
        before: &[VisualReference],
    ) -> Result<(), AppError> {
        let known: BTreeSet<&str> = before.iter().map(|reference| reference.hash.as_str()).collect();
        let mut missing = Vec::new();
        for reference in bible.references.iter().filter(|one| !known.contains(one.hash.as_str())) {
            bounds::hash("references.hash", &reference.hash)?;
            if !self.holds_picture(&reference.hash).await? {
                missing.push(reference.hash.clone());
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let told = "the bible refers to pictures that are not kept here";
        Err(AppError::invalid_parameter("references", told)
            .detail("missing", missing)
            .hint("hand them in first: `emaki production character reference`, or POST /api/anime/pictures"))
    }

    /// The files of a bible's references as base64, as far as they are kept and there is room.
    pub(super) async fn pictures_of(&self, bible: &Bible) -> Result<BTreeMap<String, String>, AppError> {
        let (mut pictures, mut whole) = (BTreeMap::new(), 0);
        for reference in &bible.references {
            if let Some(file) = self.kept_picture(&reference.hash).await? {
                whole += file.len();
                if whole > EXPORTED {
                    let told = "the references are too large for one file";
                    return Err(AppError::new(ErrorCode::PayloadTooLarge, told)
                        .detail("most_bytes", EXPORTED)
                        .hint("take some out of the bible, or hand them over beside the file"));
                }
                pictures.insert(reference.hash.clone(), BASE64_STANDARD.encode(&file));
            }
        }
        Ok(pictures)
    }

    /// Keeps the pictures that came with a bible; those that it does not refer to are let go.
    pub(super) async fn keep_pictures_of(
        &self,
        bible: &Bible,
        pictures: BTreeMap<String, String>,
    ) -> Result<(), AppError> {
        let mut files = Vec::new();
        for reference in bible.references.iter().map(|reference| &reference.hash).collect::<BTreeSet<_>>() {
            let Some(text) = pictures.get(reference) else { continue };
            let file = self.picture_file(PictureInput::Text(format!("data:;base64,{text}"))).await?;
            if digits(&file) != *reference {
                let told = format!("the picture under {reference} has another hash");
                return Err(AppError::new(ErrorCode::InvalidInput, told));
            }
            files.push(file);
        }
        // Only now, so that a file that is no good leaves nothing.
        for file in files {
            self.keep_sent(file).await?;
        }
        Ok(())
    }
}
