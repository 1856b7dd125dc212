//! `import_measure STORE FILE...`: imports files and prints seconds and peak memory for each.

use std::{path::PathBuf, time::Instant as Clock};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let store = store::Store::open(&arguments.next().ok_or("a store's address")?).await?;
    let options = catalog::ImportOptions {
        format: None,
        atomic: false,
        max_download_bytes: 1 << 30,
        scratch: std::env::temp_dir(),
        at: model::Instant::EPOCH,
    };
    for file in arguments {
        let begun = Clock::now();
        let report =
            catalog::import(&store, &catalog::Input::File(PathBuf::from(file)), &options, &|_| ()).await?;
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("").to_owned();
        eprintln!("{:.2} s, {peak}: {report}", begun.elapsed().as_secs_f64());
    }
    Ok(())
}
