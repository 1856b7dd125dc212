//! The rules, one case each, and what holds for all of them.

mod cases;
mod notation;
mod order;
mod rules;
mod seed_cases;
mod shape;
