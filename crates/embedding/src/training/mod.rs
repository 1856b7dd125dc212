//! How the built-in table is made: distilled from a BERT folder, then trained for the field.
