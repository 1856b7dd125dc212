//! The draft engine: storyboard frames out of the words of a recipe, without any model.
//!
//! A sheet holds a picture in which the character wears its own colors, in a place, an hour and a style that the
//! words name; below stand the words, size and seed. It is a draft and says so, on the picture as in the recipe.
//! Equal recipes give equal bytes on every machine: all is drawn in whole numbers, in one order.
//!
//! `words` reads the recipe, `sheet` lays it out, `scene` and `figure` draw, on `canvas` with `path` and `stroke`.

mod canvas;
mod color;
mod dice;
mod figure;
mod grade;
mod lettering;
mod palette;
mod path;
mod places;
mod scene;
mod segment;
mod sheet;
mod stroke;
#[cfg(test)]
mod tests;
mod words;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use pictures::{Kind, Limits};

use crate::{MadeBy, ReferenceRole};

use super::{
    Begin, Boxed, Capabilities, Engine, EngineError, EngineKind, Event, FieldError, Listener, Lost, Made,
    Order, Outcome, PromptId, png,
};

/// The version of the drawing. It goes up when the same recipe gives other pixels.
const VERSION: &str = "1";
/// The longer side in which references are shown, in pixels.
const SHOWN: u32 = 512;

/// Draws storyboard frames.
pub struct Draft {
    name: String,
    /// Runs under way, and whether each was cancelled.
    runs: Mutex<HashMap<PromptId, bool>>,
}

impl Draft {
    /// An engine of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), runs: Mutex::default() }
    }

    /// Draws an order: the file, without texts in it.
    ///
    /// # Errors
    /// [`EngineError::Refused`] when a reference is no picture, or the size is beyond all bounds.
    pub fn draw(&self, order: &Order) -> Result<Vec<u8>, EngineError> {
        drawn(&self.name, order)
    }

    /// How what it draws was made.
    pub fn made_by(&self) -> MadeBy {
        MadeBy {
            engine: self.name.clone(),
            kind: EngineKind::Draft.name().to_owned(),
            version: VERSION.to_owned(),
            host: None,
            template: None,
            graph: None,
            is_draft: true,
        }
    }

    fn runs(&self) -> std::sync::MutexGuard<'_, HashMap<PromptId, bool>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run_order(
        &self,
        order: &Order,
        id: &PromptId,
        listener: &Listener<'_>,
    ) -> Result<Outcome, EngineError> {
        listener(Event::Accepted);
        listener(Event::Started);
        // On a thread of its own: it computes for some milliseconds, and others want to be served meanwhile.
        let (name, order) = (self.name.clone(), order.clone());
        let drawn = tokio::task::spawn_blocking(move || drawn(&name, &order)).await;
        let failed = |error: tokio::task::JoinError| EngineError::Picture {
            engine: self.name.clone(),
            reason: format!("it was not drawn to its end: {error}"),
        };
        let drawn = drawn.map_err(failed)??;
        if self.runs().get(id) == Some(&true) {
            return Ok(Outcome::Cancelled);
        }
        let node = Some("Draft".to_owned());
        listener(Event::Progress { percent: 99, node, step: 1, steps: 1 });
        listener(Event::Preview { mime: "image/png", bytes: drawn.clone() });
        Ok(Outcome::Done(Made { files: vec![drawn], made_by: self.made_by() }))
    }
}

/// A run under way; it is over when this goes, also when nobody waits for it any more.
struct Going<'a> {
    draft: &'a Draft,
    id: &'a PromptId,
}

impl Drop for Going<'_> {
    fn drop(&mut self) {
        self.draft.runs().remove(self.id);
    }
}

