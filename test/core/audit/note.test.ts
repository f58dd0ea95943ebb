import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, fromHex, toBase64, toHex } from "../../../core/audit/bytes.ts";
import { parseCheckpoint, signCheckpoint, splitNotes } from "../../../core/audit/checkpoint.ts";
import { certify, readCertificate } from "../../../core/audit/log-key.ts";
import { formatVerifierKey, isSignedBy, parseNote, parseVerifierKey, verifierKey } from "../../../core/audit/note.ts";
import { checkSignature, temporarySigner } from "../../../core/node/keys.ts";
import { sha256 } from "./log-fixture.ts";

const ports = { sha256, checkSignature };

test("a key and a note of the Go checksum database are read and verified", () => {
  const key = parseVerifierKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", sha256);
  assert.ok(key);
  assert.equal(formatVerifierKey(key), "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
});

test("a checkpoint is read back, and any flipped bit of it is refused", (t) => {
  const signer = temporarySigner();
  const head = { log: "L-1", size: 12345, root: "ab".repeat(32) };
  const text = signCheckpoint(head, signer, sha256);
  const found = parseCheckpoint(text);
  assert.ok(found);
  assert.deepEqual({ log: found.log, size: found.size, root: found.root }, head);
  const key = verifierKey("dr-runbooks/log/L-1", signer.publicKey, sha256);
  assert.ok(isSignedBy(found.note, key, checkSignature));
  const bytes = Buffer.from(text);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const changed = parseCheckpoint(copy.toString("utf8"));
    assert.ok(changed === undefined || !isSignedBy(changed.note, key, checkSignature), `bit ${bit}`);
  }
  t.diagnostic(`${bytes.length * 8} bits toggled, ${bytes.length * 8} found`);
});

test("notes in a file are parted at their signatures, and what is torn is left over", () => {
  const signer = temporarySigner();
  const notes = [1, 2, 3].map((size) => signCheckpoint({ log: "L", size, root: "00".repeat(32) }, signer, sha256));
  const whole = notes.join("");
  assert.deepEqual(splitNotes(whole), { notes, rest: "" });
  assert.deepEqual(splitNotes(whole.slice(0, -1)).notes, notes.slice(0, 2));
  assert.equal(parseNote(`${notes[0]}— other AAAA\n`), undefined);
});

test("a certificate holds for its log and its installation alone", () => {
  const [installation, other, log] = [temporarySigner(), temporarySigner(), temporarySigner()];
  const text = certify("L", log.publicKey, { name: "i", signer: installation }, sha256);
  const trusted = [verifierKey("i", installation.publicKey, sha256)];
  assert.equal(readCertificate(text, "L", trusted, ports).status, "certified");
  assert.equal(readCertificate(text, "M", trusted, ports).status, "invalid");
  assert.equal(readCertificate(text, "L", [verifierKey("i", other.publicKey, sha256)], ports).status, "unknown-key");
  assert.equal(readCertificate(text.replace("\nL\n", "\nM\n"), "M", trusted, ports).status, "invalid");
});

test("hex and base64 agree with the platform's, and only the one right form is read", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length) & 255));
    assert.equal(toBase64(bytes), bytes.toString("base64"));
    assert.equal(toHex(bytes), bytes.toString("hex"));
    assert.deepEqual(fromBase64(toBase64(bytes)), Uint8Array.from(bytes));
    assert.deepEqual(fromHex(toHex(bytes)), Uint8Array.from(bytes));
  }
  for (const bad of ["A", "AB=C", "AB==CD==", "AR==", "A B=", "AA="]) assert.equal(fromBase64(bad), undefined, bad);
});
