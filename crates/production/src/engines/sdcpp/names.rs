//! Samplers and noise schedules under our names and under theirs. Pure.
//!
//! Recipes, presets and the desk call them as `ComfyUI` does; a recipe is to run on either engine. This server passes
//! over a name that it does not know and takes its default instead, so none may reach it that it did not list.

use std::collections::BTreeSet;

/// Samplers: ours, and what is the same there.
pub(super) const SAMPLERS: &[(&str, &str)] = &[
    ("euler_ancestral", "euler_a"),
    ("euler_ancestral_cfg_pp", "euler_a_cfg_pp"),
    ("dpm_2", "dpm2"),
    ("dpmpp_2s_ancestral", "dpm++2s_a"),
    ("dpmpp_2m", "dpm++2m"),
    ("dpmpp_2m_sde", "dpm++2m_sde"),
];

/// Noise schedules in the same way.
pub(super) const SCHEDULERS: &[(&str, &str)] = &[("normal", "discrete")];

/// All names that may be asked for, where a server has these.
pub(super) fn known(names: &[(&str, &str)], has: &BTreeSet<String>) -> BTreeSet<String> {
    let ours = names.iter().filter(|(_, theirs)| has.contains(*theirs)).map(|(ours, _)| (*ours).to_owned());
    has.iter().cloned().chain(ours).collect()
}

/// What a server that has these names calls a thing; the name itself where it is none of ours.
pub(super) fn theirs<'a>(names: &'a [(&str, &str)], has: &BTreeSet<String>, name: &'a str) -> &'a str {
    if has.contains(name) {
        return name;
    }
    names.iter().find(|(ours, _)| *ours == name).map_or(name, |(_, theirs)| *theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_runs_under_either_name() {
        let has: BTreeSet<String> = ["euler", "dpm++2m"].map(str::to_owned).into();
        let all: Vec<String> = known(SAMPLERS, &has).into_iter().collect();
        assert_eq!(all, ["dpm++2m", "dpmpp_2m", "euler"]);
        assert_eq!(theirs(SAMPLERS, &has, "dpmpp_2m"), "dpm++2m");
        assert_eq!(theirs(SAMPLERS, &has, "dpm++2m"), "dpm++2m");
        assert_eq!(theirs(SAMPLERS, &has, "euler"), "euler");
        assert_eq!(theirs(SAMPLERS, &has, "uni_pc"), "uni_pc");
        let newer: BTreeSet<String> = ["discrete", "normal"].map(str::to_owned).into();
        assert_eq!(theirs(SCHEDULERS, &newer, "normal"), "normal", "one that lists our name gets it");
    }
}
