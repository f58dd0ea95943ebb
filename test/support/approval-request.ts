import type { ApprovalRequest } from "../../core/audit/approval/request.ts";
import { sha256 } from "../../core/node/sha256.ts";

/** A request for one approval of one statement, good for an hour; every field may be another one. */
export function sampleRequest(change: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const { text = ["DROP DATABASE app"] } = change;
  const now = Date.now();
  return {
    v: 1,
    log: "another-log",
    after: { seq: 1, hash: sha256("entry") },
    runbook: { path: "/runbooks/p.runbook.md", sha256: sha256("p") },
    cluster: "orders",
    step: { name: "promote", index: 0, kind: "sql", risk: "destroys" },
    attempt: 1,
    block_sha256: sha256("block"),
    text,
    text_sha256: sha256(text.join("\n")),
    variables: {},
    settings: { timeout: "1m" },
    targets: [{ node: "db1", at: "db1.example.net:3306" }],
    operator: { user: "op", host: "bastion" },
    needed: 1,
    approvers: [],
    created: new Date(now).toISOString(),
    expires: new Date(now + 3_600_000).toISOString(),
    nonce: "0123456789abcdef0123456789abcdef",
    ...change,
  };
}
