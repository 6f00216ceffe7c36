"""The teacher of our tagger: envpos 0.82 (Apache-2.0) run by jax, without torch.

Its wheel (``pip download --no-deps envpos==0.82``, unpacked) carries an ALBERT of four layers
with a BiLSTM and a CRF over 42 classes. This reads the weights and tags plain Chinese; nothing
of the wheel is shipped.
"""

# ruff: noqa: ANN001, ANN002, ANN201, ANN202, ANN204, D103

from __future__ import annotations

import io
import json
import pickle
import zipfile
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

HEADS = 12


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """The tensors of a torch archive, read as plain arrays."""
    archive = zipfile.ZipFile(path)
    root = archive.namelist()[0].split("/")[0]

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            if name == "_rebuild_tensor_v2":
                return _tensor
            if name == "OrderedDict":
                return dict
            if name.endswith("Storage"):
                return name
            raise pickle.UnpicklingError(f"{module}.{name}")

        def persistent_load(self, saved):
            kind, key = saved[1], saved[2]
            dtype = {"FloatStorage": np.float32, "LongStorage": np.int64}[kind]
            return np.frombuffer(archive.read(f"{root}/data/{key}"), dtype)

    return Reader(io.BytesIO(archive.read(f"{root}/data.pkl"))).load()


def _tensor(storage, offset, size, stride, *_):
    size = tuple(size)
    itemsize = storage.itemsize
    return np.lib.stride_tricks.as_strided(
        storage[offset:], size, tuple(step * itemsize for step in stride)
    ).copy()


class Teacher:
    """Tags characters: the class and BIOES mark of each, by the likeliest path."""

    def __init__(self, folder: Path):
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self.entities = config["entities"]
        vocabulary = (folder / "vocab.txt").read_text("utf-8").split("\n")
        self.ids = {piece: number for number, piece in enumerate(vocabulary)}
        held = read_weights(folder / "pytorch_model.bin")
        self.weights = {name: jnp.asarray(value) for name, value in held.items()}
        self.crf = {name[4:]: value for name, value in held.items() if name.startswith("crf.")}

    def tag(self, texts: list[str], batch: int = 32) -> list[np.ndarray]:
        """Labels of every character: 0, or 1 + 4 · class + (B, I, E, S)."""
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        out: list[np.ndarray] = [np.zeros(0, np.int16)] * len(texts)
        for first in range(0, len(order), batch):
            rows = order[first : first + batch]
            longest = max(len(texts[row]) for row in rows)
            width = -(-(longest + 2) // 16) * 16
            ids = np.zeros((batch, width), np.int32)
            mask = np.zeros((batch, width), bool)
            for place, row in enumerate(rows):
                pieces = [self.ids.get(c.lower(), self.ids["[UNK]"]) for c in texts[row]]
                whole = [self.ids["[CLS]"], *pieces, self.ids["[SEP]"]]
                ids[place, : len(whole)] = whole
                mask[place, : len(whole)] = True
            logits = np.asarray(forward(self.weights, ids, mask))
            paths = self._paths(logits, mask)
            for place, row in enumerate(rows):
                out[row] = paths[place, 1 : len(texts[row]) + 1].astype(np.int16)
        return out

    def _paths(self, logits, mask):
        start, end = self.crf["start_transitions"], self.crf["end_transitions"]
        moves = self.crf["transitions"]
        size, width, _ = logits.shape
        score = start + logits[:, 0]
        back = np.zeros(logits.shape, np.int16)
        for step in range(1, width):
            if not mask[:, step].any():
                break
            table = score[:, None, :] + moves.T[None]
            back[:, step] = table.argmax(2)
            new = np.take_along_axis(table, back[:, step, :, None].astype(np.int64), 2)[..., 0]
            new = new + logits[:, step]
            score = np.where(mask[:, step][:, None], new, score)
        paths = np.zeros((size, width), np.int64)
        for row in range(size):
            last = int(mask[row].sum()) - 1
            label = int((score[row] + end).argmax())
            for step in range(last, -1, -1):
                paths[row, step] = label
                label = int(back[row, step, label])
        return paths


def _norm(x, weights, name):
    mean = x.mean(-1, keepdims=True)
    spread = x.var(-1, keepdims=True)
    scaled = (x - mean) / jnp.sqrt(spread + 1e-12)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _linear(x, weights, name):
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


@partial(jax.jit)
def forward(w, ids, mask):
    size, width = ids.shape
    e = "albert.embeddings"
    x = w[f"{e}.word_embeddings.weight"][ids] + w[f"{e}.token_type_embeddings.weight"][0]
    x = x + w[f"{e}.position_embeddings.weight"][:width]
    x = _norm(x, w, f"{e}.LayerNorm")
    x = _linear(x, w, "albert.encoder.embedding_hidden_mapping_in")
    layer = "albert.encoder.albert_layer_groups.0.albert_layers.0"
    bar = jnp.where(mask, 0.0, -1e9)[:, None, None, :]
    for _ in range(4):
        heads = [
            _linear(x, w, f"{layer}.attention.{name}")
            .reshape(size, width, HEADS, -1)
            .transpose(0, 2, 1, 3)
            for name in ("query", "key", "value")
        ]
        q, k, v = heads
        share = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1]) + bar)
        mixed = (share @ v).transpose(0, 2, 1, 3).reshape(size, width, -1)
        mixed = _linear(mixed, w, f"{layer}.attention.dense")
        x = _norm(x + mixed, w, f"{layer}.attention.LayerNorm")
        inner = jax.nn.gelu(_linear(x, w, f"{layer}.ffn"), approximate=False)
        x = _norm(x + _linear(inner, w, f"{layer}.ffn_output"), w, f"{layer}.full_layer_layer_norm")
    both = [_lstm(w, x, mask, suffix) for suffix in ("", "_reverse")]
    return _linear(jnp.concatenate(both, -1), w, "classifier")


def _lstm(w, x, mask, suffix):
    into = x @ w[f"bilstm.weight_ih_l0{suffix}"].T
    into = into + w[f"bilstm.bias_ih_l0{suffix}"] + w[f"bilstm.bias_hh_l0{suffix}"]
    again = w[f"bilstm.weight_hh_l0{suffix}"].T
    state = jnp.zeros((x.shape[0], again.shape[0]))

    def step(carry, inputs):
        h, c = carry
        gates, live = inputs
        i, f, g, o = jnp.split(gates + h @ again, 4, -1)
        new_c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        new_h = jax.nn.sigmoid(o) * jnp.tanh(new_c)
        live = live[:, None]
        return (jnp.where(live, new_h, h), jnp.where(live, new_c, c)), new_h

    steps = (into.transpose(1, 0, 2), mask.T)
    _, out = jax.lax.scan(step, (state, state), steps, reverse=bool(suffix))
    return out.transpose(1, 0, 2)
