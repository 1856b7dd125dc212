"""Qdrant's own engine behind Qdrant's protocol, for the contract suite where no server can be had.

`qdrant-edge-py` is the engine that Qdrant's server is built around, and `qdrant-client` brings the protocol. This file puts
the one behind the other: collections are shards in a folder, and filters, searches and payload indexes are Qdrant's. What
it leaves out is the server: no cluster, no optimizer of its own, no keys.

    pip install qdrant-client qdrant-edge-py grpcio
    python crates/qdrant/tests/edge/server.py 16334 &
    EMAKI_TEST_QDRANT_URL=http://127.0.0.1:16334 cargo test -p qdrant
"""

import sys
import tempfile
import threading
from concurrent import futures
from pathlib import Path

import grpc
import qdrant_edge as edge
from qdrant_client.grpc import (
    collections_pb2 as collections,
    collections_service_pb2_grpc as collections_service,
    json_with_int_pb2 as json_pb,
    points_pb2 as points,
    points_service_pb2_grpc as points_service,
    qdrant_common_pb2 as common,
)

ROOT = Path(tempfile.mkdtemp(prefix="qdrant-edge-"))
LOCK = threading.RLock()
SHARDS = {}
ALIASES = {}
# The binding takes True for 1, so what is true or not is kept as a number and given back as what it was.
KINDS = {0: "Keyword", 1: "Integer", 2: "Float", 3: "Geo", 4: "Text", 5: "Integer"}
BOOLEANS = set()


def shard(name, context):
    name = ALIASES.get(name, name)
    if name not in SHARDS:
        context.abort(grpc.StatusCode.NOT_FOUND, f"Not found: Collection `{name}` doesn't exist!")
    return SHARDS[name]


def plain(value):
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {key: plain(inner) for key, inner in value.struct_value.fields.items()}
    if kind == "list_value":
        return [plain(inner) for inner in value.list_value.values]
    return None if kind in (None, "null_value") else getattr(value, kind)


def wrapped(value):
    if isinstance(value, bool):
        return json_pb.Value(bool_value=value)
    if isinstance(value, int):
        return json_pb.Value(integer_value=value)
    if isinstance(value, float):
        return json_pb.Value(double_value=value)
    if isinstance(value, str):
        return json_pb.Value(string_value=value)
    if isinstance(value, list):
        return json_pb.Value(list_value=json_pb.ListValue(values=[wrapped(inner) for inner in value]))
    if isinstance(value, dict):
        fields = {key: wrapped(inner) for key, inner in value.items()}
        return json_pb.Value(struct_value=json_pb.Struct(fields=fields))
    return json_pb.Value()


def bound(range_, name):
    return getattr(range_, name) if range_.HasField(name) else None


def condition(one):
    kind = one.WhichOneof("condition_one_of")
    if kind == "has_id":
        return edge.HasIdCondition({point.num for point in one.has_id.has_id})
    if kind == "has_vector":
        return edge.HasVectorCondition(one.has_vector.has_vector)
    field = one.field
    if field.HasField("range"):
        bounds = {name: bound(field.range, name) for name in ("gte", "gt", "lte", "lt")}
        return edge.FieldCondition(field.key, range=edge.RangeFloat(**bounds))
    kind = field.match.WhichOneof("match_value")
    if kind == "keywords":
        match = edge.MatchAny(list(field.match.keywords.strings))
    else:
        value = getattr(field.match, kind)
        match = edge.MatchValue(int(value) if kind == "boolean" else value)
    return edge.FieldCondition(field.key, match=match)


def filter_of(request):
    if not request.HasField("filter"):
        return None
    asked = request.filter
    return edge.Filter(
        must=[condition(one) for one in asked.must], must_not=[condition(one) for one in asked.must_not]
    )


def enabled(selector):
    return selector.WhichOneof("selector_options") == "enable" and selector.enable


def vectors_out(vector):
    if not isinstance(vector, dict):
        return points.VectorsOutput(vectors=points.NamedVectorsOutput(vectors={}))
    named = {name: points.VectorOutput(dense=points.DenseVector(data=data)) for name, data in vector.items()}
    return points.VectorsOutput(vectors=points.NamedVectorsOutput(vectors=named))


def retrieved(record):
    return points.RetrievedPoint(
        id=common.PointId(num=record.id),
        payload={
            key: wrapped(bool(value) if key in BOOLEANS else value)
            for key, value in (record.payload or {}).items()
        },
        vectors=vectors_out(record.vector),
    )


def done():
    result = points.UpdateResult(operation_id=1, status=points.UpdateStatus.Completed)
    return points.PointsOperationResponse(result=result, time=0.0)


