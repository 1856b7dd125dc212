//! Requests read, carried out and answered.

use std::collections::HashMap;

use prost::Message;
use qdrant_client::qdrant::PointId;
use qdrant_client::qdrant::{
    AliasDescription, BatchResult, ChangeAliases, CollectionDescription, CollectionOperationResponse,
    CountPoints, CountResponse, CountResult, CreateCollection, CreateFieldIndexCollection, DeleteCollection,
    DeletePoints, Filter, GetPoints, GetResponse, HealthCheckReply, ListAliasesResponse,
    ListCollectionsResponse, NamedVectorsOutput, PointsOperationResponse, QueryBatchPoints,
    QueryBatchResponse, QueryPoints, RetrievedPoint, ScoredPoint, ScrollPoints, ScrollResponse, UpdateResult,
    UpdateStatus, UpsertPoints, VectorOutput, VectorsOutput, alias_operations::Action,
    point_id::PointIdOptions, points_selector::PointsSelectorOneOf, query, vector, vector_input,
    vector_output, vectors::VectorsOptions, vectors_config::Config, vectors_output, with_payload_selector,
    with_vectors_selector,
};

use super::{
    conditions,
    shelf::{Kept, Point, Shelf, cosine, scaled},
};

/// A refusal: the status code and what is said.
type Refusal = (i32, String);

/// What a method does to what is kept, and its answer.
pub(super) fn carry_out(
    shelf: &mut Shelf,
    method: &str,
    message: &[u8],
    half: bool,
) -> Result<Vec<u8>, Refusal> {
    match method {
        "Qdrant/HealthCheck" => Ok(HealthCheckReply::default().encode_to_vec()),
        "Collections/List" => {
            let collections = shelf.collections.keys().cloned();
            let collections = collections.map(|name| CollectionDescription { name }).collect();
            Ok(ListCollectionsResponse { collections, time: 0.0 }.encode_to_vec())
        }
        "Collections/ListAliases" => {
            let alias = |(alias, collection): (&String, &String)| AliasDescription {
                alias_name: alias.clone(),
                collection_name: collection.clone(),
            };
            let aliases = shelf.aliases.iter().map(alias).collect();
            Ok(ListAliasesResponse { aliases, time: 0.0 }.encode_to_vec())
        }
        "Collections/Create" => create(shelf, &read(message)?),
        "Collections/Delete" => {
            let request: DeleteCollection = read(message)?;
            let gone = shelf.collections.remove(&request.collection_name).is_some();
            shelf.aliases.retain(|_, collection| *collection != request.collection_name);
            Ok(CollectionOperationResponse { result: gone, time: 0.0 }.encode_to_vec())
        }
        "Collections/UpdateAliases" => aliases(shelf, read(message)?),
        "Points/CreateFieldIndex" => {
            let request: CreateFieldIndexCollection = read(message)?;
            let kind = request.field_type.unwrap_or_default();
            shelf.find(&request.collection_name)?.indexes.insert(request.field_name, kind);
            Ok(updated(UpdateStatus::Completed))
        }
        "Points/Upsert" => upsert(shelf, read(message)?, half),
        "Points/Delete" => delete(shelf, read(message)?),
        "Points/Get" => get(shelf, &read(message)?),
        "Points/Scroll" => scroll(shelf, &read(message)?),
        "Points/Count" => {
            let request: CountPoints = read(message)?;
            let kept = shelf.find(&request.collection_name)?;
            let count = found(kept, request.filter.as_ref())?.len() as u64;
            Ok(CountResponse { result: Some(CountResult { count }), ..CountResponse::default() }
                .encode_to_vec())
        }
        "Points/QueryBatch" => {
            let request: QueryBatchPoints = read(message)?;
            let mut result = Vec::new();
            for question in &request.query_points {
                let kept = shelf.find(&request.collection_name)?;
                result.push(BatchResult { result: nearest(kept, question)? });
            }
            Ok(QueryBatchResponse { result, ..QueryBatchResponse::default() }.encode_to_vec())
        }
        other => Err((12, format!("{other} is not implemented here"))),
    }
}

fn read<T: Message + Default>(message: &[u8]) -> Result<T, Refusal> {
    T::decode(message).map_err(|error| (3, error.to_string()))
}

