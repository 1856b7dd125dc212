//! One connection: requests in, answers out, until either side has enough.

use std::sync::Arc;

use tokio::net::{TcpStream, tcp::ReadHalf};

use super::{send::send, server::Hall, wire::Reader};

/// Serves a client. Errors of the connection are the client's to see; there is nobody here to tell.
pub(super) async fn serve(mut stream: TcpStream, hall: Arc<Hall>) {
    let _ = stream.set_nodelay(true); // only a matter of speed
    let mut reader = Reader::new(hall.log.connect());
    while let Ok(Some(request)) = reader.next(&mut stream).await {
        let (request, _under_way) = hall.log.arrive(request);
        let (answer, faults) = hall.answer(&request);
        let (incoming, mut outgoing) = stream.split();
        let goes_on = tokio::select! {
            biased;
            sent = send(&mut outgoing, &request, answer, faults) => sent.unwrap_or(false),
            () = gone(incoming) => false,
        };
        if !goes_on {
            break;
        }
    }
}

/// Comes back when the client has closed its end: then nobody waits for an answer any more.
async fn gone(mut incoming: ReadHalf<'_>) {
    if incoming.peek(&mut [0]).await.is_ok_and(|count| count > 0) {
        std::future::pending::<()>().await; // the next request is here already, so the client is too
    }
}
