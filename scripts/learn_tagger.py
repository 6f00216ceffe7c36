"""Learn the weights of glossary/data/tagger.npz; run from a checkout, needs jax and optax.

A small network of characters is taught to tag plain Chinese as a large one does
(``learn/tagging_teacher.py``): which stretches are technical terms, policies, organisations,
documents, places and people, which are plain words. What it has read is tagged once and kept
in a folder, so that learning can be begun anew.

    python scripts/learn_tagger.py tag --teacher FOLDER --texts FILE... --kept FOLDER
    python scripts/learn_tagger.py learn --kept FOLDER
"""

# ruff: noqa: ANN001, ANN002, ANN201, ANN202, D103

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from glossary.terms.tagger import BUCKETS, CLASSES, DILATIONS, bigram_buckets  # noqa: E402
from scripts.learn import cards  # noqa: E402

OUTPUT = ROOT / "glossary" / "data" / "tagger.npz"
VERSION = "tagger-1"
TAUGHT_BY = (
    "labels of the tagger in envpos 0.82 (Apache-2.0), 42 classes joined to 14",
    "21,000 sentences of plain Chinese, 940,000 characters: statutes, news broadcasts, two reports "
    "of a government, a central bank's, press briefings; no text is in the weights",
)
# What the teacher's classes are to us; all others are "other".
OURS = {
    "term": "env pol med phe microbe plant animal desease pro ins means event meet code",
    "policy": "hy act policy",
    "quality": "b",
    "group": "group",
    "organisation": "gov org com",
    "document": "doc",
    "place": "loc",
    "person": "per",
    "time": "time",
    "noun": "n",
    "doing": "vn",
    "verb": "v",
    "adjective": "a",
}
CHARACTERS, PAIRS, WIDTH = 64, 32, 128
RATE, EPOCHS, BATCH_CHARS = 3e-3, 8, 6144
# Sentences, not characters: enough to see how far it agrees.
UNSEEN = 1200
SHORTEST_COUNT = 3


def our_labels(paths, entities):
    """The teacher's labels as ours: 4 · class + (B, I, E, S); a 0 of the teacher is other, S."""
    index = {name: number for number, name in enumerate(CLASSES)}
    of_entity = np.full(len(entities), index["other"])
    for name, theirs in OURS.items():
        for entity in theirs.split():
            of_entity[entities.index(entity)] = index[name]
    table = np.full(1 + 4 * len(entities), 4 * index["other"] + 3)
    for number in range(len(entities)):
        table[1 + 4 * number : 5 + 4 * number] = 4 * of_entity[number] + np.arange(4)
    return [table[path] for path in paths]


def tag(options) -> None:
    from scripts.learn.tagging_teacher import Teacher

    teacher = Teacher(options.teacher)
    lines = [
        line for path in options.texts for line in path.read_text("utf-8").splitlines() if line
    ]
    options.kept.mkdir(parents=True, exist_ok=True)
    for first in range(0, len(lines), 2000):
        path = options.kept / f"{first:07d}.npz"
        if not path.exists():
            part = lines[first : first + 2000]
            labels = our_labels(teacher.tag(part), teacher.entities)
            np.savez_compressed(path, texts=np.array(part), labels=np.concatenate(labels))
            print(first, flush=True)


def read_kept(folder: Path):
    texts: list[str] = []
    labels: list[np.ndarray] = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as held:
            part = held["texts"].tolist()
            ends = np.cumsum([len(text) for text in part])
            labels += np.split(held["labels"], ends[:-1])
            texts += part
    return texts, labels


