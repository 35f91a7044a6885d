import type { Consumer } from "../../model/consumer.ts";
import type { Condition } from "../../model/service.ts";

/** An application that a repository seems to have, as its config would say it. */
export interface AppProposal {
  readonly name: string;
  readonly cwd: string;
  readonly command: string;
  readonly port: number | undefined;
  readonly consumer: Consumer | undefined;
  readonly readiness: string | undefined;
  readonly dependsOn: Readonly<Record<string, Condition>>;
  /** Where it was seen, for a comment. */
  readonly seenIn: readonly string[];
}

/** What was found, and what could not be read. */
export interface Detection {
  readonly apps: readonly AppProposal[];
  readonly notes: readonly string[];
}
