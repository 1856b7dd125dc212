//! Search and similar works: the index answers alone, the database is not asked.

use std::path::Path;

use model::WorkId;
use search::{SearchAnswer, SearchRequest, eval};

use crate::{App, AppError, ErrorCode, WorkRef};

impl App {
    /// Works for a query and filters.
    ///
    /// # Errors
    /// `invalid_parameter` for a bad range or cursor, `busy` while the first index is being built.
    #[expect(clippy::unused_async, reason = "doors await every use case alike, whether it waits or not")]
    pub async fn search(&self, mut request: SearchRequest) -> Result<SearchAnswer, AppError> {
        self.ready()?;
        request.today = request.today.or_else(|| Some(self.today()));
        Ok(self.index().search(&request)?)
    }

    /// How many works the index holds.
    pub fn searchable_works(&self) -> usize {
        self.index().health().works
    }

    /// Works like one work: shared tags, studios and ties.
    pub async fn similar(&self, work: &WorkRef, request: SearchRequest) -> Result<SearchAnswer, AppError> {
        self.ready()?;
        let id = self.work_id(work).await?;
        Ok(self.index().similar(id, &request)?)
    }

    /// The measures of a file of judged queries.
    pub async fn eval(&self, file: &Path) -> Result<eval::Report, AppError> {
        self.ready()?;
        let text = tokio::fs::read_to_string(file).await.map_err(|error| {
            AppError::new(ErrorCode::InvalidInput, format!("`{}` cannot be read", file.display()))
                .caused_by(error)
        })?;
        let judged = eval::parse(&text)?;
        Ok(tokio::task::block_in_place(|| eval::run(self.index(), &judged))?)
    }

    /// Today's date in UTC, as this app's clock says it.
    pub(crate) fn today(&self) -> jiff::civil::Date {
        jiff::Timestamp::from(self.now()).to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    pub(crate) fn ready(&self) -> Result<(), AppError> {
        if self.is_building() {
            return Err(AppError::new(ErrorCode::Busy, "the search index is being built")
                .hint("ask again in a few seconds; /health tells when it is done"));
        }
        Ok(())
    }

    /// Our id of a work, redirects followed.
    pub(crate) async fn work_id(&self, work: &WorkRef) -> Result<WorkId, AppError> {
        Ok(self.work(work).await?.work.id)
    }
}
