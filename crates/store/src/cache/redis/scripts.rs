//! The scripts that run inside of Redis, each with what all of them share before it.

use std::sync::LazyLock;

use redis::Script;

macro_rules! scripts {
    ($($name:ident $file:literal),+ $(,)?) => {
        $(pub(super) static $name: LazyLock<Script> = LazyLock::new(|| {
            Script::new(concat!(include_str!("scripts/drop.lua"), include_str!(concat!("scripts/", $file))))
        });)+
    };
}

scripts! {
    CLEAR "clear.lua",
    EVICT "evict.lua",
    LEARN "learn.lua",
    LEASE "lease.lua",
    PAUSE "pause.lua",
    PUT "put.lua",
    RELEASE "release.lua",
    RESERVE "reserve.lua",
    STATS "stats.lua",
    TOUCH "touch.lua",
}
