//! A store with a small catalog of invented titles, and programs for tables that stir files up.

use std::collections::BTreeMap;

use curation::{Exported, File, Options, Plan};
use keeping::{
    Entry, Keeping, KeepingError, Said,
    forms::{Couple, Form},
    load,
    rules::Rules,
};
use model::Instant;
use rust_xlsxwriter::Workbook as Written;
use sheets::workbook::Workbook;
use store::{Collected, Store};

pub const BOTH: [Form; 2] = [Form::Series, Form::Character];

/// Rows of a sheet, the header first.
pub type Cells = Vec<Vec<Option<String>>>;

pub struct Bed {
    pub store: Store,
    pub rules: Rules,
    _folder: Option<tempfile::TempDir>,
}

/// `series` and `characters` of the small catalog, as a file in standard form has them.
const SERIES: &str = "mal,007,Lantern Harbor,,\"{\"\"studio\"\": \"\"Inkwell\"\"}\",anime,https://h.example/1.png,Drama|Mystery,\"Boats.\n\nAnd light.\",1200,3400,7.5
mal_manga,12,Paper Orchard (Manga),Orchard of Paper,,manga,,Drama,,3,40,
";
const CHARACTERS: &str = "mal,100,Rin Asagi,Lantern Harbor,007,Anime,3,https://h.example/r.png,\"Keeper of the lamp.\r\nSings.\",2600
mal,101,Toma,Lantern Harbor,007,Anime,1,,,4
mal,102,Old Gull,Lantern Harbor,007,Anime,1,,,0
mal_manga,100,Rin Asagi (Manga),Paper Orchard (Manga),12,Manga,2,,,700
vndb,c64,Ciel,Paper Orchard (Manga),12,Visual Novel,5,,,
";

impl Bed {
    /// The small catalog, its series and the first three characters under numbers.
    pub async fn new() -> Self {
        Self::empty().await.filled().await
    }

    async fn filled(self) -> Self {
        let bed = self;
        bed.collect(Form::Series, SERIES).await;
        bed.collect(Form::Character, CHARACTERS).await;
        for form in BOTH {
            let entries = bed.now().await.of(form).to_vec();
            let couples: Vec<store::Couple> = entries
                .iter()
                .take(3)
                .map(|entry| store::Couple {
                    source_type: entry.row.couple.source_type.to_string(),
                    source_id: entry.row.couple.source_id.to_string(),
                    name: String::new(),
                })
                .collect();
            bed.store.assign("main", form.word(), &couples, at(1)).await.expect("numbers");
        }
        bed
    }

    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        let store = Store::open(&url).await.expect("a store");
        Self { store, rules: Rules::default(), _folder: Some(folder) }
    }

    /// The small catalog on a store of another engine.
    pub async fn on(url: &str) -> Self {
        let store = Store::open(url).await.expect("a store");
        Self { store, rules: Rules::default(), _folder: None }.filled().await
    }

    /// Puts rows in, as a file in standard form says them.
    pub async fn collect(&self, form: Form, lines: &str) {
        let names: Vec<&str> = form
            .columns()
            .iter()
            .map(|column| column.name)
            .take_while(|name| *name != "processed_at")
            .collect();
        let text = format!("{}\n{lines}", names.join(","));
        let table = sheets::csv::read(text.as_bytes()).expect("a table");
        let rows: Vec<Collected> = (0..)
            .zip(&table.rows)
            .map(|(position, row)| {
                let cells: BTreeMap<String, String> = names
                    .iter()
                    .enumerate()
                    .filter_map(|(at, name)| Some(((*name).to_owned(), row.get(at)?.to_owned())))
                    .collect();
                let said = Said::Row { from: "manual".to_owned(), cells };
                Collected {
                    source_type: row.get(0).expect("a type").to_owned(),
                    kind: form.word().to_owned(),
                    source_id: row.get(1).expect("an id").to_owned(),
                    parent: Default::default(),
                    position,
                    body: serde_json::to_string(&said).expect("JSON"),
                    run: 1,
                    at: at(0),
                }
            })
            .collect();
        let tx = self.store.begin().await.expect("the lock");
        tx.save_collected(&rows).await.expect("saved");
        tx.commit().await.expect("committed");
    }

    pub async fn now(&self) -> Keeping {
        load(&self.store, "main", &self.rules).await.expect("rows")
    }

    pub async fn entry(&self, form: Form, couple: &str) -> Entry {
        let couple = self::couple(couple);
        let keeping = self.now().await;
        let found = keeping.of(form).iter().find(|entry| entry.row.couple == couple);
        found.unwrap_or_else(|| panic!("no {couple}")).clone()
    }

    /// The value of a field, `-` when there is none.
    pub async fn value(&self, form: Form, couple: &str, field: &str) -> String {
        self.entry(form, couple).await.row.get(field).unwrap_or("-").to_owned()
    }

    pub async fn export(&self) -> Exported {
        curation::export_workbook(&self.store, "main", &self.rules, &BOTH, at(10)).await.expect("a workbook")
    }

    pub async fn try_import(&self, bytes: &[u8], options: &Options) -> Result<Plan, KeepingError> {
        let file = File { name: "sheet.xlsx", bytes };
        curation::import(&self.store, "main", &self.rules, file, options, "ann", at(20)).await
    }

    pub async fn import(&self, bytes: &[u8]) -> Plan {
        self.try_import(bytes, &Options::default()).await.expect("an import")
    }

    pub async fn diff(&self, bytes: &[u8], options: &Options) -> Plan {
        let file = File { name: "sheet.xlsx", bytes };
        curation::diff(&self.store, "main", &self.rules, file, options).await.expect("a plan")
    }
}

