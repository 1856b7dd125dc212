//! A live old database on a real PostgreSQL, taken in and put back.

mod broken_off;
mod couples;
mod real;
mod scene;
mod taking_back;
mod taking_in;
