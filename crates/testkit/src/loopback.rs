//! A server on a free port of 127.0.0.1, on a thread and a runtime of its own, until its value is dropped.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::mpsc,
    thread,
};

use tokio::{
    net::{TcpListener, TcpSocket},
    sync::oneshot,
};

/// A thread that serves one address.
pub(crate) struct Loopback {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Loopback {
    /// Starts one; `serve` takes its connections, and what it spawns ends with it.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub(crate) fn start<F: Future<Output = ()>>(
        serve: impl FnOnce(TcpListener) -> F + Send + 'static,
    ) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (bound, address) = mpsc::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a small runtime").block_on(async {
                let listener = listen().expect("loopback has a free port");
                let address = listener.local_addr().expect("a bound listener has an address");
                bound.send(address).expect("the start waits for it");
                tokio::select! {
                    () = serve(listener) => {}
                    _ = stopped => {}
                }
            });
        });
        let address = address.recv().expect("the server's thread tells its address");
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// Its host and port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it is, without a slash at the end: `http://127.0.0.1:40321`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        drop(self.stop.take());
        // Joined, so that nothing answers at this address any more. The thread fails only where a test's own
        // closure failed, and then the test knows.
        let _ = self.thread.take().map(thread::JoinHandle::join);
    }
}

/// A listener before which a thousand clients can stand at once; the standard library's holds 128.
fn listen() -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    socket.listen(4096)
}
