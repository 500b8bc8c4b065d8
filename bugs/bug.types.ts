export type Kind = 'money' | 'identity' | 'lists' | 'realtime' | 'operations';

/** What it takes to see a bug: one request after the other, several at once, a socket, or a pod or a connection that ends. */
export type Shows = 'in answers' | 'at once' | 'on sockets' | 'at an end';

/** A mistake that somebody could have made, as one edit of one file, kept outside of the bank. */
export interface Bug {
  /** What is wrong, for those who may know. */
  title: string;
  kind: Kind;
  /** How many pods it takes to show. */
  pods: 1 | 2;
  shows: Shows;
  edit: Edit;
  /** The test of this checkout that fails for it. */
  killedBy: TestName;
  /** Whether the starter suite notices. */
  starter: boolean;
  /** The change as its author would propose it. */
  review: { title: string; description: string };
}

export interface Edit {
  /** Below `backend/src`. */
  file: string;
  /** Found exactly once. */
  find: string;
  replace: string;
}

export interface TestName {
  /** From the checkout's root. */
  file: string;
  /** With the names of its `describe`s. */
  name: string;
}
