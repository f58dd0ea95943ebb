/** One test as it ended. A file that crashed, hung or left something behind is reported as a failed test of its own. */
export interface TestReport {
  readonly kind: "passed" | "failed" | "skipped";
  readonly title: string;
  /** Relative to the project's root; for the editor's suites their name. */
  readonly file: string;
  /** Why it failed or was skipped. */
  readonly message?: string;
}
