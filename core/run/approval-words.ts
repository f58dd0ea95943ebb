/** How many approvals are wanted: `an approval`, `2 approvals`. */
export function approvalsText(needed: number): string {
  return needed === 1 ? "an approval" : `${needed} approvals`;
}
