//! The server with the tools, resources and prompts that the official conformance suite of MCP calls.
//!
//! `cargo xtask conformance` starts it. It is the same server as `emaki serve`, built with the feature `conformance`.

use std::{env, error::Error, path::PathBuf};

use app::{App, Config, Overrides};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(folder), Some(address)) = (arguments.next(), arguments.next()) else {
        return Err("give a data folder and an address".into());
    };
    let overrides = Overrides { data_dir: Some(PathBuf::from(folder)), ..Overrides::default() };
    let app = App::open(Config::load(&overrides)?).await?;
    let listener = TcpListener::bind(address).await?;
    serve::run(app, listener, serve::terminated()).await?;
    Ok(())
}