pub fn at(second: i64) -> Instant {
    Instant::from_micros(1_700_000_000_000_000 + second * 1_000_000)
}

pub fn couple(text: &str) -> Couple {
    let (source_type, source_id) = text.split_once(':').expect("a couple");
    Couple::new(source_type, source_id)
}

/// Changes, conflicts and faults of a plan, a line each.
pub fn told(plan: &Plan) -> String {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let changes = plan.changes.iter().map(|c| {
        format!(
            "{} {} {} {}: {} -> {}",
            c.what.word(),
            c.kind.word(),
            c.couple,
            c.field,
            value(&c.from),
            value(&c.to)
        )
    });
    let conflicts = plan.conflicts.iter().map(|c| {
        let by = c.ours_by.as_deref().unwrap_or("nobody");
        format!(
            "conflict {} {} {}: base {}, ours {} by {by}, theirs {}",
            c.kind.word(),
            c.couple,
            c.field,
            value(&c.base),
            value(&c.ours),
            value(&c.theirs)
        )
    });
    let faults = plan.faults.iter().map(|fault| format!("fault {fault}"));
    changes.chain(conflicts).chain(faults).collect::<Vec<_>>().join("\n")
}

/// Opens a workbook in a program for tables, edits it, and saves it: whatever looks like a number becomes
/// one, ids among them, and line ends become `\n`.
pub fn edited(bytes: &[u8], edit: impl Fn(&str, &mut Cells)) -> Vec<u8> {
    let mut book = Workbook::open(bytes).expect("a workbook");
    let mut written = Written::new();
    let visible = book.visible();
    for name in book.names() {
        let table = book.sheet(&name).expect("a sheet").table;
        let mut cells: Cells = vec![table.header.iter().cloned().map(Some).collect()];
        cells.extend(
            table
                .rows
                .iter()
                .map(|row| row.cells.iter().map(|cell| cell.as_deref().map(str::to_owned)).collect()),
        );
        let is_visible = visible.contains(&name);
        if is_visible {
            edit(&name, &mut cells);
        }
        let sheet = written.add_worksheet();
        sheet.set_name(&name).expect("a name");
        sheet.set_hidden(!is_visible);
        for (row, cells) in (0_u32..).zip(&cells) {
            for (column, text) in (0_u16..).zip(cells) {
                let Some(text) = text else { continue };
                match text.parse::<f64>() {
                    Ok(number) if is_visible && number.is_finite() && !text.starts_with("00") => {
                        sheet.write_number(row, column, number).expect("a cell")
                    }
                    _ if is_visible => {
                        sheet.write_string(row, column, text.replace("_x000D_\n", "\n")).expect("a cell")
                    }
                    _ => sheet.write_string(row, column, text).expect("a cell"),
                };
            }
        }
    }
    written.save_to_buffer().expect("memory takes it")
}

/// The cell of a row, by the id in its second column, and of a column.
pub fn cell<'a>(cells: &'a mut Cells, id: &str, column: &str) -> &'a mut Option<String> {
    let at = cells[0].iter().position(|name| name.as_deref() == Some(column)).expect("a column");
    let row = cells.iter_mut().find(|row| row[1].as_deref() == Some(id)).expect("a row");
    &mut row[at]
}