fn drawn(engine: &str, order: &Order) -> Result<Vec<u8>, EngineError> {
    let recipe = &order.recipe;
    let refused = |field: &str, message: String| EngineError::Refused {
        engine: engine.to_owned(),
        fields: vec![FieldError { field: field.to_owned(), message, kind: "draft".to_owned() }],
    };
    for (field, side) in [("width", recipe.width), ("height", recipe.height)] {
        if !(16..=8192).contains(&side) {
            return Err(refused(field, format!("{side} pixels cannot be drawn; 16 to 8192 can")));
        }
    }
    let mut shown = Vec::new();
    for (reference, file) in order.references() {
        let is_start = reference.role == ReferenceRole::Start;
        let stays = if is_start { (reference.weight.0.clamp(0, 100) * 256 / 100) as u32 } else { 0 };
        shown.push(show(file, stays).map_err(|error| refused("references", error.to_string()))?);
    }
    let canvas = sheet::draw(recipe, &shown);
    Ok(png::pack(recipe.width, recipe.height, &canvas.rgb))
}

/// A reference as it is shown. What packs with loss is unpacked a little differently by different processors, so of
/// such a file its hash is shown, as a pattern.
fn show(file: &[u8], stays: u32) -> Result<sheet::Shown, pictures::PictureError> {
    let picture = pictures::decode(file, &Limits::default())?;
    if matches!(pictures::recognize(file)?, Kind::Png | Kind::Gif) {
        let small = picture.reduced(SHOWN);
        let (width, height) = (small.width() as i32, small.height() as i32);
        return Ok(sheet::Shown { width, height, rgb: small.rgb().to_vec(), stays });
    }
    Ok(pattern(file))
}

/// Eight by eight fields, mirrored, out of a file's hash.
fn pattern(file: &[u8]) -> sheet::Shown {
    let hash = pictures::ContentHash::of(file).to_string();
    let mut dice = dice::Dice::new(&["reference", &hash], 0);
    let ink = color::Color(dice.roll(60, 190) as u8, dice.roll(60, 190) as u8, dice.roll(60, 190) as u8);
    let mut rgb = vec![0xec; 8 * 8 * 3];
    for (y, x) in (0..8).flat_map(|y| (0..4).map(move |x| (y, x))) {
        if dice.one_in(2) {
            for column in [x, 7 - x] {
                let at = (y * 8 + column) * 3;
                rgb[at..at + 3].copy_from_slice(&[ink.0, ink.1, ink.2]);
            }
        }
    }
    sheet::Shown { width: 8, height: 8, rgb, stays: 0 }
}

impl Engine for Draft {
    fn name(&self) -> &str {
        &self.name
    }

    fn kind(&self) -> EngineKind {
        EngineKind::Draft
    }

    fn look(&self) -> Boxed<'_, Result<Capabilities, EngineError>> {
        let roles =
            [ReferenceRole::Likeness, ReferenceRole::Style, ReferenceRole::Pose, ReferenceRole::Start];
        let capabilities = Capabilities {
            version: VERSION.to_owned(),
            roles: roles.into(),
            takes_loras: true,
            makes_drafts: true,
            ..Capabilities::default()
        };
        Box::pin(async { Ok(capabilities) })
    }

    fn run<'a>(
        &'a self,
        order: &'a Order,
        id: &'a PromptId,
        begin: Begin,
        listener: &'a Listener<'a>,
    ) -> Boxed<'a, Result<Outcome, EngineError>> {
        Box::pin(async move {
            // A drawing lives in the process that draws it, and ends with it.
            if begin == Begin::Attach {
                return Ok(Outcome::Lost(Lost::Restarted));
            }
            self.runs().insert(id.clone(), false);
            let _going = Going { draft: self, id };
            self.run_order(order, id, listener).await
        })
    }

    fn cancel<'a>(&'a self, id: &'a PromptId) -> Boxed<'a, Result<(), EngineError>> {
        if let Some(cancelled) = self.runs().get_mut(id) {
            *cancelled = true;
        }
        Box::pin(async { Ok(()) })
    }

    fn warm(&self) -> Boxed<'_, Result<(), EngineError>> {
        Box::pin(async { Ok(()) })
    }

    fn free(&self) -> Boxed<'_, Result<(), EngineError>> {
        Box::pin(async { Ok(()) })
    }
}
