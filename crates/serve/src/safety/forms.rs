//! Forms of texts and files, as `multipart/form-data`.

use app::AppError;
use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::header,
};

use super::bodies;
use crate::{problem::Problem, site::Site};

/// A form of texts and files.
#[derive(Debug, Default)]
pub struct Form {
    /// Its texts by name, in their order.
    pub texts: Vec<(String, String)>,
    /// Its files by name, in their order.
    pub files: Vec<(String, Bytes)>,
}

/// Whether a body says that it is such a form.
pub fn is_form(request: &Request) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// Reads such a form, whole and within the limit of its route. 413 over it, 400 for what is no form.
pub async fn form(site: &Site, request: Request) -> Result<Form, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let mut request = {
        let bytes = bodies::whole(site, request).await?;
        Request::new(Body::from(bytes))
    };
    request.headers_mut().extend(kind.map(|kind| (header::CONTENT_TYPE, kind)));
    // It was held to our own limit already.
    DefaultBodyLimit::disable().apply(&mut request);
    let bad = |error: &dyn std::fmt::Display| Problem::bad_body(format!("the body is no form: {error}"));
    let mut fields = Multipart::from_request(request, &()).await.map_err(|error| bad(&error))?;
    let mut form = Form::default();
    while let Some(field) = fields.next_field().await.map_err(|error| bad(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(|error| bad(&error))?;
        if is_file {
            form.files.push((name, bytes));
        } else {
            let text = String::from_utf8(bytes.to_vec())
                .map_err(|_| AppError::invalid_parameter(&name, format!("`{name}` is no text in UTF-8")))?;
            form.texts.push((name, text));
        }
    }
    Ok(form)
}