def start(rng, sizes, characters):
    """Weights by name, drawn at random."""

    def draw(*shape, scale):
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    weights = {
        "characters": draw(characters, CHARACTERS, scale=0.3),
        "pairs": draw(BUCKETS, PAIRS, scale=0.3),
        "into": draw(CHARACTERS + 2 * PAIRS, WIDTH, scale=(CHARACTERS + 2 * PAIRS) ** -0.5),
        "into_bias": np.zeros(WIDTH, np.float32),
        "out": draw(WIDTH, sizes, scale=WIDTH**-0.5),
        "out_bias": np.zeros(sizes, np.float32),
    }
    for layer in range(len(DILATIONS)):
        weights[f"mix{layer}"] = draw(3, WIDTH, WIDTH, scale=(3 * WIDTH) ** -0.5)
        weights[f"mix{layer}_bias"] = np.zeros(WIDTH, np.float32)
        weights[f"norm{layer}"] = np.ones(WIDTH, np.float32)
    return weights


def begin(options, rng, sizes, ids):
    """Weights drawn at random, or those of an earlier file for the characters it knows."""
    weights = start(rng, sizes, len(ids) + 1)
    if options.start is not None:
        with np.load(options.start) as held:
            earlier = {c: n for n, c in enumerate(str(held["alphabet"]), 1)}
            for name in weights:
                value = held[name].astype(np.float32)
                if value.ndim > 1:
                    value = value * held[f"{name}_scale"]
                if name == "characters":
                    both = [c for c in ids if c in earlier]
                    weights[name][[ids[c] for c in both]] = value[[earlier[c] for c in both]]
                else:
                    weights[name] = value
    return weights


