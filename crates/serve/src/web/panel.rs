//! The search page's moving part: filters, what was understood, hits.

use app::{
    Adult, Bucket, Chip as AskedChip, ChipEffect, Correction, Facets, Filters, Order, QueryAnswer,
    SearchRequest, Slot, Sort, Suggestion, drop_of,
};
use model::{Format, Medium, Season, Status};

use super::{hit::HitView, text};
use crate::query;

/// Everything the panel shows.
pub struct Panel {
    /// The request, for the fields of the form.
    pub request: SearchRequest,
    /// Filters by checkbox.
    pub groups: Vec<Group>,
    /// Values of the orders and of what to do with works for adults.
    pub sorts: Vec<Choice>,
    /// See `sorts`.
    pub orders: Vec<Choice>,
    /// See `sorts`.
    pub adults: Vec<Choice>,
    /// Parameters that the form has no field for, so that they survive it.
    pub others: Vec<(&'static str, String)>,
    /// Pieces of the plan that the visitor took back, in their short form.
    pub drops: Vec<String>,
    /// What the words ask besides works, answered.
    pub answers: Vec<String>,
    /// The page that shows works side by side, where the words compare some.
    pub compared: Option<String>,
    /// What was understood of the words, each piece with the address without it.
    pub plan: Vec<Piece>,
    /// The words that were not understood otherwise, where some were.
    pub left: Option<String>,
    /// Ways to go on.
    pub ways: Vec<Chip>,
    /// Filters in force, each with the address without it.
    pub active: Vec<Chip>,
    /// The address without any filter.
    pub without_filters: String,
    /// The hits.
    pub hits: Vec<HitView>,
    /// Pictures made here for the same words.
    pub takes: Vec<Made>,
    /// "1,234 works".
    pub total: String,
    /// Milliseconds, with one digit.
    pub took: String,
    /// The next page's address.
    pub next: Option<String>,
    /// The first page's address, on later ones.
    pub first: Option<String>,
    /// What is wrong with the request, in place of hits.
    pub trouble: Option<Trouble>,
    /// Whether nothing was asked for, or there is nothing that could be found.
    pub is_start: bool,
}

/// A picture that was made here.
pub struct Made {
    /// The take's id.
    pub id: String,
    /// What it shows, in words.
    pub alt: String,
}

/// One filter with its values.
pub struct Group {
    /// The parameter.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// Its values.
    pub choices: Vec<Choice>,
    /// Whether values in force are among them, so that it is shown open.
    pub is_open: bool,
}

/// One value of a filter.
pub struct Choice {
    /// As the parameter takes it.
    pub value: String,
    /// As people read it.
    pub label: String,
    /// How many hits have it.
    pub count: Option<String>,
    /// Whether it is in force.
    pub chosen: bool,
}

/// A small label, maybe with a link.
pub struct Chip {
    /// The text.
    pub label: String,
    /// What it means, for the title and screen readers.
    pub meaning: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// One piece of what was understood.
pub struct Piece {
    /// It in a few words.
    pub label: String,
    /// What it was read from, and what it does.
    pub meaning: String,
    /// Whether it is in force.
    pub holds: bool,
    /// The address without it.
    pub href: String,
    /// How to change it, where a filter can say it.
    pub edit: Option<Edit>,
}

/// A form that puts a filter in the place of a piece.
pub struct Edit {
    /// The filter.
    pub name: &'static str,
    /// What people call it.
    pub label: String,
    /// What stands in the field.
    pub value: String,
    /// Whether it is a number.
    pub is_number: bool,
    /// What can be chosen, for a filter of few values.
    pub choices: Vec<Choice>,
    /// Everything else of the search, and that the piece is taken back.
    pub hidden: Vec<(String, String)>,
}

/// Why there are no hits to show.
pub struct Trouble {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Panel {
    /// The panel of an answer.
    pub fn of(request: SearchRequest, drops: Vec<String>, answer: &QueryAnswer) -> Self {
        let mut panel = Self::empty(request, drops);
        panel.groups = groups(&panel.request.filters, &answer.facets);
        panel.plan = pieces(&panel, answer);
        panel.answers = answer.answers.iter().map(|reply| reply.text.clone()).collect();
        panel.compared = answer.comparison.as_ref().map(|compared| compared.page.clone());
        let words = answer.plan.words.trim();
        panel.left = Some(words.to_owned()).filter(|left| !left.is_empty() && !panel.plan.is_empty());
        panel.ways = answer.suggestions.iter().filter_map(|way| way_on(&panel, way)).collect();
        panel.hits = answer.results.iter().map(HitView::from).collect();
        panel.total = text::count(answer.total as u64, "work", "works");
        panel.took = format!("{:.1}", answer.metadata.took_ms.search);
        let next = |cursor: &String| {
            let request = SearchRequest { cursor: Some(cursor.clone()), ..panel.request.clone() };
            address_without(&request, &panel.drops)
        };
        panel.next = answer.next_cursor.as_ref().map(next);
        panel
    }

