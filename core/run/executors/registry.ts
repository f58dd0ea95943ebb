import { failoverExecutor } from "../../failover/executor.ts";
import type { StepKind } from "../../runbook/types.ts";
import type { StepExecutor } from "../step-executor.ts";
import { iniExecutor } from "./ini.ts";
import { manualExecutor } from "./manual.ts";
import { shellExecutor } from "./shell.ts";
import { sqlExecutor } from "./sql.ts";

/** One executor per kind of step. A kind that is not here is refused, never skipped. */
export const executors: ReadonlyMap<StepKind, StepExecutor> = new Map(
  [sqlExecutor, shellExecutor, manualExecutor, iniExecutor, failoverExecutor].map((executor) => [
    executor.kind,
    executor,
  ]),
);
