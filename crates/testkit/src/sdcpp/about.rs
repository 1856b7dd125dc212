//! What the server tells of itself.

use serde_json::{Value, json};

use super::{jobs, state::State};

/// `GET /sdcpp/v1/capabilities`.
pub(super) fn capabilities(state: &State) -> Value {
    let script = &state.script;
    let mode = if script.makes_videos { "vid_gen" } else { "img_gen" };
    let stem = script.model.rsplit_once('.').map_or(script.model.as_str(), |(stem, _)| stem);
    let features = json!({"init_image": true, "mask_image": true, "control_image": true, "ip_adapter_image": true,
        "ref_images": true, "lora": true, "vae_tiling": true, "hires": true, "cache": true, "cancel_queued": true,
        "cancel_generating": script.can_stop});
    let defaults = json!({"prompt": "", "negative_prompt": "", "clip_skip": -1, "width": 512, "height": 512,
        "strength": 0.75, "seed": -1, "batch_count": 1, "sample_params": {"scheduler": "default",
        "sample_method": "default", "sample_steps": 20, "eta": null, "guidance": {"txt_cfg": 7.0, "img_cfg": null}},
        "output_format": "png", "output_compression": 100});
    let formats = json!(["png", "jpeg"]);
    let mut told = json!({
        "model": {"name": script.model, "stem": stem, "path": format!("/models/{}", script.model)},
        "current_mode": mode,
        "supported_modes": [mode],
        "defaults": defaults, "defaults_by_mode": {mode: defaults},
        "output_formats": formats, "output_formats_by_mode": {mode: formats},
        "features": features, "features_by_mode": {mode: features},
        "samplers": ["euler", "euler_a", "heun", "dpm2", "dpm++2s_a", "dpm++2m", "dpm++2mv2", "ipndm", "lcm"],
        "schedulers": ["discrete", "karras", "exponential", "ays", "gits", "sgm_uniform", "simple"],
        "loras": LORAS.map(|(name, path)| json!({"name": name, "path": path})),
        "upscalers": [{"name": "None"}, {"name": "Lanczos"}, {"name": "Nearest"}, {"name": "Latent"}],
        "limits": {"min_width": 64, "max_width": 4096, "min_height": 64, "max_height": 4096, "max_batch_count": 8,
            "max_queue_size": script.max_queue_size},
    });
    if script.says_more {
        jobs::say_more(&mut told);
    }
    told
}

/// Small models, by name and path.
pub(super) const LORAS: [(&str, &str); 2] = [("brass", "styles/brass.safetensors"), ("ink", "ink.gguf")];
