//! The contract: what every engine must do, each clause over an empty store.
//!
//! A clause is an `async fn(&Store) -> Checked`, listed once in [`on_both_engines`].

mod identity;

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
}
