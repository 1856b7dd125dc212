//! Following a run to its end: it is asked how it stands, again and again, over servers that are away and come back.

use tokio::time::{Instant, sleep};

use crate::engines::{EngineError, Event, Fault, Listener, Lost, PromptId};

use super::{Server, answers::Standing};

/// What sampling comes to at most; the rest is unpacking the picture.
const SAMPLED: u32 = 95;

/// What following came to.
pub(super) enum Followed {
    /// There is a picture, in base64, or there is none.
    Done(Option<String>),
    Failed(Fault),
    Cancelled,
    Lost(Lost),
}

/// One run that is followed.
pub(super) struct Follower<'a> {
    pub(super) server: &'a Server,
    pub(super) id: &'a PromptId,
    /// What it is called there.
    pub(super) name: &'a str,
    /// How many steps it takes.
    pub(super) steps: u32,
    pub(super) listener: &'a Listener<'a>,
    pub(super) told: Told,
}

/// What was told last.
#[derive(Default)]
pub(super) struct Told {
    ahead: Option<usize>,
    has_started: bool,
    step: u32,
}

impl Follower<'_> {
    /// Until the end.
    pub(super) async fn follow(&mut self) -> Result<Followed, EngineError> {
        let patience = self.server.http.settings().patience;
        let (mut pause, mut away) = (patience.first, None);
        loop {
            match self.server.http.job(self.name).await {
                Ok(standing) => {
                    if away.take().is_some() {
                        (self.listener)(Event::Reconnected);
                    }
                    if let Some(end) = self.hear(standing) {
                        return Ok(end);
                    }
                }
                Err(error) if !error.may_pass() => return Err(error),
                Err(error) => {
                    if away.is_none() {
                        (self.listener)(Event::Disconnected);
                    }
                    let since: &mut Instant = away.get_or_insert_with(Instant::now);
                    if since.elapsed() >= patience.gone {
                        return Err(error);
                    }
                }
            }
            sleep(pause).await;
            pause = (pause * 2).min(patience.pace);
        }
    }

    /// Tells where it stands, or gives the end.
    fn hear(&mut self, standing: Standing) -> Option<Followed> {
        match standing {
            Standing::Waiting { ahead } => {
                if self.told.ahead.replace(ahead) != Some(ahead) {
                    (self.listener)(Event::Waiting { ahead });
                }
                None
            }
            // It cannot always be stopped, and whatever comes of it is not wanted any more.
            Standing::Running { .. } | Standing::Unknown(_) if self.server.known.was_cancelled(self.id) => {
                Some(Followed::Cancelled)
            }
            Standing::Running { steps } => {
                self.start();
                if let Some((step, of)) = steps.filter(|(step, _)| *step > self.told.step) {
                    self.told.step = step;
                    let percent = u64::from(step) * u64::from(SAMPLED) / u64::from(of.max(1));
                    self.sampled(percent as u8, step, of);
                }
                None
            }
            Standing::Done(picture) => {
                self.start();
                self.sampled(99, self.steps, self.steps);
                Some(Followed::Done(picture))
            }
            Standing::Failed(fault) => Some(Followed::Failed(fault)),
            Standing::Cancelled => Some(Followed::Cancelled),
            Standing::Unknown(lost) => Some(Followed::Lost(lost)),
        }
    }

    fn start(&mut self) {
        if !self.told.has_started {
            self.told.has_started = true;
            (self.listener)(Event::Started);
        }
    }

    fn sampled(&self, percent: u8, step: u32, steps: u32) {
        (self.listener)(Event::Progress { percent, node: Some("sampling".to_owned()), step, steps });
    }
}
