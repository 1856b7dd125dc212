//! A plan against one commit of the index: every name replaced by what it names here.

use asking::{Intent, Part, Plan, Slot};
use embedding::Bitmap;
use model::{Format, Medium, Season, Status};

use super::{moods::Tones, tags};
use crate::{
    Adult, Filters, Order, Sort,
    index::{
        facts::person_key,
        row::{code, scorer},
        state::State,
    },
    rank::{FAR_BETTER_KNOWN, Predicate, franchise_of, resolve, resolve_all, resolve_within, rows_named},
    text::fold,
    titles::NameKind,
};

/// Below this a part only helps the order.
const SURE: f32 = 0.5;

/// What a plan asks of this index.
#[derive(Default)]
pub(crate) struct Task {
    /// What a hit must meet.
    pub(crate) demands: Vec<Demand>,
    /// Rows that a hit should be like, and should not be like.
    pub(crate) like: Vec<u32>,
    pub(crate) unlike: Vec<u32>,
    /// Rows that the question is about.
    pub(crate) subjects: Vec<u32>,
    /// The titles of these, each with the row that it means; not of a franchise, of which a title means several.
    pub(crate) named: Vec<(String, u32)>,
    /// Moods with what each counts: 1 for one that is wanted, -1 for one that is not.
    pub(crate) moods: Vec<(Tones, f32)>,
    /// The names of the moods that are wanted.
    pub(crate) wanted_moods: Vec<String>,
    /// Groups of tags that are wished for and not demanded.
    pub(crate) wishes: Vec<Vec<u32>>,
    /// Tags written as the question writes them, where the demand allows others as well.
    pub(crate) literal: Vec<u32>,
    /// Codes of the media that are wanted first, though others may come.
    pub(crate) media: Vec<u8>,
    /// `-1` for hidden gems, `1` for what is well known.
    pub(crate) fame: f32,
    /// The number that draws works by chance.
    pub(crate) draw: Option<u32>,
    pub(crate) sort: Sort,
    pub(crate) order: Option<Order>,
    /// What this index cannot tell.
    pub(crate) unmet: Vec<Slot>,
    /// Words of parts that this index does not know, to be searched for as words.
    pub(crate) words: Vec<String>,
    /// Names that nothing here bears.
    pub(crate) unknown: Vec<(Slot, String)>,
}

/// One thing that a hit must meet.
pub(crate) struct Demand {
    /// Which slot demands it.
    pub(crate) slot: Slot,
    /// As hits show it: `name=value`.
    pub(crate) shown: String,
    pub(crate) what: What,
}

/// What is demanded.
pub(crate) enum What {
    Filters(Box<Filters>),
    Tags(Vec<u32>),
    NoTags(Vec<u32>),
    Facts(Vec<u32>),
    NoFacts(Vec<u32>),
    Rows(Bitmap),
    NoRows(Vec<u32>),
    Scored(u32, u32, u32),
}

impl Demand {
    /// Whether it refuses something; such a demand holds whatever becomes of the others.
    pub(crate) fn refuses(&self) -> bool {
        matches!(
            self.slot,
            Slot::TagsNone
                | Slot::StudiosNone
                | Slot::FormatNone
                | Slot::FranchiseNone
                | Slot::PeopleNone
                | Slot::OriginNone
                | Slot::StreamingNone
                | Slot::Unlike
        )
    }
}

impl Task {
    /// Reads a plan. Of works that share a title, one that is `allowed` is meant.
    pub(crate) fn new(
        plan: &Plan,
        today: Option<jiff::civil::Date>,
        state: &State,
        allowed: &Predicate,
    ) -> Self {
        let mut task = Self::default();
        let clash = |slot: Slot| plan.contradictions.iter().any(|one| one.slots.contains(&slot));
        let parts: Vec<&Part> = plan.parts.iter().filter(|part| !clash(part.slot)).collect();
        let mut reader = Reader { plan, state, today, allowed, task: &mut task };
        for slot in Slot::ALL {
            let of_slot: Vec<&Part> = parts.iter().copied().filter(|part| part.slot == *slot).collect();
            if !of_slot.is_empty() {
                reader.slot(*slot, &of_slot, &parts);
            }
        }
        task.unmet.dedup();
        task
    }
}

