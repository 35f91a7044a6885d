/** Something else that brings up the same services: what we are held against. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Until every service is ready. */
  up(): Promise<void>;
  /** The same while everything is up. */
  noop(): Promise<void>;
  /** All of it goes, its data too. */
  down(): Promise<void>;
}

/** A script that nobody could beat is shown, and nothing is promised against it. */
export interface ComparedPeer extends Peer {
  readonly isFloor: boolean;
}
