import type { ContainerService, MountedFile, Renewal } from "../../model/service.ts";

const SCRIPT = "/etc/neotool/renew.sh";
/** What compose/snapshot/worker.sh puts beside the data. */
const EXCHANGE = ".neotool-restore";

export interface RenewableProgram {
  /** Where its volume is. */
  readonly data: string;
  /** What would be the container's first program. @default what the service's command begins with */
  readonly entrypoint?: readonly string[];
  /** What ends it and all that it has begun, at once. @default "KILL" */
  readonly signal?: "KILL" | "QUIT";
  /** `early`: the next one is begun while the data are exchanged, and waits for them by itself. @default "late" */
  readonly begins?: "early" | "late";
}

/** Parts of a definition whose service can begin anew, with other data, in its container. compose/renew.sh */
export const renewable = ({ data, entrypoint = [], signal = "KILL", begins = "late" }: RenewableProgram): Required<Pick<ContainerService, "entrypoint">> & { readonly script: MountedFile; readonly renewal: Renewal } => {
  const folder = `${data}/${EXCHANGE}`;
  return {
    entrypoint: ["sh", SCRIPT, begins === "early" ? "early" : "run", folder, ...entrypoint],
    script: { path: SCRIPT, content: { source: "renew.sh" }, owner: { uid: 0, gid: 0 }, mode: 0o444 },
    renewal: { command: ["sh", SCRIPT, "aside", folder, signal], folder },
  };
};
