//! The protocol over stdin and stdout, for an assistant that starts us itself.

use std::{io, sync::Arc};

use app::{App, AppError, McpConfig};
use futures::FutureExt as _;
use rmcp::{ServiceExt as _, service::ServerInitializeError, transport::stdio_pipes};

use super::{
    lines::Lines,
    server::{Assistant, MAX_LINE, May},
};

/// Answers until stdin is closed or `shutdown` is done. Writes nothing but the protocol to stdout. The app may still
/// be on its way: whoever only asks which tools there are need not wait for it, and where it cannot be opened, calls
/// say why. `people` is whether the settings open people; whoever starts us may read the same files without us.
///
/// # Errors
/// When the talk cannot begin.
pub async fn stdio(
    opening: impl Future<Output = Result<App, AppError>> + Send + 'static,
    settings: &McpConfig,
    people: bool,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let (from, to) = stdio_pipes();
    let transport = Lines::new(from, to, MAX_LINE);
    let opening = opening.map(|opened| opened.map_err(Arc::new)).boxed().shared();
    let may = May { write: true, see_people: true };
    let begun = Assistant::on(opening, settings.old_names, people, may).serve(transport);
    tokio::pin!(shutdown);
    let running = tokio::select! {
        begun = begun => match begun {
            Ok(running) => running,
            // Closed before a word was said: nothing was asked, and nothing is wrong.
            Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(error) => return Err(io::Error::other(error)),
        },
        () = &mut shutdown => return Ok(()),
    };
    let stop = running.cancellation_token();
    let ended = running.waiting();
    tokio::pin!(ended);
    tokio::select! {
        ended = &mut ended => drop(ended.map_err(io::Error::other)?),
        () = shutdown => {
            stop.cancel();
            drop(ended.await);
        }
    }
    Ok(())
}
