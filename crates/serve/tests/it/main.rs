//! The doors as clients meet them: through the router, over a socket, and in a real browser.

mod browser;
mod browser_curating;
mod browser_reviewing;
mod client;
mod contrast;
mod curating;
mod door_checks;
mod editing;
mod jobs;
mod limits;
mod openapi;
mod pages;
mod problems;
mod rest;
mod reviewing;
mod scene;
mod socket;
