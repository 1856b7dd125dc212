//! Measures that the `bench` crate takes inside one process.

use std::process::Command;

use super::{
    Setting,
    measure::{self, Line, Measure},
};
use crate::{servers, shell};

/// Runs the `bench` binary as often as asked; each line of JSON is a sample.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let server = servers::postgres()?;
    let mut lines = Vec::new();
    for _ in 0..setting.runs {
        let mut command = Command::new(setting.binaries.join("bench"));
        // Its groups are called like the first part of their measures' names.
        command.args(setting.only.split('.').next().filter(|group| !group.is_empty()));
        command.env("EMAKI_TEST_POSTGRES_URL", &server.url);
        if let Some(data) = &setting.data {
            command.env("EMAKI_TEST_DATA", data);
        }
        let told = shell::output(&mut command)?;
        lines.extend(told.lines().map(serde_json::from_str::<Line>).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(measure::join(lines))
}