struct Reader<'a> {
    plan: &'a Plan,
    state: &'a State,
    today: Option<jiff::civil::Date>,
    allowed: &'a Predicate,
    task: &'a mut Task,
}

impl Reader<'_> {
    fn slot(&mut self, slot: Slot, parts: &[&Part], all: &[&Part]) {
        let sure: Vec<&Part> = parts.iter().copied().filter(|part| part.confidence >= SURE).collect();
        let names = || sure.iter().map(|part| part.value.to_string());
        match slot {
            Slot::Medium if sure.is_empty() => {
                let known = parts.iter().map(|part| Medium::parse(&part.value.to_string()));
                self.task.media = known.map(|medium| code(&medium, Medium::ALL)).collect();
            }
            Slot::TagsAll => {
                for part in parts {
                    self.tag(part);
                }
            }
            Slot::TagsAny => self.any_tag(parts),
            Slot::TagsNone => names().for_each(|tag| self.no_tag(&tag)),
            Slot::StudiosAny => self.studios(&sure),
            Slot::Origin | Slot::Streaming | Slot::Country | Slot::Dub | Slot::Sub => {
                let words: Vec<String> = names().collect();
                self.facts(slot, key_of(slot), &words, false);
            }
            Slot::OriginNone | Slot::StreamingNone => {
                let words: Vec<String> = names().collect();
                self.facts(slot, key_of(slot), &words, true);
            }
            Slot::Director | Slot::Writer | Slot::Composer | Slot::Voice | Slot::Author | Slot::Person => {
                for part in &sure {
                    self.person(slot, part);
                }
            }
            Slot::PeopleNone => {
                let keys: Vec<String> = names().map(|name| person_key(&name)).collect();
                self.facts(slot, "person", &keys, true);
            }
            Slot::Characters => {
                for part in &sure {
                    self.character(part);
                }
            }
            Slot::Like => names().for_each(|name| match resolve(self.state, &name) {
                Some(row) => self.task.like.push(row),
                None => self.unknown(slot, name),
            }),
            Slot::Unlike => self.unlike(&names().collect::<Vec<_>>()),
            Slot::FranchiseNone => {
                for part in &sure {
                    let seeds = self.franchise_seeds(part);
                    self.no_franchise(slot, &part.value.to_string(), &seeds);
                }
            }
            // `how many Iron Lantern movies are there` counts what belongs to it.
            Slot::Titles if matches!(self.plan.intent, Intent::Franchise | Intent::Count) => {
                for part in &sure {
                    let seeds = self.franchise_seeds(part);
                    // Nothing else stands in for a franchise that is not here.
                    if seeds.is_empty() {
                        self.unknown(slot, part.value.to_string());
                    }
                    self.task.subjects.extend(seeds);
                }
            }
            Slot::Titles => names().for_each(|name| match resolve_within(self.state, &name, self.allowed) {
                Some(row) => {
                    self.task.subjects.push(row);
                    self.task.named.push((name, row));
                }
                None => self.unknown(slot, name),
            }),
            Slot::Moods | Slot::More | Slot::Less => {
                let weight = if slot == Slot::Less { -1.0 } else { 1.0 };
                names().for_each(|mood| self.mood(&mood, weight));
            }
            Slot::Popularity => {
                self.task.fame = if names().any(|word| word == "low") { -1.0 } else { 1.0 };
            }
            Slot::Sort => {
                self.task.sort = names().next_back().and_then(|word| Sort::parse(&word)).unwrap_or_default();
            }
            Slot::Order => {
                let asc = names().next_back().is_some_and(|word| word == "asc");
                self.task.order = Some(if asc { Order::Asc } else { Order::Desc });
            }
            Slot::Draw => {
                self.task.draw = sure.last().and_then(|part| part.value.number()).map(|seed| seed as u32);
            }
            Slot::Airing => self.airing(&names().collect::<Vec<_>>()),
            Slot::ScoreSource => self.score_source(&names().collect::<Vec<_>>(), all),
            Slot::ScoreMin | Slot::ScoreMax if all.iter().any(|part| part.slot == Slot::ScoreSource) => {}
            Slot::VolumesMin | Slot::VolumesMax | Slot::ChaptersMin | Slot::ChaptersMax => {
                self.task.unmet.push(slot);
            }
            // A door's matter: how many, in which language, in which order, of which source.
            Slot::Limit | Slot::TextLanguage | Slot::WatchOrder | Slot::Sources => {}
            Slot::FormatNone | Slot::Adult => self.plain(slot, &sure),
            _ if slot.is_filter() => self.plain(slot, &sure),
            _ => self.task.unmet.push(slot),
        }
    }

    /// The works whose franchise a part means: by the title that it has, or by the words themselves where they are only
    /// another name of it and mean works that are better known by far. Some obscure work may be called Fate as well, and
    /// whoever says so means the many that go on after it.
    fn franchise_seeds(&self, part: &Part) -> Vec<u32> {
        let span = part.spans.first().filter(|_| part.respelled.is_none());
        let said = span.and_then(|span| self.plan.question.get(span.start..span.end));
        let title = part.value.to_string();
        let titled = resolve_all(self.state, &title);
        let within = |said: &&str| format!(" {} ", fold(&title)).contains(&format!(" {} ", fold(said)));
        let Some(said) = said.filter(|said| !within(said)) else { return titled };
        let mut said = resolve_all(self.state, said);
        let fame = |row: &u32| self.state.columns.fame(*row);
        let best = |rows: &[u32]| rows.iter().map(fame).fold(f32::NEG_INFINITY, f32::max);
        let most = best(&said);
        if best(&titled) + FAR_BETTER_KNOWN >= most {
            return titled;
        }
        said.retain(|row| fame(row) + FAR_BETTER_KNOWN >= most);
        said
    }

    /// A title that no work bears is searched for as words.
    fn unknown(&mut self, slot: Slot, name: String) {
        self.task.unmet.push(slot);
        self.as_words(slot, name);
    }

    /// A name that nothing here bears is searched for as words.
    fn as_words(&mut self, slot: Slot, name: String) {
        self.task.unknown.push((slot, name.clone()));
        self.task.words.push(name);
    }

    fn demand(&mut self, slot: Slot, value: &str, what: What) {
        self.task.demands.push(Demand { slot, shown: format!("{slot}={value}"), what });
    }

    /// A filter by its published name.
    fn plain(&mut self, slot: Slot, parts: &[&Part]) {
        let values: Vec<String> = parts.iter().map(|part| part.value.to_string()).collect();
        if values.is_empty() {
            return;
        }
        let mut filters = Filters { adult: Adult::Include, ..Filters::default() };
        let (name, value) = if slot == Slot::FormatNone {
            let kept = Format::ALL.iter().map(Format::as_str);
            let kept =
                kept.filter(|format| !values.iter().any(|refused| refused.eq_ignore_ascii_case(format)));
            ("format", kept.collect::<Vec<_>>().join(","))
        } else if slot.is_list() {
            (slot.as_str(), values.join(","))
        } else {
            (slot.as_str(), values.last().cloned().unwrap_or_default())
        };
        if filters.set(name, &value).is_err() {
            self.task.unmet.push(slot);
            return;
        }
        if !is_known(&filters) {
            self.task.unmet.push(slot);
            return;
        }
        self.demand(slot, &values.join(","), What::Filters(Box::new(filters)));
    }

    fn tag(&mut self, part: &Part) {
        let name = part.value.to_string();
        let alike = tags::alternatives(&self.state.columns, &name);
        if alike.is_empty() {
            self.as_words(Slot::TagsAll, name);
        } else if part.confidence < SURE {
            self.task.wishes.push(alike);
        } else {
            let said = part.spans.iter().filter_map(|span| self.plan.question.get(span.start..span.end));
            let literal = said.filter_map(|said| tags::literal(&self.state.columns, said));
            self.task.literal.extend(literal.filter(|tag| alike.contains(tag)));
            self.demand(Slot::TagsAll, &name, What::Tags(alike));
        }
    }

    fn any_tag(&mut self, parts: &[&Part]) {
        let names: Vec<String> = parts.iter().map(|part| part.value.to_string()).collect();
        let alike: Vec<u32> =
            names.iter().flat_map(|name| tags::alternatives(&self.state.columns, name)).collect();
        if alike.is_empty() {
            for name in names {
                self.as_words(Slot::TagsAny, name);
            }
        } else {
            self.demand(Slot::TagsAny, &names.join(","), What::Tags(alike));
        }
    }

    fn no_tag(&mut self, name: &str) {
        let alike = tags::alternatives(&self.state.columns, name);
        self.demand(Slot::TagsNone, name, What::NoTags(alike));
    }

    /// Studios that the catalog knows; of one that it does not know nothing can be found.
    fn studios(&mut self, parts: &[&Part]) {
        let names: Vec<String> = parts.iter().map(|part| part.value.to_string()).collect();
        if names.is_empty() {
            return;
        }
        let known = names.iter().any(|name| self.state.columns.studios.find(name).is_some());
        let people: Vec<u32> = names
            .iter()
            .filter_map(|name| self.state.columns.facts.find_plain(&format!("person={}", person_key(name))))
            .collect();
        if people.is_empty() {
            let strange = names.iter().filter(|name| self.state.columns.studios.find(name).is_none());
            self.task.unknown.extend(strange.map(|name| (Slot::StudiosAny, name.clone())));
        }
        if !known && !people.is_empty() {
            self.demand(Slot::StudiosAny, &names.join(","), What::Facts(people));
        } else {
            self.plain(Slot::StudiosAny, parts);
        }
    }

    fn facts(&mut self, slot: Slot, key: &str, values: &[String], refuse: bool) {
        if !self.state.lore.tells(key) {
            self.task.unmet.push(slot);
            return;
        }
        let find = |value: &String| self.state.columns.facts.find_plain(&format!("{key}={value}"));
        let facts: Vec<u32> = values.iter().filter_map(find).collect();
        let what = if refuse { What::NoFacts(facts) } else { What::Facts(facts) };
        self.demand(slot, &values.join(","), what);
    }

    /// Somebody in a role; where the catalog knows nobody's roles, in any.
    fn person(&mut self, slot: Slot, part: &Part) {
        let name = part.value.to_string();
        if !self.state.lore.tells("person") {
            self.task.unmet.push(slot);
            self.task.words.push(name);
            return;
        }
        let key = person_key(&name);
        let role = slot.as_str();
        let role = if self.state.lore.tells(role) { role } else { "person" };
        let fact = self.state.columns.facts.find_plain(&format!("{role}={key}"));
        // `anything by X` may mean a studio.
        let studio = (slot == Slot::Person).then(|| self.studio_called(&name)).flatten();
        if let (None, Some(studio)) = (fact, studio) {
            let filters = Filters { adult: Adult::Include, studios_any: vec![studio], ..Filters::default() };
            self.demand(slot, &name, What::Filters(Box::new(filters)));
        } else {
            if fact.is_none() {
                self.task.unknown.push((slot, name.clone()));
            }
            self.demand(slot, &name, What::Facts(fact.into_iter().collect()));
        }
    }

    fn studio_called(&self, name: &str) -> Option<String> {
        let folded = fold(name);
        let studios = &self.state.columns.studios;
        let number = studios.find_folded(&folded).or_else(|| self.state.lore.short_studio(&folded))?;
        Some(studios.name(number).to_owned())
    }

    fn character(&mut self, part: &Part) {
        let name = part.value.to_string();
        let rows = rows_named(self.state, &name, NameKind::Character);
        if rows.is_empty() {
            self.as_words(Slot::Characters, name);
        } else {
            self.demand(Slot::Characters, &name, What::Rows(rows.into_iter().collect()));
        }
    }

    fn unlike(&mut self, names: &[String]) {
        for name in names {
            if let Some(row) = resolve(self.state, name) {
                self.task.unlike.push(row);
                self.no_franchise(Slot::Unlike, name, &[row]);
            }
        }
    }

    fn no_franchise(&mut self, slot: Slot, name: &str, seeds: &[u32]) {
        if !seeds.is_empty() {
            let rows = seeds.iter().flat_map(|seed| franchise_of(self.state, *seed)).collect();
            self.demand(slot, name, What::NoRows(rows));
        }
    }

    fn mood(&mut self, mood: &str, weight: f32) {
        match Tones::of(mood, &self.state.columns) {
            Some(tones) => self.task.moods.push((tones, weight)),
            None => self.as_words(Slot::Moods, mood.to_owned()),
        }
        if weight > 0.0 {
            self.task.wanted_moods.push(mood.to_owned());
        }
    }

    /// What airs now is what is not finished; a day is that of the weekly broadcast.
    fn airing(&mut self, words: &[String]) {
        let ongoing = Filters { adult: Adult::Include, status: vec![Status::Ongoing], ..Filters::default() };
        let mut days = Vec::new();
        for word in words {
            let ahead = match word.as_str() {
                "today" => Some(0),
                "tomorrow" => Some(1),
                _ => None,
            };
            match (ahead, self.today) {
                (Some(ahead), Some(today)) => {
                    let day = today.weekday().wrapping_add(ahead);
                    days.push(format!("{day:?}").to_lowercase());
                }
                (None, _) if word.ends_with("day") => days.push(word.clone()),
                (None, _) if word == "now" || word == "this_week" => {}
                _ => self.task.unmet.push(Slot::Airing),
            }
        }
        self.demand(Slot::Airing, &words.join(","), What::Filters(Box::new(ongoing)));
        if !days.is_empty() {
            self.facts(Slot::Airing, "airs", &days, false);
        }
    }

    /// Bounds on what one source's users say.
    fn score_source(&mut self, sources: &[String], all: &[&Part]) {
        let bound = |slot: Slot| {
            let part = all.iter().rev().find(|part| part.slot == slot && part.confidence >= SURE);
            part.and_then(|part| part.value.number()).map(|score| (score * 1000.0).round() as u32)
        };
        let (low, high) = (bound(Slot::ScoreMin), bound(Slot::ScoreMax));
        if low.is_none() && high.is_none() {
            return;
        }
        for source in sources {
            match scorer(source) {
                Some(number) if self.state.columns.scored_by(number) => {
                    let what = What::Scored(number, low.unwrap_or(0), high.unwrap_or(u32::MAX));
                    let digits = |score: Option<u32>| score.map(|s| f64::from(s) / 1000.0);
                    let shown = match (digits(low), digits(high)) {
                        (Some(low), Some(high)) => format!("{source}:{low}-{high}"),
                        (Some(low), None) => format!("{source}:{low}-"),
                        (_, high) => format!("{source}:-{}", high.unwrap_or(10.0)),
                    };
                    self.demand(Slot::ScoreSource, &shown, what);
                }
                _ => self.task.unmet.push(Slot::ScoreSource),
            }
        }
    }
}

/// Whether the words of closed lists are among those that works can have.
fn is_known(filters: &Filters) -> bool {
    filters.medium.iter().all(|word| Medium::ALL.contains(word))
        && filters.format.iter().all(|word| Format::ALL.contains(word))
        && filters.status.iter().all(|word| Status::ALL.contains(word))
        && filters.season.iter().all(|word| Season::ALL.contains(word))
}

/// The key of the facts that a slot asks for.
fn key_of(slot: Slot) -> &'static str {
    match slot {
        Slot::Origin | Slot::OriginNone => "origin",
        Slot::Streaming | Slot::StreamingNone => "stream",
        Slot::Country => "country",
        Slot::Dub => "dub",
        _ => "sub",
    }
}
