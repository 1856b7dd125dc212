//! The fetcher and its provider client against a server that replays answers, and fails in every way that
//! servers do. Time is made up wherever nothing but waiting happens.

mod accounts;
mod breaker;
mod browser;
mod cache;
mod community;
mod engine;
mod flight;
mod login;
mod pace;
mod pages;
mod processes;
mod retry;
mod safety;
mod scene;
