//! A template, its additions and values into one graph.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    Graph,
    template::{Input, Template, TemplateError, input},
};

/// The values of slots.
pub(in crate::engines::comfyui) type Fill = BTreeMap<&'static str, Value>;

/// An addition with the values of its own slots.
pub(in crate::engines::comfyui) struct Addition<'a> {
    pub(in crate::engines::comfyui) template: &'a Template,
    pub(in crate::engines::comfyui) fill: Fill,
}

/// Where wires lead.
type Wires = BTreeMap<String, (String, usize)>;

/// Puts a graph together: the additions are spliced in one after the other, each into what the ones before it gave.
///
/// # Errors
/// [`TemplateError::Loose`] when a slot or a wire stays open.
pub(in crate::engines::comfyui) fn assemble(
    base: &Template,
    additions: &[Addition<'_>],
    fill: &Fill,
) -> Result<Graph, TemplateError> {
    let Some(output) = base.output.clone() else {
        let reason = "it has no output".to_owned();
        return Err(TemplateError::Loose { template: base.name.clone(), reason });
    };
    let mut graph = Graph { nodes: Value::Null, output, slots: BTreeMap::new() };
    let (mut nodes, mut wires) = (Map::new(), base.wires.clone());
    // Numbers behind those of the template, so that no two nodes share one.
    let mut next = base.nodes.keys().filter_map(|id| id.parse::<u64>().ok()).max().unwrap_or(0) + 1;
    for addition in additions {
        let ids: BTreeMap<&str, String> = addition
            .template
            .nodes
            .keys()
            .zip(next..)
            .map(|(id, new)| (id.as_str(), new.to_string()))
            .collect();
        next += ids.len() as u64;
        let fill_both: Fill =
            fill.iter().chain(&addition.fill).map(|(slot, value)| (*slot, value.clone())).collect();
        let renamed = |id: &str| ids[id].clone();
        place(addition.template, &renamed, &wires, &fill_both, &mut nodes, &mut graph)?;
        let given = addition.template.wires.iter();
        wires.extend(given.map(|(wire, (node, at))| (wire.clone(), (renamed(node), *at))));
    }
    place(base, &str::to_owned, &wires, fill, &mut nodes, &mut graph)?;
    // What an addition has taken the place of hangs on nothing any more.
    let used = used(&nodes, &graph.output);
    nodes.retain(|id, _| used.contains(id));
    graph.nodes = Value::Object(nodes);
    Ok(graph)
}

/// The nodes that the output hangs on, and itself.
fn used(nodes: &Map<String, Value>, output: &str) -> BTreeSet<String> {
    let (mut used, mut open) = (BTreeSet::new(), vec![output.to_owned()]);
    while let Some(id) = open.pop() {
        if used.contains(&id) {
            continue;
        }
        let inputs = nodes.get(&id).and_then(|node| node["inputs"].as_object()).into_iter().flatten();
        open.extend(inputs.filter_map(|(_, value)| match input(value) {
            Input::Link(to, _) => Some(to.to_owned()),
            _ => None,
        }));
        used.insert(id);
    }
    used
}

/// Puts the nodes of one template into the graph.
fn place(
    template: &Template,
    renamed: &dyn Fn(&str) -> String,
    wires: &Wires,
    fill: &Fill,
    nodes: &mut Map<String, Value>,
    graph: &mut Graph,
) -> Result<(), TemplateError> {
    let loose = |reason| TemplateError::Loose { template: template.name.clone(), reason };
    for (id, node) in &template.nodes {
        let id = renamed(id);
        let mut inputs = Map::new();
        for (name, value) in &node.inputs {
            let filled = match input(value) {
                Input::Constant => value.clone(),
                Input::Link(to, at) => json!([renamed(to), at]),
                Input::Wire { name: wire, may_lack } => match wires.get(wire) {
                    Some((node, at)) => json!([node, at]),
                    None if may_lack => continue,
                    None => return Err(loose(format!("nothing gives the wire `{wire}`"))),
                },
                Input::Slot(slot) => {
                    graph.slots.insert((id.clone(), name.clone()), slot.to_owned());
                    let value = fill.get(slot).cloned();
                    value.ok_or_else(|| loose(format!("nothing fills the slot `{slot}`")))?
                }
            };
            inputs.insert(name.clone(), filled);
        }
        let mut placed = json!({ "class_type": node.class_type, "inputs": inputs });
        if let Some(meta) = &node.meta {
            placed["_meta"] = meta.clone();
        }
        nodes.insert(id, placed);
    }
    Ok(())
}
