//! `/picture`: a picture in, the works that show it out.

use std::sync::Arc;

use app::{Adult, AppError, PictureAnswer, PictureHit, PictureRequest};
use askama::Template;
use axum::{
    Extension,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};

use super::{Frame, frame, hit, text};
use crate::{
    problem::{self, Problem},
    rest::pictures,
    safety::forms,
    site::Site,
};

/// Works on the page.
const WORKS: usize = 12;

#[derive(Template)]
#[template(path = "picture.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    trouble: Option<(String, Option<String>)>,
    answer: Option<Answer>,
}

struct Answer {
    message: String,
    is_match: bool,
    compared: String,
    hits: Vec<Shown>,
    nearest: Vec<Shown>,
}

struct Shown {
    id: i64,
    title: String,
    native: Option<(String, &'static str)>,
    thumbnail: String,
    facts: String,
    /// How sure it is, and what was done to the picture.
    how: String,
}

/// `GET /picture`: the form.
pub async fn show(Extension(frame): Extension<Arc<Frame>>) -> Result<Response, Problem> {
    let page = Page { frame: &frame, query: "", trouble: None, answer: None };
    Ok(problem::kept(frame::answer(&page)?))
}

/// `POST /picture`: what was found for the picture of the form.
pub async fn ask(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    request: Request,
) -> Result<Response, Problem> {
    if !forms::is_form(&request) {
        let error = AppError::new(app::ErrorCode::UnsupportedMediaType, "the form holds no file");
        return Err(error.hint("send `Content-Type: multipart/form-data`").into());
    }
    let form = forms::form(&site, request).await?;
    let (found, status) = match find(&site, form).await? {
        Ok(answer) => (Ok(Answer::of(&answer)), StatusCode::OK),
        Err(error) if pictures::is_about_it(error.code) => {
            let status = StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::BAD_REQUEST);
            (Err((error.message, error.hint)), status)
        }
        Err(error) => return Err(error.into()),
    };
    let (answer, trouble) = match found {
        Ok(answer) => (Some(answer), None),
        Err(trouble) => (None, Some(trouble)),
    };
    let page = Page { frame: &frame, query: "", trouble, answer };
    let mut response = frame::answer(&page)?;
    *response.status_mut() = status;
    Ok(problem::kept(response))
}

async fn find(site: &Site, form: forms::Form) -> Result<Result<PictureAnswer, AppError>, Problem> {
    let (input, rest) = pictures::parted(form)?;
    let Some(input) = input else {
        let error = AppError::invalid_parameter("image", "no picture was chosen");
        return Ok(Err(error.hint("choose a file, drop one here, or give an address")));
    };
    let adult = if rest.contains_key("adult") { Adult::Include } else { Adult::Exclude };
    let request = PictureRequest { limit: WORKS, adult };
    Ok(site.app.search_by_picture(input, &request).await)
}

impl Answer {
    fn of(answer: &PictureAnswer) -> Self {
        Self {
            message: answer.message.clone(),
            is_match: answer.is_match,
            compared: text::count(answer.pictures as u64, "picture", "pictures"),
            hits: answer.results.iter().map(Shown::of).collect(),
            nearest: answer.nearest.iter().map(Shown::of).collect(),
        }
    }
}

impl Shown {
    fn of(found: &PictureHit) -> Self {
        let (card, picture) = (&found.card, &found.picture);
        let mut facts = vec![text::kind(&card.medium, &card.format)];
        facts.extend(text::when(card.season, card.year));
        let mut how = vec![format!("{:.0} % sure", picture.probability * 100.0)];
        if picture.mirrored {
            how.push("mirrored".to_owned());
        }
        let area = picture.window.width * picture.window.height;
        if area < 0.9 {
            how.push(format!("{:.0} % of the picture", area * 100.0));
        }
        Self {
            id: card.id.get(),
            title: card.title.clone(),
            native: card.title_native.clone().map(|title| (title.clone(), hit::language_of(&title))),
            thumbnail: picture.thumbnail.clone(),
            facts: facts.join(" · "),
            how: how.join(", "),
        }
    }
}
