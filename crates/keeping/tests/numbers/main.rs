//! Numbers of registries over real stores: given out, brought along, mirrored, merged.

mod files;
mod giving;
mod merging;
mod processes;
mod real;
mod scene;
