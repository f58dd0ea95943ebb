import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPastRun } from "../../../core/node/past-runs.ts";
import { type AdminConnection, connectAdmin } from "../../../core/node/sandbox/admin-connection.ts";
import type { PastRun } from "../../../core/run/past-run.ts";
import type { WebEditor } from "../../../tools/editor/install.ts";
import { openWorkbench, type Workbench } from "../../../tools/editor/workbench.ts";
import { root } from "../../../tools/root.ts";
import { type EditorContext, makeWorkspace } from "../context.ts";
import { answerNotification, findCell, markOf, outcomeOf } from "../person.ts";
import { eventually } from "../support/eventually.ts";
import { entriesOfLastRun, said, writerOf } from "./the-trail.ts";

/** Of the extension host, the process that runs the steps. A longer test asks for more: DR_RUNBOOKS_EDITOR_KILLS=100. */
const kills = Number(process.env.DR_RUNBOOKS_EDITOR_KILLS ?? 6);
const steps = Array.from({ length: 10 }, (_, index) => index);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ten steps, each of which leaves one line or one row behind. */
function runbook(round: number): string {
  const blocks = steps.map((step) =>
    step === 4
      ? `\`\`\`sh {name=step-4}\nsleep 0.15; echo 4 >> acts-${round}\n\`\`\`\n`
      : `\`\`\`sql {name=step-${step} on=db1}\nINSERT INTO killed.t${round} (step, slept) SELECT ${step}, SLEEP(0.15);\n\`\`\`\n`,
  );
  return `---\nrunbook: Ten steps\ncluster: sandbox\n---\n\n${blocks.join("\n")}`;
}

/** One runbook, what it has done so far, and the window it is run in. */
class Round {
  readonly path: string;
  readonly #round: number;
  readonly #folder: string;
  readonly #workbench: Workbench;
  readonly #database: AdminConnection;
  /** Processes. */
  readonly #killed = new Set<number>();

  constructor(round: number, folder: string, workbench: Workbench, database: AdminConnection) {
    this.#round = round;
    this.#folder = folder;
    this.#workbench = workbench;
    this.#database = database;
    this.path = join(folder, `ten-${round}.runbook.md`);
  }

  async begin(): Promise<void> {
    await this.#database.query(
      `CREATE TABLE killed.t${this.#round} (id INT AUTO_INCREMENT PRIMARY KEY, step INT, slept INT)`,
    );
    await this.#workbench.openFile(`ten-${this.#round}.runbook.md`);
    await this.runAll();
  }

  async runAll(): Promise<void> {
    await this.#workbench.page.getByRole("button", { name: "Run All", exact: true }).first().click();
  }

  /** How often each step was done. What is under way outlives the process that asked for it. */
  async acts(): Promise<number[]> {
    await eventually(
      "everything that was sent to end",
      async () => {
        const [row] = await this.#database.query(
          `SELECT COUNT(*) AS n FROM performance_schema.processlist WHERE INFO LIKE 'INSERT INTO killed.t${this.#round} %'`,
        );
        return Number(row?.["n"]) === 0;
      },
      60,
    );
    await pause(200);
    const file = join(this.#folder, `acts-${this.#round}`);
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number) : [];
    const rows = await this.#database.query(`SELECT step FROM killed.t${this.#round}`);
    return [...lines, ...rows.map((row) => Number(row["step"]))].sort();
  }

  async isOver(): Promise<boolean> {
    const entries = (await entriesOfLastRun(this.path)).map(said);
    return entries.includes("step.finished step-9 success") || entries.includes("step.confirmed step-9 done");
  }

  /** Resolves when a step has begun, with the milliseconds since the first one did. */
  async untilStep(step: number): Promise<number> {
    const intended = await eventually(
      "a step in the middle",
      async () => {
        const entries = (await entriesOfLastRun(this.path)).filter((entry) => entry["type"] === "step.intended");
        return entries.some((entry) => said(entry) === `step.intended step-${step}`) ? entries : undefined;
      },
      60,
    );
    const [first, last] = [intended.at(0), intended.at(-1)].map((entry) => Date.parse(String(entry?.["time"])));
    return Number(last) - Number(first);
  }

  /** Resolves when a process that still lives writes the newest log. */
  async isUnderWay(): Promise<void> {
    await eventually(
      "the run to be under way",
      async () => {
        const entries = await entriesOfLastRun(this.path);
        return entries.length > 1 && !this.#killed.has(writerOf(entries));
      },
      60,
    );
  }

  /** Kills the extension host, and opens the window anew. What was last written before it, or undefined when all was done. */
  async kill(): Promise<string | undefined> {
    if (await this.isOver()) return undefined;
    const entries = await entriesOfLastRun(this.path);
    const pid = writerOf(entries);
    this.#killed.add(pid);
    process.kill(pid, "SIGKILL");
    const end = said((await entriesOfLastRun(this.path)).at(-1));
    await this.#workbench.reload();
    // Which editors were open is not always kept so soon.
    await this.#workbench.openFile(`ten-${this.#round}.runbook.md`);
    return end;
  }

  /** As a person would: resumes what can be resumed, looks whether the step in flight took effect, and says so. */
  async goOn(look?: (past: PastRun) => Promise<void>): Promise<void> {
    const { page } = this.#workbench;
    const found = await findPastRun("latest", this.path);
    await findCell(page, "SELECT 0");
    // Killed before its first step, or right behind its last.
    if (found.status !== "found" || found.run.steps.size === 0) return this.runAll();
    if (await this.isOver()) return;
    await answerNotification(
      page,
      new RegExp(`The last run of this runbook, ${found.run.log.id}, was cut off`),
      "Resume",
    );
    await look?.(found.run);
    const open = [...found.run.steps.values()].find(({ how }) => how === "unknown")?.name;
    const done = await this.acts();
    await answerNotification(page, /finished\./, "Run the Rest");
    if (open === undefined) return;
    const box = page.locator(".quick-input-widget:visible").filter({ hasText: `${open} in run` });
    const answer = done.includes(Number(open.slice(5))) ? "it took effect" : "it did not";
    await box.locator(".monaco-list-row").filter({ hasText: answer }).click();
  }
}

