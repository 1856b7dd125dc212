//! The old pipeline's files: its registries, what it collected, what people made of that, and stats.
//!
//! `tree` finds the files and `table` reads them; nothing is written before all of them were read and
//! found sound. Then come the numbers, then records, values by hand and merges in one transaction, then
//! the stats. Each of the three is whole or not there, and a second run finds nothing new to do.
//!
//! Lists of ids that the old pipeline had seen (`existing_*_ids.json`) are not read: they also name what
//! failed on the way, and what was collected counts as done without them.

mod hands;
mod merges;
mod records;
mod report;
mod table;
mod tree;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use keeping::{
    Fault, Keeping, KeepingError, SeriesLinkBy,
    forms::{Couple, Form},
    load,
    numbers::{self, NumberFile},
    rules::{Profile, Rules},
};
use model::Instant;
use stats::{ImportOptions, answers::Answers, check::KnownCharacter, vocabulary::Vocabulary};
use store::{FiledNumber, Store};

pub use report::{Hands, LegacyFiles, Links, Merges, Read, Records};

use self::{
    hands::{Decided, HandPlan},
    merges::MergePlan,
    records::{RecordPlan, Rows},
    table::{Sheet, SheetRow},
    tree::{Role, Tree},
};

/// Where values by hand come from that this brings in; written into their log.
const ORIGIN: &str = "legacy-files";
/// Who wrote the rows of the old files, in the words of what is collected.
const FROM: &str = "legacy";

/// What is to be brought in.
#[derive(Debug, Clone)]
pub struct LegacyFilesRequest {
    /// The old pipeline's folder, or its `data` folder.
    pub folder: PathBuf,
    /// The registry to bring it into.
    pub registry: String,
    /// Who is named as author of what people decided.
    pub author: String,
    /// Only say what would be done.
    pub dry_run: bool,
    /// The rules that make standard rows, for finding each character's series.
    pub rules: Rules,
    /// When.
    pub at: Instant,
}

/// Brings the old pipeline's files in.
pub async fn legacy_files(store: &Store, request: &LegacyFilesRequest) -> Result<LegacyFiles, KeepingError> {
    numbers::checked_name(&request.registry)?;
    let tree = Tree::find(&request.folder)?;
    let inputs = Inputs::read(&tree, request.at)?;
    // Said before anything is written: contradictions of the numbers, and answers that are none.
    let number_files = &inputs.numbers;
    let tried = numbers::import(store, &request.registry, number_files, true).await?;

    let decided = Decided::of(store, &request.registry).await?;
    let records = [Form::Series, Form::Character].map(|form| inputs.rows(form));
    let known = numbered(store, request, number_files).await?;
    let [series, characters] = &records;
    let series_records = RecordPlan::new(store, Form::Series, series, request.at).await?;
    let character_records = RecordPlan::new(store, Form::Character, characters, request.at).await?;
    let series_hands = HandPlan::new(series, inputs.series_cleaned.as_ref(), &decided);
    let character_hands = HandPlan::new(characters, inputs.characters_cleaned.as_ref(), &decided);
    let merges = MergePlan::new(store, request, &inputs, &records, &known).await?;

    let mut report = LegacyFiles {
        registry: request.registry.clone(),
        dry_run: request.dry_run,
        files: inputs.files.clone(),
        numbers: tried.clone(),
        series: series_records.counts,
        characters: character_records.counts,
        series_by_hand: series_hands.counts,
        characters_by_hand: character_hands.counts,
        merges: merges.report(),
        stats: None,
        kept: Vec::new(),
        links: Links::default(),
        notes: inputs.notes.clone(),
    };
    if request.dry_run {
        if let Some(answers) = &inputs.stats {
            let coming = inputs.coming(&records[1]);
            report.stats = Some(stats::try_import(store, answers, &stats_options(request), coming).await?);
        }
    } else {
        report.numbers = numbers::import(store, &request.registry, number_files, false).await?;
        let is_change = !series_records.is_empty()
            || !character_records.is_empty()
            || !series_hands.is_empty()
            || !character_hands.is_empty()
            || !merges.is_empty();
        if is_change {
            let tx = store.begin().await?;
            let run = tx.begin_run("migrate legacy-files", "{}", request.at).await?;
            for plan in [&series_records, &character_records] {
                plan.apply(&tx, run).await?;
            }
            for plan in [&series_hands, &character_hands] {
                tx.curate(&request.registry, &plan.edits, &request.author, ORIGIN, request.at).await?;
            }
            tx.save_aliases(&request.registry, &merges.new).await?;
            let details = serde_json::to_string(&report).expect("a report is JSON");
            tx.finish_run(run, &details, request.at).await?;
            tx.commit().await?;
        }
        if let Some(answers) = &inputs.stats {
            report.stats = Some(import_stats(store, answers, request).await?);
        }
    }
    let keeping = load(store, &request.registry, &request.rules).await?;
    report.kept = [Form::Series, Form::Character].map(|form| kept(&keeping, form)).to_vec();
    report.links = links(&keeping);
    Ok(report)
}

async fn import_stats(
    store: &Store,
    answers: &Answers,
    request: &LegacyFilesRequest,
) -> Result<stats::ImportReport, KeepingError> {
    stats::import(store, answers, &stats_options(request)).await
}

fn stats_options(request: &LegacyFilesRequest) -> ImportOptions<'_> {
    ImportOptions {
        registry: &request.registry,
        vocabulary: Vocabulary::own(),
        rules: &request.rules,
        profile: Profile::Legacy,
        origin: FROM,
        author: &request.author,
        at: request.at,
    }
}

