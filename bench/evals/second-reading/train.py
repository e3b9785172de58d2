#!/usr/bin/env python3
"""Fine-tunes the second reader on the lists in ../injection.

    train.py FOLDER train       learns from the lists of attacks and ordinary texts, and keeps the logits of all others
    train.py FOLDER blend MODEL averages what was learned with a model that was kept before, and takes the logits again
    train.py FOLDER finish OUT  weighs the logits with the wording on the development lists, chooses how sure one must be by these and by the files that were
                                given, prints what is caught of each set, and writes the model; the final lists take no part in any of it

FOLDER is what `evals second-reading-data` wrote. The language model's own weights stay as they are; to each matrix of its six layers a product of two narrow
ones is learned (LoRA: Hu et al., 2021), and a weight for each of the 384 values of the mean over a text's pieces. Needs Debian's python3-torch,
python3-onnx and libopenblas0-pthread. Nothing is drawn that a seed does not settle.
"""
import base64, json, math, sys
import numpy as np

RANK, SCALE, EPOCHS, BATCH, RATE, HEAD_RATE, DROP, MIXED, LONGEST = 8, 2.0, 3, 32, 1e-3, 1e-3, 0.1, 0.2, 128
LAYERS, WIDTH, HEADS = 6, 384, 12
GATE, FLAG, MOST, SURE, WEAK, WEAK_IN_ORDINARY, STRONG_IN_ORDINARY, SHRINK = -0.7, 0.5, 0.72, -1.5, 0.8, 0.6, 0.8, 1e-4
# Of texts chosen to be difficult, and of a set of many that are not (a thousand or more).
FALSE_ALARMS, FALSE_ALARMS_OF_PLAIN, PLAIN = 0.04, 0.01, 1000
MATRICES = "qkvofg"


def samples(folder):
    return [json.loads(line) for line in open(f"{folder}/samples.jsonl", encoding="utf-8")]


class Reader:
    """all-MiniLM-L6-v2 with what is learned beside it."""

    def __init__(self, folder):
        import onnx, torch
        from onnx import numpy_helper
        self.torch = torch
        graph = onnx.load(f"{folder}/model.onnx").graph
        stored = {item.name: torch.from_numpy(numpy_helper.to_array(item).copy()) for item in graph.initializer}
        self.names = [node.input[1] for node in graph.node if node.op_type == "MatMul" and node.input[1] in stored]
        assert len(self.names) == LAYERS * len(MATRICES)
        self.stored = stored
        torch.manual_seed(1)
        self.down, self.up = {}, {}
        for name in self.names:
            rows, columns = stored[name].shape
            self.down[name] = (torch.randn(rows, RANK) / math.sqrt(rows)).requires_grad_()
            self.up[name] = torch.zeros(RANK, columns).requires_grad_()
        self.head = torch.nn.Linear(WIDTH, 1)

    def product(self, x, layer, matrix):
        name = self.names[layer * len(MATRICES) + MATRICES.index(matrix)]
        return x @ self.stored[name] + (x @ self.down[name]) @ self.up[name] * SCALE

    def logits(self, batch, drop=0.0):
        torch, stored = self.torch, self.stored
        F = torch.nn.functional
        length = max(len(pieces) for pieces in batch)
        ids = torch.zeros(len(batch), length, dtype=torch.long)
        mask = torch.zeros(len(batch), length)
        for row, pieces in enumerate(batch):
            ids[row, :len(pieces)] = torch.tensor(pieces)
            mask[row, :len(pieces)] = 1
        def norm(value, at):
            return F.layer_norm(value, (WIDTH,), stored[at + ".weight"], stored[at + ".bias"], 1e-12)
        def dropped(value):
            return F.dropout(value, drop, drop > 0)
        x = stored["embeddings.word_embeddings.weight"][ids] + stored["embeddings.position_embeddings.weight"][:length] + stored["embeddings.token_type_embeddings.weight"][0]
        x = dropped(norm(x, "embeddings.LayerNorm"))
        hidden = (1 - mask)[:, None, None, :] * -1e4
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}."
            def heads(matrix, part):
                return (self.product(x, layer, matrix) + stored[at + f"attention.self.{part}.bias"]).view(len(batch), length, HEADS, -1).transpose(1, 2)
            q, k, v = heads("q", "query"), heads("k", "key"), heads("v", "value")
            seen = dropped(torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + hidden, -1)) @ v
            seen = seen.transpose(1, 2).reshape(len(batch), length, WIDTH)
            x = norm(x + dropped(self.product(seen, layer, "o") + stored[at + "attention.output.dense.bias"]), at + "attention.output.LayerNorm")
            y = F.gelu(self.product(x, layer, "f") + stored[at + "intermediate.dense.bias"])
            x = norm(x + dropped(self.product(y, layer, "g") + stored[at + "output.dense.bias"]), at + "output.LayerNorm")
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return self.head(mean).squeeze(1)


