/** What the suite inside the extension host tells the driver outside, one message per event, in order. */
export type TestEvent =
  | { readonly kind: "passed"; readonly title: string; readonly milliseconds: number }
  | { readonly kind: "skipped"; readonly title: string }
  | { readonly kind: "failed"; readonly title: string; readonly message: string }
  /** A failed test waits in its last hook for the screenshot. */
  | { readonly kind: "screenshot"; readonly title: string }
  | { readonly kind: "ended" };

export interface TestFailure {
  readonly title: string;
  readonly message: string;
  /** Path of the picture taken while the failed test was still on the screen. */
  readonly screenshot?: string;
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

/** One suite to run in one window. All paths are absolute. */
export interface SuiteJob {
  readonly name: string;
  /** Folder that the window opens. */
  readonly workspace: string;
  /** Folder with the package.json of the extension under development. */
  readonly extension: string;
  /** Bundle that exports `run()`; see bundle-suites.ts. */
  readonly bundle: string;
  /** After this many seconds without an end the suite counts as failed. */
  readonly timeout: number;
  onEvent?(event: TestEvent): void;
}

/** The same suites run through any driver. */
export interface EditorDriver {
  run(job: SuiteJob): Promise<SuiteResult>;
  /** Ends everything that the driver started. */
  close(): Promise<void>;
}

/** Environment variable that holds the address to which a suite reports. */
export const REPORT_VARIABLE = "DR_RUNBOOKS_TEST_REPORT";
