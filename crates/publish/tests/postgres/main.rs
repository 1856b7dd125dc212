//! Publishing to a real PostgreSQL with the game's old schema, players and all.

mod deleting;
mod failing;
mod measure;
mod names;
mod publishing;
mod refusing;
mod rolling_back;
mod scene;
