/** What mysql2 puts on its errors: those of the server have a positive `errno` and `sqlMessage`, those of the system a `code` alone. */
export interface DriverError extends Error {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
  readonly sqlMessage?: string;
}