def learn(options) -> None:
    import jax
    import jax.numpy as jnp
    import optax

    texts, labels = read_kept(options.kept)
    counts = Counter("".join(texts))
    alphabet = "".join(sorted(c for c, n in counts.items() if n >= SHORTEST_COUNT))
    ids = {character: number for number, character in enumerate(alphabet, 1)}
    rng = np.random.default_rng(1)
    order = rng.permutation(len(texts))
    unseen, seen = order[:UNSEEN], order[UNSEEN:]
    print(len(seen), "sentences,", sum(len(texts[i]) for i in seen), "characters,", len(alphabet))
    sizes = 4 * len(CLASSES)

    def batches(rows, rng=None):
        """Sentences of like length side by side."""
        noise = rng.random(len(rows)) * 8 if rng is not None else np.zeros(len(rows))
        lengths = np.array([len(texts[row]) for row in rows])
        rows = np.asarray(rows)[np.argsort(lengths + noise, kind="stable")]
        parts, width = [], 0
        at = 0
        while at < len(rows):
            width = -(-len(texts[rows[at]]) // 32) * 32
            size = max(BATCH_CHARS // width, 1)
            part = rows[at : at + size]
            width = -(-max(len(texts[row]) for row in part) // 32) * 32
            parts.append((part, size, width))
            at += size
        if rng is not None:
            rng.shuffle(parts)
        for part, size, width in parts:
            x = np.zeros((size, width), np.int32)
            pair = np.zeros((size, width + 1), np.int32)
            y = np.full((size, width), -1, np.int32)
            for place, row in enumerate(part):
                text = texts[row]
                x[place, : len(text)] = [ids.get(c, 0) for c in text]
                pair[place, : len(text) + 1] = bigram_buckets(text)
                y[place, : len(text)] = labels[row]
            yield x, pair, y

    def forward(w, x, pair, live, key=None):
        table = w["pairs"][pair]
        h = jnp.concatenate([w["characters"][x], table[:, :-1], table[:, 1:]], -1)
        if key is not None:
            h = h * jax.random.bernoulli(key, 0.9, h.shape) / 0.9
        h = (h @ w["into"] + w["into_bias"]) * live
        for layer, step in enumerate(DILATIONS):
            before = jnp.pad(h, ((0, 0), (step, 0), (0, 0)))[:, : h.shape[1]]
            after = jnp.pad(h, ((0, 0), (0, step), (0, 0)))[:, step:]
            mixed = jnp.concatenate([before, h, after], -1) @ w[f"mix{layer}"].reshape(-1, WIDTH)
            h = h + jax.nn.relu(mixed + w[f"mix{layer}_bias"])
            h = h / jnp.sqrt((h**2).mean(-1, keepdims=True) + 1e-6) * w[f"norm{layer}"] * live
        return h @ w["out"] + w["out_bias"]

    def loss(w, x, pair, y, key):
        live = (y >= 0)[..., None].astype(jnp.float32)
        told = jax.nn.log_softmax(forward(w, x, pair, live, key))
        right = jnp.take_along_axis(told, jnp.maximum(y, 0)[..., None], -1)
        return -(right * live).sum() / live.sum()

    weights = {k: jnp.asarray(v) for k, v in begin(options, rng, sizes, ids).items()}
    steps = options.epochs * sum(1 for _ in batches(seen))
    optimizer = optax.adam(optax.cosine_onecycle_schedule(steps, RATE, 0.1))
    state = optimizer.init(weights)

    @jax.jit
    def improve(w, state, x, pair, y, key):
        value, slope = jax.value_and_grad(loss)(w, x, pair, y, key)
        change, state = optimizer.update(slope, state)
        return optax.apply_updates(w, change), state, value

    @jax.jit
    def best(w, x, pair, y):
        return forward(w, x, pair, (y >= 0)[..., None].astype(jnp.float32)).argmax(-1)

    key = jax.random.key(0)
    began = time.perf_counter()
    for epoch in range(options.epochs):
        values = []
        for x, pair, y in batches(seen, rng):
            key, own = jax.random.split(key)
            weights, state, value = improve(weights, state, x, pair, y, own)
            values.append(float(value))
        right = total = 0
        for x, pair, y in batches(unseen):
            told = np.asarray(best(weights, x, pair, y))
            right += int(((told == y) & (y >= 0)).sum())
            total += int((y >= 0).sum())
        print(
            f"epoch {epoch + 1}: loss {np.mean(values):.3f}, unseen characters as the teacher "
            f"{right / total:.3f}, {time.perf_counter() - began:.0f} s",
            flush=True,
        )
        save(options.output, {k: np.asarray(v) for k, v in weights.items()}, alphabet)
    cards.write_card(
        options.output.with_suffix(".none.json"),
        about="which stretches of Chinese are terms and names",
        version=VERSION,
        encoder="none",
        script="scripts/learn_tagger.py",
        taught_by=TAUGHT_BY,
        data=cards.hash_of(texts),
        models={
            "tagger": {
                "weights_file": options.output.name,
                "classes": list(CLASSES),
                "characters_as_the_teacher": round(right / total, 3),
            }
        },
    )


def save(path: Path, weights, alphabet: str) -> None:
    """Weights as whole numbers of a byte, each column with a scale of its own."""
    held: dict[str, np.ndarray] = {"alphabet": np.array(alphabet)}
    for name, value in weights.items():
        if value.ndim == 1:
            held[name] = value.astype(np.float32)
            continue
        flat = value.reshape(-1, value.shape[-1])
        scale = np.maximum(np.abs(flat).max(0), 1e-8) / 127
        held[name] = np.round(flat / scale).astype(np.int8).reshape(value.shape)
        held[f"{name}_scale"] = scale.astype(np.float32)
    np.savez_compressed(path, **held)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    tasks = parser.add_subparsers(required=True)
    tagging = tasks.add_parser("tag")
    tagging.add_argument("--teacher", type=Path, required=True, help="pos-albert of the wheel")
    tagging.add_argument("--texts", type=Path, nargs="+", required=True)
    tagging.add_argument("--kept", type=Path, required=True)
    tagging.set_defaults(task=tag)
    learning = tasks.add_parser("learn")
    learning.add_argument("--kept", type=Path, required=True)
    learning.add_argument("--output", type=Path, default=OUTPUT)
    learning.add_argument("--epochs", type=int, default=EPOCHS)
    learning.add_argument("--start", type=Path, help="weights to go on from")
    learning.set_defaults(task=learn)
    options = parser.parse_args()
    options.task(options)


if __name__ == "__main__":
    main()
