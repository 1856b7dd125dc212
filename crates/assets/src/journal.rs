//! How a file and its row become one story: intent, upload, verified, committed. No I/O.
//!
//! The intent is written before the first byte is sent, so that every object that may lie in the place is named by a
//! line of the journal. After a crash [`mend`] says from line and facts what is to be done; done again, it ends the
//! same.

use std::fmt::{self, Display, Formatter};

/// How far a file's story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It is to be sent; it may lie there or not.
    Intent,
    /// All of it was sent.
    Uploaded,
    /// What lies there was looked at and is right.
    Verified,
    /// The row says where it lies. The end of the story.
    Committed,
    /// It was given up; nothing of it lies there. Another end.
    Abandoned,
}

impl Stage {
    /// All of them, in their order.
    pub const ALL: [Self; 5] =
        [Self::Intent, Self::Uploaded, Self::Verified, Self::Committed, Self::Abandoned];

    /// Under which word it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Uploaded => "uploaded",
            Self::Verified => "verified",
            Self::Committed => "committed",
            Self::Abandoned => "abandoned",
        }
    }

    /// The stage of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// Whether the story is over.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Committed | Self::Abandoned)
    }

    /// Whether it may go from here to there: one step on, back to the intent where what arrived is wrong, or given
    /// up before its end.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Intent, Self::Uploaded)
            | (Self::Uploaded, Self::Verified)
            | (Self::Verified, Self::Committed)
            | (Self::Uploaded | Self::Verified, Self::Intent) => true,
            (from, Self::Abandoned) => !from.is_end(),
            _ => false,
        }
    }
}

impl Display for Stage {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What is found of a file that a line of the journal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether its object lies there: whole as looked at, of another length or hash, or not at all.
    pub object: Object,
    /// Whether the file is still at hand and could be sent again.
    pub at_hand: bool,
    /// Whether another file's row holds the same object.
    pub shared: bool,
}

/// How an object was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// As it should be.
    Sound,
    /// Something else.
    Wrong,
    /// Not there.
    Absent,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    /// Nothing: all is as it should be.
    Nothing,
    /// Write the row, the object is right.
    Commit,
    /// Send the file again.
    Upload,
    /// Take the object away and give the line up; the file is fetched anew.
    Remove,
    /// Give the line up, nothing lies there; the file is fetched anew.
    Forget,
}

/// What is to be done with a line of the journal, by what is found.
pub fn mend(stage: Stage, facts: Facts) -> Mend {
    match (stage, facts.object) {
        (Stage::Committed, Object::Sound) | (Stage::Abandoned, Object::Absent) => Mend::Nothing,
        // A content that others hold as well is not taken from them, whatever became of this line.
        (Stage::Abandoned, _) if facts.shared => Mend::Nothing,
        (Stage::Abandoned, _) => Mend::Remove,
        (_, Object::Sound) => Mend::Commit,
        (_, Object::Wrong | Object::Absent) if facts.at_hand => Mend::Upload,
        (_, Object::Wrong) if !facts.shared => Mend::Remove,
        (_, Object::Wrong | Object::Absent) => Mend::Forget,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_stages_are_one() {
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
            assert!(!stage.may_become(stage), "{stage}");
            assert_eq!(stage.is_end(), Stage::ALL.iter().all(|next| !stage.may_become(*next)), "{stage}");
        }
        assert_eq!(Stage::parse("pending"), None);
        assert!(!Stage::Intent.may_become(Stage::Committed), "nothing is skipped");
    }

    #[test]
    fn what_a_crash_left_is_mended_whatever_is_found() {
        let facts = |object, at_hand, shared| Facts { object, at_hand, shared };
        for stage in [Stage::Intent, Stage::Uploaded, Stage::Verified] {
            assert_eq!(mend(stage, facts(Object::Sound, false, false)), Mend::Commit);
            assert_eq!(mend(stage, facts(Object::Absent, true, false)), Mend::Upload);
            assert_eq!(mend(stage, facts(Object::Wrong, true, true)), Mend::Upload);
            assert_eq!(mend(stage, facts(Object::Wrong, false, false)), Mend::Remove);
            assert_eq!(mend(stage, facts(Object::Absent, false, false)), Mend::Forget);
        }
        assert_eq!(mend(Stage::Committed, facts(Object::Sound, false, false)), Mend::Nothing);
        assert_eq!(mend(Stage::Committed, facts(Object::Absent, false, false)), Mend::Forget);
        assert_eq!(mend(Stage::Abandoned, facts(Object::Sound, true, true)), Mend::Nothing);
        assert_eq!(mend(Stage::Abandoned, facts(Object::Sound, true, false)), Mend::Remove);
    }

    /// Done as told and looked at again, every story is over: no line is mended for ever.
    #[test]
    fn mending_ends() {
        for stage in Stage::ALL {
            for object in [Object::Sound, Object::Wrong, Object::Absent] {
                for (at_hand, shared) in [(false, false), (false, true), (true, false), (true, true)] {
                    let (mut stage, mut facts) = (stage, Facts { object, at_hand, shared });
                    for _ in 0..3 {
                        match mend(stage, facts) {
                            Mend::Nothing => break,
                            Mend::Commit => stage = Stage::Committed,
                            Mend::Upload => facts.object = Object::Sound,
                            Mend::Remove => (stage, facts.object) = (Stage::Abandoned, Object::Absent),
                            Mend::Forget => stage = Stage::Abandoned,
                        }
                    }
                    assert_eq!(mend(stage, facts), Mend::Nothing, "{stage} {object:?} {at_hand} {shared}");
                }
            }
        }
    }
}
