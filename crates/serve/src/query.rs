//! Searches as they come over HTTP: a query string, a form, a JSON object. One parser for all.

use app::{AppError, FilterError, Filters, Order, SearchRequest, Sort};
use serde_json::{Map, Value};

/// Parameters that a search may have beside the filters.
const OWN: [&str; 6] = ["q", "limit", "cursor", "sort", "order", "facets"];

/// Reads a query string. A list may be given by commas or by repeating its name, as forms do.
///
/// # Errors
/// `invalid_parameter`, naming the parameter that is unknown, repeated or out of range.
pub fn from_query(query: &str, blank_is_absent: bool) -> Result<SearchRequest, AppError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if blank_is_absent && value.trim().is_empty() {
            continue; // an untouched field of a form
        }
        match pairs.iter_mut().find(|(known, _)| *known == name) {
            None => pairs.push((name.into_owned(), value.into_owned())),
            Some((_, list)) if is_list(&name) => {
                list.push(',');
                list.push_str(&value);
            }
            Some(_) => return Err(AppError::invalid_parameter(&name, format!("`{name}` is given twice"))),
        }
    }
    collect(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The pairs of a query string as they come; blank ones are left out where a form sends all its fields.
pub fn pairs(query: &str, blank_is_absent: bool) -> impl Iterator<Item = (String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .filter(move |(_, value)| !blank_is_absent || !value.trim().is_empty())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
}

/// Reads the JSON object of a POST: the same names; lists may be arrays.
pub fn from_object(object: Map<String, Value>) -> Result<SearchRequest, AppError> {
    let mut pairs = Vec::with_capacity(object.len());
    for (name, value) in object {
        let text = text_of(&value).ok_or_else(|| {
            AppError::invalid_parameter(&name, format!("`{name}` is neither text, a number nor a list"))
        })?;
        pairs.push((name, text));
    }
    collect(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The query string of a search, without what is default: the address that can be shared.
pub fn to_query(request: &SearchRequest) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !request.query.is_empty() {
        query.append_pair("q", &request.query);
    }
    for (name, value) in request.filters.pairs() {
        query.append_pair(name, &value);
    }
    if request.sort != Sort::default() {
        query.append_pair("sort", sort_name(request.sort));
    }
    if let Some(order) = request.order {
        query.append_pair("order", order_name(order));
    }
    if let Some(cursor) = &request.cursor {
        query.append_pair("cursor", cursor);
    }
    query.finish()
}

/// The published name of a sort.
pub fn sort_name(sort: Sort) -> &'static str {
    Sort::ALL.iter().find(|(_, known)| *known == sort).map_or("relevance", |(name, _)| name)
}

/// The published name of an order.
pub fn order_name(order: Order) -> &'static str {
    match order {
        Order::Asc => "asc",
        Order::Desc => "desc",
    }
}

fn collect<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Result<SearchRequest, AppError> {
    let mut request = SearchRequest::default();
    for (name, value) in pairs {
        if !OWN.contains(&name) && !Filters::names().contains(&name) {
            let known: Vec<&str> = OWN.iter().chain(Filters::names()).copied().collect();
            let error = AppError::invalid_parameter(name, format!("there is no parameter `{name}`"));
            return Err(error.hint(format!("parameters are {}", known.join(", "))));
        }
        request.set(name, value).map_err(|error| refused(&error))?;
    }
    request.filters.check().map_err(|error| upside_down(&error))?;
    Ok(request)
}

fn refused(error: &FilterError) -> AppError {
    AppError::invalid_parameter(&error.parameter, error.to_string())
}

/// A range whose ends are swapped is the fault of both its parameters.
fn upside_down(error: &FilterError) -> AppError {
    let both = [error.parameter.clone(), error.parameter.replace("_min", "_max")];
    refused(error).detail("parameters", both.to_vec())
}

fn is_list(name: &str) -> bool {
    matches!(name, "medium" | "format" | "status" | "season")
        || name.starts_with("tags_")
        || name.starts_with("studios_")
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            texts.map(|texts| texts.join(","))
        }
        Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parameter(result: Result<SearchRequest, AppError>) -> String {
        let error = result.expect_err("a bad parameter");
        error.details["parameter"].as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn lists_come_by_commas_or_repeated() {
        let by_commas = from_query("q=moon&medium=anime,manga&year_min=1999", false).expect("good");
        let repeated = from_query("medium=anime&q=moon&medium=manga&year_min=1999", false).expect("good");
        let object = json!({"q": "moon", "medium": ["anime", "manga"], "year_min": 1999});
        let Value::Object(object) = object else { unreachable!("an object was written") };
        assert_eq!(by_commas, repeated);
        assert_eq!(by_commas, from_object(object).expect("good"));
    }

    #[test]
    fn bad_parameters_are_named() {
        assert_eq!(parameter(from_query("color=red", false)), "color");
        assert_eq!(parameter(from_query("query=red", false)), "query");
        assert_eq!(parameter(from_query("limit=0", false)), "limit");
        assert_eq!(parameter(from_query("q=a&q=b", false)), "q");
        assert_eq!(parameter(from_object([("q".to_owned(), json!({}))].into_iter().collect())), "q");
        let error = from_query("year_min=2000&year_max=1990", false).expect_err("upside down");
        assert_eq!(error.details["parameters"], json!(["year_min", "year_max"]));
    }

    #[test]
    fn an_address_leads_back_to_its_search() {
        let typed = "q=moon+%26+sun&medium=&year_min=1999&tags_any=school&tags_any=drama&sort=year&order=asc&adult=exclude";
        let request = from_query(typed, true).expect("good");
        let address = to_query(&request);
        assert_eq!(address, "q=moon+%26+sun&year_min=1999&tags_any=school%2Cdrama&sort=year&order=asc");
        assert_eq!(from_query(&address, false).expect("good"), request);
    }
}
