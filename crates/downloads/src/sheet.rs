//! A published sheet: its page, or its export as CSV or as a workbook.

use people::FailureCategory;
use sources::http::Guard;
use url::Url;

use crate::{Net, Trouble, net::docs_source};

/// The largest sheet, in bytes: the page of one has about half a thousand for each row.
const LARGEST: usize = 32 << 20;

/// The bytes at the address of a sheet.
///
/// # Errors
/// Why there are none.
pub async fn bytes(net: &Net, url: &Url) -> Result<Vec<u8>, Trouble> {
    let opened = net.open(&docs_source(), url, Guard::Trusted, &[]).await?;
    let (status, headers) = (opened.status, opened.headers.clone());
    let body = opened.rest(LARGEST).await.map_err(|error| Trouble::of_fetch(&error))?;
    if status != 200 {
        return Err(Trouble::of_status(status, &headers));
    }
    if body.len() >= LARGEST {
        let message = format!("the sheet has more than {LARGEST} bytes");
        return Err(Trouble::new(FailureCategory::Validation, message));
    }
    Ok(body)
}
