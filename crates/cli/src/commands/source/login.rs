//! `emaki source login`: a user's own lists at a source.

use std::{
    io::{BufRead as _, Write as _},
    time::Duration,
};

use app::{AppError, ErrorCode, callback_of};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{exit::Exit, session::Session};

/// How long the program waits for the user to agree.
const PATIENCE: Duration = Duration::from_mins(10);

/// Log in at a source, so that your own lists can be read
///
/// Prints the page on which you agree. It leads back to this machine; where it cannot, paste the code, or
/// the whole address that the page led to. The tokens are kept sealed and renewed by themselves.
#[derive(Debug, clap::Args)]
pub struct Login {
    /// The source, such as mal
    source: String,
    /// Do not wait for the page to lead back here; read the code from standard input
    #[arg(long)]
    paste: bool,
}

impl Login {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let login = app.login(&self.source)?;
        // Taken before the page is shown, so that nobody can come back to a door that is not there.
        let door = if self.paste { None } else { Some(door(session, &self.source).await?) };
        session.out.note("open this page and agree:");
        session.out.line(&login.address)?;
        std::io::stdout().flush()?;
        let given = if let Some((listener, path)) = door {
            session
                .out
                .note("waiting for it to lead back here; press Ctrl+C and use --paste where it cannot");
            let waiting = tokio::time::timeout(PATIENCE, callback(&listener, &path));
            waiting
                .await
                .map_err(|_| AppError::new(ErrorCode::Unauthorized, "nobody agreed in ten minutes"))??
        } else {
            session.out.note("then paste the code, or the address that the page led to:");
            pasted().await?
        };
        let account = app.finish_login(&self.source, &login, &given).await?;
        if session.out.is_json() {
            session.out.json(&account)?;
        } else {
            session
                .out
                .note(format_args!("logged in at {}; it holds until {}", account.source, account.expires_at));
        }
        Ok(Exit::Done)
    }
}

/// Where the login comes back to: the listener, and the path that counts.
async fn door(session: &Session, source: &str) -> anyhow::Result<(TcpListener, String)> {
    let (address, path) = callback_of(session.config(), source)?;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        AppError::new(ErrorCode::Conflict, format!("the login comes back to {address}, which is taken"))
            .caused_by(error)
            .hint("use --paste, or free the port")
    })?;
    Ok((listener, path))
}

/// One line of standard input.
async fn pasted() -> anyhow::Result<String> {
    let reading = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    Ok(reading.await??)
}

/// Waits for the browser to come back, and gives the address it came to.
async fn callback(listener: &TcpListener, path: &str) -> anyhow::Result<String> {
    loop {
        let (stream, _) = listener.accept().await?;
        // Browsers ask for icons and open connections in advance; only the answer counts.
        if let Some(target) = answer(stream, path).await {
            return Ok(format!("http://localhost{target}"));
        }
    }
}

/// Reads one request's head and answers it; gives its target when it is the one waited for. Closed before
/// all of the head is read, a connection is reset, and the browser shows no answer.
async fn answer(mut stream: TcpStream, path: &str) -> Option<String> {
    let mut head = vec![0; 8192];
    let mut filled = 0;
    while filled < head.len() && !head[..filled].windows(4).any(|end| end == b"\r\n\r\n") {
        let reading = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut head[filled..]));
        match reading.await {
            Ok(Ok(count @ 1..)) => filled += count,
            _ => return None,
        }
    }
    let text = String::from_utf8_lossy(&head[..filled]).into_owned();
    let target = text.strip_prefix("GET ")?.split(' ').next()?.to_owned();
    let is_ours =
        target.split('?').next() == Some(path) && (target.contains("code=") || target.contains("error="));
    let (status, body) = if is_ours {
        (
            "200 OK",
            "<!DOCTYPE html><title>Emaki</title><p>Done. You may close this page and go back to the terminal.",
        )
    } else {
        ("404 Not Found", "<!DOCTYPE html><title>Emaki</title><p>Nothing is here.")
    };
    let page = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nreferrer-policy: no-referrer\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // A browser that has gone has still told us what we waited for.
    let _ = stream.write_all(page.as_bytes()).await;
    let _ = stream.shutdown().await;
    is_ours.then_some(target)
}
