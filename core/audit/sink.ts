/** What goes to a second place once it is on disk here. */
export type SinkRecord =
  | {
      readonly kind: "entry";
      readonly log: string;
      readonly seq: number;
      readonly type: string;
      /** Leaf hash, hex. */
      readonly hash: string;
      /** The canonical line without line feed. */
      readonly line: Uint8Array;
    }
  | {
      readonly kind: "checkpoint";
      readonly log: string;
      readonly size: number;
      readonly root: string;
      /** The signed note. */
      readonly note: string;
    };

/** A second place for the trail. */
export interface Sink {
  /** For messages: kind and address. */
  readonly name: string;
  /** Nothing runs without it: an entry counts as recorded only when this sink has it too. */
  readonly required: boolean;
  /** Resolves once the sink has the records, rejects when that is not known. In order, one call at a time. */
  deliver(records: readonly SinkRecord[]): Promise<void>;
  close(): Promise<void>;
}
