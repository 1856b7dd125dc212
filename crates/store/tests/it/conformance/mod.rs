//! The contract: what every engine must do, each clause over an empty store.
//!
//! A clause is an `async fn(&Store) -> Checked`, listed once in [`on_both_engines`].

mod asked;
mod concurrency;
mod edits;
mod gathering;
mod identity;
mod jobs;
mod keeping;
mod matching;
mod numbers;
mod people;
mod pictures;
mod production;
mod typed;
mod updates;
pub mod upkeep;
mod wishes;
mod withdrawing;

/// Makes one test per clause and engine.
macro_rules! on_both_engines {
    ($($area:ident :: { $($clause:ident),+ $(,)? }),+ $(,)?) => {
        mod sqlite {
            $($(
                #[tokio::test]
                async fn $clause() -> crate::scene::Checked {
                    let (_folder, store) = crate::scene::sqlite().await;
                    super::$area::$clause(&store).await
                }
            )+)+
        }

        mod postgres {
            $($(
                #[tokio::test]
                async fn $clause() -> crate::scene::Checked {
                    let Some((_database, store)) = crate::scene::postgres().await else { return Ok(()) };
                    let outcome = super::$area::$clause(&store).await;
                    store.close().await?;
                    outcome
                }
            )+)+
        }
    };
}

on_both_engines! {
    identity::{
        saving_twice_changes_nothing,
        a_rollback_gives_numbers_back,
        links_are_found_and_replaced,
        a_merge_leaves_a_redirect,
        a_split_keeps_the_old_id,
        a_negative_link_holds_until_it_is_lifted,
        a_removed_work_leaves_a_tombstone,
        assigned_numbers_are_continuous_and_text,
        two_files_of_one_record,
    },
    typed::{
        relations_are_found_from_both_ends,
        a_new_score_replaces_the_old,
        all_ratings_are_read_user_by_user,
        a_row_of_the_id_map_is_replaced_whole,
        rejects_and_conflicts_are_noted_once,
        an_import_goes_on_where_it_stopped,
        a_token_is_known_by_its_hash_until_revoked,
        the_audit_log_tells_of_its_subjects,
        a_cast_follows_its_characters,
        many_works_are_read_at_once,
    },
    keeping::{
        what_is_collected_again_keeps_its_time,
        the_books_tell_when_they_change,
        the_journal_has_one_line_for_an_item,
        a_value_by_hand_is_logged_and_taken_back,
        the_oldest_bases_of_workbooks_go,
        an_alias_leads_to_one_number,
        stats_and_their_price_are_kept,
        a_publish_remembers_what_stood_there,
        what_a_run_brought_in_can_be_taken_back,
    },
    updates::{
        one_release_of_a_dataset_waits_or_runs_at_a_time,
        what_an_address_answered_is_remembered,
        a_batch_is_undone_to_what_it_found,
        what_somebody_works_with_is_known,
    },
    asked::{
        a_conversation_goes_on_until_it_expires,
        a_long_conversation_keeps_its_end,
        a_verdict_adds_up_or_turns_round,
        a_verdict_goes_where_its_work_goes,
        what_is_asked_for_is_counted_by_the_hour,
    },
    edits::{
        the_newest_edit_of_a_field_stands,
        an_edit_goes_where_its_work_goes,
        an_edit_is_taken_back_once,
        edits_of_series_are_followed_once,
    },
    matching::{
        pairs_wait_by_value,
        an_answer_outlasts_the_finder,
        many_joins_leave_redirects,
        a_join_of_what_is_gone_changes_nothing,
        a_join_is_taken_back,
        a_later_word_lifts_an_older_one,
        hands_that_parted_are_remembered,
        figures_are_noted_when_they_change,
    },
    gathering::{
        what_was_asked_is_noted_once,
        a_work_goes_on_where_those_that_went_into_it_were,
        the_works_of_a_file_stand_in_its_order,
    },
    jobs::{
        urgent_jobs_go_first_and_then_old_ones,
        sixteen_takers_run_each_job_once,
        a_lost_job_is_taken_over_and_its_zombie_is_silent,
        a_job_that_takes_workers_down_dies,
        a_failed_run_waits_and_a_released_one_does_not_count,
        a_wish_to_cancel_holds_whatever_happens,
        one_key_is_one_job,
        a_retry_never_makes_two_of_one_key,
        what_a_run_writes_holds_with_its_end,
        a_pause_holds_for_all,
        jobs_are_listed_newest_first,
        ended_jobs_are_bounded,
        a_refresh_is_scheduled_once_and_within_its_budget,
        processes_add_up_how_a_source_fares,
    },
    numbers::{
        numbers_that_come_along_stay_as_they_are,
        contradictions_change_nothing,
        numbers_that_a_file_left_out_stay_out,
        a_broken_off_run_burns_no_number,
        what_was_given_here_learns_from_a_file,
    },
    pictures::{
        a_file_is_one_picture_however_many_show_it,
        an_address_fails_until_it_leads_somewhere,
        pictures_go_where_their_work_goes,
    },
    production::{
        a_project_is_found_changed_and_counted,
        the_bin_gives_back_until_it_is_emptied,
        a_bible_has_versions_and_one_that_counts,
        a_tie_is_seen_from_both_sides,
        parts_keep_their_order,
        a_preset_keeps_every_version,
        a_batch_is_enqueued_once_per_key,
        projects_take_turns,
        jobs_of_pictures_are_listed_and_kept,
        events_of_a_project_have_no_gap,
        a_project_in_the_bin_has_nothing_alive,
        a_project_in_the_bin_gets_nothing_new,
        who_is_next_is_listed_first,
        a_take_is_reviewed_and_only_one_is_best,
        sixteen_callers_share_a_transaction,
        paces_are_replaced,
    },
    wishes::{
        whoever_is_quicker_the_bin_leaves_nothing_alive,
        a_wish_between_the_words_of_the_bin_is_heard_or_refused,
        a_project_out_of_the_bin_is_like_any_other,
        who_goes_away_takes_no_wish_of_others_along,
        who_goes_away_makes_no_job_of_others_twice,
        a_job_that_waits_for_its_time_holds_no_turns_back,
        a_job_that_waits_for_its_time_goes_before_nobody,
        a_wish_to_cancel_and_an_end_do_not_wait_for_each_other,
        who_ended_a_job_for_good_is_told_with_it,
        a_picture_that_takes_its_workers_down_is_told_of,
        a_delivery_outlives_the_workers_that_had_it,
    },
    withdrawing::{
        an_engine_is_told_of_what_nobody_waits_for,
        an_engine_is_told_of_nothing_else,
    },
    people::{
        people_are_saved_listed_and_counted,
        assets_are_added_once_and_found_when_due,
        people_are_found_by_what_failed_and_it_is_opened_again,
        files_are_mapped_both_ways,
        an_object_on_its_way_is_known,
        nothing_is_left_of_an_erased_person,
        nothing_brings_an_erased_person_back,
        a_stale_row_undoes_nothing,
        an_object_that_goes_is_taken_up_by_nobody,
    },
    upkeep::{
        a_furnished_store_is_sound,
        an_export_names_everything,
        a_backup_goes_from_engine_to_engine,
        a_damaged_backup_is_refused,
        prune_keeps_the_newest,
    },
    concurrency::{
        writers_take_turns,
        readers_see_changes_in_order,
        an_export_sees_one_state,
        a_lease_has_one_holder,
    },
}