    /// The panel of a request that has no answer.
    pub fn failed(request: SearchRequest, message: String, hint: Option<String>) -> Self {
        let mut panel = Self::empty(request, Vec::new());
        panel.groups = groups(&panel.request.filters, &Facets::default());
        panel.trouble = Some(Trouble { message, hint });
        panel
    }

    fn empty(request: SearchRequest, drops: Vec<String>) -> Self {
        let filters = &request.filters;
        let first = SearchRequest { cursor: None, ..request.clone() };
        let bare = SearchRequest { filters: Filters::default(), ..first.clone() };
        let shown = [
            "medium",
            "format",
            "status",
            "season",
            "year_min",
            "year_max",
            "tags_any",
            "tags_none",
            "studios_any",
            "adult",
            "score_min",
        ];
        Self {
            sorts: Sort::ALL
                .iter()
                .map(|(name, sort)| choice(name, text::word(name), *sort == request.sort))
                .collect(),
            orders: [
                (None, "", "usual direction"),
                (Some(Order::Desc), "desc", "downward"),
                (Some(Order::Asc), "asc", "upward"),
            ]
            .into_iter()
            .map(|(order, name, label)| choice(name, label.to_owned(), order == request.order))
            .collect(),
            adults: [
                (Adult::Exclude, "", "leave out"),
                (Adult::Include, "include", "include"),
                (Adult::Only, "only", "only these"),
            ]
            .into_iter()
            .map(|(adult, name, label)| choice(name, label.to_owned(), adult == filters.adult))
            .collect(),
            others: filters.pairs().into_iter().filter(|(name, _)| !shown.contains(name)).collect(),
            active: active(&first, &drops),
            without_filters: address_without(&bare, &drops),
            first: request.cursor.is_some().then(|| address_without(&first, &drops)),
            is_start: request.query.is_empty() && *filters == Filters::default() && request.cursor.is_none(),
            groups: Vec::new(),
            drops,
            plan: Vec::new(),
            answers: Vec::new(),
            compared: None,
            left: None,
            ways: Vec::new(),
            hits: Vec::new(),
            takes: Vec::new(),
            total: String::new(),
            took: String::new(),
            next: None,
            trouble: None,
            request,
        }
    }

