const EXECUTABLE = 0o111;

/**
 * The permission bits that say something: none where everything may be executed, as on disks of Windows, which know no
 * permissions.
 */
export function tellingMode(mode: number): number | undefined {
  return (mode & EXECUTABLE) === EXECUTABLE ? undefined : mode & 0o777;
}
