"""Train the judge: one file that needs torch, numpy and tokenizers, and nothing of the project.

``python train.py --data DIR --start START --onnx MODEL --tokenizer FILE --out OUT --seconds N``:
DIR holds the pairs, START the fp16 weights of everything but the word table, which is read from the
shipped embedder and stays as it is. Learning rate and end follow the clock, so the run always ends
within N seconds of its start; the best weights so far are always in OUT.
"""

import argparse
import json
import lzma
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

LAYERS, HEADS, WIDTH, CLASSES = 6, 12, 384, 3
CLAIM, EVIDENCE = 80, 220
CLS, SEP, MASK = 101, 102, 103
STEP = 16
"""Lengths of batches are multiples of it: what attention on a GPU wants of its mask."""
UNKNOWN = 255
"""Mark of a claim's token of which nobody said whether it is supported."""
PART_BYTES = 14_000_000
SMOOTHING, TOKEN_SHARE, TOKEN_WEIGHT, DECAY = 0.05, 0.5, 3.0, 0.01
WARM_UP, AVERAGING, LEFT_S = 0.06, 0.99, 8.0
BEGAN = time.monotonic()


class Layer(nn.Module):
    """One layer of BERT, norms last."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv, self.mixed = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def forward(self, stream: Tensor, mask: Tensor) -> Tensor:
        """Return *stream*, shape (rows, length, width); *mask* says which tokens are real."""
        rows, length, _ = stream.shape
        split = self.qkv(stream).view(rows, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        rate = self.dropout if self.training else 0.0
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=rate)
        seen = self.mixed(seen.transpose(1, 2).reshape(rows, length, WIDTH))
        stream = self.norm1(stream + F.dropout(seen, self.dropout, self.training))
        bent = self.outer(F.gelu(self.inner(stream)))
        return self.norm2(stream + F.dropout(bent, self.dropout, self.training))


class Judge(nn.Module):
    """Claim and evidence in; three logits, and one for each token: that it lacks support."""

    def __init__(self, words: Tensor, dropout: float = 0.1) -> None:
        super().__init__()
        self.register_buffer("words", words, persistent=False)
        self.places, self.types = nn.Embedding(512, WIDTH), nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.pooled, self.classes = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(WIDTH, CLASSES)
        self.tokens = nn.Linear(WIDTH, 1)
        self.dropout = dropout

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Read *ids*, padded by 0; *types* is 1 from the evidence on."""
        real = ids != 0
        places = self.places(torch.arange(ids.shape[1], device=ids.device))
        stream = self.norm(self.words[ids].float() + self.types(types) + places)
        stream = F.dropout(stream, self.dropout, self.training)
        for layer in self.layers:
            stream = layer(stream, real[:, None, None, :])
        claim = (real & (types == 0)).unsqueeze(-1).to(stream.dtype)
        mean = (stream * claim).sum(1) / claim.sum(1)
        pooled = torch.tanh(self.pooled(torch.cat([stream[:, 0], mean], dim=1)))
        pooled = F.dropout(pooled, self.dropout, self.training)
        return self.classes(pooled), self.tokens(stream).squeeze(-1)


def start(judge: Judge, weights: dict[str, np.ndarray]) -> None:
    """Put the embedder's fp16 *weights* in; what it has not keeps its chance start."""
    state = judge.state_dict()
    state.update(
        {name: torch.from_numpy(value.astype(np.float32)) for name, value in weights.items()}
    )
    judge.load_state_dict(state)


def word_table(model: Path, places: dict[str, Any]) -> Tensor:
    """Read the word table out of the embedder's ONNX file at the byte offsets in *places*."""
    raw = model.read_bytes()
    rows = places["rows"]
    whole = np.frombuffer(raw, np.int8, rows * WIDTH, places["words"]).reshape(rows, WIDTH)
    scale = np.frombuffer(raw, np.float32, rows, places["scale"])[:, None]
    return torch.from_numpy(whole * scale)


