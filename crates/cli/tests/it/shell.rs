//! Completions and manual pages.

use crate::emaki::Emaki;

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = Emaki::new().run(&["completions", shell]);
        assert_eq!(ran.code, Some(0), "{ran}");
        for word in ["registry", "year_min", "without-times"] {
            assert!(ran.stdout.contains(word), "{shell} completes {word}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let emaki = Emaki::new();
    let first = emaki.run(&["man"]);
    assert!(first.stdout.contains(".TH emaki 1"), "{first}");

    let folder = emaki.path("man");
    let ran = emaki.run(&["man", "man"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "wrote the manual to man\n"), "{ran}");
    for page in ["emaki.1", "emaki-search.1", "emaki-db-export.1", "emaki-registry-split.1"] {
        let text = std::fs::read_to_string(folder.join(page)).expect("the page was written");
        assert!(text.contains(".SH NAME"), "{page}");
    }
}

#[test]
fn a_manual_that_cannot_be_written_says_why() {
    let emaki = Emaki::new();
    emaki.write("taken", "a file, not a folder");
    let ran = emaki.run(&["man", "taken"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(ran.stderr.starts_with("error: cannot write the manual to `taken`\n  caused by: "), "{ran}");
}