class Collections(collections_service.CollectionsServicer):
    def List(self, request, context):
        with LOCK:
            found = [collections.CollectionDescription(name=name) for name in SHARDS]
        return collections.ListCollectionsResponse(collections=found)

    def ListAliases(self, request, context):
        with LOCK:
            found = [
                collections.AliasDescription(alias_name=alias, collection_name=name)
                for alias, name in ALIASES.items()
            ]
        return collections.ListAliasesResponse(aliases=found)

    def Create(self, request, context):
        with LOCK:
            name = request.collection_name
            if name in SHARDS:
                context.abort(grpc.StatusCode.ALREADY_EXISTS, f"Collection `{name}` already exists!")
            vectors = {
                space: edge.EdgeVectorParams(size=params.size, distance=edge.Distance.Cosine)
                for space, params in request.vectors_config.params_map.map.items()
            }
            folder = ROOT / name
            folder.mkdir()
            SHARDS[name] = edge.EdgeShard.create(str(folder), edge.EdgeConfig(vectors=vectors))
        return collections.CollectionOperationResponse(result=True)

    def Delete(self, request, context):
        with LOCK:
            gone = SHARDS.pop(request.collection_name, None)
            if gone is not None:
                gone.close()
            for alias in [alias for alias, name in ALIASES.items() if name == request.collection_name]:
                del ALIASES[alias]
        return collections.CollectionOperationResponse(result=gone is not None)

    def UpdateAliases(self, request, context):
        with LOCK:
            for action in request.actions:
                create = action.create_alias
                shard(create.collection_name, context)
                ALIASES[create.alias_name] = create.collection_name
        return collections.CollectionOperationResponse(result=True)


class Points(points_service.PointsServicer):
    def CreateFieldIndex(self, request, context):
        kind = getattr(edge.PayloadSchemaType, KINDS[request.field_type])
        with LOCK:
            update = edge.UpdateOperation.create_field_index(request.field_name, kind)
            shard(request.collection_name, context).update(update)
        return done()

    def Upsert(self, request, context):
        def point(one):
            BOOLEANS.update(key for key, value in one.payload.items() if value.HasField("bool_value"))
            named = {name: list(vector.dense.data) for name, vector in one.vectors.vectors.vectors.items()}
            payload = {key: plain(value) for key, value in one.payload.items()}
            payload = {key: int(value) if key in BOOLEANS else value for key, value in payload.items()}
            return edge.Point(one.id.num, named, payload)

        with LOCK:
            update = edge.UpdateOperation.upsert_points([point(one) for one in request.points])
            shard(request.collection_name, context).update(update)
        return done()

    def Delete(self, request, context):
        with LOCK:
            ids = [point.num for point in request.points.points.ids]
            shard(request.collection_name, context).update(edge.UpdateOperation.delete_points(ids))
        return done()

    def Get(self, request, context):
        with LOCK:
            ids = [point.num for point in request.ids]
            kept = shard(request.collection_name, context)
            found = kept.retrieve(ids, enabled(request.with_payload), enabled(request.with_vectors))
        return points.GetResponse(result=[retrieved(record) for record in found])

    def Count(self, request, context):
        with LOCK:
            asked = edge.CountRequest(exact=True, filter=filter_of(request))
            count = shard(request.collection_name, context).count(asked)
        return points.CountResponse(result=points.CountResult(count=count))

    def Scroll(self, request, context):
        with LOCK:
            asked = edge.ScrollRequest(
                offset=request.offset.num if request.HasField("offset") else None,
                limit=request.limit,
                filter=filter_of(request),
                with_payload=False,
                with_vector=False,
            )
            found, after = shard(request.collection_name, context).scroll(asked)
        answer = points.ScrollResponse(result=[retrieved(record) for record in found])
        if after is not None:
            answer.next_page_offset.num = after
        return answer

    def QueryBatch(self, request, context):
        def batch(one):
            nearest = edge.Query.Nearest(list(one.query.nearest.dense.data), using=one.using)
            asked = edge.QueryRequest(
                limit=one.limit,
                query=nearest,
                filter=filter_of(one),
                with_payload=False,
                with_vector=False,
                params=edge.SearchParams(exact=one.params.exact, hnsw_ef=one.params.hnsw_ef),
            )
            found = shard(request.collection_name, context).query(asked)
            scored = [points.ScoredPoint(id=common.PointId(num=hit.id), score=hit.score) for hit in found]
            return points.BatchResult(result=scored)

        with LOCK:
            result = [batch(one) for one in request.query_points]
        return points.QueryBatchResponse(result=result)


def main():
    port = sys.argv[1] if len(sys.argv) > 1 else "16334"
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    collections_service.add_CollectionsServicer_to_server(Collections(), server)
    points_service.add_PointsServicer_to_server(Points(), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    print(f"qdrant-edge listens on 127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
