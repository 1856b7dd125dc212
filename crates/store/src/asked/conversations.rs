//! Conversations: questions that go on from each other, with what was understood and shown each time.

use model::Instant;
use serde::Serialize;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// The newest turns of one conversation that are kept; a follow-up looks at the last one alone.
const MOST_TURNS: i64 = 100;

/// A conversation with its turns, the first one first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conversation {
    /// Its id, which nobody can guess.
    pub id: String,
    /// Who asks; empty where nobody said.
    pub owner: String,
    /// When it began.
    pub started_at: Instant,
    /// When it last went on.
    pub touched_at: Instant,
    /// What was said.
    pub turns: Vec<Turn>,
}

/// One question and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turn {
    /// Its number, from 1.
    pub number: i64,
    /// The words as they came; empty for a question without words.
    pub said: String,
    /// What was understood, as JSON.
    pub plan: String,
    /// What was shown, as JSON.
    pub shown: String,
    /// When it was asked.
    pub at: Instant,
}

impl Store {
    /// A conversation that went on at or after `since`; an older one has expired.
    pub async fn conversation(&self, id: &str, since: Instant) -> Result<Option<Conversation>, StoreError> {
        let what = "reading a conversation";
        let select =
            "SELECT id, owner, started_at, touched_at FROM conversations WHERE id = $1 AND touched_at >= $2";
        let values = [id.into(), since.as_micros().into()];
        let Some(row) = sql::query_one(&self.db, what, select, values).await? else { return Ok(None) };
        let cells = Cells(&row);
        let select = "SELECT turn, said, plan, shown, at FROM conversation_turns WHERE conversation = $1 ORDER BY turn";
        let read = |row: &sea_orm::QueryResult| {
            let cells = Cells(row);
            Ok(Turn {
                number: cells.int(0)?,
                said: cells.text(1)?,
                plan: cells.text(2)?,
                shown: cells.text(3)?,
                at: cells.time(4)?,
            })
        };
        let turns = sql::query(&self.db, what, select, [id.into()]).await?;
        Ok(Some(Conversation {
            id: cells.text(0)?,
            owner: cells.text(1)?,
            started_at: cells.time(2)?,
            touched_at: cells.time(3)?,
            turns: turns.iter().map(read).collect::<Result<_, StoreError>>()?,
        }))
    }

    /// The conversation of an owner that went on last, where that was at or after `since`.
    pub async fn last_conversation_of(
        &self,
        owner: &str,
        since: Instant,
    ) -> Result<Option<Conversation>, StoreError> {
        let select = "SELECT id FROM conversations WHERE owner = $1 AND touched_at >= $2 \
                      ORDER BY touched_at DESC, id DESC LIMIT 1";
        let values = [owner.into(), since.as_micros().into()];
        let row = sql::query_one(&self.db, "looking for a conversation", select, values).await?;
        match row {
            Some(row) => self.conversation(&Cells(&row).text(0)?, since).await,
            None => Ok(None),
        }
    }
}

impl WriteTx {
    /// Adds a turn to a conversation, which begins with its first one; gives the turn's number. Of a very long
    /// conversation the first turns go.
    pub async fn save_turn(&self, conversation: &str, owner: &str, turn: &Turn) -> Result<i64, StoreError> {
        let what = "saving what was asked";
        let insert = "INSERT INTO conversations (id, owner, started_at, touched_at) VALUES ($1, $2, $3, $3) \
                      ON CONFLICT (id) DO UPDATE SET touched_at = excluded.touched_at";
        let at = turn.at.as_micros();
        sql::execute(&self.tx, what, insert, [conversation.into(), owner.into(), at.into()]).await?;
        let select = "SELECT COALESCE(MAX(turn), 0) FROM conversation_turns WHERE conversation = $1";
        let last = sql::query_one(&self.tx, what, select, [conversation.into()]).await?;
        let number = 1 + last.map_or(Ok(0), |row| Cells(&row).int(0))?;
        let insert = "INSERT INTO conversation_turns (conversation, turn, said, plan, shown, at) \
                      VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            conversation.into(),
            number.into(),
            turn.said.as_str().into(),
            turn.plan.as_str().into(),
            turn.shown.as_str().into(),
            at.into(),
        ];
        sql::execute(&self.tx, what, insert, values).await?;
        let delete = "DELETE FROM conversation_turns WHERE conversation = $1 AND turn <= $2";
        sql::execute(&self.tx, what, delete, [conversation.into(), (number - MOST_TURNS).into()]).await?;
        Ok(number)
    }

    /// Deletes the conversations that went on longest ago, so that at most so many are left.
    pub async fn cap_conversations(&self, most: u32) -> Result<(), StoreError> {
        let what = "forgetting the oldest conversations";
        // Both engines take a limit that nothing reaches; neither has an offset without one.
        let over = "(SELECT id FROM conversations ORDER BY touched_at DESC, id DESC \
                    LIMIT 9223372036854775807 OFFSET $1)";
        let delete = format!("DELETE FROM conversation_turns WHERE conversation IN {over}");
        sql::execute(&self.tx, what, &delete, [i64::from(most).into()]).await?;
        let delete = format!("DELETE FROM conversations WHERE id IN {over}");
        sql::execute(&self.tx, what, &delete, [i64::from(most).into()]).await?;
        Ok(())
    }

    /// Deletes a conversation with all that was said in it; whether there was one.
    pub async fn forget_conversation(&self, id: &str) -> Result<bool, StoreError> {
        let what = "forgetting a conversation";
        let delete = "DELETE FROM conversation_turns WHERE conversation = $1";
        sql::execute(&self.tx, what, delete, [id.into()]).await?;
        let delete = "DELETE FROM conversations WHERE id = $1";
        Ok(sql::execute(&self.tx, what, delete, [id.into()]).await? > 0)
    }

    /// Deletes the conversations that did not go on at or after `since`, and with the last one of a session what was
    /// learned from it; gives how many conversations. What users like stays.
    pub async fn expire_conversations(&self, since: Instant) -> Result<u64, StoreError> {
        let what = "forgetting old conversations";
        let delete = "DELETE FROM preferences WHERE owner IN (SELECT c.owner FROM conversations c \
                      WHERE c.touched_at < $1 AND c.owner LIKE 'session:%') \
                      AND NOT EXISTS (SELECT 1 FROM conversations n \
                      WHERE n.owner = preferences.owner AND n.touched_at >= $1)";
        sql::execute(&self.tx, what, delete, [since.as_micros().into()]).await?;
        let delete = "DELETE FROM conversation_turns WHERE conversation IN \
                      (SELECT c.id FROM conversations c WHERE c.touched_at < $1)";
        sql::execute(&self.tx, what, delete, [since.as_micros().into()]).await?;
        let delete = "DELETE FROM conversations WHERE touched_at < $1";
        sql::execute(&self.tx, what, delete, [since.as_micros().into()]).await
    }
}
