/** A folder or file of a running service that is not its image's. */
export interface ProvidedMount {
  readonly path: string;
  /** `data`: outlives it. `host`: the machine's own, and it may write there. */
  readonly kind: "data" | "temporary" | "config" | "host";
}

/** What a runtime really gave to a service that runs, whoever made it and whatever its definition says by now. Holds secrets. */
export interface Provision {
  readonly image: {
    readonly reference: string;
    /** Content digests under which registries know it; empty for one that was never pulled. */
    readonly digests: readonly string[];
    /** Its name stands for another image by now. */
    readonly isOutdated: boolean;
  };
  /** `undefined`: as its image has it. */
  readonly command: readonly string[] | undefined;
  /** Without what its image sets. A value is `undefined` where it is kept apart, in a Secret. */
  readonly env: ReadonlyMap<string, string | undefined>;
  readonly mounts: readonly ProvidedMount[];
  /** In the words of Kubernetes: `512Mi`; `undefined`: as much as there is. */
  readonly memory: string | undefined;
  /** Thousandths of a processor with `m`; `undefined`: as much as there is. */
  readonly cpu: string | undefined;
  /** By number or name; `undefined`: nobody says, and its entrypoint may take another. */
  readonly user: string | undefined;
  readonly hasReadOnlyRoot: boolean;
  readonly isPrivileged: boolean;
  /** A program with setuid may. */
  readonly mayGainRights: boolean;
  readonly addedCapabilities: readonly string[];
  readonly droppedCapabilities: readonly string[];
  /** How many of it there are meant to be. */
  readonly replicas: number;
}

/** By service. */
export type Provisions = ReadonlyMap<string, Provision>;
