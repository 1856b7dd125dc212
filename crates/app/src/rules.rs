//! The rules of this installation, with the games that its settings tell of.

use keeping::rules::{Profile, Rules};

use crate::App;

impl App {
    /// The rules under a profile, with the games of the settings. The table of names, which only newcomers
    /// are held against, is read where they come in.
    pub(crate) fn rules(&self, profile: Profile) -> Rules {
        let games = collect::games_of(&self.config().collect);
        Rules { games: games.into(), ..Rules::default() }.with(profile)
    }
}
