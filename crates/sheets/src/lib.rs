//! Tables of text cells, in CSV files and in workbooks: read whatever the cell types, written for people.
//!
//! What does not belong here: what the columns mean.
