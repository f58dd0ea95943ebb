#!/usr/bin/env python3
"""A second verifier of the audit trail, written from the format alone, with nothing but Python's standard library.

    verify.py KEYS LOG_FILE...   one JSON object per log: {"log", "verdict", "entries", "root", "why"}
    KEYS is a file of public keys, as `dr-runbooks audit key` prints them: none that lies in the folder counts.

Checks: canonical lines, order, links, the sum of log.closed, the tree root of every checkpoint, the signatures of the
checkpoints, the certificate of the log's key by one of KEYS, the copy under heads/, what is not sealed,
intents and outcomes, approvals. `dr-runbooks audit verify` alone checks other logs, anchors, blobs, links, the clock.
"""
import base64, datetime, hashlib, json, os, re, sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

class Tampered(Exception): pass
def sha(data): return hashlib.sha256(data).digest()
def key_hash(name, key): return sha(name.encode() + b"\n\x01" + key)[:4]
def need(holds, why):
    if not holds: raise Tampered(why)

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
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P != 0 or (x == 0 and sign): return None
    x = P - x if (x & 1) != sign else x
    return (x, y, 1, x * y % P)

BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def signed(key, message, signature):
    a, r, s = decompress(key), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = multiply(s, BASE), add(r, multiply(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

def parse_note(text):
    body, _, last = text.rpartition("\n— ")
    parts = last.rstrip("\n").split(" ")
    need(body.endswith("\n") and len(parts) == 2, "a note has another form")
    data = base64.b64decode(parts[1], validate=True)
    need(len(data) == 68 and text == "%s\n— %s %s\n" % (body, parts[0], base64.b64encode(data).decode()), "a note has another form")
    return body, parts[0], data[:4], data[4:]

def parse_checkpoint(text, log, key):
    body, name, hashed, signature = parse_note(text)
    lines = body.split("\n")
    need(len(lines) == 4 and lines[0] == name == "dr-runbooks/log/" + log and str(int(lines[1])) == lines[1], "a checkpoint is not one of this log")
    need(key is None or (hashed == key_hash(name, key) and signed(key, body.encode(), signature)), "a checkpoint is not signed with the log's key")
    return int(lines[1]), base64.b64decode(lines[2], validate=True)

def jcs(value):
    """RFC 8785 form. There are no floats; keys sort by UTF-16 unit."""
    def order(v):
        keys = sorted(v, key=lambda k: k.encode("utf-16-be")) if isinstance(v, dict) else []
        return [order(item) for item in v] if isinstance(v, list) else {k: order(v[k]) for k in keys} if isinstance(v, dict) else v
    return json.dumps(order(value), ensure_ascii=False, separators=(",", ":")).encode()

def approvals(entry, ask, before):
    """The approval request that is open behind this entry. `before`: number and hash of the entries just before."""
    kind, said = entry["type"], entry.get("approval")
    if kind == "approval.requested":
        r = entry["request"]
        ask = {"r": r, "hash": sha(jcs(r)).hex(), "people": set(), "denied": False, "boot": entry["boot"]}
        made, end = (datetime.datetime.fromisoformat(r[k].replace("Z", "+00:00")) for k in ("created", "expires"))
        ask["last"] = entry["mono"] + (end - made).total_seconds() * 1e6 + 6e7
        here = r["log"] == entry["log"] and (r["after"]["seq"], r["after"]["hash"]) in before and entry["request_sha256"] == ask["hash"]
        need(here and sha("\n".join(r["text"]).encode()).hex() == r["text_sha256"], "a request is not what or where it says")
    elif kind == "approval.denied" or (kind == "step.confirmed" and said is not None):
        text, person = said["approval_note"], [p for p in ask["r"]["approvers"] if p["name"] == said["approver"]][0]
        proof = ("user", said["uid"]) if said["how"] == "user" and said["user"] == person["user"] else None
        if said["how"] == "key":
            text, name, hashed, signature = parse_note(text)
            proof = base64.b64decode(person["key"].split("+", 2)[2])[1:]
            need(person["key"].startswith("%s+%s+" % (name, hashed.hex())) and hashed == key_hash(name, proof), "another key approved")
            need(signed(proof, text.encode(), signature), "an approval is not signed with its key")
        word, reason = ("deny", "(?:[^\n]+\n)?") if kind == "approval.denied" else ("approve", "")
        need(proof and said["answers"] == ask["hash"], "an approval answers another request")
        need(re.fullmatch("dr-runbooks/approval\n%s\n%s\n%s" % (word, ask["hash"], reason), text), "an approval says something else")
        need(entry["boot"] != ask["boot"] or entry["mono"] <= ask["last"], "an approval came too late")
        need(word == "deny" or not {person["name"], proof} & ask["people"], "one person approved twice")
        ask["denied"] = ask["denied"] or word == "deny"
        ask["people"] |= {person["name"], proof} if word == "approve" else set()
    elif kind == "step.intended" and "move" not in entry:
        text = [entry[k]["sha256"] for k in ("sql", "exec", "text") if "sha256" in (entry.get(k) or {})]
        begun, asked = (entry["step"].get("name"), entry.get("block_sha256")), ask and (ask["r"]["step"]["name"], ask["r"]["block_sha256"])
        need("approve" in entry or begun != asked, "a step does not name its approvals")
        if "approve" in entry:
            r = ask["r"]
            need(begun == asked and text == [r["text_sha256"]] and (entry["approve"], entry.get("approved")) == (r["needed"], ask["hash"]), "another step began")
            need(not ask["denied"] and len(ask["people"]) >= 2 * r["needed"], "a step began without its approvals")
            return None
    return ask

class Tree:
    def __init__(self): self.peaks, self.size = [], 0

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
    if certificate is None: return None, "no-key"
    body, name, hashed, signature = parse_note(certificate)
    head, named, encoded, _ = body.split("\n")
    need(head == "dr-runbooks/log-key" and named == log, "the certificate is another log's")
    for line in open(sys.argv[1]).read().split():
        known, _, key = line.split("+", 2)
        key = base64.b64decode(key)[1:]
        if known == name and key_hash(known, key) == hashed:
            need(signed(key, body.encode(), signature), "the certificate is forged")
            return base64.b64decode(encoded), "certified"
    return base64.b64decode(encoded), "unknown-key"

def verify(path):
    log, folder = os.path.basename(os.path.dirname(path)), os.path.dirname(os.path.dirname(os.path.dirname(path)))
    *lines, tail = open(path, "rb").read().split(b"\n")
    raw = open(os.path.join(os.path.dirname(path), "checkpoints"), encoding="utf-8", newline="").read()
    notes = re.findall("(?:(?!— )[^\n]*\n)*— [^\n]*\n", raw)
    tree, previous, key, trust, closed, due, last, before = Tree(), "", None, "no-key", False, 0, (0, b""), (0, b"")
    intents, recovered, ask, recent = set(), set(), None, []
    for line in lines:
        entry = json.loads(line.decode("utf-8"))
        need(isinstance(entry, dict) and jcs(entry) == line, "not canonical")
        place = (entry.get("v"), entry.get("log"), entry.get("seq"), entry.get("prev"))
        need(not closed and place == (1, log, tree.size, previous), "entry %d does not follow" % tree.size)
        if tree.size == 0:
            need(entry["type"] == "log.opened", "the first entry does not open a log")
            key, trust = certified(entry, log)
        need(due <= last[0], "the checkpoint for %d entries is missing" % due)
        closed = entry["type"] == "log.closed" or "sum" in entry
        need(not closed or entry.get("sum") == sha(jcs({k: v for k, v in entry.items() if k != "sum"})).hex(), "the last entry was changed")
        if entry["type"] == "step.intended":
            intents.add(tree.size)
        elif entry["type"] == "log.recovered":
            recovered.add(entry["recovered"]["log"])
        elif entry["type"] in ("step.finished", "step.unknown"):
            need(entry["recovers"]["log"] in recovered if "recovers" in entry else entry.get("intent") in intents, "an outcome answers no intent")
            intents.discard(entry.get("intent"))
        ask = approvals(entry, ask, recent)
        node = sha(b"\x00" + line)
        recent, previous = recent[-3:] + [(tree.size, node.hex())], node.hex()
        tree.add(node)
        tame = entry["type"] in ("step.intended", "step.finished") and (entry.get("step") or {}).get("risk") in ("reads", "changes")
        due = due if tame or entry["type"] not in ("log.opened", "log.closed", "step.intended", "step.finished") else tree.size
        while notes:
            size, root = parse_checkpoint(notes[0], log, key)
            need(size > last[0], "a checkpoint stands out of order")
            if size > tree.size: break
            need(root == tree.root(), "a checkpoint settled other entries")
            before, last = last, (size, root)
            notes.pop(0)
    need(not notes and not (closed and tail), "the log and its checkpoints end differently")
    gaps = [] if closed and not tail and not intents else ["cut off"]
    head = os.path.join(folder, "heads", log)
    if os.path.exists(head):
        copy = parse_checkpoint(open(head, encoding="utf-8", newline="").read(), log, key)
        need(copy in (last, before), "the copy under heads is another one")
        gaps += ["the copy under heads is one older"] if copy != last else []
    else: need(tree.size <= 1, "the copy under heads is missing")
    gaps += ["unsealed from %d" % last[0]] if last[0] < tree.size else []
    verdict = "UNVERIFIABLE" if tree.size and trust != "certified" else "INCOMPLETE" if gaps else "VERIFIED"
    return {"verdict": verdict, "entries": tree.size, "root": tree.root().hex(), "why": "; ".join(gaps)}

for name in sys.argv[2:]:
    try: result = verify(name)
    except (Tampered, ValueError, KeyError, TypeError, IndexError) as error:
        result = {"verdict": "TAMPERED", "why": str(error)}
    print(json.dumps({"log": name, **result}))
