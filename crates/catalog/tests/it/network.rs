//! Downloads from a server on the loopback: sound, vanished, refused, too large, redirected.

use std::net::SocketAddr;

use catalog::{ImportError, Input};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::bed::{self, Bed, Engine, entry};

/// Answers every request with these bytes, path by path, and closes the connection.
async fn serve(answers: Vec<(&'static str, Vec<u8>)>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let read = connection.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..read]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or_default();
            if let Some((_, answer)) = answers.iter().find(|(known, _)| *known == path) {
                let _ = connection.write_all(answer).await;
            }
            let _ = connection.shutdown().await;
        }
    });
    address
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn an_address_is_a_file_like_any_other() {
    let Some(bed) = Bed::new(Engine::Sqlite).await else { return };
    let release = bed::zstd(&bed::lines(&[entry("Moonlit Depot", "mal:1")]));
    let mut vanished = answer("200 OK", "", &release);
    vanished.truncate(vanished.len() - 10);
    let address = serve(vec![
        ("/sound", answer("200 OK", "", &release)),
        ("/vanished", vanished),
        ("/missing", answer("404 Not Found", "", b"no")),
        ("/large", answer("200 OK", "", &vec![b'x'; 2 << 20])),
        ("/moved", answer("302 Found", "Location: /sound\r\n", b"")),
        ("/circle", answer("302 Found", "Location: /circle\r\n", b"")),
    ])
    .await;
    let import = async |path: &str| {
        let input: Input = format!("http://{address}{path}").parse().expect("an address");
        catalog::import(&bed.store, &input, &bed.options(), &|_| ()).await
    };
    assert!(matches!(import("/vanished").await, Err(ImportError::Network { .. })));
    assert!(matches!(import("/missing").await, Err(ImportError::Status { status: 404, .. })));
    assert!(matches!(import("/large").await, Err(ImportError::TooLarge { .. })));
    assert!(matches!(import("/circle").await, Err(ImportError::Network { .. })));
    assert_eq!(bed.store.counts().await.expect("counts").works, 0);
    assert_eq!(import("/sound").await.expect("sound").works_new, 1);
    assert!(import("/moved").await.expect("redirected").is_noop());
    let left: Vec<_> = std::fs::read_dir(bed.folder.path())
        .expect("the folder")
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(".import-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