def train(folder):
    import torch
    torch.set_num_threads(1)
    all_samples = samples(folder)
    pieces = [item["pieces"] for item in all_samples]
    attack = np.array([item["attack"] for item in all_samples])
    learned = [i for i, item in enumerate(all_samples) if item["set"] == "own"]
    left = sorted(set(range(len(all_samples))) - set(learned))
    # Wordings of one line count together as one text; attacks and ordinary texts weigh the same.
    siblings = {}
    for i in learned:
        siblings[(all_samples[i]["list"], all_samples[i]["line"])] = siblings.get((all_samples[i]["list"], all_samples[i]["line"]), 0) + 1
    weight = np.zeros(len(all_samples))
    for i in learned:
        weight[i] = 1 / siblings[(all_samples[i]["list"], all_samples[i]["line"])]
    for side in (attack, ~attack):
        weight[side] *= len(learned) / 2 / weight[side].sum()
    reader, draw = Reader(folder), np.random.RandomState(1)
    adapters = [*reader.down.values(), *reader.up.values()]
    optimizer = torch.optim.AdamW([{"params": adapters, "lr": RATE}, {"params": reader.head.parameters(), "lr": HEAD_RATE}], weight_decay=0.01)
    ordinary = [i for i in learned if not attack[i]]

    def seen(i):
        # An attack between other people's sentences is still one; two ordinary texts are still ordinary.
        if draw.rand() >= MIXED:
            return pieces[i]
        other = pieces[ordinary[draw.randint(len(ordinary))]][1:-1]
        room = max(0, LONGEST - len(pieces[i]))
        other = other[:room]
        return [101, *other, *pieces[i][1:]] if draw.rand() < 0.5 else [*pieces[i][:-1], *other, 102]

    steps, step = EPOCHS * math.ceil(len(learned) / BATCH), 0
    for epoch in range(EPOCHS):
        order, batches, loss_sum = draw.permutation(learned), [], 0.0
        for start in range(0, len(order), BATCH * 16):
            chunk = sorted(order[start:start + BATCH * 16], key=lambda i: len(pieces[i]))
            batches += [chunk[at:at + BATCH] for at in range(0, len(chunk), BATCH)]
        draw.shuffle(batches)
        for batch in batches:
            step += 1
            rate = min(1, step / (0.1 * steps)) * max(0.02, 1 - step / steps)
            optimizer.param_groups[0]["lr"], optimizer.param_groups[1]["lr"] = RATE * rate, HEAD_RATE * rate
            target = torch.tensor(attack[batch], dtype=torch.float)
            losses = torch.nn.functional.binary_cross_entropy_with_logits(reader.logits([seen(i) for i in batch], DROP), target, reduction="none")
            loss = (losses * torch.tensor(weight[batch], dtype=torch.float)).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(adapters, 1.0)
            optimizer.step()
            loss_sum += loss.item()
        print(f"epoch {epoch}: loss {loss_sum / len(batches):.4f}", flush=True)
    keep(folder, reader, pieces, left)


def keep(folder, reader, pieces, left):
    logits = np.full(len(pieces), np.nan)
    with reader.torch.no_grad():
        for start in range(0, len(left), 64):
            batch = left[start:start + 64]
            logits[batch] = reader.logits([pieces[i] for i in batch]).numpy()
    np.savez(f"{folder}/reader.npz", logits=logits, head=reader.head.weight.detach().numpy()[0], constant=reader.head.bias.detach().numpy(),
             **{f"down.{name}": value.detach().numpy() for name, value in reader.down.items()}, **{f"up.{name}": value.detach().numpy() * SCALE for name, value in reader.up.items()})


