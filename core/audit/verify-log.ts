import { ApprovalVerifier, type ReviewedApprovers } from "./approval/verify-approvals.ts";
import { formatVersion } from "./entry.ts";
import type { Sha256 } from "./leaf-hash.ts";
import { formatVerifierKey } from "./note.ts";
import type { Finding, Gap, LogVerdict, Remark } from "./verdict.ts";
import { type Accepted, ChainVerifier } from "./verify-chain.ts";
import { type SealOptions, SealVerifier } from "./verify-seals.ts";

export interface VerifyOptions {
  readonly sha256: Sha256;
  /** Id that the log must have: the name of its folder. A moved or renamed log has another. */
  readonly log?: string;
  /** Absent: only the chain is looked at, and nothing outside of the log vouches for it. */
  readonly seals?: Omit<SealOptions, "sha256">;
  /** Approvals by anybody else are none. Absent: those count whom the log itself names. */
  readonly reviewed?: ReviewedApprovers;
}

/**
 * Verifies one log in constant memory. Feed `checkpoint` whenever `wantsCheckpoint`, every line that ends in a line feed
 * to `line`, then call `finish` with what stands after the last line feed.
 */
export class LogVerifier {
  readonly #chain: ChainVerifier;
  readonly #seals: SealVerifier | undefined;
  readonly #approvals: ApprovalVerifier | undefined;

  constructor({ sha256, log, seals, reviewed }: VerifyOptions) {
    this.#chain = new ChainVerifier(sha256, log);
    this.#seals = seals && new SealVerifier({ sha256, ...seals });
    this.#approvals = seals && new ApprovalVerifier({ sha256, ...seals, ...(reviewed ? { reviewed } : {}) });
  }

  get wantsCheckpoint(): boolean {
    return this.#seals?.wantsCheckpoint === true;
  }

  /** Undefined when there are no more; `torn`: something is left that is no note. */
  checkpoint(text: string | undefined, torn = false): void {
    this.#seals?.checkpoint(text, torn);
  }

  /** The entry, when nothing speaks against it so far. */
  line(bytes: Uint8Array): Accepted | undefined {
    const accepted = this.#chain.line(bytes);
    if (accepted !== undefined) {
      this.#seals?.entry(accepted, this.#chain);
      this.#approvals?.entry(accepted);
    }
    return accepted;
  }

  get openIntents(): ChainVerifier["openIntents"] {
    return this.#chain.openIntents;
  }

  /** `found`: what the caller saw around the log, such as in its folder. */
  finish(
    tail: Uint8Array,
    found: {
      readonly findings?: readonly Finding[];
      readonly gaps?: readonly Gap[];
      readonly remarks?: readonly Remark[];
    } = {},
  ): LogVerdict {
    const chain = this.#chain;
    const seals = this.#seals;
    const gaps = chain.finish(tail);
    const unsealed = seals?.finish(chain) ?? [];
    // An entry that was edited says more plainly what happened than an approval that no longer fits.
    const finding = [
      seals ? seals.finding(chain.finding) : chain.finding,
      this.#approvals?.finding,
      ...(found.findings ?? []),
    ].find(Boolean);
    if (finding !== undefined) return { verdict: "TAMPERED", ...finding };
    if (chain.unknownFormat !== undefined) {
      return {
        verdict: "UNVERIFIABLE",
        reason: "unknown-format",
        message: `The log has format version ${chain.unknownFormat}; this version reads ${formatVersion}. Verify it with the version that wrote it.`,
      };
    }
    const key = seals?.key;
    if (chain.size > 0 && key?.status === "none") {
      return {
        verdict: "UNVERIFIABLE",
        reason: "no-key",
        message: "The log names no key, so nothing can tell who wrote it. It was not written by this product.",
      };
    }
    if (chain.size > 0 && key?.status === "unknown-key") {
      return {
        verdict: "UNVERIFIABLE",
        reason: "unknown-key",
        message: `The log is certified by the key ${key.name}+${key.hash}, which no installation of this machine wrote with here. A public key that lies in the folder proves nothing: get it from that installation on another way (audit key) and give it with --key.`,
      };
    }
    const all = [...gaps, ...unsealed, ...(found.gaps ?? [])];
    const remarks = [
      ...chain.remarks,
      ...(seals?.remarks ?? []),
      ...(this.#approvals?.remarks ?? []),
      ...(found.remarks ?? []),
    ];
    const facts = { entries: chain.size, head: chain.head, root: chain.root(), remarks };
    if (all.length > 0) {
      return { verdict: "INCOMPLETE", ...facts, sealed: seals?.sealedSize ?? 0, gaps: all };
    }
    return {
      verdict: "VERIFIED",
      ...facts,
      anchored: seals?.anchored ?? "chain-only",
      ...(key?.status === "certified" ? { key: formatVerifierKey(key.by) } : {}),
    };
  }
}

/** Verifies a whole log that is in memory: its chain alone. */
export function verifyLog(bytes: Uint8Array, options: Omit<VerifyOptions, "seals">): LogVerdict {
  const verifier = new LogVerifier(options);
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    verifier.line(bytes.subarray(start, end));
    start = end + 1;
  }
  return verifier.finish(bytes.subarray(start));
}