/// The numbers of series, with those that the files bring along.
async fn numbered(
    store: &Store,
    request: &LegacyFilesRequest,
    files: &[NumberFile],
) -> Result<merges::Numbers, KeepingError> {
    let mut known = merges::Numbers::new();
    for row in store.registry_rows(&request.registry, Form::Series.word()).await? {
        known.insert(table::couple(&row.couple), row.unique_id);
    }
    for file in files.iter().filter(|file| file.form == Form::Series) {
        known.extend(file.rows.iter().map(|(_, row)| (table::couple(&row.couple), row.unique_id)));
    }
    Ok(known)
}

fn kept(keeping: &Keeping, form: Form) -> report::Standing {
    let entries = keeping.of(form);
    let kept: Vec<_> = keeping.kept(form).collect();
    report::Standing {
        kind: form.word(),
        rows: entries.len(),
        kept: kept.len(),
        without_number: kept.iter().filter(|entry| entry.unique_id.is_none()).count(),
    }
}

fn links(keeping: &Keeping) -> Links {
    let mut links = Links::default();
    for entry in keeping.kept(Form::Character) {
        match entry.series.as_ref().map(|link| link.by) {
            Some(SeriesLinkBy::HandName) => links.hand_name += 1,
            Some(SeriesLinkBy::Couple) => links.couple += 1,
            Some(SeriesLinkBy::Alias) => links.alias += 1,
            Some(SeriesLinkBy::Name) => links.name += 1,
            None => links.none += 1,
        }
    }
    links
}

/// All that the files hold.
struct Inputs {
    files: Vec<Read>,
    notes: Vec<String>,
    numbers: Vec<NumberFile>,
    collected: Vec<Sheet>,
    series_cleaned: Option<Sheet>,
    characters_cleaned: Option<Sheet>,
    stats: Option<Answers>,
}

impl Inputs {
    /// Reads every file; the faults of all of them are told together.
    fn read(tree: &Tree, at: Instant) -> Result<Self, KeepingError> {
        let mut inputs = Self {
            files: Vec::new(),
            notes: Vec::new(),
            numbers: Vec::new(),
            collected: Vec::new(),
            series_cleaned: None,
            characters_cleaned: None,
            stats: None,
        };
        let mut faults = Vec::new();
        for file in &tree.files {
            let (name, rows) = (file.name(), inputs.take(file, at));
            match rows {
                Ok(rows) => inputs.files.push(Read { file: name, rows }),
                Err(KeepingError::Faulty { faults: found, .. }) => faults.extend(found),
                Err(error) => return Err(error),
            }
        }
        if faults.is_empty() { Ok(inputs) } else { Err(refused(&tree.folder, faults)) }
    }

    /// Takes one file in; gives how many rows it has.
    fn take(&mut self, file: &tree::Found, at: Instant) -> Result<usize, KeepingError> {
        let (name, bytes) = (file.name(), file.read()?);
        match file.role {
            Role::Numbers => {
                let read = numbers::read_file(&name, &bytes, at)?;
                let rows = read.rows.len();
                self.numbers.push(read);
                return Ok(rows);
            }
            Role::Stats => {
                let answers = Answers::parse(&bytes, &name)?;
                let rows = answers.answers.len() + answers.findings.len();
                self.stats = Some(answers);
                return Ok(rows);
            }
            Role::Collected(_) | Role::Cleaned(_) => {}
        }
        let (Role::Collected(form) | Role::Cleaned(form)) = file.role else {
            unreachable!("the other roles returned above")
        };
        let sheet = table::read(&name, &bytes, form, &mut self.notes)?;
        let rows = sheet.rows.len();
        match (file.role, form) {
            (Role::Collected(_), _) => self.collected.push(sheet),
            (_, Form::Series) => self.series_cleaned = Some(sheet),
            (_, Form::Character) => self.characters_cleaned = Some(sheet),
        }
        Ok(rows)
    }

    /// The collected rows of one form: those crawled again count before the others, as the newer ones.
    fn rows(&self, form: Form) -> Rows<'_> {
        Rows::of(self.collected.iter().filter(|sheet| sheet.form == form))
    }

    /// The characters that the registry will know once all of this has come in.
    fn coming<'a>(&'a self, collected: &'a Rows<'_>) -> impl Iterator<Item = KnownCharacter> + 'a {
        let cleaned = || self.characters_cleaned.iter().flat_map(|sheet| &sheet.rows);
        let kept: HashSet<&Couple> = cleaned().map(|row| &row.couple).collect();
        let of_row = move |row: &SheetRow| KnownCharacter {
            couple: row.couple.clone(),
            name: row.get("name").unwrap_or_default().to_owned(),
            series: row.get("series").unwrap_or_default().to_owned(),
            is_kept: kept.is_empty() || kept.contains(&row.couple),
        };
        let of_number = |number: &FiledNumber| KnownCharacter {
            couple: table::couple(&number.couple),
            name: number.couple.name.clone(),
            series: String::new(),
            is_kept: false,
        };
        let files = self.numbers.iter().filter(|file| file.form == Form::Character);
        let numbered = files.flat_map(|file| &file.rows).map(move |(_, number)| of_number(number));
        collected.iter().chain(cleaned()).map(of_row).chain(numbered)
    }

    fn cleaned(&self, form: Form) -> Option<&Sheet> {
        match form {
            Form::Series => self.series_cleaned.as_ref(),
            Form::Character => self.characters_cleaned.as_ref(),
        }
    }
}

fn refused(folder: &Path, faults: Vec<Fault>) -> KeepingError {
    let message = match faults.as_slice() {
        [one] => format!("{one}; nothing was changed"),
        more => {
            format!("the files in `{}` have {} faults; nothing was changed", folder.display(), more.len())
        }
    };
    KeepingError::Faulty { message, faults }
}
