//! The doors as clients meet them: through the router, over a socket, and in a real browser.

mod asking;
mod browser;
mod browser_asking;
mod browser_curating;
mod browser_discovering;
mod browser_reviewing;
mod client;
mod contrast;
mod curating;
mod discovering;
mod door_checks;
mod editing;
mod external;
mod graphql;
mod jobs;
mod limits;
mod mcp;
mod openapi;
mod pages;
mod picturing;
mod problems;
mod producing;
mod rest;
mod reviewing;
mod scene;
mod socket;
