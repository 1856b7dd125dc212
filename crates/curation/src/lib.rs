//! Curation: workbooks for people out, their edits back in, merged cell by cell.
//!
//! What does not belong here: files' formats (`sheets`), how rows come to be (`keeping`).