class Pairs:
    """All pairs as padded token ids, on the device."""

    def __init__(self, data: Path, tokenizer: Tokenizer, limit: int, device: str) -> None:
        parts = json.loads(lzma.decompress((data / "sentences.json.xz").read_bytes()))
        with lzma.open(data / "pairs.jsonl.xz", "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        rows = _limited(rows, limit)
        read = [each.ids for each in tokenizer.encode_batch(parts, add_special_tokens=False)]
        claims = tokenizer.encode_batch([row["c"] for row in rows], add_special_tokens=False)
        self.lengths = np.zeros(len(rows), np.int64)
        ids = np.zeros((len(rows), -(-(CLAIM + EVIDENCE + 3) // STEP) * STEP), np.int32)
        marks = np.full((len(rows), CLAIM + 2), UNKNOWN, np.uint8)
        self.firsts = np.zeros(len(rows), np.int64)
        for at, (row, claim) in enumerate(zip(rows, claims, strict=True)):
            held = [token for part in row["s"] for token in read[part]][:EVIDENCE]
            line = [CLS, *claim.ids[:CLAIM], SEP, *held, SEP]
            ids[at, : len(line)] = line
            self.lengths[at], self.firsts[at] = len(line), len(claim.ids[:CLAIM]) + 2
            if row["m"] is not None:
                marks[at, 1 : self.firsts[at] - 1] = _marked(claim.offsets[:CLAIM], row["m"])
        self.labels = np.array([row["y"] for row in rows])
        self.sets = np.array([row["d"] for row in rows])
        self.kinds = np.array([row["k"] for row in rows])
        self.parts = np.array([row["p"] for row in rows])
        self.overlap = np.array([row["o"] for row in rows])
        self.people = torch.from_numpy(self.kinds == "human").to(device)
        self.ids, self.marks = torch.from_numpy(ids).to(device), torch.from_numpy(marks).to(device)
        self.y, self.begins = (
            torch.from_numpy(self.labels).to(device),
            torch.from_numpy(self.firsts).to(device),
        )

    def batch(self, rows: np.ndarray, *, masked: float = 0.0) -> tuple[Tensor, Tensor]:
        """Return ids and types of *rows*, as long as the longest, padded to whole steps.

        *masked* is the share of the labelled rows' tokens that are hidden: they are few, and come
        again often.
        """
        index = torch.from_numpy(rows).to(self.ids.device)
        length = -(-int(self.lengths[rows].max()) // STEP) * STEP
        ids = self.ids[index, :length].long()
        if masked:
            hidden = torch.rand(ids.shape, device=ids.device) < masked
            hidden &= self.people[index, None] & (ids > SEP)
            ids = ids.masked_fill(hidden, MASK)
        types = torch.arange(ids.shape[1], device=ids.device) >= self.begins[index, None]
        return ids, types.long()


def _limited(rows: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    if not limit:
        return rows
    chance = np.random.default_rng(0)
    return [rows[at] for at in np.sort(chance.permutation(len(rows))[:limit])]


def _marked(offsets: list[tuple[int, int]], marks: list[list[int]]) -> list[int]:
    return [int(any(a < end and b > begin for begin, end in marks)) for a, b in offsets]


class Sampler:
    """Draws batches of like length: constructed pairs in turn, labelled ones by weight."""

    def __init__(self, pairs: Pairs, *, share: float, batch: int, seed: int) -> None:
        self.pairs, self.batch = pairs, batch
        self.chance = np.random.default_rng(seed)
        train, human = pairs.parts == "train", pairs.kinds == "human"
        self.made, self.human = np.flatnonzero(train & ~human), np.flatnonzero(train & human)
        self.weights = _weights(pairs, self.human)
        self.drawn = round(len(self.made) * share / (1 - share)) if len(self.human) else 0

    def turn(self) -> list[np.ndarray]:
        """Return the batches of one pass over the constructed pairs."""
        human: Any = (
            self.chance.choice(self.human, self.drawn, p=self.weights) if self.drawn else []
        )
        rows = self.chance.permutation(np.concatenate([self.made, np.asarray(human, np.int64)]))
        batches = []
        for at in range(0, len(rows), self.batch * 32):
            block = rows[at : at + self.batch * 32]
            block = block[np.argsort(self.pairs.lengths[block], kind="stable")]
            batches += [block[n : n + self.batch] for n in range(0, len(block), self.batch)]
        return [batches[n] for n in self.chance.permutation(len(batches))]


def _weights(pairs: Pairs, rows: np.ndarray) -> np.ndarray:
    """Weigh rows so that both classes of a set come equally often, and large sets less than all."""
    weights = np.zeros(len(rows))
    for name in np.unique(pairs.sets[rows]):
        here = pairs.sets[rows] == name
        sides = [here & ((pairs.labels[rows] == 0) == side) for side in (True, False)]
        for side in sides:
            weights[side] = here.sum() ** 0.75 / max(1, side.sum())
    return weights / max(weights.sum(), 1e-9)


def loss_of(logits: Tensor, tokens: Tensor, labels: Tensor, marks: Tensor) -> Tensor:
    """Cross-entropy; a label of 3 is one of the two classes that are not supported."""
    logp = F.log_softmax(logits.float(), dim=1)
    denied = torch.logsumexp(logp[:, 1:], dim=1)
    known = F.nll_loss(logp, labels.clamp(max=2), reduction="none")
    sure = torch.where(labels == 3, -denied, known)
    even = -(logp[:, 0] + denied) / 2
    loss = ((1 - SMOOTHING) * sure + SMOOTHING * even).mean()
    width = min(tokens.shape[1], marks.shape[1])
    marks, tokens = marks[:, :width], tokens[:, :width].float()
    told = (marks != UNKNOWN).float()
    weight = torch.tensor(TOKEN_WEIGHT, device=tokens.device)
    bits = F.binary_cross_entropy_with_logits(
        tokens, (marks == 1).float(), pos_weight=weight, reduction="none"
    )
    return loss + TOKEN_SHARE * (bits * told).sum() / told.sum().clamp(min=1)


def auroc(scores: np.ndarray, truth: np.ndarray) -> float:
    """Return the chance that a true row scores above a false one, ties counted half."""
    if truth.all() or not truth.any():
        return float("nan")
    downs = np.sort(scores[~truth])
    ups = scores[truth]
    both = np.searchsorted(downs, ups, "left") + np.searchsorted(downs, ups, "right")
    return float(both.mean() / 2 / len(downs))


def balanced(scores: np.ndarray, truth: np.ndarray, at: float) -> float:
    """Return the mean of both classes' accuracy at the threshold *at*."""
    return float(((scores[truth] >= at).mean() + (scores[~truth] < at).mean()) / 2)


@torch.no_grad()
def probabilities(judge: Judge, pairs: Pairs, rows: np.ndarray, *, amp: bool) -> np.ndarray:
    """Return the three probabilities of each of *rows*."""
    judge.eval()
    given = np.zeros((len(rows), CLASSES))
    order = np.argsort(pairs.lengths[rows], kind="stable")
    for at in range(0, len(rows), 256):
        block = order[at : at + 256]
        with torch.autocast(pairs.ids.device.type, torch.bfloat16, enabled=amp):
            logits, _ = judge(*pairs.batch(rows[block]))
        given[block] = logits.float().softmax(1).cpu().numpy()
    judge.train()
    return given


def measured(judge: Judge, pairs: Pairs, *, amp: bool) -> dict[str, Any]:
    """Measure on the validation rows, set by set, and on the constructed pairs held back."""
    rows = np.flatnonzero((pairs.parts == "val") | (pairs.parts == "held"))
    scores = probabilities(judge, pairs, rows, amp=amp)[:, 0]
    truth, sets, parts = pairs.labels[rows] == 0, pairs.sets[rows], pairs.parts[rows]
    named = {n: (parts == "val") & (sets == n) for n in np.unique(sets[parts == "val"])}
    grid = np.linspace(0.02, 0.98, 49)
    means = [np.mean([balanced(scores[m], truth[m], at) for m in named.values()]) for at in grid]
    best = float(grid[int(np.argmax(means))])
    figures: dict[str, Any] = {"threshold": best, "balanced": float(max(means)), "sets": {}}
    for name, mask in named.items():
        figures["sets"][name] = {
            "auroc": auroc(scores[mask], truth[mask]),
            "overlap": auroc(pairs.overlap[rows][mask], truth[mask]),
            "balanced": balanced(scores[mask], truth[mask], best),
        }
    figures["auroc"] = float(np.mean([each["auroc"] for each in figures["sets"].values()]))
    held, kinds = parts == "held", pairs.kinds[rows]
    figures["held"] = {
        "auroc": auroc(scores[held], truth[held]),
        "balanced": balanced(scores[held], truth[held], 0.5),
    }
    for kind in np.unique(kinds[held]):
        mask = held & (kinds == kind)
        figures["held"][kind] = [
            int(mask.sum()),
            float(((scores[mask] >= 0.5) == truth[mask]).mean()),
        ]
    return figures


class Run:
    """One training run, its average weights and what it leaves behind."""

    def __init__(self, judge: Judge, pairs: Pairs, options: argparse.Namespace) -> None:
        self.judge, self.pairs, self.options = judge, pairs, options
        self.amp = pairs.ids.is_cuda
        self.device = pairs.ids.device
        self.average = {name: value.detach().clone() for name, value in judge.state_dict().items()}
        self.best = -1.0
        self.history: list[dict[str, Any]] = []
        named = list(judge.named_parameters())
        heads = [p for n, p in named if n.startswith(("pooled", "classes", "tokens"))]
        plain = [
            p for n, p in named if p.ndim == 1 and not n.startswith(("pooled", "classes", "tokens"))
        ]
        wide = [
            p for n, p in named if p.ndim > 1 and not n.startswith(("pooled", "classes", "tokens"))
        ]
        groups = [
            {"params": heads, "weight_decay": DECAY, "times": 3.0},
            {"params": plain, "weight_decay": 0.0, "times": 1.0},
            {"params": wide, "weight_decay": DECAY, "times": 1.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=options.lr, betas=(0.9, 0.98), fused=self.amp)

    def train(self, *, until: float) -> None:
        """Train until the clock says *until*, measuring ten times on the way."""
        options = self.options
        sampler = Sampler(self.pairs, share=options.share, batch=options.batch, seed=options.seed)
        began, step, checks, seen = time.monotonic(), 0, 0, 0
        batches: list[np.ndarray] = []
        total = torch.zeros((), device=self.device)
        while True:
            done = (time.monotonic() - began) / (until - began)
            done = step / options.steps if options.steps else done
            if done >= 1:
                break
            batches = batches or sampler.turn()
            rows = batches.pop()
            total += self.step(rows, done)
            step, seen = step + 1, seen + len(rows)
            if step % options.every == 0:
                speed = seen / (time.monotonic() - began)
                _say(
                    f"step {step} done {done:.3f} loss {total.item() / options.every:.4f} {speed:.0f} pairs/s"
                )
                total.zero_()
            if done > 0.2 + 0.1 * checks:
                checks += 1
                self.check(step, seen)
        self.check(step, seen)

    def step(self, rows: np.ndarray, done: float) -> Tensor:
        """Take one step at the learning rate for the share *done* of the time."""
        rate = min(done / WARM_UP, (1 - done) / (1 - WARM_UP)) + 0.005
        for group in self.optimizer.param_groups:
            group["lr"] = self.options.lr * rate * group["times"]
        index = torch.from_numpy(rows).to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.amp):
            logits, tokens = self.judge(*self.pairs.batch(rows, masked=self.options.masked))
        loss = loss_of(logits, tokens, self.pairs.y[index], self.pairs.marks[index])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.judge.parameters(), 1.0)
        self.optimizer.step()
        self.follow()
        return loss.detach()

    @torch.no_grad()
    def follow(self) -> None:
        """Let the average follow the weights."""
        names = list(self.average)
        state = self.judge.state_dict()
        torch._foreach_lerp_(
            [self.average[n] for n in names], [state[n] for n in names], 1 - AVERAGING
        )

    def check(self, step: int, seen: int) -> None:
        """Measure the average weights and keep them where they are the best."""
        own = {name: value.clone() for name, value in self.judge.state_dict().items()}
        self.judge.load_state_dict(self.average)
        figures = {
            "seed": self.options.seed,
            "step": step,
            "pairs": seen,
            "s": time.monotonic() - BEGAN,
        }
        figures |= measured(self.judge, self.pairs, amp=self.amp)
        self.history.append(figures)
        _say(json.dumps(figures))
        if not figures["auroc"] <= self.best:
            self.best = figures["auroc"]
            self.keep()
        _put(
            self.options.out / f"metrics-{self.options.seed}.json",
            json.dumps(self.history).encode(),
        )
        self.judge.load_state_dict(own)

    def keep(self) -> None:
        """Write the weights in parts, and the probabilities of the validation rows."""
        out, seed = self.options.out, self.options.seed
        state = {n: v.half().cpu().numpy() for n, v in self.judge.state_dict().items()}
        size = 0
        parts: list[dict[str, Any]] = [{}]
        for name, value in state.items():
            if size + value.nbytes > PART_BYTES:
                size, parts = 0, [*parts, {}]
            parts[-1][name] = value
            size += value.nbytes
        rows = np.flatnonzero(self.pairs.parts == "val")
        parts[-1]["validation"] = probabilities(self.judge, self.pairs, rows, amp=self.amp).astype(
            np.float32
        )
        for number, part in enumerate(parts):
            path = out / f"judge-{seed}-{number}.npz"
            np.savez(path.with_suffix(".tmp.npz"), **part)
            path.with_suffix(".tmp.npz").replace(path)


def _put(path: Path, content: bytes) -> None:
    path.with_suffix(".tmp").write_bytes(content)
    path.with_suffix(".tmp").replace(path)


def _say(text: str) -> None:
    sys.stdout.write(f"{time.monotonic() - BEGAN:7.1f} {text}\n")
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("data", "start", "onnx", "tokenizer", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=130)
    parser.add_argument(
        "--steps", type=int, default=0, help="end after so many, whatever the clock says"
    )
    parser.add_argument("--batch", type=int, default=384)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--share", type=float, default=0.3, help="of labelled rows among all drawn")
    parser.add_argument(
        "--masked", type=float, default=0.08, help="share of labelled rows' tokens hidden"
    )
    parser.add_argument(
        "--seeds", type=int, default=1, help="runs, one after the other, in the same time"
    )
    parser.add_argument("--limit", type=int, default=0, help="rows to read; 0 for all")
    parser.add_argument("--every", type=int, default=50)
    return parser.parse_args()


def main() -> None:
    """Train once for each seed."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.enable_cudnn_sdp(False)  # It plans anew for each shape of a batch.
    torch.set_float32_matmul_precision("high")
    tokenizer = Tokenizer.from_file(str(options.tokenizer))
    pairs = Pairs(options.data, tokenizer, options.limit, device)
    words = word_table(options.onnx, json.loads((options.start / "words.json").read_text()))
    _say(f"{device}: {len(pairs.labels)} pairs, mean length {pairs.lengths.mean():.0f}")
    weights = dict(np.load(options.start / "start.npz"))
    end = BEGAN + options.seconds - LEFT_S
    for seed in range(options.seeds):
        options.seed = seed
        torch.manual_seed(seed)
        judge = Judge(words)
        start(judge, weights)
        begin = time.monotonic()
        Run(judge.to(device), pairs, options).train(
            until=begin + (end - begin) / (options.seeds - seed)
        )
    _say("done")


if __name__ == "__main__":
    main()