def blend(folder, path):
    """The mean of two readers' weights, which reads as well as both together in the time of one (Wortsman et al., 2022): narrow matrices side by side."""
    import torch
    torch.set_num_threads(1)
    lines = [line.rstrip("\n").split("\t") for line in open(path, encoding="ascii") if line[0] not in "#@"]
    other = {name: values for name, *values in lines}
    numbers = lambda text: torch.tensor(np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float32))
    learned, reader = np.load(f"{folder}/reader.npz"), Reader(folder)
    for name in reader.names:
        rows, columns = reader.stored[name].shape
        down, up = torch.tensor(learned["down." + name]), torch.tensor(learned["up." + name])
        other_down, other_up = numbers(other[name][0]).view(rows, -1), numbers(other[name][1]).view(-1, columns)
        reader.down[name] = torch.cat([other_down, down], 1)
        reader.up[name] = torch.cat([other_up, up], 0) / 2 / SCALE
    reader.head.weight.data = (torch.tensor(learned["head"])[None] + numbers(other["head"][0])[None]) / 2
    reader.head.bias.data = (torch.tensor(learned["constant"]) + float(other["head_constant"][0])) / 2
    all_samples = samples(folder)
    keep(folder, reader, [item["pieces"] for item in all_samples], [i for i, item in enumerate(all_samples) if item["set"] != "own"])


def finish(folder, path):
    all_samples = samples(folder)
    learned = np.load(f"{folder}/reader.npz")
    column = lambda name: np.array([item[name] for item in all_samples])
    sets, attack, wording, rules, logits = column("set"), column("attack"), column("wording"), column("rules"), learned["logits"]
    chosen_by = [name for name in dict.fromkeys(sets) if name not in ("own", "final", "second", "third")]
    doubtful = (wording >= GATE) | (rules >= FLAG)
    x = np.stack([logits, wording, np.ones(len(logits))], 1)
    fitted, target = x[(sets == "development") & doubtful], attack[(sets == "development") & doubtful]
    share = np.where(target, 0.5 / target.mean(), 0.5 / (1 - target.mean()))
    factors = np.zeros(3)
    for _ in range(50):  # Newton's method, weights shrunk next to nothing
        chance = 1 / (1 + np.exp(-fitted @ factors))
        slope = fitted.T @ ((chance - target) * share) + SHRINK * factors
        factors -= np.linalg.solve((fitted * (chance * (1 - chance) * share)[:, None]).T @ fitted + SHRINK * np.eye(3), slope)

    def flagged(constant):
        """What the engine and SecondOpinion.Weigh say of a short text."""
        together = x[:, 0] * factors[0] + x[:, 1] * factors[1] + constant
        of_rules = np.where(doubtful & (together < SURE), rules * np.where(rules < WEAK, WEAK_IN_ORDINARY, STRONG_IN_ORDINARY), rules)
        of_reading = np.where(doubtful, np.minimum(MOST, 1 / (1 + np.exp(-together))), 0)
        return 1 - (1 - of_rules) * (1 - np.where(of_reading >= 0.3, of_reading, 0)) >= 0.5

    def is_low(constant):
        """Whether few enough ordinary texts of each set would be flagged."""
        result = flagged(constant)
        ordinary = [result[(sets == name) & ~attack] for name in chosen_by]
        return all(alarms.mean() <= (FALSE_ALARMS_OF_PLAIN if len(alarms) >= PLAIN else FALSE_ALARMS) for alarms in ordinary)

    constant = max([c for c in np.arange(-8, 3, 0.05) if is_low(c)], default=-8)
    result = flagged(constant)
    for name in dict.fromkeys(sets):
        if name == "own":
            continue
        a, o = (sets == name) & attack, (sets == name) & ~attack
        share = lambda values: f"{values.sum()} of {len(values)} ({values.mean():.1%})" if len(values) else "none"
        print(f"{name:28s} caught {share(result[a])}, false alarms {share(result[o])}; in doubt {share(doubtful[a])} attacks, {share(doubtful[o])} ordinary texts")
    names = sorted({key.split(".", 1)[1] for key in learned if key.startswith("down.")}, key=int)

    def numbers(value):
        return base64.b64encode(np.ascontiguousarray(value, dtype="<f2").tobytes()).decode()

    with open(path, "w", encoding="ascii") as out:
        out.write("# What the second reader has learned; do not edit. Made by bench/evals/second-reading/train.py from the lists in bench/evals/injection.\n")
        out.write("# A line is a name and numbers: half-precision floats, little-endian, base64. A matrix of the language model gets the product of its two added.\n")
        out.write(f"@gate\t{GATE}\n@constant\t{constant:.3f}\n@reading\t{factors[0]:.3f}\n@wording\t{factors[1]:.3f}\n")
        out.write(f"head\t{numbers(learned['head'])}\nhead_constant\t{float(learned['constant'][0]):.4f}\n")
        for name in names:
            out.write(f"{name}\t{numbers(learned['down.' + name])}\t{numbers(learned['up.' + name])}\n")


if sys.argv[2] == "train":
    train(sys.argv[1])
elif sys.argv[2] == "blend":
    blend(sys.argv[1], sys.argv[3])
else:
    finish(sys.argv[1], sys.argv[3])
