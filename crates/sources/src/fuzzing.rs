//! Ways in for fuzzers: every parser of this crate, fed with any bytes.
//!
//! The targets in `fuzz/` and the tests in `tests/fuzz/` call these, so that a finding of either is a finding
//! for both. The first bytes of an input choose the parser, the rest is what it reads. Each gives a measure of
//! what came out, in bytes, so that a small input with a huge reading is seen.

use std::hint::black_box;

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    datasets::{self, Cells, FORMATS, Format, Opening, RawRow, Shape, split::Splitter},
    http,
    parts::{dates, durations, html, html::Page, json::Json, languages, refused, status, text},
    providers::{Context, Kind, PROVIDERS, ParseError, Parsed, Provider, query::Query, read},
};

/// The moment at which inputs are read.
const AS_OF: i64 = 1_790_000_000;

/// The first byte chooses the provider, the second the endpoint, or that the answer is to be recognized.
pub fn providers(data: &[u8]) -> usize {
    chosen(data, PROVIDERS)
}

/// The same, among the providers that read pages.
pub fn pages(data: &[u8]) -> usize {
    chosen(data, &of_pages())
}

fn of_pages() -> Vec<&'static dyn Provider> {
    PROVIDERS.iter().copied().filter(|provider| provider.facts().kind == Kind::Pages).collect()
}

/// The bytes that choose a provider and an endpoint, or for `None` recognition, in [`providers`] or [`pages`].
pub fn choice(provider: &dyn Provider, endpoint: Option<&str>, pages: bool) -> Option<[u8; 2]> {
    let facts = provider.facts();
    let among = if pages { of_pages() } else { PROVIDERS.to_vec() };
    let first = among.iter().position(|known| known.facts().id == facts.id)?;
    let at = |name: &str| facts.endpoints.iter().position(|endpoint| endpoint.name == name);
    let second = endpoint.map_or(Some(facts.endpoints.len()), at)?;
    Some([u8::try_from(first).ok()?, u8::try_from(second).ok()?])
}

/// The byte that chooses a format in [`datasets`].
pub fn choice_of(format: &dyn Format) -> Option<u8> {
    FORMATS.iter().position(|known| known.name() == format.name()).and_then(|at| u8::try_from(at).ok())
}

fn chosen(data: &[u8], among: &[&'static dyn Provider]) -> usize {
    let [provider, endpoint, body @ ..] = data else { return 0 };
    let Some(provider) = among.get(usize::from(*provider) % among.len().max(1)) else { return 0 };
    let endpoints = provider.facts().endpoints;
    let endpoint =
        endpoints.get(usize::from(*endpoint) % (endpoints.len() + 1)).map(|endpoint| endpoint.name);
    answer(*provider, endpoint, body).map_or(0, |parsed| size(&parsed))
}

/// Reads an answer of a provider's endpoint, or of the one that it is recognized as.
pub fn answer(provider: &dyn Provider, endpoint: Option<&str>, body: &[u8]) -> Result<Parsed, ParseError> {
    read(provider, endpoint, body, &Context::at(Timestamp::from_second(AS_OF).unwrap_or_default()))
}

/// How much a reading says, in bytes.
pub fn size(parsed: &Parsed) -> usize {
    parsed.records.iter().map(|record| serde_json::to_vec(record).map_or(0, |bytes| bytes.len())).sum()
}

/// The first byte chooses the format; the rest is a file of it, in each form in which it may come.
pub fn datasets(data: &[u8]) -> usize {
    let [format, file @ ..] = data else { return 0 };
    FORMATS.get(usize::from(*format) % FORMATS.len().max(1)).map_or(0, |format| dataset(*format, file))
}

/// Reads a file of a format.
pub fn dataset(format: &dyn Format, file: &[u8]) -> usize {
    for complete in [true, false] {
        let opening = file.get(..datasets::OPENING_BYTES).unwrap_or(file);
        if let Ok(opening) = Opening::read(opening, complete) {
            black_box(datasets::recognize(&opening).is_ok());
        }
    }
    format.shapes().iter().map(|shape| rows(format, *shape, file)).sum()
}

/// Cuts a file into rows, and reads each as an import does, and again as it is kept.
fn rows(format: &dyn Format, shape: Shape, file: &[u8]) -> usize {
    let Ok(mut splitter) = Splitter::new(file, shape) else { return 0 };
    let header = splitter.header().cloned();
    let mut size = 0;
    while let Ok(Some(piece)) = splitter.next_row() {
        let Ok(row) = piece.text else { continue };
        let kept = match &header {
            None => {
                black_box(format.row(RawRow::Json(&row)).is_ok());
                row.into_bytes()
            }
            Some(header) => {
                if let Ok(cells) = Cells::read(header, &row) {
                    black_box(format.row(RawRow::Cells(&cells)).is_ok());
                }
                header.keep(&row)
            }
        };
        let records = format.read(&kept).unwrap_or_default();
        size += self::size(&Parsed::list(records));
    }
    size
}

/// What several providers share: dates, lengths, words, links, pages, lenient JSON.
pub fn parts(data: &[u8]) -> usize {
    let told = String::from_utf8_lossy(data);
    let (start, end) = dates::period(&told);
    let today = Context::at(Timestamp::from_second(AS_OF).unwrap_or_default()).today();
    black_box((dates::date(&told), dates::season(&told), durations::seconds(&told), languages::tag(&told)));
    black_box((
        status::by_dates(start, end, told.len().is_multiple_of(2), today),
        model::ExternalId::from_provider_url(&told),
    ));
    black_box((text::known(&told), text::number(&told), text::decimal(&told)));
    black_box((refused::by_title(data), refused::foreign(data), refused::instead(data)));
    let texts = [text::clean(&told), text::lines(&told), text::from_html(&told), text::without_credit(&told)];
    let value = serde_json::from_slice::<Value>(data).unwrap_or_else(|_| Value::from(&*told));
    let json = Json::of(&value);
    black_box((
        json.text(),
        json.title(),
        json.prose(),
        json.id(),
        json.number(),
        json.decimal(),
        json.date(),
    ));
    black_box((json.url(), json.names("name"), json.texts(), json.path("a.b.c").count()));
    texts.iter().flatten().map(String::len).sum::<usize>() + page(data)
}

/// Asks of a page what providers ask.
fn page(data: &[u8]) -> usize {
    let page = Page::parse(data);
    black_box((
        page.title(),
        page.address(),
        page.json_ld_of(&["TVSeries"]),
        page.texts("div div > a[href] b, td:last-child"),
    ));
    let blocks = || page.all("body *").take(3);
    black_box(blocks().filter_map(html::own_words).count());
    black_box(blocks().flat_map(|block| html::within(block, "span a")).count());
    let read = blocks().flat_map(|block| [html::words(block), html::prose(block), html::prose_after(block)]);
    read.flatten().map(|text| text.len()).max().unwrap_or(0)
}

/// What is read of other machines besides answers: robots.txt, headers, addresses.
pub fn http(data: &[u8]) -> usize {
    http::fuzzing::any(data)
}

/// The universal query in lines of `field=value`, put to each provider.
pub fn queries(data: &[u8]) -> usize {
    let told = String::from_utf8_lossy(data);
    let mut query = Query::default();
    for (name, value) in told.lines().filter_map(|line| line.split_once('=')).take(100) {
        black_box(query.set(name, value).is_ok());
    }
    black_box(query.check().is_ok());
    let plans = PROVIDERS.iter().filter_map(|provider| provider.search()?.plan(&query).ok());
    plans.map(|plan| format!("{plan:?}").len()).max().unwrap_or(0)
}
