import type { Service } from "./service.ts";

/** A named set of services. */
export interface Stack {
  readonly name: string;
  readonly services: readonly Service[];
  /** Named subsets, by service name. Dependencies come along by themselves. */
  readonly profiles: Readonly<Record<string, readonly string[]>>;
  /** The profile that `up` takes when none is asked for. */
  readonly defaultProfile: string;
}
