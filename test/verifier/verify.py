#!/usr/bin/env python3
"""A second verifier of the audit trail, written from the format alone, with nothing but Python's standard library.

    verify.py KEYS LOG_FILE...   one JSON object per log: {"log", "verdict", "entries", "root", "why"}
    KEYS is a file of public keys, as `dr-runbooks audit key` prints them: none that lies in the folder counts.

Checks: canonical lines, order, links, the sum of log.closed, the tree root and signature of every checkpoint, the
certificate of the log's key, the copy under heads/, what is not sealed, intents and outcomes. Not: other logs that name
this one, checkpoints kept elsewhere, blobs, files that nothing names, links, clock jumps: `dr-runbooks audit verify`.
"""
import base64, hashlib, json, os, sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

class Tampered(Exception): pass

def sha(data): return hashlib.sha256(data).digest()

# Ed25519 as RFC 8032 defines it, in extended coordinates.
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)

def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        result = add(result, point) if scalar & 1 else result
        point, scalar = add(point, point), scalar >> 1
    return result

def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    x = P - x if (x & 1) != sign else x
    return (x, y, 1, x * y % P)

BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def signed(key, message, signature):
    a, r, s = decompress(key), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = multiply(s, BASE), add(r, multiply(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

def key_hash(name, key): return sha(name.encode() + b"\n\x01" + key)[:4]

def parse_note(text):
    body, _, last = text.rpartition("\n— ")
    parts = last.rstrip("\n").split(" ")
    if not body.endswith("\n") or len(parts) != 2:
        raise Tampered("a note has another form")
    data = base64.b64decode(parts[1], validate=True)
    if len(data) != 68 or text != "%s\n— %s %s\n" % (body, parts[0], base64.b64encode(data).decode()):
        raise Tampered("a note has another form")
    return body, parts[0], data[:4], data[4:]

def parse_checkpoint(text, log, key):
    body, name, hashed, signature = parse_note(text)
    lines = body.split("\n")
    if len(lines) != 4 or lines[0] != "dr-runbooks/log/" + log or name != lines[0] or str(int(lines[1])) != lines[1]:
        raise Tampered("a checkpoint is not one of this log")
    if key is not None and (hashed != key_hash(name, key) or not signed(key, body.encode(), signature)):
        raise Tampered("a checkpoint is not signed with the log's key")
    return int(lines[1]), base64.b64decode(lines[2], validate=True)

def canonical(line):
    """The entry, if these bytes are its RFC 8785 form. There are no floats; keys sort by UTF-16 unit."""
    value = json.loads(line.decode("utf-8"))
    def order(v):
        keys = sorted(v, key=lambda k: k.encode("utf-16-be")) if isinstance(v, dict) else []
        return [order(item) for item in v] if isinstance(v, list) else {k: order(v[k]) for k in keys} if isinstance(v, dict) else v
    if not isinstance(value, dict) or json.dumps(order(value), ensure_ascii=False, separators=(",", ":")).encode() != line:
        raise ValueError("not canonical")
    return value

class Tree:
    def __init__(self):
        self.peaks, self.size = [], 0

    def add(self, node):
        rest = self.size
        while rest & 1:
            node, rest = sha(b"\x01" + self.peaks.pop() + node), rest >> 1
        self.peaks.append(node)
        self.size += 1

    def root(self):
        node = self.peaks[-1] if self.peaks else sha(b"")
        for peak in reversed(self.peaks[:-1]):
            node = sha(b"\x01" + peak + node)
        return node

def certified(entry, log):
    """The log's key, and whether a known installation vouches for it."""
    certificate = (entry.get("key") or {}).get("certificate")
    if certificate is None:
        return None, "no-key"
    body, name, hashed, signature = parse_note(certificate)
    head, named, encoded, _ = body.split("\n")
    if head != "dr-runbooks/log-key" or named != log:
        raise Tampered("the certificate is another log's")
    for line in open(sys.argv[1]).read().split():
        known, _, key = line.split("+", 2)
        key = base64.b64decode(key)[1:]
        if known == name and key_hash(known, key) == hashed:
            if not signed(key, body.encode(), signature):
                raise Tampered("the certificate is forged")
            return base64.b64decode(encoded), "certified"
    return base64.b64decode(encoded), "unknown-key"

def sealed_kind(entry):
    risk = (entry.get("step") or {}).get("risk")
    return entry["type"] in ("log.opened", "log.closed") or (
        entry["type"] in ("step.intended", "step.finished") and risk not in ("reads", "changes"))

def verify(path):
    log, folder = os.path.basename(os.path.dirname(path)), os.path.dirname(os.path.dirname(os.path.dirname(path)))
    *lines, tail = open(path, "rb").read().split(b"\n")
    raw = open(os.path.join(os.path.dirname(path), "checkpoints"), encoding="utf-8", newline="").read()
    notes, start = [], 0
    for piece in raw.splitlines(keepends=True):
        start += len(piece)
        if piece.startswith("— ") and piece.endswith("\n"):
            notes.append(raw[sum(map(len, notes)):start])
    tree, previous, key, trust, closed, due, last, before = Tree(), "", None, "no-key", False, 0, (0, b""), (0, b"")
    intents, recovered = set(), set()
    for line in lines:
        entry = canonical(line)
        if closed or entry.get("v") != 1 or entry.get("log") != log or entry.get("seq") != tree.size or entry.get("prev") != previous:
            raise Tampered("entry %d does not follow" % tree.size)
        if tree.size == 0:
            if entry["type"] != "log.opened":
                raise Tampered("the first entry does not open a log")
            key, trust = certified(entry, log)
        if due > last[0]:
            raise Tampered("the checkpoint for %d entries is missing" % due)
        if entry["type"] == "log.closed" or "sum" in entry:
            rest = {k: v for k, v in entry.items() if k != "sum"}
            if entry.get("sum") != sha(json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hex():
                raise Tampered("the last entry was changed")
            closed = True
        if entry["type"] == "step.intended":
            intents.add(tree.size)
        elif entry["type"] == "log.recovered":
            recovered.add(entry["recovered"]["log"])
        elif entry["type"] in ("step.finished", "step.unknown"):
            taken = entry["recovers"]["log"] in recovered if "recovers" in entry else entry.get("intent") in intents
            if not taken:
                raise Tampered("an outcome answers no intent")
            intents.discard(entry.get("intent"))
        node = sha(b"\x00" + line)
        previous = node.hex()
        tree.add(node)
        if sealed_kind(entry):
            due = tree.size
        while notes:
            size, root = parse_checkpoint(notes[0], log, key)
            if size <= last[0]:
                raise Tampered("a checkpoint stands out of order")
            if size > tree.size:
                break
            if root != tree.root():
                raise Tampered("a checkpoint settled other entries")
            before, last = last, (size, root)
            notes.pop(0)
    if notes or (closed and tail):
        raise Tampered("the log and its checkpoints end differently")
    gaps = [] if closed and not tail and not intents else ["cut off"]
    head = os.path.join(folder, "heads", log)
    if os.path.exists(head):
        copy = parse_checkpoint(open(head, encoding="utf-8", newline="").read(), log, key)
        if copy == before and copy != last:
            gaps.append("the copy under heads is one older")
        elif copy != last:
            raise Tampered("the copy under heads is another one")
    elif tree.size > 1: raise Tampered("the copy under heads is missing")
    if last[0] < tree.size:
        gaps.append("unsealed from %d" % last[0])
    verdict = "UNVERIFIABLE" if tree.size and trust != "certified" else "INCOMPLETE" if gaps else "VERIFIED"
    return {"verdict": verdict, "entries": tree.size, "root": tree.root().hex(), "why": "; ".join(gaps)}

for name in sys.argv[2:]:
    try:
        result = verify(name)
    except (Tampered, ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        result = {"verdict": "TAMPERED", "why": str(error)}
    print(json.dumps({"log": name, **result}))
