declare module "commonmark-spec" {
  /** A tab is written `→`. */
  export const tests: readonly { readonly markdown: string; readonly number: number }[];
}
