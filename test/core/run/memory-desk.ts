import { randomBytes } from "node:crypto";
import { answerText, type Decision } from "../../../core/audit/approval/answer.ts";
import type { Offer } from "../../../core/audit/approval/judge.ts";
import { formatVerifierKey, type Signer, signNote, verifierKey } from "../../../core/audit/note.ts";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import type { Cluster } from "../../../core/cluster/inventory-types.ts";
import { checkSignature, temporarySigner } from "../../../core/node/keys.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import type { ApprovalDesk } from "../../../core/run/ports.ts";
import { type World, world } from "./memory-ports.ts";

/** Somebody with a key of their own. */
export class Person {
  readonly name: string;
  readonly signer: Signer = temporarySigner();

  constructor(name: string) {
    this.name = name;
  }

  get verifierKey() {
    return verifierKey(this.name, this.signer.publicKey, sha256);
  }

  get key(): string {
    return formatVerifierKey(this.verifierKey);
  }

  /** A signed answer. */
  signs(request: string, decision: Decision = "approve", reason?: string): string {
    const answer = { decision, request, ...(reason === undefined ? {} : { reason }) };
    return signNote(answerText(answer), this.name, this.signer, sha256);
  }
}

/** A desk in memory. `answers` is asked for what lies in the exchange folder whenever it is polled. */
export class MemoryDesk implements ApprovalDesk {
  readonly requests: { readonly text: string; readonly hash: string }[] = [];
  readonly users = new Map<string, number>();
  readonly own: Person[] = [];
  readonly sha256 = sha256;
  readonly checkSignature = checkSignature;
  uid = 1000;
  isNamed = true;
  closed = 0;
  answers: (hash: string) => readonly Offer[] = () => [];

  async operator() {
    const keys = this.own.map(({ verifierKey: key }) => key);
    return { user: "op", host: "bastion", users: ["op"], uids: [this.uid], keys };
  }

  async uidOf(user: string): Promise<number | undefined> {
    return this.users.get(user);
  }

  nonce(): string {
    return randomBytes(16).toString("hex");
  }

  async publish(request: { readonly text: string; readonly hash: string }) {
    this.requests.push(request);
    return {
      code: `code-${request.hash}`,
      file: `/exchange/${request.hash}`,
      poll: async () => this.answers(request.hash),
      close: async () => {
        this.closed++;
      },
    };
  }

  readPasted(text: string): Offer | undefined {
    return text === "" ? undefined : { how: "key", note: text };
  }

  get hash(): string {
    return this.requests.at(-1)?.hash ?? "";
  }
}

/** The cluster of the tests with these approvers, as lines of YAML. */
export function ordersWith(approvers: readonly string[]): Cluster {
  const list = approvers.length === 0 ? "" : `  approvers:\n${approvers.map((line) => `    ${line}\n`).join("")}`;
  const text = `orders:\n  flavor: mysql\n${list}  nodes:\n    db1: { host: 127.0.0.1, port: 3306, role: source }\n    db2: { host: 127.0.0.1, port: 3307, role: replica }\n    db3: { host: 127.0.0.1, port: 3308, role: replica }\n`;
  const [cluster] = parseInventory(text).clusters;
  if (cluster === undefined) throw new Error("The inventory of the tests has no cluster.");
  return cluster;
}

export interface Scene {
  readonly w: World;
  readonly desk: MemoryDesk;
  readonly alice: Person;
  readonly bob: Person;
  /** Opens a run on the same. */
  open(text: string, approvers?: readonly string[]): ReturnType<World["open"]>;
  /** Runs the text on a cluster on which these may approve; default alice and bob, each with a key. */
  run(text: string, approvers?: readonly string[]): ReturnType<World["run"]>;
}

export function scene(): Scene {
  const w = world();
  const desk = new MemoryDesk();
  const [alice, bob] = [new Person("dr-runbooks/alice"), new Person("dr-runbooks/bob")];
  const both = [`alice: { key: "${alice.key}" }`, `bob: { key: "${bob.key}", user: bob }`];
  const options = (approvers: readonly string[]) => ({
    cluster: ordersWith(approvers),
    ports: w.ports({ approvals: desk }),
  });
  return {
    w,
    desk,
    alice,
    bob,
    open: (text, approvers = both) => w.open(text, options(approvers)),
    run: (text, approvers = both) => w.run(text, options(approvers)),
  };
}
