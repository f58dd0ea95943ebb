/**
 * What is worked out of an object, kept on the object, out of sight. A WeakMap does the same, but all that it holds lives until
 * the next full collection, and short ones copy it each time: with a new document for each key that is pressed, that is what
 * the slowest keys wait for.
 */
export class KeptOn<Owner extends object, Value> {
  readonly #key = Symbol("kept");

  get(owner: Owner): Value | undefined {
    return Reflect.get(owner, this.#key) as Value | undefined;
  }

  set(owner: Owner, value: Value): void {
    Object.defineProperty(owner, this.#key, { value, writable: true, configurable: true });
  }
}
