//! Search and similar works: the index answers alone, the database is not asked.

use std::path::Path;

use asking::{Judgement, Names, Question};
use model::WorkId;
use search::{Meaning, SearchAnswer, SearchRequest, eval};

use crate::{App, AppError, ErrorCode, WorkRef};

impl App {
    /// Works for a query and filters.
    ///
    /// # Errors
    /// `invalid_parameter` for a bad range or cursor, `busy` while the first index is being built.
    pub async fn search(&self, mut request: SearchRequest) -> Result<SearchAnswer, AppError> {
        self.ready()?;
        self.settle_model().await?;
        request.today = request.today.or_else(|| Some(self.today()));
        Ok(self.asking_index(|index| index.search(&request))?)
    }

    /// How many works the index holds.
    pub fn searchable_works(&self) -> usize {
        self.index().health().works
    }

    /// Works like one work: shared tags, studios and ties.
    pub async fn similar(&self, work: &WorkRef, request: SearchRequest) -> Result<SearchAnswer, AppError> {
        self.ready()?;
        self.settle_model().await?;
        let id = self.work_id(work).await?;
        Ok(self.asking_index(|index| index.similar(id, &request))?)
    }

    /// The measures of a file of judged queries.
    pub async fn eval(&self, file: &Path) -> Result<eval::Report, AppError> {
        self.eval_with(file, Meaning::Fused).await
    }

    /// [`App::eval`] with the meaning arm as one likes.
    pub async fn eval_with(&self, file: &Path, meaning: Meaning) -> Result<eval::Report, AppError> {
        self.ready()?;
        self.settle_model().await?;
        let judged = eval::parse(&read_text(file).await?)?;
        Ok(tokio::task::block_in_place(|| eval::run_with(self.index(), &judged, meaning))?)
    }

    /// How well the questions of a file are understood, by their right plans: precision and recall of slots.
    ///
    /// The names that questions use are those of this catalog, or those of a table where one is given.
    ///
    /// # Errors
    /// `invalid_input` for a file that cannot be read, or a line in it that is no question or no name.
    pub async fn eval_plans(&self, file: &Path, names: Option<&Path>) -> Result<Judgement, AppError> {
        let unreadable = |file: &Path, reason: String| {
            AppError::new(ErrorCode::InvalidInput, format!("`{}`: {reason}", file.display()))
        };
        let questions =
            Question::read_all(&read_text(file).await?).map_err(|reason| unreadable(file, reason))?;
        let Some(table) = names else {
            self.ready()?;
            let read = |question: &Question| self.index().read(&question.question, &question.asker());
            return Ok(tokio::task::block_in_place(|| asking::judge(&questions, read)));
        };
        let names = Names::read(&read_text(table).await?).map_err(|reason| unreadable(table, reason))?;
        let read = |question: &Question| asking::read(&question.question, &names, &question.asker());
        Ok(tokio::task::block_in_place(|| asking::judge(&questions, read)))
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

async fn read_text(file: &Path) -> Result<String, AppError> {
    tokio::fs::read_to_string(file).await.map_err(|error| {
        AppError::new(ErrorCode::InvalidInput, format!("`{}` cannot be read", file.display()))
            .caused_by(error)
            .hint("look at the path and its rights")
    })
}
