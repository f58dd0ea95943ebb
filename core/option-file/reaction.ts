/** What a server does about a place in an option file: it does not start, passes over it, takes another value, or takes it and warns. */
export type Reaction = "refuses" | "ignores" | "adjusts" | "warns";
