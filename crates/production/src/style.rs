//! What a picture is made with where nobody says it anew: words, size, sampler and the like. Presets and projects
//! hold one each.

use serde::{Deserialize, Serialize};

use crate::{Hundredths, Invalid, bounds, recipe::Lora};

/// Settings, each of which may be left open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Style {
    /// Words for the prompt.
    pub positive: String,
    /// Words for the negative prompt.
    pub negative: String,
    /// In pixels, 64 to 2048 by 8.
    pub width: Option<u32>,
    /// In pixels, 64 to 2048 by 8.
    pub height: Option<u32>,
    /// The sampler's steps, 1 to 150.
    pub steps: Option<u32>,
    /// How closely the prompt is followed, 0 to 30.
    pub guidance: Option<Hundredths>,
    /// As the engine knows it.
    pub sampler: Option<String>,
    /// As the engine knows it.
    pub scheduler: Option<String>,
    /// As the engine knows it.
    pub model: Option<String>,
    /// Small models on top.
    pub loras: Vec<Lora>,
}

impl Style {
    /// Whether every value can be used.
    pub fn check(&self) -> Result<(), Invalid> {
        bounds::text("positive", &self.positive, 0, 1000)?;
        bounds::text("negative", &self.negative, 0, 1000)?;
        self.width.map_or(Ok(()), |width| bounds::side("width", width))?;
        self.height.map_or(Ok(()), |height| bounds::side("height", height))?;
        self.steps.map_or(Ok(()), |steps| bounds::steps("steps", steps))?;
        self.guidance.map_or(Ok(()), check_guidance)?;
        for (field, name) in
            [("sampler", &self.sampler), ("scheduler", &self.scheduler), ("model", &self.model)]
        {
            name.as_deref().map_or(Ok(()), |name| bounds::name(field, name))?;
        }
        check_loras(&self.loras)
    }

    /// What is set here, and for the rest what was set below. The words are not mixed: each piece of a prompt knows
    /// where it came from.
    #[must_use]
    pub fn over(&self, below: &Self) -> Self {
        let mut loras = below.loras.clone();
        loras.retain(|lora| !self.loras.iter().any(|own| own.name == lora.name));
        loras.extend(self.loras.iter().cloned());
        Self {
            positive: self.positive.clone(),
            negative: self.negative.clone(),
            width: self.width.or(below.width),
            height: self.height.or(below.height),
            steps: self.steps.or(below.steps),
            guidance: self.guidance.or(below.guidance),
            sampler: self.sampler.clone().or_else(|| below.sampler.clone()),
            scheduler: self.scheduler.clone().or_else(|| below.scheduler.clone()),
            model: self.model.clone().or_else(|| below.model.clone()),
            loras,
        }
    }
}

pub(crate) fn check_guidance(guidance: Hundredths) -> Result<(), Invalid> {
    bounds::between("guidance", guidance, Hundredths(0), bounds::MAX_GUIDANCE)
}

pub(crate) fn check_loras(loras: &[Lora]) -> Result<(), Invalid> {
    bounds::count("loras", loras.len(), 16)?;
    for lora in loras {
        bounds::name("loras.name", &lora.name)?;
        bounds::between("loras.weight", lora.weight, Hundredths(-200), Hundredths(200))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_wins_and_the_rest_shines_through() {
        let lora = |name: &str, weight| Lora { name: name.to_owned(), weight: Hundredths(weight) };
        let below = Style {
            width: Some(512),
            steps: Some(20),
            sampler: Some("euler".to_owned()),
            loras: vec![lora("brass", 50), lora("ink", 70)],
            ..Style::default()
        };
        let above = Style { steps: Some(30), loras: vec![lora("brass", 90)], ..Style::default() };
        let both = above.over(&below);
        assert_eq!((both.width, both.steps, both.sampler.as_deref()), (Some(512), Some(30), Some("euler")));
        assert_eq!(both.loras, [lora("ink", 70), lora("brass", 90)]);
    }
}