export async function killedEditor(editor: WebEditor, context: EditorContext): Promise<string> {
  const folder = makeWorkspace(context, "killed");
  const [node] = context.sandbox.nodes;
  assert.ok(node);
  const database = await connectAdmin(node, context.sandbox.admin);
  await database.query("CREATE DATABASE killed");
  // All of them before the editor looks: it does not find a new file by its name at once.
  for (let round = 0; round < 3 * kills; round++)
    writeFileSync(join(folder, `ten-${round}.runbook.md`), runbook(round));
  const workbench = await openWorkbench(editor, { folder, extension: { developmentPath: root } });
  const { page } = workbench;
  const phases: Record<string, number> = {};
  let count = 0;
  try {
    let whole = 0;
    for (let index = 0; count < kills; index++) {
      const round = new Round(index, folder, workbench, database);
      await round.begin();
      await round.isUnderWay();
      // The first one in the middle of a step, so that there is something to ask about.
      if (index === 0) whole = 2 * (await round.untilStep(5));
      else await pause(Math.random() * whole);
      for (let turn = 0; !(await round.isOver()); turn++) {
        assert.ok(turn < 50, "it never ends");
        // Each run is killed once, and every other resumption.
        const phase = turn === 0 || Math.random() < 0.5 ? await round.kill() : undefined;
        if (phase !== undefined) {
          count++;
          const what = phase.startsWith("step.") ? phase.replace(/ step-\d/, "") : "opening";
          phases[what] = (phases[what] ?? 0) + 1;
          await round.goOn(index === 0 && turn === 0 ? (past) => shownAsFinished(workbench, past) : undefined);
          if (await round.isOver()) break;
          await round.isUnderWay();
          await pause(Math.random() * whole);
        } else await eventually("the run to end", () => round.isOver(), 60);
      }
      assert.deepEqual(await round.acts(), steps, `round ${index}: once each`);
      if (index === 0) assert.equal(await outcomeOf(await findCell(page, "SELECT 9")), "success");
      await workbench.runCommand("DR Runbooks: Finish Run");
    }
  } catch (error) {
    await workbench.screenshot(join(context.screenshots, "killed-editor.png"));
    throw error;
  } finally {
    await database.close();
    await workbench.close();
  }
  return `${count} kills of the extension host, by the last entry before: ${JSON.stringify(phases)}`;
}

/** Before anything runs, what the trail says was finished has a tick, and nothing else has one. */
async function shownAsFinished({ page }: Workbench, { steps: known }: PastRun): Promise<void> {
  assert.ok(known.size >= 5);
  for (const step of [3, 4, 5, 6]) {
    const cell = await findCell(page, step === 4 ? "echo 4" : `SELECT ${step}`);
    if (known.get(`step-${step}`)?.how === "succeeded") assert.equal(await outcomeOf(cell), "success");
    else assert.equal(await markOf(cell), "none");
  }
}