fn wrong(said: impl Into<String>) -> Refusal {
    (3, format!("Wrong input: {}", said.into()))
}

fn updated(status: UpdateStatus) -> Vec<u8> {
    let result = UpdateResult { operation_id: Some(1), status: status.into() };
    PointsOperationResponse { result: Some(result), ..PointsOperationResponse::default() }.encode_to_vec()
}

fn create(shelf: &mut Shelf, request: &CreateCollection) -> Result<Vec<u8>, Refusal> {
    let name = &request.collection_name;
    if shelf.collections.contains_key(name) {
        return Err((6, format!("Wrong input: Collection `{name}` already exists!")));
    }
    let config = request.vectors_config.as_ref().and_then(|config| config.config.as_ref());
    let Some(Config::ParamsMap(map)) = config else { return Err(wrong("no named vectors")) };
    let spaces = map.map.iter().map(|(space, params)| (space.clone(), params.size as usize));
    shelf.collections.insert(name.clone(), Kept { spaces: spaces.collect(), ..Kept::default() });
    Ok(CollectionOperationResponse { result: true, time: 0.0 }.encode_to_vec())
}

fn aliases(shelf: &mut Shelf, request: ChangeAliases) -> Result<Vec<u8>, Refusal> {
    for action in request.actions {
        match action.action.ok_or_else(|| wrong("no action"))? {
            Action::CreateAlias(alias) => {
                shelf.find(&alias.collection_name)?;
                shelf.aliases.insert(alias.alias_name, alias.collection_name);
            }
            Action::DeleteAlias(alias) => drop(shelf.aliases.remove(&alias.alias_name)),
            Action::RenameAlias(_) => return Err((12, "renaming is not implemented here".to_owned())),
        }
    }
    Ok(CollectionOperationResponse { result: true, time: 0.0 }.encode_to_vec())
}

fn number(id: Option<&PointId>) -> Result<u64, Refusal> {
    match id.and_then(|id| id.point_id_options.as_ref()) {
        Some(PointIdOptions::Num(number)) => Ok(*number),
        _ => Err(wrong("ids are numbers here")),
    }
}

fn upsert(shelf: &mut Shelf, request: UpsertPoints, half: bool) -> Result<Vec<u8>, Refusal> {
    let kept = shelf.find(&request.collection_name)?;
    let count = if half { request.points.len() / 2 } else { request.points.len() };
    for point in request.points.into_iter().take(count) {
        let id = number(point.id.as_ref())?;
        let named = match point.vectors.and_then(|all| all.vectors_options) {
            Some(VectorsOptions::Vectors(named)) => named.vectors,
            None => HashMap::new(),
            Some(VectorsOptions::Vector(_)) => return Err(wrong("vectors have names here")),
        };
        let mut own = Point { payload: point.payload, ..Point::default() };
        for (space, data) in named {
            let Some(vector::Vector::Dense(dense)) = data.vector else {
                return Err(wrong("vectors are dense here"));
            };
            match kept.spaces.get(&space) {
                None => return Err(wrong(format!("Not existing vector name error: {space}"))),
                Some(size) if *size != dense.data.len() => {
                    let told =
                        format!("Vector dimension error: expected dim: {size}, got {}", dense.data.len());
                    return Err(wrong(told));
                }
                Some(_) => drop(own.vectors.insert(space, scaled(dense.data))),
            }
        }
        kept.points.insert(id, own);
    }
    Ok(updated(if half { UpdateStatus::Acknowledged } else { UpdateStatus::Completed }))
}

fn delete(shelf: &mut Shelf, request: DeletePoints) -> Result<Vec<u8>, Refusal> {
    let kept = shelf.find(&request.collection_name)?;
    let selector = request.points.and_then(|points| points.points_selector_one_of);
    let Some(PointsSelectorOneOf::Points(list)) = selector else {
        return Err(wrong("ids are asked for here"));
    };
    for id in &list.ids {
        kept.points.remove(&number(Some(id))?);
    }
    Ok(updated(UpdateStatus::Completed))
}

