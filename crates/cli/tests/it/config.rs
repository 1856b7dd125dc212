//! Settings: which place wins, and that no secret is shown.

use crate::emaki::{Emaki, Ran, snapshot};

/// The value of one setting as `config show` prints it.
fn value_of(ran: &Ran, name: &str) -> String {
    let line = ran.stdout.lines().find_map(|line| line.strip_prefix(&format!("{name}\t")));
    line.unwrap_or_else(|| panic!("no {name} in {ran}")).to_owned()
}

#[test]
fn every_setting_is_shown() {
    snapshot!(Emaki::new().run(&["config", "show"]));
}

#[test]
fn flags_win_over_the_environment_over_the_file_over_the_defaults() {
    let emaki = Emaki::new();
    let show = |arguments: &[&str], variable: Option<&str>| {
        let mut command = emaki.command(&[arguments, &["config", "show"]].concat());
        command.env_remove("EMAKI_DATA_DIR");
        if let Some(value) = variable {
            command.env("EMAKI_DATA_DIR", value);
        }
        let output = command.output().expect("the binary starts");
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    };
    let default = value_of(&show(&[], None), "data_dir");
    assert!(default.ends_with("emaki"), "{default}");
    emaki.write("emaki.toml", "data_dir = \"from-file\"\n");
    assert_eq!(value_of(&show(&[], None), "data_dir"), "from-file");
    assert_eq!(value_of(&show(&[], Some("from-variable")), "data_dir"), "from-variable");
    assert_eq!(value_of(&show(&["--data-dir", "from-flag"], Some("from-variable")), "data_dir"), "from-flag");
    emaki.write("other.toml", "data_dir = \"from-other-file\"\n");
    assert_eq!(value_of(&show(&["--config", "other.toml"], None), "data_dir"), "from-other-file");
}

#[test]
fn a_nested_setting_comes_from_the_environment() {
    let emaki = Emaki::new();
    let mut command = emaki.command(&["config", "show"]);
    command.env("EMAKI_SERVE__LISTEN", "127.0.0.1:9123");
    let output = command.output().expect("the binary starts");
    assert!(String::from_utf8_lossy(&output.stdout).contains("serve.listen\t127.0.0.1:9123\n"));
}

#[test]
fn a_password_is_not_shown() {
    let emaki = Emaki::on("postgres://emaki:hunter2@127.0.0.1/none");
    for arguments in [&["config", "show"][..], &["--json", "config", "show"], &["-vv", "config", "show"]] {
        let ran = emaki.run(arguments);
        assert_eq!(ran.code, Some(0), "{ran}");
        assert!(!ran.to_string().contains("hunter2"), "{ran}");
    }
}

#[test]
fn settings_that_cannot_be_read_are_named() {
    let emaki = Emaki::new();
    emaki.write("emaki.toml", "[serve]\nlisten = \"everywhere\"\n");
    snapshot!("settings_of_a_wrong_kind", emaki.run(&["config", "show"]));
    emaki.write("emaki.toml", "[serve]\nlissten = \"127.0.0.1:8000\"\n");
    snapshot!("settings_misspelled", emaki.run(&["config", "show"]));
    snapshot!("settings_file_missing", emaki.run(&["--config", "missing.toml", "config", "show"]));
}
