#!/usr/bin/env python3
"""A BERT folder through onnxruntime: the peer of the crate `embedding`.

  onnx_bert.py FOLDER TEXTS OUT     embeds a file of JSON strings, one a line; prints the seconds it took

The graph is built from the folder's safetensors, as an exporter would: layer norms, attention and GELU are single
nodes where ONNX has them, and onnxruntime fuses the rest. Mean pooling, vectors of length 1. Batches of texts of
like length; tokenizing counts. Needs onnx, onnxruntime, numpy and tokenizers.
"""
import json, os, struct, sys, time
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

BATCH = 32


def tensors(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header, body = json.loads(file.read(size)), file.read()
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            found[name.removeprefix("bert.")] = np.frombuffer(body[start:end], "<f4").reshape(entry["shape"])
    return found


def graph(folder, config):
    weights = tensors(os.path.join(folder, "model.safetensors"))
    heads, size = config["num_attention_heads"], config["hidden_size"]
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind, inputs, **attributes):
        name = f"n{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def linear(x, name):
        weight = constant(name + ".w", weights[name + ".weight"].T)
        return node("Add", [node("MatMul", [x, weight]), constant(name + ".b", weights[name + ".bias"])])

    def norm(x, name):
        scale = constant(name + ".s", weights[name + ".weight"])
        bias = constant(name + ".o", weights[name + ".bias"])
        return node("LayerNormalization", [x, scale, bias], axis=-1, epsilon=config["layer_norm_eps"])

    split = constant("split", np.array([0, 0, heads, size // heads], np.int64))
    joined = constant("joined", np.array([0, 0, size], np.int64))
    words = constant("words", weights["embeddings.word_embeddings.weight"])
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    x = node("Gather", [words, "tokens"])
    x = node("Add", [x, node("Gather", [constant("places", places), "positions"])])
    x = norm(x, "embeddings.LayerNorm")
    for at in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{at}"
        parts = []
        for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3])):
            rows = linear(x, f"{layer}.attention.self.{part}")
            parts.append(node("Transpose", [node("Reshape", [rows, split])], perm=order))
        scale = constant(f"{layer}.scale", np.array((size // heads) ** -0.5, np.float32))
        scores = node("Mul", [node("MatMul", parts[:2]), scale])
        shares = node("Softmax", [node("Add", [scores, "mask"])], axis=-1)
        mixed = node("Transpose", [node("MatMul", [shares, parts[2]])], perm=[0, 2, 1, 3])
        x = norm(
            node("Add", [x, linear(node("Reshape", [mixed, joined]), f"{layer}.attention.output.dense")]),
            f"{layer}.attention.output.LayerNorm",
        )
        inner = node("Gelu", [linear(x, f"{layer}.intermediate.dense")])
        x = norm(node("Add", [x, linear(inner, f"{layer}.output.dense")]), f"{layer}.output.LayerNorm")
    nodes.append(helper.make_node("Identity", [x], ["out"]))
    value = helper.make_tensor_value_info
    inputs = [
        value("tokens", TensorProto.INT64, ["b", "t"]),
        value("positions", TensorProto.INT64, ["t"]),
        value("mask", TensorProto.FLOAT, ["b", 1, 1, "t"]),
    ]
    made = helper.make_graph(nodes, "bert", inputs, [value("out", TensorProto.FLOAT, ["b", "t", size])], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def main(folder, texts, out):
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    limit = config["max_position_embeddings"]
    lengths = os.path.join(folder, "sentence_bert_config.json")
    if os.path.exists(lengths):
        with open(lengths) as file:
            limit = json.load(file).get("max_seq_length") or limit
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.enable_truncation(limit)
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = os.cpu_count()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(
        graph(folder, config).SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    with open(texts) as file:
        asked = [json.loads(line) for line in file]
    began = time.perf_counter()
    tokens = [one.ids for one in tokenizer.encode_batch(asked)]
    order = sorted(range(len(tokens)), key=lambda at: -len(tokens[at]))
    vectors = [None] * len(tokens)
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        longest = max(len(tokens[at]) for at in batch)
        ids, present = np.zeros((len(batch), longest), np.int64), np.zeros((len(batch), longest), np.float32)
        for row, at in enumerate(batch):
            ids[row, : len(tokens[at])], present[row, : len(tokens[at])] = tokens[at], 1
        mask = ((1 - present) * -1e9)[:, None, None, :]
        given = session.run(None, {"tokens": ids, "positions": np.arange(longest), "mask": mask})[0]
        pooled = (given * present[:, :, None]).sum(1) / present.sum(1, keepdims=True)
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        for row, at in enumerate(batch):
            vectors[at] = pooled[row]
    took = time.perf_counter() - began
    with open(out, "w") as file:
        for vector in vectors:
            file.write(json.dumps([round(float(x), 7) for x in vector]) + "\n")
    print(took)


if __name__ == "__main__":
    main(*sys.argv[1:])
