//! The questions that a server of stable-diffusion.cpp answers, within bounds.

use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use crate::engines::{EngineError, FieldError, Lost, rim::Rim};

use super::{
    answers::{self, Standing},
    refusal,
    settings::SdCppSettings,
};

/// The largest answer that holds no picture, in bytes. It lists models by name, of which some have thousands.
const LARGEST_ANSWER: usize = 16 << 20;
/// What stands around a picture in an answer, in bytes.
const AROUND: usize = 64 << 10;

/// What is said of such an answer.
const ABOUT_A_RUN: &str = "how a run stands";
const TO_AN_ORDER: &str = "to an order";
const TO_A_CANCELLATION: &str = "to a cancellation";

/// Asks one server.
pub(super) struct Http {
    pub(super) rim: Rim,
    settings: SdCppSettings,
}

/// What came of an order.
#[derive(Debug)]
pub(super) enum Taken {
    /// It is taken, under this name.
    Named(String),
    /// There is no room for it now.
    Full,
    /// It is wrong.
    Refused(Vec<FieldError>),
}

/// What came of a cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// It does not run any more, or was never there.
    Over,
    /// Not at this moment.
    NotNow,
}

impl Http {
    pub(super) fn new(settings: SdCppSettings) -> Result<Self, EngineError> {
        let rim = Rim::new(&settings, settings.patience.connect, settings.patience.answer)?;
        Ok(Self { rim, settings })
    }

    pub(super) fn settings(&self) -> &SdCppSettings {
        &self.settings
    }

    pub(super) async fn about(&self) -> Result<Value, EngineError> {
        let question = self.rim.get(self.rim.at("/sdcpp/v1/capabilities"));
        let answer = self.rim.send(question, LARGEST_ANSWER).await?;
        self.rim.read(&answer, "about itself")
    }

    /// Hands a request in, which is JSON. When there is no answer, nobody knows whether it was heard.
    pub(super) async fn submit(&self, request: Vec<u8>) -> Result<Taken, EngineError> {
        let question = self.rim.post(self.rim.at("/sdcpp/v1/img_gen"));
        let question = question.header(header::CONTENT_TYPE, "application/json").body(request);
        let answer = self.rim.send(question, LARGEST_ANSWER).await?;
        match answer.status {
            StatusCode::ACCEPTED | StatusCode::OK => {
                let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                answers::name(&told).map(Taken::Named).map_err(|reason| self.rim.odd(TO_AN_ORDER, reason))
            }
            StatusCode::TOO_MANY_REQUESTS => Ok(Taken::Full),
            StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY => {
                Ok(Taken::Refused(refusal::errors(&answer.body)))
            }
            status => Err(self.rim.odd(TO_AN_ORDER, format!("the status is {status}"))),
        }
    }

    /// How a run stands.
    pub(super) async fn job(&self, name: &str) -> Result<Standing, EngineError> {
        let question = self.rim.get(self.rim.at(&format!("/sdcpp/v1/jobs/{name}")));
        // The picture comes with the answer, with four letters for each three bytes.
        let limit = self.settings.largest_picture.div_ceil(3) * 4 + AROUND;
        let answer = self.rim.send(question, limit).await?;
        match answer.status {
            // It forgets with its process; what has ended it drops after ten minutes and says so for ten more.
            StatusCode::NOT_FOUND if answers::is_its_word(&answer.body) => {
                Ok(Standing::Unknown(Lost::Restarted))
            }
            StatusCode::GONE if answers::is_its_word(&answer.body) => Ok(Standing::Unknown(Lost::Removed)),
            _ => {
                let told = self.rim.read(&answer, ABOUT_A_RUN)?;
                answers::standing(told, name).map_err(|reason| self.rim.odd(ABOUT_A_RUN, reason))
            }
        }
    }

    /// Asks to stop a run.
    pub(super) async fn cancel(&self, name: &str) -> Result<Stopped, EngineError> {
        let question = self.rim.post(self.rim.at(&format!("/sdcpp/v1/jobs/{name}/cancel")));
        // Nothing is to be said; a body of known length keeps the server from waiting for one.
        let question = question.json(&json!({}));
        let limit = self.settings.largest_picture.div_ceil(3) * 4 + AROUND;
        let answer = self.rim.send(question, limit).await?;
        match answer.status {
            StatusCode::OK | StatusCode::ACCEPTED => Ok(Stopped::Over),
            StatusCode::NOT_FOUND | StatusCode::GONE if answers::is_its_word(&answer.body) => {
                Ok(Stopped::Over)
            }
            StatusCode::CONFLICT => Ok(Stopped::NotNow),
            status => Err(self.rim.odd(TO_A_CANCELLATION, format!("the status is {status}"))),
        }
    }
}
