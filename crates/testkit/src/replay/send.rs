//! An answer onto the wire, with all that goes wrong on the way.

use std::{fmt::Write as _, io};

use tokio::{io::AsyncWriteExt as _, net::tcp::WriteHalf};

use super::{Answer, Fault, Request, gzip_bomb};

/// What a client finds when the server is none.
const GARBAGE: &[u8] = b"\x15\x03\x01\x00\x02\x02\x16 this is no HTTP \xff\xfe\r\n\r\n";

/// What the head tells of the body's length.
#[derive(Clone, Copy)]
enum Length {
    Bytes(usize),
    Chunked,
    /// Nothing: the end of the connection is the end of the body.
    Untold,
}

/// Sends an answer, and says whether the connection can go on.
pub(super) async fn send(
    stream: &mut WriteHalf<'_>,
    request: &Request,
    mut answer: Answer,
    faults: Vec<Fault>,
) -> io::Result<bool> {
    let mut manner = None;
    for fault in faults {
        match fault {
            Fault::Hold(gate) => gate.pass().await,
            Fault::Delay(time) => tokio::time::sleep(time).await,
            other => manner = Some(other),
        }
    }
    match manner {
        None => {
            let answer = answer.unless_known(request);
            return whole(stream, request, &answer).await;
        }
        Some(Fault::Instead(other)) => return whole(stream, request, &other).await,
        Some(Fault::Circle) => return whole(stream, request, &Answer::redirect(&request.target())).await,
        Some(Fault::Mislabel(charset)) => {
            let bytes = charset.encode(&String::from_utf8_lossy(&answer.body));
            let kind = answer.header("content-type").unwrap_or("text/html").to_owned();
            let kind = kind.split(';').next().unwrap_or_default();
            answer = answer.with_header("content-type", format!("{kind}; charset=utf-8")).with_body(bytes);
            return whole(stream, request, &answer).await;
        }
        Some(Fault::GzipBomb(mebibytes)) => {
            answer = answer.with_body(gzip_bomb(mebibytes)).with_header("content-encoding", "gzip");
            return whole(stream, request, &answer).await;
        }
        // Closing it in good order first would leave nothing to reset.
        Some(Fault::DropMiddle) => broken_off(stream, &answer, Fault::DropMiddle).await?,
        Some(broken) => {
            broken_off(stream, &answer, broken).await?;
            stream.shutdown().await?;
        }
    }
    Ok(false)
}

/// The answer as it should be.
async fn whole(stream: &mut WriteHalf<'_>, request: &Request, answer: &Answer) -> io::Result<bool> {
    let bodiless = matches!(answer.status, 100..=199 | 204 | 304);
    let length = match (bodiless, answer.chunked) {
        (true, _) => Length::Untold,
        (_, true) => Length::Chunked,
        _ => Length::Bytes(answer.body.len()),
    };
    let mut out = head(answer, length);
    match length {
        _ if bodiless || request.method == "HEAD" => {}
        Length::Chunked => {
            for part in answer.body.chunks(answer.body.len().div_ceil(3).max(1)) {
                chunk(&mut out, part);
            }
            chunk(&mut out, &[]);
        }
        _ => out.extend_from_slice(&answer.body),
    }
    stream.write_all(&out).await?;
    let goes_on = !answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    Ok(goes_on && request.keeps_alive())
}

/// The answer in a way that no client should have to see.
async fn broken_off(stream: &mut WriteHalf<'_>, answer: &Answer, fault: Fault) -> io::Result<()> {
    let body = &answer.body;
    let half = &body[..body.len() / 2];
    let lying = |length, part: &[u8]| [&head(answer, Length::Bytes(length)), part].concat();
    match fault {
        Fault::DropBefore => {}
        Fault::Garbage => stream.write_all(GARBAGE).await?,
        Fault::DropMiddle => {
            stream.write_all(&lying(body.len(), half)).await?;
            stream.as_ref().set_zero_linger()?;
        }
        Fault::Truncate => stream.write_all(&lying(body.len(), half)).await?,
        Fault::CutChunks => {
            let mut out = head(answer, Length::Chunked);
            chunk(&mut out, half);
            stream.write_all(&out).await?;
        }
        Fault::ClaimLess => {
            stream.write_all(&lying(half.len(), body)).await?;
        }
        Fault::ClaimMore => {
            stream.write_all(&lying(body.len() * 2 + 1, body)).await?;
            std::future::pending::<()>().await; // until the client goes, which ends this future
        }
        Fault::Endless => {
            let mut out = head(answer, Length::Chunked);
            chunk(&mut out, body);
            let mut spaces = Vec::new();
            chunk(&mut spaces, &[b' '; 16 << 10]);
            stream.write_all(&out).await?;
            loop {
                stream.write_all(&spaces).await?;
            }
        }
        Fault::Trickle(gate) => {
            stream.write_all(&head(answer, Length::Bytes(body.len()))).await?;
            for byte in body.iter() {
                gate.pass().await;
                stream.write_all(&[*byte]).await?;
            }
        }
        Fault::Hold(_)
        | Fault::Delay(_)
        | Fault::Instead(_)
        | Fault::Circle
        | Fault::GzipBomb(_)
        | Fault::Mislabel(_) => unreachable!("`send` has seen to these"),
    }
    Ok(())
}

fn head(answer: &Answer, length: Length) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        let _ = write!(head, "{name}: {value}\r\n"); // a String takes everything
    }
    let _ = match length {
        Length::Bytes(count) if answer.header("content-length").is_none() => {
            write!(head, "content-length: {count}\r\n")
        }
        Length::Chunked => write!(head, "transfer-encoding: chunked\r\n"),
        Length::Bytes(_) | Length::Untold => Ok(()),
    };
    head += "\r\n";
    head.into_bytes()
}

/// One chunk; an empty one is the last.
fn chunk(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
    out.extend_from_slice(part);
    out.extend_from_slice(b"\r\n");
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Whatever",
    }
}
