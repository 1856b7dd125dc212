//! `emaki cache ttl`: how much longer an answer is good.

use app::AppError;

use crate::{exit::Exit, output::Block, session::Session};

/// Tell how much longer a kept answer is good
#[derive(Debug, clap::Args)]
pub struct Ttl {
    /// The begin of its address, or its key as `emaki cache list` prints it
    #[arg(value_name = "URL|KEY")]
    answer: String,
}

impl Ttl {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let is_key = self.answer.len() == 64 && self.answer.bytes().all(|byte| byte.is_ascii_hexdigit());
        let answers = if is_key {
            let all = app.cache_list(None, None, u32::MAX).await?;
            all.into_iter().filter(|answer| answer.key == self.answer).collect()
        } else {
            app.cache_list(None, Some(&self.answer), 20).await?
        };
        if answers.is_empty() {
            let none = AppError::not_found("kept answer", &self.answer);
            return Err(none.hint("`emaki cache list` shows what is kept").into());
        }
        if session.out.is_json() {
            session.out.json(&answers)?;
            return Ok(Exit::Done);
        }
        let block = answers.iter().fold(Block::new(), |block, answer| {
            let told = format!(
                "{} (until {}; kept until {})",
                super::span(answer.ttl_s),
                answer.fresh_until,
                answer.keep_until
            );
            block.row(answer.url.clone(), &told)
        });
        session.out.block(&block)?;
        Ok(Exit::Done)
    }
}
