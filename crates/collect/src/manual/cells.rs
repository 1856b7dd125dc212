//! From bytes to rows of cells by column, and the checks that all cells share.

use std::collections::HashMap;

use keeping::{Fault, forms::Form, rules};
use sheets::SheetError;

use super::{
    columns::{column_names, is_passed_over, needed},
    comments,
    template::example,
};

/// A row: its number, and its cells by column.
pub struct Row {
    number: u64,
    cells: HashMap<&'static str, String>,
}

/// Where faults of a row go.
pub struct Faults<'a> {
    pub file: &'a str,
    pub faults: &'a mut Vec<Fault>,
}

impl Row {
    /// A cell's text without blanks around it; none when it is empty. Spreadsheets and data frames write
    /// `nan` where there is nothing.
    pub fn get(&self, column: &str) -> Option<&str> {
        let text = self.cells.get(column)?.trim();
        (!matches!(text, "" | "nan" | "NaN" | "None" | "null")).then_some(text)
    }

    /// Whether a cell holds letters that are not read, but steer what shows it.
    fn has_steering(&self, column: &str) -> bool {
        self.cells.get(column).is_some_and(|text| text.contains(rules::is_steering))
    }

    /// As a spreadsheet counts it.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Faults<'_> {
    /// A fault of a cell.
    pub fn cell(&mut self, row: &Row, column: &str, problem: impl Into<String>, fix: impl Into<String>) {
        let value = row.cells.get(column).map_or("", String::as_str);
        self.faults.push(Fault {
            file: self.file.to_owned(),
            row: Some(row.number),
            column: column.to_owned(),
            value: cut(&rules::legible(value)),
            problem: problem.into(),
            fix: fix.into(),
        });
    }

    /// A cell that has to be there.
    pub fn needed<'r>(&mut self, row: &'r Row, column: &str) -> Option<&'r str> {
        let found = row.get(column);
        if found.is_none() {
            self.cell(row, column, "it is empty", "write it, or take the whole row out");
        }
        found
    }

    /// An id: text of one word that no spreadsheet has made a number of.
    pub fn id<'r>(&mut self, row: &'r Row, column: &str) -> Option<&'r str> {
        let id = row.get(column)?;
        if let Some(whole) = id.strip_suffix(".0").filter(|whole| whole.bytes().all(|b| b.is_ascii_digit())) {
            let fix = format!("write `{whole}`, and let the spreadsheet keep the column as text");
            self.cell(row, column, "a spreadsheet has made a decimal number of the id", fix);
            return None;
        }
        let is_scientific = id.contains("E+") && id.parse::<f64>().is_ok();
        if is_scientific {
            let fix = "write all digits, and let the spreadsheet keep the column as text";
            self.cell(row, column, "a spreadsheet has shortened the id", fix);
            return None;
        }
        if id.len() > 200 || id.contains(|c: char| c.is_whitespace() || c.is_control()) {
            self.cell(row, column, "it is no id", "an id is one word of at most 200 letters");
            return None;
        }
        Some(id)
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, row: &Row, column: &str, least: i64, most: i64) -> Option<i64> {
        let text = row.get(column)?;
        match rules::whole(text) {
            Some(number) if (least..=most).contains(&number) => Some(number),
            found => {
                let problem = if found.is_some() { "it is out of range" } else { "it is no whole number" };
                let fix = match most {
                    i64::MAX => format!("write a whole number from {least}, or leave it empty"),
                    _ => format!("write a whole number from {least} to {most}, or leave it empty"),
                };
                self.cell(row, column, problem, fix);
                None
            }
        }
    }

    /// A number from 0 to `most`.
    pub fn score(&mut self, row: &Row, column: &str, most: u8) -> Option<f64> {
        let text = row.get(column)?;
        match text.parse::<f64>() {
            Ok(score) if (0.0..=f64::from(most)).contains(&score) => Some(score),
            read => {
                let problem = if read.is_ok() { "it is out of range" } else { "it is no number" };
                let fix = if text.contains(',') {
                    "write the point as `.`".to_owned()
                } else {
                    format!("write a number from 0 to {most}, or leave it empty")
                };
                self.cell(row, column, problem, fix);
                None
            }
        }
    }

    /// A web address.
    pub fn link(&mut self, row: &Row, column: &str) -> Option<String> {
        let text = row.get(column)?;
        let is_web = url::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
        if !is_web {
            self.cell(row, column, "it is no web address", "it begins with `https://`");
            return None;
        }
        Some(text.to_owned())
    }

    /// A cell that says what the whole table is about anyway.
    pub fn agrees(&mut self, row: &Row, column: &str, expected: &str) {
        if let Some(found) = row.get(column)
            && found != expected
        {
            self.cell(
                row,
                column,
                format!("this table is about `{expected}`"),
                format!("write `{expected}`, or leave it empty"),
            );
        }
    }
}

