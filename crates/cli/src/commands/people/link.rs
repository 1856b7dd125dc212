//! `emaki people link`: a link that opens one file for a while.

use app::{AppError, ErrorCode};

use crate::{exit::Exit, session::Session};

/// Make a link that opens one file for a while, without a token
///
/// The storage signs it, S3 or Google Cloud Storage, and whoever has it may read until it ends. The last one is given
/// again while it lasts.
#[derive(Debug, clap::Args)]
pub struct Link {
    /// The file's id, as `people show` and `people map` tell it
    #[arg(value_name = "ASSET")]
    asset: String,
}

impl Link {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let link = session.app().await?.asset_link(&self.asset).await?;
        let link = link.ok_or_else(|| {
            AppError::new(ErrorCode::NotConfigured, "a folder of this machine gives no links").hint(
                "EMAKI_STORAGE_URL names a bucket that does; `emaki people export --tree DIR` gives files",
            )
        })?;
        if session.out.is_json() {
            session.out.json(&link)?;
        } else {
            session.out.line(&link.url)?;
            session.out.note(format_args!("it opens the file until {}", link.expires_at));
        }
        Ok(Exit::Done)
    }
}
