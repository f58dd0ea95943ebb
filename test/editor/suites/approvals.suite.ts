import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { answerText, parseSignedAnswer } from "../../../core/audit/approval/answer.ts";
import { requestText } from "../../../core/audit/approval/request.ts";
import { formatVerifierKey, isSignedBy, parseVerifierKey, signNote, verifierKey } from "../../../core/audit/note.ts";
import { decodeAnswer, decodeRequest, encodeAnswer, encodeRequest } from "../../../core/node/approval-codes.ts";
import { checkSignature, temporarySigner } from "../../../core/node/keys.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import { sampleRequest } from "../../support/approval-request.ts";
import { answerAs } from "../support/answers.ts";
import { cellWith, ended, runCell, shownBy } from "../support/cells.ts";
import { eventually } from "../support/eventually.ts";
import { bytesOf, closeEverything, showNotebook, uriOf, write } from "../support/workspace.ts";

const name = "dr-runbooks/colleague";
const signer = temporarySigner();

/** The line that a colleague sends back. */
function answerOf(hash: string): string {
  return encodeAnswer(signNote(answerText({ decision: "approve", request: hash }), name, signer, sha256));
}

suite("a step that other people have to approve", () => {
  let restore: () => void = () => undefined;

  suiteSetup(() => {
    const inventory = bytesOf("clusters.yaml").toString("utf8");
    const key = formatVerifierKey(verifierKey(name, signer.publicKey, sha256));
    write(
      "clusters.yaml",
      inventory.replace("  nodes:\n", `  approvers:\n    colleague: { key: "${key}" }\n  nodes:\n`),
    );
  });

  teardown(async () => {
    restore();
    await closeEverything();
  });

  test("waits, and runs when an approval is pasted", async () => {
    const cell = cellWith(await showNotebook(uriOf("approve.runbook.md")), "2 + 3");
    const asked: string[] = [];
    restore = answerAs({
      choose: (message, buttons) => {
        asked.push(message);
        return buttons.includes("Paste Approval") ? "Paste Approval" : undefined;
      },
      type: async () => {
        const shown = await eventually("the request to be shown", () => /drq1_[\w-]+/.exec(shownBy(cell))?.[0]);
        return answerOf(decodeRequest(shown)?.hash ?? "");
      },
    });
    await runCell(cell);
    assert.equal(cell.executionSummary?.success, true, shownBy(cell));
    assert.match(shownBy(cell), /answer[\s\S]*5/);
    assert.match(asked[0] ?? "", /^promote waits for an approval by other people: colleague \(key\)/);
  });

  test("is refused when the person does not wait", async () => {
    const cell = cellWith(await showNotebook(uriOf("approve.runbook.md")), "2 + 3");
    restore = answerAs({ choose: (_, buttons) => (buttons.includes("Stop Waiting") ? "Stop Waiting" : undefined) });
    await runCell(cell);
    assert.equal(cell.executionSummary?.success, false);
    assert.match(shownBy(cell), /did not wait for the approvals/);
  });

  test("ends as not run when the cell is stopped while it waits", async () => {
    const cell = cellWith(await showNotebook(uriOf("approve.runbook.md")), "2 + 3");
    restore = answerAs({ choose: () => new Promise(() => undefined) });
    void vscode.commands.executeCommand("notebook.cell.execute", {
      ranges: [{ start: cell.index, end: cell.index + 1 }],
      document: cell.notebook.uri,
    });
    await eventually("the request to be shown", () => /drq1_/.exec(shownBy(cell)) ?? undefined);
    await vscode.commands.executeCommand("notebook.cell.cancelExecution", {
      ranges: [{ start: cell.index, end: cell.index + 1 }],
      document: cell.notebook.uri,
    });
    await eventually("the cell to end", () => ended(cell) || undefined);
    assert.notEqual(cell.executionSummary?.success, true);
    assert.match(shownBy(cell), /cancelled before it began/);
  });

  test("is shown to the approver, who signs it with the editor's key once its name is typed", async () => {
    const keys = join(process.env["DR_RUNBOOKS_STATE"] ?? "", "audit", "keys");
    const [pub = ""] = readdirSync(keys).filter((file) => file.endsWith(".pub"));
    const own = readFileSync(join(keys, pub), "utf8").trim();
    const request = requestText(sampleRequest({ approvers: [{ name: "me", key: own }] }));
    const seen: string[] = [];
    const people = (typed: string) =>
      answerAs({
        choose: (message, buttons, detail) => {
          seen.push(`${message}\n${detail}`);
          return buttons.find((button) => button === "Approve…");
        },
        type: (title, { prompt }) =>
          /request/.test(prompt ?? "") ? encodeRequest(request) : title === "Approve it" ? typed : "",
      });
    restore = people("something else");
    await vscode.commands.executeCommand("drRunbooks.approveStep");
    assert.match(seen.join("\n"), /op asks to run promote on cluster orders/);
    assert.match(seen.join("\n"), /│ DROP DATABASE app/);
    assert.match(seen.at(-1) ?? "", /Nothing was signed: that is not the name/);
    restore();
    restore = people("promote");
    await vscode.commands.executeCommand("drRunbooks.approveStep");
    assert.match(seen.at(-1) ?? "", /me approved promote\. The answer is in the clipboard: send it to op/);
    const signed = parseSignedAnswer(decodeAnswer(await vscode.env.clipboard.readText()) ?? "");
    assert.equal(signed?.answer.request, sha256(request));
    const key = parseVerifierKey(own, sha256);
    assert.ok(signed && key && isSignedBy(signed.note, key, checkSignature));
  });
});