    /// The line that screen readers are told when the hits change.
    pub fn spoken(&self) -> String {
        match (&self.trouble, self.hits.is_empty()) {
            (Some(trouble), _) => trouble.message.clone(),
            (None, true) => "nothing found".to_owned(),
            (None, false) => format!("{} found", self.total),
        }
    }
}

/// The page of a search.
pub fn address(request: &SearchRequest) -> String {
    address_without(request, &[])
}

/// The page of a search without some pieces of its plan.
pub fn address_without(request: &SearchRequest, drops: &[String]) -> String {
    let mut query = query::to_query(request);
    for drop in drops {
        let joint = if query.is_empty() { "" } else { "&" };
        let value: String = url::form_urlencoded::byte_serialize(drop.as_bytes()).collect();
        query = format!("{query}{joint}drop={value}");
    }
    if query.is_empty() { "/".to_owned() } else { format!("/?{query}") }
}

fn choice(value: &str, label: String, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label, count: None, chosen }
}

fn groups(filters: &Filters, facets: &Facets) -> Vec<Group> {
    let words = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let media = Medium::ALL.iter().map(Medium::as_str).collect();
    let formats =
        Format::ALL.iter().filter(|format| **format != Format::Unknown).map(Format::as_str).collect();
    let states =
        Status::ALL.iter().filter(|status| **status != Status::Unknown).map(Status::as_str).collect();
    let seasons = Season::ALL.iter().map(|season| season.as_str()).collect();
    vec![
        group(
            "medium",
            "Medium",
            words(media),
            &words(filters.medium.iter().map(Medium::as_str).collect()),
            &facets.medium,
        ),
        group(
            "format",
            "Format",
            words(formats),
            &words(filters.format.iter().map(Format::as_str).collect()),
            &facets.format,
        ),
        group(
            "status",
            "Status",
            words(states),
            &words(filters.status.iter().map(Status::as_str).collect()),
            &facets.status,
        ),
        group(
            "season",
            "Season",
            words(seasons),
            &words(filters.season.iter().map(|s| s.as_str()).collect()),
            &facets.season,
        ),
        group("tags_any", "Tags", Vec::new(), &filters.tags_any, &facets.tags),
        group("studios_any", "Studios", Vec::new(), &filters.studios_any, &facets.studios),
    ]
}

/// A group of the values in force, then those that hits have, then (for short vocabularies) no more:
/// a value that would find nothing is not offered.
fn group(
    name: &'static str,
    label: &'static str,
    vocabulary: Vec<String>,
    chosen: &[String],
    buckets: &[Bucket],
) -> Group {
    let is_vocabulary = !vocabulary.is_empty();
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let counted = |value: &str| {
        buckets.iter().find(|bucket| same(&bucket.value, value)).map(|bucket| bucket.count as u64)
    };
    let order: Vec<String> = if is_vocabulary {
        vocabulary
    } else {
        let found = buckets.iter().map(|bucket| bucket.value.clone());
        let extra =
            chosen.iter().filter(|value| !buckets.iter().any(|bucket| same(&bucket.value, value))).cloned();
        extra.chain(found).collect()
    };
    let choices: Vec<Choice> = order
        .into_iter()
        .filter_map(|value| {
            let count = counted(&value);
            let is_chosen = chosen.iter().any(|one| same(one, &value));
            (is_chosen || count.is_some_and(|count| count > 0)).then(|| Choice {
                label: if is_vocabulary { text::word(&value) } else { value.clone() },
                count: count.map(text::number),
                chosen: is_chosen,
                value,
            })
        })
        .collect();
    Group { name, label, is_open: is_vocabulary || choices.iter().any(|choice| choice.chosen), choices }
}

/// The plan as links that take its pieces back. What filters say is shown as filters.
fn pieces(panel: &Panel, answer: &QueryAnswer) -> Vec<Piece> {
    let first = SearchRequest { cursor: None, ..panel.request.clone() };
    let said = answer.chips.iter().filter(|chip| !chip.words.is_empty());
    said.map(|chip| {
        let (holds, does) = match chip.effect {
            ChipEffect::Filters => (true, "every result meets it"),
            ChipEffect::Orders => (true, "it helps the order"),
            ChipEffect::Names => (true, "it says what the question is about"),
            ChipEffect::Contradicts => (false, "it contradicts another piece, so neither holds"),
            ChipEffect::Unmet => (false, "nothing is known here by which to heed it"),
        };
        let drops: Vec<String> = panel.drops.iter().cloned().chain([drop_of(chip)]).collect();
        let spelled = chip.respelled.as_ref().map(|word| format!(", taken for “{word}”"));
        Piece {
            label: chip.label.clone(),
            meaning: format!("“{}” was read so{}: {does}", chip.words, spelled.unwrap_or_default()),
            holds,
            edit: edit(&first, &drops, chip),
            href: address_without(&first, &drops),
        }
    })
    .collect()
}

/// How to change a piece: it is taken back, and a filter says in its place what is wanted.
fn edit(request: &SearchRequest, drops: &[String], chip: &AskedChip) -> Option<Edit> {
    let name = Filters::names().iter().copied().find(|name| *name == chip.slot.as_str())?;
    let value = chip.value.to_string();
    let words = |list: Vec<&str>| {
        let same = |word: &str| word.eq_ignore_ascii_case(&value);
        list.into_iter().map(|word| choice(word, text::word(word), same(word))).collect::<Vec<_>>()
    };
    let choices = match name {
        "medium" => words(Medium::ALL.iter().map(Medium::as_str).collect()),
        "format" => {
            words(Format::ALL.iter().filter(|one| **one != Format::Unknown).map(Format::as_str).collect())
        }
        "status" => {
            words(Status::ALL.iter().filter(|one| **one != Status::Unknown).map(Status::as_str).collect())
        }
        "season" => words(Season::ALL.iter().map(|one| one.as_str()).collect()),
        _ => Vec::new(),
    };
    let is_list = is_list(name);
    let pairs = url::form_urlencoded::parse(query::to_query(request).as_bytes())
        .filter(|(known, _)| is_list || known != name)
        .map(|(known, value)| (known.into_owned(), value.into_owned()))
        .collect::<Vec<_>>();
    let of = ("of".to_owned(), request.query.clone());
    let drops = drops.iter().map(|drop| ("drop".to_owned(), drop.clone()));
    Some(Edit {
        name,
        label: match name.strip_prefix("duration_") {
            Some(end) => format!("Length, {end}. seconds"),
            None => text::word(name),
        },
        is_number: value.parse::<f64>().is_ok(),
        value,
        choices,
        hidden: pairs.into_iter().chain(drops).chain([of]).collect(),
    })
}

/// A way to go on as a link; none where an address cannot say it.
fn way_on(panel: &Panel, way: &Suggestion) -> Option<Chip> {
    let mut request = SearchRequest { cursor: None, ..panel.request.clone() };
    let mut drops = panel.drops.clone();
    for correction in &way.corrections {
        match correction {
            Correction::Remove { slot, value: Some(value), as_words } => {
                drops.push(format!("{}{slot}:{value}", if *as_words { "~" } else { "" }));
            }
            Correction::Add { slot, value } | Correction::Set { slot, value } => {
                let before: Vec<String> = match slot {
                    Slot::TagsAll => request.filters.tags_all.clone(),
                    Slot::TagsNone => request.filters.tags_none.clone(),
                    _ => Vec::new(),
                };
                let values: Vec<String> = before.into_iter().chain([value.to_string()]).collect();
                request.filters.set(slot.as_str(), &values.join(",")).ok()?;
            }
            Correction::Remove { value: None, .. }
            | Correction::Intent { .. }
            | Correction::Words { .. }
            | Correction::Weights { .. } => return None,
        }
    }
    Some(Chip {
        label: format!("{} ({})", way.say, text::number(way.total as u64)),
        meaning: way.why.clone(),
        href: Some(address_without(&request, &drops)),
    })
}

/// Each filter in force, with the address that takes it back.
fn active(request: &SearchRequest, drops: &[String]) -> Vec<Chip> {
    let mut chips = Vec::new();
    for (name, value) in request.filters.pairs() {
        let values: Vec<&str> = if is_list(name) { value.split(',').collect() } else { vec![value.as_str()] };
        for one in &values {
            let rest: Vec<&str> = values.iter().filter(|other| *other != one).copied().collect();
            let mut without = request.clone();
            if without.filters.set(name, &rest.join(",")).is_err() {
                continue;
            }
            let label = match name {
                "tags_none" | "studios_none" => format!("not {one}"),
                "year_min" | "episodes_min" | "score_min" | "duration_min" => {
                    format!("{} from {one}", plain(name))
                }
                "year_max" | "episodes_max" | "score_max" | "duration_max" => {
                    format!("{} to {one}", plain(name))
                }
                "adult" => format!("adult: {one}"),
                "medium" | "format" | "status" | "season" => text::word(one),
                _ => (*one).to_owned(),
            };
            chips.push(Chip {
                label,
                meaning: format!("{name} = {one}"),
                href: Some(address_without(&without, drops)),
            });
        }
    }
    chips
}

fn plain(name: &str) -> &str {
    name.split('_').next().unwrap_or(name)
}

fn is_list(name: &str) -> bool {
    matches!(name, "medium" | "format" | "status" | "season")
        || name.starts_with("tags_")
        || name.starts_with("studios_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_can_be_taken_back() {
        let request =
            query::from_query("q=moon&medium=anime,manga&year_min=1999&tags_none=gore", false).expect("good");
        let panel = Panel::failed(request, "x".to_owned(), None);
        let chips: Vec<(&str, &str)> = panel
            .active
            .iter()
            .map(|chip| (chip.label.as_str(), chip.href.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(
            chips,
            [
                ("Anime", "/?q=moon&medium=MANGA&year_min=1999&tags_none=gore"),
                ("Manga", "/?q=moon&medium=ANIME&year_min=1999&tags_none=gore"),
                ("year from 1999", "/?q=moon&medium=ANIME%2CMANGA&tags_none=gore"),
                ("not gore", "/?q=moon&medium=ANIME%2CMANGA&year_min=1999"),
            ]
        );
    }

    #[test]
    fn values_that_find_nothing_are_not_offered_unless_chosen() {
        let bucket = |value: &str, count| Bucket { value: value.to_owned(), count };
        let facets =
            Facets { medium: vec![bucket("ANIME", 3)], tags: vec![bucket("drama", 2)], ..Facets::default() };
        let filters =
            Filters { medium: vec![Medium::Game], tags_any: vec!["moon".to_owned()], ..Filters::default() };
        let groups = groups(&filters, &facets);
        let values =
            |at: usize| groups[at].choices.iter().map(|c| (c.value.as_str(), c.chosen)).collect::<Vec<_>>();
        assert_eq!(values(0), [("ANIME", false), ("GAME", true)]);
        assert_eq!(values(4), [("moon", true), ("drama", false)]);
    }
}
