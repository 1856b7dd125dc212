//! The cache's contract: what every engine must do, each clause over an empty cache.
//!
//! A clause is an `async fn(&Room) -> Checked`, listed once in [`on_all_engines`]. `processes`, `faults` and
//! `files` try what one process on a sound engine cannot.

mod entries;
mod faults;
mod files;
mod leases;
mod model;
mod pace;
mod priority;
mod processes;
mod scene;
mod upkeep;

/// Makes one test per clause and engine.
macro_rules! on_all_engines {
    ($($area:ident :: { $($clause:ident),+ $(,)? }),+ $(,)?) => {
        mod sqlite {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $clause() -> super::scene::Checked {
                    super::$area::$clause(&super::scene::Room::sqlite()).await
                }
            )+)+
        }

        mod postgres {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $clause() -> super::scene::Checked {
                    let Some(room) = super::scene::Room::postgres().await else { return Ok(()) };
                    super::$area::$clause(&room).await
                }
            )+)+
        }

        mod redis {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $clause() -> super::scene::Checked {
                    let Some(room) = super::scene::Room::redis() else { return Ok(()) };
                    super::$area::$clause(&room).await
                }
            )+)+
        }
    };
}

on_all_engines! {
    entries::{
        every_body_comes_back,
        a_new_answer_replaces_the_old,
        an_entry_ends_with_its_time,
        a_flipped_byte_is_noticed,
        what_shrinks_is_kept_small,
    },
    upkeep::{
        a_list_begins_with_the_newest,
        a_list_goes_on_where_it_ended,
        clearing_takes_what_fits_the_filter,
        sums_follow_every_change,
        what_was_used_longest_ago_goes_first,
        a_use_is_noted_once_an_hour,
        what_is_past_its_time_goes_before_all_else,
        much_can_be_cleared,
    },
    leases::{
        one_of_fifty_gets_it,
        a_lease_ends_by_itself,
        only_the_owner_gives_it_back,
    },
    pace::{
        all_logs_or_none,
        requests_may_share_an_instant,
        a_pause_holds_everybody_and_is_never_shortened,
        a_learned_limit_holds_beside_the_given,
        tasks_never_exceed_a_limit,
    },
    priority::{
        the_interactive_goes_before_any_background,
        a_dead_claimer_is_forgotten,
        a_claim_can_be_taken_back,
    },
    model::{
        the_engine_does_what_the_model_says,
    },
    processes::{
        processes_share_leases_and_pace,
    },
}