/// The rows of a table, the untouched example left out.
pub fn rows(table: (&str, &[u8]), form: Form, faults: &mut Vec<Fault>) -> Vec<Row> {
    let (file, bytes) = table;
    let (bytes, numbers) = comments::stripped(bytes);
    let number = |row: u64| {
        let place = usize::try_from(row).ok().and_then(|row| row.checked_sub(1));
        place.and_then(|place| numbers.get(place)).copied().unwrap_or(row)
    };
    let table = match sheets::csv::read(&bytes) {
        Ok(table) => table,
        Err(SheetError::Faulty(found)) => {
            faults.extend(found.into_iter().map(|fault| Fault {
                file: file.to_owned(),
                row: fault.row.map(number),
                column: fault.column,
                value: fault.value,
                problem: fault.problem,
                fix: fault.fix,
            }));
            return Vec::new();
        }
        Err(error) => {
            faults.push(of_file(file, None, "", "", error.to_string(), "save it as CSV in UTF-8"));
            return Vec::new();
        }
    };
    let header: Vec<String> = table.header.iter().map(|name| name.trim().to_lowercase()).collect();
    if !columns_are_right(file, form, &header, number(1), faults) {
        return Vec::new();
    }
    let known: Vec<Option<&'static str>> =
        header.iter().map(|name| column_names(form).find(|known| known == name)).collect();
    let mut rows = Vec::new();
    for row in &table.rows {
        let cells = known
            .iter()
            .zip(&row.cells)
            .filter_map(|(column, cell)| Some(((*column)?, cell.as_deref().unwrap_or_default().to_owned())));
        let row = Row { number: number(row.number), cells: cells.collect() };
        // Rows of nothing but separators are what spreadsheets leave below a table.
        if row.cells.keys().all(|column| row.get(column).is_none()) {
            continue;
        }
        if row.get("name") == Some(example(form)) {
            let is_touched = |column: &str| !super::template::is_as_given(form, column, row.get(column));
            if let Some(column) = column_names(form).find(|column| is_touched(column)) {
                let fix = "write the name, or take the whole row out";
                Faults { file, faults }.cell(
                    &row,
                    "name",
                    format!("the example was filled in (`{column}`) and still has its own name"),
                    fix,
                );
            }
            continue;
        }
        let steering = column_names(form).filter(|column| row.has_steering(column));
        for column in steering.collect::<Vec<_>>() {
            let problem = "it holds a control character, or one that turns the direction of writing around";
            Faults { file, faults }.cell(
                &row,
                column,
                problem,
                "write the cell anew, by hand or as plain text",
            );
        }
        rows.push(row);
    }
    rows
}

fn columns_are_right(file: &str, form: Form, header: &[String], row: u64, faults: &mut Vec<Fault>) -> bool {
    let before = faults.len();
    let names: Vec<&str> = column_names(form).collect();
    let row = Some(row);
    if let [only] = header
        && !names.contains(&only.as_str())
    {
        let problem = "its header is a single cell, so that nothing separates the columns";
        let fix = format!("separate cells by commas; the columns are {}", names.join(", "));
        faults.push(of_file(file, row, "", only, problem.to_owned(), &fix));
        return false;
    }
    for (at, name) in header.iter().enumerate() {
        if name.is_empty() {
            let fix = "name the column, or take it out";
            faults.push(of_file(file, row, "", "", format!("column {} has no name", at + 1), fix));
        } else if header[..at].contains(name) {
            faults.push(of_file(file, row, name, "", "the column is there twice".to_owned(), "take one out"));
        } else if !names.contains(&name.as_str()) && !is_passed_over(name) {
            let fix = format!("there are {}", names.join(", "));
            faults.push(of_file(file, row, name, "", "there is no such column".to_owned(), &fix));
        }
    }
    for name in needed(form) {
        let instead = *name == "series" && header.iter().any(|known| known == "series_source_id");
        if !header.iter().any(|known| known == name) && !instead {
            let fix = "add it to the header, and a cell to each row; `emaki template` has all columns";
            faults.push(of_file(file, row, name, "", "the column is missing".to_owned(), fix));
        }
    }
    faults.len() == before
}

fn of_file(file: &str, row: Option<u64>, column: &str, value: &str, problem: String, fix: &str) -> Fault {
    Fault {
        file: file.to_owned(),
        row,
        column: column.to_owned(),
        value: cut(value),
        problem,
        fix: fix.to_owned(),
    }
}

fn cut(value: &str) -> String {
    const MOST: usize = 60;
    match value.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