/// The points that meet a filter, in the order of their numbers.
fn found<'a>(kept: &'a Kept, filter: Option<&Filter>) -> Result<Vec<(u64, &'a Point)>, Refusal> {
    let mut found = Vec::new();
    for (id, point) in &kept.points {
        let is_met =
            filter.map_or(Ok(true), |filter| conditions::meets(filter, *id, point)).map_err(wrong)?;
        if is_met {
            found.push((*id, point));
        }
    }
    Ok(found)
}

fn told(id: u64, point: &Point, payload: bool, vectors: bool) -> RetrievedPoint {
    let output = |(space, data): (&String, &Vec<f32>)| {
        let dense = qdrant_client::qdrant::DenseVector { data: data.clone() };
        let output =
            VectorOutput { vector: Some(vector_output::Vector::Dense(dense)), ..VectorOutput::default() };
        (space.clone(), output)
    };
    let named = NamedVectorsOutput { vectors: point.vectors.iter().map(output).collect() };
    let named = VectorsOutput { vectors_options: Some(vectors_output::VectorsOptions::Vectors(named)) };
    RetrievedPoint {
        id: Some(id.into()),
        payload: if payload { point.payload.clone() } else { HashMap::new() },
        vectors: vectors.then_some(named),
        ..RetrievedPoint::default()
    }
}

fn get(shelf: &mut Shelf, request: &GetPoints) -> Result<Vec<u8>, Refusal> {
    use with_payload_selector::SelectorOptions as Payload;
    use with_vectors_selector::SelectorOptions as Vectors;
    let payload = request.with_payload.as_ref().and_then(|with| with.selector_options.clone());
    let vectors = request.with_vectors.as_ref().and_then(|with| with.selector_options.clone());
    let (payload, vectors) = (payload == Some(Payload::Enable(true)), vectors == Some(Vectors::Enable(true)));
    let kept = shelf.find(&request.collection_name)?;
    let mut result = Vec::new();
    for id in &request.ids {
        let id = number(Some(id))?;
        result.extend(kept.points.get(&id).map(|point| told(id, point, payload, vectors)));
    }
    // Answers come in no order.
    result.reverse();
    Ok(GetResponse { result, ..GetResponse::default() }.encode_to_vec())
}

fn scroll(shelf: &mut Shelf, request: &ScrollPoints) -> Result<Vec<u8>, Refusal> {
    let kept = shelf.find(&request.collection_name)?;
    let from = request.offset.as_ref().map_or(Ok(0), |offset| number(Some(offset)))?;
    let limit = request.limit.unwrap_or(10) as usize;
    let all = found(kept, request.filter.as_ref())?;
    let mut all = all.into_iter().filter(|(id, _)| *id >= from);
    let result = all.by_ref().take(limit).map(|(id, point)| told(id, point, false, false)).collect();
    let next = all.next().map(|(id, _)| id.into());
    let answer = ScrollResponse { next_page_offset: next, result, ..ScrollResponse::default() };
    Ok(answer.encode_to_vec())
}

fn nearest(kept: &Kept, question: &QueryPoints) -> Result<Vec<ScoredPoint>, Refusal> {
    let asked = question.query.as_ref().and_then(|query| query.variant.as_ref());
    let Some(query::Variant::Nearest(input)) = asked else {
        return Err(wrong("only the nearest are told here"));
    };
    let Some(vector_input::Variant::Dense(dense)) = &input.variant else {
        return Err(wrong("vectors are dense here"));
    };
    let space = question.using.as_deref().unwrap_or_default();
    match kept.spaces.get(space) {
        None => return Err(wrong(format!("Not existing vector name error: {space}"))),
        Some(size) if *size != dense.data.len() => return Err(wrong("Vector dimension error")),
        Some(_) => {}
    }
    let asked = scaled(dense.data.clone());
    let score = |(id, point): (u64, &Point)| Some((id, cosine(&asked, point.vectors.get(space)?)));
    let all = found(kept, question.filter.as_ref())?;
    let mut scored: Vec<(u64, f32)> = all.into_iter().filter_map(score).collect();
    // Equal scores come in no promised order, so that nobody relies on one.
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    scored.truncate(question.limit.unwrap_or(10) as usize);
    let point =
        |(id, score): (u64, f32)| ScoredPoint { id: Some(id.into()), score, ..ScoredPoint::default() };
    Ok(scored.into_iter().map(point).collect())
}
