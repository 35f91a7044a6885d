/** Something that brings up the core stack: what we are, and what we are held against. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** A script that nobody could beat is shown, and nothing is promised against it. */
  readonly isFloor?: true;
  /** Until every service is ready. */
  up(): Promise<unknown>;
  /** The same while everything is up. */
  noop(): Promise<unknown>;
  /** The containers stay, stopped: the next `up` is a warm one. */
  stop(): Promise<unknown>;
  /** All of it goes, its data too. */
  down(): Promise<unknown>;
}
