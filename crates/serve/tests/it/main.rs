//! The doors as clients meet them: through the router, over a socket, and in a real browser.

mod browser;
mod client;
mod contrast;
mod door_checks;
mod limits;
mod openapi;
mod pages;
mod problems;
mod rest;
mod scene;
mod socket;
