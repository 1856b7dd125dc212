//! Which model answers, and how far another one is.

use serde::Serialize;
use serde_json::json;

use crate::{App, Part, State};

/// What is told of the models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelState {
    /// The model that answers what texts mean.
    pub answers: String,
    /// The one that the settings name, where it is another one, because its vectors are not whole yet.
    pub in_the_making: Option<String>,
    /// Works that it has vectors of.
    pub done: u64,
    /// Works that there are.
    pub total: u64,
    /// Why the model that the settings name cannot be used.
    pub trouble: Option<String>,
    /// CLIP, where the settings name one.
    pub pictures: Option<String>,
    /// Why CLIP cannot be used.
    pub picture_trouble: Option<String>,
}

impl App {
    /// Which model answers, and how far another one is.
    pub async fn model_state(&self) -> ModelState {
        // What cannot be used is part of the state.
        drop(self.settle_model().await);
        let told = self.modeling().told();
        let answers = match self.index().answering() {
            Some(model) => model.embedder.id().to_string(),
            None => embedding::Embedder::id(embedding::StaticTable::builtin()).to_string(),
        };
        let making = told.wanted.filter(|(id, _)| *id != answers);
        ModelState {
            done: making.as_ref().map_or(0, |(_, mark)| mark.done),
            total: making.as_ref().map_or(0, |(_, mark)| mark.total),
            in_the_making: making.map(|(id, _)| id),
            answers,
            trouble: told.trouble,
            pictures: self
                .config()
                .model
                .clip()
                .map(|name| told.picture.map_or(name.to_owned(), |(id, _)| id)),
            picture_trouble: told.picture_trouble,
        }
    }

    /// What an answer is to say where another model than the one of the settings said what words mean.
    pub(crate) fn meaning_note(&self) -> Option<String> {
        let trouble = self.modeling().told().trouble?;
        Some(format!("the built-in table said what words mean: {trouble}"))
    }

    /// A model that cannot be used, or is not ready, makes answers less good and nothing else.
    pub(crate) async fn model_health(&self) -> Part {
        let state = self.model_state().await;
        let (how, reason) = match (&state.trouble, &state.in_the_making, &state.picture_trouble) {
            (Some(trouble), ..) if self.config().model.fallback => {
                (State::Degraded, Some(format!("{trouble}; the built-in table answers in its place")))
            }
            (Some(trouble), ..) => (State::Down, Some(trouble.clone())),
            (None, Some(making), _) => {
                let far = format!("{} of {} works", state.done, state.total.max(state.done));
                (State::Degraded, Some(format!("{} answers until {making} is ready: {far}", state.answers)))
            }
            (None, None, Some(trouble)) => {
                (State::Degraded, Some(format!("pictures are not searched by meaning: {trouble}")))
            }
            (None, None, None) => (State::Ok, None),
        };
        Part { name: "model", state: how, reason, details: json!(state) }
    }
}
