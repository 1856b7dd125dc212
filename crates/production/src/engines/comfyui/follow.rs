//! Following a run to its end, over sockets that break and engines that are started anew.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::engines::{EngineError, Event, Fault, Listener, Lost, PromptId};

use super::{
    ComfyUi,
    answers::{End, Standing},
    socket::Socket,
    tracker::{Heard, Tracker},
};

/// The longest pause between two tries to connect.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How often what a run gave is asked for after its last words; its entry in the history comes a moment later.
const SETTLE_LOOKS: usize = 20;

/// What following came to.
pub(super) enum Followed {
    Success,
    Failed(Fault),
    Cancelled,
    Lost(Lost),
}

/// One run that is followed.
pub(super) struct Follower<'a> {
    pub(super) engine: &'a ComfyUi,
    pub(super) id: &'a PromptId,
    pub(super) tracker: Tracker,
    pub(super) listener: &'a Listener<'a>,
    /// How many were before it when that was told last.
    pub(super) ahead: Option<usize>,
    /// Whether something may have been said while nobody listened.
    pub(super) has_gap: bool,
}

impl Follower<'_> {
    /// Until the end. The first socket is open already, so that nothing was missed.
    pub(super) async fn follow(&mut self, socket: Socket) -> Result<Followed, EngineError> {
        let mut socket = Some(socket);
        loop {
            let Some(mut open) = socket.take() else {
                let (again, end) = self.reconnect().await?;
                if let Some(end) = end {
                    again.close().await;
                    return Ok(end);
                }
                socket = Some(again);
                continue;
            };
            let end = match self.listen(&mut open).await {
                Listened::End(end) => Some(end),
                Listened::AskHowItStands { believe_end } => match self.ask(believe_end).await {
                    Ok(end) => end,
                    Err(error) if error.may_pass() => {
                        // It does not answer, so its socket is not worth waiting at either.
                        (self.listener)(Event::Disconnected);
                        continue;
                    }
                    Err(error) => return Err(error),
                },
                Listened::Gone => {
                    (self.listener)(Event::Disconnected);
                    continue;
                }
            };
            if let Some(end) = end {
                open.close().await;
                if matches!(end, Followed::Success) {
                    self.settle().await?;
                }
                return Ok(end);
            }
            socket = Some(open);
        }
    }

    /// Learns what the run gave, where that may have been missed.
    async fn settle(&mut self) -> Result<(), EngineError> {
        let has_pictures = self.tracker.outputs.iter().any(|(_, images)| !images.is_empty());
        if has_pictures && !self.has_gap {
            return Ok(());
        }
        for _ in 0..SETTLE_LOOKS {
            if let Standing::Ended { end: End::Success(outputs), .. } = self.engine.standing(self.id).await? {
                self.tracker.outputs = outputs;
                break;
            }
            sleep(self.engine.patience().pause).await;
        }
        Ok(())
    }

    async fn listen(&mut self, socket: &mut Socket) -> Listened {
        let silence = self.engine.patience().silence;
        loop {
            let word = match timeout(silence, socket.next()).await {
                Err(_) => return Listened::AskHowItStands { believe_end: true },
                Ok(None) => return Listened::Gone,
                Ok(Some(word)) => word,
            };
            match self.tracker.hear(word) {
                Heard::Nothing => {}
                Heard::Tell(events) => events.into_iter().for_each(self.listener),
                // One that was removed from the queue is told of by nothing else. One that has run to its end
                // meanwhile is told of by words that are on their way.
                Heard::QueueMoved => return Listened::AskHowItStands { believe_end: self.has_gap },
                Heard::Success => return Listened::End(Followed::Success),
                Heard::Error(fault) => return Listened::End(Followed::Failed(fault)),
                Heard::Interrupted => return Listened::End(Followed::Cancelled),
            }
        }
    }

    /// Asks how it stands; tells it, or gives the end, where that is to be believed before it was heard.
    pub(super) async fn ask(&mut self, believe_end: bool) -> Result<Option<Followed>, EngineError> {
        Ok(match self.engine.standing(self.id).await? {
            Standing::Waiting { ahead, .. } => {
                if self.ahead.replace(ahead) != Some(ahead) {
                    (self.listener)(Event::Waiting { ahead });
                }
                None
            }
            Standing::Running { .. } => {
                if let Heard::Tell(events) = self.tracker.start() {
                    events.into_iter().for_each(self.listener);
                }
                None
            }
            Standing::Ended { .. } if !believe_end => None,
            Standing::Ended { end: End::Success(outputs), .. } => {
                self.tracker.outputs = outputs;
                Some(Followed::Success)
            }
            Standing::Ended { end: End::Error(fault), .. } => Some(Followed::Failed(fault)),
            Standing::Ended { end: End::Interrupted, .. } => Some(Followed::Cancelled),
            Standing::Unknown { .. } if self.engine.was_cancelled(self.id) => Some(Followed::Cancelled),
            Standing::Unknown { has_others: true } => Some(Followed::Lost(Lost::Removed)),
            Standing::Unknown { has_others: false } => Some(Followed::Lost(Lost::Restarted)),
        })
    }

    /// Connects again and asks what happened meanwhile, as what was said then is lost.
    async fn reconnect(&mut self) -> Result<(Socket, Option<Followed>), EngineError> {
        let patience = self.engine.patience();
        let begun = Instant::now();
        let mut pause = patience.pause;
        self.has_gap = true;
        loop {
            let tried = match Socket::open(&self.engine.http, self.id).await {
                Ok(socket) => self.ask(true).await.map(|end| (socket, end)),
                Err(error) => Err(error),
            };
            match tried {
                Ok(found) => {
                    (self.listener)(Event::Reconnected);
                    return Ok(found);
                }
                Err(error) if !error.may_pass() || begun.elapsed() >= patience.gone => return Err(error),
                Err(_) => sleep(pause).await,
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

enum Listened {
    End(Followed),
    AskHowItStands { believe_end: bool },
    Gone,
}
